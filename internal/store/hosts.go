package store

import (
	"context"
	"database/sql"
	"net/url"
	"strings"
	"time"
)

// A host belongs to one process at a time, so that what each process does to
// go easy on a host holds for all of them together. It belongs to whom holds a
// lease on one of its sources, which costs no row more than the lease; or, where
// a redirect leads to a host without, to whom HoldHost gave it. Both end by
// themselves when a process dies.

// heldHosts is a query for the hosts that are not the owner's to visit. Its
// arguments are heldArgs'.
const heldHosts = `SELECT s.host FROM ` + sourceTables + ` WHERE t.owner <> ? AND s.host <> '' AND (t.lease_until > ? OR t.rests > ?)
	UNION ALL SELECT name FROM hosts WHERE owner <> ? AND (lease_until > ? OR rests > ?)`

func heldArgs(owner string, now int64) []any { return []any{owner, now, now, owner, now, now} }

// HostOf is the host of an address as the store knows it: lower case, without
// port and the dot at the end; empty for a file and for what cannot be read. It
// is the name without port, because it is one machine that bears the load.
func HostOf(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
}

// hostKept is how long the row of a host nobody holds is kept.
const hostKept = time.Hour

// HoldHost takes a host, or holds it longer, for a process until a time. It is
// false if another process is there, or has left it too shortly ago.
func (s *Store) HoldHost(ctx context.Context, host, owner string, now, until time.Time) (bool, error) {
	host, owner = indexed(host), clean(owner)
	held := false
	err := s.update(ctx, func(t *tx) error {
		if err := t.lock("hosts"); err != nil {
			return err
		}
		var others int
		args := append(heldArgs(owner, millis(now)), host)
		if err := one(ctx, t, []any{&others}, `SELECT count(*) FROM (`+heldHosts+`) held WHERE host = ?`, args...); err != nil {
			return err
		}
		if held = others == 0; !held {
			return nil
		}
		if _, err := t.exec(`DELETE FROM hosts WHERE lease_until < ? AND rests < ?`, millis(now.Add(-hostKept)), millis(now)); err != nil {
			return err
		}
		_, err := t.exec(`INSERT INTO hosts (name, owner, lease_until) VALUES (?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until`, host, owner, millis(until))
		return err
	})
	return held && err == nil, wrap("hold host "+host, err)
}

// LeaveHosts gives hosts back that HoldHost gave; other processes may visit
// them from a time on. A host that another process holds by now stays its own.
func (s *Store) LeaveHosts(ctx context.Context, owner string, from time.Time, hosts ...string) error {
	err := s.update(ctx, func(t *tx) error {
		for _, host := range hosts {
			if _, err := t.exec(`UPDATE hosts SET lease_until = 0, rests = ? WHERE name = ? AND owner = ?`, millis(from), indexed(host), clean(owner)); err != nil {
				return err
			}
		}
		return nil
	})
	return wrap("leave hosts", err)
}

// Renew holds all leases and hosts of a process until a later time. What has
// ended already, and may be another's by now, is not renewed.
func (s *Store) Renew(ctx context.Context, owner string, now, until time.Time) error {
	err := s.update(ctx, func(t *tx) error {
		args := []any{millis(until), clean(owner), millis(now)}
		if _, err := t.exec(`UPDATE schedule SET lease_until = ? WHERE owner = ? AND lease_until > ?`, args...); err != nil {
			return err
		}
		if _, err := t.exec(`UPDATE hosts SET lease_until = ? WHERE owner = ? AND lease_until > ?`, args...); err != nil {
			return err
		}
		return nil
	})
	return wrap("renew leases", err)
}

// claimable adds to the condition on sources that their hosts are not another
// process's. It names those that fulfil all but this.
func (t *tx) claimable(where string, args []any, owner string, now int64) (string, []any, []string, error) {
	heldBy := heldArgs(owner, now)
	var others int
	if err := one(t.ctx, t, []any{&others}, `SELECT count(*) FROM (`+heldHosts+`) held`, heldBy...); err != nil || others == 0 {
		return where, args, nil, err
	}
	args = append(args[:len(args):len(args)], heldBy...)
	var busy []string
	err := each(t.ctx, t, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		busy = append(busy, name)
		return err
	}, `SELECT s.name FROM `+sourceTables+` WHERE `+where+` AND s.host IN (`+heldHosts+`)`, args...)
	return where + ` AND s.host NOT IN (` + heldHosts + `)`, args, busy, err
}
