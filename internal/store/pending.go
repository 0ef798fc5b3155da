package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"time"

	"sitrep/feed"
)

// Pending is one item of the log as placing reads it. Source has its key,
// names, address and Since; not its state. Time is the item's own time, else
// first seen; Received its receipt. Origin is how the source described itself
// in the document the item came in. Prior is what is remembered of the item;
// its Report is empty until it was placed once. Place and Pass are those of
// the earlier placing when the log is replayed, else 0.
type Pending struct {
	Seq      int64
	Place    int64
	Pass     int64
	Source   Source
	Item     string
	URL      string
	URLKey   string
	Body     feed.Item
	Origin   feed.Source
	Received time.Time
	Time     time.Time
	Since    time.Time
	Prior    *Mark
}

// Mark is what is remembered of an item when its text is gone: the report it
// belongs to, the hash of its last version, and when it was seen.
type Mark struct {
	Report    string
	Hash      string
	FirstSeen time.Time
	LastSeen  time.Time
}

// Waiting is how many received items are not yet placed.
func (s *Store) Waiting(ctx context.Context) (int, error) {
	var n int
	err := one(ctx, s.read, []any{&n}, `SELECT count(*) FROM received WHERE place IS NULL`)
	return n, wrap("count waiting items", err)
}

// MaxSeq is the number of the last received item: a bound for Pending, so that
// what comes later waits for the next pass.
func (s *Store) MaxSeq(ctx context.Context) (int64, error) {
	var seq int64
	err := one(ctx, s.read, []any{&seq}, `SELECT COALESCE(MAX(seq), 0) FROM received`)
	return seq, wrap("read the last item's number", err)
}

// Pending returns items that are not yet placed, up to the item numbered
// maxSeq (0: all), in the order they are to be placed: by the item's time, then
// source key, then identity; versions of one item always in the order they
// came.
func (s *Store) Pending(ctx context.Context, maxSeq int64, limit int) ([]Pending, error) {
	if maxSeq <= 0 {
		maxSeq = math.MaxInt64
	}
	pending, err := s.readLog(ctx, s.read, `WHERE r.place IS NULL AND r.seq <= ? ORDER BY r.sort_time, r.source, r.item, r.seq LIMIT ?`, maxSeq, limit)
	return pending, wrap("read waiting items", err)
}

// readLog reads log rows whole.
func (s *Store) readLog(ctx context.Context, q queryer, rest string, args ...any) ([]Pending, error) {
	var out []Pending
	var origins []string
	err := each(ctx, q, func(rows *sql.Rows) error {
		p, origin, err := scanPending(rows)
		out, origins = append(out, p), append(origins, origin)
		return err
	}, `SELECT r.seq, COALESCE(r.place, 0), r.pass, r.source, s.name, s.url, s.active, s.since, r.item, r.raw, r.url, r.url_key,
		r.received, r.item_time, r.origin, r.body, m.report, m.hash, m.first_seen, m.last_seen
		FROM received r JOIN sources s ON s.key = r.source LEFT JOIN marks m ON m.source = r.source AND m.item = r.item `+rest, args...)
	if err != nil {
		return nil, err
	}
	known, err := s.readOrigins(ctx, q, origins)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Origin = known[origins[i]]
	}
	return out, nil
}

func scanPending(rows *sql.Rows) (Pending, string, error) {
	var p Pending
	var active, since, received, itemTime int64
	var itemRaw, origin, body string
	var report, hash sql.NullString
	var first, last sql.NullInt64
	err := rows.Scan(&p.Seq, &p.Place, &p.Pass, &p.Source.Key, &p.Source.Name, &p.Source.URL, &active, &since, &p.Item, &itemRaw, &p.URL, &p.URLKey,
		&received, &itemTime, &origin, &body, &report, &hash, &first, &last)
	if err != nil {
		return p, "", err
	}
	p.Item = unraw(p.Item, itemRaw)
	p.Source.Active, p.Source.Since = active != 0, timeOf(since)
	p.Received, p.Time, p.Since = timeOf(received), timeOf(itemTime), timeOf(since)
	if report.Valid {
		p.Prior = &Mark{Report: report.String, Hash: hash.String, FirstSeen: timeOf(first.Int64), LastSeen: timeOf(last.Int64)}
	}
	if err := decode(body, &p.Body); err != nil {
		return p, "", fmt.Errorf("item %d: %w", p.Seq, err)
	}
	return p, origin, nil
}

// readOrigins returns the descriptions with these ids.
func (s *Store) readOrigins(ctx context.Context, q queryer, ids []string) (map[string]feed.Source, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	out := make(map[string]feed.Source, len(ids))
	var missing []string
	for _, id := range ids {
		if src, ok := s.origins.get(id); ok {
			out[id] = src
		} else {
			missing = append(missing, id)
		}
	}
	err := chunks(missing, func(list string, args []any) error {
		return each(ctx, q, func(rows *sql.Rows) error {
			var id, body string
			if err := rows.Scan(&id, &body); err != nil {
				return err
			}
			var src feed.Source
			if err := decode(body, &src); err != nil {
				return fmt.Errorf("origin %s: %w", id, err)
			}
			out[id] = src
			s.origins.put(id, src)
			return nil
		}, `SELECT id, body FROM origins WHERE id IN `+list, args...)
	})
	return out, err
}
