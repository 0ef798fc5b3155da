package filter

import (
	"slices"
	"time"

	"sitrep/filter/story"
)

// reportLife is how long the index keeps a report after the latest receipt of
// one of its items; an older one is recalled from the store when it is needed.
const reportLife = 7 * 24 * time.Hour

// Index is what earlier decisions left behind: a fold over verdicts in order.
// Deciding reads it, Add changes it. It is not safe for concurrent use.
type Index struct {
	stories *story.Index
	reports map[string]*Report   // by id
	items   map[story.Ref]string // item → report id
	members map[string][]string  // story → report ids, in the order they came
	expired time.Time            // the receipt up to which Expire has looked
	reapply *Reapply
}

// NewIndex returns an empty index.
func NewIndex() *Index {
	return &Index{
		stories: story.NewIndex(),
		reports: map[string]*Report{},
		items:   map[story.Ref]string{},
		members: map[string][]string{},
	}
}

// Reapply says that stored items are decided again under an edited policy:
// entries that stood keep their dates, others enter only within the backfill.
type Reapply struct {
	At       time.Time // when the policy was edited; what was received later is decided as ever
	Standing map[EntryKey]StandingEntry
}

// EntryKey names one entry in one feed.
type EntryKey struct{ Feed, ID string }

// StandingEntry is what an entry keeps through an edited policy.
type StandingEntry struct {
	State     string // Live, Aged or Withdrawn
	Published time.Time
	Updated   time.Time // when it last changed, or was withdrawn
}

// StartReapply makes the index decide as Reapply says, until EndReapply.
func (x *Index) StartReapply(r *Reapply) { x.reapply = r }

// EndReapply makes the index decide on new items again.
func (x *Index) EndReapply() { x.reapply = nil }

// Add folds a verdict into the index.
func (x *Index) Add(v Verdict) {
	for _, r := range v.Reports {
		x.put(r)
	}
	if v.Print != nil && v.Report != "" {
		x.stories.Add(v.Print, v.Report, v.Story, v.Relation)
	}
}

// Restore folds an earlier decision that the store remembers: what was
// compared, and how it was placed. Its report is brought by Recall.
func (x *Index) Restore(print *story.Print, report, storyID string, relation story.Relation) {
	x.stories.Add(print, report, storyID, relation)
}

// Recall brings a report back from the store.
func (x *Index) Recall(r *Report) { x.put(r) }

// Holds reports whether a report is at hand, so that the store need not be
// asked for it.
func (x *Index) Holds(report string) bool { return x.reports[report] != nil }

// Expire forgets what was received too long before a receipt to be compared
// with; the store still has it.
//
// It looks once an hour of receipts, at the full hour, so that an index that
// was rebuilt forgets the same as one that grew.
func (x *Index) Expire(received time.Time) {
	hour := received.Truncate(time.Hour)
	if !hour.After(x.expired) {
		return
	}
	x.expired = hour
	x.stories.Expire(hour)
	before := hour.Add(-reportLife)
	for id, r := range x.reports {
		if r.Received.Before(before) {
			x.drop(id, r)
		}
	}
}

// Len is the number of reports at hand.
func (x *Index) Len() int { return len(x.reports) }

func (x *Index) put(r *Report) {
	if _, known := x.reports[r.ID]; !known && !slices.Contains(x.members[r.Story], r.ID) {
		x.members[r.Story] = append(x.members[r.Story], r.ID)
	}
	x.reports[r.ID] = r
	for _, m := range r.Members {
		x.items[story.Ref{Source: m.Source, Item: m.Item}] = r.ID
	}
}

func (x *Index) drop(id string, r *Report) {
	delete(x.reports, id)
	for _, m := range r.Members {
		delete(x.items, story.Ref{Source: m.Source, Item: m.Item})
	}
	rest := slices.DeleteFunc(x.members[r.Story], func(other string) bool { return other == id })
	if len(rest) == 0 {
		delete(x.members, r.Story)
	} else {
		x.members[r.Story] = rest
	}
}

// report returns the report of an item, or nil.
func (x *Index) report(ref story.Ref) *Report { return x.reports[x.items[ref]] }

// head returns the report of a story that carries the others in a feed: the
// earliest one that is live there. It is nil if there is none.
func (x *Index) head(storyID, feedName string) *Report {
	for _, id := range x.members[storyID] {
		if r := x.reports[id]; r != nil && r.Feeds[feedName].State == Live {
			return r
		}
	}
	return nil
}
