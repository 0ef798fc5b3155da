package markup

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cutPoint returns where to end a text so that it has at most limit
// characters: after the last sentence that leaves a third of them used, if
// there is one outside quotation marks, else after a word with room for an
// ellipsis, else, where a script has no spaces or a word is too long, after a
// character. It returns a byte offset and whether an ellipsis is due. The text
// is longer than limit.
func cutPoint(text string, limit int) (at int, ellipsis bool) {
	least, quoted := byteOffset(text, (limit+2)/3), 0
	for _, end := range slices.Backward(sentenceEnds(text, limit)) {
		switch {
		case end < least:
		case !isQuoted(text[:end]):
			return end, false
		case quoted == 0:
			quoted = end
		}
	}
	if quoted > 0 {
		return quoted, false
	}
	room := text[:byteOffset(text, limit-1)]
	word := lastWordEnd(room, text[len(room):])
	if utf8.RuneCountInString(room[:word])*2 < limit {
		word = lastCharacterEnd(room, text[len(room):])
	}
	trimmed := strings.TrimRightFunc(room[:word], func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;:、，；：-–—·(\"“‘「『[", r)
	})
	return len(trimmed), true
}

// isQuoted reports whether a text ends inside quotation marks that were opened
// in its last block.
func isQuoted(text string) bool {
	text = text[strings.LastIndexByte(text, '\n')+1:]
	return strings.Count(text, "\"")%2 == 1 || strings.Count(text, "“") > strings.Count(text, "”") ||
		strings.Count(text, "「") > strings.Count(text, "」") || strings.Count(text, "『") > strings.Count(text, "』")
}

// byteOffset returns where the character after the first n starts.
func byteOffset(s string, n int) int {
	for i := range s {
		if n <= 0 {
			return i
		}
		n--
	}
	return len(s)
}

// lastWordEnd returns the end of the last whole word of s, which rest follows.
func lastWordEnd(s, rest string) int {
	if r, _ := utf8.DecodeRuneInString(rest); rest == "" || unicode.IsSpace(r) {
		return len(s)
	}
	return max(0, strings.LastIndexFunc(s, unicode.IsSpace))
}

// lastCharacterEnd returns the end of s, moved back so that what a reader sees
// as one character is not split: marks, joiners and modifiers stay with their
// base, pairs of regional indicators together.
func lastCharacterEnd(s, rest string) int {
	for steps := 0; s != "" && steps < 64; steps++ {
		next, _ := utf8.DecodeRuneInString(rest)
		last, size := utf8.DecodeLastRuneInString(s)
		if rest == "" || !joins(last, next) && !splitsFlag(s, next) {
			break
		}
		rest = s[len(s)-size:] + rest[:min(len(rest), utf8.UTFMax)]
		s = s[:len(s)-size]
	}
	return len(s)
}

// joins reports whether two characters are seen as one (a subset of UAX 29's
// extended grapheme clusters that needs no tables).
func joins(last, next rune) bool {
	switch {
	case unicode.Is(unicode.M, next), next == '\u200D', last == '\u200D':
		return true
	case 0x1F3FB <= next && next <= 0x1F3FF: // skin tones
		return true
	case 0x1160 <= next && next <= 0x11FF: // Hangul vowels and finals
		return true
	}
	return false
}

// splitsFlag reports whether s ends in the first half of a flag.
func splitsFlag(s string, next rune) bool {
	if !isRegional(next) {
		return false
	}
	halves := 0
	for s != "" {
		r, size := utf8.DecodeLastRuneInString(s)
		if !isRegional(r) {
			break
		}
		halves++
		s = s[:len(s)-size]
	}
	return halves%2 == 1
}

func isRegional(r rune) bool { return 0x1F1E6 <= r && r <= 0x1F1FF }

// sentenceEnds returns the byte offsets after each sentence that ends within
// the first limit characters of text, closing quotes included.
func sentenceEnds(text string, limit int) []int {
	var ends []int
	head := byteOffset(text, limit)
	for i := 0; i < head; {
		r, size := utf8.DecodeRuneInString(text[i:])
		next := i + size
		switch {
		case strings.ContainsRune("。！？｡", r):
			if end := skipClosers(text, next); end <= head {
				ends = append(ends, end)
			}
		case strings.ContainsRune(".!?…", r):
			for next < len(text) && strings.ContainsRune(".!?…", rune(text[next])) {
				next++
			}
			end := skipClosers(text, next)
			if end <= head && endsSentence(text[:i], r, text[end:]) {
				ends = append(ends, end)
			}
		}
		i = next
	}
	return ends
}

// skipClosers returns the offset after closing quotes and brackets at i.
func skipClosers(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !strings.ContainsRune(`"'”’»)]」』）】`, r) {
			break
		}
		i += size
	}
	return i
}

// endsSentence reports whether a mark between before and after ends a
// sentence: white space follows, then no lower-case letter in the same block,
// and a full stop is not part of an abbreviation or of an initial.
func endsSentence(before string, mark rune, after string) bool {
	r, _ := utf8.DecodeRuneInString(after)
	if after != "" && !unicode.IsSpace(r) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(after, unicode.IsSpace))
	if unicode.IsLower(next) && r != '\n' {
		return false
	}
	if mark != '.' {
		return true
	}
	return !isAbbreviation(lastWord(before))
}

// lastWord returns the letters and inner full stops at the end of s.
func lastWord(s string) string {
	const longest = 24
	if len(s) > longest {
		s = s[len(s)-longest:]
	}
	i := strings.LastIndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '.' })
	if i < 0 {
		return s
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return s[i+size:]
}

// isAbbreviation reports whether a full stop after a word belongs to the word:
// an initial, letters with full stops between (U.S), or a title, month or
// company form of news English.
func isAbbreviation(word string) bool {
	r, size := utf8.DecodeRuneInString(word)
	if size == len(word) && unicode.IsUpper(r) {
		return true
	}
	if i := strings.LastIndexByte(word, '.'); i >= 0 && utf8.RuneCountInString(word[i+1:]) == 1 {
		return true
	}
	switch strings.ToLower(word) {
	case "mr", "mrs", "ms", "dr", "prof", "rev", "hon", "st", "sr", "jr",
		"gen", "lt", "col", "maj", "capt", "cpt", "cmdr", "cdr", "sgt", "cpl",
		"pvt", "pfc", "adm", "brig", "rep", "sen", "gov", "pres", "sec",
		"no", "nos", "vs", "etc", "inc", "corp", "co", "ltd", "dept", "est",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
		"approx", "fig", "vol", "op", "cf", "al":
		return true
	}
	return false
}
