package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// referenceLimit is the longest character reference looked for, in bytes; the
// longest name HTML defines has 33.
const referenceLimit = 40

// unit decodes the first character of a text: a character reference where the
// text is coded, else one rune. It returns what the character says and the
// bytes it takes.
func unit(raw string, coded bool) (decoded string, size int) {
	if raw[0] == '&' && coded {
		return reference(raw)
	}
	r, size := utf8.DecodeRuneInString(raw)
	if r == utf8.RuneError && size == 1 {
		return "\uFFFD", 1
	}
	return raw[:size], size
}

// reference decodes a character reference at the start of raw, which starts
// with "&". Text that only looks like one is the character "&".
func reference(raw string) (decoded string, size int) {
	size = 1
	for size < len(raw) && size < referenceLimit && isReferenceByte(raw[size]) {
		size++
	}
	if size < len(raw) && raw[size] == ';' {
		size++
	}
	candidate := raw[:size]
	decoded = html.UnescapeString(candidate)
	if decoded == candidate {
		return "&", 1
	}
	// Without a semicolon only a prefix may be the reference ("&copy2026").
	for len(decoded) > 1 && size > 2 && decoded[len(decoded)-1] == raw[size-1] {
		if raw[size-1] == ';' {
			break
		}
		decoded = decoded[:len(decoded)-1]
		size--
	}
	return decoded, size
}

func isReferenceByte(b byte) bool {
	return b == '#' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

// isBlankRune reports whether a character is white space to the block model,
// which includes no-break and ideographic spaces.
func isBlankRune(r rune) bool { return unicode.IsSpace(r) }

// isUnseen reports whether a character has no width and no meaning for
// comparing: zero-width space, word joiner, byte order mark, soft hyphen and
// controls.
func isUnseen(r rune) bool {
	switch r {
	case '\u200B', '\u2060', '\uFEFF', '\u00AD':
		return true
	}
	return isControl(r)
}

// isControl reports whether a character is in the category Cc.
func isControl(r rune) bool { return r < ' ' || 0x7F <= r && r <= 0x9F }

// folder writes text with its white space folded: runs become one space, none
// stands at either end.
type folder struct {
	out     strings.Builder
	from    int // where what is folded starts in out
	pending bool
	exact   bool // keep spaces that HTML keeps (no-break, ideographic), and unseen characters
}

// restart begins another text behind the one before.
func (f *folder) restart() { f.from, f.pending = f.out.Len(), false }

func (f *folder) add(raw string, coded bool) {
	for raw != "" {
		if n := plainRun(raw); n > 0 {
			f.space()
			f.out.WriteString(raw[:n])
			raw = raw[n:]
			continue
		}
		decoded, size := unit(raw, coded)
		raw = raw[size:]
		for _, r := range decoded {
			f.rune(r)
		}
	}
}

// plainRun returns how many bytes at the start of raw stand for themselves:
// printable ASCII and East Asian characters, and single spaces between them.
func plainRun(raw string) int {
	end := 0 // of the last character that is no space
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c > ' ' && c < 0x7F && c != '&':
			i++
			end = i
		case c == ' ' && i == end && i > 0:
			i++
		case isEastAsian(raw[i:]):
			i += 3
			end = i
		default:
			return end
		}
	}
	return end
}

// isEastAsian reports whether a text starts with a character from U+3040 up to
// U+D7A3: kana, ideographs, Hangul. None of them is white space or unseen.
func isEastAsian(s string) bool {
	return len(s) > 2 && s[0] >= 0xE3 && s[0] <= 0xED && s[1]&0xC0 == 0x80 && s[2]&0xC0 == 0x80 &&
		(s[0] > 0xE3 || s[1] > 0x80) && (s[0] < 0xED || s[1] < 0x9E || s[1] == 0x9E && s[2] <= 0xA3)
}

func (f *folder) rune(r rune) {
	switch {
	case f.exact && (r == '\u00A0' || r == '\u3000'):
		f.space()
		f.out.WriteRune(r)
	case isBlankRune(r):
		f.pending = true
	case isUnseen(r) && (!f.exact || isControl(r)):
	default:
		f.space()
		f.out.WriteRune(r)
	}
}

func (f *folder) space() {
	if f.pending && f.out.Len() > f.from {
		f.out.WriteByte(' ')
	}
	f.pending = false
}

// isBlank reports whether nothing in raw can be seen.
func isBlank(raw string, coded bool) bool {
	for raw != "" {
		if c := raw[0]; c > ' ' && c < 0x7F && c != '&' {
			return false
		}
		decoded, size := unit(raw, coded)
		raw = raw[size:]
		for _, r := range decoded {
			if !isBlankRune(r) && !isUnseen(r) {
				return false
			}
		}
	}
	return true
}
