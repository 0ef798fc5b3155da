package poll

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sitrep/filter"
	"sitrep/internal/store"
)

// ErrLoss is returned where an edited configuration would withdraw more of
// what is published than its reload: max_loss allows.
var ErrLoss = errors.New("the edited configuration would withdraw too much")

// Edit is a configuration about to be adopted.
type Edit struct {
	Hash    string  // of the configuration
	MaxLoss float64 // share of the live entries, 0–1, that may be withdrawn
	Force   bool    // whatever it withdraws
}

// Adoption is what adopting a configuration did.
type Adoption struct {
	Generation int64
	Decided    int // stored items decided again; 0 if the configuration was in force already
	Left       int // entries that no longer belong
	Entered    int // entries that newly do
}

// Adopt makes a policy apply to what is stored. If it is not the one that the
// stored verdicts were made under, the log is folded again in one transaction,
// in the order in which it was placed: entries that no longer belong leave,
// others enter only within the backfill, dates and ids stay.
func (c *Conductor) Adopt(ctx context.Context, policy *filter.Policy, e Edit) (Adoption, error) {
	c.placing.Lock()
	defer c.placing.Unlock()
	current, err := c.Store.Generation(ctx)
	if err != nil {
		return Adoption{}, fmt.Errorf("adopt configuration: %w", err)
	}
	if current.Hash == e.Hash {
		c.generation = current.Number
		return Adoption{Generation: current.Number}, nil
	}
	var adoption Adoption
	c.index = nil // whatever comes of it, the index is built anew
	err = c.Store.Place(ctx, func(tx *store.Placing) error {
		current, err := tx.Generation()
		if err != nil || current.Hash == e.Hash { // another process adopted it while we waited for the lock
			adoption = Adoption{Generation: current.Number}
			return err
		}
		adoption, err = c.refold(tx, policy, e, c.Now())
		return err
	})
	if err != nil {
		return Adoption{}, fmt.Errorf("adopt configuration: %w", err)
	}
	c.generation = adoption.Generation
	c.mu.Lock()
	c.force.policy = policy // what is placed from now on is decided under it, too
	c.mu.Unlock()
	return adoption, nil
}

// refold folds the whole log again under a policy.
func (c *Conductor) refold(tx *store.Placing, policy *filter.Policy, e Edit, now time.Time) (Adoption, error) {
	var a Adoption
	var err error
	if a.Generation, err = tx.Adopt(e.Hash, now); err != nil {
		return a, err
	}
	stood, err := tx.Reset(now)
	if err != nil {
		return a, err
	}
	standing := map[filter.EntryKey]bool{}
	for _, s := range stood {
		if s.State == filter.Live {
			standing[filter.EntryKey{Feed: s.Feed, ID: s.ID}] = true
		}
	}
	index := filter.NewIndex()
	index.StartReapply(&filter.Reapply{At: now, Standing: admissions(stood)})
	live := map[filter.EntryKey]bool{}
	a.Decided, err = c.replay(tx, policy, index, a.Generation, func(v filter.Verdict) {
		for _, entry := range v.Entries {
			live[filter.EntryKey{Feed: entry.Feed, ID: entry.ID}] = entry.State == filter.Live
		}
	})
	if err != nil {
		return a, err
	}
	for key, is := range live {
		if is && !standing[key] {
			a.Entered++
		}
	}
	for key := range standing {
		if !live[key] {
			a.Left++
		}
	}
	if !e.Force && float64(a.Left) > e.MaxLoss*float64(len(standing)) {
		return a, fmt.Errorf("%w: %d of %d entries, more than max_loss allows (%d %%), so nothing was done; look at preview --against, or adopt it all the same with poll --force",
			ErrLoss, a.Left, len(standing), int(e.MaxLoss*100+0.5))
	}
	return a, ageFeeds(tx, policy, now)
}

// replay decides the whole log in the order in which it was placed, and tells
// each verdict where told is not nil.
func (c *Conductor) replay(tx *store.Placing, policy *filter.Policy, index *filter.Index, generation int64, told func(filter.Verdict)) (int, error) {
	total := 0
	err := tx.Replay(batchSize, func(batch []store.Pending) error {
		settled, err := settle(tx, policy, index, generation, batch, readBatch(policy, batch))
		if err != nil {
			return err
		}
		for _, s := range settled {
			if told != nil {
				told(*s.Verdict)
			}
		}
		total += len(settled)
		_, err = tx.Write(c.Now(), settled...)
		return err
	})
	return total, err
}

// Refold throws away all that is derived from the log and folds the log again.
// The outcome is the same: what is published follows from log and
// configuration. What a configuration that is no longer there admitted cannot
// be derived, so after an edit the entries' admission and dates are carried.
func (c *Conductor) Refold(ctx context.Context) error {
	c.placing.Lock()
	defer c.placing.Unlock()
	c.index = nil
	err := c.Store.Place(ctx, func(tx *store.Placing) error {
		generation, err := tx.Generation()
		if err != nil {
			return err
		}
		stood, err := tx.Reset(c.Now())
		if err != nil {
			return err
		}
		index := filter.NewIndex()
		if generation.Number > 1 {
			index.StartReapply(&filter.Reapply{At: generation.Adopted, Standing: admissions(stood)})
		}
		policy := c.current().policy
		if _, err = c.replay(tx, policy, index, c.generation, nil); err != nil {
			return err
		}
		return ageFeeds(tx, policy, c.Now())
	})
	if err != nil {
		return fmt.Errorf("fold the log again: %w", err)
	}
	return nil
}

// admissions are the entries that stood, with what they keep.
func admissions(stood []store.Standing) map[filter.EntryKey]filter.StandingEntry {
	out := make(map[filter.EntryKey]filter.StandingEntry, len(stood))
	for _, s := range stood {
		out[filter.EntryKey{Feed: s.Feed, ID: s.ID}] = filter.StandingEntry{State: s.State, Published: s.Published, Updated: s.Updated}
	}
	return out
}
