package render_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	atomNS  = "http://www.w3.org/2005/Atom"
	dcNS    = "http://purl.org/dc/elements/1.1/"
	termsNS = "http://purl.org/dc/terms/"
	mediaNS = "http://search.yahoo.com/mrss/"
	xmlNS   = "http://www.w3.org/XML/1998/namespace"
	xhtmlNS = "http://www.w3.org/1999/xhtml"
)

// node is one element of an XML document.
type node struct {
	name     xml.Name
	attr     map[xml.Name]string
	text     string // character data directly inside
	children []*node
}

// readXML reads a document whole; it fails on one that is not well-formed.
func readXML(document []byte) (*node, error) {
	decoder := xml.NewDecoder(bytes.NewReader(document))
	open := []*node{{}}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		inner := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{name: token.Name, attr: map[xml.Name]string{}}
			for _, a := range token.Attr {
				if _, twice := n.attr[a.Name]; twice {
					return nil, fmt.Errorf("attribute %v twice on %v", a.Name, token.Name)
				}
				n.attr[a.Name] = a.Value
			}
			inner.children = append(inner.children, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			inner.text += string(token)
		}
	}
	if len(open[0].children) != 1 {
		return nil, fmt.Errorf("%d root elements", len(open[0].children))
	}
	return open[0].children[0], nil
}

// all are the children with a name.
func (n *node) all(space, local string) []*node {
	var out []*node
	for _, c := range n.children {
		if c.name == (xml.Name{Space: space, Local: local}) {
			out = append(out, c)
		}
	}
	return out
}

// texts are the texts of the children with a name.
func (n *node) texts(space, local string) []string {
	var out []string
	for _, c := range n.all(space, local) {
		out = append(out, c.text)
	}
	return out
}

// at is the text at the end of a path of Atom elements, the first of each, as
// its type says to read it; "" if there is none.
func (n *node) at(path ...string) string {
	for _, local := range path {
		found := n.all(atomNS, local)
		if len(found) == 0 {
			return ""
		}
		n = found[0]
	}
	if n.get("type") == "html" {
		return html.UnescapeString(n.text)
	}
	return n.text
}

func (n *node) get(local string) string { return n.attr[xml.Name{Local: local}] }

func (n *node) has(local string) bool { _, ok := n.attr[xml.Name{Local: local}]; return ok }

// atomChecker checks a document against RFC 4287, and against what this
// program promises beyond it: complete sources, an author on every entry.
type atomChecker struct{ faults []string }

// checkAtom says what is wrong with an Atom document; nothing if all is well.
func checkAtom(document []byte) []string {
	root, err := readXML(document)
	if err != nil {
		return []string{err.Error()}
	}
	c := &atomChecker{}
	if root.name != (xml.Name{Space: atomNS, Local: "feed"}) {
		return []string{fmt.Sprintf("root element is %v", root.name)}
	}
	c.feed(root)
	c.validatorRules(root, nil)
	return c.faults
}

func (c *atomChecker) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

// Elements that a feed, an entry or a source may hold (RFC 4287, sections
// 4.1.1, 4.1.2 and 4.2.11): at least, at most.
type occurrence struct{ least, most int }

var (
	metadata = map[string]occurrence{
		"id": {1, 1}, "title": {1, 1}, "updated": {1, 1}, "author": {0, 1e6}, "category": {0, 1e6}, "contributor": {0, 1e6},
		"generator": {0, 1}, "icon": {0, 1}, "link": {0, 1e6}, "logo": {0, 1}, "rights": {0, 1}, "subtitle": {0, 1},
	}
	entryElements = map[string]occurrence{
		"id": {1, 1}, "title": {1, 1}, "updated": {1, 1}, "author": {1, 1e6}, "category": {0, 1e6}, "contributor": {0, 1e6},
		"link": {0, 1e6}, "published": {0, 1}, "rights": {0, 1}, "source": {1, 1}, "summary": {0, 1}, "content": {0, 1},
	}
)

func (c *atomChecker) occurrences(n *node, allowed map[string]occurrence, also ...string) {
	counts := map[string]int{}
	for _, child := range n.children {
		switch child.name.Space {
		case atomNS:
			counts[child.name.Local]++
			if _, ok := allowed[child.name.Local]; !ok && !slices.Contains(also, child.name.Local) {
				c.fault("%s holds %s", n.name.Local, child.name.Local)
			}
		case dcNS, termsNS, mediaNS:
		case historyNS, deletedNS:
			if n.name.Local != "feed" || len(n.all(historyNS, "archive")) != 1 {
				c.fault("%s, which is no archive document, holds %s", n.name.Local, child.name.Local)
			}
		default:
			c.fault("%s holds an element of namespace %q", n.name.Local, child.name.Space)
		}
	}
	for name, o := range allowed {
		if counts[name] < o.least || counts[name] > o.most {
			c.fault("%s has %d of %s", n.name.Local, counts[name], name)
		}
	}
	if strings.TrimSpace(n.text) != "" {
		c.fault("%s holds text", n.name.Local)
	}
}

func (c *atomChecker) feed(n *node) {
	c.occurrences(n, metadata, "entry")
	c.parts(n)
	ids := map[string]bool{}
	for _, e := range n.all(atomNS, "entry") {
		c.entry(e)
		if id := e.at("id"); ids[id] {
			c.fault("two entries have id %q", id)
		} else {
			ids[id] = true
		}
	}
}

func (c *atomChecker) entry(n *node) {
	c.occurrences(n, entryElements)
	c.parts(n)
	for _, src := range n.all(atomNS, "source") {
		c.occurrences(src, metadata)
		c.parts(src)
	}
	contents := n.all(atomNS, "content")
	alternates := slices.ContainsFunc(n.all(atomNS, "link"), func(l *node) bool { return l.get("rel") == "alternate" || !l.has("rel") })
	if len(contents) == 0 && !alternates {
		c.fault("entry has neither content nor an alternate link")
	}
	if len(contents) == 0 && len(n.all(atomNS, "summary")) == 0 {
		c.fault("entry has neither content nor summary")
	}
}

var (
	languagePattern = regexp.MustCompile(`^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?$`)
	datePattern     = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`)
	iriPattern      = regexp.MustCompile("^[A-Za-z][A-Za-z0-9+.-]*:([^\\x00-\\x20\\x7F\\xA0<>\"{}|\\\\^`%]|%[0-9A-Fa-f]{2})+$")
	mediaPattern    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*(\s*;.*)?$`)
	emailPattern    = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
	relations       = []string{"alternate", "self", "via", "related", "enclosure", "hub", "license", "replies", "current", "prev-archive", "next-archive", "first", "last", "previous", "next", "payment", "describedby", "search", "up"}
)

// parts checks what a feed, an entry and a source have in common.
func (c *atomChecker) parts(n *node) {
	c.language(n)
	alternates := map[string]bool{}
	for _, child := range n.children {
		if child.name.Space != atomNS {
			continue
		}
		switch child.name.Local {
		case "id", "icon", "logo":
			c.iri(child.name.Local, child.text)
		case "title", "subtitle", "rights", "summary", "content":
			c.text(child)
		case "updated", "published":
			c.date(child.text)
		case "author", "contributor":
			c.person(child)
		case "category":
			c.category(child)
		case "generator":
			if child.has("uri") {
				c.iri("generator uri", child.get("uri"))
			}
			if strings.TrimSpace(child.text) == "" {
				c.fault("generator is blank")
			}
		case "link":
			c.link(child)
			key := child.get("type") + " " + child.get("hreflang")
			if rel := child.get("rel"); rel == "" || rel == "alternate" {
				if alternates[key] {
					c.fault("%s has two alternate links of type and language %q", n.name.Local, key)
				}
				alternates[key] = true
			}
		}
	}
}

func (c *atomChecker) language(n *node) {
	if tag, ok := n.attr[xml.Name{Space: xmlNS, Local: "lang"}]; ok && !languagePattern.MatchString(tag) {
		c.fault("%s has xml:lang %q", n.name.Local, tag)
	}
}

// iri wants an absolute IRI that no white space surrounds, with at most one
// fragment and square brackets round a host only.
func (c *atomChecker) iri(what, s string) {
	_, afterHost, _ := strings.Cut(s, "]")
	if !strings.Contains(s, "://[") {
		afterHost = s
	}
	if !iriPattern.MatchString(s) || strings.Count(s, "#") > 1 || strings.ContainsAny(afterHost, "[]") {
		c.fault("%s is no absolute IRI: %q", what, s)
	}
	if scheme, _, _ := strings.Cut(strings.ToLower(s), ":"); scheme == "javascript" || scheme == "data" || scheme == "file" {
		c.fault("%s has scheme %s", what, scheme)
	}
}

func (c *atomChecker) date(s string) {
	if _, err := time.Parse(time.RFC3339, s); err != nil || !datePattern.MatchString(s) {
		c.fault("%q is no RFC 3339 date", s)
	}
}

// text checks a text construct (section 3.1).
func (c *atomChecker) text(n *node) {
	c.language(n)
	switch n.get("type") {
	case "", "text", "html":
		if len(n.children) > 0 {
			c.fault("%s of type %q holds elements", n.name.Local, n.get("type"))
		}
	case "xhtml":
		if len(n.children) != 1 || n.children[0].name != (xml.Name{Space: xhtmlNS, Local: "div"}) || strings.TrimSpace(n.text) != "" {
			c.fault("%s of type xhtml is not one div", n.name.Local)
		}
	default:
		c.fault("%s has type %q", n.name.Local, n.get("type"))
	}
}

func (c *atomChecker) person(n *node) {
	for _, child := range n.children {
		if child.name.Space == atomNS && !slices.Contains([]string{"name", "uri", "email"}, child.name.Local) {
			c.fault("%s holds %s", n.name.Local, child.name.Local)
		}
	}
	names, uris, emails := n.texts(atomNS, "name"), n.texts(atomNS, "uri"), n.texts(atomNS, "email")
	if len(names) != 1 || strings.TrimSpace(names[0]) == "" || len(uris) > 1 || len(emails) > 1 {
		c.fault("%s has names %q, uris %q, emails %q", n.name.Local, names, uris, emails)
	}
	for _, uri := range uris {
		c.iri("uri", uri)
	}
	for _, email := range emails {
		if !emailPattern.MatchString(email) {
			c.fault("%q is no e-mail address", email)
		}
	}
}

func (c *atomChecker) category(n *node) {
	if strings.TrimSpace(n.get("term")) == "" {
		c.fault("category without a term")
	}
	if n.has("scheme") {
		c.iri("scheme", n.get("scheme"))
	}
}

func (c *atomChecker) link(n *node) {
	c.iri("href", n.get("href"))
	if rel := n.get("rel"); n.has("rel") && !slices.Contains(relations, rel) && !iriPattern.MatchString(rel) {
		c.fault("link has rel %q", rel)
	}
	if t := n.get("type"); n.has("type") && !mediaPattern.MatchString(t) {
		c.fault("link has type %q", t)
	}
	if tag := n.get("hreflang"); n.has("hreflang") && (tag == "" || !languagePattern.MatchString(tag)) {
		c.fault("link has hreflang %q", tag)
	}
	if length := n.get("length"); n.has("length") && (length == "" || strings.Trim(length, "0123456789") != "") {
		c.fault("link has length %q", length)
	}
	if title := n.get("title"); n.has("title") && strings.TrimSpace(title) == "" {
		c.fault("link has a blank title")
	}
	if len(n.children) > 0 || strings.TrimSpace(n.text) != "" {
		c.fault("link has content")
	}
}
