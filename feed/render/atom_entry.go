package render

import (
	"cmp"
	"strings"
	"time"

	"github.com/gorilla/feeds"

	"sitrep/feed"
)

// atomEntry is an atom:entry; its fields are in the order in which they are
// written. The raw id of the item is dc:identifier, because an entry's id is
// ours and permanent.
type atomEntry struct {
	Language     *string            `xml:"xml:lang,attr"` // "" where the feed's language does not hold
	ID           string             `xml:"id"`
	Title        *atomText          `xml:"title"`
	Updated      string             `xml:"updated"`
	Published    string             `xml:"published,omitempty"`
	Authors      []atomPerson       `xml:"author"`
	Contributors []atomPerson       `xml:"contributor"`
	Links        []atomLink         `xml:"link"`
	Categories   []atomCategory     `xml:"category"`
	Summary      *atomSummary       `xml:"summary"`
	Content      *feeds.AtomContent `xml:"content"`
	Rights       *atomText          `xml:"rights"`
	Source       *atomSource        `xml:"source"`
	Identifier   string             `xml:"dc:identifier,omitempty"`
	Thumbnails   []mediaThumbnail   `xml:"media:thumbnail"`
	Media        []mediaContent     `xml:"media:content"`
}

// atomSummary is an atom:summary. Div stands for no text at all: an entry
// without content should have a summary (RFC 4287, section 4.2.13), and an
// empty div is the one form of it that is not blank to validators.
type atomSummary struct {
	feeds.AtomSummary
	Div *struct{} `xml:"http://www.w3.org/1999/xhtml div"`
}

type atomCategory struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr,omitempty"`
	Label  string `xml:"label,attr,omitempty"`
}

// atomSource is an atom:source: the feed that the entry comes from.
type atomSource struct {
	Language     *string        `xml:"xml:lang,attr"`
	ID           string         `xml:"id"`
	Title        *atomText      `xml:"title"`
	Subtitle     *atomText      `xml:"subtitle"`
	Updated      string         `xml:"updated"`
	Authors      []atomPerson   `xml:"author"`
	Contributors []atomPerson   `xml:"contributor"`
	Links        []atomLink     `xml:"link"`
	Categories   []atomCategory `xml:"category"`
	Generator    *atomGenerator `xml:"generator"`
	Rights       *atomText      `xml:"rights"`
	Identifier   string         `xml:"dc:identifier,omitempty"` // the raw id, where it is no IRI
}

// newAtomEntry writes one entry. What the feed around it says of language and
// date is given, because it would hold for an entry that says nothing.
func newAtomEntry(e feed.Entry, language string, updated time.Time) atomEntry {
	id, ok := absoluteIRI(e.ID)
	if !ok {
		id = "urn:x-sitrep:entry:" + escapeURI(cmp.Or(e.ID, "none"), unreserved)
	}
	changed := firstTime(e.Updated, e.Published, updated)
	summary, content := bodies(e)
	out := atomEntry{
		Language:     overLanguage(e.Language, language),
		ID:           id,
		Title:        &atomText{Type: feed.PlainText, Body: legible(e.Title)},
		Updated:      formatTime(changed),
		Authors:      newPeople(e.Authors),
		Contributors: newPeople(e.Contributors),
		Links:        newLinks(e.Links),
		Categories:   newCategories(e.Categories),
		Content:      newContent(content),
		Rights:       plainText(strings.Join(e.Rights, "\n")),
		Source:       newSource(e, id, cmp.Or(e.Language, language), changed),
		Identifier:   legible(e.Identifier),
	}
	if printable(e.Published) {
		out.Published = formatTime(e.Published)
	}
	if len(out.Authors) == 0 { // RFC 4287, section 4.1.2: the source stands in
		out.Authors = newPeople([]feed.Person{{Name: cmp.Or(strings.TrimSpace(asPlain(e.Source.Title)), "unknown")}})
	}
	if !summary.IsZero() || content.IsZero() {
		out.Summary = newSummary(summary)
	}
	if content.IsZero() && !hasRelation(out.Links, feed.RelAlternate) {
		out.Content = &feeds.AtomContent{Type: feed.PlainText, Content: legible(e.Title)} // section 4.1.2: one of the two must be there
	}
	out.Thumbnails, out.Media = newMedia(e.Media)
	return out
}

// overLanguage is the xml:lang of an element inside another: nil where it is
// the same, "" where it is not known.
func overLanguage(tag, around string) *string {
	tag = languageTag(tag)
	if tag == languageTag(around) {
		return nil
	}
	return &tag
}

func hasRelation(links []atomLink, rel string) bool {
	for _, l := range links {
		if l.Rel == rel {
			return true
		}
	}
	return false
}

func newSummary(t feed.Text) *atomSummary {
	if t.IsZero() {
		return &atomSummary{AtomSummary: feeds.AtomSummary{Type: feed.XHTML}, Div: &struct{}{}}
	}
	return &atomSummary{AtomSummary: feeds.AtomSummary{Type: textType(t), Content: legible(t.Body)}}
}

func newContent(t feed.Text) *feeds.AtomContent {
	if t.IsZero() {
		return nil
	}
	return &feeds.AtomContent{Type: textType(t), Content: legible(t.Body)}
}

// textType is how a text is written: markup as escaped HTML, which XHTML that
// was sanitised is too.
func textType(t feed.Text) string {
	if t.IsMarkup() {
		return feed.HTML
	}
	return feed.PlainText
}

// newCategories writes categories. A scheme that is no address, which RFC 4287,
// section 4.2.2.2, does not allow, is left out.
func newCategories(categories []feed.Category) []atomCategory {
	var out []atomCategory
	for _, c := range categories {
		term := strings.TrimSpace(legible(c.Term))
		if term == "" {
			continue
		}
		category := atomCategory{Term: term, Label: strings.TrimSpace(legible(c.Label))}
		if scheme, ok := absoluteIRI(c.Scheme); ok {
			category.Scheme = asciiURI(scheme)
		}
		out = append(out, category)
	}
	return out
}

// newSource writes the feed that an entry comes from, complete: id, title and
// updated are always there (RFC 4287, section 4.2.11). An id that is no IRI is
// kept as dc:identifier, and the feed's address stands in for it.
func newSource(e feed.Entry, entryID, language string, updated time.Time) *atomSource {
	src := e.Source
	out := &atomSource{
		Language:     overLanguage(cmp.Or(src.Language, language), language),
		Title:        sourceText(src.Title),
		Updated:      formatTime(firstTime(src.Updated, updated)),
		Authors:      newPeople(src.Authors),
		Contributors: newPeople(src.Contributors),
		Links:        newLinks(src.Links),
		Categories:   newCategories(src.Categories),
		Rights:       sourceText(src.Rights),
		Subtitle:     sourceText(src.Subtitle),
	}
	if out.Title == nil {
		out.Title = plainText(cmp.Or(src.ID, "untitled"))
	}
	if name := legible(src.Generator.Name); name != "" {
		out.Generator = &atomGenerator{Version: legible(src.Generator.Version), Name: name}
		if iri, ok := absoluteIRI(src.Generator.URI); ok {
			out.Generator.URI = asciiURI(iri)
		}
	}
	out.ID, out.Identifier = sourceID(src, entryID)
	return out
}

// sourceID is the id of a source as RFC 4287 allows it: its own, else its
// address, else one made from the entry's. Raw is its own id where it is no IRI
// and may be told; the path of a file on this machine may not.
func sourceID(src feed.Source, entryID string) (id, raw string) {
	for i, candidate := range []string{src.ID, feed.LinkTo(src.Links, feed.RelSelf), feed.LinkTo(src.Links, feed.RelAlternate)} {
		if iri, ok := absoluteIRI(candidate); ok {
			return iri, raw
		}
		if scheme, _, _ := cutScheme(candidate); i == 0 && !isPrivate(scheme) {
			raw = legible(candidate)
		}
	}
	return entryID + "/source", raw
}

// sourceText is a title or a statement of a source, as plain text; nil if
// there is none.
func sourceText(t feed.Text) *atomText { return plainText(asPlain(t)) }
