package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"sitrep/filter"
)

// ArchiveDay is what an archive page holds: a day in UTC. Entries belong to the
// day of their publication for good, so pruning, a late item or a withdrawal
// changes one page and renumbers none.
const ArchiveDay = 24 * time.Hour

// dayZero makes times before 1970 count from one end too: integer division
// rounds towards zero.
const dayZero = 719162 * int64(ArchiveDay/time.Millisecond) // from the year 1 to 1970

const dayMillis = int64(ArchiveDay / time.Millisecond)

// archivedStates are the states of entries that archive pages know of: all.
const archivedStates = `('` + filter.Live + `', '` + filter.Aged + `', '` + filter.Withdrawn + `')`

// LeftFeed returns when the newest entry was published that a feed showing its
// newest limit entries does not show: one beyond the limit, aged or withdrawn.
// It is zero if there is none.
func (s *Store) LeftFeed(ctx context.Context, feedName string, limit int) (time.Time, error) {
	var left int64
	err := one(ctx, s.read, []any{&left}, `SELECT COALESCE(MAX(published), 0) FROM (
		SELECT MAX(published) AS published FROM entries WHERE feed = ? AND state IN ('`+filter.Aged+`', '`+filter.Withdrawn+`')
		UNION ALL
		SELECT published FROM (SELECT published FROM entries WHERE feed = ? AND state = '`+filter.Live+`'
			ORDER BY published DESC, id LIMIT 1 OFFSET ?) AS beyond) AS gone`, feedName, feedName, limit)
	return timeOf(left), wrap("read what left "+feedName, err)
}

// EntryDays returns the days, newest first, on which entries of a feed were
// published up to a time, whatever their state.
func (s *Store) EntryDays(ctx context.Context, feedName string, until time.Time) ([]time.Time, error) {
	var days []time.Time
	err := each(ctx, s.read, func(rows *sql.Rows) error {
		var n int64
		err := rows.Scan(&n)
		days = append(days, time.UnixMilli(n*dayMillis-dayZero).UTC())
		return err
	}, fmt.Sprintf(`SELECT DISTINCT (published + %d) / %d AS day FROM entries
		WHERE feed = ? AND state IN %s AND published <> 0 AND published <= ? ORDER BY day DESC`, dayZero, dayMillis, archivedStates),
		feedName, millis(until))
	return days, wrap("read days of "+feedName, err)
}

// EntriesOf returns the entries of a feed published on a day, in every state,
// newest first, then by id.
func (s *Store) EntriesOf(ctx context.Context, feedName string, day time.Time) ([]StoredEntry, error) {
	entries, err := s.listEntries(ctx, `WHERE e.feed = ? AND e.state IN `+archivedStates+` AND e.published >= ? AND e.published < ?
		AND e.published <> 0 ORDER BY e.published DESC, e.id`, feedName, day.UnixMilli(), day.Add(ArchiveDay).UnixMilli())
	return entries, wrap("read entries of "+feedName, err)
}
