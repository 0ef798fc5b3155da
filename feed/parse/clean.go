package parse

import "strings"

// cleaning counts what cleanText did to a text.
type cleaning struct {
	removed  int // characters that XML forbids
	replaced int // control characters that are octets of Windows-1252
}

// cleanText removes the characters that XML 1.0 (section 2.2) forbids: control
// characters but tab and line ends, U+FFFE and U+FFFF. The controls from U+0080
// on, which it allows, become what they stand for. The text is UTF-8.
func cleanText(s string) (string, cleaning) {
	if i := firstUnfit(s); i < len(s) {
		return rewrite(s, i)
	}
	return s, cleaning{}
}

// firstUnfit returns the offset of the first character that cleanText changes,
// len(s) if there is none. Nearly every document has none, so each of the three
// kinds has a pass of its own, at the speed of memory.
func firstUnfit(s string) int {
	first := firstControl(s)
	for _, lead := range []byte{0xc2, 0xef} {
		for from := 0; from < first; from++ {
			i := strings.IndexByte(s[from:first], lead)
			if i < 0 {
				break
			}
			if from += i; lead == 0xc2 && from+1 < len(s) && s[from+1] < 0xa0 || isNonCharacter(s[from:]) {
				first = from
			}
		}
	}
	return first
}

// firstControl returns the offset of the first control character that XML
// forbids, len(s) if there is none. It looks at eight octets at a time, which is
// about three times as fast as one by one: of x-0x20 in each octet the highest bit
// tells whether x was less, unless x had it itself.
func firstControl(s string) int {
	const spaces, high = 0x2020202020202020, 0x8080808080808080
	i := 0
	for ; i+8 <= len(s); i += 8 {
		word := s[i : i+8]
		x := uint64(word[0]) | uint64(word[1])<<8 | uint64(word[2])<<16 | uint64(word[3])<<24 |
			uint64(word[4])<<32 | uint64(word[5])<<40 | uint64(word[6])<<48 | uint64(word[7])<<56
		if (x-spaces)&^x&high == 0 {
			continue
		}
		for j := range len(word) {
			if isForbidden(word[j]) {
				return i + j
			}
		}
	}
	for ; i < len(s); i++ {
		if isForbidden(s[i]) {
			return i
		}
	}
	return len(s)
}

// isForbidden reports whether an octet is a control character that XML forbids.
func isForbidden(c byte) bool { return c < ' ' && c != '\n' && c != '\t' && c != '\r' }

// isNonCharacter reports whether s begins with U+FFFE, U+FFFF or a byte order
// mark, which inside a text is no character either.
func isNonCharacter(s string) bool {
	return strings.HasPrefix(s, "\ufffe") || strings.HasPrefix(s, "\uffff") || strings.HasPrefix(s, "\ufeff")
}

// rewrite is cleanText from an offset on.
func rewrite(s string, from int) (string, cleaning) {
	var done cleaning
	var out strings.Builder
	out.Grow(len(s))
	out.WriteString(s[:from])
	for _, r := range s[from:] {
		switch {
		case !isXMLChar(r) || r == '\ufeff':
			done.removed++
		case r >= 0x80 && r < 0xa0:
			done.replaced++
			out.WriteRune(fromC1(r))
		default:
			out.WriteRune(r)
		}
	}
	return out.String(), done
}
