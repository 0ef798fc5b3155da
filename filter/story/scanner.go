package story

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// tokenLimit is how many tokens of one text are read.
const tokenLimit = 4096

// scanner cuts a text into tokens.
type scanner struct {
	folded strings.Builder // the texts of words that were not in small letters
	korean bool            // there are Hangul tokens
	first  bool
	quote  bool
	pause  bool
	named  bool
	prefix rune
}

// tokenise cuts the lines of a text into at most limit tokens. It appends them
// to an empty list, whose room it uses.
func tokenise(tokens []token, limit int, lines ...string) []token {
	s := scanner{first: true}
	for i, line := range lines {
		if i > 0 {
			s.first, s.pause = true, true
		}
		if !isPlain(line) && !norm.NFKC.IsNormalString(line) {
			line = norm.NFKC.String(line)
		}
		for at := 0; at < len(line) && len(tokens) < limit; {
			tokens, at = s.next(tokens, line, at)
		}
	}
	if s.korean {
		unfoldHanja(tokens)
	}
	unfoldKoreas(tokens)
	nameWaters(tokens)
	shorten(tokens)
	return tokens
}

// isPlain reports whether a text holds nothing but ASCII, Hangul syllables and
// the usual quotation marks and dashes, which NFKC leaves alone.
func isPlain(text string) bool {
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i += max(1, asciiWords(text[i:]))
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

// asciiWords returns how many bytes of a text are ASCII, counted in eights: most
// texts hold little else.
func asciiWords(text string) int {
	const word = 8
	n := 0
	for ; n+word <= len(text); n += word {
		if (text[n] | text[n+1] | text[n+2] | text[n+3] | text[n+4] | text[n+5] | text[n+6] | text[n+7]) >= utf8.RuneSelf {
			break
		}
	}
	return n
}

// next reads one token or one mark at an offset and returns the offset after it.
func (s *scanner) next(tokens []token, text string, at int) ([]token, int) {
	c := text[at]
	switch kind := ascii[c].kind; {
	case c == ' ':
		return tokens, at + 1
	case kind == decimalDigit:
		return s.number(tokens, text, at)
	case kind != 0:
		return s.word(tokens, text, at)
	case c == '%':
		return s.add(tokens, "%", latin), at + 1
	case c < utf8.RuneSelf:
		s.mark(rune(c), text, at)
		return tokens, at + 1
	}
	r, size := utf8.DecodeRuneInString(text[at:])
	switch {
	case isDense(r):
		return s.add(tokens, text[at:at+size], dense), at + size
	case isLetter(r):
		return s.word(tokens, text, at)
	}
	s.mark(r, text, at)
	return tokens, at + size
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
		s.pause, s.named = true, at == 0 || strings.IndexByte(" (,", text[at-1]) >= 0
	case '-':
		if at > 0 && text[at-1] == ' ' {
			s.pause = true
		}
	case '$', '€', '£', '₩', '¥':
		s.prefix = r
	}
}

// word reads letters, and the apostrophes, dots and hyphens that belong to the
// word: "U.S.", "F-35", "Europe's" (without the possessive).
func (s *scanner) word(tokens []token, text string, at int) ([]token, int) {
	start := at
	if tokens, end := s.plainWord(tokens, text, at); end > at {
		return tokens, end
	}
	first, _ := utf8.DecodeRuneInString(text[at:])
	korean := isHangul(first)
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case isLetter(r) && isHangul(r) != korean:
			return s.add(tokens, text[start:at], alphabet(korean)), at
		case isLetter(r):
		case korean:
			return s.add(tokens, text[start:at], hangul), at
		case '0' <= r && r <= '9':
		case (r == '.' || r == '&') && at-start <= 6 && isInitials(text[start:at], text[at+1:]):
		case (r == '\'' || r == '’') && text[at-1] == 'n' && isContraction(text[at+size:]):
		case r == '-' && at-start <= 4 && at+1 < len(text) && '0' <= text[at+1] && text[at+1] <= '9':
		default:
			return s.add(tokens, text[start:at], latin), possessive(text, at)
		}
		at += size
	}
	return s.add(tokens, text[start:at], alphabet(korean)), at
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
func (s *scanner) plainWord(tokens []token, text string, at int) ([]token, int) {
	hash, kinds, end := hash32(kindWord, ""), byte(0), at
	for ; end < len(text); end++ {
		c := ascii[text[end]]
		if c.kind == 0 {
			break
		}
		hash = hashByte(hash, c.lower)
		kinds |= c.kind
	}
	if end < len(text) {
		switch c := text[end]; {
		case c >= utf8.RuneSelf, c == '\'', c == '&', c == '-':
			return tokens, at
		case c == '.' && end+1 < len(text) && isASCIILetter(text[end+1]):
			return tokens, at
		}
	}
	tokens, t := s.push(tokens, text[at:end], latin)
	t.digit = kinds&decimalDigit != 0
	if kinds&capitalLetter != 0 {
		t.upper, t.loud = text[at] < 'a', kinds&smallLetter == 0 && isLoud(t.text)
		t.text = s.lower(t.text)
	}
	t.read(hash)
	return tokens, end
}

// lower folds a word of ASCII.
func (s *scanner) lower(word string) string {
	from := s.folded.Len()
	for i := range len(word) {
		s.folded.WriteByte(ascii[word[i]].lower)
	}
	return s.folded.String()[from:]
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
func possessive(text string, at int) int {
	for _, form := range [...]string{"'s", "’s", "'S", "’S"} {
		if len(text) >= at+len(form) && text[at:at+len(form)] == form &&
			(len(text) == at+len(form) || !isASCIILetter(text[at+len(form)])) {
			return at + len(form)
		}
	}
	return at
}

// number reads digits with separators between them: "1,200", "3.5", "07:30".
func (s *scanner) number(tokens []token, text string, at int) ([]token, int) {
	start := at
	for at < len(text) {
		c := text[at]
		inside := at+1 < len(text) && '0' <= text[at+1] && text[at+1] <= '9'
		if ('0' > c || c > '9') && (c != ',' && c != '.' && c != ':' || !inside) {
			break
		}
		at++
	}
	return s.add(tokens, text[start:at], digits), at
}

// add appends a token that is no plain word.
func (s *scanner) add(tokens []token, raw string, kind script) []token {
	tokens, t := s.push(tokens, raw, kind)
	if kind == latin {
		s.fold(t)
	}
	t.read(hash32(kindWord, t.text))
	return tokens
}

// push appends a token that is yet to be read, and returns it too: it is filled
// in its place, as copying one takes longer than reading it.
func (s *scanner) push(tokens []token, raw string, kind script) ([]token, *token) {
	tokens = append(tokens, token{})
	t := &tokens[len(tokens)-1]
	t.text, t.script = raw, kind
	t.first, t.quoted, t.pause, t.named, t.prefix = s.first, s.quote, s.pause, s.named, s.prefix
	s.first, s.pause, s.named, s.prefix = false, false, false, 0
	s.korean = s.korean || kind == hangul
	return tokens, t
}

// fold writes a Latin word in lower case, without the dots and hyphens of
// initials and type designations, and notes how it was written.
func (s *scanner) fold(t *token) {
	letters, capitals, from := 0, 0, s.folded.Len()
	for _, r := range t.text {
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
		s.folded.WriteRune(unicode.ToLower(r))
	}
	t.loud = letters >= 2 && capitals == letters
	t.text = s.folded.String()[from:]
}
