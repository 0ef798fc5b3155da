package parse

import (
	"strings"

	"sitrep/feed"
)

// plainType is the type of a text that declares none: Atom says plain text
// (RFC 4287, 3.1.1), RSS says nothing and means either.
func plainType(n *node) string {
	if n.space == atom {
		return feed.PlainText
	}
	return guess
}

// rightsSlot keeps every rights statement. The first of the best rank is the
// item's own; the others follow it.
type rightsSlot struct {
	texts []feed.Text
	ranks []int
}

func rightsRank(n *node) int {
	switch n.space {
	case atom:
		return 0
	case dc, dcterms:
		return 1
	}
	return 2
}

func (s *rightsSlot) offer(t feed.Text, rank int) {
	if t.IsZero() || len(s.texts) >= maxList {
		return
	}
	for i := range s.texts {
		if s.texts[i].Body == t.Body {
			return
		}
	}
	s.texts = append(s.texts, t)
	s.ranks = append(s.ranks, rank)
}

// settleAll returns all statements as one text, a line each, where they are of
// one type: a source has room for one.
func (s *rightsSlot) settleAll() feed.Text {
	own, more := s.settle()
	for _, t := range s.texts {
		if t.Type != own.Type {
			return own
		}
	}
	for _, statement := range more {
		own.Body += "\n" + statement
	}
	return own
}

func (s *rightsSlot) settle() (own feed.Text, more []string) {
	best := -1
	for i, rank := range s.ranks {
		if best < 0 || rank < s.ranks[best] {
			best = i
		}
	}
	for i, t := range s.texts {
		if i == best {
			own = t
		} else {
			more = append(more, t.Body)
		}
	}
	return own, more
}

// link reads a link: atom:link with attributes, or an address as text. An
// unknown form without address is no link.
func (r *reader) link(n *node) feed.Link {
	l := feed.Link{
		Rel:      strings.TrimSpace(n.attr("rel")),
		Href:     r.resolve(n.base, either(n.attr("href"), either(n.attr("url"), n.attr("uri")))),
		Type:     strings.TrimSpace(n.attr("type")),
		Title:    strings.TrimSpace(n.attr("title")),
		Hreflang: strings.TrimSpace(n.attr("hreflang")),
		Length:   strings.TrimSpace(n.attr("length")),
	}
	if l.Href == "" {
		l.Href = r.resolve(n.base, oneLine(r.plain(n)))
	}
	if l.Href == "" && n.hasAttr("href") && l.Rel != "" && l.Rel != feed.RelAlternate {
		l.Href, _, _ = strings.Cut(n.base, "#") // RFC 3986, 4.4: the document itself
	}
	if l.Href == "" {
		return feed.Link{}
	}
	if l.Rel == "" {
		l.Rel = feed.RelAlternate
	}
	// Registered relations may be written as addresses (RFC 4287, 4.2.7.2).
	for _, registry := range []string{"http://www.iana.org/assignments/relation/", "http://www.iana.org/assignments/link-relations/"} {
		if rest, ok := strings.CutPrefix(l.Rel, registry); ok && rest != "" {
			l.Rel = rest
		}
	}
	return l
}

// inReplyTo reads thr:in-reply-to (RFC 4685, 3), which names what was replied to
// by its address or by its id alone.
func (r *reader) inReplyTo(n *node) feed.Link {
	return feed.Link{
		Rel:  "in-reply-to",
		Href: either(r.resolve(n.base, n.attr("href")), strings.TrimSpace(n.attr("ref"))),
		Type: strings.TrimSpace(n.attr("type")),
	}
}

// oneLine joins an address that was broken over lines.
func oneLine(s string) string {
	if strings.IndexByte(s, '\n') < 0 {
		return s
	}
	return strings.Join(strings.Fields(s), "")
}

// addLink adds a link that is not there yet.
func addLink(list []feed.Link, l feed.Link) []feed.Link {
	if l.Href == "" || len(list) >= maxList {
		return list
	}
	for _, known := range list {
		if known == l {
			return list
		}
	}
	return append(list, l)
}

// addEnclosure adds a file that is not there yet.
func addEnclosure(list []feed.Enclosure, e feed.Enclosure) []feed.Enclosure {
	if len(list) >= maxList {
		return list
	}
	for _, known := range list {
		if known.Href == e.Href {
			return list
		}
	}
	return append(list, e)
}

// addCategory reads a category: Atom's attributes, RSS's text and domain, or
// dc:subject. One with neither term nor text is left out.
func (r *reader) addCategory(list []feed.Category, n *node) []feed.Category {
	c := feed.Category{
		Term:   strings.TrimSpace(either(n.attr("term"), r.plain(n))),
		Scheme: strings.TrimSpace(either(n.attr("scheme"), n.attr("domain"))),
		Label:  strings.TrimSpace(n.attr("label")),
	}
	if c.Term == "" {
		c.Term = either(c.Label, strings.TrimSpace(n.attr("text")))
	}
	return addTerm(list, c)
}

// addTerm adds a category that is not there yet.
func addTerm(list []feed.Category, c feed.Category) []feed.Category {
	if c.Term == "" || len(list) >= maxList {
		return list
	}
	for _, known := range list {
		if known == c {
			return list
		}
	}
	return append(list, c)
}

// note adds a warning about an element of the item being read.
func (r *reader) note(n *node, text string) {
	r.notes.add(r.place(n), text)
}
