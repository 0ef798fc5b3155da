package render

import (
	"cmp"
	"strings"
	"time"

	"sitrep/feed"
)

// atomEntries writes entries as they stand in an atom:feed. What the feed says
// of language and date is given, because it would hold for an entry that says
// nothing.
func atomEntries(entries []feed.Entry, language string, updated time.Time) []byte {
	w := xmlWriter{b: make([]byte, 0, 4096*len(entries)), depth: 1}
	for i := range entries {
		w.atomEntry(&entries[i], language, updated)
	}
	return w.b
}

// atomEntry writes an atom:entry. The raw id of the item is dc:identifier,
// because an entry's id is ours and permanent.
func (w *xmlWriter) atomEntry(e *feed.Entry, language string, updated time.Time) {
	id, changed := entryID(e.ID), firstTime(e.Updated, e.Published, updated)
	links := cleanLinks(e.Links)
	w.openIn("entry", e.Language, language)
	w.leaf("id", id)
	w.text("title", cmp.Or(legible(e.Title), "untitled"))
	w.leaf("updated", formatTime(changed))
	if printable(e.Published) {
		w.leaf("published", formatTime(e.Published))
	}
	if !w.people("author", e.Authors) { // RFC 4287, section 4.1.2: the source stands in
		w.person("author", feed.Person{Name: cmp.Or(strings.TrimSpace(asPlain(e.Source.Title)), "unknown")})
	}
	w.people("contributor", e.Contributors)
	w.links("link", links)
	w.categories(e.Categories)
	w.texts(e, len(links) > 0 && links[0].Rel == feed.RelAlternate)
	w.rights(e.Rights)
	w.source(e, id, cmp.Or(e.Language, language), changed)
	w.optional("dc:identifier", e.Identifier)
	w.media(e.Media)
	w.close("entry")
}

// entryID is an entry's id as atom:id has it.
func entryID(id string) string {
	if own, ok := canonicalID(id); ok {
		return own
	}
	return localName("entry", cmp.Or(id, "none"))
}

// openIn starts an element in a language of its own; nothing is said where it
// is the one around it, and "" where it is not known.
func (w *xmlWriter) openIn(name, language, around string) {
	language = languageTag(language)
	w.start(name, nil)
	if language != languageTag(around) {
		w.attribute("xml:lang", language)
	}
	w.b = append(w.b, '>')
	w.depth++
}

// texts writes summary and content. An entry without either should have a
// summary (RFC 4287, section 4.2.13): an empty div is the one form of it that
// is not blank to validators. One without an alternate link must have content
// (section 4.1.2).
func (w *xmlWriter) texts(e *feed.Entry, alternate bool) {
	summary, content := bodies(e)
	switch {
	case !summary.IsZero():
		w.body("summary", summary)
	case content.IsZero():
		w.open("summary", "type", feed.XHTML)
		w.leaf("div", "", "xmlns", "http://www.w3.org/1999/xhtml")
		w.close("summary")
	}
	switch {
	case !content.IsZero():
		w.body("content", content)
	case !alternate:
		w.text("content", cmp.Or(legible(e.Title), "untitled"))
	}
}

// body writes the text of an entry: markup as escaped HTML, which XHTML that
// was sanitised is too.
func (w *xmlWriter) body(name string, t feed.Text) {
	if t.IsMarkup() {
		w.leaf(name, t.Body, "type", feed.HTML)
		return
	}
	w.text(name, t.Body)
}

// people writes people, less their e-mail addresses, which are not
// republished. It is false if none has a name.
func (w *xmlWriter) people(element string, people []feed.Person) bool {
	named := false
	for _, p := range people {
		p.Email = ""
		named = w.person(element, p) || named
	}
	return named
}

func (w *xmlWriter) person(element string, p feed.Person) bool {
	person := newPerson(p)
	if person == nil {
		return false
	}
	w.open(element)
	w.plain("name", person.Name)
	w.optional("uri", person.Uri)
	w.close(element)
	return true
}

func (w *xmlWriter) links(element string, links []feed.Link) {
	for _, l := range links {
		w.leaf(element, "", "href", l.Href, "rel", l.Rel, "type", l.Type, "hreflang", l.Hreflang, "title", l.Title, "length", l.Length)
	}
}

// rights writes an entry's rights. Atom allows one element for all statements
// (RFC 4287, section 4.1.2), a line each. Where there are several, each also
// stands word for word in an element of its own, so that a program need not
// guess where one ends: dcterms:accessRights, since dc:rights may not be
// repeated either and readers take it for the same field as atom:rights.
func (w *xmlWriter) rights(statements []string) {
	w.text("rights", strings.Join(statements, "\n"))
	if len(statements) > 1 {
		for _, s := range statements {
			w.optional("dcterms:accessRights", s)
		}
	}
}

// categoryScheme is a scheme as RFC 4287, section 4.2.2.2, has it; empty for
// one that is no address.
func categoryScheme(s string) string {
	iri, ok := absoluteIRI(s)
	if !ok || strings.ContainsAny(iri, "[]") {
		return ""
	}
	switch scheme, _, _ := cutScheme(iri); strings.ToLower(scheme) {
	case "http", "https", "ftp", "info":
		return asciiURI(iri)
	}
	id, _ := canonicalID(iri)
	return id
}

// categories writes categories.
func (w *xmlWriter) categories(categories []feed.Category) {
	for _, c := range categories {
		term := strings.TrimSpace(legible(c.Term))
		if term == "" {
			continue
		}
		w.leaf("category", "", "term", term, "scheme", categoryScheme(c.Scheme), "label", untagged(strings.TrimSpace(legible(c.Label))))
	}
}

// source writes the feed that an entry comes from, complete: id, title and
// updated are always there (RFC 4287, section 4.2.11). An id that is not
// written as the source has it is kept, byte for byte, as dc:identifier.
func (w *xmlWriter) source(e *feed.Entry, entryID, language string, updated time.Time) {
	src := &e.Source
	id, raw := sourceID(src, entryID)
	w.openIn("source", cmp.Or(src.Language, language), language)
	w.leaf("id", id)
	w.text("title", cmp.Or(asPlain(src.Title), raw, "untitled"))
	w.text("subtitle", asPlain(src.Subtitle))
	w.leaf("updated", formatTime(firstTime(src.Updated, updated)))
	w.people("author", src.Authors)
	w.people("contributor", src.Contributors)
	w.links("link", cleanLinks(src.Links))
	w.categories(src.Categories)
	generator := personURI(src.Generator.URI)
	if name := strings.TrimSpace(legible(src.Generator.Name)); name != "" {
		w.plain("generator", name, "uri", asciiURI(generator), "version", src.Generator.Version)
	}
	w.text("rights", asPlain(src.Rights))
	w.optional("dc:identifier", raw)
	w.close("source")
}

// hasUser reports whether what follows a scheme has a user name before its host,
// and perhaps a password.
func hasUser(rest string) bool {
	rest, ok := strings.CutPrefix(rest, "//")
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	return ok && strings.Contains(rest, "@")
}

// sourceID is the id of a source as atom:id has it: its own, else its address,
// else one made from the entry's. Raw is its own id, byte for byte, where that
// is another one and may be told; the path of a file on this machine may not.
func sourceID(src *feed.Source, entryID string) (id, raw string) {
	id = localName("source", entryID)
	for _, candidate := range []string{src.ID, feed.LinkTo(src.Links, feed.RelSelf), feed.LinkTo(src.Links, feed.RelAlternate)} {
		if own, ok := canonicalID(candidate); ok {
			id = own
			break
		}
	}
	scheme, rest, _ := cutScheme(strings.TrimSpace(src.ID))
	if src.ID != id && !isPrivate(scheme) && !hasUser(rest) {
		raw = legible(src.ID)
	}
	return id, raw
}
