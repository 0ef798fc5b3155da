package render

import (
	"cmp"
	"encoding/xml"
	"strings"

	"sitrep/feed"
)

// rssFeed is an RSS 2.0 document; its fields are in the order in which they
// are written.
type rssFeed struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Content string     `xml:"xmlns:content,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Media   string     `xml:"xmlns:media,attr"`
	Channel rssChannel `xml:"channel"`
}

// rssPlain is plain text written as prose is.
type rssPlain struct {
	Escaped string `xml:",innerxml"`
}

func newRSSPlain(s string) rssPlain { return rssPlain{string(appendProse(nil, s))} }

// optionalRSSPlain is nil for no text.
func optionalRSSPlain(s string) *rssPlain {
	if s == "" {
		return nil
	}
	plain := newRSSPlain(s)
	return &plain
}

type rssChannel struct {
	Title          rssPlain      `xml:"title"`
	Link           string        `xml:"link"`
	Description    rssPlain      `xml:"description"`
	Language       string        `xml:"language,omitempty"`
	Copyright      *rssPlain     `xml:"copyright"`
	ManagingEditor *rssPlain     `xml:"managingEditor"`
	LastBuildDate  string        `xml:"lastBuildDate"`
	Generator      string        `xml:"generator"`
	Links          []rssAtomLink `xml:"atom:link"`
	Items          []byte        `xml:",innerxml"` // written already
}

// rssAtomLink is an atom:link inside RSS. It is not gorilla's AtomLink, whose
// name has no prefix.
type rssAtomLink struct {
	Href string `xml:"href,attr"`
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
}

// RSS writes a feed as an RSS 2.0 document, with what RSS itself has no room
// for in elements of Dublin Core, Atom, Media RSS and content:encoded. Entries
// keep their order.
func RSS(f feed.Feed, entries []feed.Entry) ([]byte, error) {
	updated := feedUpdated(f, entries)
	channel := rssChannel{
		Title:         newRSSPlain(cmp.Or(f.Title, f.Name)),
		Link:          URI(cmp.Or(f.Page, f.Self)),
		Description:   newRSSPlain(cmp.Or(f.Subtitle, f.Title, f.Name)),
		Language:      languageTag(f.Language),
		Copyright:     optionalRSSPlain(f.Rights),
		LastBuildDate: formatMailTime(updated),
		Generator:     strings.TrimSpace(generatorName + " " + legible(f.Version)),
		Items:         rssItems(entries, updated),
	}
	if isEmail(f.Contact) {
		name := strings.NewReplacer("(", "", ")", "", "@", " ").Replace(legible(cmp.Or(f.Title, f.Name)))
		channel.ManagingEditor = optionalRSSPlain(f.Contact + " (" + strings.Join(strings.Fields(name), " ") + ")")
	}
	channel.Links = rssLinks([]feed.Link{
		{Rel: feed.RelSelf, Href: FormAddress(f.Self, RSSType), Type: RSSType},
		{Rel: feed.RelAlternate, Href: f.Self, Type: AtomType},
		{Rel: feed.RelHub, Href: f.Hub},
	})
	return writeXML(&rssFeed{
		Version: "2.0", Atom: atomNamespace, Content: contentNamespace, DC: dcNamespace, Media: mediaNamespace, Channel: channel,
	}, len(channel.Items))
}

// FormAddress is the address of another form of a feed, given that of its Atom
// form: only the name's ending differs. It is empty if self is.
func FormAddress(self, form string) string {
	base, ok := strings.CutSuffix(self, ".atom")
	if !ok {
		return self
	}
	switch form {
	case RSSType:
		return base + ".rss"
	case JSONType:
		return base + ".json"
	}
	return self
}

func rssLinks(links []feed.Link) []rssAtomLink {
	var out []rssAtomLink
	for _, l := range cleanLinks(links) {
		out = append(out, rssAtomLink{Href: asciiURI(l.Href), Rel: l.Rel, Type: l.Type})
	}
	return out
}
