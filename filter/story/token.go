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
	plain  uint32 // of the stem, before synonyms; while scanning, of the whole word
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
}

// tokenLimit is how many tokens of one text are read.
const tokenLimit = 4096

// scanner cuts a text into tokens.
type scanner struct {
	token  token  // the last one read, without its text
	found  bool   // it was not yet taken
	folded []byte // the texts of the tokens, one after the other
	korean bool   // there are Hangul tokens
	first  bool
	quote  bool
	pause  bool
	prefix rune
}

// tokenise cuts the lines of a text into at most limit tokens. It appends them
// to room, which may be empty.
func tokenise(room []token, limit int, lines ...string) []token {
	size := 0
	for _, line := range lines {
		size += len(line)
	}
	s := scanner{first: true, folded: make([]byte, 0, size)}
	tokens := room
	for i, line := range lines {
		if i > 0 {
			s.mark('\n', line, 0)
		}
		if !isPlain(line) && !norm.NFKC.IsNormalString(line) {
			line = norm.NFKC.String(line)
		}
		for at := 0; at < len(line) && len(tokens) < limit; {
			at = s.next(line, at)
			if s.found {
				tokens, s.found = append(tokens, s.token), false
			}
		}
	}
	s.finish(tokens)
	return tokens
}

// finish gives the tokens their texts and keys.
func (s *scanner) finish(tokens []token) {
	all := string(s.folded)
	from := uint32(0)
	for i := range tokens {
		t := &tokens[i]
		t.text, from = all[from:t.key], t.key
		if i > 0 {
			unfoldKorea(&tokens[i-1], t)
		}
	}
	if s.korean {
		unfoldHanja(tokens)
	}
	for i := range tokens {
		tokens[i].read()
	}
	nameWaters(tokens)
}

// wordLimit is how many bytes of one word are compared.
const wordLimit = 128

// read finds the keys of a token, and whether it carries news.
func (t *token) read() {
	if len(t.text) > wordLimit {
		t.text = cut(t.text, wordLimit)
		t.plain = hash32(kindWord, t.text)
		t.digit = strings.ContainsAny(t.text, "0123456789")
	}
	switch t.script {
	case latin:
		if known, ok := stopWords.get(t.plain); ok {
			t.stop, t.plain, t.key = !(t.loud && t.text == "us"), known.plain, known.key
			return
		}
		t.stop = len(t.text) == 1 && t.text[0] < utf8.RuneSelf
		if stem := stemEnglish(t.text); stem != t.text {
			t.plain = hash32(kindWord, stem)
		}
		t.key = synonymOf(t.plain)
	case hangul:
		stem := stemKorean(t.text)
		t.stem = uint16(len(stem))
		t.plain = hash32(kindWord, stem)
		t.stop = stopWords.has(t.plain) || len(stem) < len(t.text) && stopWords.has(hashOn(t.plain, t.text[len(stem):]))
		t.key = synonymOf(t.plain)
	default:
		t.plain = hash32(kindWord, t.text)
		t.key = t.plain
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
	c := text[at]
	switch kind := ascii[c].kind; {
	case c == ' ':
		return at + 1
	case kind == decimalDigit:
		return s.number(text, at)
	case kind != 0:
		return s.word(text, at)
	case c < utf8.RuneSelf:
		s.mark(rune(c), text, at)
		return at + 1
	}
	r, size := utf8.DecodeRuneInString(text[at:])
	switch {
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
	if end := s.plainWord(text, at); end > at {
		return end
	}
	first, _ := utf8.DecodeRuneInString(text[at:])
	korean := isHangul(first)
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case isLetter(r) && isHangul(r) != korean:
			s.add(text[start:at], alphabet(korean))
			return at
		case isLetter(r):
		case korean:
			s.add(text[start:at], hangul)
			return at
		case '0' <= r && r <= '9':
		case (r == '.' || r == '&') && at-start <= 6 && isInitials(text[start:at], text[at+1:]):
		case (r == '\'' || r == '’') && text[at-1] == 'n' && isContraction(text[at+size:]):
		case r == '-' && at-start <= 4 && at+1 < len(text) && '0' <= text[at+1] && text[at+1] <= '9':
		default:
			s.add(text[start:at], latin)
			return s.possessive(text, at)
		}
		at += size
	}
	s.add(text[start:at], alphabet(korean))
	return at
}

func alphabet(korean bool) script {
	if korean {
		return hangul
	}
	return latin
}

// ascii says of every byte what it is in a word: its lower case, 0 for what is
// no ASCII letter or digit, and its kind.
var ascii = func() (table [256]struct{ lower, kind byte }) {
	for c := byte('0'); c <= '9'; c++ {
		table[c].lower, table[c].kind = c, decimalDigit
	}
	for c := byte('a'); c <= 'z'; c++ {
		table[c].lower, table[c].kind = c, smallLetter
		table[c-'a'+'A'].lower, table[c-'a'+'A'].kind = c, capitalLetter
	}
	return table
}()

// Kinds of bytes.
const (
	smallLetter byte = 1 << iota
	capitalLetter
	decimalDigit
)

// plainWord reads a word of ASCII letters and digits that nothing goes on after,
// as most words are, in one pass. It returns where the word ends, or at for
// another word.
func (s *scanner) plainWord(text string, at int) int {
	folded, hash, kinds, end := s.folded, hash32(kindWord, ""), byte(0), at
	for ; end < len(text); end++ {
		c := ascii[text[end]]
		if c.kind == 0 {
			break
		}
		folded = append(folded, c.lower)
		hash = hashByte(hash, c.lower)
		kinds |= c.kind
	}
	if end < len(text) {
		switch c := text[end]; {
		case c >= utf8.RuneSelf, c == '\'', c == '&', c == '-':
			return at
		case c == '.' && end+1 < len(text) && isASCIILetter(text[end+1]):
			return at
		}
	}
	s.folded = folded
	t := token{script: latin, plain: hash, digit: kinds&decimalDigit != 0, upper: text[at] < 'a'}
	t.loud = kinds&smallLetter == 0 && isLoud(text[at:end])
	s.push(t)
	return end
}

// isLoud reports whether a word without small letters has two or more capitals.
func isLoud(word string) bool {
	capitals := 0
	for i := range len(word) {
		if ascii[word[i]].kind == capitalLetter {
			capitals++
		}
	}
	return capitals >= 2
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

func (s *scanner) add(raw string, kind script) {
	t := token{script: kind}
	if kind == latin {
		s.fold(&t, raw)
	} else {
		s.folded = append(s.folded, raw...)
	}
	s.push(t)
}

// push makes a token of what was folded last.
func (s *scanner) push(t token) {
	t.first, t.quoted, t.pause, t.prefix = s.first, s.quote, s.pause, s.prefix
	t.key = uint32(len(s.folded))
	s.token, s.found = t, true
	s.first, s.pause, s.prefix = false, false, 0
	s.korean = s.korean || t.script == hangul
}

// fold appends a Latin word in lower case, without the dots and hyphens of
// initials and type designations, and notes how it was written.
func (s *scanner) fold(t *token, raw string) {
	letters, capitals, from := 0, 0, len(s.folded)
	for _, r := range raw {
		switch {
		case r == '.' || r == '-' || r == '&' || r == '\'' || r == '’':
			continue
		case '0' <= r && r <= '9':
			t.digit = true
		case r >= utf8.RuneSelf || isASCIILetter(byte(r)):
			if unicode.IsUpper(r) {
				t.upper = t.upper || letters == 0
				capitals++
			}
			letters++
		}
		s.folded = utf8.AppendRune(s.folded, unicode.ToLower(r))
	}
	t.loud = letters >= 2 && capitals == letters
	t.plain = hash32(kindWord, string(s.folded[from:]))
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
