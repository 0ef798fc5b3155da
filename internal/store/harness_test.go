package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitrep/feed"
	"sitrep/filter"
	"sitrep/filter/story"
)

// postgresEnv names a server to run the suite on as well. Each test has its
// own schema there.
const postgresEnv = "SITREP_TEST_POSTGRES"

// t0 is when the tests begin.
var t0 = time.Date(2026, 6, 18, 6, 0, 0, 0, time.UTC)

// rig is a store under test that can be opened again.
type rig struct {
	testing.TB
	*Store
	dsn string
}

// onBoth runs a test of the contract on each engine.
func onBoth(t *testing.T, test func(t *testing.T, b *rig)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newRig(t, sqliteFile(t))) })
	t.Run("postgres", func(t *testing.T) { test(t, newRig(t, postgresSchema(t))) })
}

func sqliteFile(t testing.TB) string { return filepath.Join(t.TempDir(), "sitrep.db") }

// postgresSchema makes a schema of its own for a test and returns its address.
func postgresSchema(t testing.TB) string {
	dsn := os.Getenv(postgresEnv)
	if dsn == "" {
		t.Skipf("NOT TESTED ON POSTGRESQL: set %s to the address of a server to do so", postgresEnv)
	}
	schema := fmt.Sprintf("sitrep_%d_%s", os.Getpid(), identify(t.Name())[:12])
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.Exec("DROP SCHEMA " + schema + " CASCADE"); err != nil {
			t.Error(err)
		}
		db.Close()
	})
	if _, err := db.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	address, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	query.Set("search_path", schema)
	address.RawQuery = query.Encode()
	return address.String()
}

func newRig(t testing.TB, dsn string, options ...Option) *rig {
	t.Helper()
	b := &rig{TB: t, dsn: dsn}
	b.Store = b.again(options...)
	return b
}

// again opens the same store once more, as another process would.
func (b *rig) again(options ...Option) *Store {
	b.Helper()
	s, err := Open(b.Context(), b.dsn, options...)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}

func (b *rig) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// sources syncs sources by name, each at an address of its own.
func (b *rig) sources(names ...string) {
	b.Helper()
	var refs []SourceRef
	for _, n := range names {
		refs = append(refs, SourceRef{Name: n, URL: "https://" + n + ".example/feed"})
	}
	b.must(b.SyncSources(b.Context(), refs, t0))
}

// claim takes the lease of one source, due or not.
func (b *rig) claim(name string, now time.Time) Lease {
	b.Helper()
	leases, _, err := b.Claim(b.Context(), now, ClaimOptions{Owner: "test", Lease: time.Minute, Limit: 1, Names: []string{name}, Force: true})
	b.must(err)
	if len(leases) != 1 {
		b.Fatalf("claimed %d sources, want %s", len(leases), name)
	}
	return leases[0]
}

// item is a received item whose hash follows from its text.
func item(id, text string, at time.Time) Received {
	link := "https://example.org/" + id
	return Received{
		Item: id, URL: link, URLKey: story.CanonicalURL(link), Hash: identify(text), Time: at,
		Body: feed.Item{
			ID: id, Title: feed.Text{Type: feed.PlainText, Body: "Title of " + id}, Published: at,
			Content: []feed.Text{{Type: feed.HTML, Body: "<p>" + text + "</p>"}},
			Links:   []feed.Link{{Rel: feed.RelAlternate, Href: link}},
		},
	}
}

// turnOf is a good turn that brings items and makes the source due in an hour.
func turnOf(l Lease, at time.Time, items ...Received) Turn {
	state := l.State
	state.LastTurn, state.LastGood, state.NextDue, state.Interval = at, at, at.Add(time.Hour), time.Hour
	state.Items = len(items)
	return Turn{Lease: l, State: state, At: at, Good: true, Origin: &feed.Source{Title: feed.Text{Body: "Feed of " + l.Name}}, Present: items}
}

// turn claims a source and commits a turn of it.
func (b *rig) turn(name string, at time.Time, items ...Received) TurnResult {
	b.Helper()
	res, err := b.CommitTurn(b.Context(), turnOf(b.claim(name, at), at, items...))
	b.must(err)
	return res[0]
}

// settled decides a pending item in the simplest way: a report of its own,
// live in the feed "all". It stands in for the policy.
func settled(p Pending, pass int64) Settled {
	report := "tag:" + p.Source.Key + ":" + p.Item
	if p.Prior != nil && p.Prior.Report != "" {
		report = p.Prior.Report
	}
	title := p.Body.Title.Body
	v := &filter.Verdict{
		Source: p.Source.Name, Key: p.Source.Key, Item: p.Item, URL: p.URL, Title: title, At: p.Received, Generation: 1,
		Report: report, Story: "story:" + report, Relation: story.New, Scores: map[string]float64{"defence": 7},
		Decisions: []filter.Decision{{Feed: "all", Action: filter.Publish, Reason: "test"}},
		Reports: []*filter.Report{{
			ID: report, Story: "story:" + report, Pass: pass, Published: p.Time, Received: p.Received,
			Members: []filter.Member{{Source: p.Source.Key, Item: p.Item, URL: p.URL, Title: title, Time: p.Time}},
			Feeds:   map[string]filter.Standing{"all": {State: filter.Live, Winner: story.Ref{Source: p.Source.Key, Item: p.Item}}},
		}},
		Entries: []filter.EntryState{{
			Feed: "all", ID: report, Story: "story:" + report, State: filter.Live, Published: p.Time, Updated: p.Time,
			Entry: &feed.Entry{ID: report, Title: title, Content: p.Body.Body(), Published: p.Time, Updated: p.Time, Source: p.Origin},
		}},
	}
	return Settled{Seq: p.Seq, Place: p.Place, Pass: pass, URLKey: p.URLKey, Verdict: v, Print: []byte("print of " + p.Item)}
}

// place places everything that waits, in one batch and pass.
func place(ctx context.Context, s *Store, at time.Time) error {
	pending, err := s.Pending(ctx, 0, 10_000)
	if err != nil {
		return err
	}
	return s.Place(ctx, func(p *Placing) error {
		var items []Settled
		for _, it := range pending {
			items = append(items, settled(it, p.LastPass()+1))
		}
		_, err := p.Write(at, items...)
		return err
	})
}

func (b *rig) place(at time.Time) {
	b.Helper()
	b.must(place(b.Context(), b.Store, at))
}

// entries lists the live entries of the feed "all".
func (b *rig) entries() []StoredEntry {
	b.Helper()
	entries, err := b.Entries(b.Context(), "all", 0)
	b.must(err)
	return entries
}

func ids(entries []StoredEntry) string {
	var out []string
	for _, e := range entries {
		out = append(out, e.Entry.ID)
	}
	return strings.Join(out, " ")
}

// tables are all tables that hold content, with the columns that order them.
var tables = map[string]string{
	"meta": "name", "counters": "name", "configs": "generation", "sources": "key", "schedule": "source", "origins": "id", "received": "seq",
	"marks": "source, item", "verdicts": "place", "reports": "id", "entries": "feed, id", "feeds": "name",
	"announcements": "topic, hub",
}

// dump is the content of a store, table by table, so that two moments can be
// compared.
func (b *rig) dump() string {
	b.Helper()
	var out strings.Builder
	for _, name := range []string{"meta", "counters", "configs", "sources", "schedule", "origins", "received", "marks", "verdicts", "reports", "entries", "feeds", "announcements"} {
		rows, err := b.read.query(b.Context(), "SELECT * FROM "+name+" ORDER BY "+tables[name])
		b.must(err)
		columns, err := rows.Columns()
		b.must(err)
		for rows.Next() {
			values := make([]any, len(columns))
			into := make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			b.must(rows.Scan(into...))
			fmt.Fprintf(&out, "%s:", name)
			for i, v := range values {
				if text, ok := v.([]byte); ok {
					v = string(text)
				}
				fmt.Fprintf(&out, " %s=%v", columns[i], v)
			}
			out.WriteByte('\n')
		}
		b.must(rows.Err())
		rows.Close()
	}
	return out.String()
}

// count returns the number of rows of a table.
func (b *rig) count(table string) int {
	b.Helper()
	var n int
	b.must(one(b.Context(), b.read, []any{&n}, "SELECT count(*) FROM "+table))
	return n
}
