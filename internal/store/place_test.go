package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/filter"
	"sitrep/filter/story"
)

func TestPlace(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		b.sources("s")
		b.turn("s", t0, item("1", "one", t0), item("2", "two", t0.Add(time.Minute)))
		v0, err := b.Version(ctx)
		b.must(err)
		pending, err := b.Pending(ctx, 0, 10)
		b.must(err)
		b.must(b.Place(ctx, func(p *Placing) error {
			if p.LastPlace() != 0 || p.LastPass() != 0 || p.Epoch() != 0 {
				t.Errorf("place %d, pass %d, epoch %d at the start", p.LastPlace(), p.LastPass(), p.Epoch())
			}
			places, err := p.Write(t0.Add(time.Hour), settled(pending[0], 1), settled(pending[1], 1))
			if !slices.Equal(places, []int64{1, 2}) {
				t.Errorf("places %v", places)
			}
			return err
		}))
		n, err := b.Waiting(ctx)
		b.must(err)
		if n != 0 {
			t.Errorf("%d still wait", n)
		}
		entries := b.entries()
		if got := ids(entries); got != "tag:s:2 tag:s:1" {
			t.Errorf("entries: %s", got)
		}
		e := entries[0]
		if e.State != filter.Live || e.Feed != "all" || e.Entry.Title != "Title of 2" || e.Report.ID != "tag:s:2" || len(e.Report.Members) != 1 || e.Entry.Source.Title.Body != "Feed of s" {
			t.Errorf("entry: %+v", e)
		}
		changed, err := b.FeedChanged(ctx, "all")
		b.must(err)
		if !changed.Equal(t0.Add(time.Hour)) {
			t.Errorf("changed %s", changed)
		}
		if never, err := b.FeedChanged(ctx, "other"); err != nil || !never.IsZero() {
			t.Errorf("a feed without entries changed %s, %v", never, err)
		}
		v1, err := b.Version(ctx)
		b.must(err)
		if v1 <= v0 {
			t.Errorf("version %d after %d", v1, v0)
		}

		// an update: the mark leads to the report, and the entry is renewed
		b.turn("s", t0.Add(time.Hour), item("1", "one again", t0))
		pending, err = b.Pending(ctx, 0, 10)
		b.must(err)
		if pending[0].Prior.Report != "tag:s:1" {
			t.Errorf("prior %+v", pending[0].Prior)
		}
		b.must(b.Place(ctx, func(p *Placing) error {
			if p.LastPlace() != 2 || p.LastPass() != 1 {
				t.Errorf("place %d, pass %d", p.LastPlace(), p.LastPass())
			}
			_, err := p.Write(t0.Add(time.Hour), settled(pending[0], p.LastPass()+1))
			return err
		}))
		if e := b.entries()[1]; e.Entry.Content.Body != "<p>one again</p>" {
			t.Errorf("entry not renewed: %+v", e.Entry)
		}
		byID, err := b.EntryByID(ctx, "tag:s:1")
		b.must(err)
		if len(byID) != 1 || byID[0].Entry.Title != "Title of 1" {
			t.Errorf("by id: %+v", byID)
		}
		if _, err := b.EntryByID(ctx, "tag:s:x"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("unknown id: %v", err)
		}
		if v2, _ := b.Version(ctx); v2 <= v1 {
			t.Errorf("version %d after %d", v2, v1)
		}

		// a placing that changes nothing a reader sees leaves the version alone
		b.must(b.Place(ctx, func(*Placing) error { return nil }))
		v3, err := b.Version(ctx)
		b.must(err)
		b.must(b.Place(ctx, func(p *Placing) error { _, err := p.Age("all", t0, t0); return err }))
		if v4, _ := b.Version(ctx); v4 != v3 {
			t.Errorf("version moved from %d to %d for nothing", v3, v4)
		}
	})
}

func TestPlaceOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		b.sources("s")
		b.turn("s", t0, item("1", "one", t0), item("2", "two", t0))
		pending, err := b.Pending(ctx, 0, 10)
		b.must(err)
		b.must(b.Place(ctx, func(p *Placing) error {
			_, err := p.Write(t0, settled(pending[0], 1))
			return err
		}))
		before := b.dump()
		err = b.Place(ctx, func(p *Placing) error {
			still, err := p.StillWaiting([]int64{pending[0].Seq, pending[1].Seq, 99})
			b.must(err)
			if want := map[int64]bool{pending[1].Seq: true}; !cmp.Equal(still, want) {
				t.Errorf("still waiting %v", still)
			}
			_, err = p.Write(t0, settled(pending[1], 2), settled(pending[0], 2))
			return err
		})
		if !errors.Is(err, ErrPlaced) {
			t.Errorf("placed twice: %v", err)
		}
		if diff := cmp.Diff(before, b.dump()); diff != "" {
			t.Errorf("a refused batch left a trace: %s", diff)
		}
	})
}

func TestPlaceRollsBack(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("s")
		b.turn("s", t0, item("1", "one", t0))
		before := b.dump()
		pending, err := b.Pending(t.Context(), 0, 10)
		b.must(err)
		fault := errors.New("fault")
		err = b.Place(t.Context(), func(p *Placing) error {
			if _, err := p.Write(t0, settled(pending[0], 1)); err != nil {
				return err
			}
			return fault
		})
		if !errors.Is(err, fault) || b.dump() != before {
			t.Errorf("error %v, %s", err, cmp.Diff(before, b.dump()))
		}
		func() {
			defer func() { _ = recover() }()
			_ = b.Place(t.Context(), func(p *Placing) error {
				_, _ = p.Write(t0, settled(pending[0], 1))
				panic("poison")
			})
		}()
		if b.dump() != before {
			t.Error("a panic left a trace")
		}
		b.place(t0) // and the lock is free
	})
}

func TestIndexReads(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		b.sources("s")
		long := strings.Repeat("x", 3000)
		b.turn("s", t0, item("old", "old", t0))
		b.place(t0)
		b.turn("s", t0.Add(time.Hour), item(long, "new", t0), item("p", "new", t0))
		b.place(t0)
		read := func(since time.Time) (out []Placed) {
			t.Helper()
			b.must(b.Placed(ctx, since, func(p Placed) error { out = append(out, p); return nil }))
			return out
		}
		if place, err := b.LastPlace(ctx); err != nil || place != 3 {
			t.Errorf("last place %d, %v", place, err)
		}
		all := read(time.Time{})
		if len(all) != 3 || all[0].Place != 1 || all[2].Place != 3 {
			t.Fatalf("placed: %+v", all)
		}
		want := Placed{
			Place: 2, Source: "s", Item: "p", URLKey: story.CanonicalURL("https://example.org/p"), Report: "tag:s:p", Story: "story:tag:s:p",
			Relation: story.New, Received: t0.Add(time.Hour), Print: []byte("print of p"),
		}
		if diff := cmp.Diff(want, all[1]); diff != "" {
			t.Error(diff)
		}
		if all[2].Item != long {
			t.Error("a long identity came back changed")
		}
		if recent := read(t0.Add(time.Hour)); len(recent) != 2 || recent[0].Place != 2 {
			t.Errorf("recent: %+v", recent)
		}
		if none := read(t0.Add(2 * time.Hour)); len(none) != 0 {
			t.Errorf("none: %+v", none)
		}
		reports, err := b.RecentReports(ctx, t0.Add(time.Hour))
		b.must(err)
		if len(reports) != 2 || reports[0].ID != "tag:s:p" {
			t.Errorf("reports: %+v", reports)
		}
		b.must(b.Place(ctx, func(p *Placing) error {
			caught, err := p.PlacedSince(2)
			b.must(err)
			if diff := cmp.Diff(all[2:], caught); diff != "" {
				t.Error(diff)
			}
			reports, err := p.Reports([]string{"tag:s:p", "tag:s:old", "tag:none", "tag:s:p"})
			b.must(err)
			if len(reports) != 2 || reports[0].ID != "tag:s:old" || reports[1].Story != "story:tag:s:p" {
				t.Errorf("reports: %+v", reports)
			}
			ofStory, err := p.StoryReports([]string{"story:tag:s:old"})
			b.must(err)
			if len(ofStory) != 1 || ofStory[0].ID != "tag:s:old" {
				t.Errorf("reports of the story: %+v", ofStory)
			}
			marks, err := p.Marks([]ItemKey{
				{Source: "s", Item: "p"}, {Source: "s", Item: "other id", URLKey: story.CanonicalURL("https://example.org/old")},
				{Source: "x", Item: "p", URLKey: story.CanonicalURL("https://example.org/p")}, {Source: "s", Item: "y"}, {Source: "s", Item: long},
			})
			b.must(err)
			var got []string
			for k, m := range marks {
				got = append(got, fmt.Sprintf("%.8s → %.8s", k.Item, m.Report))
			}
			slices.Sort(got)
			if want := "other id → tag:s:ol, p → tag:s:p, xxxxxxxx → tag:s:xx"; strings.Join(got, ", ") != want {
				t.Errorf("marks: %s", strings.Join(got, ", "))
			}
			return nil
		}))
	})
}

// Entries leave a feed, and only what is known of one changes.
func TestEntryStates(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		b.sources("s")
		b.turn("s", t0, item("1", "one", t0), item("2", "two", t0.Add(-time.Hour)), item("3", "three", t0.Add(-2*time.Hour)), item("4", "four", t0))
		b.place(t0)
		if got := ids(b.entries()); got != "tag:s:1 tag:s:4 tag:s:2 tag:s:3" {
			t.Errorf("order: %s", got)
		}
		b.turn("s", t0, item("1", "kill", t0))
		pending, err := b.Pending(ctx, 0, 10)
		b.must(err)
		b.must(b.Place(ctx, func(p *Placing) error {
			s := settled(pending[0], 2)
			s.Verdict.Reports = nil
			s.Verdict.Entries = []filter.EntryState{{Feed: "all", ID: "tag:s:1", State: filter.Withdrawn}}
			if _, err := p.Write(t0.Add(time.Hour), s); err != nil {
				return err
			}
			n, err := p.Age("all", t0.Add(-time.Hour), t0.Add(2*time.Hour))
			if n != 1 {
				t.Errorf("%d aged, want 1", n)
			}
			return err
		}))
		if got := ids(b.entries()); got != "tag:s:4 tag:s:2" {
			t.Errorf("live: %s", got)
		}
		limited, err := b.Entries(ctx, "all", 1)
		b.must(err)
		if got := ids(limited); got != "tag:s:4" {
			t.Errorf("limited: %s", got)
		}
		for state, want := range map[string]string{filter.Withdrawn: "tag:s:1", filter.Aged: "tag:s:3"} {
			entries, err := b.EntriesIn(ctx, "all", state, 0)
			b.must(err)
			if got := ids(entries); got != want {
				t.Errorf("%s: %s", state, got)
			}
			if e := entries[0]; e.Entry.Title == "" || e.Story == "" || e.Entry.Published.IsZero() {
				t.Errorf("%s: what was known is gone: %+v", state, e)
			}
		}
		if changed, _ := b.FeedChanged(ctx, "all"); !changed.Equal(t0.Add(2 * time.Hour)) {
			t.Errorf("changed %s", changed)
		}
	})
}

// Two placers on one store: every item is placed once, in numbers without a
// gap, and each placer catches up with the other.
func TestTwoPlacers(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		const rounds = 8
		b.sources("a", "b")
		var wg sync.WaitGroup
		seen := make([]map[int64]string, 2)
		for w, name := range []string{"a", "b"} {
			s := b.again()
			seen[w] = map[int64]string{}
			wg.Go(func() {
				for round := range rounds {
					if err := placeRound(t.Context(), s, name, round, seen[w]); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		b.place(t0)
		if n := b.count("verdicts"); n != 2*rounds*3 {
			t.Errorf("%d verdicts, want %d", n, 2*rounds*3)
		}
		all := map[int64]string{}
		b.must(b.Placed(t.Context(), time.Time{}, func(p Placed) error { all[p.Place] = p.Source + p.Item; return nil }))
		for place := range int64(len(all)) {
			if all[place+1] == "" {
				t.Errorf("place %d was left out", place+1)
			}
		}
		for _, one := range seen {
			for place, what := range one {
				if all[place] != what {
					t.Errorf("place %d was %s to one placer, is %s", place, what, all[place])
				}
			}
		}
	})
}

// placeRound makes a turn and places whatever waits, as a process would.
func placeRound(ctx context.Context, s *Store, name string, round int, seen map[int64]string) error {
	leases, _, err := s.Claim(ctx, t0, ClaimOptions{Lease: time.Minute, Limit: 1, Names: []string{name}, Force: true})
	if err != nil || len(leases) != 1 {
		return fmt.Errorf("claimed %d: %w", len(leases), err)
	}
	var items []Received
	for i := range 3 {
		items = append(items, item(fmt.Sprintf("%d.%d", round, i), "x", t0))
	}
	if _, err := s.CommitTurn(ctx, turnOf(leases[0], t0, items...)); err != nil {
		return err
	}
	pending, err := s.Pending(ctx, 0, 100)
	if err != nil {
		return err
	}
	return s.Place(ctx, func(p *Placing) error {
		last := int64(len(seen))
		caught, err := p.PlacedSince(last)
		if err != nil {
			return err
		}
		for _, it := range caught {
			seen[it.Place] = it.Source + it.Item
		}
		var seqs []int64
		for _, it := range pending {
			seqs = append(seqs, it.Seq)
		}
		still, err := p.StillWaiting(seqs)
		if err != nil {
			return err
		}
		var items []Settled
		for _, it := range pending {
			if still[it.Seq] {
				items = append(items, settled(it, p.LastPass()+1))
			}
		}
		places, err := p.Write(t0, items...)
		for i, place := range places {
			seen[place] = items[i].Verdict.Key + items[i].Verdict.Item
		}
		return err
	})
}

// Readers see whole states while another writes: as many entries as reports,
// never more or fewer.
func TestReadersWhileWriting(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("s")
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for range 3 {
			s := b.again()
			wg.Go(func() {
				for ctx.Err() == nil {
					entries, err := s.Entries(context.Background(), "all", 0)
					if err != nil {
						t.Error(err)
						return
					}
					if len(entries)%5 != 0 {
						t.Errorf("half a batch: %d entries", len(entries))
						return
					}
				}
			})
		}
		for round := range 10 {
			var items []Received
			for i := range 5 {
				items = append(items, item(fmt.Sprintf("%d.%d", round, i), "x", t0))
			}
			b.turn("s", t0, items...)
			b.place(t0)
		}
		stop()
		wg.Wait()
	})
}

// A placing that is told to stop leaves nothing behind, and the store goes on.
func TestPlaceCancelled(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("s")
		b.turn("s", t0, item("1", "one", t0), item("2", "two", t0))
		pending, err := b.Pending(t.Context(), 0, 10)
		b.must(err)
		before := b.dump()
		ctx, cancel := context.WithCancel(t.Context())
		err = b.Place(ctx, func(p *Placing) error {
			if _, err := p.Write(t0, settled(pending[0], 1)); err != nil {
				return err
			}
			cancel()
			_, err := p.Write(t0, settled(pending[1], 1))
			return err
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if diff := cmp.Diff(before, b.dump()); diff != "" {
			t.Error(diff)
		}
		b.place(t0)
	})
}

// Whoever waits for the lock stops waiting when told to.
func TestWaitingForLock(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		other := b.again()
		b.must(b.Place(t.Context(), func(*Placing) error {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
			defer cancel()
			err := other.Place(ctx, func(*Placing) error { return errors.New("two at once") })
			if err == nil || ctx.Err() == nil {
				t.Errorf("got %v", err)
			}
			return nil
		}))
	})
}
