package parse

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// fromC1 returns what a control character from U+0080 to U+009F stands for.
// Nobody means the controls: they are octets of Windows-1252 that something
// took for ISO 8859-1. Five of them mean nothing there either, and stay.
func fromC1(r rune) rune { return charmap.Windows1252.DecodeByte(byte(r)) }

// undouble undoes one encoding too many: UTF-8 that was taken for Windows-1252
// and encoded as UTF-8 again ("â€™" for an apostrophe, "Ã©" for "é"). It does so
// only if every character that is not ASCII fits, and what comes out is
// punctuation or Latin, or several letters; so that "CAFÉ…" stays, whose last
// two characters are octets of a letter by chance.
func undouble(s string) (string, bool) {
	start := 0
	for start < len(s) && s[start] < utf8.RuneSelf {
		start++
	}
	// The first such character stands for the first octet of a sequence, C2 to
	// F4; UTF-8 writes those characters with C3 in front.
	if start == len(s) || s[start] != 0xc3 {
		return s, false
	}
	out := make([]byte, 0, len(s))
	for _, r := range s {
		b, ok := octetOf(r)
		if !ok {
			return s, false
		}
		out = append(out, b)
	}
	if !utf8.Valid(out) {
		return s, false
	}
	letters := 0
	for _, r := range string(out) {
		if r > 0xff && (r < 0x2010 || r > 0x2044) && r != '€' && r != '™' {
			letters++
		}
	}
	if letters > 0 && letters < 3 {
		return s, false
	}
	fixed, _ := cleanText(string(out)) // what was hidden in the octets is as unfit as elsewhere
	return fixed, true
}

// octetOf returns the octet that Windows-1252, or ISO 8859-1 where that has
// none, reads as the character.
func octetOf(r rune) (byte, bool) {
	if r <= 0xff {
		return byte(r), true
	}
	return charmap.Windows1252.EncodeRune(r)
}
