// Package story says how an item relates to what was seen before: the same
// item, an update, a take, a copy, coverage of the same news, or new.
package story

import "time"

// Relation is how an item relates to what was seen before it.
type Relation string

// The relations, in the order in which they are tried.
const (
	Update   Relation = "update"   // the same item again, changed
	Take     Relation = "take"     // the next wire version of a report of the same source
	Copy     Relation = "copy"     // another source's copy of the same text
	Coverage Relation = "coverage" // another source's own report of the same news
	New      Relation = "new"      // none of these
)

// Document is what is compared: one item after stripping. Text is plain.
type Document struct {
	Source   string    // the source's permanent key
	Item     string    // the item's identity within its source (raw id, else link, else hash)
	URL      string    // link as given; may be empty
	Title    string    // as published
	Text     string    // stripped, plain, blocks joined by newlines; may be empty
	Language string    // may be empty
	Time     time.Time // the item's own time (clamped), else first seen
	Received time.Time // receipt
}

// Ref names one member of a report.
type Ref struct {
	Source string `json:"source"`
	Item   string `json:"item"`
}

// Signal is one reason why two items were joined or parted: a name
// ("same address", "numbers differ"), what was seen, and its weight in the
// pair score where it has one.
type Signal struct {
	Name  string  `json:"name"`
	Value string  `json:"value,omitempty"`
	Score float64 `json:"score,omitempty"`
}

// Placement is the outcome for one item. Report is set for update, take and
// copy; Story for these and coverage; both are empty for new. Of is the member
// it was joined to. Signals say why, for new also what kept it from its
// nearest look-alike.
type Placement struct {
	Relation Relation
	Report   string
	Story    string
	Of       Ref
	Signals  []Signal
}
