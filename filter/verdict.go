// Package filter decides: one item in, one Verdict out. A decision is a pure
// function of the item, the policy, an index and a time, so that it can be
// explained, tested, previewed and repeated.
package filter

import (
	"slices"
	"time"

	"sitrep/feed"
	"sitrep/filter/match"
	"sitrep/filter/story"
	"sitrep/filter/strip"
)

// Action is what a feed does with an item.
type Action string

// The actions of a decision.
const (
	Publish  Action = "publish"  // a new entry, or coverage kept separate
	Revise   Action = "update"   // an update or a take of an entry
	FoldInto Action = "fold"     // a copy, or coverage folded into an entry
	Drop     Action = "drop"     // not shown
	Hold     Action = "hold"     // received, and not decided yet: a flash line waits for its full take
	Withdraw Action = "withdraw" // taken down: a kill, withhold:, forget
)

// Decision is what one feed does with the item, and why.
type Decision struct {
	Feed   string `json:"feed"`
	Action Action `json:"action"`
	Reason string `json:"reason"`
}

// Verdict is the decisions on one item, feed by feed, and all reasons for
// them. Its JSON form is the contract of `explain --format json`.
type Verdict struct {
	Source     string             `json:"source"` // name as configured
	Item       string             `json:"item"`   // raw id, without one the link, else a hash
	URL        string             `json:"url"`    // link as given
	Title      string             `json:"title"`  // as published
	At         time.Time          `json:"at"`     // receipt
	Time       time.Time          `json:"time"`   // the item's own time, else when it was first seen
	Story      string             `json:"story"`
	Report     string             `json:"report"` // also the id of its entry
	Relation   story.Relation     `json:"relation"`
	Of         *story.Ref         `json:"of,omitempty"`   // the item it was joined to
	Take       string             `json:"take,omitempty"` // "2nd LD", "종합2보" …; empty without a mark
	Scores     map[string]float64 `json:"scores"`
	Hits       []match.Hit        `json:"hits"`
	Missing    map[string]string  `json:"missing,omitempty"` // topic: what was missing, where it is off topic
	Cuts       []strip.Cut        `json:"cuts"`
	Kept       []strip.Cut        `json:"kept,omitempty"` // keep: rules that matched
	Signals    []story.Signal     `json:"signals,omitempty"`
	Decisions  []Decision         `json:"decisions"`
	Warnings   []string           `json:"warnings,omitempty"`
	Fault      string             `json:"fault,omitempty"` // why the item was set aside; empty if it was decided
	Generation int64              `json:"generation"`      // of the configuration it was made under

	// What the verdict changes, for the store and the index.
	Key     string       `json:"-"` // the source's permanent key
	Text    string       `json:"-"` // stripped and plain, before any shortening
	Print   *story.Print `json:"-"` // what was compared; nil for an item set aside
	Reports []*Report    `json:"-"` // reports created or changed, whole, after the decision
	Entries []EntryState `json:"-"` // entries put, or withdrawn
}

// EntryState is one entry in one feed after a decision. Entry is without the
// links to copies and coverage, which Complete adds from the report when it is
// shown. Entry is nil where only the state changes.
type EntryState struct {
	Feed      string
	ID        string
	Story     string
	State     string // Live, Folded or Withdrawn
	Published time.Time
	Updated   time.Time
	Entry     *feed.Entry
}

// States of an entry in a feed.
const (
	Live      = "live"
	Withdrawn = "withdrawn"
	Folded    = "folded" // in reserve: another report's entry carries it
	Aged      = "aged"   // past the feed's max_age; set by the store
)

// Report is what is remembered of one report: a fold over the verdicts on its
// items. The store keeps it as JSON; the index holds the recent ones.
type Report struct {
	ID        string              `json:"id"`
	Story     string              `json:"story"`
	Pass      int64               `json:"pass"` // the placing pass that made it; its copies compete by rank until it ends
	Published time.Time           `json:"published"`
	Received  time.Time           `json:"received"` // latest receipt of one of its items
	Members   []Member            `json:"members"`
	Feeds     map[string]Standing `json:"feeds,omitempty"`
	Killed    bool                `json:"killed,omitempty"`
}

// holds reports whether an item is a member.
func (r *Report) holds(item story.Ref) bool {
	return slices.ContainsFunc(r.Members, func(m Member) bool { return m.Source == item.Source && m.Item == item.Item })
}

// Member is one item of a report.
type Member struct {
	Source  string         `json:"source"` // permanent key
	Item    string         `json:"item"`
	Name    string         `json:"name"` // the source's title, for rel=related
	URL     string         `json:"url"`
	Title   string         `json:"title"`
	Kind    story.Relation `json:"kind"`
	Take    string         `json:"take,omitempty"`
	Version int            `json:"version,omitempty"` // story.Print.TakeRank; 0 in reports stored before it was kept
	Rank    int            `json:"rank"`
	Time    time.Time      `json:"time"`          // the item's own time, else first seen
	Date    time.Time      `json:"date,omitzero"` // the item's own updated, else published; zero if undated
	Visible string         `json:"visible"`       // hash of what a reader sees of it
	Killed  bool           `json:"killed,omitempty"`
	Feeds   []string       `json:"feeds,omitempty"` // feeds that accept it
}

// Standing is how a report stands in one feed.
type Standing struct {
	State   string    `json:"state"`           // Live, Withdrawn, Folded or "backlog" (remembered, not published)
	Winner  story.Ref `json:"winner,omitzero"` // the item whose text the entry carries
	Updated time.Time `json:"updated,omitzero"`
	Into    string    `json:"into,omitempty"`   // folded: the entry that carries it
	Folded  []Also    `json:"folded,omitempty"` // live: coverage folded into this entry
}

// Also names folded coverage in the entry that carries it.
type Also struct {
	Report string `json:"report"`
	URL    string `json:"url"`
	Title  string `json:"title"`
	Name   string `json:"name"` // the source's title
}
