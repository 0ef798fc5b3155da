package poll

import (
	"slices"
	"strings"

	"sitrep/feed"
	"sitrep/filter"
)

// Outcome is what a fold in memory came to.
type Outcome struct {
	Verdicts []filter.Verdict // in the order of the items
	entries  map[filter.EntryKey]filter.EntryState
	reports  map[string]*filter.Report
}

// Fold decides items in the order given, in memory, as Place would in one
// pass: the road of a configuration's tests and of previews. Nothing is
// written anywhere.
func Fold(policy *filter.Policy, items []filter.Received) Outcome {
	out := Outcome{entries: map[filter.EntryKey]filter.EntryState{}, reports: map[string]*filter.Report{}}
	index := filter.NewIndex()
	for _, item := range items {
		if item.Pass == 0 {
			item.Pass = 1
		}
		index.Expire(item.At)
		v := decideOne(policy, readOne(policy, item), index)
		index.Add(v)
		out.add(v)
	}
	return out
}

func (o *Outcome) add(v filter.Verdict) {
	o.Verdicts = append(o.Verdicts, v)
	for _, e := range v.Entries {
		key := filter.EntryKey{Feed: e.Feed, ID: e.ID}
		if e.Entry == nil {
			e.Entry = o.entries[key].Entry
		}
		o.entries[key] = e
	}
	for _, r := range v.Reports {
		o.reports[r.ID] = r
	}
}

// Entries are the live entries of a feed, newest first, then by id.
func (o *Outcome) Entries(feedName string) []feed.Entry {
	var out []feed.Entry
	for key, e := range o.entries {
		if key.Feed == feedName && e.State == filter.Live && e.Entry != nil {
			out = append(out, filter.Complete(*e.Entry, *o.reports[e.ID], feedName, false))
		}
	}
	slices.SortFunc(out, func(a, b feed.Entry) int {
		if c := b.Published.Compare(a.Published); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return out
}
