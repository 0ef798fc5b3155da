package poll

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"sitrep/filter"
	"sitrep/filter/story"
	"sitrep/internal/store"
)

// batchSize is how many items are decided in one transaction: small enough
// that a turn waiting to commit waits for milliseconds only.
const batchSize = 200

// Place takes what was received and not yet placed, oldest item first, decides
// each item, and commits verdicts and entries in batches. It returns how many
// items it placed.
func (c *Conductor) Place(ctx context.Context) (int, error) {
	c.placing.Lock()
	defer c.placing.Unlock()
	bound, err := c.Store.MaxSeq(ctx)
	if err != nil {
		return 0, fmt.Errorf("place: %w", err)
	}
	policy := c.current().policy
	total, pass := 0, int64(0)
	held := map[int64]bool{} // flash stubs that wait for their full takes
	for {
		waiting, err := c.Store.Pending(ctx, bound, batchSize+len(held))
		if err != nil {
			return total, fmt.Errorf("read what waits to be placed: %w", err)
		}
		waiting = slices.DeleteFunc(waiting, func(w store.Pending) bool { return held[w.Seq] })
		if len(waiting) == 0 {
			return total, c.age(ctx, policy)
		}
		readings := readBatch(policy, waiting)
		if waiting, readings = c.hold(waiting, readings, held); len(waiting) == 0 {
			continue
		}
		if err := c.prepare(ctx); err != nil {
			return total, err
		}
		err = c.Store.Place(ctx, func(tx *store.Placing) error {
			if pass == 0 {
				pass = tx.LastPass() + 1
			}
			return c.decide(tx, policy, waiting, readings, pass)
		})
		switch {
		case errors.Is(err, errRewritten):
			c.index = nil // another process has reapplied or pruned: build the index anew and decide again
			continue
		case err != nil:
			c.index = nil // a rolled-back batch leaves no trace
			return total, fmt.Errorf("place %d items: %w", len(waiting), err)
		}
		total += len(waiting)
	}
}

// errRewritten says that what was placed is not what the index was built from.
var errRewritten = errors.New("what was placed has been rewritten")

// decideOne decides one item, or sets it aside.
func decideOne(policy *filter.Policy, rd reading, index *filter.Index) (v filter.Verdict) {
	defer func() {
		if fault := recover(); fault != nil {
			v = policy.SetAside(rd.received, fmt.Sprintf("deciding failed: %v", fault))
		}
	}()
	if rd.fault != "" {
		return policy.SetAside(rd.received, rd.fault)
	}
	return policy.Decide(rd.Reading, index)
}

// decide is the serial part, under the write lock.
func (c *Conductor) decide(tx *store.Placing, policy *filter.Policy, waiting []store.Pending, readings []reading, pass int64) error {
	if err := c.catchUp(tx); err != nil {
		return err
	}
	still, err := tx.StillWaiting(sequences(waiting))
	if err != nil {
		return err
	}
	var mine []store.Pending
	var read []reading
	for i, w := range waiting {
		if still[w.Seq] {
			w.Pass = pass
			mine, read = append(mine, w), append(read, readings[i])
		}
	}
	settled, err := settle(tx, policy, c.index, c.generation, mine, read)
	if err != nil {
		return err
	}
	places, err := tx.Write(c.Now(), settled...)
	if err != nil {
		return err
	}
	if len(places) > 0 {
		c.place = places[len(places)-1]
	}
	return nil
}

// settle decides items one after the other and folds each verdict into the
// index before the next.
func settle(tx *store.Placing, policy *filter.Policy, index *filter.Index, generation int64, items []store.Pending, readings []reading) ([]store.Settled, error) {
	priors, err := recall(tx, index, items)
	if err != nil {
		return nil, err
	}
	out := make([]store.Settled, len(items))
	for i, w := range items {
		rd := readings[i]
		for _, r := range []*filter.Received{&rd.received, &rd.Reading.Received} {
			r.Pass, r.Prior = w.Pass, priors[i]
		}
		index.Expire(w.Received)
		v := decideOne(policy, rd, index)
		v.Generation = generation
		index.Add(v)
		out[i] = store.Settled{Seq: w.Seq, Place: w.Place, Pass: w.Pass, URLKey: w.URLKey, Verdict: &v}
		if v.Print != nil {
			if out[i].Print, err = v.Print.MarshalBinary(); err != nil {
				return nil, fmt.Errorf("encode what was compared of %s: %w", w.Item, err)
			}
		}
	}
	return out, nil
}

// recall brings back the reports of items that were last seen too long ago to
// be in the index, and says which report each item belongs to, if any.
func recall(tx *store.Placing, index *filter.Index, items []store.Pending) ([]string, error) {
	keys := make([]store.ItemKey, len(items))
	for i, w := range items {
		keys[i] = store.ItemKey{Source: w.Source.Key, Item: w.Item, URLKey: w.URLKey}
	}
	marks, err := tx.Marks(keys)
	if err != nil {
		return nil, err
	}
	priors := make([]string, len(items))
	var missing []string
	for i, key := range keys {
		if priors[i] = marks[key].Report; priors[i] != "" && !index.Holds(priors[i]) {
			missing = append(missing, priors[i])
		}
	}
	reports, err := tx.Reports(missing)
	if err != nil {
		return nil, err
	}
	for _, report := range reports {
		index.Recall(report)
	}
	return priors, nil
}

// indexLife is how far back the index is built from: what was received before
// is recalled item by item.
const indexLife = 7 * 24 * time.Hour

// prepare builds the index anew where there is none, outside the write lock.
func (c *Conductor) prepare(ctx context.Context) error {
	if c.index != nil {
		return nil
	}
	// The epoch and the last place are read first: what comes while the index is
	// built is caught up under the lock, or found to have been rewritten.
	epoch, err := c.Store.Epoch(ctx)
	if err != nil {
		return fmt.Errorf("rebuild index: %w", err)
	}
	place, err := c.Store.LastPlace(ctx)
	if err != nil {
		return fmt.Errorf("rebuild index: %w", err)
	}
	index, since := filter.NewIndex(), c.Now().Add(-indexLife)
	err = c.Store.Placed(ctx, since, func(placed store.Placed) error {
		place = max(place, placed.Place)
		return restore(index, placed)
	})
	if err != nil {
		return fmt.Errorf("rebuild index: %w", err)
	}
	reports, err := c.Store.RecentReports(ctx, since)
	if err != nil {
		return fmt.Errorf("rebuild index: %w", err)
	}
	for _, report := range reports {
		index.RecallStored(report)
	}
	c.index, c.place, c.epoch = index, place, epoch
	return nil
}

// catchUp folds in, under the write lock, what other processes have placed.
func (c *Conductor) catchUp(tx *store.Placing) error {
	if c.epoch != tx.Epoch() {
		return errRewritten
	}
	if c.place >= tx.LastPlace() {
		return nil
	}
	recent, err := tx.PlacedSince(c.place)
	if err != nil {
		return err
	}
	var stories []string
	for _, placed := range recent {
		if err := restore(c.index, placed); err != nil {
			return err
		}
		stories = append(stories, placed.Story)
	}
	reports, err := tx.StoryReports(stories)
	if err != nil {
		return err
	}
	for _, report := range reports {
		c.index.Recall(report)
	}
	c.place = tx.LastPlace()
	return nil
}

// restore folds one placed item into an index; one that was set aside left
// nothing to compare with.
func restore(index *filter.Index, placed store.Placed) error {
	if placed.Report != "" {
		index.Belongs(story.Ref{Source: placed.Source, Item: placed.Item}, placed.Report)
	}
	if len(placed.Print) == 0 {
		return nil
	}
	print := new(story.Print)
	err := print.UnmarshalBinary(placed.Print)
	if errors.Is(err, story.ErrPrintVersion) {
		return nil // made by another version of the program; adopting ours remakes it
	}
	if err != nil {
		return fmt.Errorf("read what was compared at place %d: %w", placed.Place, err)
	}
	index.Restore(print, placed.Report, placed.Story, placed.Relation)
	return nil
}

// age takes entries past their feed's max_age out, judged by the latest turn.
func (c *Conductor) age(ctx context.Context, policy *filter.Policy) error {
	return c.Store.Place(ctx, func(tx *store.Placing) error { return ageFeeds(tx, policy, c.Now()) })
}

func ageFeeds(tx *store.Placing, policy *filter.Policy, now time.Time) error {
	for _, name := range policy.Feeds() {
		limit := policy.MaxAge(name)
		if limit <= 0 {
			continue
		}
		if _, err := tx.Age(name, now.Add(-limit), now); err != nil {
			return fmt.Errorf("age feed %s: %w", name, err)
		}
	}
	return nil
}

// receivedOf is a waiting item in the words of the filter.
func receivedOf(w store.Pending) filter.Received {
	r := filter.Received{
		Source: w.Source.Key, Name: w.Source.Name, Item: w.Item, URL: w.URL, Body: w.Body, Origin: w.Origin,
		At: w.Received, Since: w.Since,
	}
	var first time.Time
	if w.Prior != nil {
		first = w.Prior.FirstSeen
	}
	r.Time = filter.ItemTime(w.Body, first, w.Received)
	return r
}

func sequences(waiting []store.Pending) []int64 {
	out := make([]int64, len(waiting))
	for i, w := range waiting {
		out[i] = w.Seq
	}
	return out
}
