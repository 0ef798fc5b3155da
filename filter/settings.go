package filter

import (
	"time"

	"sitrep/filter/match"
	"sitrep/filter/strip"
)

// How much of an item's text an entry carries.
const (
	Headline = "headline"
	Summary  = "summary"
	Full     = "full"
)

// What a feed does with other reports of a story it already shows.
const (
	Fold     = "fold"
	Separate = "separate"
)

// Settings is the plain form of a policy, as the configuration gives it.
// Compile turns it into a Policy.
type Settings struct {
	Authority string        // of entry ids (RFC 4151): "desk.example.org,2026"; never empty
	Backfill  time.Duration // of a source new to the store, items older than this are remembered, not published
	Withhold  []string      // URLs, hosts and entry ids kept out for good
	Sources   []Source
	Topics    []match.Topic
	Feeds     []Feed
}

// Source is the policy for one source.
type Source struct {
	Name          string       // as configured
	Key           string       // permanent: the first name the store knew it by; empty means Name
	URL           string       // as configured, absolute
	Title         string       // as configured; empty means the feed's own
	Language      string       // as configured; empty means the feed's own
	Tags          []string     // for from: and where:
	Strip         []strip.Rule // all listed sets, in order
	Credits       []string     // credits that are this source's own
	Rank          int          // of two copies not yet published the higher wins
	AcceptAll     bool         // on every topic by itself
	Accept        []string     // topics it is on by itself
	Content       string       // Headline, Summary or Full; empty means Summary
	SummaryLength int          // characters; 0 means 280
	License       string       // as configured: unknown, public-domain, ogl-3 …
	Images        bool         // images: link
	Private       bool         // fetched with credentials: never shown in a feed that does not list it
}

// Feed is the policy for one feed we publish.
type Feed struct {
	Name     string
	From     []string      // source names, tags, "all"; -name leaves out; empty means all
	Topics   []string      // on any of them; empty means everything
	Where    string        // expression over the item; empty means no condition
	Coverage string        // Fold or Separate; empty means Fold
	Limit    int           // entries shown; 0 means 100
	MaxAge   time.Duration // by the item's own date; 0 means no limit
	Also     bool          // a visible line names folded coverage
	Config   string        // the line where: stands on, "config.yaml:52:12"
}
