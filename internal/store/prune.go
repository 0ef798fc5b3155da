package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"time"

	"sitrep/filter"
)

// markLife is how long an identity mark outlives its item in the source.
const markLife = 90 * 24 * time.Hour

// PruneOptions says what to keep. Retention is how long received items that no
// feed shows are kept. Shown is how many entries each feed shows, by its name:
// the stories of these are kept however old they are.
type PruneOptions struct {
	Retention time.Duration
	Every     time.Duration // nothing is done this soon after the last time; 0: always
	Shown     map[string]int
}

// Pruned counts the rows that were deleted: items with their verdicts, entries
// no feed shows any more, reports and marks nothing can come back to, and
// descriptions of sources.
type Pruned struct {
	Items   int
	Entries int
	Reports int
	Marks   int
	Origins int
}

// pruneBatch is how many stories go in one transaction: others wait meanwhile.
const pruneBatch = listMax

// Prune deletes what has passed its time. A story goes whole: it is kept while
// one of its reports is recent or shown. What remains of it are its reports,
// kept as they are until the marks of their items go, so that an item that
// returns is still the same report. Each step is a transaction of its own.
func (s *Store) Prune(ctx context.Context, now time.Time, o PruneOptions) (Pruned, error) {
	var done Pruned
	if soon, err := s.prunedSince(ctx, now.Add(-o.Every)); err != nil || soon && o.Every > 0 {
		return done, wrap("prune", err)
	}
	cutoff := millis(now.Add(-o.Retention))
	stories, err := s.oldStories(ctx, cutoff, o.Shown)
	if err != nil {
		return done, fmt.Errorf("prune: %w", err)
	}
	for part := range slices.Chunk(stories, pruneBatch) {
		if err := s.Place(ctx, func(p *Placing) error { return p.pruneStories(part, cutoff, &done) }); err != nil {
			return done, fmt.Errorf("prune items: %w", err)
		}
	}
	if err := s.Place(ctx, func(p *Placing) error { return p.pruneRest(now, cutoff, &done) }); err != nil {
		return done, fmt.Errorf("prune marks: %w", err)
	}
	return done, nil
}

// prunedSince reports whether the last Prune was after a time.
func (s *Store) prunedSince(ctx context.Context, after time.Time) (bool, error) {
	last, err := s.meta(ctx, "pruned")
	if err != nil || last == "" {
		return false, err
	}
	ms, err := strconv.ParseInt(last, 10, 64)
	return err == nil && ms > millis(after), nil // what cannot be read is pruned over
}

// oldStories lists stories that have log rows, no recent receipt, and no entry
// that is shown.
func (s *Store) oldStories(ctx context.Context, cutoff int64, shown map[string]int) ([]string, error) {
	keep := map[string]bool{}
	for name, limit := range shown {
		err := each(ctx, s.read, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			keep[id] = true
			return err
		}, `SELECT story FROM entries WHERE feed = ? AND state = ? ORDER BY published DESC, id LIMIT ?`, name, filter.Live, limit)
		if err != nil {
			return nil, err
		}
	}
	var out []string
	err := each(ctx, s.read, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		if !keep[id] {
			out = append(out, id)
		}
		return err
	}, `SELECT DISTINCT r.story FROM reports r WHERE r.received < ? AND EXISTS (SELECT 1 FROM verdicts v WHERE v.report = r.id)
		AND NOT EXISTS (SELECT 1 FROM reports n WHERE n.story = r.story AND n.received >= ?) ORDER BY r.story`, cutoff, cutoff)
	return out, err
}

// logItem is a log row with the report its item went to.
type logItem struct {
	seq          int64
	source, item string
	report       string
}

func (p *Placing) logItems(where string, args ...any) ([]logItem, error) {
	var out []logItem
	err := each(p.tx.ctx, p.tx, func(rows *sql.Rows) error {
		var it logItem
		err := rows.Scan(&it.seq, &it.source, &it.item, &it.report)
		out = append(out, it)
		return err
	}, `SELECT seq, source, item, report FROM verdicts WHERE `+where+` ORDER BY source, item, seq`, args...)
	return out, err
}

// pruneStories deletes the log rows of stories that are still old now that the
// lock is held, and keeps what their items and reports are remembered by.
func (p *Placing) pruneStories(stories []string, cutoff int64, done *Pruned) error {
	return chunks(stories, func(list string, args []any) error {
		old := `(SELECT story FROM reports WHERE story IN ` + list + ` GROUP BY story HAVING MAX(received) < ?)`
		args = append(args, cutoff)
		items, err := p.logItems(`report IN (SELECT id FROM reports WHERE story IN `+old+`)`, args...)
		if err != nil {
			return err
		}
		entries, err := p.tx.execLong(`DELETE FROM entries WHERE forgotten = 0 AND story IN `+old, args...)
		if err != nil {
			return err
		}
		if _, err := p.tx.execLong(`UPDATE reports SET kept = body WHERE story IN `+old, args...); err != nil {
			return err
		}
		for _, it := range items {
			_, err := p.tx.exec(`UPDATE marks SET kept = report WHERE source = ? AND item = ? AND report = ?`, it.source, it.item, it.report)
			if err != nil {
				return err
			}
		}
		done.Items += len(items)
		done.Entries += int(entries)
		return p.deleteLog(items)
	})
}

// deleteLog deletes log rows; their verdicts go with them.
func (p *Placing) deleteLog(items []logItem) error {
	if len(items) > 0 {
		p.newEpoch()
	}
	for _, it := range items {
		if _, err := p.tx.exec(`DELETE FROM received WHERE seq = ?`, it.seq); err != nil {
			return err
		}
	}
	return nil
}

// pruneRest deletes old items that were set aside, then marks, reports and
// origins that nothing can refer to any more.
func (p *Placing) pruneRest(now time.Time, cutoff int64, done *Pruned) error {
	aside, err := p.logItems(`report = '' AND received < ?`, cutoff)
	if err != nil {
		return err
	}
	done.Items += len(aside)
	if err := p.deleteLog(aside); err != nil {
		return err
	}
	// An item is still in its source while it was in the last document that
	// was read, however long ago that was; the source may answer "not modified"
	// since. A source no longer configured has none.
	marks, err := p.tx.execLong(`DELETE FROM marks WHERE forgotten = 0 AND last_seen < ?
		AND NOT EXISTS (SELECT 1 FROM sources s WHERE s.key = marks.source AND s.active = 1 AND marks.last_seen >= s.present - ?)
		AND NOT EXISTS (SELECT 1 FROM received r WHERE r.source = marks.source AND r.item = marks.item)`,
		millis(now.Add(-markLife)), seenLag.Milliseconds())
	if err != nil {
		return err
	}
	reports, err := p.tx.execLong(`DELETE FROM reports WHERE kept <> ''
		AND id NOT IN (SELECT report FROM marks) AND id NOT IN (SELECT kept FROM marks) AND id NOT IN (SELECT report FROM verdicts)`)
	if err != nil {
		return err
	}
	origins, err := p.tx.execLong(`DELETE FROM origins WHERE seen < ? AND NOT EXISTS (SELECT 1 FROM received r WHERE r.origin = origins.id)`,
		millis(now.Add(-24*time.Hour)))
	done.Marks, done.Reports, done.Origins = int(marks), int(reports), int(origins)
	if err != nil {
		return err
	}
	_, err = p.tx.exec(`INSERT INTO meta (name, value) VALUES ('pruned', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
		strconv.FormatInt(millis(now), 10))
	return err
}
