package story

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// script is how the characters of a token make words.
type script uint8

const (
	latin  script = iota // any alphabetic script with spaces
	hangul               // words with particles
	dense                // Han and kana: no spaces; a token is one character
	digits               // a number, with its separators
)

// token is one word, number or dense character of a text.
type token struct {
	text   string // folded: lower case, NFKC
	key    uint32 // of the stem, after synonyms
	plain  uint32 // of the stem, before synonyms
	prefix rune   // currency sign before a number
	stem   uint16 // bytes of text that the stem of a Korean word takes
	script script
	stop   bool // carries no news
	upper  bool // starts with a capital
	loud   bool // has two letters or more and all are capitals
	digit  bool // a word with a digit in it
	first  bool // first of a sentence
	quoted bool // within quotation marks
	pause  bool // a comma, a colon or the like stood before it
	named  bool // a single quotation mark opened before it
}

// wordLimit is how many bytes of one word are compared.
const wordLimit = 128

// read finds the keys of a token, and whether it carries news, by the hash of its
// text.
func (t *token) read(whole uint32) {
	if len(t.text) > wordLimit {
		t.text = cut(t.text, wordLimit)
		t.digit = strings.ContainsAny(t.text, "0123456789")
		whole = hash32(kindWord, t.text)
	}
	switch t.script {
	case latin:
		if known, ok := stopWords.get(whole); ok {
			t.stop, t.plain, t.key = !(t.loud && t.text == "us"), known.plain, known.key
			return
		}
		t.stop = len(t.text) == 1 && t.text[0] < utf8.RuneSelf
		t.plain = whole
		if stem := stemEnglish(t.text); stem != t.text {
			t.plain = hash32(kindWord, stem)
		}
		t.key = synonymOf(t.plain)
	case hangul:
		stem := stemKorean(t.text)
		t.stem = uint16(len(stem))
		if t.plain = whole; len(stem) < len(t.text) {
			t.plain = hash32(kindWord, stem)
		}
		t.stop = stopWords.has(whole) || stopWords.has(t.plain)
		t.key = synonymOf(t.plain)
	default:
		t.plain, t.key = whole, whole
	}
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return isASCIILetter(byte(r))
	}
	return 0xAC00 <= r && r <= 0xD7A3 || unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r)
}

// isHangul reports whether a letter is of the Korean script.
func isHangul(r rune) bool {
	return 0xAC00 <= r && r <= 0xD7A3 || r >= 0x1100 && unicode.Is(unicode.Hangul, r)
}

// isDense reports whether a script writes no spaces between its words.
func isDense(r rune) bool {
	switch {
	case r < 0x2E80 || 0xAC00 <= r && r <= 0xD7A3: // before CJK, or Hangul
		return false
	case 0x4E00 <= r && r <= 0x9FFF || 0x3041 <= r && r <= 0x30FF: // the common ideographs and kana
		return r != '・'
	}
	return unicode.Is(unicode.Han, r) || unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Katakana, r)
}
