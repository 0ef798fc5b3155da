package parse

import (
	"strconv"
	"strings"

	ext "github.com/mmcdole/gofeed/extensions"

	"sitrep/feed"
)

// mediaReader maps gofeed's trees of Media RSS (1.5.1) and of the podcast
// namespace to the media of an item.
type mediaReader struct {
	*resolver
	base string
	item *feed.Item
}

// read maps all media of an item. An item that says nothing by itself has the
// title and the text of its media.
func (m mediaReader) read(tree map[string][]ext.Extension) {
	if len(tree) == 0 {
		return
	}
	m.level(tree, feed.Media{})
	if m.item.Title.IsZero() {
		m.item.Title = m.text(tree, "title")
	}
	if m.item.Summary.IsZero() && m.item.Body().IsZero() {
		m.item.Summary = m.text(tree, "description")
	}
}

// level maps what lies inside one element: the item or a media:group. Titles,
// credits and copyrights apply to what lies inside the same element, else to
// what the element around says. around is that.
func (m mediaReader) level(tree map[string][]ext.Extension, around feed.Media) {
	here := describeMedia(around, tree)
	before := len(m.item.Media)
	for _, c := range tree["content"] {
		one := describeMedia(here, c.Children)
		one.URL = m.resolve(m.base, c.Attrs["url"])
		one.Type = strings.TrimSpace(c.Attrs["type"])
		one.Medium = medium(c.Attrs["medium"], one.Type)
		one.Width, one.Height = pixels(c.Attrs["width"]), pixels(c.Attrs["height"])
		if one.URL == "" {
			one.URL = m.player(c.Children)
		}
		m.add(one)
		m.thumbnails(c.Children["thumbnail"], one)
		m.statements(c.Children)
	}
	m.thumbnails(tree["thumbnail"], here)
	for _, group := range tree["group"] {
		m.level(group.Children, here)
	}
	if len(m.item.Media) == before {
		// What is said about media that lie elsewhere is still said.
		if own := describeMedia(feed.Media{}, tree); own.Credit != "" || own.Copyright != "" || len(tree["player"]) > 0 {
			m.add(feed.Media{URL: m.player(tree), Title: here.Title, Credit: here.Credit, Copyright: here.Copyright})
		}
	}
	m.statements(tree)
}

// player returns the address of a page that plays the medium, "" if none.
func (m mediaReader) player(tree map[string][]ext.Extension) string {
	for _, p := range tree["player"] {
		return m.resolve(m.base, p.Attrs["url"])
	}
	return ""
}

// statements maps what an element says about the item as a whole.
func (m mediaReader) statements(tree map[string][]ext.Extension) {
	for _, keywords := range tree["keywords"] {
		for _, word := range strings.Split(keywords.Value, ",") {
			m.item.Categories = addTerm(m.item.Categories, feed.Category{Term: strings.TrimSpace(word)})
		}
	}
	for _, c := range tree["category"] {
		m.item.Categories = addTerm(m.item.Categories, feed.Category{
			Term:   strings.TrimSpace(c.Value),
			Scheme: either(c.Attrs["scheme"], "http://search.yahoo.com/mrss/category_schema"),
			Label:  c.Attrs["label"],
		})
	}
	for _, l := range tree["license"] {
		m.item.Links = addLink(m.item.Links, feed.Link{Rel: "license", Href: m.resolve(m.base, l.Attrs["href"]), Title: strings.TrimSpace(l.Value)})
	}
	for _, c := range tree["copyright"] {
		if strings.TrimSpace(c.Value) == "" {
			continue // the address is the statement, and stands there
		}
		m.item.Links = addLink(m.item.Links, feed.Link{Rel: "copyright", Href: m.resolve(m.base, c.Attrs["url"])})
	}
}

// text returns a title or description: the item's, else that of its first
// group, else of its first medium.
func (m mediaReader) text(tree map[string][]ext.Extension, name string) feed.Text {
	for _, one := range tree[name] {
		body := strings.TrimSpace(one.Value)
		switch {
		case body == "":
		case one.Attrs["type"] == "html":
			return feed.Text{Type: feed.HTML, Body: m.resolveMarkup(m.base, body)}
		default:
			return feed.Text{Type: feed.PlainText, Body: body}
		}
	}
	for _, inner := range []string{"group", "content"} {
		for _, one := range tree[inner] {
			if t := m.text(one.Children, name); !t.IsZero() {
				return t
			}
		}
	}
	return feed.Text{}
}

func (m mediaReader) thumbnails(list []ext.Extension, shared feed.Media) {
	for _, t := range list {
		m.add(feed.Media{
			URL:       m.resolve(m.base, either(t.Attrs["url"], t.Value)),
			Medium:    "image",
			Credit:    shared.Credit,
			Copyright: shared.Copyright,
			Width:     pixels(t.Attrs["width"]),
			Height:    pixels(t.Attrs["height"]),
			Thumbnail: true,
		})
	}
}

// podcast maps itunes:image.
func (m mediaReader) podcast(tree map[string][]ext.Extension) {
	for _, image := range tree["image"] {
		if href := m.resolve(m.base, either(image.Attrs["href"], either(image.Attrs["url"], image.Value))); href != "" {
			m.add(feed.Media{URL: href, Medium: "image"})
		}
	}
}

// add keeps a medium, unless it has neither address nor rights.
func (m mediaReader) add(one feed.Media) {
	if one.URL == "" && one.Credit == "" && one.Copyright == "" || len(m.item.Media) >= maxList {
		return
	}
	for _, known := range m.item.Media {
		if known == one {
			return
		}
	}
	m.item.Media = append(m.item.Media, one)
}

// describeMedia takes what a level says about its media over what lies around.
func describeMedia(around feed.Media, tree map[string][]ext.Extension) feed.Media {
	return feed.Media{
		Title:       either(value(tree["title"]), around.Title),
		Description: either(value(tree["description"]), around.Description),
		Credit:      either(joined(tree["credit"]), around.Credit),
		Copyright:   either(joined(tree["copyright"]), around.Copyright),
	}
}

// joined puts several statements into one text, a line each; none may be lost.
func joined(list []ext.Extension) string {
	var all []string
	for _, one := range list {
		text := strings.Join(strings.Fields(one.Value), " ")
		if text == "" {
			text = strings.TrimSpace(one.Attrs["url"]) // media:copyright may be only an address
		}
		if text != "" {
			all = append(all, text)
		}
	}
	return strings.Join(all, "\n")
}

// medium returns what kind a medium is, from its type where nothing is said.
func medium(said, kind string) string {
	said = strings.ToLower(strings.TrimSpace(said))
	if said != "" {
		return said
	}
	first, _, _ := strings.Cut(strings.ToLower(kind), "/")
	switch first {
	case "image", "video", "audio":
		return first
	}
	return ""
}

// pixels reads a width or height, 0 where there is none.
func pixels(s string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), "px"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
