package poll

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"sitrep/internal/store"
)

// Bounds of the loop.
const (
	maxInFlight  = 256              // visits under way at once; a visit costs a goroutine
	leaseLife    = 2 * time.Minute  // longer than any visit may take
	maxRound     = 1 << 20          // sources in one round
	roundLife    = 15 * time.Minute // longer than a round of waiting for slots may take
	longestSleep = 30 * time.Second // another process may have changed what is due
)

// Report is what one round of turns did.
type Report struct {
	Turns     int
	Failed    int
	New       int
	Changed   int
	Unchanged int
	Placed    int
	Faults    []SourceFault
}

// SourceFault is a source whose turn failed, and why.
type SourceFault struct {
	Source string
	Err    error
}

// Selection says which sources a round visits.
type Selection struct {
	Names []string // empty: all
	Force bool     // due or not
	Slack float64  // a source due within this share of its interval is due
}

// Round gives one turn to every due source, and then places what they brought,
// so that the same documents give the same stories in whatever order they came.
func (c *Conductor) Round(ctx context.Context, sel Selection) (Report, error) {
	var report Report
	leases, err := c.Store.Claim(ctx, c.Now(), store.ClaimOptions{
		Owner: c.Owner, Lease: roundLife, Limit: maxRound, Names: sel.Names, Force: sel.Force, Slack: sel.Slack,
	})
	if err != nil {
		return report, fmt.Errorf("claim due sources: %w", err)
	}
	var mu sync.Mutex
	var turns sync.WaitGroup
	slots := make(chan struct{}, maxInFlight)
	for _, lease := range leases {
		slots <- struct{}{}
		turns.Go(func() {
			defer func() { <-slots }()
			result, err := c.Turn(ctx, lease)
			mu.Lock()
			defer mu.Unlock()
			report.add(lease.Name, result, err)
		})
	}
	turns.Wait()
	report.Placed, err = c.Place(ctx)
	return report, err
}

func (r *Report) add(name string, result store.TurnResult, err error) {
	r.Turns++
	r.New += result.New
	r.Changed += result.Changed
	r.Unchanged += result.Unchanged
	if err != nil {
		r.Failed++
		r.Faults = append(r.Faults, SourceFault{Source: name, Err: err})
	}
}

// Run visits sources as they become due and places what they bring, until the
// context ends. placed is called after each placing that changed something.
func (c *Conductor) Run(ctx context.Context, placed func(context.Context)) error {
	var visits sync.WaitGroup
	defer visits.Wait()
	news := make(chan struct{}, 1)
	news <- struct{}{} // what an earlier process received and did not place
	visits.Go(func() { c.placeOnNews(ctx, news, placed) })
	slots := make(chan struct{}, maxInFlight)
	for ctx.Err() == nil {
		started, err := c.startDue(ctx, slots, &visits, news)
		if err != nil && ctx.Err() == nil {
			c.Log.Error("claim due sources", "error", err)
		}
		if started > 0 {
			continue
		}
		c.sleepUntilDue(ctx)
	}
	return nil
}

// startDue claims as many due sources as there are free slots, and starts
// their turns.
func (c *Conductor) startDue(ctx context.Context, slots chan struct{}, visits *sync.WaitGroup, news chan struct{}) (int, error) {
	free := cap(slots) - len(slots)
	if free == 0 {
		return 0, nil
	}
	leases, err := c.Store.Claim(ctx, c.Now(), store.ClaimOptions{Owner: c.Owner, Lease: leaseLife, Limit: free})
	if err != nil {
		return 0, err
	}
	for _, lease := range leases {
		slots <- struct{}{}
		visits.Go(func() {
			defer func() { <-slots }()
			c.visitAndTell(ctx, lease, news)
		})
	}
	return len(leases), nil
}

// visitAndTell gives one turn, logs its fault, and wakes the placer.
func (c *Conductor) visitAndTell(ctx context.Context, lease store.Lease, news chan struct{}) {
	result, err := c.Turn(ctx, lease)
	switch {
	case errors.Is(err, store.ErrFenced):
		c.Log.Warn("turn came too late and was dropped", "source", lease.Name)
	case ctx.Err() != nil: // stopping: the lease is given back, and whoever comes next makes the turn
		if err := c.Store.Release(context.WithoutCancel(ctx), lease); err != nil && !errors.Is(err, store.ErrFenced) {
			c.Log.Warn("give lease back", "source", lease.Name, "error", err)
		}
	case err != nil:
		c.Log.Warn("turn failed", "source", lease.Name, "fault", err)
	case result.New+result.Changed > 0:
		c.Log.Info("turn", "source", lease.Name, "new", result.New, "changed", result.Changed)
	}
	select {
	case news <- struct{}{}:
	default:
	}
}

// placeOnNews places serially. A placing that fails is tried again with the
// next news, or after a while.
func (c *Conductor) placeOnNews(ctx context.Context, news <-chan struct{}, placed func(context.Context)) {
	retry := time.NewTicker(longestSleep)
	defer retry.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-news:
		case <-retry.C:
		}
		n, err := c.Place(ctx)
		if err != nil && ctx.Err() == nil {
			c.Log.Error("place", "error", err)
			continue
		}
		if n > 0 {
			c.Log.Info("placed", "items", n)
		}
		placed(ctx)
	}
}

// sleepUntilDue waits for the next due time, a while at the most.
func (c *Conductor) sleepUntilDue(ctx context.Context) {
	wait := time.Second
	if due, ok, err := c.Store.NextDue(ctx); err == nil {
		wait = longestSleep
		if ok {
			wait = min(max(due.Sub(c.Now()), 100*time.Millisecond), longestSleep)
		}
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-c.wakes():
	}
}
