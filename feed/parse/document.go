// Package parse reads RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0 and JSON Feed 1
// into the words of package feed.
//
// The road of an XML document: decode turns octets into text; the guard (walk.go
// on scan.go) reads it in one pass, repairs it, holds the limits and hands out
// one item after the other as a tree; the second pass (item.go, source.go) maps
// trees to items and takes what gofeed loses or bends: raw ids, types of texts,
// languages, bases, all links, persons, rights and dates; gofeed's own parsers
// read a copy of the guarded document (skeleton.go, gofeed.go) for its modules
// and its hints on time; join puts both together. JSON goes through gofeed's
// parser without the contents of items, which are most of it (jsonoutline.go),
// item by item (jsonfeed.go), and member by member where it refuses one
// (jsonfit.go).
//
// All octets are taken for hostile: time and memory are linear in their number,
// and nothing here panics, waits or remembers.
package parse

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"sitrep/feed"
)

// Options are what is known about a document besides its octets.
type Options struct {
	URL         string         // the document's address, for resolving relative links; may be empty
	ContentType string         // HTTP Content-Type header; may be empty
	Language    string         // HTTP Content-Language header; may be empty
	Charset     string         // the operator's charset for this source; may be empty
	Location    *time.Location // for dates without a zone; nil: UTC, with a warning
	Now         time.Time      // receipt: dates more than 24 hours ahead of it are reported, and stay as they are; zero: never
	Limits      Limits         // zero fields mean the defaults
}

// Document reads one feed document. What is broken in it is repaired or left
// out, and said in the document's warnings; an item is kept only if all of it
// was there. The error, if nothing could be read as a feed, says in words what
// the octets look like and what to do. The document shares no memory with body.
func Document(body []byte, opt Options) (feed.Document, error) {
	limits := opt.Limits.orDefault()
	n := newNotes(limits.Warnings)
	truncated := false
	if len(body) > limits.Body {
		n.add("document", fmt.Sprintf("larger than %d octets: the rest was left out", limits.Body))
		body, truncated = body[:limits.Body], true
	}
	if err := notText(body); err != nil {
		return feed.Document{}, err
	}
	d := decode(body, opt.ContentType, opt.Charset)
	for _, warning := range d.warnings {
		n.add("encoding", warning)
	}
	text, cleaned := cleanText(d.text)
	if cleaned.removed > 0 {
		n.add("document", "characters that XML forbids were removed")
	}
	if cleaned.replaced > 0 {
		n.add("document", "control characters were read as the signs that Windows-1252 has in their place")
	}
	n.src = text
	r := &reader{notes: n, entities: newEntityTable(), dates: dateRules{loc: opt.Location, now: opt.Now}, resolver: &resolver{left: maxResolved}}
	var doc feed.Document
	var err error
	if start := jsonStart(text); start >= 0 {
		if strings.TrimSpace(text[:start]) != "" {
			n.add("line 1", "text before the document was left out")
		}
		doc, err = r.json(text[start:], documentBase(opt.URL), limits)
	} else {
		doc, err = r.xml(text, documentBase(opt.URL), limits)
	}
	if err != nil && cleaned.removed*20 > len(d.text) {
		err = errors.New("document is binary data, not a feed: check the address")
	}
	if err != nil {
		return feed.Document{}, err
	}
	if r.spent {
		n.add("document", "relative addresses would grow it too much: left as they are")
	}
	takeServersLanguage(&doc, opt.Language)
	doc.Encoding, doc.Decided = d.encoding, d.decided
	doc.Truncated = doc.Truncated || truncated
	doc.Lossy = doc.Lossy || truncated || doc.Truncated || d.replaced > 0 || r.spent
	doc.Warnings = n.all()
	return doc, nil
}

// documentBase returns the address that relative links are resolved against. A
// file is no base: its links would lead into the machine that read it.
func documentBase(address string) string {
	if !isWebAddress(address) || strings.ContainsAny(address, "\"'<> ") {
		return ""
	}
	return address
}

// xml reads RSS, RDF and Atom.
func (r *reader) xml(text, base string, limits Limits) (feed.Document, error) {
	start, err := findRoot(text, base, r.notes)
	if err != nil {
		return feed.Document{}, err
	}
	w := newWalker(text, base, limits, r.notes)
	w.scan.pos = start
	r.entities, r.resolver = w.scan.entities, w.addresses
	copied := &skeleton{r: r}
	var items []feed.Item
	w.emit = func(n *node) {
		if items == nil {
			items = make([]feed.Item, 0, min(strings.Count(text, w.scan.itemEnd), limits.Items))
		}
		copied.kind, r.oldAtom = w.kind, w.oldAtom
		copied.item(n, r.item)
		r.item++
		items = append(items, r.readItem(n))
	}
	w.run()
	copied.kind, r.oldAtom, r.item = w.kind, w.oldAtom, 0
	if err := w.isFeed(); err != nil {
		return feed.Document{}, err
	}
	doc := feed.Document{Format: w.format(), Source: r.readSource(w.head), Items: items}
	if doc.Format == feed.Atom10 {
		typeSelfLinks(doc.Source.Links)
	}
	g, err := readGofeed(w.kind, copied.document(w.head, w.version))
	if err != nil {
		r.notes.add("document", err.Error()+": media left out")
	} else {
		r.join(items, copied.held, g)
	}
	doc.Schedule, doc.Source.TTL = schedule(g)
	doc.Hub = feed.LinkTo(doc.Source.Links, feed.RelHub)
	for i := range items {
		inheritLanguage(&items[i], w.head.lang, doc.Source.Language)
	}
	r.report(&doc, w)
	return doc, nil
}

// typeSelfLinks gives links to the document itself (RFC 4287, 4.2.7.2) its type,
// which is known though they do not say it.
func typeSelfLinks(links []feed.Link) {
	for i := range links {
		if links[i].Rel == feed.RelSelf && links[i].Type == "" {
			links[i].Type = "application/atom+xml"
		}
	}
}

// readGofeed gives the guarded document to gofeed's parser of its format.
func readGofeed(kind documentKind, document io.Reader) (reading, error) {
	if kind == kindAtom {
		return gofeedAtom(document)
	}
	return gofeedRSS(document)
}

// inheritLanguage gives an item the language of its document where nothing
// nearer declares one: RSS and Dublin Core declare it in an element of the head.
func inheritLanguage(item *feed.Item, rootLanguage, sourceLanguage string) {
	if item.Language == "" && rootLanguage == "" {
		item.Language = sourceLanguage
	}
}

// report says what the guard had to leave out.
func (r *reader) report(doc *feed.Document, w *walker) {
	doc.Truncated = w.truncated() || w.scan.cut
	if doc.Truncated {
		if w.lost > 0 {
			r.notes.add("document", fmt.Sprintf("cut off inside item %d: it was left out, the %d before it are complete", w.count, len(doc.Items)))
		} else {
			r.notes.add("document", "cut off before its end: no item was lost that had begun")
		}
	}
	if r.entities.dropped {
		r.notes.add("document", "references to characters that XML forbids were removed")
	}
	if r.entities.bombed {
		r.notes.add("document", "entities of the document expand to too much: left unexpanded")
		doc.Lossy = true
	}
	doc.Lossy = doc.Lossy || w.lost > 0 || w.overfull
}

// format names the format that the root element says.
func (w *walker) format() string {
	switch w.kind {
	case kindAtom:
		if w.oldAtom {
			return feed.Atom03
		}
		return feed.Atom10
	case kindRDF:
		if w.rss10 {
			return feed.RSS10
		}
		return feed.RSS09x
	}
	if w.rootName == "channel" && w.rss10 {
		return feed.RSS10 // RSS 1.1, its last form
	}
	if strings.HasPrefix(w.version, "2") || w.version == "" {
		return feed.RSS20
	}
	if strings.HasPrefix(w.version, "1") {
		return feed.RSS10
	}
	return feed.RSS09x
}
