// Package serve shows what was published: feeds in four forms, pages for
// people, and on an address of its own what the operator needs to see. The same
// bytes are served and exported. Every answer is prepared when a feed changes,
// so that a hit costs no more than writing it out.
package serve

import (
	"context"
	"time"

	"sitrep/feed"
	"sitrep/filter"
)

// Site says what is served and by whom.
type Site struct {
	Title   string // of the desk page and the feed list
	BaseURL string // absolute, ends with a slash; a path prefix works
	Contact string // e-mail or web address for takedown requests; empty if none
	Version string // of the program
	Feeds   []FeedInfo
}

// FeedInfo is one feed of a site.
type FeedInfo struct {
	Name  string // file and path name
	Title string // never empty
	Token string // of a private feed; empty means public
	Hub   string // WebSub hub; empty if none
}

// Store is where published feeds are read from.
type Store interface {
	// Version changes with every commit that changes a feed.
	Version(ctx context.Context) (int64, error)
	// Feed is one feed with its entries, newest first.
	Feed(ctx context.Context, name string) (feed.Feed, []feed.Entry, error)
}

// Archive is a Store that still has the entries which left their feeds. With
// it, an entry's page is permanent.
type Archive interface {
	// Entry finds an entry by the slug of its id (see Slug). Its error wraps
	// fs.ErrNotExist if there never was one.
	Entry(ctx context.Context, slug string) (Archived, error)
}

// Past is a Store that still has what left its feeds, day by day. With it,
// feeds have archive pages (RFC 5005).
type Past interface {
	// ArchiveDays are the days of a feed's archive pages, newest first, as
	// their addresses name them: 2006-01-02, in UTC.
	ArchiveDays(ctx context.Context, name string) ([]string, error)
	// ArchivePage is a feed with one of its archive pages. Its error wraps
	// fs.ErrNotExist if there is none of that day.
	ArchivePage(ctx context.Context, name, day string) (feed.Feed, feed.ArchivePage, error)
}

// ArchivePath is where the archive page of a day is, from the site's base and
// from an export's folder. Beside it is the same day as a page for people.
func ArchivePath(name, day string) string { return archiveFolder + name + "/" + day + archiveEnding }

// TombstonePath is where the document of an entry is that was withdrawn: beside
// the archive page of the day it was published on.
func TombstonePath(name, day, id string) string {
	return archiveFolder + name + "/" + day + "/" + Slug(id) + tombstoneEnding
}

const (
	entryFolder     = "entry/"
	archiveFolder   = "archive/"
	archiveEnding   = ".atom"
	tombstoneEnding = ".atomdeleted" // RFC 6721, section 9
)

// Archived is an entry with the feeds it is or was in. Withdrawn says that it
// was taken down, and Entry is then not read.
type Archived struct {
	Entry     feed.Entry
	Feeds     []string
	Withdrawn bool
}

// Desk is a Store that can tell the operator how the work goes. Without it the
// admin pages show metrics only.
type Desk interface {
	// Sources are the configured sources and how they are, by name.
	Sources(ctx context.Context) ([]SourceHealth, error)
	// Why finds verdicts by address, raw id, entry id, or words of the title
	// and the source's name, newest first, at most limit. Where nothing is
	// asked it finds the newest.
	Why(ctx context.Context, query string, limit int) ([]filter.Verdict, error)
}

// States of a source.
const (
	StateNew     = "new"     // no turn yet
	StateGood    = "good"    // its last turn was good
	StateFailing = "failing" // its last turn was not
	StateGone    = "gone"    // 410: not visited any more
)

// SourceHealth is one source as the operator sees it. Times are zero where
// they never came; empty texts say that there is nothing to tell.
type SourceHealth struct {
	Name       string
	URL        string // without credentials
	State      string
	LastTurn   time.Time
	LastGood   time.Time
	LastChange time.Time
	NextDue    time.Time
	Reason     string // why then
	Fault      string // of the last turn
	Faults     int    // bad turns in a row
	Items      int    // in its last document
	Format     string
	Moved      string   // the address it moved to for good
	Warnings   []string // of its last document
}
