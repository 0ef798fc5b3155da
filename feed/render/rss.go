package render

import (
	"cmp"
	"encoding/xml"
	"strings"
	"time"

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

// FeedXml makes rssFeed a feeds.XmlFeed, so that feeds.WriteXML writes it.
func (f *rssFeed) FeedXml() any { return f }

// rssPlain is plain text written so that readers that take it for HTML see the
// same: "&" and "<" as hexadecimal references, as the RSS Best Practices
// Profile advises.
type rssPlain struct {
	Escaped string `xml:",innerxml"`
}

func newRSSPlain(s string) rssPlain {
	return rssPlain{strings.NewReplacer("&", "&#x26;", "<", "&#x3C;", ">", "&#x3E;", "\r", "&#xD;").Replace(legible(s))}
}

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
	ManagingEditor string        `xml:"managingEditor,omitempty"`
	LastBuildDate  string        `xml:"lastBuildDate"`
	Generator      string        `xml:"generator"`
	Links          []rssAtomLink `xml:"atom:link"`
	Items          []rssItem     `xml:"item"`
}

// rssAtomLink is an atom:link inside RSS. It is not gorilla's AtomLink, whose
// name has no prefix.
type rssAtomLink struct {
	Href     string `xml:"href,attr"`
	Rel      string `xml:"rel,attr,omitempty"`
	Type     string `xml:"type,attr,omitempty"`
	Title    string `xml:"title,attr,omitempty"`
	Hreflang string `xml:"hreflang,attr,omitempty"`
}

type rssItem struct {
	Title        rssPlain         `xml:"title"`
	Link         string           `xml:"link,omitempty"`
	GUID         rssGUID          `xml:"guid"`
	PubDate      string           `xml:"pubDate"`
	Updated      string           `xml:"atom:updated"`
	Creators     []string         `xml:"dc:creator"`
	Contributors []string         `xml:"dc:contributor"`
	Description  string           `xml:"description"`
	Content      string           `xml:"content:encoded,omitempty"`
	Categories   []rssCategory    `xml:"category"`
	Enclosure    *rssEnclosure    `xml:"enclosure"`
	Source       *rssSource       `xml:"source"`
	Rights       *rssPlain        `xml:"dc:rights"`
	Language     string           `xml:"dc:language,omitempty"`
	Identifier   string           `xml:"dc:identifier,omitempty"`
	Links        []rssAtomLink    `xml:"atom:link"`
	Thumbnails   []mediaThumbnail `xml:"media:thumbnail"`
	Media        []mediaContent   `xml:"media:content"`
}

// rssGUID is never a permanent link: an entry's id is a tag URI.
type rssGUID struct {
	IsPermaLink bool   `xml:"isPermaLink,attr"`
	ID          string `xml:",chardata"`
}

type rssCategory struct {
	Domain string `xml:"domain,attr,omitempty"`
	rssPlain
}

// rssEnclosure has a length of 0 where it is unknown, because the attribute is
// required.
type rssEnclosure struct {
	URL    string `xml:"url,attr"`
	Length string `xml:"length,attr"`
	Type   string `xml:"type,attr"`
}

type rssSource struct {
	URL string `xml:"url,attr"`
	rssPlain
}

// RSS writes a feed as an RSS 2.0 document, with what RSS itself has no room
// for in elements of Dublin Core, Atom, Media RSS and content:encoded. Entries
// keep their order.
func RSS(f feed.Feed, entries []feed.Entry) ([]byte, error) {
	updated := feedUpdated(f, entries)
	channel := rssChannel{
		Title:         newRSSPlain(cmp.Or(f.Title, f.Name)),
		Link:          rssLink(cmp.Or(f.Page, f.Self)),
		Description:   newRSSPlain(cmp.Or(f.Subtitle, f.Title, f.Name)),
		Language:      languageTag(f.Language),
		Copyright:     optionalRSSPlain(f.Rights),
		LastBuildDate: formatMailTime(updated),
		Generator:     strings.TrimSpace(generatorName + " " + legible(f.Version)),
		Items:         make([]rssItem, len(entries)),
	}
	if isEmail(f.Contact) {
		name := strings.NewReplacer("(", "", ")", "", "@", " ").Replace(legible(cmp.Or(f.Title, f.Name)))
		channel.ManagingEditor = f.Contact + " (" + name + ")"
	}
	channel.Links = rssLinks([]feed.Link{
		{Rel: feed.RelSelf, Href: FormAddress(f.Self, RSSType), Type: RSSType},
		{Rel: feed.RelAlternate, Href: f.Self, Type: AtomType},
		{Rel: feed.RelHub, Href: f.Hub},
	})
	for i, e := range entries {
		channel.Items[i] = newRSSItem(e, updated)
	}
	return writeXML(&rssFeed{
		Version: "2.0", Atom: atomNamespace, Content: contentNamespace, DC: dcNamespace, Media: mediaNamespace, Channel: channel,
	})
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

func newRSSItem(e feed.Entry, updated time.Time) rssItem {
	changed := firstTime(e.Updated, e.Published, updated)
	summary, content := bodies(e)
	item := rssItem{
		Title:       newRSSPlain(e.Title),
		Link:        rssLink(feed.LinkTo(e.Links, feed.RelAlternate)),
		GUID:        rssGUID{ID: legible(e.ID)},
		PubDate:     formatMailTime(firstTime(e.Published, changed)),
		Updated:     formatTime(changed),
		Description: asHTML(summary),
		Content:     asHTML(content),
		Source:      newRSSSource(e.Source),
		Rights:      optionalRSSPlain(strings.Join(e.Rights, "\n")),
		Language:    languageTag(e.Language),
		Identifier:  legible(e.Identifier),
		Enclosure:   newRSSEnclosure(e.Links),
	}
	for _, p := range newPeople(e.Authors) {
		item.Creators = append(item.Creators, p.Name)
	}
	for _, p := range newPeople(e.Contributors) {
		item.Contributors = append(item.Contributors, p.Name)
	}
	for _, c := range e.Categories {
		if term := strings.TrimSpace(legible(c.Term)); term != "" {
			item.Categories = append(item.Categories, rssCategory{legible(c.Scheme), newRSSPlain(term)})
		}
	}
	var links []feed.Link
	for i, l := range e.Links {
		if l.Rel != feed.RelEnclosure && (i > 0 || l.Rel != feed.RelAlternate) {
			links = append(links, l)
		}
	}
	item.Links = rssLinks(links)
	item.Thumbnails, item.Media = newMedia(e.Media)
	return item
}

// rssLink is an address as RSS wants it, a URI; empty if it is none.
func rssLink(s string) string {
	address, _ := webAddress(s)
	return asciiURI(address)
}

func rssLinks(links []feed.Link) []rssAtomLink {
	var out []rssAtomLink
	for _, l := range newLinks(links) {
		out = append(out, rssAtomLink{Href: asciiURI(l.Href), Rel: l.Rel, Type: l.Type, Title: l.Title, Hreflang: l.Hreflang})
	}
	return out
}

// newRSSEnclosure is the entry's first enclosure, the only one RSS has room
// for; nil if it has none with a web address and a type.
func newRSSEnclosure(links []feed.Link) *rssEnclosure {
	for _, l := range links {
		address, ok := webAddress(l.Href)
		if l.Rel == feed.RelEnclosure && ok && strings.HasPrefix(strings.ToLower(address), "http") && mediaType(l.Type) != "" {
			return &rssEnclosure{URL: asciiURI(address), Length: cmp.Or(octets(l.Length), "0"), Type: mediaType(l.Type)}
		}
	}
	return nil
}

// newRSSSource names the feed an item comes from by its own address, else its
// page; nil if it has neither, because the attribute is required.
func newRSSSource(src feed.Source) *rssSource {
	for _, rel := range []string{feed.RelSelf, feed.RelAlternate} {
		if address := rssLink(feed.LinkTo(src.Links, rel)); address != "" {
			return &rssSource{address, newRSSPlain(asPlain(src.Title))}
		}
	}
	if address := rssLink(src.ID); address != "" {
		return &rssSource{address, newRSSPlain(asPlain(src.Title))}
	}
	return nil
}
