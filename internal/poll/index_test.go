package poll

import (
	"strings"
	"testing"
	"time"

	"sitrep/feed"
	"sitrep/internal/config"
	"sitrep/internal/store"
)

// beside is another process on the same store.
func beside(t *testing.T, d *desk) *desk {
	t.Helper()
	s, err := store.Open(t.Context(), d.file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	other := &desk{file: d.file, documents: d.documents, now: d.now}
	other.Conductor = &Conductor{Store: s, Owner: "another", Log: d.Log, Now: func() time.Time { return other.now }}
	force := d.current()
	var sources []config.Source
	for _, src := range force.sources {
		sources = append(sources, *src)
	}
	other.Use(force.policy, &config.Config{Sources: sources}, other)
	return other
}

// visit is a round of one source.
func (d *desk) visit(t *testing.T, source string) {
	t.Helper()
	if _, err := d.Round(t.Context(), Selection{Names: []string{source}, Force: true}); err != nil {
		t.Fatal(err)
	}
}

func (d *desk) wantLedger(t *testing.T, want string) {
	t.Helper()
	if got := d.ledger(t); got != want {
		t.Errorf("the ledger is\n%s\nwant\n%s", got, want)
	}
}

// What another process has placed is compared with, as if it had been placed
// here.
func TestIndexCatchesUp(t *testing.T) {
	var ledgers, published []string
	for _, several := range []bool{false, true} {
		d := newDesk(t, "harbour", "valley", "coast")
		d.publishes("harbour", "h1: Frigate launched in Ulsan")
		d.visit(t, "harbour") // its index is built
		second := d
		if several {
			second = beside(t, d)
		}
		d.publishes("valley", "v1: Reservists called up for river exercise")
		second.visit(t, "valley")
		d.publishes("coast", "c1: Reservists called up for river exercise")
		d.visit(t, "coast")
		ledgers, published = append(ledgers, d.ledger(t)), append(published, d.titles(t))
	}
	if ledgers[0] != ledgers[1] || published[0] != published[1] {
		t.Errorf("one process has\n%s\n%s\nand two have\n%s\n%s", ledgers[0], published[0], ledgers[1], published[1])
	}
	if !strings.Contains(ledgers[0], " of v1") {
		t.Errorf("nothing is compared: %s", ledgers[0])
	}
}

// What another process has forgotten is not compared with any more.
func TestIndexSeesRewriting(t *testing.T) {
	d := newDesk(t, "harbour", "valley")
	d.publishes("harbour", "h1: Frigate launched in Ulsan", "h2: Reservists called up for river exercise")
	d.visit(t, "harbour")
	if _, err := beside(t, d).Store.Forget(t.Context(), store.VerdictQuery{URL: "h1"}, d.now); err != nil {
		t.Fatal(err)
	}
	d.publishes("valley", "v1: Frigate launched in Ulsan")
	d.visit(t, "valley")
	d.wantLedger(t, "h2 new, v1 new")
}

// An item is compared with for seven days after its receipt, in a process that
// was there all the time as in one that has just begun.
func TestIndexForgets(t *testing.T) {
	for _, again := range []bool{false, true} {
		d := newDesk(t, "harbour", "valley")
		d.publishes("harbour", "h1: Frigate launched in Ulsan")
		d.visit(t, "harbour")
		d.now = d.now.Add(8 * 24 * time.Hour)
		d.publishes("valley", "v1: Frigate launched in Ulsan")
		late := d
		if again {
			late = beside(t, d)
		}
		late.visit(t, "valley")
		late.wantLedger(t, "h1 new, v1 new")
	}
}

// Adopting a shorter max_age takes what is too old out in the same transaction.
func TestAdoptAges(t *testing.T) {
	d := newDesk(t, "harbour")
	d.publishes("harbour", "h1: Frigate launched in Ulsan", "h2: Reservists called up for river exercise")
	d.visit(t, "harbour")
	d.now = at("2026-06-17T12:00:00Z") // h1 is of 06:00, h2 of 07:00
	settings := deskSettings("harbour")
	settings.Feeds[0].MaxAge = 5*time.Hour + time.Minute
	if _, err := d.Adopt(t.Context(), compiled(t, settings), Edit{Hash: "edited", MaxLoss: 1}); err != nil {
		t.Fatal(err)
	}
	if got := d.titles(t); got != "h2 Reservists called up for river exercise" {
		t.Errorf("published is\n%s", got)
	}
}

// Of items of one document that are the same by id and link the first stands;
// where the links differ the id is none, and both stand.
func TestReceiveRepeated(t *testing.T) {
	of := func(id, link, title string) feed.Item {
		return feed.Item{ID: id, Title: feed.Text{Body: title}, Links: []feed.Link{{Rel: feed.RelAlternate, Href: link}}}
	}
	got, err := receive([]feed.Item{
		of("a", "https://a.example/1", "first"), of("a", "https://a.example/1", "again"),
		of("b", "https://a.example/2", "one"), of("b", "https://a.example/3", "two"),
	}, at("2026-06-17T12:00:00Z"))
	if err != nil || len(got) != 3 {
		t.Fatalf("%d items, %v", len(got), err)
	}
	if got[0].Body.Title.Body != "first" || got[1].Item != "https://a.example/2" || got[2].Item != "https://a.example/3" {
		t.Errorf("got %+v", got)
	}
}
