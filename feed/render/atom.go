// Package render writes entries as Atom (RFC 4287), RSS 2.0, JSON Feed 1.1 and
// OPML 2.0. It is pure and has no clock: the same feed and entries give the
// same bytes on any machine. It is the only importer of gorilla/feeds, whose
// leaf types and writer it uses in an envelope of its own, because the
// library's own road carries neither atom:source nor several links or authors.
//
// What the formats cannot hold is repaired rather than refused, so that one
// odd entry cannot take a feed down: addresses are escaped or left out, illegal
// characters dropped, unknown language tags left out.
package render

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/feeds"

	"sitrep/feed"
	"sitrep/feed/markup"
)

// Media types of the forms, for links and for the Content-Type of a response.
const (
	AtomType = "application/atom+xml"
	RSSType  = "application/rss+xml"
	JSONType = "application/feed+json"
	DeadType = "application/atomdeleted+xml" // a tombstone's document (RFC 6721, section 4)
	OPMLType = "text/x-opml"
)

// XML namespaces of the envelopes.
const (
	atomNamespace    = "http://www.w3.org/2005/Atom"
	dcNamespace      = "http://purl.org/dc/elements/1.1/"
	termsNamespace   = "http://purl.org/dc/terms/"
	mediaNamespace   = "http://search.yahoo.com/mrss/"
	contentNamespace = "http://purl.org/rss/1.0/modules/content/"
	historyNamespace = "http://purl.org/syndication/history/1.0"
	deletedNamespace = "http://purl.org/atompub/tombstones/1.0"
)

// generatorName is what we call ourselves in every form.
const generatorName = "sitrep"

// atomFeed is an atom:feed; its fields are in the order in which they are
// written.
type atomFeed struct {
	XMLName   xml.Name       `xml:"feed"`
	Namespace string         `xml:"xmlns,attr"`
	DC        string         `xml:"xmlns:dc,attr"`
	Terms     string         `xml:"xmlns:dcterms,attr"`
	Media     string         `xml:"xmlns:media,attr"`
	History   string         `xml:"xmlns:fh,attr,omitempty"`
	Language  string         `xml:"xml:lang,attr,omitempty"`
	ID        string         `xml:"id"`
	Title     *atomText      `xml:"title"`
	Subtitle  *atomText      `xml:"subtitle"`
	Updated   string         `xml:"updated"`
	Author    *atomPerson    `xml:"author"`
	Links     []atomLink     `xml:"link"`
	Generator *atomGenerator `xml:"generator"`
	Rights    *atomText      `xml:"rights"`
	Archive   *struct{}      `xml:"fh:archive"`
	Entries   []byte         `xml:",innerxml"` // written already
}

type atomText struct {
	Type    string `xml:"type,attr"`
	Escaped string `xml:",innerxml"`
}

type atomPerson struct{ feeds.AtomPerson }

type atomLink struct {
	feeds.AtomLink
	Title    string `xml:"title,attr,omitempty"`
	Hreflang string `xml:"hreflang,attr,omitempty"`
}

type atomGenerator struct {
	URI     string `xml:"uri,attr,omitempty"`
	Version string `xml:"version,attr,omitempty"`
	Name    string `xml:",chardata"`
}

// Atom writes a feed as an RFC 4287 Atom document. Entries keep their order.
func Atom(f feed.Feed, entries []feed.Entry) ([]byte, error) {
	updated := feedUpdated(f, entries)
	out := newAtomFeed(f, updated)
	out.Links = feedLinks(f)
	out.Entries = atomEntries(entries, f.Language, updated)
	return writeXML(&out, len(out.Entries))
}

// newAtomFeed is what every document of a feed says of it.
func newAtomFeed(f feed.Feed, updated time.Time) atomFeed {
	return atomFeed{
		Namespace: atomNamespace, DC: dcNamespace, Terms: termsNamespace, Media: mediaNamespace,
		Language:  languageTag(f.Language),
		ID:        feedID(f),
		Title:     plainText(cmp.Or(legible(f.Title), legible(f.Name), "untitled")),
		Subtitle:  plainText(f.Subtitle),
		Updated:   formatTime(updated),
		Author:    feedAuthor(f),
		Generator: &atomGenerator{URI: generatorURI(f), Version: legible(f.Version), Name: generatorName},
		Rights:    plainText(f.Rights),
	}
}

// writeXML writes an envelope with the library's writer, and ends it as a line.
// Size is about how much it will be, in octets.
func writeXML(envelope any, size int) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(size + 4096)
	if err := feeds.WriteXML(asXML{envelope}, &b); err != nil {
		return nil, fmt.Errorf("write feed as XML: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// feedUpdated is the feed's own date, else its newest entry's.
func feedUpdated(f feed.Feed, entries []feed.Entry) time.Time {
	updated := f.Updated
	if !printable(updated) {
		updated = time.Time{}
		for _, e := range entries {
			if printable(e.Updated) && e.Updated.After(updated) {
				updated = e.Updated
			}
		}
	}
	return firstTime(updated)
}

// feedID is the feed's permanent id; a feed without one is known by its name.
func feedID(f feed.Feed) string {
	for _, id := range []string{f.ID, f.Self, f.Page} {
		if own, ok := canonicalID(id); ok {
			return own
		}
	}
	return localName("feed", cmp.Or(f.Name, "feed"))
}

// feedAuthor names who publishes the feed and where to write for a takedown;
// nil without a contact. Every entry has its own authors.
func feedAuthor(f feed.Feed) *atomPerson {
	if f.Contact == "" {
		return nil
	}
	p := feed.Person{Name: cmp.Or(f.Title, f.Name)}
	if isEmail(f.Contact) {
		p.Email = f.Contact
	} else {
		p.URI = f.Contact
	}
	return newPerson(p)
}

// feedLinks are the feed's self, page, hub and newest archive page.
func feedLinks(f feed.Feed) []atomLink {
	return newLinks([]feed.Link{
		{Rel: feed.RelSelf, Href: f.Self, Type: AtomType},
		{Rel: feed.RelAlternate, Href: f.Page, Type: "text/html"},
		{Rel: feed.RelHub, Href: f.Hub},
		{Rel: relPrevArchive, Href: f.Previous, Type: AtomType},
	})
}

// generatorURI points at what made the feed: the desk it comes from.
func generatorURI(f feed.Feed) string {
	page, _ := absoluteIRI(cmp.Or(f.Page, f.Self))
	if page == "" {
		return ""
	}
	return asciiURI(page[:strings.LastIndexByte(page, '/')+1])
}

// plainText is a text construct of plain text; nil if there is no text.
func plainText(s string) *atomText {
	s = legible(s)
	switch {
	case s == "":
		return nil
	case misread(s):
		return &atomText{Type: feed.HTML, Escaped: string(appendEscaped(nil, html.EscapeString(s), inText))}
	}
	return &atomText{Type: feed.PlainText, Escaped: string(appendPlain(nil, s))}
}

// newPerson is a person construct; nil without a name, which RFC 4287, section
// 3.2.1, requires.
func newPerson(p feed.Person) *atomPerson {
	name := untagged(strings.TrimSpace(legible(p.Name)))
	if name == "" {
		return nil
	}
	out := atomPerson{feeds.AtomPerson{Name: name}}
	if isEmail(p.Email) {
		out.Email = p.Email
	}
	out.Uri = personURI(p.URI)
	return &out
}

// personURI is the address of a person; empty if it is none, or an e-mail
// address.
func personURI(s string) string {
	iri, ok := absoluteIRI(s)
	if !ok {
		return ""
	}
	switch scheme, _, _ := cutScheme(iri); strings.ToLower(scheme) {
	case "mailto", "acct":
		return ""
	case "tag", "urn":
		iri, _ = canonicalID(iri)
	}
	return iri
}

// untagged is a name or a label without the HTML tags that a source left in it:
// here they have no type that could say so. An end tag that is still there, since
// nothing else was or since it was spelt out, is kept apart from its sign.
func untagged(s string) string {
	if !strings.Contains(s, "</") {
		return s
	}
	return strings.ReplaceAll(cmp.Or(markup.PlainTitle(feed.Text{Type: feed.HTML, Body: s}), s), "</", "< /")
}

// newLinks are links of the envelope. Their addresses are ours, and written as
// the URIs by which they are fetched.
func newLinks(links []feed.Link) []atomLink {
	var out []atomLink
	for _, l := range cleanLinks(links) {
		out = append(out, atomLink{feeds.AtomLink{Href: asciiURI(l.Href), Rel: l.Rel, Type: l.Type, Length: l.Length}, l.Title, l.Hreflang})
	}
	return out
}

// cleanLinks are links as Atom allows them, in their order. Those whose address
// is none, or would run in a reader, are left out; a second alternate of the
// same type and language, which RFC 4287, section 4.1.1, forbids, becomes a
// related one.
func cleanLinks(links []feed.Link) []feed.Link {
	out := make([]feed.Link, 0, len(links))
	for _, l := range links {
		href, ok := webAddress(l.Href)
		if !ok {
			continue
		}
		link := feed.Link{
			Href: href, Rel: linkRelation(l.Rel), Type: mediaType(l.Type), Length: octets(l.Length),
			Title: untagged(strings.TrimSpace(legible(l.Title))), Hreflang: languageTag(l.Hreflang),
		}
		if link.Rel == feed.RelSelf && !isFeedType(link.Type) {
			link.Type = ""
		}
		if link.Rel == feed.RelAlternate && hasAlternate(out, link) {
			link.Rel = feed.RelRelated
		}
		out = append(out, link)
	}
	return out
}

func hasAlternate(links []feed.Link, like feed.Link) bool {
	return slices.ContainsFunc(links, func(l feed.Link) bool {
		return l.Rel == feed.RelAlternate && l.Type == like.Type && l.Hreflang == like.Hreflang
	})
}

// linkRelation is a registered relation, or an address that names one (RFC
// 4287, section 4.2.7.2); anything else is merely related.
func linkRelation(rel string) string {
	switch rel {
	case "":
		return feed.RelAlternate
	case feed.RelAlternate, feed.RelSelf, feed.RelVia, feed.RelRelated, feed.RelEnclosure, feed.RelHub, "license", "replies",
		relCurrent, relPrevArchive, relNextArchive, "first", "last", "previous", "next", "payment", "describedby", "search", "up":
		return rel
	}
	if iri, ok := absoluteIRI(rel); ok {
		return asciiURI(iri)
	}
	return feed.RelRelated
}

// isFeedType reports whether a type is one a feed's self link may have; some
// sources call theirs text/xml.
func isFeedType(t string) bool {
	return t == AtomType || t == RSSType || t == "application/rdf+xml"
}
