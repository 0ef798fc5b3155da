package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"sitrep/feed"
	"sitrep/filter"
)

// pageSize is how many rows are read before they are handed on: a callback
// never runs while a read connection is held.
const pageSize = 500

// Placed calls fn with every placed item received at or after a time, in the
// order of places: what an index is built from at start.
func (s *Store) Placed(ctx context.Context, since time.Time, fn func(Placed) error) error {
	last := int64(0)
	err := one(ctx, s.read, []any{&last}, `SELECT COALESCE(MIN(place), 0) - 1 FROM verdicts WHERE received >= ?`, millis(since))
	if err != nil {
		return fmt.Errorf("read placed items: %w", err)
	}
	for {
		var page []Placed
		err := each(ctx, s.read, func(rows *sql.Rows) error {
			p, err := scanPlaced(rows)
			page = append(page, p)
			return err
		}, `SELECT `+placedColumns+` FROM verdicts WHERE place > ? AND received >= ? ORDER BY place LIMIT ?`, last, millis(since), pageSize)
		if err != nil {
			return fmt.Errorf("read placed items: %w", err)
		}
		for _, p := range page {
			if err := fn(p); err != nil {
				return err
			}
		}
		if len(page) < pageSize {
			return nil
		}
		last = page[len(page)-1].Place
	}
}

// RecentReports returns the reports with an item received at or after a time,
// in the order in which they were first told.
func (s *Store) RecentReports(ctx context.Context, since time.Time) ([]filter.StoredReport, error) {
	var out []filter.StoredReport
	err := each(ctx, s.read, func(rows *sql.Rows) error {
		var r filter.StoredReport
		var received int64
		err := rows.Scan(&r.ID, &r.Story, &received, &r.Body)
		r.Received = timeOf(received)
		out = append(out, r)
		return err
	}, `SELECT id, story, received, body FROM reports WHERE received >= ? ORDER BY place, id`, millis(since))
	return out, wrap("read reports", err)
}

// StoredEntry is an entry of a feed with the report it was made from, which
// holds its links to copies and coverage. Entry has only its id where nothing
// but a state was ever stored.
type StoredEntry struct {
	Feed    string
	Story   string
	State   string
	Entry   feed.Entry
	Report  filter.Report
	Updated time.Time // of the stored row: when the entry last changed for readers
}

const entryQuery = `SELECT e.feed, e.id, e.story, e.state, e.updated, e.body, COALESCE(r.body, '') FROM entries e LEFT JOIN reports r ON r.id = e.id `

func scanEntry(rows *sql.Rows) (StoredEntry, error) {
	var e StoredEntry
	var id, body, report string
	var updated int64
	if err := rows.Scan(&e.Feed, &id, &e.Story, &e.State, &updated, &body, &report); err != nil {
		return e, err
	}
	e.Updated = timeOf(updated)
	if body != "" {
		if err := decode(body, &e.Entry); err != nil {
			return e, fmt.Errorf("entry %s: %w", id, err)
		}
	}
	e.Entry.ID = id
	if report != "" {
		if err := decode(report, &e.Report); err != nil {
			return e, fmt.Errorf("entry %s: %w", id, err)
		}
	}
	return e, nil
}

// Entries returns the live entries of a feed, newest published first, then by
// id; at most limit, all if it is 0.
func (s *Store) Entries(ctx context.Context, feedName string, limit int) ([]StoredEntry, error) {
	if limit <= 0 {
		limit = 1 << 30
	}
	entries, err := s.listEntries(ctx, `WHERE e.feed = ? AND e.state = ? ORDER BY e.published DESC, e.id LIMIT ?`, feedName, filter.Live, limit)
	return entries, wrap("read entries of "+feedName, err)
}

// EntriesIn returns entries of a feed in one state, whichever it is, newest
// published first: what has left a feed, for archives and tombstones.
func (s *Store) EntriesIn(ctx context.Context, feedName, state string, limit int) ([]StoredEntry, error) {
	if limit <= 0 {
		limit = 1 << 30
	}
	entries, err := s.listEntries(ctx, `WHERE e.feed = ? AND e.state = ? ORDER BY e.published DESC, e.id LIMIT ?`, feedName, state, limit)
	return entries, wrap("read entries of "+feedName, err)
}

// EntryByID returns an entry in every feed that has it, by feed; its error
// wraps fs.ErrNotExist if none has.
func (s *Store) EntryByID(ctx context.Context, id string) ([]StoredEntry, error) {
	entries, err := s.listEntries(ctx, `WHERE e.id = ? ORDER BY e.feed`, id)
	if err == nil && len(entries) == 0 {
		err = fs.ErrNotExist
	}
	return entries, wrap("read entry "+id, err)
}

func (s *Store) listEntries(ctx context.Context, rest string, args ...any) ([]StoredEntry, error) {
	var out []StoredEntry
	err := each(ctx, s.read, func(rows *sql.Rows) error {
		e, err := scanEntry(rows)
		out = append(out, e)
		return err
	}, entryQuery+rest, args...)
	return out, err
}

// FeedChanged returns when a feed last changed; zero if it never had an entry.
func (s *Store) FeedChanged(ctx context.Context, name string) (time.Time, error) {
	var changed int64
	err := one(ctx, s.read, []any{&changed}, `SELECT changed FROM feeds WHERE name = ?`, name)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return timeOf(changed), wrap("read feed "+name, err)
}

// LastPlace is the number of the last item placed, by whichever process. An
// index built outside a Placing is built as of an Epoch and a LastPlace read
// before anything else; what came meanwhile is caught up with.
func (s *Store) LastPlace(ctx context.Context) (int64, error) {
	place, err := s.counter(ctx, "place")
	return place, wrap("read the last place", err)
}

// Version moves with every commit, of whichever process, that changes a feed.
func (s *Store) Version(ctx context.Context) (int64, error) {
	version, err := s.counter(ctx, "version")
	return version, wrap("read the feeds' version", err)
}

// Epoch is Placing.Epoch outside a transaction.
func (s *Store) Epoch(ctx context.Context) (int64, error) {
	epoch, err := s.counter(ctx, "epoch")
	return epoch, wrap("read the store's epoch", err)
}

func (s *Store) counter(ctx context.Context, name string) (int64, error) {
	var value int64
	err := one(ctx, s.read, []any{&value}, `SELECT value FROM counters WHERE name = ?`, name)
	return value, err
}
