package poll

import (
	"context"
	"fmt"
	"sync"
	"time"

	"sitrep/internal/store"
)

// maxGroup bounds how many turns share one transaction.
const maxGroup = 64

// gathering is how long the first turn waits at the most for others to share
// with it: hosts are visited at a measured pace, so turns do not end together by
// themselves. It waits neither for more than a group, nor where no more turns
// are under way.
const gathering = 250 * time.Millisecond

// committer lets turns that end at the same time share a transaction, and so a
// disk flush: the first to come commits for all that wait meanwhile. Each turn
// is still whole or absent.
type committer struct {
	mu      sync.Mutex
	waiting []*pendingTurn
	enough  chan struct{} // closed when the one who gathers need not wait any longer; nil when nobody does
	busy    bool
}

type pendingTurn struct {
	turn   store.Turn
	result store.TurnResult
	err    error
	done   chan struct{}
}

// commitFunc is store.Store.CommitTurn.
type commitFunc func(ctx context.Context, turns ...store.Turn) ([]store.TurnResult, error)

// commit returns when the turn is durable, or why it is not. underWay is how
// many turns are, this one and those that wait here included.
func (g *committer) commit(ctx context.Context, do commitFunc, turn store.Turn, underWay int64) (store.TurnResult, error) {
	mine := &pendingTurn{turn: turn, done: make(chan struct{})}
	g.mu.Lock()
	g.waiting = append(g.waiting, mine)
	enough := len(g.waiting) >= int(min(underWay, maxGroup))
	if g.busy {
		if enough && g.enough != nil {
			close(g.enough)
			g.enough = nil
		}
		g.mu.Unlock()
		<-mine.done
		return mine.result, mine.err
	}
	g.busy = true
	if !enough {
		gathered := make(chan struct{})
		g.enough = gathered
		g.mu.Unlock()
		gather(ctx, gathered)
		g.mu.Lock()
		g.enough = nil
	}
	for len(g.waiting) > 0 {
		group := g.waiting[:min(len(g.waiting), maxGroup)]
		g.waiting = g.waiting[len(group):]
		g.mu.Unlock()
		commitGroup(ctx, do, group)
		g.mu.Lock()
	}
	g.busy = false
	g.mu.Unlock()
	return mine.result, mine.err
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
func commitGroup(ctx context.Context, do commitFunc, group []*pendingTurn) {
	defer func() {
		fault := recover()
		for _, p := range group {
			if fault != nil {
				p.err = fmt.Errorf("commit turns: %v", fault)
			}
			close(p.done)
		}
	}()
	turns := make([]store.Turn, len(group))
	for i, p := range group {
		turns[i] = p.turn
	}
	results, err := do(ctx, turns...)
	if err == nil {
		for i, p := range group {
			p.result = results[i]
		}
		return
	}
	if len(group) == 1 {
		group[0].err = err
		return
	}
	for _, p := range group {
		results, err := do(ctx, p.turn)
		if p.err = err; err == nil {
			p.result = results[0]
		}
	}
}
