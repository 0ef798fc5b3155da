package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/filter"
)

// replay folds the log again as it was, or with decide's changes.
func (b *rig) replay(hash string, at time.Time, decide func(*Settled)) (standing []Standing) {
	b.Helper()
	b.must(b.Place(b.Context(), func(p *Placing) error {
		generation, err := p.Adopt(hash, at)
		if err != nil {
			return err
		}
		if standing, err = p.Reset(at); err != nil {
			return err
		}
		return p.Replay(2, func(items []Pending) error {
			var out []Settled
			for _, it := range items {
				s := settled(it, it.Pass)
				s.Verdict.Generation = generation
				decide(&s)
				out = append(out, s)
			}
			places, err := p.Write(at, out...)
			for i := range places {
				if places[i] != items[i].Place {
					b.Errorf("item %s placed at %d, was %d", items[i].Item, places[i], items[i].Place)
				}
			}
			return err
		})
	}))
	return standing
}

// Everything derived is deleted and made anew from the log: the same rows.
func TestReplay(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		b.sources("a", "b")
		b.must(b.Place(ctx, func(p *Placing) error { _, err := p.Adopt("one", t0); return err }))
		b.turn("a", t0, item("1", "one", t0), item("2", "two", t0))
		b.place(t0)
		b.turn("b", t0, item("1", "one", t0), item("9", "nine", t0))
		b.turn("a", t0.Add(time.Minute), item("2", "two again", t0))
		b.place(t0.Add(time.Minute))
		b.turn("b", t0, item("waits", "x", t0))
		before := b.dump()

		standing := b.replay("one", t0.Add(time.Hour), func(*Settled) {})
		if len(standing) != 4 || standing[0].Feed != "all" || standing[0].ID != "tag:a:1" || standing[0].State != filter.Live || !standing[0].Published.Equal(t0) {
			t.Errorf("standing: %+v", standing)
		}
		b.must(b.update(ctx, func(tx *tx) error { // the epoch may differ, and nothing else
			_, err := tx.exec(`UPDATE counters SET value = 0 WHERE name = 'epoch'`)
			return err
		}))
		if diff := cmp.Diff(before, b.dump()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestReapply(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		if g, err := b.Generation(ctx); err != nil || g != (Generation{}) {
			t.Errorf("generation at the start: %+v, %v", g, err)
		}
		b.sources("a")
		b.turn("a", t0, item("1", "one", t0), item("2", "two", t0))
		b.place(t0)
		epoch, err := b.Epoch(ctx)
		b.must(err)
		version, err := b.Version(ctx)
		b.must(err)
		later := t0.Add(time.Hour)
		b.replay("two", later, func(s *Settled) {
			if s.Verdict.Item == "1" {
				s.Verdict.Entries, s.Verdict.Reports[0].Feeds = nil, nil
			}
		})
		if got := ids(b.entries()); got != "tag:a:2" {
			t.Errorf("entries: %s", got)
		}
		if changed, _ := b.FeedChanged(ctx, "all"); !changed.Equal(later) {
			t.Errorf("changed %s", changed)
		}
		if e, _ := b.Epoch(ctx); e != epoch+1 {
			t.Errorf("epoch %d after %d", e, epoch)
		}
		if v, _ := b.Version(ctx); v <= version {
			t.Errorf("version %d after %d", v, version)
		}
		g, err := b.Generation(ctx)
		b.must(err)
		if g.Number != 1 || g.Hash != "two" || !g.Adopted.Equal(later) {
			t.Errorf("generation %+v", g)
		}
		// the same again changes no feed
		version, _ = b.Version(ctx)
		b.replay("three", later.Add(time.Hour), func(s *Settled) {
			if s.Verdict.Item == "1" {
				s.Verdict.Entries, s.Verdict.Reports[0].Feeds = nil, nil
			}
		})
		if v, _ := b.Version(ctx); v != version {
			t.Errorf("version moved from %d to %d", version, v)
		}
		if changed, _ := b.FeedChanged(ctx, "all"); !changed.Equal(later) {
			t.Errorf("changed %s", changed)
		}
		if g, _ = b.Generation(ctx); g.Number != 2 {
			t.Errorf("generation %+v", g)
		}
		b.must(b.Place(ctx, func(p *Placing) error {
			if n, err := p.Adopt("three", later); n != 2 || err != nil {
				t.Errorf("adopted again: %d, %v", n, err)
			}
			return nil
		}))
	})
}

// A replay that stops half-way leaves everything as it was.
func TestReplayFails(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("a")
		b.turn("a", t0, item("1", "one", t0), item("2", "two", t0))
		b.place(t0)
		before := b.dump()
		fault := errors.New("fault")
		err := b.Place(t.Context(), func(p *Placing) error {
			if _, err := p.Reset(t0); err != nil {
				return err
			}
			return p.Replay(1, func(items []Pending) error {
				if items[0].Place == 2 {
					return fault
				}
				_, err := p.Write(t0, settled(items[0], 1))
				return err
			})
		})
		if !errors.Is(err, fault) {
			t.Error(err)
		}
		if diff := cmp.Diff(before, b.dump()); diff != "" {
			t.Error(diff)
		}
	})
}
