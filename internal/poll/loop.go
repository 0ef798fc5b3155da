package poll

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"sync"
	"time"

	"sitrep/internal/store"
)

// Bounds of the loop.
const (
	maxInFlight  = 256              // visits with a request made and not yet committed; each holds a document
	maxLeased    = 1024             // visits begun by the loop; most wait for their host, and cost a goroutine
	leaseLife    = 30 * time.Second // after a process died; one that lives renews its leases
	maxRound     = 1 << 20          // sources in one round
	longestSleep = 30 * time.Second // another process may have changed what is due
	leastSleep   = time.Second / 2  // what becomes due meanwhile is claimed together
)

// Report is what one round of turns did.
type Report struct {
	Turns     int
	Failed    int
	New       int
	Changed   int
	Unchanged int
	Placed    int
	Elsewhere int // sources left to another process that holds them
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
// Where another process is at a host, its sources come last.
func (c *Conductor) Round(ctx context.Context, sel Selection) (Report, error) {
	var report Report
	working, done := context.WithCancel(ctx)
	defer done()
	var keeping sync.WaitGroup
	keeping.Go(func() { c.keepLeases(working) })
	defer keeping.Wait()
	defer done()
	err := c.visitDue(ctx, sel, &report)
	c.holds.giveBack(c)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return report, err
	}
	report.Placed, err = c.Place(ctx)
	return report, err
}

// visitDue gives the turns of a round and returns when all have ended. What
// another process's being at the host keeps back is claimed again until it can
// be had.
func (c *Conductor) visitDue(ctx context.Context, sel Selection, report *Report) error {
	visits := roundVisits{conductor: c, report: report}
	defer visits.turns.Wait()
	begun, now, waiting := time.Now(), c.Now(), false
	want := store.ClaimOptions{Owner: c.Owner, Lease: leaseLife, Limit: maxRound, Names: sel.Names, Force: sel.Force, Slack: sel.Slack}
	elsewhere, err := c.Store.Leased(ctx, now, want)
	if err != nil {
		return fmt.Errorf("claim due sources: %w", err)
	}
	report.Elsewhere = len(elsewhere)
	for {
		leases, busy, err := c.Store.Claim(ctx, now.Add(time.Since(begun)), want)
		if err != nil {
			return fmt.Errorf("claim due sources: %w", err)
		}
		visits.start(ctx, leases)
		if len(busy) == 0 {
			return nil
		}
		if time.Since(begun) > roundPatience {
			for _, name := range busy {
				visits.add(name, store.TurnResult{}, errBusyHost)
			}
			return nil
		}
		if !waiting {
			waiting = true
			c.Log.Info("waiting for another process that is at the host", "sources", len(busy))
		}
		want.Names = busy
		if sleep(ctx, hostLook) != nil {
			return nil // stopping: what was begun is told
		}
	}
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
	visits.Go(func() { c.keepLeases(ctx) })
	failing := false // told once, since it is tried again all the time
	for ctx.Err() == nil {
		more, err := c.startDue(ctx, &visits, news)
		if err != nil && !failing && ctx.Err() == nil {
			c.Log.Error("claim due sources", "error", err)
		}
		failing = err != nil
		if !more {
			c.sleepUntilDue(ctx)
		}
	}
	return nil
}

// startDue claims due sources, as many as may be begun, and starts their turns.
// It reports whether more may be due.
func (c *Conductor) startDue(ctx context.Context, visits *sync.WaitGroup, news chan struct{}) (more bool, err error) {
	free := maxLeased - int(c.underWay.Load())
	if free <= 0 {
		return false, nil
	}
	leases, _, err := c.Store.Claim(ctx, c.Now(), store.ClaimOptions{Owner: c.Owner, Lease: leaseLife, Limit: free})
	if err != nil {
		return false, err
	}
	c.underWay.Add(int64(len(leases)))
	for _, lease := range leases {
		visits.Go(func() {
			defer c.underWay.Add(-1)
			c.visitAndTell(ctx, lease, news)
		})
	}
	return len(leases) == free, nil
}

// visitAndTell gives one turn, logs what came of it and when the next is due,
// and wakes the placer if it brought something.
func (c *Conductor) visitAndTell(ctx context.Context, lease store.Lease, news chan struct{}) {
	result, left, err := c.turn(ctx, lease)
	known := slog.Group("", "last_change", told(left.LastChange), "next_due", told(left.NextDue), "why", left.NextReason)
	switch {
	case errors.Is(err, store.ErrFenced):
		c.Log.Warn("turn came too late and was dropped", "source", lease.Name)
	case ctx.Err() != nil:
		c.release(ctx, lease)
	case err != nil:
		c.Log.Warn("turn failed", "source", lease.Name, "fault", err, known)
	default:
		c.Log.Info("turn", "source", lease.Name, "new", result.New, "changed", result.Changed, known)
	}
	if result.New+result.Changed == 0 {
		return
	}
	select {
	case news <- struct{}{}:
	default:
	}
}

// told is a time as the log has it.
func told(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format(time.RFC3339)
}

// release gives a lease back when the program is stopping, so that whoever
// comes next can make the turn at once.
func (c *Conductor) release(ctx context.Context, lease store.Lease) {
	if err := c.Store.Release(context.WithoutCancel(ctx), lease); err != nil {
		c.Log.Warn("give lease back", "source", lease.Name, "error", err)
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

// sleepUntilDue waits for the next due time, a while at the most. A turn that
// ends meanwhile and comes again sooner ends the sleep: while it was under way
// its source counted as due when its lease would end.
func (c *Conductor) sleepUntilDue(ctx context.Context) {
	c.asleepUntil.Store(math.MaxInt64) // also of turns that end while the store is asked
	wait := time.Second
	if due, ok, err := c.Store.NextDue(ctx); err == nil {
		wait = longestSleep
		if ok {
			wait = min(max(due.Sub(c.Now()), leastSleep), longestSleep)
		}
	}
	c.asleepUntil.CompareAndSwap(math.MaxInt64, c.Now().Add(wait).UnixMilli())
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-c.wakes():
	}
	c.asleepUntil.Store(0)
}

// wakeFor ends the loop's sleep if that would last beyond a time.
func (c *Conductor) wakeFor(due time.Time) {
	if !due.IsZero() && due.UnixMilli() < c.asleepUntil.Load() {
		c.wakeUp()
	}
}

func (c *Conductor) wakeUp() {
	select {
	case c.wakes() <- struct{}{}:
	default:
	}
}
