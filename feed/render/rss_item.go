package render

import (
	"cmp"
	"strings"
	"time"

	"sitrep/feed"
)

// rssItems writes entries as they stand in an RSS channel.
func rssItems(entries []feed.Entry, updated time.Time) []byte {
	w := xmlWriter{b: make([]byte, 0, 4096*len(entries)), depth: 2}
	for i := range entries {
		w.rssItem(&entries[i], updated)
	}
	return w.b
}

// rssItem writes an item. Its guid is never a permanent link: an entry's id is
// a tag URI.
func (w *xmlWriter) rssItem(e *feed.Entry, updated time.Time) {
	changed := firstTime(e.Updated, e.Published, updated)
	summary, content := bodies(e)
	w.open("item")
	w.prose("title", cmp.Or(e.Title, "untitled"))
	w.optional("link", URI(feed.LinkTo(e.Links, feed.RelAlternate)))
	w.leaf("guid", e.ID, "isPermaLink", "false")
	w.leaf("pubDate", formatMailTime(firstTime(e.Published, changed)))
	w.leaf("atom:updated", formatTime(changed))
	for _, p := range e.Authors {
		w.prose("dc:creator", strings.TrimSpace(p.Name))
	}
	for _, p := range e.Contributors {
		w.prose("dc:contributor", strings.TrimSpace(p.Name))
	}
	w.leaf("description", asHTML(summary))
	if !content.IsZero() {
		w.leaf("content:encoded", asHTML(content))
	}
	for _, c := range e.Categories {
		w.prose("category", strings.TrimSpace(legible(c.Term)), "domain", c.Scheme)
	}
	w.rssEnclosure(e.Links)
	w.rssSource(&e.Source)
	w.prose("dc:rights", strings.Join(e.Rights, "\n"))
	w.optional("dc:language", languageTag(e.Language))
	w.optional("dc:identifier", e.Identifier)
	for i, l := range cleanLinks(e.Links) {
		if l.Rel != feed.RelEnclosure && (i > 0 || l.Rel != feed.RelAlternate) {
			w.leaf("atom:link", "", "href", asciiURI(l.Href), "rel", l.Rel, "type", l.Type, "hreflang", l.Hreflang, "title", l.Title)
		}
	}
	w.media(e.Media)
	w.close("item")
}

// rssEnclosure writes the entry's first enclosure with a web address and a
// type, the only one RSS has room for. Its length is 0 where it is unknown,
// because the attribute is required.
func (w *xmlWriter) rssEnclosure(links []feed.Link) {
	for _, l := range links {
		address, ok := webAddress(l.Href)
		if l.Rel == feed.RelEnclosure && ok && !strings.ContainsAny(address, "[]") && strings.HasPrefix(strings.ToLower(address), "http") && mediaType(l.Type) != "" {
			w.leaf("enclosure", "", "url", asciiURI(address), "length", cmp.Or(octets(l.Length), "0"), "type", mediaType(l.Type))
			return
		}
	}
}

// rssSource names the feed an item comes from by its own address, else its
// page; nothing if it has neither, because the attribute is required.
func (w *xmlWriter) rssSource(src *feed.Source) {
	for _, candidate := range []string{feed.LinkTo(src.Links, feed.RelSelf), feed.LinkTo(src.Links, feed.RelAlternate), src.ID} {
		if address := URI(candidate); address != "" && !strings.ContainsAny(address, "[]") {
			w.prose("source", asPlain(src.Title), "url", address)
			return
		}
	}
}
