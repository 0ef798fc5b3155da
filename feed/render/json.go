package render

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sitrep/feed"
)

// jsonFeed is a JSON Feed 1.1 document; its fields are in the order in which
// they are written.
type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	HomePageURL string       `json:"home_page_url,omitempty"`
	FeedURL     string       `json:"feed_url,omitempty"`
	Description string       `json:"description,omitempty"`
	Language    string       `json:"language,omitempty"`
	Authors     []jsonAuthor `json:"authors,omitempty"`
	Hubs        []jsonHub    `json:"hubs,omitempty"`
	Extension   jsonAbout    `json:"_sitrep"`
	Items       []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

// jsonAbout is our extension at the top of a feed.
type jsonAbout struct {
	About     string `json:"about"`
	Generator string `json:"generator"`
	ID        string `json:"id"`
	Updated   string `json:"updated"`
	Rights    string `json:"rights,omitempty"`
	Contact   string `json:"contact,omitempty"`
}

const aboutExtension = "What JSON Feed has no member for: rights as published, the source feed (as atom:source), contributors, " +
	"categories with scheme and label, every link with its relation, media with credit and copyright, the item's own id"

type jsonItem struct {
	ID            string           `json:"id"`
	URL           string           `json:"url,omitempty"`
	Title         string           `json:"title"`
	ContentHTML   *string          `json:"content_html,omitempty"`
	ContentText   *string          `json:"content_text,omitempty"`
	Summary       string           `json:"summary,omitempty"`
	Image         string           `json:"image,omitempty"`
	DatePublished string           `json:"date_published"`
	DateModified  string           `json:"date_modified"`
	Authors       []jsonAuthor     `json:"authors,omitempty"`
	Tags          []string         `json:"tags,omitempty"`
	Language      string           `json:"language,omitempty"`
	Attachments   []jsonAttachment `json:"attachments,omitempty"`
	Extension     jsonExtension    `json:"_sitrep"`
}

type jsonAttachment struct {
	URL      string      `json:"url"`
	MIMEType string      `json:"mime_type"`
	Size     json.Number `json:"size_in_bytes,omitempty"`
}

// jsonExtension is our extension on an item.
type jsonExtension struct {
	Rights       []string        `json:"rights,omitempty"`
	Source       feed.Source     `json:"source"`
	Contributors []feed.Person   `json:"contributors,omitempty"`
	Categories   []feed.Category `json:"categories,omitempty"`
	Links        []feed.Link     `json:"links"`
	Media        []feed.Media    `json:"media,omitempty"`
	Identifier   string          `json:"identifier,omitempty"`
}

// JSON writes a feed as a JSON Feed 1.1 document, with rights, source and the
// rest of the attribution in a _sitrep extension. Entries keep their order.
// It is not indented: that would cost more time than all the rest.
func JSON(f feed.Feed, entries []feed.Entry) ([]byte, error) {
	updated := feedUpdated(f, entries)
	out := jsonFeed{
		Version:     "https://jsonfeed.org/version/1.1",
		Title:       cmp.Or(f.Title, f.Name),
		HomePageURL: openable(f.Page),
		FeedURL:     openable(FormAddress(f.Self, JSONType)),
		Description: f.Subtitle,
		Language:    languageTag(f.Language),
		Extension: jsonAbout{
			About: aboutExtension, Generator: strings.TrimSpace(generatorName + " " + f.Version), ID: feedID(f),
			Updated: formatTime(updated), Rights: f.Rights, Contact: f.Contact,
		},
		Items: make([]jsonItem, len(entries)),
	}
	if hub := openable(f.Hub); hub != "" {
		out.Hubs = []jsonHub{{Type: "WebSub", URL: hub}}
	}
	if f.Contact != "" {
		author := jsonAuthor{Name: out.Title, URL: openable(f.Contact)}
		if isEmail(f.Contact) {
			author.URL = "mailto:" + f.Contact
		}
		out.Authors = []jsonAuthor{author}
	}
	for i := range entries {
		out.Items[i] = newJSONItem(&entries[i], updated)
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(out); err != nil {
		return nil, fmt.Errorf("write feed as JSON: %w", err)
	}
	return b.Bytes(), nil
}

func newJSONItem(e *feed.Entry, updated time.Time) jsonItem {
	changed := firstTime(e.Updated, e.Published, updated)
	summary, content := bodies(e)
	item := jsonItem{
		ID:            e.ID,
		URL:           openable(feed.LinkTo(e.Links, feed.RelAlternate)),
		Title:         e.Title,
		Image:         firstImage(e.Media),
		DatePublished: formatTime(firstTime(e.Published, changed)),
		DateModified:  formatTime(changed),
		Language:      languageTag(e.Language),
		Extension: jsonExtension{
			Rights: e.Rights, Source: e.Source, Contributors: withoutEmail(e.Contributors), Categories: e.Categories,
			Media: openableMedia(e.Media), Identifier: e.Identifier,
		},
	}
	item.Extension.Source.ID = jsonSourceID(e)
	item.Extension.Source.Authors = withoutEmail(e.Source.Authors)
	item.Extension.Source.Contributors = withoutEmail(e.Source.Contributors)
	item.Extension.Source.Links = openableLinks(e.Source.Links)
	item.Extension.Links = openableLinks(e.Links)
	if src := &item.Extension.Source; !printable(src.Updated) { // encoding/json refuses a year it cannot express
		src.Updated = time.Time{}
	} else {
		src.Updated = writable(src.Updated)
	}
	shown := content
	if shown.IsZero() {
		shown = summary
	} else if !summary.IsZero() && !summary.IsMarkup() {
		item.Summary = summary.Body
	}
	if shown.IsMarkup() {
		item.ContentHTML = &shown.Body
	} else {
		item.ContentText = &shown.Body // one of the two is required, so an empty one is written too
	}
	for _, p := range e.Authors {
		item.Authors = append(item.Authors, jsonAuthor{Name: p.Name, URL: openable(personURI(p.URI))})
	}
	for _, c := range e.Categories {
		item.Tags = append(item.Tags, cmp.Or(c.Label, c.Term))
	}
	for _, l := range e.Links {
		if address, kind := openable(l.Href), mediaType(l.Type); l.Rel == feed.RelEnclosure && address != "" && kind != "" {
			item.Attachments = append(item.Attachments, jsonAttachment{URL: address, MIMEType: kind, Size: number(l.Length)})
		}
	}
	return item
}

// jsonSourceID is the source's own id, byte for byte, unless it may not be
// told.
func jsonSourceID(e *feed.Entry) string {
	id, raw := sourceID(&e.Source, e.ID)
	return cmp.Or(raw, id)
}

// openable is an address that a reader can open; empty if it is none.
func openable(s string) string {
	address, _ := webAddress(s)
	return address
}

func openableLinks(links []feed.Link) []feed.Link {
	out := make([]feed.Link, 0, len(links))
	for _, l := range links {
		if l.Href = openable(l.Href); l.Href != "" {
			out = append(out, l)
		}
	}
	return out
}

// openableMedia are media with the addresses that a reader can open; those
// without one stay for what they say of the rights.
func openableMedia(media []feed.Media) []feed.Media {
	var out []feed.Media
	for _, m := range media {
		if m.URL = openable(m.URL); m.URL != "" || m.Credit != "" || m.Copyright != "" {
			out = append(out, m)
		}
	}
	return out
}

// number is a length as a JSON number; empty if it is none.
func number(s string) json.Number {
	digits := strings.TrimLeft(octets(s), "0")
	if digits == "" && octets(s) != "" {
		digits = "0"
	}
	return json.Number(digits)
}

func firstImage(media []feed.Media) string {
	for _, m := range media {
		if m.Medium == "image" || strings.HasPrefix(m.Type, "image/") {
			if address := openable(m.URL); address != "" {
				return address
			}
		}
	}
	return ""
}

// withoutEmail are people less their e-mail addresses, which are not
// republished.
func withoutEmail(people []feed.Person) []feed.Person {
	var out []feed.Person
	for _, p := range people {
		p.Email, p.URI = "", personURI(p.URI)
		out = append(out, p)
	}
	return out
}
