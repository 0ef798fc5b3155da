// Package feed holds the words of the product: what a source published (Item,
// Document), what we publish (Entry, Feed) and the small parts both are made of.
// It imports the standard library only and does no I/O.
package feed

import (
	"strings"
	"time"
)

// Text types of RFC 4287, section 3.1.1.
const (
	PlainText = "text"
	HTML      = "html"
	XHTML     = "xhtml"
)

// Text is an RFC 4287 text construct. Type is "text", "html" or "xhtml"; an
// empty Type is read as "text". An empty Body means the text is absent.
type Text struct {
	Type string `json:"type"`
	Body string `json:"body"`
}

// IsZero reports whether there is no text at all.
func (t Text) IsZero() bool { return t.Body == "" }

// IsMarkup reports whether Body is HTML or XHTML rather than plain text.
func (t Text) IsMarkup() bool { return t.Type == HTML || t.Type == XHTML }

// Link relations used by the product (RFC 4287, section 4.2.7.2; WebSub hub).
const (
	RelAlternate = "alternate"
	RelSelf      = "self"
	RelVia       = "via"
	RelRelated   = "related"
	RelEnclosure = "enclosure"
	RelHub       = "hub"
)

// Link is an atom:link. Rel is never empty after parsing ("alternate" is the
// default); the other attributes are empty where the source gave none. Length
// is in octets, as the source wrote it.
type Link struct {
	Rel      string `json:"rel,omitempty"`
	Href     string `json:"href,omitempty"`
	Type     string `json:"type,omitempty"`
	Title    string `json:"title,omitempty"`
	Hreflang string `json:"hreflang,omitempty"`
	Length   string `json:"length,omitempty"`
}

// LinkTo returns the href of the first link with that relation, or "".
func LinkTo(links []Link, rel string) string {
	for _, l := range links {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}

// Person is an RFC 4287 person construct. Name holds the raw byline where it
// could not be split into parts.
type Person struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	URI   string `json:"uri,omitempty"`
}

// Category is an atom:category. Term is never empty; Scheme and Label may be.
type Category struct {
	Term   string `json:"term,omitempty"`
	Scheme string `json:"scheme,omitempty"`
	Label  string `json:"label,omitempty"`
}

// Generator is an atom:generator.
type Generator struct {
	Name    string `json:"name,omitempty"`
	URI     string `json:"uri,omitempty"`
	Version string `json:"version,omitempty"`
}

// IsZero reports whether no generator was named.
func (g Generator) IsZero() bool { return g == Generator{} }

// Enclosure is a file that belongs to an item (RSS enclosure, atom:link
// rel=enclosure). Length is in octets, as the source wrote it.
type Enclosure struct {
	Href   string `json:"href,omitempty"`
	Type   string `json:"type,omitempty"`
	Length string `json:"length,omitempty"`
}

// Media is a media:content or media:thumbnail (Media RSS 1.5.1). Medium is
// "image", "video", "audio" or empty; a thumbnail has Medium "image" and
// Thumbnail true. Width and Height are pixels, 0 if unknown. URL is empty where
// a credit or a copyright was given without one. Credit and Copyright hold one
// statement a line.
type Media struct {
	URL         string `json:"url,omitempty"`
	Type        string `json:"type,omitempty"`
	Medium      string `json:"medium,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Credit      string `json:"credit,omitempty"`
	Copyright   string `json:"copyright,omitempty"`
	Width       int    `json:"width,omitempty"`
	Height      int    `json:"height,omitempty"`
	Thumbnail   bool   `json:"thumbnail,omitempty"`
}

// Source is an upstream feed as it describes itself: what we write as
// atom:source. ID is the feed's own atom:id, byte for byte, empty if it gave
// none. Updated is zero if absent. TTL is in minutes, 0 if absent.
type Source struct {
	ID           string     `json:"id,omitempty"`
	Title        Text       `json:"title,omitzero"`
	Subtitle     Text       `json:"subtitle,omitzero"`
	Links        []Link     `json:"links,omitempty"`
	Rights       Text       `json:"rights,omitzero"`
	Language     string     `json:"language,omitempty"`
	Updated      time.Time  `json:"updated,omitzero"`
	Authors      []Person   `json:"authors,omitempty"`
	Contributors []Person   `json:"contributors,omitempty"`
	Categories   []Category `json:"categories,omitempty"`
	Generator    Generator  `json:"generator,omitzero"`
	Image        string     `json:"image,omitempty"`
	TTL          int        `json:"ttl,omitempty"`
}

// Item is one thing a source published, as received. Nothing changes it after
// parsing; what filtering makes of it is a copy.
type Item struct {
	ID           string      `json:"id,omitempty"` // guid, atom:id or rdf:about, byte for byte; empty if the source gave none
	Permalink    bool        `json:"permalink"`    // RSS guid is a permanent link
	Title        Text        `json:"title,omitzero"`
	Summary      Text        `json:"summary,omitzero"`
	Content      []Text      `json:"content,omitempty"`
	Links        []Link      `json:"links,omitempty"` // resolved; alternate, via, related, enclosure …
	Authors      []Person    `json:"authors,omitempty"`
	Contributors []Person    `json:"contributors,omitempty"`
	Published    time.Time   `json:"published,omitzero"` // zero if absent or unreadable; never the time of fetching
	Updated      time.Time   `json:"updated,omitzero"`   // zero if absent or unreadable
	Rights       Text        `json:"rights,omitzero"`    // atom:rights, else dc:rights, else copyright
	MoreRights   []string    `json:"more_rights,omitempty"`
	Language     string      `json:"language,omitempty"` // xml:lang or dc:language in force; empty if unknown
	Categories   []Category  `json:"categories,omitempty"`
	Enclosures   []Enclosure `json:"enclosures,omitempty"`
	Media        []Media     `json:"media,omitempty"`
	Comments     string      `json:"comments,omitempty"`
	Origin       *Source     `json:"origin,omitempty"` // source named inside the item (atom:source, RSS source); nil if none
}

// Link returns the address of the publisher's page: the first alternate link to
// a page, else to anything, else a permalink id, else "".
func (it Item) Link() string {
	for _, l := range it.Links {
		if l.Rel == RelAlternate && l.Href != "" && (l.Type == "" || strings.Contains(strings.ToLower(l.Type), "html")) {
			return l.Href
		}
	}
	if href := LinkTo(it.Links, RelAlternate); href != "" {
		return href
	}
	if it.Permalink {
		return it.ID
	}
	return ""
}

// Body returns the text that strip, match and story read: the first content
// that has a body, else the summary.
func (it Item) Body() Text {
	for _, c := range it.Content {
		if !c.IsZero() {
			return c
		}
	}
	return it.Summary
}

// Date returns the item's own date: published, else updated, else zero.
func (it Item) Date() time.Time {
	if !it.Published.IsZero() {
		return it.Published
	}
	return it.Updated
}

// Warning is something that was repaired or could not be read. At names the
// place ("item 3 pubDate", "item 3 line 40", "line 12"); Text says what and what was done.
type Warning struct {
	At   string `json:"at"`
	Text string `json:"text"`
}

// Formats of a document, as Document.Format names them.
const (
	RSS20  = "rss20"
	RSS10  = "rss10"
	RSS09x = "rss09x"
	Atom10 = "atom10"
	Atom03 = "atom03"
	JSON1  = "json1"
)

// Schedule is what a document says about when to come again. Every is the
// least time between visits it asks for (ttl, sy:updatePeriod), 0 if unsaid.
// SkipHours are hours 0–23 in UTC, SkipDays days of the week (RSS 2.0).
type Schedule struct {
	Every     time.Duration
	SkipHours []int
	SkipDays  []time.Weekday
}

// Document is one fetched and parsed feed file.
type Document struct {
	Format    string    `json:"format"`
	Encoding  string    `json:"encoding"` // the encoding the bytes were read in
	Source    Source    `json:"source"`
	Items     []Item    `json:"items,omitempty"`
	Warnings  []Warning `json:"warnings,omitempty"`
	Decided   string    `json:"-"` // what decided the encoding, in words; "a guess …" where nothing did
	SaidBy    string    `json:"-"` // who says Source.Language where the document does not, in words; else empty
	Schedule  Schedule  `json:"-"`
	Hub       string    `json:"-"` // WebSub hub the source names; empty if none
	Truncated bool      `json:"-"` // the file was cut off; Items are those that were complete
	Lossy     bool      `json:"-"` // bytes were replaced or items lost: not to be cached by validators
}
