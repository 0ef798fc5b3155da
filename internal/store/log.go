package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
)

// Log calls fn with every received item: first the placed ones in the order of
// their places, then those that wait, in the order they are to be placed. It
// holds no lock while fn runs.
func (s *Store) Log(ctx context.Context, fn func(Pending) error) error {
	for last := int64(0); ; {
		page, err := s.readLog(ctx, s.read, `WHERE r.place > ? ORDER BY r.place LIMIT ?`, last, pageSize)
		if err != nil {
			return fmt.Errorf("read the log: %w", err)
		}
		for _, p := range page {
			if err := fn(p); err != nil {
				return err
			}
			last = p.Place
		}
		if len(page) < pageSize {
			break
		}
	}
	waiting, err := s.Pending(ctx, 0, 1<<30)
	if err != nil {
		return err
	}
	for _, p := range waiting {
		if err := fn(p); err != nil {
			return err
		}
	}
	return nil
}

// LastVersion returns the version of a source's item that was placed last. Its
// error wraps fs.ErrNotExist if the log has none: it was pruned or forgotten.
func (s *Store) LastVersion(ctx context.Context, key, item string) (Pending, error) {
	found, err := s.readLog(ctx, s.read, `WHERE r.source = ? AND r.item = ? AND r.place > 0 ORDER BY r.place DESC LIMIT 1`, key, indexed(item))
	if err == nil && len(found) == 0 {
		err = fs.ErrNotExist
	}
	if err != nil {
		return Pending{}, fmt.Errorf("read item %s of %s: %w", item, key, err)
	}
	return found[0], nil
}

// Standing returns every entry as it stands, by feed and id.
func (s *Store) Standing(ctx context.Context) ([]Standing, error) {
	var out []Standing
	err := each(ctx, s.read, func(rows *sql.Rows) error {
		var e Standing
		var published, updated int64
		if err := rows.Scan(&e.Feed, &e.ID, &e.State, &published, &updated); err != nil {
			return err
		}
		e.Published, e.Updated = timeOf(published), timeOf(updated)
		out = append(out, e)
		return nil
	}, `SELECT feed, id, state, published, updated FROM entries ORDER BY feed, id`)
	return out, wrap("read entries", err)
}

// Recent returns the last items received from a source, the newest first; at
// most limit.
func (s *Store) Recent(ctx context.Context, source string, limit int) ([]Pending, error) {
	recent, err := s.readLog(ctx, s.read, `WHERE r.source = ? ORDER BY r.seq DESC LIMIT ?`, source, limit)
	return recent, wrap("read items of "+source, err)
}
