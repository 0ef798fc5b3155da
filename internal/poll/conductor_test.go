package poll

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/feed"
	"sitrep/filter"
	"sitrep/internal/config"
	"sitrep/internal/fetch"
	"sitrep/internal/store"
)

// desk is a conductor on a store of its own, with documents in memory and a
// clock that the test moves.
type desk struct {
	*Conductor
	file      string // the store
	mu        sync.Mutex
	documents map[string]string // by address; absent is a fault
	now       time.Time
	failAt    string // the step that fails, once; empty for none
	failed    bool
	poster    interface { // nil where nothing is to be posted
		Post(ctx context.Context, address string, form url.Values) error
	}
}

func (d *desk) Post(ctx context.Context, address string, form url.Values) error {
	return d.poster.Post(ctx, address, form)
}

func (d *desk) Get(_ context.Context, r fetch.Request) (fetch.Response, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	body, ok := d.documents[r.URL]
	if !ok {
		return fetch.Response{}, fmt.Errorf("get %s: nobody answers", r.URL)
	}
	hash := fmt.Sprintf("%x", len(body)) + body[max(0, len(body)-40):]
	if hash == r.BodyHash {
		return fetch.Response{Status: 304, Unchanged: true}, nil
	}
	return fetch.Response{Status: 200, Body: []byte(body), BodyHash: hash, FinalURL: r.URL, ContentType: "application/rss+xml"}, nil
}

// newDesk opens a desk of wire sources whose items all go to one feed.
func newDesk(t *testing.T, sources ...string) *desk {
	t.Helper()
	d := &desk{documents: map[string]string{}, now: at("2026-06-17T12:00:00Z")}
	fail := func(step string) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		if step == d.failAt && !d.failed {
			d.failed = true
			return errors.New("planted fault")
		}
		return nil
	}
	d.file = filepath.Join(t.TempDir(), "test.db")
	s, err := store.Open(t.Context(), d.file, store.WithFailpoint(fail))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	d.Conductor = &Conductor{
		Store: s, Owner: "test", Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Now: func() time.Time { d.mu.Lock(); defer d.mu.Unlock(); return d.now },
	}
	settings := deskSettings(sources...)
	var refs []store.SourceRef
	var configured []config.Source
	for _, src := range settings.Sources {
		refs = append(refs, store.SourceRef{Name: src.Name, URL: src.URL})
		configured = append(configured, config.Source{Name: src.Name, URL: src.URL, Every: 30 * time.Minute})
	}
	if err := s.SyncSources(t.Context(), refs, d.now); err != nil {
		t.Fatal(err)
	}
	d.Use(compiled(t, settings), &config.Config{Sources: configured}, d)
	return d
}

// deskSettings is the policy of a desk: sources whose items all go to one feed.
func deskSettings(sources ...string) filter.Settings {
	settings := filter.Settings{Authority: "test,2026", Backfill: 30 * 24 * time.Hour, Feeds: []filter.Feed{{Name: "all"}}}
	for i, name := range sources {
		settings.Sources = append(settings.Sources, filter.Source{Name: name, URL: "https://" + name + ".example/feed", Rank: i})
	}
	return settings
}

func compiled(t *testing.T, settings filter.Settings) *filter.Policy {
	t.Helper()
	policy, problems := filter.Compile(settings)
	if problems != nil {
		t.Fatal(problems)
	}
	return policy
}

// publishes puts a document of one-paragraph items at a source.
func (d *desk) publishes(source string, items ...string) {
	var b strings.Builder
	fmt.Fprintf(&b, "<rss version=\"2.0\"><channel><title>%s</title><link>https://%s.example/</link>", source, source)
	for i, item := range items {
		id, text, _ := strings.Cut(item, ": ")
		fmt.Fprintf(&b, "<item><guid isPermaLink=\"false\">%s</guid><link>https://%s.example/%s</link><pubDate>Wed, 17 Jun 2026 %02d:00:00 +0000</pubDate><title>%s</title><description>%s</description></item>",
			id, source, id, 6+i, text, text+". Officials said so on Wednesday, and gave no further details of it.")
	}
	b.WriteString("</channel></rss>")
	d.mu.Lock()
	defer d.mu.Unlock()
	d.documents["https://"+source+".example/feed"] = b.String()
}

func (d *desk) round(t *testing.T) (Report, error) {
	t.Helper()
	return d.Round(t.Context(), Selection{Force: true})
}

// titles are the live entries of the feed, newest first, as id suffix and title.
func (d *desk) titles(t *testing.T) string {
	t.Helper()
	entries, err := d.Store.Entries(t.Context(), "all", 0)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, e := range entries {
		lines = append(lines, e.Entry.Identifier+" "+e.Entry.Title)
	}
	return strings.Join(lines, "\n")
}

// ledger is how each item was related to the others, in the order of places.
func (d *desk) ledger(t *testing.T) string {
	t.Helper()
	var lines []string
	err := d.Store.Verdicts(t.Context(), store.VerdictQuery{All: true}, func(v filter.Verdict) error {
		line := v.Item + " " + string(v.Relation)
		if v.Of != nil {
			line += " of " + v.Of.Item
		}
		lines = append(lines, line)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, ", ")
}

func TestRoundPublishesWhatSourcesBring(t *testing.T) {
	d := newDesk(t, "harbour", "valley")
	d.publishes("harbour", "h1: Frigate launched in Ulsan", "h2: Reservists called up for river exercise")
	d.publishes("valley", "v1: Ministry orders forty howitzers")
	report, err := d.round(t)
	if err != nil || report.New != 3 || report.Placed != 3 || report.Failed != 0 {
		t.Fatalf("report %+v, error %v", report, err)
	}
	if got, want := d.titles(t), "h2 Reservists called up for river exercise\nh1 Frigate launched in Ulsan\nv1 Ministry orders forty howitzers"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	report, err = d.round(t)
	if err != nil || report.New != 0 || report.Placed != 0 {
		t.Errorf("second round: %+v, %v", report, err)
	}
}

// Each step of Turn and Place fails once: the store stays whole, and the next
// round goes on to the same end.
func TestEveryStepMayFail(t *testing.T) {
	for _, step := range store.Steps() {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, "harbour", "valley")
			d.publishes("harbour", "h1: Frigate launched in Ulsan")
			if _, err := d.round(t); err != nil {
				t.Fatal(err)
			}
			before := d.titles(t)
			d.mu.Lock()
			d.failAt = step
			d.mu.Unlock()
			d.publishes("harbour", "h1: Frigate launched in Ulsan", "h2: Reservists called up for river exercise")
			d.publishes("valley", "v1: Ministry orders forty howitzers")
			_, _ = d.round(t)
			for line := range strings.Lines(before) {
				if !strings.Contains(d.titles(t), strings.TrimSpace(line)) {
					t.Errorf("after the fault %q is gone:\n%s", line, d.titles(t))
				}
			}
			for range 2 {
				d.mu.Lock()
				d.now = d.now.Add(time.Hour)
				d.mu.Unlock()
				if _, err := d.round(t); err != nil {
					t.Fatalf("round after the fault: %v", err)
				}
			}
			if got, want := d.titles(t), "h2 Reservists called up for river exercise\nh1 Frigate launched in Ulsan\nv1 Ministry orders forty howitzers"; got != want {
				t.Errorf("in the end got\n%s\nwant\n%s", got, want)
			}
			if got := d.ledger(t); got != "h1 new, v1 new, h2 new" && got != "h1 new, h2 new, v1 new" {
				t.Errorf("in the end the ledger is %s", got)
			}
		})
	}
}

// An item on which deciding fails is set aside with its fault and holds nobody
// up.
func TestPoisonousItemIsSetAside(t *testing.T) {
	policy, problems := filter.Compile(filter.Settings{Authority: "test,2026", Sources: []filter.Source{{Name: "harbour"}}, Feeds: []filter.Feed{{Name: "all"}}})
	if problems != nil {
		t.Fatal(problems)
	}
	good := filter.Received{Source: "harbour", Item: "h1", URL: "https://harbour.example/h1", At: at("2026-06-17T12:00:00Z"), Time: at("2026-06-17T11:00:00Z"),
		Body: feed.Item{ID: "h1", Title: feed.Text{Body: "Frigate launched"}, Links: []feed.Link{{Rel: feed.RelAlternate, Href: "https://harbour.example/h1"}}}}
	poison := reading{received: good, fault: "reading failed: planted"}
	v := decideOne(policy, poison, filter.NewIndex())
	if v.Fault == "" || len(v.Entries) != 0 || v.Decisions[0].Action != filter.Drop {
		t.Errorf("verdict %+v", v)
	}
	// a nil index makes Decide panic: the fault is caught and kept
	v = decideOne(policy, readOne(policy, good), nil)
	if !strings.Contains(v.Fault, "deciding failed") {
		t.Errorf("fault %q", v.Fault)
	}
}

// Of items that are read together one on which reading fails is set aside, and
// the others are read.
func TestPoisonAmongItemsReadTogether(t *testing.T) {
	read := func(items []filter.Received) []filter.Reading {
		out := make([]filter.Reading, len(items))
		for i, r := range items {
			if r.Item == "poison" {
				panic("planted")
			}
			out[i].Received = r
		}
		return out
	}
	var group []reading
	for _, item := range []string{"h1", "poison", "h2"} {
		group = append(group, reading{received: filter.Received{Item: item}})
	}
	readGroup(read, group)
	for _, rd := range group {
		poisonous := rd.received.Item == "poison"
		if poisonous != strings.Contains(rd.fault, "reading failed: planted") || poisonous == (rd.Reading.Received.Item == rd.received.Item) {
			t.Errorf("%s: read as %q, fault %q", rd.received.Item, rd.Reading.Received.Item, rd.fault)
		}
	}
}

// A flash stub waits for its full take, and for no longer than the hold.
func TestFlashStubIsHeld(t *testing.T) {
	d := newDesk(t, "harbour")
	d.Hold = 10 * time.Minute
	d.mu.Lock()
	d.documents["https://harbour.example/feed"] = `<rss version="2.0"><channel><title>h</title><link>https://harbour.example/</link>` +
		`<item><guid isPermaLink="false">f1</guid><link>https://harbour.example/f1</link><title>(URGENT) Frigate aground off Jeju</title></item>` +
		`</channel></rss>`
	d.mu.Unlock()
	if _, err := d.round(t); err != nil {
		t.Fatal(err)
	}
	if got := d.titles(t); got != "" {
		t.Errorf("the stub is not held: %s", got)
	}
	told := func() string {
		var lines []string
		for _, q := range []store.VerdictQuery{{All: true}, {URL: "http://harbour.example/f1/"}, {URL: "f1"}, {URL: "f2"}, {EntryID: "f1"}} {
			err := Awaiting(t.Context(), d.Store, d.current().policy, q, func(v filter.Verdict) error {
				lines = append(lines, fmt.Sprintf("%s %s %s", v.Source, v.Item, v.Decisions[0].Action))
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		return strings.Join(lines, "\n")
	}
	if got, want := told(), strings.TrimSpace(strings.Repeat("harbour f1 hold\n", 3)); got != want {
		t.Errorf("of the held stub is told\n%s\nwant\n%s", got, want)
	}
	d.mu.Lock()
	d.now = d.now.Add(11 * time.Minute)
	d.mu.Unlock()
	if n, err := d.Place(t.Context()); n != 1 || err != nil {
		t.Errorf("placed %d, error %v", n, err)
	}
	if got := d.titles(t); got != "f1 (URGENT) Frigate aground off Jeju" {
		t.Errorf("after the hold got %q", got)
	}
	if got := told(); got != "" {
		t.Errorf("of the placed stub is told\n%s", got)
	}
}
