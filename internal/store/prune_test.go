package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/filter"
	"sitrep/filter/story"
)

const day = 24 * time.Hour

func TestPrune(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		prune := func(at time.Time, shown int) Pruned {
			t.Helper()
			done, err := b.Prune(ctx, at, PruneOptions{Retention: 30 * day, Shown: map[string]int{"all": shown}})
			b.must(err)
			return done
		}
		b.sources("s")
		one, two, three := item("1", "one", t0), item("2", "two", t0.Add(time.Minute)), item("3", "three", t0.Add(31*day))
		b.turn("s", t0, one, two)
		b.place(t0)
		b.turn("s", t0.Add(31*day), one, two, three)
		b.place(t0.Add(31 * day))

		if done := prune(t0.Add(29*day), 0); done != (Pruned{}) {
			t.Errorf("too early: %+v", done)
		}
		if done := prune(t0.Add(31*day), 9); done != (Pruned{}) {
			t.Errorf("shown entries: %+v", done)
		}
		// two entries are shown: the third, the oldest, goes
		epoch, _ := b.Epoch(ctx)
		if done := prune(t0.Add(31*day), 2); done != (Pruned{Items: 1, Entries: 1}) {
			t.Errorf("one: %+v", done)
		}
		if e, _ := b.Epoch(ctx); e != epoch+1 {
			t.Errorf("epoch %d after %d", e, epoch)
		}
		if got := ids(b.entries()); got != "tag:s:3 tag:s:2" {
			t.Errorf("entries: %s", got)
		}

		// the item changes: it is still the same report, and a replay knows it too
		b.turn("s", t0.Add(32*day), item("1", "one again", t0))
		for _, replayed := range []bool{false, true} {
			if replayed {
				b.replay("x", t0.Add(32*day), func(s *Settled) {})
			}
			pending, err := b.Pending(ctx, 0, 9)
			b.must(err)
			if len(pending) != 1 || pending[0].Prior.Report != "tag:s:1" {
				t.Fatalf("replayed %v: %+v", replayed, pending)
			}
			b.must(b.Place(ctx, func(p *Placing) error {
				reports, err := p.Reports([]string{"tag:s:1"})
				if len(reports) != 1 || len(reports[0].Members) != 1 {
					t.Errorf("replayed %v: reports %+v", replayed, reports)
				}
				return err
			}))
		}
		b.place(t0.Add(32 * day))
		if got := ids(b.entries()); got != "tag:s:3 tag:s:2 tag:s:1" {
			t.Errorf("entries: %s", got)
		}

		// a replay begins with what was known when the log was pruned
		stop := errors.New("looked")
		err := b.Place(ctx, func(p *Placing) error {
			if _, err := p.Reset(t0.Add(33 * day)); err != nil {
				return err
			}
			reports, err := p.Reports([]string{"tag:s:1", "tag:s:2"})
			if len(reports) != 1 || reports[0].ID != "tag:s:1" || !reports[0].Received.Equal(t0) {
				t.Errorf("reports at the start of a replay: %+v", reports)
			}
			if err != nil {
				return err
			}
			return p.Replay(10, func(items []Pending) error {
				for _, it := range items {
					if want := map[string]string{"1": "tag:s:1"}[it.Item]; it.Prior.Report != want {
						t.Errorf("item %s is of report %q at the start of a replay", it.Item, it.Prior.Report)
					}
				}
				return stop
			})
		})
		if !errors.Is(err, stop) {
			t.Error(err)
		}
	})
}

// A story goes whole or not at all: a recent report keeps an old one.
func TestPruneStories(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("a", "b")
		b.turn("a", t0, item("1", "one", t0))
		b.place(t0)
		b.turn("b", t0.Add(20*day), item("1", "same news", t0.Add(20*day)))
		pending, err := b.Pending(t.Context(), 0, 1)
		b.must(err)
		b.must(b.Place(t.Context(), func(p *Placing) error {
			s := settled(pending[0], 2)
			s.Verdict.Story, s.Verdict.Relation = "story:tag:a:1", story.Coverage
			s.Verdict.Reports[0].Story, s.Verdict.Entries[0].Story = s.Verdict.Story, s.Verdict.Story
			_, err := p.Write(t0, s)
			return err
		}))
		for _, c := range []struct {
			at   time.Time
			want Pruned
		}{{t0.Add(31 * day), Pruned{}}, {t0.Add(51 * day), Pruned{Items: 2, Entries: 2}}} {
			done, err := b.Prune(t.Context(), c.at, PruneOptions{Retention: 30 * day})
			b.must(err)
			done.Origins = 0
			if done != c.want {
				t.Errorf("at %s: %+v, want %+v", c.at, done, c.want)
			}
		}
	})
}

// Marks live until 90 days after their item left its source, which "not
// modified" answers do not bring nearer.
func TestPruneMarks(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		prune := func(n int) Pruned {
			t.Helper()
			done, err := b.Prune(t.Context(), t0.Add(time.Duration(n)*day), PruneOptions{Retention: 30 * day})
			b.must(err)
			return done
		}
		at := func(n int) time.Time { return t0.Add(time.Duration(n) * day) }
		b.sources("s")
		b.turn("s", t0, item("1", "one", t0), item("2", "two", t0))
		b.place(t0)
		b.turn("s", at(100)) // not modified
		if done := prune(101); done != (Pruned{Items: 2, Entries: 2, Origins: 1}) {
			t.Errorf("items that are still there: %+v", done)
		}
		b.turn("s", at(110), item("2", "two", t0)) // the first has left, after day 100
		if done := prune(185); done != (Pruned{}) {
			t.Errorf("75 days after it left: %+v", done)
		}
		if done := prune(191); done != (Pruned{Marks: 1, Reports: 1}) {
			t.Errorf("91 days after it left: %+v", done)
		}
		if n := b.count("marks"); n != 1 {
			t.Errorf("%d marks, want 1", n)
		}
		if err := b.SyncSources(t.Context(), nil, at(300)); err != nil {
			t.Fatal(err)
		}
		if done := prune(300); done != (Pruned{Marks: 1, Reports: 1}) {
			t.Errorf("of a source no longer configured: %+v", done)
		}
	})
}

func TestPruneSetAside(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("s")
		b.turn("s", t0, item("1", "one", t0), item("waits", "x", t0.Add(time.Hour)))
		pending, err := b.Pending(t.Context(), 0, 1)
		b.must(err)
		b.must(b.Place(t.Context(), func(p *Placing) error {
			_, err := p.Write(t0, Settled{Seq: pending[0].Seq, Pass: 1, Verdict: &filter.Verdict{Key: "s", Item: "1", At: t0, Fault: "poison"}})
			return err
		}))
		done, err := b.Prune(t.Context(), t0.Add(31*day), PruneOptions{Retention: 30 * day})
		b.must(err)
		if done != (Pruned{Items: 1}) {
			t.Errorf("pruned %+v", done)
		}
		if n, _ := b.Waiting(t.Context()); n != 1 {
			t.Error("an item that waits was pruned")
		}
	})
}

// A number that was given once is not given again, though its item is gone.
func TestNumbersAfterPrune(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("s")
		b.turn("s", t0, item("1", "one", t0))
		b.place(t0)
		if _, err := b.Prune(t.Context(), t0.Add(31*day), PruneOptions{Retention: 30 * day}); err != nil {
			t.Fatal(err)
		}
		b.turn("s", t0.Add(31*day), item("2", "two", t0))
		b.place(t0.Add(31 * day))
		b.must(b.Placed(t.Context(), t0, func(p Placed) error {
			if p.Place != 2 {
				t.Errorf("place %d", p.Place)
			}
			return nil
		}))
		if seq, _ := b.MaxSeq(t.Context()); seq != 2 {
			t.Errorf("seq %d", seq)
		}
	})
}

func TestForget(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		b.sources("a", "b")
		secret := "a text that must go " + strings.Repeat("unmistakably ", 400)
		b.turn("a", t0, item("1", secret+"first", t0), item("2", "another", t0))
		b.place(t0)
		b.turn("a", t0, item("1", secret+"second", t0))
		b.turn("b", t0, item("copy", "a copy", t0))
		pending, err := b.Pending(ctx, 0, 9)
		b.must(err)
		b.must(b.Place(ctx, func(p *Placing) error {
			update, copied := settled(pending[0], 2), settled(pending[1], 2)
			// the copy joins the report, and the other report names it as folded coverage
			r := *update.Verdict.Reports[0]
			r.Members = append(r.Members, copied.Verdict.Reports[0].Members...)
			copied.Verdict.Reports = []*filter.Report{&r, {
				ID: "tag:a:2", Story: r.Story, Received: t0, Members: []filter.Member{{Source: "a", Item: "2", URL: "https://example.org/2"}},
				Feeds: map[string]filter.Standing{"all": {State: filter.Live, Winner: story.Ref{Source: "a", Item: "2"}, Folded: []filter.Also{{Report: "tag:a:1", URL: "https://example.org/1", Title: "T"}}}},
			}}
			copied.Verdict.Report, copied.Verdict.Story, copied.Verdict.Relation, copied.Verdict.Entries = r.ID, r.Story, story.Copy, nil
			_, err := p.Write(t0, update, copied)
			return err
		}))

		if _, err := b.Forget(ctx, VerdictQuery{URL: "https://example.org/none"}, t0); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("unknown: %v", err)
		}
		if _, err := b.Forget(ctx, VerdictQuery{All: true}, t0); !errors.Is(err, fs.ErrNotExist) || b.count("verdicts") != 4 {
			t.Errorf("all: %v", err)
		}
		version, _ := b.Version(ctx)
		done, err := b.Forget(ctx, VerdictQuery{URL: "https://example.org/1"}, t0.Add(time.Hour))
		b.must(err)
		if done != (Forgotten{Items: 1, Entries: 1}) {
			t.Errorf("forgotten: %+v", done)
		}
		if v, _ := b.Version(ctx); v == version {
			t.Error("the version did not move")
		}
		check := func() {
			t.Helper()
			if got := ids(b.entries()); got != "tag:a:2" {
				t.Errorf("entries: %s", got)
			}
			gone, err := b.EntriesIn(ctx, "all", filter.Withdrawn, 0)
			b.must(err)
			if len(gone) != 1 || gone[0].Entry.ID != "tag:a:1" || gone[0].Entry.Title != "" {
				t.Errorf("withdrawn: %+v", gone)
			}
			if strings.Contains(b.dump(), "unmistakably") {
				t.Error("the text is still in a table")
			}
		}
		check()
		if folded := b.entries()[0].Report.Feeds["all"].Folded; len(folded) != 0 {
			t.Errorf("another entry still names it: %+v", folded)
		}
		if path := b.dsn; !isPostgres(path) {
			for _, name := range []string{path, path + "-wal"} {
				content, err := os.ReadFile(name)
				if err != nil && !errors.Is(err, fs.ErrNotExist) {
					t.Fatal(err)
				}
				if bytes.Contains(content, []byte("unmistakably")) {
					t.Errorf("the text is still in %s", filepath.Base(name))
				}
			}
		}
		// nothing brings it back: not a replay, not a verdict on a later item
		b.replay("x", t0, func(s *Settled) {
			if s.Verdict.Item == "2" {
				e := s.Verdict.Entries[0]
				e.ID = "tag:a:1"
				s.Verdict.Entries = append(s.Verdict.Entries, e)
			}
			if s.Verdict.Item == "copy" {
				s.Verdict.Entries = nil
			}
		})
		check()
	})
}

// Forgetting by entry id takes all items of the report.
func TestForgetEntry(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("a")
		b.turn("a", t0, item("1", "one", t0), item("2", "two", t0))
		b.place(t0)
		done, err := b.Forget(t.Context(), VerdictQuery{EntryID: "tag:a:1"}, t0)
		b.must(err)
		if done != (Forgotten{Items: 1, Entries: 1}) || ids(b.entries()) != "tag:a:2" {
			t.Errorf("forgotten %+v, left %s", done, ids(b.entries()))
		}
		b.must(b.Place(t.Context(), func(p *Placing) error {
			reports, err := p.Reports([]string{"tag:a:1"})
			if len(reports) != 1 {
				t.Fatalf("reports %+v", reports)
			}
			if r := reports[0]; !r.Killed || len(r.Members) != 0 || r.Feeds["all"].State != filter.Withdrawn {
				t.Errorf("report %+v", r)
			}
			return err
		}))
	})
}

// An item that still waits is forgotten too.
func TestForgetWaiting(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("a")
		b.turn("a", t0, item("1", "one", t0), item("2", "two", t0))
		done, err := b.Forget(t.Context(), VerdictQuery{URL: "http://www.example.org/1"}, t0)
		b.must(err)
		n, err := b.Waiting(t.Context())
		b.must(err)
		if done.Items != 1 || n != 1 {
			t.Errorf("forgotten %+v, %d wait", done, n)
		}
	})
}

func TestBackup(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("a")
		b.turn("a", t0, item("1", "one", t0))
		b.place(t0)
		file := filepath.Join(t.TempDir(), "copy % ?.db")
		b.must(b.Backup(t.Context(), file))
		copied := newRig(t, file)
		if diff := cmp.Diff(b.dump(), copied.dump()); diff != "" {
			t.Error(diff)
		}
		if err := b.Backup(t.Context(), file); !errors.Is(err, fs.ErrExist) {
			t.Errorf("over an existing file: %v", err)
		}
		if err := b.Backup(t.Context(), filepath.Join(t.TempDir(), "none", "x")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("into no folder: %v", err)
		}
		left, err := filepath.Glob(filepath.Join(filepath.Dir(file), ".backup*"))
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	})
}
