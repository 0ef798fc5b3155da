package parse

import "strings"

// cleanText removes the characters that XML 1.0 (section 2.2) forbids: control
// characters but tab and line ends, U+FFFE and U+FFFF. The text is UTF-8.
func cleanText(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 && c != '\n' && c != '\t' && c != '\r' || c == 0xef && isNonCharacter(s[i:]) {
			return removeForbidden(s, i)
		}
	}
	return s
}

// isNonCharacter reports whether s begins with U+FFFE, U+FFFF or a byte order
// mark, which inside a text is no character either.
func isNonCharacter(s string) bool {
	return strings.HasPrefix(s, "\ufffe") || strings.HasPrefix(s, "\uffff") || strings.HasPrefix(s, "\ufeff")
}

// removeForbidden removes them from offset on.
func removeForbidden(s string, from int) string {
	var out strings.Builder
	out.Grow(len(s))
	out.WriteString(s[:from])
	for _, r := range s[from:] {
		if isXMLChar(r) && r != '\ufeff' {
			out.WriteRune(r)
		}
	}
	return out.String()
}
