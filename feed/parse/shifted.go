package parse

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// decodeShifted reads the encodings that switch character sets by escape
// sequences. All their octets are ASCII, so they must go before UTF-8: by
// label, or by an escape sequence, which no other text of ASCII holds. "~{" of
// HZ may stand in any text, so HZ needs its label.
func decodeShifted(body []byte, labels ...string) (decoded, bool) {
	if bytes.IndexByte(body, 0x1b) < 0 && bytes.IndexByte(body, 0x0e) < 0 {
		return decodeHZ(body, labels)
	}
	ascii := isASCII(body)
	if !ascii && utf8.Valid(body) {
		return decoded{}, false // a stray control character in another text
	}
	for _, label := range labels {
		switch label = canonicalLabel(label); {
		case strings.HasPrefix(label, "iso-2022-jp"), label == "csiso2022jp":
			return decodeWith(japanese.ISO2022JP, body, "iso-2022-jp"), true
		case strings.HasPrefix(label, "iso-2022-kr"), label == "csiso2022kr":
			return decodeISO2022KR(body), true
		}
	}
	if !ascii {
		return decoded{}, false
	}
	for _, escape := range []string{"\x1b$B", "\x1b$@", "\x1b(J"} {
		if bytes.Contains(body, []byte(escape)) {
			return decodeWith(japanese.ISO2022JP, body, "iso-2022-jp"), true
		}
	}
	if bytes.Contains(body, []byte("\x1b$)C")) {
		return decodeISO2022KR(body), true
	}
	return decoded{}, false
}

func isASCII(body []byte) bool {
	return bytes.IndexFunc(body, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// decodeISO2022KR reads RFC 1557: shift-out begins KS X 1001 without its high
// bits, shift-in or the end of the line ends it.
func decodeISO2022KR(body []byte) decoded {
	out := make([]byte, 0, len(body))
	shifted := false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == 0x1b && bytes.HasPrefix(body[i:], []byte("\x1b$)C")):
			i += 3
		case c == 0x0e:
			shifted = true
		case c == 0x0f:
			shifted = false
		case c == '\n' || c == '\r':
			shifted = false
			out = append(out, c)
		case shifted && c > 0x20 && c < 0x7f:
			out = append(out, c|0x80)
		default:
			out = append(out, c)
		}
	}
	d := decodeWith(korean.EUCKR, out, "euc-kr")
	d.encoding = "iso-2022-kr"
	return d
}

// decodeHZ reads RFC 1843: "~{" begins GB 2312 without its high bits, "~}" or
// the end of the line ends it, "~~" is a tilde and "~" before a line's end joins
// it to the next. A tilde before anything else is one that was not doubled.
func decodeHZ(body []byte, labels []string) (decoded, bool) {
	labelled := false
	for _, label := range labels {
		switch strings.ToLower(strings.TrimSpace(label)) {
		case "hz-gb-2312", "hz", "hz-gb2312":
			labelled = true
		}
	}
	if !labelled || !bytes.Contains(body, []byte("~{")) || !isASCII(body) {
		return decoded{}, false
	}
	out := make([]byte, 0, len(body))
	shifted := false
	for i := 0; i < len(body); i++ {
		c, next := body[i], byte(0)
		if i+1 < len(body) {
			next = body[i+1]
		}
		switch {
		case c == '~' && (next == '{' || next == '}'):
			shifted = next == '{'
			i++
		case shifted && c > ' ' && c < 0x7f && next > ' ' && next < 0x7f:
			out = append(out, c|0x80, next|0x80)
			i++
		case c == '\n' || c == '\r':
			shifted = false
			out = append(out, c)
		case c == '~' && next == '~':
			out = append(out, c)
			i++
		case c == '~' && next == '\n':
			i++
		default:
			out = append(out, c)
		}
	}
	d := decodeWith(simplifiedchinese.GBK, out, "gbk")
	d.encoding = "hz-gb-2312"
	return d, true
}
