package poll

import (
	"context"
	"fmt"
	"sync"
	"time"

	"sitrep/internal/store"
)

// Bounds of what shares one transaction: as many turns as can be under way,
// since a page of the store is written once for all turns it holds; but not so
// many items that others wait long for the store.
const (
	maxGroup      = maxInFlight
	maxGroupItems = 2000
)

// gathering is how long a turn waits at the most for others to share with it:
// hosts are visited at a measured pace, so turns do not end together by
// themselves. It waits neither for more than a group, nor where no more turns
// are under way.
const gathering = 250 * time.Millisecond

// committer lets turns share a transaction, and so a disk flush. Each turn is
// still whole or absent.
type committer struct {
	mu      sync.Mutex
	waiting []pendingTurn
	items   int           // of the turns that wait
	enough  chan struct{} // closed when there is nothing more to gather for; nil when nobody gathers
	busy    bool
}

// pendingTurn is a turn to be committed. done is told when it is durable, or
// why it is not.
type pendingTurn struct {
	turn *store.Turn
	done func(store.TurnResult, error)
}

// commitFunc is store.Store.CommitTurn.
type commitFunc func(ctx context.Context, turns ...store.Turn) ([]store.TurnResult, error)

// add has a turn committed, soon. underWay says how many turns are, this one
// and those that wait here included.
func (g *committer) add(ctx context.Context, do commitFunc, p pendingTurn, underWay func() int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, p)
	g.items += len(p.turn.Present)
	if g.enough != nil && g.full(underWay) {
		close(g.enough)
		g.enough = nil
	}
	if !g.busy {
		g.busy = true
		go g.work(ctx, do, underWay)
	}
}

// full reports whether no more turns are waited for.
func (g *committer) full(underWay func() int64) bool {
	return g.items >= maxGroupItems || len(g.waiting) >= int(min(underWay(), maxGroup))
}

// take takes the next group from those that wait.
func (g *committer) take() []pendingTurn {
	n, items := 0, 0
	for n < len(g.waiting) && n < maxGroup && items < maxGroupItems {
		items += len(g.waiting[n].turn.Present)
		n++
	}
	group := g.waiting[:n]
	g.waiting = g.waiting[n:]
	g.items -= items
	return group
}

// work commits group after group until no turn waits.
func (g *committer) work(ctx context.Context, do commitFunc, underWay func() int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for len(g.waiting) > 0 {
		if !g.full(underWay) {
			gathered := make(chan struct{})
			g.enough = gathered
			g.mu.Unlock()
			gather(ctx, gathered)
			g.mu.Lock()
			g.enough = nil
		}
		group := g.take()
		g.mu.Unlock()
		commitGroup(ctx, do, group)
		g.mu.Lock()
	}
	g.waiting, g.busy = nil, false
}

// gather waits for others; whoever is stopping goes on at once.
func gather(ctx context.Context, gathered <-chan struct{}) {
	timer := time.NewTimer(gathering)
	defer timer.Stop()
	select {
	case <-gathered:
	case <-timer.C:
	case <-ctx.Done():
	}
}

// commitGroup commits together; where that fails, each turn is tried alone, so
// that one bad turn costs no other.
func commitGroup(ctx context.Context, do commitFunc, group []pendingTurn) {
	turns := make([]store.Turn, len(group))
	for i, p := range group {
		turns[i] = *p.turn
	}
	results, err := unpanicked(ctx, do, turns)
	for i, p := range group {
		switch {
		case err == nil:
			p.done(results[i], nil)
		case len(group) == 1:
			p.done(store.TurnResult{}, err)
		default:
			alone, err := unpanicked(ctx, do, turns[i:i+1])
			if err != nil {
				alone = make([]store.TurnResult, 1)
			}
			p.done(alone[0], err)
		}
	}
}

// unpanicked is do, whose panic would take the program down with turns that
// others wait for.
func unpanicked(ctx context.Context, do commitFunc, turns []store.Turn) (results []store.TurnResult, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("commit turns: %v", fault)
		}
	}()
	return do(ctx, turns...)
}
