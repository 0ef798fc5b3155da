package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Lease is the right to make one turn of a source until a time. Token is the
// fencing token: every claim, commit and release moves it, so that a holder
// who comes back late finds it changed and writes nothing.
type Lease struct {
	Source
	Token int64
	Until time.Time
}

// ClaimOptions says what to claim. Owner names the process: a host belongs to
// one at a time. Limit 0 claims nothing. Names restricts it to these sources; empty means all. Force
// takes sources whether or not they are due, and those that are gone. Slack is
// a share of each source's interval: a source due within it counts as due.
type ClaimOptions struct {
	Owner string
	Lease time.Duration
	Limit int
	Names []string
	Force bool
	Slack float64
}

// Claim takes leases on sources that are due and that nobody holds, the
// longest due first. Two claims never get the same source: what is found is
// locked until it is taken. Sources whose host another owner is at, or
// has left too shortly ago, are not taken; busy names these.
func (s *Store) Claim(ctx context.Context, now time.Time, o ClaimOptions) (leases []Lease, busy []string, err error) {
	if o.Limit <= 0 {
		return nil, nil, nil
	}
	until := now.Add(o.Lease)
	err = s.update(ctx, func(t *tx) error {
		leases, busy = nil, nil
		if err := t.lock("hosts"); err != nil {
			return err
		}
		where, args := o.where(millis(now), `s.active = 1 AND t.lease_until <= ?`, millis(now))
		var err error
		if where, args, busy, err = t.claimable(where, args, clean(o.Owner), millis(now)); err != nil {
			return err
		}
		var found []*Lease
		err = each(ctx, t, func(rows *sql.Rows) error {
			l := &Lease{Until: until}
			var err error
			if l.Source, err = s.scanSource(rows, &l.Token); err != nil {
				return err
			}
			l.Token++ // as it is now made
			found = append(found, l)
			return nil
		}, `SELECT `+sourceColumns+`, t.token FROM `+sourceTables+` WHERE `+where+` `+s.dialect.skip, args...)
		if err != nil {
			return err
		}
		// Sorted and cut here: SQLite would copy each row whole to do so.
		slices.SortFunc(found, func(a, b *Lease) int { return cmp.Or(a.NextDue.Compare(b.NextDue), strings.Compare(a.Key, b.Key)) })
		found = found[:min(len(found), o.Limit)]
		leases = make([]Lease, len(found))
		keys := make([]string, len(found))
		for i, l := range found {
			leases[i], keys[i] = *l, l.Key
		}
		slices.Sort(keys) // as everybody takes rows
		return chunks(keys, func(list string, args []any) error {
			_, err := t.exec(`UPDATE schedule SET owner = ?, lease_until = ?, token = token + 1 WHERE source IN `+list,
				append([]any{clean(o.Owner), millis(until)}, args...)...)
			return err
		})
	})
	if err != nil {
		return nil, nil, fmt.Errorf("claim sources: %w", err)
	}
	return leases, busy, nil
}

// Leased names the sources that a claim would get if others did not hold them:
// processes that are visiting them, or that died less than a lease ago.
func (s *Store) Leased(ctx context.Context, now time.Time, o ClaimOptions) ([]string, error) {
	where, args := o.where(millis(now), `s.active = 1 AND t.lease_until > ? AND t.owner <> ?`, millis(now), clean(o.Owner))
	var names []string
	err := each(ctx, s.read, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		names = append(names, name)
		return err
	}, `SELECT s.name FROM `+sourceTables+` WHERE `+where+` ORDER BY s.name`, args...)
	return names, wrap("read leased sources", err)
}

// where is the condition on a source that is wanted, added to another one.
// Slack is counted in thousandths, since both engines reckon in whole numbers
// alike.
func (o ClaimOptions) where(now int64, where string, args ...any) (string, []any) {
	switch {
	case o.Force:
	case o.Slack == 0:
		where, args = where+` AND s.gone = 0 AND t.next_due <= ?`, append(args, now)
	default:
		where, args = where+` AND s.gone = 0 AND t.next_due - t.every * ? / 1000 <= ?`, append(args, int64(o.Slack*1000), now)
	}
	if len(o.Names) > 0 {
		list, n := inList(len(o.Names))
		where += ` AND s.name IN ` + list
		for i := range n {
			args = append(args, o.Names[min(i, len(o.Names)-1)])
		}
	}
	return where, args
}

// NextDue returns when the next source can be claimed: one under a lease not
// before that ends. It is false if there is none.
func (s *Store) NextDue(ctx context.Context) (time.Time, bool, error) {
	var due sql.NullInt64
	err := one(ctx, s.read, []any{&due}, `SELECT MIN(CASE WHEN t.lease_until > t.next_due THEN t.lease_until ELSE t.next_due END)
		FROM `+sourceTables+` WHERE s.active = 1 AND s.gone = 0`)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("read the next due time: %w", err)
	}
	return timeOf(due.Int64), due.Valid, nil
}

// Release gives a lease back without a turn. A lease already lost is no error:
// there is nothing to give back.
func (s *Store) Release(ctx context.Context, l Lease) error {
	err := s.update(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE schedule SET lease_until = 0, token = token + 1 WHERE source = ? AND token = ?`, l.Key, l.Token)
		return err
	})
	return wrap("release "+l.Name, err)
}

// fenced names the sources whose leases were lost.
func fenced(names []string) error {
	if len(names) == 0 {
		return nil
	}
	return fmt.Errorf("commit turn of %s: %w", strings.Join(names, ", "), ErrFenced)
}
