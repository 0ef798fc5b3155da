package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/filter"
)

func TestArchive(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		left := func(limit int) time.Time {
			t.Helper()
			at, err := b.LeftFeed(ctx, "all", limit)
			b.must(err)
			return at
		}
		days := func(until time.Time) []time.Time {
			t.Helper()
			out, err := b.EntryDays(ctx, "all", until)
			b.must(err)
			return out
		}
		if got := left(0); !got.IsZero() {
			t.Errorf("an empty feed has lost an entry of %v", got)
		}
		b.sources("s")
		midnight := time.Date(2026, 6, 18, 0, 0, 0, 0, time.UTC)
		ancient := time.Date(1953, 7, 27, 10, 0, 0, 0, time.UTC)
		last, first := midnight.Add(-time.Millisecond), midnight
		b.turn("s", t0, item("old", "old", ancient), item("last", "last", last), item("first", "first", first), item("new", "new", t0))
		b.place(t0)

		if got := left(4); !got.IsZero() {
			t.Errorf("a feed that shows all has lost an entry of %v", got)
		}
		for limit, want := range map[int]time.Time{0: t0, 1: first, 2: last, 3: ancient} {
			if got := left(limit); !got.Equal(want) {
				t.Errorf("limit %d: newest that left %v, want %v", limit, got, want)
			}
		}
		want := []time.Time{midnight, midnight.Add(-day), ancient.Truncate(day)}
		if got := days(t0); !cmp.Equal(got, want) {
			t.Errorf("days %v, want %v", got, want)
		}
		if got := days(last); !cmp.Equal(got, want[1:]) {
			t.Errorf("days until the 17th %v, want %v", got, want[1:])
		}
		for i, wantIDs := range []string{"tag:s:new tag:s:first", "tag:s:last", "tag:s:old"} {
			got, err := b.EntriesOf(ctx, "all", want[i])
			b.must(err)
			if ids(got) != wantIDs {
				t.Errorf("%v: %s, want %s", want[i], ids(got), wantIDs)
			}
		}

		// What is aged or withdrawn has left, whatever the limit, and stays in its day.
		b.must(b.Place(ctx, func(p *Placing) error {
			_, err := p.Age("all", last, t0)
			return err
		}))
		if got := left(9); !got.Equal(ancient) {
			t.Errorf("after ageing: %v", got)
		}
		_, err := b.Forget(ctx, VerdictQuery{EntryID: "tag:s:first"}, t0.Add(time.Hour))
		b.must(err)
		if got := left(9); !got.Equal(first) {
			t.Errorf("after forgetting: %v", got)
		}
		got, err := b.EntriesOf(ctx, "all", midnight)
		b.must(err)
		if len(got) != 2 || got[1].State != filter.Withdrawn || got[1].Entry.Title != "" || !got[1].Updated.Equal(t0.Add(time.Hour)) {
			t.Errorf("the 18th after forgetting: %+v", got)
		}
	})
}
