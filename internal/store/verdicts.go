package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"

	"sitrep/filter"
	"sitrep/filter/story"
)

// VerdictQuery says which verdicts are wanted: on items with this link, in any
// form of it, or raw id (URL); on the items of one entry (EntryID); or all.
// Given several, each that matches is wanted. Newest turns the order of places
// round.
type VerdictQuery struct {
	URL     string
	EntryID string
	All     bool
	Newest  bool
}

// where is the condition on verdicts v, and false for a query of nothing. Each
// column is looked up by its own index.
func (q VerdictQuery) where() (string, []any, bool) {
	if q.All {
		return `1 = 1`, nil, true
	}
	var lookups []string
	var args []any
	add := func(where string, values ...any) {
		lookups, args = append(lookups, `SELECT place FROM verdicts WHERE `+where), append(args, values...)
	}
	if q.URL != "" {
		add(`url = ?`, indexed(q.URL))
		add(`url_key IN (?, ?)`, indexed(q.URL), q.urlKey())
		add(`item = ?`, indexed(q.URL))
	}
	if q.EntryID != "" {
		add(`report = ?`, q.EntryID)
	}
	return `v.place IN (` + strings.Join(lookups, ` UNION `) + `)`, args, len(args) > 0
}

// urlKey is the link asked for as it is stored with an item.
func (q VerdictQuery) urlKey() string { return indexed(story.CanonicalURL(q.URL)) }

// Verdicts calls fn with the latest verdict on each source's item that the
// query names, in the order of places, until fn returns an error, which is then
// returned as it is. Key is filled in, and Source has the source's present name.
func (s *Store) Verdicts(ctx context.Context, q VerdictQuery, fn func(filter.Verdict) error) error {
	where, args, some := q.where()
	if !some {
		return nil
	}
	last, beyond, order := int64(0), `>`, ``
	if q.Newest {
		last, beyond, order = math.MaxInt64, `<`, ` DESC`
	}
	for {
		var page []filter.Verdict
		err := each(ctx, s.read, func(rows *sql.Rows) error {
			var v filter.Verdict
			var key, name, body string
			if err := rows.Scan(&last, &key, &name, &body); err != nil {
				return err
			}
			if err := decode(body, &v); err != nil {
				return fmt.Errorf("verdict %d: %w", last, err)
			}
			v.Key, v.Source = key, name
			page = append(page, v)
			return nil
		}, `SELECT v.place, v.source, s.name, v.body FROM verdicts v JOIN sources s ON s.key = v.source
			WHERE v.place `+beyond+` ? AND (`+where+`)
			AND NOT EXISTS (SELECT 1 FROM verdicts n WHERE n.item = v.item AND n.source = v.source AND n.place > v.place)
			ORDER BY v.place`+order+` LIMIT ?`, append(append([]any{last}, args...), pageSize)...)
		if err != nil {
			return fmt.Errorf("read verdicts: %w", err)
		}
		for _, v := range page {
			if err := fn(v); err != nil {
				return err
			}
		}
		if len(page) < pageSize {
			return nil
		}
	}
}

// Unplaced calls fn with the latest version of each item that the query names
// and of which no version was placed, in the order of receipt. EntryID names
// none: an item has no entry before it is placed.
func (s *Store) Unplaced(ctx context.Context, q VerdictQuery, fn func(Pending) error) error {
	where, args := `1 = 1`, []any(nil)
	if !q.All {
		where, args = `(r.url = ? OR r.url_key IN (?, ?) OR r.item = ?)`, []any{clean(q.URL), indexed(q.URL), q.urlKey(), indexed(q.URL)}
	}
	for last := int64(0); ; {
		page, err := s.readLog(ctx, s.read, `WHERE r.place IS NULL AND r.seq > ? AND `+where+`
			AND NOT EXISTS (SELECT 1 FROM received n WHERE n.source = r.source AND n.item = r.item AND (n.place IS NOT NULL OR n.seq > r.seq))
			ORDER BY r.seq LIMIT ?`, append(append([]any{last}, args...), pageSize)...)
		if err != nil {
			return fmt.Errorf("read waiting items: %w", err)
		}
		for _, p := range page {
			if err := fn(p); err != nil {
				return err
			}
			last = p.Seq
		}
		if len(page) < pageSize {
			return nil
		}
	}
}
