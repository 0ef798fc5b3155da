package poll

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"sitrep/feed"
	"sitrep/filter"
	"sitrep/internal/store"
)

// Outcome is what a fold in memory came to.
type Outcome struct {
	Verdicts []filter.Verdict // in the order of the items
	entries  map[filter.EntryKey]filter.EntryState
	reports  map[string]*filter.Report
}

// Fold decides items in the order given, in memory, as Place would: the road
// of a configuration's tests and of previews. Nothing is written anywhere.
func Fold(policy *filter.Policy, items []filter.Received) Outcome {
	out := Outcome{entries: map[filter.EntryKey]filter.EntryState{}, reports: map[string]*filter.Report{}}
	index := filter.NewIndex()
	for _, item := range items {
		if item.Pass == 0 {
			item.Pass = 1
		}
		out.decide(policy, index, item)
	}
	return out
}

// Preview decides what the store holds under another policy, in memory. What
// stands keeps its place; other entries enter only within the backfill, as when
// the policy were adopted now.
func (c *Conductor) Preview(ctx context.Context, policy *filter.Policy) (Outcome, error) {
	out := Outcome{entries: map[filter.EntryKey]filter.EntryState{}, reports: map[string]*filter.Report{}}
	index := filter.NewIndex()
	standing, err := c.Store.Standing(ctx)
	if err != nil {
		return out, fmt.Errorf("preview: %w", err)
	}
	index.StartReapply(&filter.Reapply{At: c.Now(), Standing: admissions(standing)})
	err = c.Store.Log(ctx, func(p store.Pending) error {
		item := receivedOf(p)
		if item.Pass = p.Pass; p.Place == 0 {
			item.Pass = math.MaxInt64 // all that waits would be placed in one pass
		}
		out.decide(policy, index, item)
		return nil
	})
	if err != nil {
		return out, fmt.Errorf("preview: %w", err)
	}
	for _, name := range policy.Feeds() {
		if limit := policy.MaxAge(name); limit > 0 {
			out.age(name, c.Now().Add(-limit))
		}
	}
	return out, nil
}

func (o *Outcome) decide(policy *filter.Policy, index *filter.Index, item filter.Received) {
	index.Expire(item.At)
	v := decideOne(policy, readOne(policy, item), index)
	index.Add(v)
	o.add(v)
}

// age takes out what is past a feed's max_age.
func (o *Outcome) age(feedName string, before time.Time) {
	for key, e := range o.entries {
		if key.Feed == feedName && e.State == filter.Live && e.Published.Before(before) {
			e.State = filter.Aged
			o.entries[key] = e
		}
	}
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
