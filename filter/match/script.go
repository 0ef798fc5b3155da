package match

import (
	"unicode"
	"unicode/utf8"
)

// unbordered are the scripts written without spaces between words, or, like
// Hangul, with particles stuck to the word: a term in them has no border to
// stand at.
var unbordered = []*unicode.RangeTable{
	unicode.Hangul, unicode.Han, unicode.Hiragana, unicode.Katakana,
	unicode.Bopomofo, unicode.Thai, unicode.Lao, unicode.Khmer,
	unicode.Myanmar, unicode.Tibetan, unicode.Yi,
}

// bordered reports whether r belongs to a word that has borders: a letter,
// mark or digit of an alphabetic script.
func bordered(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z'
	case plainSyllable(r), 0x3000 <= r && r <= 0x30ff: // CJK marks and kana, with the marks common to both
		return false
	case !unicode.In(r, unicode.L, unicode.M, unicode.N):
		return false
	}
	return !unicode.IsOneOf(unbordered, r)
}

// plainSyllable reports whether r is a Hangul syllable or a common Han
// character: most of Korean, Chinese and Japanese text, and unchanged by NFKC
// and case folding.
func plainSyllable(r rune) bool {
	return 0xac00 <= r && r <= 0xd7a3 || 0x4e00 <= r && r <= 0x9fff
}

// wordly reports whether r is a letter, mark or digit of any script.
func wordly(r rune) bool {
	if r < utf8.RuneSelf {
		return bordered(r)
	}
	return plainSyllable(r) || unicode.In(r, unicode.L, unicode.M, unicode.N)
}

// borderAt reports whether a word may begin or end at offset i of folded
// text: the two sides are not both part of a bordered word. So `KAI가` has a
// border before the particle, and KAIST has none after KAI.
func borderAt(text []byte, i int) bool {
	if i <= 0 || i >= len(text) {
		return true
	}
	before, _ := utf8.DecodeLastRune(text[:i])
	after, _ := utf8.DecodeRune(text[i:])
	return !bordered(before) || !bordered(after)
}
