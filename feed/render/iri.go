package render

import (
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// absoluteIRI returns an address fit to stand where RFC 4287 wants an absolute
// IRI: as given, with only those characters escaped that an IRI cannot hold.
// It is false for one that is relative, broken, would run in a reader
// (javascript:, data:), or names a file of this machine. A user name and
// password are taken out of web addresses.
func absoluteIRI(s string) (string, bool) {
	s = strings.TrimSpace(s)
	scheme, rest, ok := cutScheme(s)
	if !ok || rest == "" {
		return "", false
	}
	if isPrivate(scheme) {
		return "", false
	}
	switch strings.ToLower(scheme) {
	case "http", "https", "ftp":
		host, path, ok := cutHost(rest)
		if !ok {
			return "", false
		}
		escaped := escapeURI(path, true)
		if len(scheme)+len("://")+len(host)+len(path) != len(s) || escaped != path {
			s = scheme + "://" + host + escaped
		}
		return readable(s), true
	}
	return scheme + ":" + escapeURI(rest, true), true
}

// isPrivate reports whether addresses of a scheme run in a reader, or point
// into this machine.
func isPrivate(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "javascript", "vbscript", "data", "blob", "file":
		return true
	}
	return false
}

// webAddress is an absoluteIRI that a reader can open.
func webAddress(s string) (string, bool) {
	iri, ok := absoluteIRI(s)
	if !ok {
		return "", false
	}
	switch scheme, _, _ := cutScheme(iri); strings.ToLower(scheme) {
	case "http", "https", "ftp", "mailto":
		return iri, true
	}
	return "", false
}

// URI maps an address to the URI that it is fetched by (RFC 3987, section 3.1);
// it is empty for one that cannot be fetched. It is what names a feed of ours
// in every form, and what a hub is told.
func URI(address string) string {
	iri, _ := webAddress(address)
	return asciiURI(iri)
}

// asciiURI maps an IRI to the URI that RSS and Media RSS want (RFC 3987,
// section 3.1). The address is one that absoluteIRI let through, or empty.
func asciiURI(iri string) string {
	if isASCII(iri) {
		return iri
	}
	scheme, rest, _ := cutScheme(iri)
	if host, path, ok := cutHost(rest); ok {
		return scheme + "://" + asciiHost(host) + escapeNonASCII(path)
	}
	return scheme + ":" + escapeNonASCII(rest)
}

// cutScheme parts an address at the colon after its scheme (RFC 3986, section
// 3.1).
func cutScheme(s string) (scheme, rest string, ok bool) {
	scheme, rest, ok = strings.Cut(s, ":")
	if !ok || scheme == "" || !isLetter(scheme[0]) {
		return "", "", false
	}
	for i := range len(scheme) {
		if c := scheme[i]; !isLetter(c) && !isDigit(c) && c != '+' && c != '-' && c != '.' {
			return "", "", false
		}
	}
	return scheme, rest, true
}

// cutHost parts "//user:password@host:port/path" into host and port, and the
// rest. It is false without a host, or with one that no resolver would take.
func cutHost(s string) (host, path string, ok bool) {
	s, ok = strings.CutPrefix(s, "//")
	if !ok {
		return "", "", false
	}
	end := strings.IndexAny(s, "/?#")
	if end < 0 {
		end = len(s)
	}
	host, path = s[:end], s[end:]
	host = host[strings.LastIndexByte(host, '@')+1:]
	name, port := host, ""
	if closing := strings.LastIndexByte(host, ']'); strings.LastIndexByte(host, ':') > closing {
		at := strings.LastIndexByte(host, ':')
		name, port = host[:at], host[at+1:]
	}
	if name == "" || strings.Trim(port, "0123456789") != "" || strings.Contains(name, "..") || strings.Contains(name, "~") {
		return "", "", false
	}
	if literal, isLiteral := strings.CutPrefix(name, "["); isLiteral {
		literal, ok = strings.CutSuffix(literal, "]")
		return host, path, ok && literal != "" && strings.Trim(literal, "0123456789abcdefABCDEF:.") == ""
	}
	for _, r := range name {
		if r < utf8.RuneSelf && !isUnreserved(byte(r)) || !isIRIRune(r) {
			return "", "", false
		}
	}
	return host, path, true
}

// readable keeps an IRI as it is unless validators could not read it: the W3C's
// converts the whole address to a domain name to look at it (RFC 3490), which
// fails for a stretch between dots that is too long for one, or is written from
// right to left. Such an address is mapped to the same URI in ASCII.
func readable(iri string) string {
	if isASCII(iri) {
		return iri
	}
	for rest, more := iri, true; more; {
		label := rest
		at := strings.IndexFunc(rest, isFullStop)
		if more = at >= 0; more {
			label = rest[:at]
			_, size := utf8.DecodeRuneInString(rest[at:])
			rest = rest[at+size:]
		}
		if !isLabel(label) {
			return asciiURI(iri)
		}
	}
	return iri
}

// isFullStop reports whether a character parts the labels of a domain name (RFC
// 3490, section 3.1).
func isFullStop(r rune) bool { return r == '.' || r == '\u3002' || r == '\uFF0E' || r == '\uFF61' }

// isLabel reports whether a stretch of an address can be a label of a domain
// name.
func isLabel(s string) bool {
	if s == "" || strings.IndexFunc(s, isRightToLeft) >= 0 {
		return false
	}
	if length := utf8.RuneCountInString(s); len(s)+2*length < 58 || length == len(s) {
		return length < 64 // a character takes few digits, and none of ASCII one
	}
	ascii, err := idna.Punycode.ToASCII(strings.ToLower(norm.NFKC.String(s)))
	return err == nil && len(ascii) < 64
}

func isRightToLeft(r rune) bool {
	if r < 0x590 {
		return false
	}
	properties, _ := bidi.LookupRune(r)
	return properties.Class() == bidi.R || properties.Class() == bidi.AL
}

func asciiHost(host string) string {
	if ascii, err := idna.ToASCII(host); err == nil {
		return ascii
	}
	return escapeNonASCII(host)
}

// escapeURI escapes what may not stand in an IRI: any ASCII character but
// letters, digits and "-._~" (RFC 3986, section 2.3), a per cent sign that
// escapes nothing, bytes that are no UTF-8 and characters outside ucschar (RFC
// 3987, section 2.2). Whole says that it is an address with its parts, whose
// delimiters stay (section 2.2), but for a second number sign.
func escapeURI(s string, whole bool) string {
	if whole && isPlainURI(s) {
		return s
	}
	var b strings.Builder
	fragment := false
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		keep := isIRIRune(r) && (r != utf8.RuneError || size > 1)
		switch {
		case r == '%':
			keep = i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2])
		case r == '#':
			keep = whole && !fragment
			fragment = true
		case r < utf8.RuneSelf:
			keep = isUnreserved(byte(r)) || whole && isDelimiter(byte(r))
		}
		if keep {
			b.WriteString(s[i : i+size])
		} else {
			escapeBytes(&b, s[i:i+size])
		}
		i += size
	}
	return b.String()
}

// isPlainURI reports whether an address needs no second look.
func isPlainURI(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isUnreserved(c) && !isDelimiter(c) {
			return false
		}
	}
	return true
}

func isUnreserved(c byte) bool {
	return isLetter(c) || isDigit(c) || c == '-' || c == '.' || c == '_' || c == '~'
}

// isDelimiter reports whether a character parts an address, the number sign
// apart.
func isDelimiter(c byte) bool {
	switch c {
	case '/', ':', '?', '=', '&', '@', '!', '$', '\'', '(', ')', '*', '+', ',', ';':
		return true
	}
	return false
}

func escapeNonASCII(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] < utf8.RuneSelf {
			b.WriteByte(s[i])
		} else {
			escapeBytes(&b, s[i:i+1])
		}
	}
	return b.String()
}

func escapeBytes(b *strings.Builder, s string) {
	const digits = "0123456789ABCDEF"
	for i := range len(s) {
		b.WriteByte('%')
		b.WriteByte(digits[s[i]>>4])
		b.WriteByte(digits[s[i]&15])
	}
}

// isIRIRune reports whether a character may stand in an IRI's path: ASCII, or
// ucschar of RFC 3987. Characters that turn the direction of text and those
// that show nothing are left out of it, so that an address reads as it is.
func isIRIRune(r rune) bool {
	switch {
	case r < 0xA0:
		return r > 0x20 && r < 0x7F
	case 0x200B <= r && r <= 0x200F, 0x2028 <= r && r <= 0x202F, 0x2060 <= r && r <= 0x206F, r == 0x3000, r == 0xA0, r == 0xAD:
		return false
	case 0xD800 <= r && r <= 0xF8FF, 0xFDD0 <= r && r <= 0xFDEF, 0xFFF0 <= r && r <= 0xFFFF, r >= 0xE0000:
		return false
	}
	return r&0xFFFE != 0xFFFE
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isHex(c byte) bool    { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

// isEmail reports whether a contact is an e-mail address rather than a web
// address.
func isEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && strings.Contains(domain, ".") && isASCII(s) && !strings.ContainsAny(s, ":/ \t\r\n<>()[]\",;\\") &&
		!strings.Contains(domain, "@") && !strings.HasPrefix(domain, ".") && !strings.HasSuffix(domain, ".")
}

// mediaType is a media type as given; empty if it is none (RFC 4287, section
// 4.2.7.3).
func mediaType(s string) string {
	if s == "" || s == "text/html" {
		return s
	}
	s = strings.TrimSpace(s)
	if kind, sub, ok := strings.Cut(s, "/"); ok && isToken(kind) && isToken(sub) {
		return s
	}
	parsed, _, err := mime.ParseMediaType(s)
	if err != nil || strings.Count(parsed, "/") != 1 || !isASCII(s) {
		return ""
	}
	return s
}

// isToken reports whether a name is one that media types are made of (RFC
// 6838, section 4.2).
func isToken(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && !isDigit(c) && !strings.Contains("!#$&-^_.+", s[i:i+1]) {
			return false
		}
	}
	return s != "" && (isLetter(s[0]) || isDigit(s[0]))
}

// octets is the length of a file as given; empty if it is no number.
func octets(s string) string {
	s = strings.TrimSpace(s)
	if strings.Trim(s, "0123456789") != "" || len(s) > 18 {
		return ""
	}
	return s
}

// languageTag is a language tag (RFC 5646) as given; empty if it is none that
// is registered.
func languageTag(s string) string {
	switch s {
	case "", "en", "ko":
		return s
	}
	s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
	tag, err := language.Parse(s)
	if err != nil || tag.IsRoot() || len(s) < 2 || s[1] == '-' {
		return ""
	}
	return s
}
