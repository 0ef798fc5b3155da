package parse

import (
	"strings"

	"sitrep/feed"
)

// slot keeps the best of several elements that mean the same: a lower rank is
// better, and of two with one rank the first stands.
type slot struct {
	text feed.Text
	rank int
}

func (s *slot) offer(t feed.Text, rank int) {
	if t.IsZero() || !s.text.IsZero() && s.rank <= rank {
		return
	}
	s.text, s.rank = t, rank
}

// itemReader gathers one item from its elements.
type itemReader struct {
	*reader
	item      feed.Item
	title     slot
	summary   slot
	rights    rightsSlot
	published dateSlot
	updated   dateSlot
	dcDate    dateSlot // dc:date, which says no more than that it is a date
	guid      *node
	atomID    string
	origin    *feed.Source
	dcSource  string
	podcaster feed.Person // itunes:author, for an item without any other
	podText   feed.Text   // itunes:summary, likewise
	license   []feed.Link
}

// readItem reads one item or entry, from RSS, RDF or Atom. The elements of all
// three are read everywhere: many feeds mix them.
func (r *reader) readItem(n *node) feed.Item {
	r.datesRead = 0
	ir := itemReader{reader: r}
	ir.item.Language = n.lang
	for c := n.first; c != nil; c = c.next {
		switch c.space {
		case native, atom:
			ir.core(c)
		case dc, dcterms:
			ir.dublinCore(c)
		default:
			ir.module(c)
		}
	}
	ir.finish(n)
	return ir.item
}

// rank orders elements of the same meaning: the format's own go before those
// of modules.
const (
	rankOwn = iota
	rankAtom
	rankDublinCore
	rankModule
)

func ownRank(c *node) int {
	if c.space == atom {
		return rankAtom
	}
	return rankOwn
}

// core reads an element of RSS or Atom.
func (ir *itemReader) core(c *node) {
	switch c.name {
	case "title":
		ir.title.offer(ir.text(c, plainType(c)), ownRank(c))
	case "description":
		ir.describe(ir.text(c, feed.HTML), ownRank(c))
	case "summary", "abstract":
		ir.describe(ir.text(c, plainType(c)), ownRank(c))
	case "content":
		ir.content(c)
	case "body":
		ir.addContent(ir.text(c, feed.XHTML))
	case "fullitem":
		ir.addContent(ir.text(c, feed.HTML))
	case "link":
		ir.item.Links = addLink(ir.item.Links, ir.link(c))
	case "guid":
		if ir.guid == nil {
			ir.guid = c
		}
	case "id":
		ir.atomID = either(ir.atomID, ir.plain(c))
	case "author":
		ir.item.Authors = ir.addPersons(ir.item.Authors, c)
	case "contributor":
		ir.item.Contributors = ir.addPersons(ir.item.Contributors, c)
	case "category", "keywords":
		ir.item.Categories = ir.addCategory(ir.item.Categories, c)
	case "tags": // several in one element, in no standard
		for _, tag := range strings.Split(ir.plain(c), ",") {
			ir.item.Categories = addTerm(ir.item.Categories, feed.Category{Term: strings.TrimSpace(tag)})
		}
	case "enclosure":
		ir.enclosure(c)
	case "comments":
		ir.item.Comments = either(ir.item.Comments, ir.resolve(c.base, ir.plain(c)))
	case "source":
		ir.source(c)
	case "rights", "copyright":
		ir.rights.offer(ir.text(c, plainType(c)), rightsRank(c))
	case "image":
		ir.image(c)
	default:
		ir.date(c)
	}
}

// date reads the elements that hold a time.
func (ir *itemReader) date(c *node) {
	switch c.name {
	case "pubdate", "published", "issued":
		ir.published.offer(ir.time(c), ownRank(c))
	case "updated", "modified", "lastbuilddate":
		ir.updated.offer(ir.time(c), ownRank(c))
	case "created":
		ir.published.offer(ir.time(c), rankModule)
	}
}

// dublinCore reads an element of Dublin Core.
func (ir *itemReader) dublinCore(c *node) {
	switch c.name {
	case "title":
		ir.title.offer(ir.text(c, guess), rankDublinCore)
	case "description", "abstract":
		ir.describe(ir.text(c, feed.HTML), rankDublinCore)
	case "creator", "author":
		ir.item.Authors = ir.addPersons(ir.item.Authors, c)
	case "contributor":
		ir.item.Contributors = ir.addPersons(ir.item.Contributors, c)
	case "subject":
		ir.item.Categories = ir.addCategory(ir.item.Categories, c)
	case "rights", "rightsholder", "license":
		if address := ir.plain(c); isWebAddress(address) && c.name == "license" {
			ir.license = addLink(ir.license, feed.Link{Rel: "license", Href: address})
			break
		}
		ir.rights.offer(ir.text(c, guess), rightsRank(c))
	case "language":
		ir.item.Language = either(languageTag(ir.plain(c)), ir.item.Language)
	case "date":
		ir.dcDate.offer(ir.time(c), rankDublinCore)
	case "issued":
		ir.published.offer(ir.time(c), rankDublinCore)
	case "modified":
		ir.updated.offer(ir.time(c), rankDublinCore)
	case "created":
		ir.published.offer(ir.time(c), rankModule)
	case "source":
		ir.dcSource = either(ir.dcSource, ir.plain(c))
	}
}

// module reads an element of the other modules. Those that gofeed keeps as
// trees (media, itunes:image) come from its reading, in media.go.
func (ir *itemReader) module(c *node) {
	switch {
	case c.is(content, "encoded"):
		ir.addContent(ir.text(c, feed.HTML))
	case c.space == xhtml:
		ir.addContent(ir.text(c, feed.XHTML))
	case c.is(itunes, "author"):
		if ir.podcaster == (feed.Person{}) {
			ir.podcaster = ir.person(c)
		}
	case c.is(itunes, "summary"):
		ir.podText = ir.text(c, guess)
	case c.is(wfw, "commentrss"):
		ir.item.Links = addLink(ir.item.Links, feed.Link{Rel: "replies", Type: "application/rss+xml", Href: ir.resolve(c.base, ir.plain(c))})
	case c.is(burner, "origlink"):
		ir.item.Links = addLink(ir.item.Links, feed.Link{Rel: "canonical", Href: ir.resolve(c.base, ir.plain(c))})
	case c.is(thr, "in-reply-to"):
		ir.item.Links = addLink(ir.item.Links, ir.inReplyTo(c))
	case c.is(cc, "license"):
		ir.license = addLink(ir.license, feed.Link{Rel: "license", Href: ir.resolve(c.base, either(c.attr("resource"), ir.plain(c)))})
	}
}

// describe takes a summary. A second one of the same rank is a longer text
// under another name, and content (as feedparser reads it).
func (ir *itemReader) describe(t feed.Text, rank int) {
	if !ir.summary.text.IsZero() && rank == ir.summary.rank && rank < rankDublinCore && t.Body != ir.summary.text.Body {
		ir.addContent(t)
		return
	}
	ir.summary.offer(t, rank)
}

func (ir *itemReader) addContent(t feed.Text) {
	if !t.IsZero() && len(ir.item.Content) < maxList {
		ir.item.Content = append(ir.item.Content, t)
	}
}

// content reads atom:content. One at an address is a link: to the page if the
// entry names no other, else to something related or, if it is no text, to a
// file (RFC 4287, 4.1.3.2).
func (ir *itemReader) content(c *node) {
	src := ir.resolve(c.base, c.attr("src"))
	if src == "" {
		ir.addContent(ir.text(c, plainType(c)))
		return
	}
	kind := c.attr("type")
	link := feed.Link{Rel: "content", Href: src, Type: kind}
	if _, binary := textType(strings.ToLower(kind), feed.HTML); binary {
		link.Rel = feed.RelEnclosure
		ir.item.Enclosures = addEnclosure(ir.item.Enclosures, feed.Enclosure{Href: src, Type: kind})
	}
	ir.item.Links = addLink(ir.item.Links, link)
}

// enclosure reads an RSS enclosure, which is a link as well.
func (ir *itemReader) enclosure(c *node) {
	e := feed.Enclosure{
		Href:   ir.resolve(c.base, either(c.attr("url"), either(c.attr("href"), ir.plain(c)))),
		Type:   strings.TrimSpace(c.attr("type")),
		Length: strings.TrimSpace(c.attr("length")),
	}
	if e.Href == "" {
		return
	}
	ir.item.Enclosures = addEnclosure(ir.item.Enclosures, e)
	ir.item.Links = addLink(ir.item.Links, feed.Link{Rel: feed.RelEnclosure, Href: e.Href, Type: e.Type, Length: e.Length})
}

// source reads atom:source, and RSS source: a title and the address of a feed.
func (ir *itemReader) source(c *node) {
	var s feed.Source
	if c.first != nil {
		s = ir.readSource(c)
	} else {
		s.Title = ir.typed(c, ir.plain(c), guess)
		if href := ir.resolve(c.base, either(c.attr("url"), c.attr("href"))); href != "" {
			s.Links = []feed.Link{{Rel: feed.RelSelf, Href: href}}
		}
	}
	switch {
	case isEmptySource(s):
	case ir.origin == nil:
		ir.origin = &s
	case c.first != nil: // atom:source says more than RSS source
		s.Title.Type, s.Title.Body = either(s.Title.Type, ir.origin.Title.Type), either(s.Title.Body, ir.origin.Title.Body)
		if len(s.Links) == 0 {
			s.Links = ir.origin.Links
		}
		ir.origin = &s
	}
}

// image reads an image that some tools put into RSS items.
func (ir *itemReader) image(c *node) {
	href := c.attr("href")
	if u := c.child("url"); u != nil {
		href = ir.plain(u)
	}
	href = ir.resolve(c.base, either(href, either(c.attr("url"), ir.plain(c))))
	if isWebAddress(href) {
		ir.item.Media = append(ir.item.Media, feed.Media{URL: href, Medium: "image", Title: ir.text(c.child("title"), feed.PlainText).Body})
	}
}

// finish settles what several elements decide together.
func (ir *itemReader) finish(n *node) {
	it := &ir.item
	it.Title, it.Summary = ir.title.text, ir.summary.text
	if it.Summary.IsZero() {
		it.Summary = ir.podText
	}
	it.Rights, it.MoreRights = ir.rights.settle()
	it.Published, it.Updated = ir.published.time, ir.updated.time
	if dated := ir.dcDate.time; it.Updated.IsZero() {
		it.Updated = dated
	} else if it.Published.IsZero() && dated.Before(it.Updated) {
		it.Published = dated // beside a later change it can only be the first
	}
	if len(it.Authors) == 0 {
		it.Authors = addPerson(nil, ir.podcaster)
	}
	for _, l := range ir.license {
		it.Links = addLink(it.Links, l)
	}
	for _, l := range it.Links {
		if l.Rel == feed.RelEnclosure {
			it.Enclosures = addEnclosure(it.Enclosures, feed.Enclosure{Href: l.Href, Type: l.Type, Length: l.Length})
		}
	}
	ir.identify(n)
	ir.settleContentLink()
	ir.settleOrigin(n)
	ir.settleLanguage(n)
}

// identify sets the id, byte for byte, and says whether it is a link. An RSS
// guid is one unless isPermaLink says no (RSS 2.0), and only if it looks like
// an address; a relative one is resolved for the link, never for the id.
func (ir *itemReader) identify(n *node) {
	it := &ir.item
	it.ID = ir.plain(ir.guid)
	if it.ID == "" {
		it.ID = either(ir.atomID, strings.TrimSpace(aboutAttribute(n)))
		return
	}
	says := strings.ToLower(strings.TrimSpace(ir.guid.attr("ispermalink")))
	if says != "" && says != "true" {
		return
	}
	page := it.ID
	if strings.HasPrefix(page, "/") {
		page = ir.resolve(ir.guid.base, page)
	}
	if it.Permalink = isWebAddress(page); it.Permalink && feed.LinkTo(it.Links, feed.RelAlternate) == "" {
		it.Links = append([]feed.Link{{Rel: feed.RelAlternate, Href: page}}, it.Links...)
	}
}

// aboutAttribute returns rdf:about, the id of an RSS 1.0 item or channel.
func aboutAttribute(n *node) string {
	for _, a := range n.attrs {
		if strings.HasSuffix(a.name, ":about") || a.name == "about" {
			return a.value
		}
	}
	return ""
}

// settleContentLink gives content at an address its relation.
func (ir *itemReader) settleContentLink() {
	links := ir.item.Links
	for i := range links {
		if links[i].Rel != "content" {
			continue
		}
		if feed.LinkTo(links, feed.RelAlternate) == "" {
			links[i].Rel = feed.RelAlternate
		} else {
			links[i].Rel = feed.RelRelated
		}
	}
}

// settleOrigin sets the source that the item names: atom:source or RSS source,
// else dc:source. An address in dc:source is where the item was taken from.
func (ir *itemReader) settleOrigin(n *node) {
	it := &ir.item
	it.Origin = ir.origin
	if ir.dcSource == "" {
		return
	}
	if isWebAddress(ir.dcSource) {
		it.Links = addLink(it.Links, feed.Link{Rel: feed.RelVia, Href: ir.dcSource})
	} else if it.Origin == nil {
		it.Origin = &feed.Source{Title: ir.typed(n, ir.dcSource, guess)}
	}
}

// settleLanguage prefers the language that the text itself declares to the one
// in force around it.
func (ir *itemReader) settleLanguage(n *node) {
	for _, want := range []string{"encoded", "content", "title"} {
		for c := n.first; c != nil; c = c.next {
			if c.name == want && c.ownLang && (c.space == native || c.space == atom || c.space == content) {
				ir.item.Language = c.lang
				return
			}
		}
	}
}
