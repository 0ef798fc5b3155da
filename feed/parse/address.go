package parse

import (
	"net/url"
	"strings"
)

// address is a reference cut into the five parts of RFC 3986, appendix B. The
// parts are kept as they are written: nothing is decoded, encoded or folded,
// so that what is put together again differs from the source only where a
// relative reference was resolved.
type address struct {
	scheme, authority, path, query, fragment string
	hasAuthority, hasQuery, hasFragment      bool
}

func splitAddress(s string) address {
	var a address
	s, a.fragment, a.hasFragment = strings.Cut(s, "#")
	s, a.query, a.hasQuery = strings.Cut(s, "?")
	a.scheme = schemeOf(s)
	if a.scheme != "" {
		s = s[len(a.scheme)+1:]
	}
	if strings.HasPrefix(s, "//") {
		a.hasAuthority = true
		s = s[2:]
		end := strings.IndexByte(s, '/')
		if end < 0 {
			end = len(s)
		}
		a.authority, s = s[:end], s[end:]
	}
	a.path = s
	return a
}

// schemeOf returns the scheme of an absolute reference, "" for a relative one.
func schemeOf(s string) string {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		case c == ':' && i > 0:
			return s[:i]
		default:
			return ""
		}
	}
	return ""
}

func (a address) String() string {
	var out strings.Builder
	if a.scheme != "" {
		out.WriteString(a.scheme)
		out.WriteByte(':')
	}
	if a.hasAuthority {
		out.WriteString("//")
		out.WriteString(a.authority)
	}
	out.WriteString(a.path)
	if a.hasQuery {
		out.WriteByte('?')
		out.WriteString(a.query)
	}
	if a.hasFragment {
		out.WriteByte('#')
		out.WriteString(a.fragment)
	}
	return out.String()
}

// resolve resolves a reference against a base (RFC 3986, section 5.2). An
// absolute reference, and one that the base says nothing about, comes back as
// it is, less white space around it.
func resolve(base, ref string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" || base == "" || schemeOf(ref) != "" {
		return ref
	}
	b := splitAddress(base)
	if b.scheme == "" || !b.hasAuthority && b.scheme != "file" {
		return ref // no hierarchy to resolve in: tag:, urn:, mailto:
	}
	r := splitAddress(ref)
	t := address{scheme: b.scheme, authority: b.authority, hasAuthority: b.hasAuthority,
		query: r.query, hasQuery: r.hasQuery, fragment: r.fragment, hasFragment: r.hasFragment}
	switch {
	case r.hasAuthority:
		t.authority, t.hasAuthority = r.authority, true
		t.path = removeDots(r.path)
	case r.path == "":
		t.path = b.path
		if !r.hasQuery {
			t.query, t.hasQuery = b.query, b.hasQuery
		}
	case strings.HasPrefix(r.path, "/"):
		t.path = removeDots(r.path)
	case b.path == "":
		t.path = removeDots("/" + r.path)
	default:
		t.path = removeDots(b.path[:strings.LastIndexByte(b.path, '/')+1] + r.path)
	}
	return t.String()
}

// removeDots removes the segments "." and ".." (RFC 3986, section 5.2.4).
func removeDots(path string) string {
	if !strings.Contains(path, "./") && !strings.HasSuffix(path, ".") {
		return path
	}
	var out []string
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		last := i == len(segments)-1
		switch segment {
		case ".":
			if last {
				out = append(out, "")
			}
		case "..":
			if len(out) > 1 {
				out = out[:len(out)-1]
			}
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, segment)
		}
	}
	return strings.Join(out, "/")
}

// maxBase is the longest xml:base taken, so that bases inside bases cannot add
// up to more than the document.
const maxBase = 2048

// newBase returns the base in force inside an element with that xml:base.
// One that cannot be an address of a page is left out (RFC 3986, 5.1; a base
// like "javascript:" would turn links into something else).
func newBase(outer, xmlBase string) string {
	xmlBase = strings.TrimSpace(xmlBase)
	if xmlBase == "" || len(xmlBase) > maxBase || strings.ContainsAny(xmlBase, "\"'<> \n\t") {
		return outer
	}
	base := resolve(outer, xmlBase)
	switch strings.ToLower(schemeOf(base)) {
	case "http", "https", "ftp":
	case "":
		if outer != "" {
			return outer
		}
	default:
		return outer
	}
	if _, err := url.Parse(base); err != nil || len(base) > 2*maxBase {
		return outer
	}
	return base
}

// isWebAddress reports whether s is an absolute http or https address.
func isWebAddress(s string) bool {
	scheme := schemeOf(s)
	return (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")) &&
		strings.HasPrefix(s[len(scheme):], "://") && len(s) > len(scheme)+3 && !strings.ContainsAny(s, " \t\n<>")
}

// addressAttributes are the HTML attributes that hold one address.
func isAddressAttribute(name string) bool {
	switch strings.ToLower(name) {
	case "href", "src", "action", "background", "cite", "codebase", "data", "longdesc", "poster", "usemap", "formaction", "profile":
		return true
	}
	return false
}
