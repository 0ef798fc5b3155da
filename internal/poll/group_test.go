package poll

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"sitrep/internal/store"
)

// Turns share a transaction up to a number of turns and of items; each is told
// what came of it, and one that cannot be committed costs no other.
func TestCommitterGroups(t *testing.T) {
	bad := errors.New("no room")
	for _, c := range []struct {
		what          string
		turns, items  int
		bad, panics   int // which turn fails; -1 for none
		first, groups int // turns in the first transaction; transactions that were tried
	}{
		{"unchanged", 600, 0, -1, -1, 256, 3},
		{"documents", 150, 40, -1, -1, 50, 3},
		{"one large document", 3, 5000, -1, -1, 1, 3},
		{"a bad turn", 4, 1, 2, -1, 4, 5},
		{"a panic", 4, 1, -1, 2, 4, 5},
	} {
		var groups []int
		do := func(_ context.Context, turns ...store.Turn) ([]store.TurnResult, error) {
			groups = append(groups, len(turns))
			results := make([]store.TurnResult, len(turns))
			for i, turn := range turns {
				switch turn.Lease.Name {
				case fmt.Sprint(c.bad):
					return nil, bad
				case fmt.Sprint(c.panics):
					panic("index out of range")
				}
				results[i].New = len(turn.Present)
			}
			return results, nil
		}
		var g committer
		var told sync.WaitGroup
		told.Add(c.turns)
		g.mu.Lock() // until all wait
		faults := make([]error, c.turns)
		for i := range c.turns {
			turn := &store.Turn{Lease: store.Lease{Source: store.Source{Name: fmt.Sprint(i)}}, Present: make([]store.Received, c.items)}
			done := func(result store.TurnResult, err error) {
				if faults[i] = err; err == nil && result.New != c.items {
					t.Errorf("%s: turn %d: %+v", c.what, i, result)
				}
				told.Done()
			}
			g.waiting, g.items = append(g.waiting, pendingTurn{turn, done}), g.items+c.items
		}
		g.busy = true
		g.mu.Unlock()
		g.work(t.Context(), do, func() int64 { return 1 })
		told.Wait()
		if groups[0] != c.first || len(groups) != c.groups {
			t.Errorf("%s: transactions of %v turns", c.what, groups)
		}
		failed := slices.IndexFunc(faults, func(err error) bool { return err != nil })
		if failed != max(c.bad, c.panics) || c.bad >= 0 && !errors.Is(faults[failed], bad) {
			t.Errorf("%s: turn %d failed", c.what, failed)
		}
		if g.items != 0 || g.busy || len(g.waiting) != 0 {
			t.Errorf("%s: left %+v", c.what, &g)
		}
	}
}
