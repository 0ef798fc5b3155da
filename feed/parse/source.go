package parse

import (
	"strings"

	"sitrep/feed"
)

// readSource reads what a feed says about itself: the head of a document, or
// atom:source inside an item.
func (r *reader) readSource(n *node) feed.Source {
	r.datesRead = 0
	var s feed.Source
	if n.ownLang {
		s.Language = n.lang
	}
	var title, subtitle slot
	var rights rightsSlot
	var updated dateSlot
	for c := n.first; c != nil; c = c.next {
		if c.open {
			continue // cut off inside it
		}
		switch c.space {
		case native, atom:
			r.sourceCore(&s, c, &title, &subtitle, &rights, &updated)
		case dc, dcterms:
			r.sourceDublinCore(&s, c, &title, &subtitle, &rights, &updated)
		case itunes:
			r.sourcePodcast(&s, c, &subtitle)
		case cc:
			if c.name == "license" {
				s.Links = addLink(s.Links, feed.Link{Rel: "license", Href: r.resolve(c.base, either(c.attr("resource"), r.plain(c)))})
			}
		case thr:
			s.Links = addLink(s.Links, r.inReplyTo(c))
		case admin:
			if c.name == "generatoragent" && s.Generator.IsZero() {
				s.Generator.URI = r.resolve(c.base, c.attr("resource"))
			}
		}
	}
	s.ID = either(s.ID, strings.TrimSpace(aboutAttribute(n))) // of an RSS 1.0 channel
	s.Title, s.Subtitle, s.Updated = title.text, subtitle.text, updated.time
	s.Rights = rights.settleAll()
	return s
}

func (r *reader) sourceCore(s *feed.Source, c *node, title, subtitle *slot, rights *rightsSlot, updated *dateSlot) {
	switch c.name {
	case "title":
		title.offer(r.text(c, plainType(c)), ownRank(c))
	case "subtitle", "tagline":
		subtitle.offer(r.text(c, plainType(c)), ownRank(c))
	case "description":
		subtitle.offer(r.text(c, feed.HTML), ownRank(c))
	case "info":
		subtitle.offer(r.text(c, plainType(c)), rankModule)
	case "id":
		s.ID = either(s.ID, r.plain(c))
	case "link":
		s.Links = addLink(s.Links, r.link(c))
	case "rights", "copyright":
		rights.offer(r.text(c, plainType(c)), rightsRank(c))
	case "language":
		if tag := languageTag(r.plain(c)); tag != "" {
			s.Language = tag
		}
	case "author", "managingeditor":
		s.Authors = r.addPersons(s.Authors, c)
	case "contributor":
		s.Contributors = r.addPersons(s.Contributors, c)
	case "category", "keywords":
		s.Categories = r.addCategory(s.Categories, c)
	case "generator":
		s.Generator = feed.Generator{
			Name:    r.plain(c),
			URI:     r.resolve(c.base, either(c.attr("uri"), c.attr("url"))),
			Version: strings.TrimSpace(c.attr("version")),
		}
	case "logo":
		s.Image = either(r.resolve(c.base, r.plain(c)), s.Image)
	case "icon":
		s.Image = either(s.Image, r.resolve(c.base, r.plain(c)))
	case "image":
		if u := c.child("url"); u != nil && !u.open {
			s.Image = either(s.Image, r.resolve(u.base, r.plain(u)))
		}
	case "updated", "modified", "lastbuilddate":
		updated.offer(r.time(c), ownRank(c))
	case "pubdate":
		updated.offer(r.time(c), rankModule)
	}
}

func (r *reader) sourceDublinCore(s *feed.Source, c *node, title, subtitle *slot, rights *rightsSlot, updated *dateSlot) {
	switch c.name {
	case "title":
		title.offer(r.text(c, guess), rankDublinCore)
	case "description":
		subtitle.offer(r.text(c, feed.HTML), rankDublinCore)
	case "rights":
		rights.offer(r.text(c, guess), rightsRank(c))
	case "language":
		if tag := languageTag(r.plain(c)); tag != "" {
			s.Language = tag
		}
	case "creator", "author":
		s.Authors = r.addPersons(s.Authors, c)
	case "contributor":
		s.Contributors = r.addPersons(s.Contributors, c)
	case "subject":
		s.Categories = r.addCategory(s.Categories, c)
	case "date", "modified":
		updated.offer(r.time(c), rankDublinCore)
	case "issued":
		updated.offer(r.time(c), rankModule)
	}
}

func (r *reader) sourcePodcast(s *feed.Source, c *node, subtitle *slot) {
	switch c.name {
	case "author":
		if p := r.person(c); len(s.Authors) == 0 {
			s.Authors = addPerson(s.Authors, p)
		}
	case "subtitle", "summary":
		subtitle.offer(r.text(c, guess), rankModule)
	case "image":
		s.Image = either(s.Image, r.resolve(c.base, either(c.attr("href"), c.attr("url"))))
	}
}

// isEmptySource reports whether a source says nothing about itself.
func isEmptySource(s feed.Source) bool {
	return s.ID == "" && s.Title.IsZero() && s.Subtitle.IsZero() && len(s.Links) == 0 && s.Rights.IsZero() &&
		s.Updated.IsZero() && len(s.Authors) == 0 && len(s.Contributors) == 0 && len(s.Categories) == 0 &&
		s.Generator.IsZero() && s.Image == ""
}
