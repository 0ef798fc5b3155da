package filter

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"sitrep/feed"
	"sitrep/feed/markup"
	"sitrep/filter/story"
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
		Source:       entrySource(rd, in),
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
	page, err := pageLink(it)
	if err != nil {
		return nil, err
	}
	links := []feed.Link{page}
	for _, l := range it.Links {
		if (l.Rel == feed.RelVia || l.Rel == feed.RelRelated || l.Rel == "license") && !isMail(l.Href) {
			l.Title = label(l.Title)
			links = append(links, l)
		}
	}
	if rd.origin() != nil {
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

// pageLink is the link to the publisher's page: as the source gave it, but for
// that of a feed wrapper which says what it wraps.
func pageLink(it feed.Item) (feed.Link, error) {
	page := feed.Link{Rel: feed.RelAlternate, Href: it.Link()}
	if page.Href == "" {
		return page, ErrNoLink
	}
	for _, l := range it.Links {
		if l.Rel == feed.RelAlternate && l.Href == page.Href {
			page = l
			break
		}
	}
	if original := feed.LinkTo(it.Links, relCanonical); original != "" && markup.IsWrapped(page.Href) {
		page.Href = original
	}
	if page.Type == "" {
		page.Type = "text/html"
	}
	return page, nil
}

// relCanonical is the relation of the page that a link stands for (RFC 6596);
// feed wrappers name it in an element of their own.
const relCanonical = "canonical"

// isWeb reports whether an address is one that others can fetch.
func isWeb(address string) bool {
	scheme, _, _ := strings.Cut(address, ":")
	return scheme == "http" || scheme == "https"
}

// isMail reports whether a link leads to a mailbox.
func isMail(href string) bool {
	scheme, _, _ := strings.Cut(href, ":")
	return strings.EqualFold(strings.TrimSpace(scheme), "mailto")
}

// label is a short text that a source gave without saying whether it is HTML, as
// it may be published: plain, and without e-mail addresses.
func label(s string) string {
	if strings.Contains(s, "</") || strings.Contains(s, "/>") {
		s = markup.Plain(feed.Text{Type: feed.HTML, Body: s})
	}
	return strings.TrimSpace(markup.Sanitise(feed.Text{Type: feed.PlainText, Body: s}, markup.Options{}).Body)
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
	seen := map[string]bool{} // statements, and the lines of those that have several
	add := func(statement string) {
		if statement = strings.TrimSpace(statement); statement != "" && !seen[statement] {
			seen[statement] = true
			for line := range strings.SplitSeq(statement, "\n") {
				seen[strings.TrimSpace(line)] = true
			}
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
	if named := rd.origin(); named != nil {
		add(markup.Plain(named.Rights))
	}
	add(markup.Plain(rd.Received.Origin.Rights))
	return out
}

// origin is the source that an item says it was taken from; nil if it names
// none, or the feed it came in.
func (rd *Reading) origin() *feed.Source {
	named, own := rd.Received.Body.Origin, rd.Received.Origin
	if named == nil {
		return nil
	}
	addresses := []string{story.CanonicalURL(rd.source.URL)}
	for _, href := range []string{own.ID, feed.LinkTo(own.Links, feed.RelSelf), feed.LinkTo(own.Links, feed.RelAlternate)} {
		addresses = append(addresses, story.CanonicalURL(href))
	}
	for _, href := range []string{named.ID, feed.LinkTo(named.Links, feed.RelSelf), feed.LinkTo(named.Links, feed.RelAlternate)} {
		if href != "" && slices.Contains(addresses, story.CanonicalURL(href)) {
			return nil
		}
	}
	return named
}

// entrySource is the source as it described itself when the item was
// received; an item that names its own source keeps that one.
func entrySource(rd Reading, in EntryInput) feed.Source {
	src, address, title, key := rd.Received.Origin, rd.source.URL, rd.sourceTitle(), rd.Received.Source
	if named := rd.origin(); named != nil {
		src, address, title = *named, "", markup.PlainTitle(named.Title)
		key = digest(key, title)[:16]
		if title == "" {
			title = rd.sourceTitle()
		}
	}
	out := feed.Source{
		ID:           src.ID,
		Title:        feed.Text{Type: feed.PlainText, Body: markup.CleanTitle(title)},
		Updated:      notAhead(src.Updated, rd.Received.At),
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
	if isWeb(address) && feed.LinkTo(out.Links, feed.RelSelf) == "" {
		out.Links = append(out.Links, feed.Link{Rel: feed.RelSelf, Href: address})
	}
	// A source that can be known by none of them, such as a file, gets an id
	// that tells nothing else of it.
	minted := in.ID[:strings.LastIndexByte(in.ID, ':')+1] + "source/" + url.PathEscape(key)
	out.ID = cmp.Or(out.ID, feed.LinkTo(out.Links, feed.RelSelf), feed.LinkTo(out.Links, feed.RelAlternate), minted)
	if out.Updated.IsZero() {
		out.Updated = in.Updated
	}
	return out
}

// entryMedia is the item's media, with a caption cut from the text on the
// first image that has none of its own.
func entryMedia(rd Reading) []feed.Media {
	media := slices.Clone(rd.Received.Body.Media)
	for i := range media {
		m := &media[i]
		m.Title, m.Description, m.Credit = label(m.Title), label(m.Description), label(m.Credit)
	}
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
