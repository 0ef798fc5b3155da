package serve

import (
	"cmp"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"time"

	"sitrep/feed"
	"sitrep/feed/markup"
)

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
		for credit := range strings.SplitSeq(m.Credit+"\n"+m.Copyright, "\n") {
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
