package render_test

import (
	"encoding/xml"
	"net/url"
	"regexp"
	"strings"
)

// What the W3C validator asks for beyond RFC 4287, as far as it concerns what
// this program writes: its rules, read from what it says of its own test cases.
var (
	endTagPattern = regexp.MustCompile(`(?i)</(a|abbr|b|blockquote|body|br|code|div|em|font|form|h[1-6]|head|html|i|iframe|img|li|object|ol|p|pre|q|s|script|span|strong|style|sub|sup|table|td|title|tr|u|ul|video)>`)
	tagPattern    = regexp.MustCompile(`^tag:([a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[0-9a-zA-Z;/?:@&=+$.!~*'()%,_-]*(#[0-9a-zA-Z;/?:@&=+$.!~*'()%,_-]*)?$`)
	urnPattern    = regexp.MustCompile(`^urn:[a-zA-Z0-9][a-zA-Z0-9-]{1,31}:([a-zA-Z0-9()+,.:=@;$_!*'-]|%[0-9A-F]{2})+$`)
	uuidPattern   = regexp.MustCompile(`(?i)^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
)

// validatorRules checks an element and all it holds.
func (c *atomChecker) validatorRules(n, parent *node) {
	for name, value := range n.attr {
		if name == (xml.Name{Space: xmlNS, Local: "base"}) || n.name.Space == atomNS && name.Local == "src" {
			c.fault("%s has %s, which is never written", n.name.Local, name.Local)
		}
		if (name.Local == "title" || name.Local == "label") && n.name.Space == atomNS && endTagPattern.MatchString(value) {
			c.fault("%s of %s holds HTML: %q", name.Local, n.name.Local, value)
		}
		if strings.ContainsFunc(value, isBadCharacter) {
			c.fault("bad character in %s of %s", name.Local, n.name.Local)
		}
	}
	if strings.ContainsFunc(n.text, isBadCharacter) {
		c.fault("bad character in %s", n.name.Local)
	}
	if parent != nil && parent.name.Space == xhtmlNS && n.name.Space != xhtmlNS {
		c.fault("xhtml holds an element of namespace %q", n.name.Space)
	}
	if n.name.Space == atomNS {
		c.atomRules(n)
	}
	if n.name.Space == mediaNS && n.has("url") && !isURI(n.get("url")) {
		c.fault("%s has address %q, which is no URI", n.name.Local, n.get("url"))
	}
	for _, child := range n.children {
		c.validatorRules(child, n)
	}
}

func (c *atomChecker) atomRules(n *node) {
	switch n.name.Local {
	case "id":
		if !isCanonicalID(n.text) {
			c.fault("id is not in normal form: %q", n.text)
		}
	case "category":
		if n.has("scheme") && !isURI(n.get("scheme")) {
			c.fault("scheme is no URI: %q", n.get("scheme"))
		}
	case "name":
		if endTagPattern.MatchString(n.text) {
			c.fault("name holds HTML: %q", n.text)
		}
	case "title", "subtitle", "rights", "summary", "content":
		// Nothing but what XML cannot hold may stand in a text that was never
		// made safe.
		if n.text == "" && len(n.children) == 0 && n.name.Local != "summary" && n.name.Local != "content" {
			c.fault("%s is blank", n.name.Local)
		}
		if kind := n.get("type"); (kind == "" || kind == "text") && endTagPattern.MatchString(n.text) {
			c.fault("%s of type text holds HTML: %q", n.name.Local, n.text)
		}
	}
}

func isBadCharacter(r rune) bool { return 0x80 <= r && r <= 0x9F || r == 0xFFFD }

// isURI reports whether an address is one of RFC 3986, in ASCII and without
// brackets.
func isURI(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 0x7E || strings.ContainsRune("[]<>\"{}|\\^` ", r) })
}

// isCanonicalID reports whether an id is in the normal form of RFC 3986,
// section 6.2.2, and follows the rules of its scheme.
func isCanonicalID(s string) bool {
	scheme, rest, _ := strings.Cut(s, ":")
	switch scheme {
	case "tag":
		return tagPattern.MatchString(s)
	case "urn":
		return urnPattern.MatchString(s) && (uuidPattern.MatchString(s) || !strings.HasPrefix(strings.ToLower(rest), "uuid:"))
	case "http", "https", "ftp":
		u, err := url.Parse(s)
		return err == nil && isURI(s) && u.Host == strings.ToLower(u.Host) && u.Path != "" && u.Port() != "80" && !strings.Contains(u.Path, "/../") &&
			!strings.Contains(u.Path+"/", "/./") && !regexp.MustCompile(`%[0-9A-F]?[a-f]|%7E|%2D`).MatchString(s)
	}
	return false
}
