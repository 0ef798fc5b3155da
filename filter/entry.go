package filter

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/feed"
	"sitrep/feed/markup"
)

// defaultSummaryLength is how many characters a summary carries unless the
// source says otherwise: a very short extract.
const defaultSummaryLength = 280

// ErrNoLink is returned for an item without a link to its publisher's page:
// without it nothing is published.
var ErrNoLink = errors.New("no link to the publisher's page, so it cannot be attributed")

// EntryInput is what an entry is made of.
type EntryInput struct {
	ID        string
	Reading   Reading
	Published time.Time
	Updated   time.Time
}

// NewEntry is the only road from an item to an entry. It carries every
// attribution the item has, and refuses an item without an original link. The
// source stands in for a missing author. Links to copies and coverage are
// added by Complete when the entry is shown.
func NewEntry(in EntryInput) (feed.Entry, error) {
	rd, it := in.Reading, in.Reading.Received.Body
	links, err := entryLinks(rd)
	if err != nil {
		return feed.Entry{}, fmt.Errorf("make entry of %q: %w", rd.Received.Item, err)
	}
	credit := creditsOf(rd)
	e := feed.Entry{
		ID:           in.ID,
		Language:     rd.language(),
		Title:        markup.CleanTitle(rd.title),
		Links:        links,
		Authors:      credit.authors,
		Contributors: withoutAddresses(it.Contributors),
		Published:    in.Published,
		Updated:      in.Updated,
		Rights:       entryRights(rd),
		Categories:   it.Categories,
		Media:        entryMedia(rd),
		Identifier:   it.ID,
		Source:       entrySource(rd, in.Updated),
		Marks:        entryMarks(rd),
	}
	if e.Title == "" {
		e.Title = untitled(rd)
	}
	e.Summary, e.Content = entryText(rd, credit.thirdParty)
	return e, nil
}

// untitled gives an item without a title the start of its text; RFC 4287
// requires a title.
func untitled(rd Reading) string {
	text := markup.Plain(markup.Shorten(feed.Text{Type: feed.PlainText, Body: rd.text}, 80))
	if text = markup.CleanTitle(text); text != "" {
		return text
	}
	return rd.sourceTitle()
}

// entryLinks puts the publisher's page first. An item that names its own
// source was republished by the feed we got it from, which becomes rel=via.
func entryLinks(rd Reading) ([]feed.Link, error) {
	it := rd.Received.Body
	var links []feed.Link
	for _, l := range it.Links {
		if l.Rel == feed.RelAlternate && len(links) == 0 {
			links = append(links, l)
		}
	}
	if len(links) == 0 {
		if it.Link() == "" {
			return nil, ErrNoLink
		}
		links = append(links, feed.Link{Rel: feed.RelAlternate, Href: it.Link()})
	}
	if links[0].Type == "" {
		links[0].Type = "text/html"
	}
	for _, l := range it.Links {
		if l.Rel == feed.RelVia || l.Rel == feed.RelRelated || l.Rel == "license" {
			links = append(links, l)
		}
	}
	if it.Origin != nil {
		if page := pageOf(rd.Received.Origin, rd.source.URL); page != "" && !hasLink(links, feed.RelVia, page) {
			links = append(links, feed.Link{Rel: feed.RelVia, Href: page, Title: rd.sourceTitle()})
		}
	}
	for _, enclosure := range it.Enclosures {
		if !hasLink(links, feed.RelEnclosure, enclosure.Href) {
			links = append(links, feed.Link{Rel: feed.RelEnclosure, Href: enclosure.Href, Type: enclosure.Type, Length: enclosure.Length})
		}
	}
	return links, nil
}

// pageOf is a feed's page: its alternate link, else its own address.
func pageOf(src feed.Source, configured string) string {
	for _, href := range []string{feed.LinkTo(src.Links, feed.RelAlternate), feed.LinkTo(src.Links, feed.RelSelf), configured} {
		if href != "" {
			return href
		}
	}
	return ""
}

func hasLink(links []feed.Link, rel, href string) bool {
	return slices.ContainsFunc(links, func(l feed.Link) bool { return l.Rel == rel && l.Href == href })
}

// entryRights are the item's own statements, then every notice that stripping
// moved, then the source's, each once and word for word.
func entryRights(rd Reading) []string {
	it := rd.Received.Body
	var out []string
	add := func(statement string) {
		if statement = strings.TrimSpace(statement); statement != "" && !slices.Contains(out, statement) {
			out = append(out, statement)
		}
	}
	add(markup.Plain(it.Rights))
	for _, statement := range it.MoreRights {
		add(statement)
	}
	for _, notice := range rd.Strip.Rights {
		add(notice)
	}
	add(markup.Plain(rd.Received.Origin.Rights))
	return out
}

// entrySource is the source as it described itself when the item was
// received; an item that names its own source keeps that one.
func entrySource(rd Reading, updated time.Time) feed.Source {
	src := rd.Received.Origin
	address, title := rd.source.URL, rd.sourceTitle()
	if named := rd.Received.Body.Origin; named != nil {
		src, address, title = *named, "", markup.PlainTitle(named.Title)
		if title == "" {
			title = rd.sourceTitle()
		}
	}
	out := feed.Source{
		ID:           src.ID,
		Title:        feed.Text{Type: feed.PlainText, Body: markup.CleanTitle(title)},
		Updated:      src.Updated,
		Rights:       feed.Text{Type: feed.PlainText, Body: markup.Plain(src.Rights)},
		Language:     src.Language,
		Authors:      withoutAddresses(src.Authors),
		Contributors: withoutAddresses(src.Contributors),
		Categories:   src.Categories,
	}
	if out.Rights.Body == "" {
		out.Rights = feed.Text{}
	}
	for _, l := range src.Links {
		if l.Rel == feed.RelSelf || l.Rel == feed.RelAlternate || l.Rel == feed.RelVia {
			out.Links = append(out.Links, l)
		}
	}
	if address != "" && feed.LinkTo(out.Links, feed.RelSelf) == "" {
		out.Links = append(out.Links, feed.Link{Rel: feed.RelSelf, Href: address})
	}
	for _, id := range []string{feed.LinkTo(out.Links, feed.RelSelf), feed.LinkTo(out.Links, feed.RelAlternate), address, rd.source.URL} {
		if out.ID == "" {
			out.ID = id
		}
	}
	if out.Updated.IsZero() {
		out.Updated = updated
	}
	return out
}

// entryMedia is the item's media, with a caption cut from the text on the
// first image that has none of its own.
func entryMedia(rd Reading) []feed.Media {
	media := slices.Clone(rd.Received.Body.Media)
	for _, caption := range rd.Strip.Captions {
		for i := range media {
			if media[i].Medium == "image" || strings.HasPrefix(media[i].Type, "image/") {
				if media[i].Description == "" {
					media[i].Description = caption
				}
				break
			}
		}
	}
	return media
}

// entryMarks are the slug, stamp and take: metadata.
func entryMarks(rd Reading) []string {
	marks := slices.Clone(rd.Strip.Marks)
	if take := rd.Print.Take(); take != "" {
		marks = append(marks, take)
	}
	return marks
}

// entryText is as much of the stripped text as the source's policy allows. A
// third party's text is held to a summary, whatever the licence of the source.
func entryText(rd Reading, thirdParty bool) (summary, content feed.Text) {
	options := markup.Options{Images: rd.source.Images, Base: rd.Received.URL}
	mode := rd.source.Content
	if mode == Full && thirdParty {
		mode = Summary
	}
	switch mode {
	case Headline:
		return feed.Text{}, feed.Text{}
	case Full:
		return feed.Text{}, markup.Sanitise(rd.Strip.Text, options)
	}
	length := rd.source.SummaryLength
	if length <= 0 {
		length = defaultSummaryLength
	}
	return markup.Summarise(rd.Strip.Text, length, options), feed.Text{}
}

// Complete adds to an entry what its report knows of it in one feed: links to
// its copies and takes at other addresses, and to the coverage folded into it;
// with also, a visible line that names the coverage.
func Complete(e feed.Entry, r Report, feedName string, also bool) feed.Entry {
	st := r.Feeds[feedName]
	links := slices.Clone(e.Links)
	relate := func(address, title, name string) {
		if address == "" || slices.ContainsFunc(links, func(l feed.Link) bool {
			return l.Href == address && (l.Rel == feed.RelAlternate || l.Rel == feed.RelRelated)
		}) {
			return
		}
		links = append(links, feed.Link{Rel: feed.RelRelated, Href: address, Title: relatedTitle(title, name)})
	}
	for _, m := range r.Members {
		if !m.Killed && m.ref() != st.Winner && slices.Contains(m.Feeds, feedName) {
			relate(m.URL, m.Title, m.Name)
		}
	}
	var told []string
	for _, a := range st.Folded {
		relate(a.URL, a.Title, a.Name)
		if !slices.Contains(told, a.Name) {
			told = append(told, a.Name)
		}
	}
	e.Links = links
	if also && len(told) > 0 {
		e.FoldedLine = strings.Join(told, ", ")
	}
	return e
}

// relatedTitle names a related report with its source.
func relatedTitle(title, name string) string {
	switch {
	case name == "":
		return title
	case title == "":
		return name
	}
	return markup.CleanTitle(title + " (" + name + ")")
}
