// Package config reads config.yaml: it turns one YAML file into sources,
// feeds, tests and the plain form of the policy, and reports every mistake in
// it at once, each with the line and column it stands on. It is the only
// importer of YAML, and it holds the shipped presets.
package config

import (
	"net/netip"
	"time"

	"sitrep/filter"
)

// Config is one configuration that holds together. Every default is filled in
// and every name in it is known.
type Config struct {
	Path      string        // the file, as given to Load
	Dir       string        // its folder: relative paths start here
	Hash      string        // of the file and the presets it uses, hexadecimal; secrets do not count
	Site      Site          // who publishes
	Listen    string        // host:port of feeds and public pages
	Admin     string        // host:port of the operator's pages; empty means off
	Store     string        // absolute path of the SQLite file, or a postgres:// address with its secrets expanded
	Retention time.Duration // how long received items that no feed shows are kept
	Backfill  time.Duration // of a source new to the store, older items are remembered, not published
	MaxLoss   float64       // share of entries (0–1) an edited config may withdraw without being forced
	Fetch     Fetch         // limits on reading sources
	Sources   []Source      // in the order of the file, disabled ones too
	Feeds     []Feed        // in the order of the file
	Settings  filter.Settings
	Tests     []Test // in the order of the file

	notes     []Finding // valid and wrong, found while decoding; see Lint
	sourcesAt []Finding // places of Sources, without text
	feedsAt   []Finding
	topicsAt  []Finding
}

// Site says who publishes the feeds.
type Site struct {
	Title   string // of the index page and the feed list; never empty
	BaseURL string // absolute, ends with a slash; http://<listen>/ where the file names none
	Contact string // e-mail or address, in the User-Agent and every feed; empty if none
	ID      string // authority of entry ids (RFC 4151, section 2.1); empty: from BaseURL at first run
}

// Fetch is the limits on reading sources.
type Fetch struct {
	PerHost      int            // requests to one host at a time
	Timeout      time.Duration  // for one document, redirects included
	MaxSize      int64          // octets of one document, before and after decompression
	AllowPrivate []netip.Prefix // private addresses that may be fetched from; empty means none
}

// Source is how one upstream feed is fetched and parsed. What is decided about
// its items is in Settings.Sources at the same index.
type Source struct {
	Name     string            // unique
	Was      []string          // earlier names
	URL      string            // absolute: http, https or file
	Title    string            // empty means the feed's own
	Language string            // BCP 47; empty means the feed's own
	Tags     []string          // for from: and where:
	Rank     int               // of two copies not yet published the higher wins
	Charset  string            // used where the document does not say; empty if unknown
	Timezone *time.Location    // for dates without a zone; nil if unknown
	Every    time.Duration     // between turns; 0 where Cron is set
	Cron     string            // five fields or a @name, checked; empty where Every is set
	Headers  map[string]string // extra request headers, secrets expanded; nil if none
	Auth     string            // "user:password" or "Bearer token", expanded; empty if none
	Disabled bool              // no turns
	MaxItems int               // items read of one document; 0 means the parser's own limit
	Content  string            // filter.Headline, filter.Summary or filter.Full
	License  string            // as configured; "unknown" where the file names none
	Images   string            // "none" or "link"
	Config   string            // where it stands: "config.yaml:12:5"
}

// Feed is how one feed is served. What goes into it is in Settings.Feeds at
// the same index.
type Feed struct {
	Name     string        // unique; /NAME.atom
	Title    string        // never empty
	Hub      string        // WebSub hub, absolute; empty if none
	Token    string        // of a private feed, expanded; empty means public
	Limit    int           // entries shown
	MaxAge   time.Duration // by the item's own date; 0 means no limit
	Also     bool          // a visible line names folded coverage
	Coverage string        // filter.Fold or filter.Separate
	Topics   []string      // on any of them; empty means everything
	From     []string      // sources, tags, "all"; -name leaves out
	Config   string        // where it stands: "config.yaml:50:5"
}

// Test is one of the curator's own tests. The runner is elsewhere: what is
// here has been checked against the configuration, not run.
type Test struct {
	Name   string     // never empty
	Now    time.Time  // DefaultNow where the file gives none
	Source string     // of its items and its file; empty where each item names its own
	Items  []TestItem // in the order of the file; empty where File is set
	File   string     // absolute path of a saved document; empty if none
	Expect Expect
	Config string // where it stands: "config.yaml:80:5"
}

// TestItem is one item of a test. Empty means the item has none of it.
type TestItem struct {
	Source    string // never empty: its own, else the test's
	ID        string
	URL       string
	Title     string
	Summary   string
	Content   string
	Published time.Time // zero: dated at the test's now
	Authors   []string
	Rights    string
	Config    string // where it stands: "config.yaml:82:11"

	sourceGiven bool // its source: was written, if wrongly
}

// Expect is what a test expects. Only fields for which Has is true were
// written; at least one was.
type Expect struct {
	Feeds     []string // exactly these feeds show an entry of the test
	Rights    []string // each is part of a rights statement
	NotInBody []string // none is part of the body
	BodyEnds  string   // the body's last words
	Entries   int      // reports published
	Title     string   // of the entry, whole
	Body      string   // of the entry, whole, plain text
	Authors   []string // names, whole, in order
	Relation  string   // of the last item: new, update, take, copy or coverage
	Reason    string   // part of a reason given by a feed for the last item
	Stories   int      // different stories
	Dropped   int      // items that no feed takes; AllDropped where true was written

	given map[string]string // key: place
}

// AllDropped is Expect.Dropped where the test says "dropped: true": every item.
const AllDropped = -1

// Has reports whether the test expects something of the key: "feeds",
// "rights", "not_in_body", "body_ends", "entries", "title", "body", "authors",
// "relation", "reason", "stories" or "dropped".
func (e Expect) Has(key string) bool { return e.given[key] != "" }

// Place is where the expectation of the key stands, "config.yaml:84:24"; empty
// where Has is false.
func (e Expect) Place(key string) string { return e.given[key] }

// DefaultNow is the time at which a test runs that names none.
func DefaultNow() time.Time { return time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC) }
