package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/feed"
)

func TestSyncSources(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		sync := func(at time.Time, refs ...SourceRef) {
			t.Helper()
			b.must(b.SyncSources(ctx, refs, at))
		}
		// what is known of each source: key, name, active
		type row struct {
			Key, Name, URL string
			Active         bool
		}
		want := func(rows ...row) {
			t.Helper()
			sources, err := b.Sources(ctx)
			b.must(err)
			var got []row
			for _, s := range sources {
				got = append(got, row{s.Key, s.Name, s.URL, s.Active})
			}
			if diff := cmp.Diff(rows, got); diff != "" {
				t.Fatal(diff)
			}
		}
		sync(t0, SourceRef{Name: "b", URL: "u/b"}, SourceRef{Name: "a", URL: "u/a"})
		want(row{"a", "a", "u/a", true}, row{"b", "b", "u/b", true})

		sync(t0, SourceRef{Name: "c", Was: []string{"a"}, URL: "u/a"})
		want(row{"b", "b", "u/b", false}, row{"a", "c", "u/a", true})

		// a new source under the old name is another source
		sync(t0, SourceRef{Name: "c", Was: []string{"a"}, URL: "u/a"}, SourceRef{Name: "a", URL: "u/2"}, SourceRef{Name: "b", URL: "u/b"})
		want(row{"a~2", "a", "u/2", true}, row{"b", "b", "u/b", true}, row{"a", "c", "u/a", true})

		// the first name alone is enough, though it was renamed since
		sync(t0, SourceRef{Name: "d", Was: []string{"x", "c"}, URL: "u/a"}, SourceRef{Name: "b", URL: "u/b"})
		want(row{"a~2", "a", "u/2", false}, row{"b", "b", "u/b", true}, row{"a", "d", "u/a", true})
		sync(t0, SourceRef{Name: "b", URL: "u/b"}, SourceRef{Name: "e", Was: []string{"d", "b"}, URL: "u/a"})
		want(row{"a~2", "a", "u/2", false}, row{"b", "b", "u/b", true}, row{"a", "e", "u/a", true})
	})
}

func TestSyncSourcesByKey(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.must(b.SyncSources(t.Context(), []SourceRef{{Name: "one"}}, t0))
		b.must(b.SyncSources(t.Context(), []SourceRef{{Name: "two", Was: []string{"one"}}}, t0))
		b.must(b.SyncSources(t.Context(), []SourceRef{{Name: "three", Was: []string{"one"}}}, t0))
		sources, err := b.Sources(t.Context())
		b.must(err)
		if len(sources) != 1 || sources[0].Key != "one" || sources[0].Name != "three" {
			t.Fatalf("got %+v", sources)
		}
	})
}

// An edited rhythm makes a source due that is well, and nothing else is lost; a
// failing one keeps its back-off.
func TestSyncSourcesRhythm(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		later := t0.Add(24 * time.Hour)
		refs := func(rhythm string) []SourceRef {
			return []SourceRef{{Name: "well", Rhythm: rhythm}, {Name: "failing", Rhythm: rhythm}, {Name: "older", Rhythm: rhythm}}
		}
		b.must(b.SyncSources(t.Context(), refs("24h"), t0))
		for name, state := range map[string]State{
			"well":    {NextDue: later, Rhythm: "24h", ETag: `"x"`},
			"failing": {NextDue: later, Rhythm: "24h", Faults: 2},
			"older":   {NextDue: later, ETag: `"x"`}, // its last turn was made by a program that kept no rhythm
		} {
			_, err := b.CommitTurn(t.Context(), Turn{Lease: b.claim(name, t0), State: state, At: t0})
			b.must(err)
		}
		for _, c := range []struct{ rhythm, due string }{{"24h", ""}, {"", ""}, {"1h", "well"}} {
			b.must(b.SyncSources(t.Context(), refs(c.rhythm), t0.Add(time.Minute)))
			leases, _, err := b.Claim(t.Context(), t0.Add(time.Minute), ClaimOptions{Limit: 9, Lease: time.Minute})
			b.must(err)
			if names(leases) != c.due {
				t.Errorf("rhythm %q: due are %q, want %q", c.rhythm, names(leases), c.due)
			}
			for _, l := range leases {
				if l.ETag != `"x"` {
					t.Errorf("%s lost its validator", l.Name)
				}
			}
		}
	})
}

// A turn that is under way while its source's rhythm is edited reckons by the
// old one: the source is due all the same, and the turn is not lost.
func TestRhythmEditedDuringTurn(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		refs := func(rhythm string) []SourceRef { return []SourceRef{{Name: "a", Rhythm: rhythm}} }
		b.must(b.SyncSources(t.Context(), refs("24h"), t0))
		for _, tag := range []string{"", "new"} { // what a turn learns is written in one way, that it learnt nothing in another
			turn := Turn{Lease: b.claim("a", t0), State: State{Rhythm: "24h", ETag: tag, NextDue: t0.Add(24 * time.Hour)}, At: t0}
			_, err := b.CommitTurn(t.Context(), turn)
			b.must(err)
			turn.Lease = b.claim("a", t0.Add(time.Minute))
			edited := t0.Add(2 * time.Minute)
			b.must(b.SyncSources(t.Context(), refs("1h"+tag), edited))
			turn.At, turn.State.Items = t0.Add(3*time.Minute), len(tag)
			results, err := b.CommitTurn(t.Context(), turn)
			b.must(err)
			sources, err := b.Sources(t.Context())
			b.must(err)
			if results[0].Fenced || !sources[0].NextDue.Equal(edited) {
				t.Errorf("due %s, want %s; %+v", sources[0].NextDue, edited, results[0])
			}
		}
	})
}

func TestSourceState(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("a")
		state := State{
			ETag: "W/\"x<&>caf\xe9-\xff\"", LastModified: "2008년 6월 3일", ValidatorURL: "https://a.example/feed", BodyHash: "h",
			NextDue: t0.Add(90 * time.Minute), NextReason: "every", Interval: time.Hour,
			LastTurn: t0, LastChange: t0, LastGood: t0, Fault: "no", Faults: 2, Moved: "https://b.example/", MovedSeen: 1,
			Items: 3, Format: feed.RSS20, Encoding: "euc-kr", Repairs: 250, Hub: "https://hub.example/",
		}
		for range 250 {
			state.Warnings = append(state.Warnings, feed.Warning{At: "item 1", Text: "odd"})
		}
		l := b.claim("a", t0)
		_, err := b.CommitTurn(t.Context(), Turn{Lease: l, State: state, At: t0})
		b.must(err)
		sources, err := b.Sources(t.Context())
		b.must(err)
		want := state
		want.Warnings = want.Warnings[:maxWarnings]
		if diff := cmp.Diff(want, sources[0].State); diff != "" {
			t.Fatal(diff)
		}
		if !sources[0].Since.IsZero() {
			t.Fatal("a turn that was not good made the source known")
		}

		// another address: nothing of the old one is left, and it is due
		b.must(b.SyncSources(t.Context(), []SourceRef{{Name: "a", URL: "https://c.example/"}}, t0.Add(time.Minute)))
		sources, err = b.Sources(t.Context())
		b.must(err)
		want = State{NextDue: t0.Add(time.Minute), Interval: time.Hour, LastTurn: t0, LastChange: t0, LastGood: t0}
		if diff := cmp.Diff(want, sources[0].State); diff != "" {
			t.Fatal(diff)
		}
	})
}

// A source is new until its first good turn, whatever came before.
func TestSince(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("a")
		_, err := b.CommitTurn(t.Context(), Turn{Lease: b.claim("a", t0), At: t0})
		b.must(err)
		b.turn("a", t0.Add(time.Hour), item("1", "one", t0))
		b.turn("a", t0.Add(2*time.Hour), item("2", "two", t0))
		pending, err := b.Pending(t.Context(), 0, 10)
		b.must(err)
		for _, p := range pending {
			if !p.Since.Equal(t0.Add(time.Hour)) {
				t.Errorf("item %s: since %s", p.Item, p.Since)
			}
		}
	})
}

func TestAuthority(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		for _, c := range []struct{ want, kept string }{{"", ""}, {"desk.example,2026", "desk.example,2026"}, {"other,2027", "desk.example,2026"}, {"", "desk.example,2026"}} {
			got, err := b.Authority(t.Context(), c.want)
			b.must(err)
			if got != c.kept {
				t.Errorf("Authority(%q) = %q, want %q", c.want, got, c.kept)
			}
		}
	})
}

func TestNow(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		got, err := b.Now(t.Context(), t0)
		b.must(err)
		if local := b.dialect.clock == ""; local != got.Equal(t0) {
			t.Errorf("got %s", got)
		}
	})
}
