package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sitrep/feed"
)

// CleanTitle returns a plain title as it may be published: control characters,
// bidi embeddings, overrides and isolates (UAX 9, section 2), byte order marks
// and bytes that are no UTF-8 are left out, white space is folded.
func CleanTitle(s string) string {
	var f folder
	for _, r := range strings.ToValidUTF8(s, "") {
		if isBidiControl(r) || r == '\uFEFF' || isIllegal(r) {
			continue
		}
		switch {
		case isBlankRune(r):
			f.pending = true
		case isControl(r):
		default:
			f.space()
			f.out.WriteRune(r)
		}
	}
	return f.out.String()
}

// PlainTitle returns the title of an item as plain text, fit to publish: tags
// and character references of HTML are resolved, then CleanTitle's rules hold.
func PlainTitle(t feed.Text) string {
	if !t.IsMarkup() {
		return CleanTitle(t.Body)
	}
	b := split(t)
	f := folder{exact: true}
	for i, in := range b.list {
		f.pending = i > 0
		b.fold(&f, in)
	}
	return CleanTitle(f.out.String())
}

// TurnsDirection reports whether a text holds a bidi override, as a character
// or as a numeric reference.
func TurnsDirection(t feed.Text) bool {
	for _, form := range [...]string{"\u202D", "\u202E"} {
		if strings.Contains(t.Body, form) {
			return true
		}
	}
	if !t.IsMarkup() || !strings.Contains(t.Body, "&#") {
		return false
	}
	lower := strings.ToLower(t.Body)
	for _, form := range [...]string{"&#x202d", "&#x202e", "&#8237", "&#8238"} {
		if strings.Contains(lower, form) {
			return true
		}
	}
	return false
}

// isBidiControl reports whether a character turns the direction of the text
// after it. Direction marks (U+200E, U+200F) do not and may stay.
func isBidiControl(r rune) bool {
	return '\u202A' <= r && r <= '\u202E' || '\u2066' <= r && r <= '\u2069'
}

// isIllegal reports whether XML 1.0 cannot carry a character (section 2.2), or
// Unicode calls it a noncharacter.
func isIllegal(r rune) bool {
	switch {
	case r < ' ':
		return r != '\t' && r != '\n' && r != '\r'
	case 0x7F <= r && r <= 0x9F:
		return r != '\u0085'
	}
	return r&0xFFFE == 0xFFFE || '\uFDD0' <= r && r <= '\uFDEF' || !utf8.ValidRune(r)
}

// Fold returns a text in the form in which titles and lines are compared:
// NFKC, lower case, one kind of quotes and of dashes, white space folded,
// zero-width, control and direction characters left out.
func Fold(s string) string {
	var f folder
	f.out.Grow(len(s))
	for _, r := range norm.NFKC.String(s) {
		if 'a' <= r && r <= 'z' {
			f.space()
			f.out.WriteByte(byte(r))
			continue
		}
		switch {
		case isBlankRune(r):
			f.pending = true
		case isUnseen(r), isBidiControl(r), r == '\u200C', r == '\u200D', r == '\u200E', r == '\u200F':
		default:
			f.space()
			f.out.WriteRune(foldRune(r))
		}
	}
	return f.out.String()
}

func foldRune(r rune) rune {
	switch r {
	case '‘', '’', '‚', '‛', '`', '´', '′', '「', '」', '『', '』', '‹', '›', '“', '”', '„', '‟', '"', '″', '«', '»', '〝', '〞':
		return '\''
	case '‐', '‑', '‒', '–', '—', '―', '−', '﹘', '﹣', '～', '〜', '⁓':
		return '-'
	case '·', '・', '•', '‧', 'ㆍ', '∙':
		return '·'
	case 'ς':
		return 'σ'
	}
	return unicode.ToLower(r)
}
