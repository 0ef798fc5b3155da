package parse

import "strings"

// Canonical names of the namespaces we read. The elements of RSS, RDF-RSS and
// of a document without namespaces have native; every namespace not known has
// foreign, and what is in it is left out.
const (
	native   = ""
	foreign  = "?"
	atom     = "atom"
	rdf      = "rdf"
	dc       = "dc"
	dcterms  = "dcterms"
	content  = "content"
	media    = "media"
	itunes   = "itunes"
	sy       = "sy"
	thr      = "thr"
	wfw      = "wfw"
	cc       = "cc"
	admin    = "admin"
	burner   = "feedburner"
	xhtml    = "xhtml"
	svg      = "svg"
	mathml   = "math"
	xlink    = "xlink"
	xmlSpace = "xml"
)

// Addresses of namespaces that have to be written again.
const (
	atomURI   = "http://www.w3.org/2005/Atom"
	xhtmlURI  = "http://www.w3.org/1999/xhtml"
	xlinkURI  = "http://www.w3.org/1999/xlink"
	rdfURI    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	rss10URI  = "http://purl.org/rss/1.0/"
	mediaURI  = "http://search.yahoo.com/mrss/"
	itunesURI = "http://www.itunes.com/DTDs/PodCast-1.0.dtd"
	syURI     = "http://purl.org/rss/1.0/modules/syndication/"
)

// canonical returns the canonical name of a namespace address. Case, white
// space, https and a last slash or hash are not told apart: feeds get them
// wrong, and no two namespaces differ in them only.
func canonical(uri string) string {
	u := strings.ToLower(strings.TrimSpace(uri))
	u = strings.TrimRight(u, "/#")
	if rest, ok := strings.CutPrefix(u, "https://"); ok {
		u = "http://" + rest
	}
	switch u {
	case "", "http://purl.org/rss/1.0", "http://my.netscape.com/rdf/simple/0.9",
		"http://channel.netscape.com/rdf/simple/0.9", "http://blogs.law.harvard.edu/tech/rss",
		"http://cyber.law.harvard.edu/rss/rss.html", "http://purl.org/rss/1.0/modules/rss091",
		"http://purl.org/net/rss1.1":
		return native
	case "http://www.w3.org/2005/atom":
		return atom
	case "http://www.w3.org/1999/02/22-rdf-syntax-ns":
		return rdf
	case "http://purl.org/dc/elements/1.1", "http://purl.org/dc/elements/1.0":
		return dc
	case "http://purl.org/dc/terms":
		return dcterms
	case "http://purl.org/rss/1.0/modules/content":
		return content
	case "http://search.yahoo.com/mrss":
		return media
	case "http://www.itunes.com/dtds/podcast-1.0.dtd", "http://example.com/dtds/podcast-1.0.dtd":
		return itunes
	case "http://purl.org/rss/1.0/modules/syndication":
		return sy
	case "http://purl.org/syndication/thread/1.0", "http://purl.org/rss/1.0/modules/threading":
		return thr
	case "http://wellformedweb.org/commentapi":
		return wfw
	case "http://creativecommons.org/ns", "http://web.resource.org/cc",
		"http://backend.userland.com/creativecommonsrssmodule",
		"http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html":
		return cc
	case "http://webns.net/mvcb":
		return admin
	case "http://rssnamespace.org/feedburner/ext/1.0":
		return burner
	case "http://www.w3.org/1999/xhtml":
		return xhtml
	case "http://www.w3.org/2000/svg":
		return svg
	case "http://www.w3.org/1998/math/mathml":
		return mathml
	case "http://www.w3.org/1999/xlink":
		return xlink
	case "http://www.w3.org/xml/1998/namespace":
		return xmlSpace
	}
	if isOldAtom(u) {
		return atom
	}
	if strings.Contains(u, "backend.userland.com/rss") {
		return native
	}
	return foreign
}

// isOldAtom reports whether the address (in lower case, without last slash or
// hash) was used for Atom before RFC 4287: version 0.3 and its drafts.
func isOldAtom(uri string) bool {
	switch uri {
	case "http://purl.org/atom/ns", "http://purl.org/pie", "http://purl.org/echo",
		"http://example.com/newformat", "http://example.com/necho", "uri/of/echo/namespace":
		return true
	}
	return false
}

// undeclared returns the canonical name of a prefix that no declaration binds.
// The usual prefixes are taken for what they usually mean.
func undeclared(prefix string) string {
	switch p := strings.ToLower(prefix); p {
	case "", "rss":
		return native
	case "atom", "a10", "atom10", "atom03":
		return atom
	case "creativecommons":
		return cc
	case rdf, dc, dcterms, content, media, itunes, sy, thr, wfw, cc, admin, burner, xhtml, svg, xlink:
		return p
	case xmlSpace:
		return xmlSpace
	}
	return foreign
}

// binding is what a prefix means.
type binding struct{ uri, space string }

// unbound is one namespace declaration to take back.
type unbound struct {
	prefix string
	before binding
	was    bool
}

// scope holds the namespace declarations in force. Declarations are taken back
// in reverse when an element ends, so each costs the same at any depth.
type scope struct {
	bound map[string]binding
	log   []unbound
	max   int
}

func newScope(maxDeclared int) *scope {
	return &scope{bound: map[string]binding{}, max: maxDeclared}
}

// declare binds a prefix until undo; false if too many are in force.
func (s *scope) declare(prefix, uri string) bool {
	if len(s.log) >= s.max {
		return false
	}
	before, was := s.bound[prefix]
	s.log = append(s.log, unbound{prefix, before, was})
	s.bound[prefix] = binding{uri, canonical(uri)}
	return true
}

// undo takes back the declarations made since the log had that length.
func (s *scope) undo(mark int) {
	for len(s.log) > mark {
		last := s.log[len(s.log)-1]
		s.log = s.log[:len(s.log)-1]
		if last.was {
			s.bound[last.prefix] = last.before
		} else {
			delete(s.bound, last.prefix)
		}
	}
}

// resolve returns what a prefix means.
func (s *scope) resolve(prefix string) binding {
	if b, ok := s.bound[prefix]; ok {
		return b
	}
	return binding{space: undeclared(prefix)}
}
