package parse

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unquoteJSON reads the inside of a JSON string (RFC 8259, 7). An escape that it
// does not know stands for its own character, half of a surrogate pair for
// U+FFFD; whole is false if there was one of the first kind. The text shares no
// memory with quoted.
func unquoteJSON(quoted string) (text string, whole bool) {
	at := strings.IndexByte(quoted, '\\')
	if at < 0 {
		return strings.Clone(quoted), true
	}
	var out strings.Builder
	out.Grow(len(quoted))
	whole = true
	for ; at >= 0; at = strings.IndexByte(quoted, '\\') {
		out.WriteString(quoted[:at])
		quoted = quoted[at+1:]
		if quoted == "" {
			return out.String(), false
		}
		c := quoted[0]
		switch c {
		case '"', '\\', '/':
		case 'b':
			c = '\b'
		case 'f':
			c = '\f'
		case 'n':
			c = '\n'
		case 'r':
			c = '\r'
		case 't':
			c = '\t'
		case 'u':
			r, size := unescapeJSON(quoted)
			whole = whole && size > 0
			if size > 0 {
				out.WriteRune(r)
				quoted = quoted[size:]
				continue
			}
		default:
			whole = false
			continue // the character itself is part of what follows
		}
		out.WriteByte(c)
		quoted = quoted[1:]
	}
	out.WriteString(quoted)
	return out.String(), whole
}

// hexSize is the length of an escape by number behind its backslash: a u and
// four hexadecimal digits.
const hexSize = 5

// unescapeJSON reads an escape by number, or two of them that make a pair, and
// returns how long that is without the first backslash, 0 for none.
func unescapeJSON(s string) (r rune, size int) {
	r, ok := hexJSON(s)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, hexSize
	}
	if rest, found := strings.CutPrefix(s[hexSize:], `\`); found {
		if low, ok := hexJSON(rest); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, hexSize + 1 + hexSize
			}
		}
	}
	return utf8.RuneError, hexSize
}

func hexJSON(s string) (rune, bool) {
	if len(s) < hexSize || s[0] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[1:hexSize], 16, 16)
	return rune(n), err == nil
}

// mendJSON rewrites what people and templates get wrong in JSON that is whole
// otherwise: control characters inside strings, line ends among them, become
// spaces, escapes that JSON does not know lose their backslash, and a comma
// before a closing bracket is left out.
func mendJSON(text string) string {
	out := make([]byte, 0, len(text))
	comma := -1 // where in out a comma stands that nothing but space has followed
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '"':
			end := endOfString(text, i)
			if end < 0 {
				end = len(text) - 1
			}
			out, comma = mendString(out, text[i:end+1]), -1
			i = end
			continue
		case c == ',':
			comma = len(out)
		case (c == '}' || c == ']') && comma >= 0:
			out, comma = out[:comma], -1
		case !isSpace(c):
			comma = -1
		}
		out = append(out, c)
	}
	return string(out)
}

// mendString appends a string with its quotes, mended.
func mendString(out []byte, quoted string) []byte {
	for i := 0; i < len(quoted); i++ {
		c := quoted[i]
		switch {
		case c < ' ':
			c = ' '
		case c == '\\' && i+1 < len(quoted):
			i++
			_, size := unescapeJSON(quoted[i:])
			if strings.IndexByte(`"\/bfnrt`, quoted[i]) >= 0 || size > 0 {
				out = append(out, c)
			}
			c = quoted[i]
		}
		out = append(out, c)
	}
	return out
}
