package parse

import "strings"

// maxResolved is how many octets a document may gain by having its relative
// addresses resolved: a long base in front of very many short references would
// make a few octets into many.
const maxResolved = 4 << 20

// resolver resolves the references of one document, as long as that does not
// make it much larger than it was.
type resolver struct {
	left  int  // octets that it may still gain
	spent bool // a reference was left as it is
}

// resolve is the function of that name, within the bound.
func (rs *resolver) resolve(base, ref string) string {
	if rs.spent {
		return strings.TrimSpace(ref)
	}
	resolved := resolve(base, ref)
	if rs.left -= max(0, len(resolved)-len(ref)); rs.left < 0 {
		rs.spent = true
		return strings.TrimSpace(ref)
	}
	return resolved
}

// resolveMarkup resolves the relative addresses in the attributes of HTML and
// leaves every other octet alone. It reads tags only, in one pass.
func (rs *resolver) resolveMarkup(base, markup string) string {
	if schemeOf(base) == "" || strings.IndexByte(markup, '<') < 0 || strings.ContainsAny(base, "\"'<> ") {
		return markup
	}
	var out strings.Builder
	done := 0 // markup[:done] is written
	for i := 0; i < len(markup); {
		open := strings.IndexByte(markup[i:], '<')
		if open < 0 {
			break
		}
		i += open + 1
		if i == len(markup) || markup[i]|0x20 < 'a' || markup[i]|0x20 > 'z' {
			continue
		}
		i = eachAddress(markup, i, func(from, to int) {
			value := markup[from:to]
			resolved := rs.resolve(base, value)
			if schemeOf(strings.TrimSpace(value)) != "" || resolved == value {
				return
			}
			out.WriteString(markup[done:from])
			out.WriteString(resolved)
			done = to
		})
	}
	if done == 0 {
		return markup
	}
	out.WriteString(markup[done:])
	return out.String()
}

// eachAddress reads one tag from behind its "<" and reports where its address
// attributes' values lie. It returns the offset behind the tag.
func eachAddress(s string, i int, report func(from, to int)) int {
	for i < len(s) && isNameByte(s[i]) {
		i++
	}
	for i < len(s) && s[i] != '>' {
		if !isNameByte(s[i]) {
			i++
			continue
		}
		start := i
		for i < len(s) && isNameByte(s[i]) {
			i++
		}
		name := s[start:i]
		for i < len(s) && isSpace(s[i]) {
			i++
		}
		if i == len(s) || s[i] != '=' {
			continue
		}
		for i++; i < len(s) && isSpace(s[i]); i++ {
		}
		if i == len(s) {
			break
		}
		from, to := i, i
		if q := s[i]; q == '"' || q == '\'' {
			from = i + 1
			end := strings.IndexByte(s[from:], q)
			if end < 0 {
				return len(s)
			}
			to = from + end
			i = to + 1
		} else {
			for i < len(s) && !isSpace(s[i]) && s[i] != '>' {
				i++
			}
			to = i
		}
		if isAddressAttribute(name) && to > from {
			report(from, to)
		}
	}
	return i
}
