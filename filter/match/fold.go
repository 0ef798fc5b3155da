package match

import (
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folded is a text in the form terms are compared in, and the way back to the
// offsets it came from.
//
// Folding is NFKC and lower case (Unicode Standard Annex 15; simple case
// folding through upper case, so that ς is σ), and on top of that what
// typography makes unequal: any run of white space is one space, a hyphen or
// slash inside a word is a space, quotes and brackets are the ASCII ones, the
// dots of U.S. go, & is "and", characters without width go. Other punctuation
// stays, so that no term reaches across the end of a sentence.
type folded struct {
	text  []byte
	marks []mark
	delta int // source offset minus text offset of what is appended now

	iter norm.Iter
}

// mark is a place where source offset and text offset part: from out on, text
// comes from in on, byte by byte, or (fixed) all of it from the one place in.
type mark struct {
	out, in int
	fixed   bool
}

// What an ASCII byte asks for; any greater value is the byte it folds to.
const (
	foldSpace = iota
	foldHyphen
	foldDot
	foldAnd
	foldLast
)

var asciiFold = func() (table [utf8.RuneSelf]byte) {
	for c := range table {
		switch {
		case c <= ' ', c == 0x7f, c == '_':
			table[c] = foldSpace
		case c == '-', c == '/':
			table[c] = foldHyphen
		case c == '.':
			table[c] = foldDot
		case c == '&':
			table[c] = foldAnd
		case c == '`':
			table[c] = '\''
		case 'A' <= c && c <= 'Z':
			table[c] = byte(c) + 'a' - 'A'
		default:
			table[c] = byte(c)
		}
	}
	return table
}()

// fold replaces what f holds by the folded form of s.
func (f *folded) fold(s string) {
	f.text, f.marks, f.delta = f.text[:0], f.marks[:0], 0
	for i := 0; i < len(s); {
		i = f.foldWords(s, i)
		if i == len(s) {
			return
		}
		if c := s[i]; c < utf8.RuneSelf {
			i = f.foldMark(s, i, c)
			continue
		}
		if end := afterSyllables(s, i); end > i {
			f.at(i)
			f.text = append(f.text, s[i:end]...)
			i = end
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i = f.foldOther(s, i, r, size)
	}
}

// afterSyllables is where the run of plain syllables at i ends. All of them
// have three bytes, which is cheaper to see than to decode.
func afterSyllables(s string, i int) int {
	for i+2 < len(s) && s[i]&0xf0 == 0xe0 && s[i+1]&0xc0 == 0x80 && s[i+2]&0xc0 == 0x80 &&
		plainSyllable(rune(s[i]&0xf)<<12|rune(s[i+1]&0x3f)<<6|rune(s[i+2]&0x3f)) {
		i += 3
	}
	return i
}

// foldWords appends the run of ASCII letters, digits and plain punctuation at
// i, and single spaces in it, and returns where it ends.
func (f *folded) foldWords(s string, i int) int {
	f.at(i)
	f.text = slices.Grow(f.text, len(s)-i)
	before := byte(' ')
	if n := len(f.text); n > 0 {
		before = f.text[n-1]
	}
	n, text := 0, f.text[len(f.text):len(f.text)+len(s)-i]
	for ; n < len(text) && s[i] < utf8.RuneSelf; i++ {
		b := asciiFold[s[i]]
		if b < foldLast {
			if b != foldSpace || before == ' ' {
				break
			}
			b = ' '
		}
		text[n], before = b, b
		n++
	}
	f.text = f.text[:len(f.text)+n]
	return i
}

// foldMark appends the ASCII byte c at i that is more than a change of case.
func (f *folded) foldMark(s string, i int, c byte) int {
	switch asciiFold[c] {
	case foldSpace:
		f.space(i)
	case foldHyphen:
		f.hyphen(s, i, 1)
	case foldDot:
		if !acronymDot(s, i) {
			f.put(i, '.')
		}
	case foldAnd:
		if attached(s, i, 1) { // S&P, R&D
			f.space(i)
			break
		}
		f.space(i)
		f.fixed(i)
		f.text = append(f.text, "and"...)
	}
	return i + 1
}

// foldOther appends what begins at i with r, neither ASCII nor a plain
// syllable, and returns where it ends.
func (f *folded) foldOther(s string, i int, r rune, size int) int {
	switch to := foldPunctuation(r); to {
	case foldNothing:
		return i + size
	case ' ':
		f.space(i)
		return i + size
	case '-':
		f.hyphen(s, i, size)
		return i + size
	case foldNormal:
	default:
		f.fixed(i)
		f.text = utf8.AppendRune(f.text, to)
		return i + size
	}
	end := i + size
	for end < len(s) && s[end] >= utf8.RuneSelf {
		next, size := utf8.DecodeRuneInString(s[end:])
		if plainSyllable(next) || foldPunctuation(next) != foldNormal {
			break
		}
		end += size
	}
	if !norm.NFKC.PropertiesString(s[i:]).BoundaryBefore() && i > 0 {
		// It composes with what was just appended byte by byte: take that back.
		before, size := utf8.DecodeLastRuneInString(s[:i])
		if (bordered(before) && size == 1 || plainSyllable(before)) && len(f.text) >= size {
			f.text = f.text[:len(f.text)-size]
			for len(f.marks) > 0 && f.marks[len(f.marks)-1].out > len(f.text) {
				f.marks = f.marks[:len(f.marks)-1]
			}
			i -= size
		}
	}
	f.normalise(s, i, end)
	return end
}

// normalise appends s[from:to] in NFKC and lower case, segment by segment.
func (f *folded) normalise(s string, from, to int) {
	f.iter.InitString(norm.NFKC, s[from:to])
	for !f.iter.Done() {
		at := from + f.iter.Pos()
		segment := f.iter.Next()
		if r, size := utf8.DecodeRune(segment); size == len(segment) && r != ' ' && r != 'ß' && r != 'ẞ' && string(segment) == s[at:from+f.iter.Pos()] {
			if r = unicode.ToLower(unicode.ToUpper(r)); utf8.RuneLen(r) == size {
				f.at(at)
				f.text = utf8.AppendRune(f.text, r)
				continue
			}
		}
		f.fixed(at)
		for len(segment) > 0 {
			r, size := utf8.DecodeRune(segment)
			segment = segment[size:]
			switch r {
			case 'ß', 'ẞ':
				f.text = append(f.text, "ss"...)
			case ' ': // NFKC of a spacing accent begins with one
				if len(f.text) > 0 && f.text[len(f.text)-1] != ' ' {
					f.text = append(f.text, ' ')
				}
			default:
				f.text = utf8.AppendRune(f.text, unicode.ToLower(unicode.ToUpper(r)))
			}
		}
	}
}

// at marks that what is appended next comes from source offset in, byte by
// byte.
func (f *folded) at(in int) {
	n := len(f.marks)
	if in-len(f.text) == f.delta && (n == 0 || !f.marks[n-1].fixed) {
		return
	}
	f.mark(mark{out: len(f.text), in: in})
	f.delta = in - len(f.text)
}

// fixed marks that all that is appended next comes from source offset in.
func (f *folded) fixed(in int) {
	if n := len(f.marks); n > 0 && f.marks[n-1].fixed && f.marks[n-1].in == in {
		return
	}
	f.mark(mark{out: len(f.text), in: in, fixed: true})
}

func (f *folded) mark(m mark) {
	if n := len(f.marks); n > 0 && f.marks[n-1].out == m.out {
		f.marks[n-1] = m
		return
	}
	f.marks = append(f.marks, m)
}

func (f *folded) put(in int, b byte) {
	f.at(in)
	f.text = append(f.text, b)
}

func (f *folded) space(in int) {
	if n := len(f.text); n > 0 && f.text[n-1] != ' ' {
		f.put(in, ' ')
	}
}

// hyphen appends a hyphen, dash or slash: inside a word it is a space, so that
// air-to-air and air to air are equal; between words it is punctuation.
func (f *folded) hyphen(s string, i, size int) {
	if attached(s, i, size) {
		if size == 1 {
			f.space(i)
			return
		}
		if n := len(f.text); n > 0 && f.text[n-1] != ' ' {
			f.fixed(i)
			f.text = append(f.text, ' ')
		}
		return
	}
	if size == 1 {
		f.put(i, '-')
		return
	}
	f.fixed(i)
	f.text = append(f.text, '-')
}

// offset is the source offset that out came from.
func (f *folded) offset(out int) int {
	i := sort.Search(len(f.marks), func(i int) bool { return f.marks[i].out > out }) - 1
	switch {
	case i < 0:
		return out
	case f.marks[i].fixed:
		return f.marks[i].in
	}
	return f.marks[i].in + out - f.marks[i].out
}

// end is the source offset after what out-1 came from; size is that of the
// whole source.
func (f *folded) end(out, size int) int {
	i := sort.Search(len(f.marks), func(i int) bool { return f.marks[i].out >= out }) - 1
	switch {
	case i < 0:
		return out
	case !f.marks[i].fixed:
		return f.marks[i].in + out - f.marks[i].out
	case i+1 < len(f.marks):
		return f.marks[i+1].in
	}
	return size
}

// position is where the text from the source offset in on begins.
func (f *folded) position(in int) int {
	i := sort.Search(len(f.marks), func(i int) bool { return f.marks[i].in >= in })
	end := len(f.text)
	if i < len(f.marks) {
		if end = f.marks[i].out; f.marks[i].in == in {
			return end
		}
	}
	switch {
	case i == 0:
		return min(in, end)
	case f.marks[i-1].fixed:
		return end
	}
	return min(f.marks[i-1].out+in-f.marks[i-1].in, end)
}

// attached reports whether letters or digits stand right before and after the
// mark at i.
func attached(s string, i, size int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+size:])
	return i > 0 && i+size < len(s) && wordly(before) && wordly(after)
}

// acronymDot reports whether the dot at i is one of an acronym spelled with
// dots (U.S., U.K, D.M.Z.): single letters on its sides.
func acronymDot(s string, i int) bool {
	if i == 0 || !asciiLetter(s[i-1]) || i > 1 && s[i-2] != '.' && !separate(s, i-2) {
		return false
	}
	inside := i+1 < len(s) && asciiLetter(s[i+1]) && (i+2 == len(s) || separate(s, i+2))
	last := i > 2 && s[i-2] == '.' && asciiLetter(s[i-3]) && (i == 3 || separate(s, i-4))
	return inside || last
}

func asciiLetter(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z'
}

// separate reports whether the byte at i is no part of an ASCII word.
func separate(s string, i int) bool {
	return s[i] >= utf8.RuneSelf || !bordered(rune(s[i]))
}

// What foldPunctuation says of a rune beside what to fold it to.
const (
	foldNormal  rune = -1 // nothing special: NFKC and lower case
	foldNothing rune = -2 // it goes
)

// foldPunctuation gives what a mark outside ASCII is folded to.
func foldPunctuation(r rune) rune {
	switch r {
	case '‘', '’', '‚', '‛', 'ʼ', '´', '′', '＇':
		return '\''
	case '“', '”', '„', '‟', '«', '»', '″', '＂', '「', '」', '『', '』':
		return '"'
	case '【', '〔', '〖', '［':
		return '['
	case '】', '〕', '〗', '］':
		return ']'
	case '〈', '《', '＜':
		return '<'
	case '〉', '》', '＞':
		return '>'
	case '·', 'ㆍ', '‧', '・', '•', '･', 'ᆞ':
		return '·'
	case '‐', '‑', '–', '−', '－', '／':
		return '-'
	case '—', '―':
		return ';' // never inside a word
	case '™', '®', '©', '℠', 'ⓡ', '\u00ad', '\u034f', '\ufeff':
		return foldNothing
	}
	switch {
	case unicode.IsLetter(r):
		return foldNormal
	case unicode.IsSpace(r), unicode.Is(unicode.Zs, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
		return ' '
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
		return foldNothing
	}
	return foldNormal
}
