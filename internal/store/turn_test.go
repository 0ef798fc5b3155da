package store

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/feed"
)

func TestCommitTurn(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("a", "b")
		for _, c := range []struct {
			what  string
			items []Received
			want  TurnResult
		}{
			{"first", []Received{item("1", "one", t0), item("2", "two", t0)}, TurnResult{New: 2}},
			{"the same", []Received{item("2", "two", t0), item("1", "one", t0)}, TurnResult{Unchanged: 2}},
			{"edited", []Received{item("1", "one!", t0), item("2", "two", t0), item("3", "three", t0)}, TurnResult{New: 1, Changed: 1, Unchanged: 1}},
			{"unchanged document", nil, TurnResult{}},
			{"empty", []Received{}, TurnResult{}},
			{"back again", []Received{item("2", "two", t0)}, TurnResult{Unchanged: 1}},
			{"one id twice counts once, as it came first", []Received{item("4", "four", t0), item("4", "vier", t0)}, TurnResult{New: 1}},
			{"and again", []Received{item("4", "four", t0), item("4", "vier", t0)}, TurnResult{Unchanged: 1}},
		} {
			if got := b.turn("a", t0, c.items...); got != c.want {
				t.Errorf("%s: got %+v, want %+v", c.what, got, c.want)
			}
		}
		// the same id at another source is another item
		if got := b.turn("b", t0, item("1", "one", t0)); got != (TurnResult{New: 1}) {
			t.Errorf("other source: %+v", got)
		}
	})
}

// What goes in comes out: all of an item, its origin, and ids that no index
// could hold.
func TestPendingRoundTrip(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("a")
		long := strings.Repeat("긴", 5000)
		nul := "with\x00nul"
		full := item("full", "text", t0)
		full.Body.Authors = []feed.Person{{Name: "홍길동", URI: "https://example.org/h"}}
		full.Body.Origin = &feed.Source{ID: "urn:x", Title: feed.Text{Body: "Other"}}
		full.Body.Media = []feed.Media{{URL: "https://example.org/i.png", Credit: "(Yonhap) <b>"}}
		absurd := item("absurd", "date", t0)
		absurd.Body.Published = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)
		items := []Received{full, absurd, item(long, "long", t0), item(nul, "nul", t0)}
		origin := &feed.Source{ID: "urn:a", Title: feed.Text{Type: feed.PlainText, Body: "A <b>"}, Updated: t0, Links: []feed.Link{{Rel: feed.RelSelf, Href: "https://a.example/feed"}}}
		turn := turnOf(b.claim("a", t0), t0.Add(time.Second), items...)
		turn.Origin = origin
		if _, err := b.CommitTurn(t.Context(), turn); err != nil {
			t.Fatal(err)
		}
		// a second turn with another description leaves that of the first alone
		second := turnOf(b.claim("a", t0), t0.Add(time.Minute), item("later", "x", t0))
		second.Origin = &feed.Source{ID: "urn:other"}
		if _, err := b.CommitTurn(t.Context(), second); err != nil {
			t.Fatal(err)
		}
		pending, err := b.Pending(t.Context(), 4, 10)
		b.must(err)
		got := map[string]Pending{}
		for _, p := range pending {
			got[p.Item] = p
		}
		if len(got) != len(items) {
			t.Fatalf("%d items, want %d", len(got), len(items))
		}
		for _, it := range items {
			p, want := got[it.Item], it.Body
			if it.Item == "absurd" {
				want.Published = time.Time{}
			}
			if diff := cmp.Diff(want, p.Body); diff != "" {
				t.Errorf("%.20q: body %s", it.Item, diff)
			}
			if diff := cmp.Diff(*origin, p.Origin); diff != "" {
				t.Errorf("%.20q: origin %s", it.Item, diff)
			}
			if !p.Received.Equal(t0.Add(time.Second)) || !p.Time.Equal(t0) || p.Source.Key != "a" || p.Source.Name != "a" || p.Source.URL == "" {
				t.Errorf("%.20q: %+v", it.Item, p)
			}
			if p.URL != clean(it.URL) || p.Prior == nil || p.Prior.Report != "" || p.Prior.Hash != it.Hash || !p.Prior.FirstSeen.Equal(t0.Add(time.Second)) {
				t.Errorf("%.20q: url %q, prior %+v", it.Item, p.URL, p.Prior)
			}
		}
	})
}

func TestPendingOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("A", "a", "ä")
		hour := func(n int) time.Time { return t0.Add(time.Duration(n) * time.Hour) }
		b.turn("ä", hour(9), item("1", "x", hour(1)))
		b.turn("a", hour(9), item("2", "x", hour(1)), item("10", "x", hour(1)), item("B", "x", hour(0)))
		b.turn("A", hour(9), item("3", "x", hour(1)))
		b.turn("a", hour(9), item("2", "y", hour(-5))) // a change that dates itself back
		undated := item("u", "x", time.Time{})
		b.turn("A", hour(8), undated)
		pending, err := b.Pending(t.Context(), 0, 100)
		b.must(err)
		var got []string
		for _, p := range pending {
			got = append(got, p.Source.Key+p.Item)
		}
		if want := "aB A3 a10 a2 a2 ä1 Au"; strings.Join(got, " ") != want {
			t.Errorf("got %s, want %s", strings.Join(got, " "), want)
		}
		if !pending[4].Time.Equal(hour(-5)) || pending[4].Body.Content[0].Body != "<p>y</p>" {
			t.Errorf("the change does not follow what it changes: %+v", pending[4])
		}
		first, err := b.Pending(t.Context(), 0, 2)
		b.must(err)
		if len(first) != 2 || first[1].Item != "3" {
			t.Errorf("limit: %+v", first)
		}
		n, err := b.Waiting(t.Context())
		b.must(err)
		seq, err := b.MaxSeq(t.Context())
		b.must(err)
		if n != 7 || seq != 7 {
			t.Errorf("%d waiting, last %d; want 7, 7", n, seq)
		}
	})
}

// last_seen follows what the source shows, at most once a day, and through
// "not modified" answers.
func TestLastSeen(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		day := func(n float64) time.Time { return t0.Add(time.Duration(n * float64(24*time.Hour))) }
		seen := func(id string, want time.Time) {
			t.Helper()
			var ms int64
			b.must(one(t.Context(), b.read, []any{&ms}, `SELECT last_seen FROM marks WHERE item = ?`, id))
			if !timeOf(ms).Equal(want) {
				t.Errorf("%s last seen %s, want %s", id, timeOf(ms), want)
			}
		}
		b.sources("s")
		one, two := item("1", "one", t0), item("2", "two", t0)
		b.turn("s", day(0), one, two)
		b.turn("s", day(.5), one, two)
		seen("1", day(0))
		b.turn("s", day(2), one, two)
		seen("1", day(2))
		b.turn("s", day(50)) // not modified: both are still there
		seen("1", day(2))
		b.turn("s", day(51.5), two)
		seen("1", day(50)) // the last time it was known to be there
		seen("2", day(51.5))
	})
}

// While the same document comes again and again, its marks lag by two days at
// most, and an item in it that went unseen for a time is not taken for new.
func TestSameDocument(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("s")
		items := []Received{item("1", "one", t0), item("2", "two", t0)}
		b.turn("s", t0, items...)
		for hours := 5; hours < 24*9; hours += 5 {
			at := t0.Add(time.Duration(hours) * time.Hour)
			if got := b.turn("s", at, items...); got != (TurnResult{Unchanged: 2}) {
				t.Fatalf("after %d hours: %+v", hours, got)
			}
			var oldest int64
			b.must(one(t.Context(), b.read, []any{&oldest}, `SELECT MIN(last_seen) FROM marks`))
			if lag := at.Sub(timeOf(oldest)); lag > seenLag {
				t.Errorf("after %d hours a mark lags by %s", hours, lag)
			}
		}
		at := t0.Add(9 * day)
		if got := b.turn("s", at, items[0]); got != (TurnResult{Unchanged: 1}) {
			t.Errorf("one left: %+v", got)
		}
		if got := b.turn("s", at, items...); got != (TurnResult{Unchanged: 2}) {
			t.Errorf("and came back: %+v", got)
		}
		if got := b.turn("s", at, items[0], item("2", "two!", t0)); got != (TurnResult{Changed: 1, Unchanged: 1}) {
			t.Errorf("and changed: %+v", got)
		}
	})
}

// A forgotten item is not written again, however often it changes.
func TestCommitForgotten(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("s")
		b.turn("s", t0, item("1", "one", t0))
		b.place(t0)
		if _, err := b.Forget(t.Context(), VerdictQuery{URL: "1"}, t0); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"one", "two", "two"} {
			if got := b.turn("s", t0, item("1", text, t0)); got != (TurnResult{Unchanged: 1}) {
				t.Errorf("%s: %+v", text, got)
			}
		}
		if n := b.count("received"); n != 0 {
			t.Errorf("%d rows in the log", n)
		}
	})
}
