package store

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"sitrep/filter"
)

// Settled is one decided item. Place is 0 for an item placed for the first
// time, and its old number in a replay. Pass is the placing pass. URLKey is
// its canonical URL; Print what the index will want back, nil for none.
type Settled struct {
	Seq     int64
	Place   int64
	Pass    int64
	URLKey  string
	Verdict *filter.Verdict
	Print   []byte
}

// Write stores decided items in order: verdicts, and the reports and entries
// that they change, each as the last verdict left it. It returns the place
// number of each. Its error wraps ErrPlaced if an item waits no longer. at is
// when feeds are said to have changed.
func (p *Placing) Write(at time.Time, items ...Settled) ([]int64, error) {
	if at.After(p.at) {
		p.at = at
	}
	places := make([]int64, 0, len(items))
	var d derived
	for _, it := range items {
		place, err := p.settle(it)
		if err != nil {
			return nil, fmt.Errorf("write verdict on item %d: %w", it.Seq, err)
		}
		places = append(places, place)
		d.add(place, it)
	}
	if err := p.writeReports(&d); err != nil {
		return nil, fmt.Errorf("write reports: %w", err)
	}
	if err := p.writeEntries(&d); err != nil {
		return nil, fmt.Errorf("write entries: %w", err)
	}
	if err := p.writeMarks(&d); err != nil {
		return nil, fmt.Errorf("write marks: %w", err)
	}
	return places, nil
}

// derived gathers what several verdicts change, so that each row is written
// once.
type derived struct {
	reports map[string]*filter.Report
	places  map[string]int64 // report → the first place that names it
	entries map[entryKey]filter.EntryState
	marks   map[ItemKey]string // source and indexed identity → report
}

type entryKey struct{ feed, id string }

func (d *derived) add(place int64, it Settled) {
	if d.reports == nil {
		d.reports, d.places = map[string]*filter.Report{}, map[string]int64{}
		d.entries, d.marks = map[entryKey]filter.EntryState{}, map[ItemKey]string{}
	}
	v := it.Verdict
	for _, r := range v.Reports {
		if _, known := d.places[r.ID]; !known {
			d.places[r.ID] = place
		}
		d.reports[r.ID] = r
	}
	for _, e := range v.Entries {
		key := entryKey{e.Feed, e.ID}
		if e.Entry == nil {
			e.Entry = d.entries[key].Entry
		}
		d.entries[key] = e
	}
	if v.Report != "" {
		d.marks[ItemKey{Source: v.Key, Item: indexed(v.Item)}] = v.Report
	}
}

// settle gives a log row its place and writes the verdict on it.
func (p *Placing) settle(it Settled) (int64, error) {
	if err := p.tx.step(StepPlaceLog); err != nil {
		return 0, err
	}
	place, still := it.Place, `place = ?`
	args := []any{place, it.Pass, it.Seq, place}
	if place == 0 {
		p.place++
		place, still = p.place, `place IS NULL`
		args = []any{place, it.Pass, it.Seq}
	}
	p.pass = max(p.pass, it.Pass)
	n, err := p.tx.exec(`UPDATE received SET place = ?, pass = ? WHERE seq = ? AND `+still, args...)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, ErrPlaced
	}
	if err := p.tx.step(StepPlaceVerdict); err != nil {
		return 0, err
	}
	v := it.Verdict
	body, err := encode(v)
	if err != nil {
		return 0, err
	}
	_, err = p.tx.exec(`INSERT INTO verdicts (place, seq, source, item, raw, url, url_key, story, report, relation, received, generation, fault, print, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		place, it.Seq, v.Key, indexed(v.Item), raw(v.Item), indexed(v.URL), indexed(it.URLKey), clean(v.Story), clean(v.Report), string(v.Relation),
		millis(v.At), v.Generation, clean(v.Fault), it.Print, body)
	return place, err
}

func (p *Placing) writeReports(d *derived) error {
	for _, id := range slices.Sorted(maps.Keys(d.reports)) {
		if err := p.tx.step(StepPlaceReport); err != nil {
			return err
		}
		r := d.reports[id]
		body, err := encode(r)
		if err != nil {
			return err
		}
		_, err = p.tx.exec(`INSERT INTO reports (id, story, place, received, body) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET story = excluded.story, received = excluded.received, body = excluded.body`,
			id, clean(r.Story), d.places[id], millis(r.Received), body)
		if err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
		for name, standing := range r.Feeds {
			if standing.State == filter.Live { // its links to copies and coverage are shown with the entry
				p.touched[name] = true
			}
		}
	}
	return nil
}

func (p *Placing) writeEntries(d *derived) error {
	keys := slices.SortedFunc(maps.Keys(d.entries), func(a, b entryKey) int {
		return cmp.Or(cmp.Compare(a.feed, b.feed), cmp.Compare(a.id, b.id))
	})
	for _, key := range keys {
		if err := p.tx.step(StepPlaceEntry); err != nil {
			return err
		}
		if err := p.writeEntry(d.entries[key]); err != nil {
			return fmt.Errorf("%s in %s: %w", key.id, key.feed, err)
		}
		p.touched[key.feed] = true
	}
	return nil
}

// writeEntry puts an entry, or its state where there is no more to say. A
// forgotten entry stays as it is.
func (p *Placing) writeEntry(e filter.EntryState) error {
	body := ""
	if e.Entry != nil {
		var err error
		if body, err = encode(e.Entry); err != nil {
			return err
		}
	}
	_, err := p.tx.exec(`INSERT INTO entries (feed, id, story, state, published, updated, body) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (feed, id) DO UPDATE SET state = excluded.state,
			story = CASE WHEN excluded.story = '' THEN entries.story ELSE excluded.story END,
			published = CASE WHEN excluded.published = 0 THEN entries.published ELSE excluded.published END,
			updated = CASE WHEN excluded.updated = 0 THEN entries.updated ELSE excluded.updated END,
			body = CASE WHEN excluded.body = '' THEN entries.body ELSE excluded.body END
		WHERE entries.forgotten = 0`,
		e.Feed, e.ID, clean(e.Story), e.State, millis(e.Published), millis(e.Updated), body)
	return err
}

// writeMarks remembers which report each item belongs to, in the order in
// which CommitTurn takes marks too.
func (p *Placing) writeMarks(d *derived) error {
	keys := slices.SortedFunc(maps.Keys(d.marks), func(a, b ItemKey) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Item, b.Item))
	})
	for _, key := range keys {
		if err := p.tx.step(StepPlaceMark); err != nil {
			return err
		}
		if _, err := p.tx.exec(`UPDATE marks SET report = ? WHERE source = ? AND item = ?`, d.marks[key], key.Source, key.Item); err != nil {
			return err
		}
	}
	return nil
}

// Age takes live entries of a feed published before a time out of it: they
// have passed its max_age. It says how many. at is when the feed is said to
// have changed.
func (p *Placing) Age(feedName string, before, at time.Time) (int, error) {
	if err := p.tx.step(StepPlaceAge); err != nil {
		return 0, err
	}
	n, err := p.tx.exec(`UPDATE entries SET state = ? WHERE feed = ? AND state = ? AND published < ?`,
		filter.Aged, feedName, filter.Live, millis(before))
	if err != nil {
		return 0, fmt.Errorf("age entries of %s: %w", feedName, err)
	}
	if n > 0 {
		p.touched[feedName] = true
		if at.After(p.at) {
			p.at = at
		}
	}
	return int(n), nil
}

// noteFeeds moves the time of change and the version of each feed that changed,
// and the version of all that a serving process watches. A hub that knew of all
// changes now has one to be told of. After a Reset a feed has changed only if
// its entries differ from those that stood before.
func (p *Placing) noteFeeds() error {
	if p.before != nil {
		if err := p.compareFeeds(); err != nil {
			return err
		}
	}
	changed := slices.DeleteFunc(slices.Sorted(maps.Keys(p.touched)), func(name string) bool { return !p.touched[name] })
	if len(changed) == 0 {
		return nil
	}
	for _, name := range changed {
		_, err := p.tx.exec(`INSERT INTO feeds (name, changed, version) VALUES (?, ?, 1)
			ON CONFLICT (name) DO UPDATE SET version = feeds.version + 1,
				changed = CASE WHEN feeds.changed < excluded.changed THEN excluded.changed ELSE feeds.changed END`, name, millis(p.at))
		if err != nil {
			return err
		}
		if _, err := p.tx.exec(`UPDATE announcements SET since = ? WHERE feed = ? AND since = 0`, millis(p.at), name); err != nil {
			return err
		}
	}
	return p.bump("version")
}

func (p *Placing) bump(counter string) error {
	_, err := p.tx.exec(`UPDATE counters SET value = value + 1 WHERE name = ?`, counter)
	return err
}
