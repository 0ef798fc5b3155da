package serve

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"sitrep/feed"
	"sitrep/feed/markup"
)

//go:embed templates
var templateFiles embed.FS

// pageType is the Content-Type of pages.
const pageType = "text/html; charset=utf-8"

var (
	style     = mustRead("templates/style.css")
	styleHash = hashOf(style)
	pages     = template.Must(template.New("").Funcs(template.FuncMap{
		"date": showTime, "machine": func(t time.Time) string { return t.Format(time.RFC3339) },
		"style": func() template.CSS { return template.CSS(style) }, //nolint:gosec // our own file
	}).ParseFS(templateFiles, "templates/*.html"))
)

func mustRead(name string) string {
	b, err := templateFiles.ReadFile(name)
	if err != nil {
		panic(err) // the file is embedded: a missing one does not build
	}
	return strings.TrimSpace(string(b))
}

// hashOf is a Content-Security-Policy source for text that stands in a page.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// pagePolicy is the Content-Security-Policy of a page: no script, no frame, our
// own style sheet, and remote images only where an entry has one, which is when
// the operator asked for images.
func pagePolicy(page []byte) string {
	images := ""
	if bytes.Contains(page, []byte("<img ")) {
		images = "; img-src http: https:"
	}
	return "default-src 'none'; style-src " + styleHash + images + "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// pageContext says for where a page is made: served, exported as a file, or on
// the admin address.
type pageContext struct {
	site   Site
	served bool
	admin  bool
}

// frame is what every page has around it.
type frame struct {
	Site    Site
	Title   string // of the page
	Root    string // relative address of the desk page's folder
	Home    string // relative address of the desk page
	Admin   bool
	Contact string // address to open; empty if there is none
	Feeds   []formLinks
	Robots  string
}

// formLinks are the relative addresses of one feed.
type formLinks struct {
	Title, Page, Atom, RSS, JSON string
	Self                         string // absolute, to copy into a reader
	Entries                      int
	Updated                      time.Time
	Private                      bool
}

func (c pageContext) frame(title, root string) frame {
	f := frame{Site: c.site, Title: title, Root: root, Home: cmp.Or(root, "./"), Admin: c.admin}
	if !c.served && !c.admin {
		f.Home = root + "index.html"
	}
	switch contact := c.site.Contact; {
	case strings.Contains(contact, "://"):
		f.Contact = openable(contact)
	case contact != "":
		f.Contact = "mailto:" + contact
	}
	return f
}

// links are the addresses of a feed's forms from a page whose folder is root.
func (c pageContext) links(r *rendering, root string) formLinks {
	base := root + r.info.Name
	l := formLinks{
		Title: cmp.Or(r.feed.Title, r.info.Title), Page: base, Atom: base + ".atom", RSS: base + ".rss", JSON: base + ".json",
		Self: r.feed.Self, Entries: len(r.entries), Updated: r.feed.Updated, Private: r.info.Token != "",
	}
	if !c.served {
		l.Page += ".html"
	}
	return l
}

func execute(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("write page: %w", err)
	}
	return b.Bytes(), nil
}

// deskPage is the first page: the feeds and how to subscribe.
func deskPage(c pageContext, renderings []*rendering) ([]byte, error) {
	f := c.frame(c.site.Title, "")
	for _, r := range renderings {
		f.Feeds = append(f.Feeds, c.links(r, ""))
	}
	return execute("desk.html", f)
}

// feedPage is a feed with its entries.
func feedPage(c pageContext, r *rendering) ([]byte, error) {
	links := c.links(r, "")
	data := struct {
		frame
		Feed    formLinks
		Entries []entryView
	}{frame: c.frame(links.Title, ""), Feed: links}
	for _, e := range r.entries {
		v := newEntryView(e)
		if c.served && r.info.Token == "" {
			v.Own = "entry/" + v.Slug
		}
		data.Entries = append(data.Entries, v)
	}
	return execute("feed.html", data)
}

// entryPage is an entry's own page. It names the public feeds that show it.
func entryPage(c pageContext, e feed.Entry, feeds []FeedInfo) ([]byte, error) {
	data := struct {
		frame
		Entry entryView
	}{frame: c.frame(e.Title, "../"), Entry: newEntryView(e)}
	for _, info := range feeds {
		data.Feeds = append(data.Feeds, formLinks{Title: info.Title, Page: "../" + info.Name})
	}
	return execute("entry.html", data)
}

// missingPage says that there is nothing at an address, or no longer.
func missingPage(c pageContext, status int) ([]byte, error) {
	data := struct {
		frame
		Text string
	}{frame: c.frame(http.StatusText(status), c.site.BaseURL)}
	switch status {
	case http.StatusNotFound:
		data.Text = "There is nothing at this address."
	case http.StatusGone:
		data.Text = "This entry was taken down."
	default:
		data.Text = "Something went wrong here. It has been noted."
	}
	return execute("missing.html", data)
}

// entryView is an entry as pages show it.
type entryView struct {
	Slug         string
	Own          string // relative address of its own page; empty if it has none
	Href         string // the publisher's page
	Title        string
	Language     string
	Source       string
	SourcePage   string
	Authors      []feed.Person
	Contributors []feed.Person
	Published    time.Time
	Updated      time.Time // zero if it is the same as Published
	Text         template.HTML
	Also         []feed.Link
	Via          []feed.Link
	Files        []feed.Link
	License      string
	Rights       []string
	Credits      []string
	Categories   []string
	ID           string
	Identifier   string
}

func newEntryView(e feed.Entry) entryView {
	v := entryView{
		Slug: Slug(e.ID), Href: openable(feed.LinkTo(e.Links, feed.RelAlternate)), Title: e.Title, Language: languageTag(e.Language),
		Source: markup.PlainTitle(e.Source.Title), SourcePage: openable(feed.LinkTo(e.Source.Links, feed.RelAlternate)),
		Authors: openablePeople(e.Authors), Contributors: openablePeople(e.Contributors), Published: e.Published,
		Text: entryText(e), Rights: e.Rights, ID: e.ID, Identifier: e.Identifier,
	}
	if !e.Updated.Equal(e.Published) {
		v.Updated = e.Updated
	}
	for i, l := range e.Links {
		if l.Href = openable(l.Href); l.Href == "" {
			continue
		}
		l.Title = cmp.Or(l.Title, hostOf(l.Href))
		switch l.Rel {
		case feed.RelRelated:
			v.Also = append(v.Also, l)
		case feed.RelVia:
			v.Via = append(v.Via, l)
		case feed.RelEnclosure:
			l.Title = cmp.Or(e.Links[i].Title, fileName(l.Href))
			v.Files = append(v.Files, l)
		case "license":
			v.License = l.Href
		}
	}
	for _, m := range e.Media {
		for _, credit := range []string{m.Credit, m.Copyright} {
			if credit != "" && !slices.Contains(v.Credits, credit) {
				v.Credits = append(v.Credits, credit)
			}
		}
	}
	for _, c := range e.Categories {
		v.Categories = append(v.Categories, cmp.Or(c.Label, c.Term))
	}
	return v
}

// entryText is what an entry says, safe to stand in a page. It was made safe
// before it was stored; a page does not rely on that.
func entryText(e feed.Entry) template.HTML {
	text := e.Content
	if text.IsZero() {
		text = e.Summary
	}
	if text.IsZero() {
		return ""
	}
	if !text.IsMarkup() {
		text = feed.Text{Type: feed.HTML, Body: "<p>" + strings.ReplaceAll(template.HTMLEscapeString(text.Body), "\n", "<br>") + "</p>"}
	}
	safe := markup.Sanitise(text, markup.Options{Images: true, Base: feed.LinkTo(e.Links, feed.RelAlternate)})
	return template.HTML(safe.Body) //nolint:gosec // sanitised just now
}

// openable is an address that a page may link to; empty if it is none.
func openable(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		return ""
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https", "ftp":
		if u.Host != "" {
			u.User = nil
			return u.String()
		}
	case "mailto":
		return u.String()
	}
	return ""
}

// languageTag is a language as a page can declare it; empty if it is none.
func languageTag(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
	for _, r := range s {
		if r != '-' && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z') {
			return ""
		}
	}
	return s
}

// openablePeople are people whose addresses a page may link to.
func openablePeople(people []feed.Person) []feed.Person {
	out := make([]feed.Person, len(people))
	for i, p := range people {
		out[i] = feed.Person{Name: p.Name, URI: openable(p.URI)}
	}
	return out
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

func fileName(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return cmp.Or(u.Path[strings.LastIndexByte(u.Path, '/')+1:], u.Hostname())
}

// showTime writes a time for people of any language, in the offset it was
// given in.
func showTime(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	if _, offset := t.Zone(); offset == 0 {
		return t.Format("2006-01-02 15:04 UTC")
	}
	return t.Format("2006-01-02 15:04 -07:00")
}
