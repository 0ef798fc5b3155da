package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sitrep/filter"
	"sitrep/filter/story"
)

func TestVerdicts(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		b.sources("s", "z")
		b.turn("s", t0, item("1", "one", t0), item("2", "two", t0.Add(time.Minute)))
		b.turn("z", t0, item("1", "one elsewhere", t0))
		b.place(t0)
		b.turn("s", t0.Add(time.Hour), item("1", "one again", t0))
		pending, err := b.Pending(ctx, 0, 10)
		b.must(err)
		b.must(b.Place(ctx, func(p *Placing) error {
			s := settled(pending[0], 2)
			s.Verdict.Relation = story.Update
			_, err := p.Write(t0, s)
			return err
		}))
		b.must(b.SyncSources(ctx, []SourceRef{{Name: "renamed", Was: []string{"s"}}, {Name: "z"}}, t0))
		for _, c := range []struct {
			what string
			q    VerdictQuery
			want string
		}{
			{"nothing", VerdictQuery{}, ""},
			{"all, the latest of each", VerdictQuery{All: true}, "z/1/new renamed/2/new renamed/1/update"},
			{"link", VerdictQuery{URL: "https://example.org/2"}, "renamed/2/new"},
			{"canonical key", VerdictQuery{URL: "http://www.example.org/2?utm_source=x"}, "renamed/2/new"},
			{"key as given", VerdictQuery{URL: story.CanonicalURL("https://example.org/2")}, "renamed/2/new"},
			{"raw id", VerdictQuery{URL: "1"}, "z/1/new renamed/1/update"},
			{"entry", VerdictQuery{EntryID: "tag:s:1"}, "renamed/1/update"},
			{"unknown", VerdictQuery{URL: "https://example.org/9", EntryID: "tag:9"}, ""},
		} {
			var got []string
			b.must(b.Verdicts(ctx, c.q, func(v filter.Verdict) error {
				got = append(got, v.Source+"/"+v.Item+"/"+string(v.Relation))
				if v.Key == "" || v.Scores["defence"] != 7 || v.Generation != 1 || len(v.Decisions) != 1 {
					t.Errorf("%s: verdict not whole: %+v", c.what, v)
				}
				return nil
			}))
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s: got %v, want %s", c.what, got, c.want)
			}
		}
		stop := errors.New("stop")
		if err := b.Verdicts(ctx, VerdictQuery{All: true}, func(filter.Verdict) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("stopped with %v", err)
		}
	})
}

// More rows than a page, and a callback that reads the store itself.
func TestPages(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("s")
		var items []Received
		for i := range pageSize + 20 {
			items = append(items, item(fmt.Sprintf("%04d", i), "x", t0))
		}
		b.turn("s", t0, items...)
		b.place(t0)
		n := 0
		b.must(b.Verdicts(t.Context(), VerdictQuery{All: true}, func(v filter.Verdict) error {
			if want := fmt.Sprintf("%04d", n); v.Item != want {
				t.Fatalf("verdict %d is on %s", n, v.Item)
			}
			n++
			_, err := b.Waiting(t.Context())
			return err
		}))
		back := len(items)
		b.must(b.Verdicts(t.Context(), VerdictQuery{All: true, Newest: true}, func(v filter.Verdict) error {
			back--
			if want := fmt.Sprintf("%04d", back); v.Item != want {
				t.Fatalf("newest first, verdict %d is on %s", back, v.Item)
			}
			return nil
		}))
		enough := errors.New("enough")
		if err := b.Verdicts(t.Context(), VerdictQuery{All: true, Newest: true}, func(filter.Verdict) error { back++; return enough }); !errors.Is(err, enough) || back != 1 {
			t.Errorf("told to stop after one: %d, %v", back, err)
		}
		m := 0
		b.must(b.Placed(t.Context(), t0, func(p Placed) error { m++; return nil }))
		if n != len(items) || m != len(items) {
			t.Errorf("%d verdicts, %d placed, want %d", n, m, len(items))
		}
	})
}

// An item that was set aside has a verdict with its fault and no report.
func TestSetAside(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("s")
		b.turn("s", t0, item("1", "one", t0))
		pending, err := b.Pending(t.Context(), 0, 1)
		b.must(err)
		b.must(b.Place(t.Context(), func(p *Placing) error {
			_, err := p.Write(t0, Settled{Seq: pending[0].Seq, Pass: 1, Verdict: &filter.Verdict{Key: "s", Source: "s", Item: "1", At: t0, Fault: "poison\x00"}})
			return err
		}))
		b.must(b.Placed(t.Context(), t0, func(p Placed) error {
			if p.Print != nil || p.Report != "" {
				t.Errorf("placed: %+v", p)
			}
			return nil
		}))
		b.must(b.Verdicts(t.Context(), VerdictQuery{URL: "1"}, func(v filter.Verdict) error {
			if v.Fault != "poison\x00" {
				t.Errorf("fault %q", v.Fault)
			}
			return nil
		}))
		if len(b.entries()) != 0 {
			t.Error("it has an entry")
		}
	})
}

// Of items that wait, those are told of which no version was placed, the last
// version of each.
func TestUnplaced(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		b.sources("s", "z")
		b.turn("s", t0, item("old", "one", t0))
		b.place(t0)
		b.turn("s", t0.Add(time.Hour), item("old", "one edited", t0), item("new", "first", t0))
		b.turn("z", t0.Add(time.Hour), item("new", "elsewhere", t0))
		b.turn("s", t0.Add(2*time.Hour), item("new", "second", t0))
		for _, c := range []struct {
			q    VerdictQuery
			want string
		}{
			{VerdictQuery{All: true}, "z/elsewhere s/second"},
			{VerdictQuery{URL: "new"}, "z/elsewhere s/second"},
			{VerdictQuery{URL: "http://www.example.org/new/"}, "z/elsewhere s/second"},
			{VerdictQuery{URL: "old"}, ""},
			{VerdictQuery{EntryID: "new"}, ""},
		} {
			var got []string
			b.must(b.Unplaced(ctx, c.q, func(p Pending) error {
				text := strings.TrimSuffix(strings.TrimPrefix(p.Body.Content[0].Body, "<p>"), "</p>")
				got = append(got, p.Source.Name+"/"+text)
				return nil
			}))
			if strings.Join(got, " ") != c.want {
				t.Errorf("%+v: got %v, want %s", c.q, got, c.want)
			}
		}
	})
}
