package parse

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	jsonfeed "github.com/mmcdole/gofeed/json"

	"sitrep/feed"
)

// json reads a JSON Feed (jsonfeed.org, version 1 and 1.1).
func (r *reader) json(text, base string, limits Limits) (feed.Document, error) {
	outline, err := outlineJSON(text, limits)
	if err != nil {
		return feed.Document{}, err
	}
	for _, i := range outline.deep {
		r.notes.add(fmt.Sprintf("item %d", i), "values lie too deep inside one another: the item was left out")
	}
	head, hubs, err := r.jsonHead(outline.head)
	if err != nil {
		return feed.Document{}, err
	}
	if !outline.hasItems && !strings.Contains(head.Version, "jsonfeed.org") {
		return feed.Document{}, errors.New("document is JSON, but no JSON Feed: it has neither items nor a version of jsonfeed.org; check the address")
	}
	m := &jsonMapper{reader: r, base: base}
	doc := feed.Document{Format: feed.JSON1, Source: m.source(head)}
	doc.Hub = hubs
	if doc.Hub != "" {
		doc.Source.Links = addLink(doc.Source.Links, feed.Link{Rel: feed.RelHub, Href: doc.Hub})
	}
	doc.Items = make([]feed.Item, 0, len(outline.items))
	for _, outlined := range outline.items {
		r.item = outlined.number
		read := m.read(outlined.object)
		if read == nil {
			r.notes.add(r.part(), "is no JSON object that can be read: left out")
			doc.Lossy = true
			continue
		}
		it := m.item(read, outlined)
		if it.Language == "" {
			it.Language = doc.Source.Language
		}
		doc.Items = append(doc.Items, it)
	}
	r.item = 0
	if outline.cut {
		doc.Truncated = true
		r.notes.add("document", fmt.Sprintf("cut off: the %d items before that are complete", len(doc.Items)))
	}
	if outline.more > 0 {
		r.notes.add("document", fmt.Sprintf("more than %d items: the rest was left out", limits.Items))
	}
	doc.Lossy = doc.Lossy || len(outline.deep) > 0 || outline.more > 0
	return doc, nil
}

// jsonHead reads everything but the items with gofeed, and the hubs, which
// gofeed does not know.
func (r *reader) jsonHead(head string) (*jsonfeed.Feed, string, error) {
	f, err := parseJSON(head)
	if err != nil {
		if f = r.fitHead(head); f == nil {
			return nil, "", fmt.Errorf("document is not valid JSON: %w; it was cut off, or is no feed", err)
		}
	}
	var side struct {
		Hubs []struct {
			Type string `json:"type"`
			URL  string `json:"url"`
		} `json:"hubs"`
	}
	if json.Unmarshal([]byte(head), &side) == nil {
		for _, hub := range side.Hubs {
			if strings.EqualFold(hub.Type, "websub") && hub.URL != "" {
				return f, hub.URL, nil
			}
		}
	}
	return f, "", nil
}

// parseJSON reads a JSON Feed with gofeed.
func parseJSON(text string) (f *jsonfeed.Feed, err error) {
	defer recovered(&err)
	return (&jsonfeed.Parser{}).Parse(strings.NewReader(text))
}

// jsonMapper maps what gofeed read to our words.
type jsonMapper struct {
	*reader
	base    string
	misfits bool // gofeed refused an item
}

// read reads an item with gofeed, nil if it cannot be read. Where gofeed refuses
// one, its members are read one by one, and so are those of all items behind it:
// what is wrong in one is mostly wrong in all, and being refused takes as long as
// being read.
func (m *jsonMapper) read(object string) *jsonfeed.Item {
	if !m.misfits {
		if item, err := parseItem(object); err == nil {
			return item
		}
		m.misfits = true
	}
	return m.fitItem(object)
}

// parseItem reads an item with gofeed. Its parser of documents comes to the same
// function, but looks at each octet three times more on its way there.
func parseItem(object string) (item *jsonfeed.Item, err error) {
	defer recovered(&err)
	item = new(jsonfeed.Item)
	return item, item.UnmarshalJSON([]byte(object))
}

func (m *jsonMapper) source(f *jsonfeed.Feed) feed.Source {
	s := feed.Source{
		Title:    plainText(f.Title),
		Subtitle: plainText(f.Description),
		Language: languageTag(f.Language),
		Image:    m.resolve(m.base, either(f.Icon, f.Favicon)),
		Authors:  m.authors(f.Author, f.Authors),
	}
	s.Links = addLink(s.Links, feed.Link{Rel: feed.RelAlternate, Href: m.resolve(m.base, f.HomePageURL)})
	s.Links = addLink(s.Links, feed.Link{Rel: feed.RelSelf, Href: m.resolve(m.base, f.FeedURL)})
	s.Links = addLink(s.Links, feed.Link{Rel: "next", Href: m.resolve(m.base, f.NextURL)})
	return s
}

// item maps what gofeed read of an item, and its content, which gofeed got only
// where its name is written in another way.
func (m *jsonMapper) item(f *jsonfeed.Item, outlined jsonItem) feed.Item {
	it := feed.Item{
		ID:        f.ID,
		Title:     plainText(f.Title),
		Summary:   plainText(f.Summary),
		Language:  languageTag(f.Language),
		Authors:   m.authors(f.Author, f.Authors),
		Published: m.date(f.DatePublished, func() string { return m.where("date_published") }),
		Updated:   m.date(f.DateModified, func() string { return m.where("date_modified") }),
	}
	if t := plainText(either(m.content(outlined.html, "content_html"), f.ContentHTML)); !t.IsZero() {
		it.Content = append(it.Content, feed.Text{Type: feed.HTML, Body: m.resolveMarkup(m.base, t.Body)})
	}
	if t := plainText(either(m.content(outlined.plain, "content_text"), f.ContentText)); !t.IsZero() {
		it.Content = append(it.Content, t)
	}
	it.Links = addLink(it.Links, feed.Link{Rel: feed.RelAlternate, Href: m.resolve(m.base, f.URL)})
	it.Links = addLink(it.Links, feed.Link{Rel: feed.RelRelated, Href: m.resolve(m.base, f.ExternalURL)})
	for _, image := range []string{f.Image, f.BannerImage} {
		if href := m.resolve(m.base, image); href != "" {
			it.Media = append(it.Media, feed.Media{URL: href, Medium: "image"})
		}
	}
	for _, tag := range f.Tags {
		it.Categories = addTerm(it.Categories, feed.Category{Term: strings.TrimSpace(tag)})
	}
	if f.Attachments != nil {
		for _, a := range *f.Attachments {
			m.attachment(&it, a)
		}
	}
	return it
}

func (m *jsonMapper) attachment(it *feed.Item, a jsonfeed.Attachments) {
	e := feed.Enclosure{Href: m.resolve(m.base, a.URL), Type: a.MimeType}
	if e.Href == "" {
		return
	}
	if a.SizeInBytes > 0 {
		e.Length = strconv.FormatInt(a.SizeInBytes, 10)
	}
	it.Enclosures = addEnclosure(it.Enclosures, e)
	it.Links = addLink(it.Links, feed.Link{Rel: feed.RelEnclosure, Href: e.Href, Type: e.Type, Title: a.Title, Length: e.Length})
}

// authors reads the list of version 1.1 and the single author of version 1.
func (m *jsonMapper) authors(one *jsonfeed.Author, list []*jsonfeed.Author) []feed.Person {
	var persons []feed.Person
	for _, a := range append(list[:len(list):len(list)], one) {
		if a == nil {
			continue
		}
		p := feed.Person{Name: strings.TrimSpace(a.Name)}
		if mail, ok := strings.CutPrefix(a.URL, "mailto:"); ok {
			p.Email = mail
		} else {
			p.URI = m.resolve(m.base, a.URL)
		}
		persons = addPerson(persons, p)
	}
	return persons
}

// content reads the inside of a string.
func (m *jsonMapper) content(quoted, name string) string {
	text, whole := unquoteJSON(quoted)
	if !whole {
		m.notes.add(m.where(name), "holds escapes that JSON does not know: read without their backslash")
	}
	return text
}

// plainText returns a text of JSON Feed, where only content_html is markup.
// Escapes may have hidden characters that XML forbids.
func plainText(s string) feed.Text {
	s, _ = cleanText(s)
	if s = strings.TrimSpace(s); s == "" {
		return feed.Text{}
	}
	return feed.Text{Type: feed.PlainText, Body: s}
}
