package store

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

func names(leases []Lease) string {
	var out []string
	for _, l := range leases {
		out = append(out, l.Name)
	}
	return strings.Join(out, " ")
}

func TestClaim(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		b.sources("a", "b", "c", "d")
		// due: a an hour from now, b an hour ago, c gone, d now
		for name, due := range map[string]time.Duration{"a": time.Hour, "b": -time.Hour, "c": -2 * time.Hour, "d": 0} {
			state := State{NextDue: t0.Add(due), Interval: 20 * time.Hour, Gone: name == "c"}
			_, err := b.CommitTurn(ctx, Turn{Lease: b.claim(name, t0), State: state, At: t0})
			b.must(err)
		}
		for _, c := range []struct {
			what string
			o    ClaimOptions
			want string
		}{
			{"none", ClaimOptions{}, ""},
			{"due, longest first", ClaimOptions{Limit: 9}, "b d"},
			{"limit", ClaimOptions{Limit: 1}, "b"},
			{"slack of a tenth of 20 h", ClaimOptions{Limit: 9, Slack: .1}, "b d a"},
			{"slack too small", ClaimOptions{Limit: 9, Slack: .01}, "b d"},
			{"forced, the gone one too", ClaimOptions{Limit: 9, Force: true}, "c b d a"},
			{"by name, not due", ClaimOptions{Limit: 9, Names: []string{"a"}}, ""},
			{"by name, forced", ClaimOptions{Limit: 9, Names: []string{"a", "c", "x"}, Force: true}, "c a"},
		} {
			c.o.Lease = time.Minute
			leases, _, err := b.Claim(ctx, t0, c.o)
			b.must(err)
			if got := names(leases); got != c.want {
				t.Errorf("%s: got %q, want %q", c.what, got, c.want)
			}
			again, _, err := b.Claim(ctx, t0, ClaimOptions{Limit: 9, Lease: time.Minute, Names: strings.Fields(c.want + " x"), Force: true})
			b.must(err)
			if len(again) > 0 {
				t.Errorf("%s: claimed twice: %s", c.what, names(again))
			}
			for _, l := range leases {
				if !l.Until.Equal(t0.Add(time.Minute)) {
					t.Errorf("%s: until %s", c.what, l.Until)
				}
				b.must(b.Release(ctx, l))
			}
		}
		b.must(b.SyncSources(ctx, nil, t0))
		leases, _, err := b.Claim(ctx, t0, ClaimOptions{Limit: 9, Force: true})
		b.must(err)
		if len(leases) > 0 {
			t.Errorf("claimed sources that are not configured: %s", names(leases))
		}
	})
}

func TestLostLease(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		b.sources("a", "b", "c", "d", "e")
		late := b.claim("a", t0)
		other := b.claim("a", t0.Add(time.Minute)) // the lease has run out
		moved := b.claim("b", t0)
		removed := b.claim("c", t0)
		released := b.claim("d", t0)
		good := b.claim("e", t0)
		b.must(b.Release(ctx, released))
		b.must(b.Release(ctx, released)) // twice does no harm
		b.must(b.SyncSources(ctx, []SourceRef{
			{Name: "a", URL: "https://a.example/feed"}, {Name: "b", URL: "https://elsewhere.example/"},
			{Name: "d", URL: "https://d.example/feed"}, {Name: "e", URL: "https://e.example/feed"},
		}, t0))

		var turns []Turn
		for _, l := range []Lease{moved, late, removed, good, released} {
			turns = append(turns, turnOf(l, t0, item(l.Name, "late", t0)))
		}
		res, err := b.CommitTurn(ctx, turns...)
		if !errors.Is(err, ErrFenced) || !strings.Contains(err.Error(), "a, b, c, d") {
			t.Errorf("got error %v", err)
		}
		for i, r := range res {
			if want := turns[i].Lease.Name != "e"; r.Fenced != want || (r.New == 1) == want {
				t.Errorf("turn of %s: %+v", turns[i].Lease.Name, r)
			}
		}
		if n := b.count("received"); n != 1 {
			t.Errorf("%d items written, want 1", n)
		}

		// a lease is good for one turn
		if _, err := b.CommitTurn(ctx, turnOf(good, t0, item("x", "again", t0))); !errors.Is(err, ErrFenced) {
			t.Errorf("a lease was used twice: %v", err)
		}
		// the one who holds it now can write; running over time does no harm while nobody else has claimed it
		res, err = b.CommitTurn(ctx, turnOf(other, t0.Add(time.Hour), item("a1", "in time", t0)))
		if err != nil || res[0].New != 1 {
			t.Errorf("the holder was refused: %+v, %v", res, err)
		}
	})
}

func TestNextDue(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		want := func(at time.Time, some bool) {
			t.Helper()
			got, ok, err := b.NextDue(ctx)
			b.must(err)
			if ok != some || !got.Equal(at) {
				t.Errorf("got %s, %v; want %s, %v", got, ok, at, some)
			}
		}
		want(time.Time{}, false)
		b.sources("a", "b")
		want(t0, true)
		l := b.claim("a", t0)
		want(t0, true) // b
		b.claim("b", t0)
		want(t0.Add(time.Minute), true) // both are taken until then
		_, err := b.CommitTurn(ctx, Turn{Lease: l, State: State{NextDue: t0.Add(30 * time.Second)}, At: t0})
		b.must(err)
		want(t0.Add(30*time.Second), true)
	})
}

// Several claim at once, each through connections of its own: no source is
// claimed twice, and none is left.
func TestDoubleClaim(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		const sources, workers = 120, 4
		var all []string
		for i := range sources {
			all = append(all, fmt.Sprintf("s%03d", i))
		}
		b.sources(all...)
		var mu sync.Mutex
		claimed := map[string]int{}
		var wg sync.WaitGroup
		for w := range workers {
			s := b.again()
			wg.Go(func() {
				for range sources {
					leases, _, err := s.Claim(t.Context(), t0, ClaimOptions{Owner: fmt.Sprint(w), Lease: time.Minute, Limit: 3})
					if err != nil {
						t.Error(err)
						return
					}
					if len(leases) == 0 {
						return
					}
					mu.Lock()
					for _, l := range leases {
						claimed[l.Key]++
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		// SKIP LOCKED may end a worker early; what is left must still be there to claim
		rest, _, err := b.Claim(t.Context(), t0, ClaimOptions{Lease: time.Minute, Limit: sources})
		b.must(err)
		for _, l := range rest {
			claimed[l.Key]++
		}
		for _, name := range all {
			if claimed[name] != 1 {
				t.Errorf("%s claimed %d times", name, claimed[name])
			}
		}
	})
}

// What another process holds is named, until its lease ends; what is not
// wanted, or held by the one who asks, is not.
func TestLeased(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		b.sources("a", "b", "c")
		b.turn("c", t0)
		_, _, err := b.Claim(ctx, t0, ClaimOptions{Owner: "one", Lease: time.Minute, Limit: 9, Names: []string{"a", "c"}, Force: true})
		b.must(err)
		for _, c := range []struct {
			what string
			at   time.Time
			o    ClaimOptions
			want string
		}{
			{"due and held", t0, ClaimOptions{Owner: "two"}, "a"},
			{"forced", t0, ClaimOptions{Owner: "two", Force: true}, "a c"},
			{"by name", t0, ClaimOptions{Owner: "two", Force: true, Names: []string{"b", "c"}}, "c"},
			{"own", t0, ClaimOptions{Owner: "one", Force: true}, ""},
			{"ended", t0.Add(time.Minute), ClaimOptions{Owner: "two", Force: true}, ""},
		} {
			held, err := b.Leased(ctx, c.at, c.o)
			b.must(err)
			if got := strings.Join(held, " "); got != c.want {
				t.Errorf("%s: got %q, want %q", c.what, got, c.want)
			}
		}
	})
}
