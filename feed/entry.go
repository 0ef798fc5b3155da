package feed

import "time"

// Entry is one report as we publish it: an RFC 4287 atom:entry. It is made by
// filter.NewEntry only, which refuses one without source, author or original
// link, so every field marked "never empty" can be relied on.
type Entry struct {
	ID           string     `json:"id"` // minted once (tag URI, RFC 4151), never empty, kept through every update
	Language     string     `json:"language,omitempty"`
	Title        string     `json:"title"` // plain text, as published less control and bidi-override characters
	Summary      Text       `json:"summary,omitzero"`
	Content      Text       `json:"content,omitzero"`
	Links        []Link     `json:"links"`   // alternate first, never empty; then via, related, enclosure
	Authors      []Person   `json:"authors"` // never empty: the source stands in
	Contributors []Person   `json:"contributors,omitempty"`
	Published    time.Time  `json:"published"`        // never zero
	Updated      time.Time  `json:"updated"`          // never zero; moves only when what a reader sees has changed at the source
	Rights       []string   `json:"rights,omitempty"` // plain text, one statement each: the item's own, moved notices, the source's
	Categories   []Category `json:"categories,omitempty"`
	Media        []Media    `json:"media,omitempty"`
	Identifier   string     `json:"identifier,omitempty"`  // the item's raw id, byte for byte (dc:identifier)
	Source       Source     `json:"source"`                // never empty: id and title always set
	Marks        []string   `json:"marks,omitempty"`       // take, slug and stamp: not shown to readers
	FoldedLine   string     `json:"folded_line,omitempty"` // visible line naming folded coverage (feeds with also: true)
}

// Feed is a feed we publish: an atom:feed without its entries.
type Feed struct {
	Name     string    // file and path name: /NAME.atom
	ID       string    // permanent tag URI
	Title    string    // never empty
	Subtitle string    // may be empty
	Self     string    // absolute address of the Atom form; empty for a static export without base_url
	Page     string    // absolute address of the feed as a page; may be empty
	Contact  string    // e-mail or address for takedown requests; may be empty
	Language string    // xml:lang of the feed; empty if its entries differ
	Hub      string    // WebSub hub; empty if none
	Previous string    // absolute address of its newest archive page (RFC 5005, section 4); empty if nothing has left it
	Rights   string    // says whose the entries are
	Updated  time.Time // its newest entry's, an empty feed's its last change; never the clock
	Changed  time.Time // when what it shows last changed, whatever the cause, for Last-Modified; zero if not known
	Version  string    // of the program, for atom:generator
}

// ArchivePage is one archive document of a feed (RFC 5005, section 4): what was
// published on one day, whether the feed still shows it or not, so that a day
// that is over gets no more entries.
type ArchivePage struct {
	Self      string // absolute address
	Previous  string // of the page before it in time; empty for the oldest
	Next      string // of the page after it; empty for the newest
	Entries   []Entry
	Withdrawn []Tombstone
}

// Tombstone stands for an entry that was withdrawn (RFC 6721).
type Tombstone struct {
	ID   string    // of the entry, never empty
	When time.Time // it was withdrawn, never zero
	Self string    // absolute address of its document; empty without a base_url
}
