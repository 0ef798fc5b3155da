package story

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
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
	key    uint32 // of the stem, after synonyms; while scanning, where the token ends
	plain  uint32 // of the stem, before synonyms
	prefix rune   // currency sign before a number
	stem   uint16 // bytes of text that the stem of a Korean word takes
	script script
	stop   bool // carries no news
	upper  bool // starts with a capital
	loud   bool // has two letters or more and all are capitals
	first  bool // first of a sentence
	quoted bool // within quotation marks
	pause  bool // a comma, a colon or the like stood before it
}

// tokenLimit is how many tokens of one text are read.
const tokenLimit = 4096

// scanner cuts a text into tokens.
type scanner struct {
	tokens []token
	folded []byte
	first  bool
	quote  bool
	pause  bool
	prefix rune
}

// tokenise cuts a text into at most limit tokens.
func tokenise(text string, limit int) []token {
	if !isPlain(text) && !norm.NFKC.IsNormalString(text) {
		text = norm.NFKC.String(text)
	}
	s := scanner{
		first:  true,
		tokens: make([]token, 0, min(len(text)/6+4, limit)),
		folded: make([]byte, 0, len(text)),
	}
	for at := 0; at < len(text) && len(s.tokens) < limit; {
		at = s.next(text, at)
	}
	all := string(s.folded)
	from := uint32(0)
	for i := range s.tokens {
		t := &s.tokens[i]
		t.text, from = all[from:t.key], t.key
	}
	unfoldHanja(s.tokens)
	unfoldKoreas(s.tokens)
	for i := range s.tokens {
		s.tokens[i].read()
	}
	return s.tokens
}

// wordLimit is how many bytes of one word are compared.
const wordLimit = 128

// read finds the key of a token, and whether it carries news.
func (t *token) read() {
	if len(t.text) > wordLimit {
		t.text = cut(t.text, wordLimit)
	}
	whole := hash32(kindWord, t.text)
	switch t.script {
	case latin:
		t.stop = !(t.loud && t.text == "us") && (len(t.text) == 1 && t.text[0] < utf8.RuneSelf || stopWords.has(whole))
		t.plain = hash32(kindWord, stemEnglish(t.text))
		t.key = synonymOf(t.plain)
	case hangul:
		stem := stemKorean(t.text)
		t.plain = hash32(kindWord, stem)
		t.stem = uint16(len(stem))
		t.stop = stopWords.has(whole) || stopWords.has(t.plain)
		t.key = synonymOf(t.plain)
	default:
		t.plain, t.key = whole, whole
	}
}

// isPlain reports whether a text holds nothing but ASCII, Hangul syllables and
// the usual quotation marks and dashes, which NFKC leaves alone.
func isPlain(text string) bool {
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if (r < 0xAC00 || r > 0xD7A3) && (r < 0x2012 || r > 0x201F || r == 0x2017) && r != '·' {
			return false
		}
		i += size
	}
	return true
}

// next reads one token or one mark at an offset and returns the offset after it.
func (s *scanner) next(text string, at int) int {
	r, size := rune(text[at]), 1
	if r >= utf8.RuneSelf {
		r, size = utf8.DecodeRuneInString(text[at:])
	}
	switch {
	case '0' <= r && r <= '9':
		return s.number(text, at)
	case isDense(r):
		s.add(text[at:at+size], dense)
		return at + size
	case isLetter(r):
		return s.word(text, at)
	}
	s.mark(r, text, at)
	return at + size
}

func (s *scanner) mark(r rune, text string, at int) {
	switch r {
	case '.', '!', '?', '\n', '。', '…':
		s.first, s.pause = true, true
	case ',', ':', ';', '、', '·', '(', ')', '|', '—', '–':
		s.pause = true
	case '"', '“', '”', '「', '」', '『', '』':
		s.quote, s.pause = !s.quote, true
	case '\'', '‘', '’':
		s.pause = true
	case '-':
		if at > 0 && text[at-1] == ' ' {
			s.pause = true
		}
	case '$', '€', '£', '₩', '¥':
		s.prefix = r
	case '%':
		s.add("%", latin)
	}
}

// word reads letters, and the apostrophes, dots and hyphens that belong to the
// word: "U.S.", "F-35", "Europe's" (without the possessive).
func (s *scanner) word(text string, at int) int {
	start := at
	if end := plainWord(text, at); end > at {
		s.finish(text[at:end], false)
		return end
	}
	first, _ := utf8.DecodeRuneInString(text[at:])
	korean := isHangul(first)
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case isLetter(r) && isHangul(r) != korean:
			s.finish(text[start:at], korean)
			return at
		case isLetter(r):
		case korean:
			s.finish(text[start:at], korean)
			return at
		case '0' <= r && r <= '9':
		case (r == '.' || r == '&') && at-start <= 6 && isInitials(text[start:at], text[at+1:]):
		case (r == '\'' || r == '’') && text[at-1] == 'n' && isContraction(text[at+size:]):
		case r == '-' && at-start <= 4 && at+1 < len(text) && '0' <= text[at+1] && text[at+1] <= '9':
		default:
			s.finish(text[start:at], korean)
			return s.possessive(text, at)
		}
		at += size
	}
	s.finish(text[start:at], korean)
	return at
}

// plainWord returns the end of a word of ASCII letters and digits that nothing
// goes on after, or at.
func plainWord(text string, at int) int {
	end := at
	for end < len(text) && (text[end]|0x20 >= 'a' && text[end]|0x20 <= 'z' || text[end] >= '0' && text[end] <= '9') {
		end++
	}
	if end < len(text) {
		switch c := text[end]; {
		case c >= utf8.RuneSelf, c == '\'', c == '&', c == '-':
			return at
		case c == '.' && end+1 < len(text) && isASCIILetter(text[end+1]):
			return at
		}
	}
	return end
}

// isInitials reports whether a dot goes on with initials: "U.S", "D.C.".
func isInitials(before, after string) bool {
	letter := before[len(before)-1]
	return (len(before) == 1 || len(before) >= 3 && before[len(before)-2] == '.') && isASCIILetter(letter) &&
		after != "" && isASCIILetter(after[0]) && (len(after) == 1 || !isASCIILetter(after[1]))
}

// isContraction reports whether an apostrophe is that of "didn't".
func isContraction(after string) bool {
	return strings.HasPrefix(after, "t") && (len(after) == 1 || !isASCIILetter(after[1]))
}

func isASCIILetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// possessive skips "'s" after a word.
func (s *scanner) possessive(text string, at int) int {
	for _, form := range []string{"'s", "’s", "'S", "’S"} {
		if len(text) >= at+len(form) && text[at:at+len(form)] == form &&
			(len(text) == at+len(form) || !isASCIILetter(text[at+len(form)])) {
			return at + len(form)
		}
	}
	return at
}

// number reads digits with separators between them: "1,200", "3.5", "07:30".
func (s *scanner) number(text string, at int) int {
	start := at
	for at < len(text) {
		c := text[at]
		inside := at+1 < len(text) && '0' <= text[at+1] && text[at+1] <= '9'
		if ('0' > c || c > '9') && (c != ',' && c != '.' && c != ':' || !inside) {
			break
		}
		at++
	}
	s.add(text[start:at], digits)
	return at
}

func (s *scanner) finish(word string, korean bool) {
	if korean {
		s.add(word, hangul)
		return
	}
	s.add(word, latin)
}

func (s *scanner) add(raw string, kind script) {
	t := token{script: kind, first: s.first, quoted: s.quote, pause: s.pause, prefix: s.prefix}
	if kind == latin {
		t.upper, t.loud = s.fold(raw)
	} else {
		s.folded = append(s.folded, raw...)
	}
	t.key = uint32(len(s.folded))
	s.tokens = append(s.tokens, t)
	s.first, s.pause, s.prefix = false, false, 0
}

// fold appends a Latin word in lower case, without the dots and hyphens of
// initials and type designations, and says how it was written.
func (s *scanner) fold(raw string) (upper, loud bool) {
	letters, capitals := 0, 0
	for i := 0; i < len(raw); {
		c := raw[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(raw[i:])
			if r == '’' {
				i += size
				continue
			}
			letters++
			if unicode.IsUpper(r) {
				upper = upper || i == 0
				capitals++
			}
			s.folded = utf8.AppendRune(s.folded, unicode.ToLower(r))
			i += size
			continue
		}
		i++
		switch {
		case c == '.' || c == '-' || c == '&' || c == '\'':
			continue
		case 'A' <= c && c <= 'Z':
			upper = upper || letters == 0
			letters++
			capitals++
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z':
			letters++
		}
		s.folded = append(s.folded, c)
	}
	return upper, letters >= 2 && capitals == letters
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
