package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"sitrep/filter"
	"sitrep/filter/story"
)

// Placing is one transaction that places items, under the store's placing
// lock: nobody else places meanwhile. It must not be used outside the function
// it was given to.
type Placing struct {
	tx      *tx
	place   int64 // last number given
	pass    int64
	epoch   int64
	rewrote bool              // what was placed: a new epoch has begun
	at      time.Time         // when touched feeds are said to have changed
	touched map[string]bool   // feeds whose entries, or what is shown with them, changed
	before  map[string]string // after Reset: feed → digest of its entries as they stood
}

// Place runs fn under the placing lock, in a transaction that is committed
// whole if fn returns nil and leaves no trace if it does not. fn must not call
// the Store itself.
func (s *Store) Place(ctx context.Context, fn func(*Placing) error) error {
	err := s.updateOnce(ctx, func(t *tx) error {
		p := &Placing{tx: t, touched: map[string]bool{}}
		if err := p.open(); err != nil {
			return err
		}
		if err := fn(p); err != nil {
			return err
		}
		return p.finish()
	})
	if err == nil && s.fail != nil {
		err = s.fail(StepPlaceCommitted)
	}
	return wrap("place items", err)
}

func (p *Placing) open() error {
	if err := p.tx.step(StepPlaceBegin); err != nil {
		return err
	}
	if err := p.tx.lock("placing"); err != nil {
		return err
	}
	return each(p.tx.ctx, p.tx, func(rows *sql.Rows) error {
		var name string
		var value int64
		if err := rows.Scan(&name, &value); err != nil {
			return err
		}
		switch name {
		case "place":
			p.place = value
		case "pass":
			p.pass = value
		case "epoch":
			p.epoch = value
		}
		return nil
	}, `SELECT name, value FROM counters`)
}

// finish writes the counters and notes which feeds have changed.
func (p *Placing) finish() error {
	if err := p.tx.step(StepPlaceFeeds); err != nil {
		return err
	}
	for _, c := range []struct {
		name  string
		value int64
	}{{"place", p.place}, {"pass", p.pass}, {"epoch", p.epoch}} {
		if _, err := p.tx.exec(`UPDATE counters SET value = ? WHERE name = ? AND value <> ?`, c.value, c.name, c.value); err != nil {
			return err
		}
	}
	if err := p.noteFeeds(); err != nil {
		return err
	}
	return p.tx.step(StepPlaceCommit)
}

// LastPlace is the number of the last item placed, by whichever process.
func (p *Placing) LastPlace() int64 { return p.place }

// LastPass is the number of the last placing pass.
func (p *Placing) LastPass() int64 { return p.pass }

// Epoch moves whenever what was placed is rewritten, pruned or forgotten: an
// index built in another epoch must be built anew, not caught up.
func (p *Placing) Epoch() int64 { return p.epoch }

func (p *Placing) newEpoch() {
	if !p.rewrote {
		p.rewrote = true
		p.epoch++
	}
}

// Placed is one placed item as the index wants it back. Item is its identity;
// Print is what was given to Write, nil for an item set aside.
type Placed struct {
	Place    int64
	Source   string // permanent key
	Item     string
	URLKey   string
	Report   string
	Story    string
	Relation story.Relation
	Received time.Time
	Print    []byte
}

const placedColumns = `place, source, item, raw, url_key, report, story, relation, received, print`

func scanPlaced(rows *sql.Rows) (Placed, error) {
	var p Placed
	var itemRaw string
	var received int64
	err := rows.Scan(&p.Place, &p.Source, &p.Item, &itemRaw, &p.URLKey, &p.Report, &p.Story, &p.Relation, &received, &p.Print)
	p.Item, p.Received = unraw(p.Item, itemRaw), timeOf(received)
	return p, err
}

// PlacedSince returns what was placed after the item of that number, in order:
// what an index must add to catch up.
func (p *Placing) PlacedSince(place int64) ([]Placed, error) {
	var out []Placed
	err := each(p.tx.ctx, p.tx, func(rows *sql.Rows) error {
		row, err := scanPlaced(rows)
		out = append(out, row)
		return err
	}, `SELECT `+placedColumns+` FROM verdicts WHERE place > ? ORDER BY place`, place)
	return out, wrap("read placed items", err)
}

// StillWaiting says which of these log rows are not placed yet.
func (p *Placing) StillWaiting(seqs []int64) (map[int64]bool, error) {
	out := make(map[int64]bool, len(seqs))
	for len(seqs) > 0 {
		part := seqs[:min(len(seqs), listMax)]
		seqs = seqs[len(part):]
		list, n := inList(len(part))
		args := make([]any, n)
		for i := range args {
			args[i] = part[min(i, len(part)-1)]
		}
		err := each(p.tx.ctx, p.tx, func(rows *sql.Rows) error {
			var seq int64
			err := rows.Scan(&seq)
			out[seq] = true
			return err
		}, `SELECT seq FROM received WHERE place IS NULL AND seq IN `+list, args...)
		if err != nil {
			return nil, fmt.Errorf("read waiting items: %w", err)
		}
	}
	return out, nil
}

// ItemKey names an item: its source's key, its identity, and its canonical
// URL, by which it is also found if it is not empty.
type ItemKey struct {
	Source string
	Item   string
	URLKey string
}

// Marks returns what is remembered of items that belong to a report: the mark
// of the same identity, else that of the same source's item with the same
// canonical URL, the last one seen of several. An item without either is not in
// the map.
func (p *Placing) Marks(keys []ItemKey) (map[ItemKey]Mark, error) {
	out := make(map[ItemKey]Mark, len(keys))
	bySource := map[string][]ItemKey{}
	for _, k := range keys {
		bySource[k.Source] = append(bySource[k.Source], k)
	}
	for _, source := range slices.Sorted(maps.Keys(bySource)) {
		rest, err := p.findMarks(source, "item", bySource[source], func(k ItemKey) string { return k.Item }, out)
		if err == nil {
			_, err = p.findMarks(source, "url_key", rest, func(k ItemKey) string { return k.URLKey }, out)
		}
		if err != nil {
			return nil, fmt.Errorf("read marks: %w", err)
		}
	}
	return out, nil
}

// findMarks looks the keys of one source up by one column, adds what it finds,
// and returns the keys it did not find.
func (p *Placing) findMarks(source, column string, keys []ItemKey, value func(ItemKey) string, found map[ItemKey]Mark) ([]ItemKey, error) {
	var values []string
	for _, k := range keys {
		if v := value(k); v != "" {
			values = append(values, indexed(v))
		}
	}
	marks := make(map[string]Mark, len(values))
	err := chunks(values, func(list string, args []any) error {
		return each(p.tx.ctx, p.tx, func(rows *sql.Rows) error {
			var v string
			var m Mark
			var first, last int64
			if err := rows.Scan(&v, &m.Report, &m.Hash, &first, &last); err != nil {
				return err
			}
			m.FirstSeen, m.LastSeen = timeOf(first), timeOf(last)
			marks[v] = m
			return nil
		}, `SELECT `+column+`, report, hash, first_seen, last_seen FROM marks WHERE source = ? AND report <> '' AND `+column+` IN `+list+`
			ORDER BY last_seen, item DESC`, append([]any{source}, args...)...)
	})
	var rest []ItemKey
	for _, k := range keys {
		if m, ok := marks[indexed(value(k))]; ok {
			found[k] = m
		} else {
			rest = append(rest, k)
		}
	}
	return rest, err
}

// Reports returns the reports with these ids, in the order in which they were
// first told; one that is not stored is left out.
func (p *Placing) Reports(ids []string) ([]*filter.Report, error) {
	reports, err := p.readReports("id", ids)
	return reports, wrap("read reports", err)
}

// StoryReports returns all reports of these stories, in the order in which
// they were first told.
func (p *Placing) StoryReports(stories []string) ([]*filter.Report, error) {
	reports, err := p.readReports("story", stories)
	return reports, wrap("read reports of stories", err)
}

func (p *Placing) readReports(column string, values []string) ([]*filter.Report, error) {
	type placed struct {
		place  int64
		report *filter.Report
	}
	var found []placed
	values = slices.Compact(slices.Sorted(slices.Values(values)))
	err := chunks(values, func(list string, args []any) error {
		return each(p.tx.ctx, p.tx, func(rows *sql.Rows) error {
			var place int64
			var body string
			if err := rows.Scan(&place, &body); err != nil {
				return err
			}
			r := new(filter.Report)
			found = append(found, placed{place, r})
			return decode(body, r)
		}, `SELECT place, body FROM reports WHERE `+column+` IN `+list, args...)
	})
	slices.SortFunc(found, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.place, b.place), strings.Compare(a.report.ID, b.report.ID))
	})
	out := make([]*filter.Report, len(found))
	for i, f := range found {
		out[i] = f.report
	}
	return out, err
}
