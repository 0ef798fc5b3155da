package filter

import (
	"encoding/json"
	"fmt"
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
	reports map[string]*remembered // by id
	items   map[story.Ref]string   // item → report id
	members map[string][]string    // story → report ids, in the order they came
	expired time.Time              // the receipt up to which Expire has looked
	reapply *Reapply
}

// NewIndex returns an empty index.
func NewIndex() *Index {
	return &Index{
		stories: story.NewIndex(),
		reports: map[string]*remembered{},
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
// compared, and how it was placed. Its report is brought by Recall or RecallStored.
func (x *Index) Restore(print *story.Print, report, storyID string, relation story.Relation) {
	x.stories.Add(print, report, storyID, relation)
}

// Belongs says which report an item belongs to, for one that RecallStored
// brings.
func (x *Index) Belongs(item story.Ref, report string) { x.items[item] = report }

// Recall brings a report back from the store.
func (x *Index) Recall(r *Report) { x.put(r) }

// StoredReport is a report as the store keeps it.
type StoredReport struct {
	ID       string
	Story    string
	Received time.Time // latest receipt of one of its items
	Body     string    // the report as JSON
}

// RecallStored brings a report back that is decoded when it is first asked for:
// of a week of reports few ever are. A body that is no report makes the decision
// that asks for it panic.
func (x *Index) RecallStored(s StoredReport) {
	x.keep(s.ID, s.Story, &remembered{stored: s.Body, received: s.Received, story: s.Story})
}

// remembered is a report at hand.
type remembered struct {
	report   *Report
	stored   string // while report is nil: its JSON
	story    string
	received time.Time
}

// get returns a report by its id, or nil.
func (x *Index) get(id string) *Report {
	m := x.reports[id]
	if m == nil {
		return nil
	}
	if err := x.decode(id, m); err != nil {
		panic(err)
	}
	return m.report
}

// decode reads a report that was not yet asked for.
func (x *Index) decode(id string, m *remembered) error {
	if m.report != nil {
		return nil
	}
	r := new(Report)
	if err := json.Unmarshal([]byte(m.stored), r); err != nil {
		return fmt.Errorf("decode report %s: %w", id, err)
	}
	m.report, m.stored = r, ""
	x.enter(id, r)
	return nil
}

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
		if r.received.Before(before) {
			x.drop(id, r)
		}
	}
}

// Len is the number of reports at hand.
func (x *Index) Len() int { return len(x.reports) }

func (x *Index) put(r *Report) {
	x.keep(r.ID, r.Story, &remembered{report: r, story: r.Story, received: r.Received})
	x.enter(r.ID, r)
}

func (x *Index) keep(id, storyID string, m *remembered) {
	if _, known := x.reports[id]; !known && !slices.Contains(x.members[storyID], id) {
		x.members[storyID] = append(x.members[storyID], id)
	}
	x.reports[id] = m
}

// enter notes which items belong to a report.
func (x *Index) enter(id string, r *Report) {
	for _, m := range r.Members {
		x.items[story.Ref{Source: m.Source, Item: m.Item}] = id
	}
}

func (x *Index) drop(id string, m *remembered) {
	if x.decode(id, m) == nil { // the items of a damaged report stay, and belong to nothing
		for _, member := range m.report.Members {
			delete(x.items, story.Ref{Source: member.Source, Item: member.Item})
		}
	}
	delete(x.reports, id)
	rest := slices.DeleteFunc(x.members[m.story], func(other string) bool { return other == id })
	if len(rest) == 0 {
		delete(x.members, m.story)
	} else {
		x.members[m.story] = rest
	}
}

// report returns the report of an item, or nil. prior is the report that the
// store remembers for it, which may tell of an item older than the index.
func (x *Index) report(ref story.Ref, prior string) *Report {
	if r := x.get(x.items[ref]); r != nil {
		return r
	}
	if r := x.get(prior); r != nil && r.holds(ref) {
		return r
	}
	return nil
}

// head returns the report of a story that carries the others in a feed: the
// earliest one that is live there. It is nil if there is none.
func (x *Index) head(storyID, feedName string) *Report {
	for _, id := range x.members[storyID] {
		if r := x.get(id); r != nil && r.Feeds[feedName].State == Live {
			return r
		}
	}
	return nil
}
