package parse

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"
)

// validUTF8 reports whether body is UTF-8, as far as it goes: a document cut
// off inside a character is still UTF-8, less that character.
func validUTF8(body []byte) (whole []byte, ok bool) {
	if utf8.Valid(body) {
		return body, true
	}
	for cut := 1; cut < utf8.UTFMax && cut < len(body); cut++ {
		tail := body[len(body)-cut:]
		if utf8.RuneStart(tail[0]) {
			whole = body[:len(body)-cut]
			return whole, tail[0] >= 0xc2 && !utf8.FullRune(tail) && utf8.Valid(whole)
		}
	}
	return nil, false
}

// countUTF8 counts the characters of UTF-8 above U+007F in body, those of three
// octets and more among them, and the octets that are part of none.
func countUTF8(body []byte) (good, long, bad int) {
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
			if size > 2 {
				long++
			}
		}
		i += size
	}
	return good, long, bad
}

// mostly reports whether octets are UTF-8 with a few broken characters, as tools
// leave them that cut text by octets. In other encodings nearly every octet
// above 127 is broken as UTF-8.
func mostly(good, bad int) bool { return good > 4*bad }

// partly reports whether so much is UTF-8 that it can be no chance, though other
// parts are not: documents are put together from several. Characters of two
// octets are not counted, which two neighbours in Chinese and Japanese look like.
func partly(long, bad int) bool { return long >= 8 && long*4 > bad }

// repairUTF8 reads UTF-8 with other octets in it: surrogates that were encoded
// one by one (CESU-8) are joined, words in EUC-KR read as that, and all else
// replaced with U+FFFD.
func repairUTF8(body []byte) decoded {
	d := decoded{encoding: "utf-8"}
	var foreign []byte
	eachHighRun(body, func(run []byte) {
		if isForeign(run) {
			foreign = append(append(foreign, run...), ' ')
		}
	}, func([]byte) {})
	isKorean := len(foreign) >= 8 && looksLikeEUCKR(foreign)
	var out strings.Builder
	out.Grow(len(body))
	guessed := false
	eachHighRun(body, func(run []byte) {
		if joined := joinSurrogates(run); utf8.Valid(joined) {
			out.Write(joined)
			return
		}
		if isKorean && isForeign(run) {
			if text, err := korean.EUCKR.NewDecoder().Bytes(run); err == nil {
				guessed = true
				d.replaced += bytes.Count(text, []byte("\ufffd"))
				out.Write(text)
				return
			}
		}
		text := strings.ToValidUTF8(string(run), "\ufffd")
		d.replaced += max(1, strings.Count(text, "\ufffd")-bytes.Count(run, []byte("\ufffd")))
		out.WriteString(text)
	}, func(ascii []byte) { out.Write(ascii) })
	d.text = out.String()
	if d.replaced > 0 {
		d.warnings = append(d.warnings, "octets that are no UTF-8 were replaced")
	}
	if guessed {
		d.warnings = append(d.warnings, "parts of it are no UTF-8: read as euc-kr, which is a guess")
	}
	return d
}

// eachHighRun cuts body into runs of octets above 127 that are no UTF-8, and
// what lies between.
func eachHighRun(body []byte, broken, rest func([]byte)) {
	start := 0 // of the rest
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		end := i + 1
		for end < len(body) && body[end] >= utf8.RuneSelf {
			end++
		}
		if run := body[i:end]; !utf8.Valid(run) {
			rest(body[start:i])
			broken(run)
			start = end
		}
		i = end
	}
	rest(body[start:])
}

// isForeign reports whether a run of octets above 127 holds nothing that is UTF-8
// for sure: no character of three octets.
func isForeign(run []byte) bool {
	_, long, _ := countUTF8(run)
	return len(run) > 1 && long == 0
}

// joinSurrogates joins the surrogates that something has encoded as characters
// of three octets each.
func joinSurrogates(run []byte) []byte {
	if bytes.IndexByte(run, 0xed) < 0 {
		return run
	}
	half := func(at int) rune {
		if at+3 > len(run) || run[at] != 0xed || run[at+1]&0xe0 != 0xa0 || run[at+2]&0xc0 != 0x80 {
			return 0
		}
		return 0xd000 | rune(run[at+1]&0x3f)<<6 | rune(run[at+2]&0x3f)
	}
	out := make([]byte, 0, len(run))
	for i := 0; i < len(run); {
		if r := utf16.DecodeRune(half(i), half(i+3)); r != utf8.RuneError {
			out = utf8.AppendRune(out, r)
			i += 6
			continue
		}
		out = append(out, run[i])
		i++
	}
	return out
}
