package parse

import (
	"html"
	"strings"
	"unicode/utf8"
)

// maxReference is how far behind an ampersand a semicolon may end a reference.
// The longest HTML name has 33 octets with both signs.
const maxReference = 40

// Bounds on what a document type declaration may define: enough for the
// Latin-1 names that old feeds declare, far too little for an entity bomb.
const (
	maxEntities        = 512
	maxEntityValue     = 1024
	maxEntityExpansion = 256 << 10 // octets that a document may gain by its own entities
)

// entityTable resolves references: the five of XML, numbers, the names of HTML
// (feeds use them undeclared) and what the document itself declares.
type entityTable struct {
	own     map[string]string
	left    int  // octets of own entities that may still be put in
	dropped bool // a number named a character that XML forbids
	bombed  bool // left ran out
}

func newEntityTable() *entityTable { return &entityTable{left: maxEntityExpansion} }

// declare adds an entity of the document type declaration. Its value is
// expanded here, once, and never again: references to other declared entities
// inside it stay as they are written.
func (e *entityTable) declare(name, value string) {
	if name == "" || len(e.own) >= maxEntities || len(value) > maxEntityValue {
		return
	}
	if _, known := e.own[name]; known {
		return // XML 1.0, 4.2: the first declaration is binding
	}
	plain := entityTable{}
	if e.own == nil {
		e.own = map[string]string{}
	}
	e.own[name] = plain.decode(value)
}

// decode replaces the references in character data. What is no reference
// ("AT&T", "?a=1&copy=2") stays as it is.
func (e *entityTable) decode(s string) string {
	at := strings.IndexByte(s, '&')
	if at < 0 {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for at >= 0 {
		out.WriteString(s[:at])
		s = s[at:]
		window := s
		if len(window) > maxReference {
			window = window[:maxReference]
		}
		end := strings.IndexByte(window, ';')
		text, ok := "", false
		if end > 1 {
			text, ok = e.lookup(s[1:end])
		}
		if ok {
			out.WriteString(text)
			s = s[end+1:]
		} else {
			out.WriteByte('&')
			s = s[1:]
		}
		at = strings.IndexByte(s, '&')
	}
	out.WriteString(s)
	return out.String()
}

// lookup resolves the inside of one reference.
func (e *entityTable) lookup(name string) (string, bool) {
	switch name {
	case "amp":
		return "&", true
	case "lt":
		return "<", true
	case "gt":
		return ">", true
	case "quot":
		return `"`, true
	case "apos":
		return "'", true
	case "lang": // as the entity sets of XHTML 1.0 have it; HTML 5 moved them
		return "\u2329", true
	case "rang":
		return "\u232a", true
	}
	if name[0] == '#' {
		return e.number(name[1:])
	}
	if value, ok := e.own[name]; ok {
		if len(value) > e.left {
			e.bombed = true
			return "", false
		}
		e.left -= len(value)
		return value, true
	}
	for i := 0; i < len(name); i++ {
		if c := name[i] | 0x20; (c < 'a' || c > 'z') && (name[i] < '0' || name[i] > '9') {
			return "", false
		}
	}
	full := "&" + name + ";"
	text := html.UnescapeString(full)
	// HTML also accepts some names as a prefix without semicolon ("&notit;");
	// there the semicolon is left over, and it was no reference.
	if text == full || text == html.UnescapeString(full[:len(full)-1])+";" {
		return "", false
	}
	return text, true
}

// number resolves a numeric reference. Numbers 128 to 159 mean Windows-1252,
// as in HTML; characters that XML 1.0 (section 2.2) forbids vanish.
func (e *entityTable) number(digits string) (string, bool) {
	base := rune(10)
	if digits != "" && digits[0]|0x20 == 'x' {
		base, digits = 16, digits[1:]
	}
	if digits == "" {
		return "", false
	}
	value := rune(0)
	for i := 0; i < len(digits); i++ {
		d := hexDigit(digits[i])
		if d < 0 || d >= base {
			return "", false
		}
		if value = value*base + d; value > utf8.MaxRune {
			value = utf8.MaxRune + 1
		}
	}
	if value >= 0x80 && value <= 0x9f {
		return html.UnescapeString("&#" + digitsOf(value) + ";"), true
	}
	if !isXMLChar(value) {
		e.dropped = true
		return "", true
	}
	return string(value), true
}

// digitsOf writes a number between 100 and 999 in decimal.
func digitsOf(value rune) string {
	return string([]rune{'0' + value/100, '0' + value/10%10, '0' + value%10})
}

func hexDigit(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return -1
}

// isXMLChar reports whether XML 1.0 (section 2.2) allows the character.
func isXMLChar(r rune) bool {
	switch {
	case r < 0x20:
		return r == '\t' || r == '\n' || r == '\r'
	case r >= 0xd800 && r <= 0xdfff, r == 0xfffe, r == 0xffff:
		return false
	}
	return r <= utf8.MaxRune
}
