package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"sitrep/filter"
	"sitrep/filter/story"
)

// Forgotten counts what Forget purged.
type Forgotten struct {
	Items   int
	Entries int
}

// Forget purges the text of the items that the query names from the store and
// its file, keeps their marks so that they do not come back, and withdraws the
// entries that carried them. All is not accepted. The error wraps fs.ErrNotExist
// if there is no such item. On SQLite the file is rewritten, on PostgreSQL the
// tables that hold text are, locked meanwhile; both take as long as copying.
func (s *Store) Forget(ctx context.Context, q VerdictQuery, at time.Time) (Forgotten, error) {
	var done Forgotten
	q.All = false
	err := s.Place(ctx, func(p *Placing) error {
		var err error
		done, err = p.forget(q, at)
		return err
	})
	if err != nil {
		return Forgotten{}, fmt.Errorf("forget: %w", err)
	}
	if err := s.dialect.compact(ctx, s); err != nil {
		return done, fmt.Errorf("forget: its text may still be in the file: %w", err)
	}
	return done, nil
}

func (p *Placing) forget(q VerdictQuery, at time.Time) (Forgotten, error) {
	var done Forgotten
	targets, err := p.forgetTargets(q)
	if err != nil {
		return done, err
	}
	if len(targets) == 0 {
		return done, fs.ErrNotExist
	}
	p.newEpoch()
	p.at = at
	for _, it := range targets {
		if _, err := p.tx.exec(`UPDATE marks SET forgotten = 1, kept = report WHERE source = ? AND item = ?`, it.source, it.item); err != nil {
			return done, err
		}
		if _, err := p.tx.exec(`DELETE FROM received WHERE source = ? AND item = ?`, it.source, it.item); err != nil {
			return done, err
		}
	}
	done.Items = len(targets)
	done.Entries, err = p.purgeReports(targets, q.EntryID)
	return done, err
}

// forgetTargets finds the items by their verdicts and, for those that wait or
// whose log rows are gone, by their marks.
func (p *Placing) forgetTargets(q VerdictQuery) ([]logItem, error) {
	where, args, some := q.where()
	if !some {
		return nil, nil
	}
	found := map[ItemKey]logItem{}
	add := func(rows *sql.Rows) error {
		var it logItem
		err := rows.Scan(&it.source, &it.item, &it.report)
		found[ItemKey{Source: it.source, Item: it.item}] = it
		return err
	}
	if err := each(p.tx.ctx, p.tx, add, `SELECT v.source, v.item, v.report FROM verdicts v WHERE `+where, args...); err != nil {
		return nil, err
	}
	err := each(p.tx.ctx, p.tx, add, `SELECT source, item, report FROM marks
		WHERE item = ? OR url_key <> '' AND url_key IN (?, ?) OR report <> '' AND report = ?`, indexed(q.URL), indexed(q.URL), q.urlKey(), q.EntryID)
	return slices.Collect(maps.Values(found)), err
}

// purging is what is being purged: items, whole reports, and the addresses by
// which other reports name them.
type purging struct {
	items   map[story.Ref]bool // Item as indexed
	reports map[string]bool
	urls    map[string]bool
}

// purgeReports takes the items out of their reports, and out of the others of
// their stories that name them. It says how many entries were withdrawn.
func (p *Placing) purgeReports(targets []logItem, entryID string) (int, error) {
	gone := purging{items: map[story.Ref]bool{}, reports: map[string]bool{entryID: entryID != ""}, urls: map[string]bool{}}
	var ids []string
	for _, it := range targets {
		gone.items[story.Ref{Source: it.source, Item: it.item}] = true
		if it.report != "" {
			ids = append(ids, it.report)
		}
	}
	reports, err := p.Reports(ids)
	if err != nil {
		return 0, err
	}
	var stories []string
	for _, r := range reports {
		stories = append(stories, r.Story)
	}
	related, err := p.StoryReports(stories)
	if err != nil {
		return 0, err
	}
	changed := map[string]bool{}
	for _, r := range related {
		changed[r.ID] = gone.members(r)
	}
	withdrawn := 0
	for _, r := range related {
		carried, also := gone.standings(r)
		if !changed[r.ID] && !also {
			continue
		}
		n, err := p.purgeReport(r, carried)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", r.ID, err)
		}
		withdrawn += n
	}
	return withdrawn, nil
}

// members takes purged items out of a report and says whether there were any.
// A report with none left is purged whole.
func (g purging) members(r *filter.Report) bool {
	left := r.Members[:0:0]
	for _, m := range r.Members {
		if g.items[story.Ref{Source: m.Source, Item: indexed(m.Item)}] {
			g.urls[m.URL] = true
		} else {
			left = append(left, m)
		}
	}
	changed := len(left) < len(r.Members)
	r.Members = left
	if changed && len(left) == 0 {
		g.reports[r.ID] = true
	}
	r.Killed = r.Killed || g.reports[r.ID]
	return changed
}

// standings takes what is purged out of how a report stands in each feed. It
// lists the feeds whose entry carried it, and says whether another entry named
// it.
func (g purging) standings(r *filter.Report) (carried []string, changed bool) {
	for _, name := range slices.Sorted(maps.Keys(r.Feeds)) {
		st := r.Feeds[name]
		if g.reports[r.ID] || g.items[story.Ref{Source: st.Winner.Source, Item: indexed(st.Winner.Item)}] {
			carried = append(carried, name)
			r.Feeds[name] = filter.Standing{State: filter.Withdrawn, Updated: st.Updated}
			continue
		}
		named := len(st.Folded)
		st.Folded = slices.DeleteFunc(slices.Clone(st.Folded), func(a filter.Also) bool { return g.reports[a.Report] || g.urls[a.URL] })
		changed = changed || len(st.Folded) < named
		r.Feeds[name] = st
	}
	return carried, changed || len(carried) > 0
}

// purgeReport writes a purged report and withdraws the entries that carried
// what is gone from it.
func (p *Placing) purgeReport(r *filter.Report, carried []string) (int, error) {
	body, err := encode(r)
	if err != nil {
		return 0, err
	}
	// One without log rows cannot be made anew: its kept body says so.
	_, err = p.tx.exec(`UPDATE reports SET body = ?, kept = CASE WHEN kept = '' AND EXISTS
		(SELECT 1 FROM verdicts v WHERE v.report = reports.id) THEN '' ELSE ? END WHERE id = ?`, body, body, r.ID)
	if err != nil {
		return 0, err
	}
	withdrawn := 0
	for name := range r.Feeds {
		p.touched[name] = true
	}
	for _, name := range carried {
		n, err := p.tx.exec(`UPDATE entries SET state = ?, forgotten = 1, body = '',
			updated = CASE WHEN updated < ? THEN ? ELSE updated END WHERE feed = ? AND id = ? AND forgotten = 0`,
			filter.Withdrawn, millis(p.at), millis(p.at), name, r.ID)
		if err != nil {
			return 0, err
		}
		withdrawn += int(n)
	}
	return withdrawn, nil
}
