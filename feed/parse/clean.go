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
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < 0x20 && c != '\n' && c != '\t' && c != '\r',
			c == 0xef && isNonCharacter(s[i:]),
			c == 0xc2 && i+1 < len(s) && s[i+1] < 0xa0:
			return rewrite(s, i)
		}
	}
	return s, cleaning{}
}

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
