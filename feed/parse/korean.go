package parse

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
)

// decodeISO2022 reads the encodings that switch character sets by escape
// sequences. All their octets are ASCII, so they must go before UTF-8: by
// label, or by an escape sequence, which no other text holds.
func decodeISO2022(body []byte, labels ...string) (decoded, bool) {
	if bytes.IndexByte(body, 0x1b) < 0 && bytes.IndexByte(body, 0x0e) < 0 {
		return decoded{}, false
	}
	for _, label := range labels {
		switch label = strings.ToLower(strings.TrimSpace(label)); {
		case strings.HasPrefix(label, "iso-2022-jp"), label == "csiso2022jp":
			return decodeWith(japanese.ISO2022JP, body, "iso-2022-jp"), true
		case strings.HasPrefix(label, "iso-2022-kr"), label == "csiso2022kr":
			return decodeISO2022KR(body), true
		}
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

// looksLikeEUCKR reports whether octets above 127 come in pairs that are
// nearly all Hangul syllables of KS X 1001 (rows B0 to C8), as in no other
// double-byte encoding: Chinese and Japanese spread over the ideographs too,
// and Japanese is full of kana.
func looksLikeEUCKR(body []byte) bool {
	hangul, kana, pairs, broken := 0, 0, 0, 0
	for i := 0; i < len(body); i++ {
		lead := body[i]
		if lead < 0x80 {
			continue
		}
		if i+1 == len(body) {
			break
		}
		trail := body[i+1]
		wide := trail >= 0x41 && trail <= 0x5a || trail >= 0x61 && trail <= 0x7a || trail >= 0x81 && trail <= 0xfe
		switch {
		case lead < 0x81 || lead == 0xff || !wide:
			broken++
			continue
		case lead >= 0xb0 && lead <= 0xc8 && trail >= 0xa1:
			hangul++
		case lead <= 0xa0 || lead <= 0xc6 && trail < 0xa1:
			hangul++ // the syllables that CP949 adds
		case (lead == 0xa4 || lead == 0xa5) && trail >= 0xa1:
			kana++ // in EUC-JP every third letter; in EUC-KR single jamo
			pairs--
		case lead >= 0xa1 && lead <= 0xac && trail >= 0xa1:
			pairs-- // signs count neither way
		}
		pairs++
		i++
	}
	return hangul > 0 && broken*20 <= pairs && hangul*10 >= pairs*8 && kana*10 <= hangul
}
