package render

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// canonicalID returns an id as atom:id wants it, comparable byte by byte: an
// ASCII URI in the normal form of RFC 3986, section 6.2.2, of a scheme that ids
// are made of. That is what the W3C validator asks of every atom:id, also of
// that of an atom:source. It is false for an id that has no such form.
func canonicalID(id string) (string, bool) {
	iri, ok := absoluteIRI(id)
	if !ok {
		return "", false
	}
	scheme, rest, _ := cutScheme(iri)
	switch scheme = strings.ToLower(scheme); scheme {
	case "http", "https", "ftp":
		return canonicalAddress(scheme, rest)
	case "tag":
		authority, own, _ := strings.Cut(rest, ":")
		if own, ok = canonicalEscapes(own); !ok {
			return "", false
		}
		if id = "tag:" + strings.ToLower(authority) + ":" + own; isTag(id) {
			return id, true
		}
	case "urn":
		if own, ok := canonicalEscapes(rest); ok && isURN(own) {
			return "urn:" + own, true
		}
	}
	return "", false
}

// localName is an id for what has none that atom:id allows.
func localName(kind, name string) string {
	var b strings.Builder
	b.WriteString("urn:x-sitrep:" + kind + ":")
	for i := range len(name) {
		if c := name[i]; isLetter(c) || isDigit(c) || c == '-' || c == '.' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "_%02X", c)
		}
	}
	return b.String()
}

// isTag reports whether an id is a tag URI (RFC 4151, section 2.1) in lower
// case.
func isTag(id string) bool {
	rest, _ := strings.CutPrefix(id, "tag:")
	authority, own, ok := strings.Cut(rest, ":")
	name, date, dated := strings.Cut(authority, ",")
	if user, host, mail := strings.Cut(name, "@"); mail {
		if strings.Trim(user, "abcdefghijklmnopqrstuvwxyz0123456789-._") != "" || user == "" {
			return false
		}
		name = host
	}
	if !ok || !dated || name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" || strings.ContainsAny(own, "[]") {
		return false
	}
	for i := range len(date) {
		if i == 4 || i == 7 {
			if date[i] != '-' {
				return false
			}
		} else if !isDigit(date[i]) {
			return false
		}
	}
	return len(date) == 4 || len(date) == 7 || len(date) == 10
}

// isURN reports whether what follows "urn:" is a name as RFC 2141, section 2.2,
// has it; a UUID has the form of RFC 9562.
func isURN(s string) bool {
	space, own, ok := strings.Cut(s, ":")
	if !ok || len(space) < 2 || len(space) > 32 || space[0] == '-' || own == "" || strings.ContainsAny(own, "/?#~&[]") {
		return false
	}
	for i := range len(space) {
		if c := space[i]; !isLetter(c) && !isDigit(c) && c != '-' {
			return false
		}
	}
	return !strings.EqualFold(space, "uuid") || isUUID(own)
}

func isUUID(s string) bool {
	for i := range len(s) {
		switch i {
		case 8, 13, 18, 23:
			if s[i] != '-' {
				return false
			}
		default:
			if !isHex(s[i]) {
				return false
			}
		}
	}
	return len(s) == 36
}

// canonicalAddress is the normal form of a web address, given in parts: host in
// lower case, no default port, no dot segments, a path.
func canonicalAddress(scheme, rest string) (string, bool) {
	host, path, ok := cutHost(rest)
	if !ok || strings.ContainsAny(host, "[]") {
		return "", false
	}
	name, port, _ := strings.Cut(strings.ToLower(asciiHost(host)), ":")
	if name = strings.TrimSuffix(name, "."); name == "" {
		return "", false
	}
	port = strings.TrimLeft(port, "0")
	if port != "" && scheme+port != "http80" && scheme+port != "https443" && scheme+port != "ftp21" {
		name += ":" + port
	}
	if path, ok = canonicalEscapes(path); !ok {
		return "", false
	}
	end := strings.IndexAny(path, "?#")
	if end < 0 {
		end = len(path)
	}
	return scheme + "://" + name + cmp.Or(withoutDots(path[:end]), "/") + path[end:], true
}

// withoutDots is a path without "." and ".." segments (RFC 3986, section
// 5.2.4).
func withoutDots(path string) string {
	if !strings.Contains(path, "/.") {
		return path
	}
	var kept []string
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, segment := range segments {
		last := i == len(segments)-1
		switch segment {
		case ".", "..":
			if segment == ".." && len(kept) > 0 {
				kept = kept[:len(kept)-1]
			}
			if last {
				kept = append(kept, "")
			}
		default:
			kept = append(kept, segment)
		}
	}
	return "/" + strings.Join(kept, "/")
}

// canonicalEscapes normalises the escapes in the parts of an address:
// unreserved characters stand for themselves, all but delimiters are escaped,
// in upper case. It is false where an escape stands for no text, or may be read
// in two ways.
func canonicalEscapes(s string) (string, bool) {
	if !strings.Contains(s, "%") && isASCII(s) {
		return s, true
	}
	var out, text strings.Builder // text is what the escapes spell
	for i := 0; i < len(s); i++ {
		c, escaped := s[i], false
		if c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			c, escaped = unhex(s[i+1])<<4|unhex(s[i+2]), true
			i += 2
		}
		text.WriteByte(c)
		switch {
		case c == '%':
			return "", false // an escape of an escape
		case isUnreserved(c), !escaped && (isDelimiter(c) || c == '#'):
			out.WriteByte(c)
		default:
			escapeBytes(&out, string([]byte{c}))
		}
	}
	return out.String(), utf8.ValidString(text.String()) && norm.NFC.IsNormalString(text.String())
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&0xDF - 'A' + 10
}
