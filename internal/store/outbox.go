package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Topic is an address at which a feed is published, and the hub that is to be
// told when it changes (W3C WebSub, section 2).
type Topic struct {
	Feed string // name
	URL  string // what subscribers name
	Hub  string // where pings go
}

// Ping is the right to tell a hub of a topic's changes, up to those there were
// when it was claimed.
type Ping struct {
	Topic
	Attempts int // failures in a row before this one

	version int64 // of the feed
	token   int64
}

// Announcement is how far a hub has been told of a topic.
type Announcement struct {
	Topic
	At       time.Time // when it last took a ping; zero if it never did
	Waiting  bool      // the feed has changed since
	Since    time.Time // when the oldest change it was not told of was made; zero if none waits
	Next     time.Time // not to be tried again before; zero after a success
	Attempts int       // failures in a row
	Fault    string    // of the last attempt, in words; empty if it was taken
}

// ClaimPings takes the right to ping for those topics whose feed has changed
// since their hub was last told, unless another has it or a failure is to be
// waited out. However many changes there were, there is one ping. What was
// claimed must be given back by Announced, PingFailed or ReleasePing; if its
// holder dies, it can be claimed again once its life is over.
func (s *Store) ClaimPings(ctx context.Context, now time.Time, life time.Duration, topics []Topic) ([]Ping, error) {
	var pings []Ping
	for _, topic := range topics {
		// Looking comes first and costs no lock: nearly always there is nothing to do.
		a, err := s.announcement(ctx, topic, now)
		if err != nil {
			return pings, fmt.Errorf("claim ping for %s: %w", topic.Feed, err)
		}
		if !a.due {
			continue
		}
		var ping Ping
		var claimed bool
		// One topic a transaction: a claim that held several rows could wait in
		// a circle with a placing.
		err = s.update(ctx, func(t *tx) error {
			ping, claimed, err = t.claimPing(topic, now, life)
			return err
		})
		if err != nil {
			return pings, fmt.Errorf("claim ping for %s: %w", topic.Feed, err)
		}
		if claimed {
			pings = append(pings, ping)
		}
	}
	return pings, nil
}

func (t *tx) claimPing(topic Topic, now time.Time, life time.Duration) (ping Ping, claimed bool, err error) {
	ping.Topic = topic
	err = one(t.ctx, t, []any{&ping.version}, `SELECT version FROM feeds WHERE name = ?`, topic.Feed)
	if errors.Is(err, sql.ErrNoRows) {
		return ping, false, nil
	}
	if err != nil {
		return ping, false, err
	}
	_, err = t.exec(`INSERT INTO announcements (topic, hub, feed, since) VALUES (?, ?, ?, ?) ON CONFLICT (topic, hub) DO NOTHING`,
		indexed(topic.URL), indexed(topic.Hub), topic.Feed, millis(now))
	if err != nil {
		return ping, false, err
	}
	err = one(t.ctx, t, []any{&ping.token, &ping.Attempts}, `UPDATE announcements SET lease_until = ?, token = token + 1
		WHERE topic = ? AND hub = ? AND announced < ? AND next_attempt <= ? AND lease_until <= ? RETURNING token, attempts`,
		millis(now.Add(life)), indexed(topic.URL), indexed(topic.Hub), ping.version, millis(now), millis(now))
	if errors.Is(err, sql.ErrNoRows) { // another was faster
		return ping, false, nil
	}
	return ping, err == nil, err
}

// Announced notes that a hub took a ping: it is not pinged again before the
// feed changes again. This holds also for a ping whose claim has run out.
func (s *Store) Announced(ctx context.Context, p Ping, at time.Time) error {
	err := s.update(ctx, func(t *tx) error {
		// What changed while the ping was under way waits from now on, as of its
		// last change: a lag of seconds, told a little short.
		_, err := t.exec(`UPDATE announcements SET announced = ?, announced_at = ?, next_attempt = 0, attempts = 0, fault = '',
				since = COALESCE((SELECT changed FROM feeds WHERE name = announcements.feed AND version > ?), 0),
				lease_until = CASE WHEN token = ? THEN 0 ELSE lease_until END
			WHERE topic = ? AND hub = ? AND announced < ?`,
			p.version, millis(at), p.version, p.token, indexed(p.URL), indexed(p.Hub), p.version)
		return err
	})
	return wrap("note that "+p.Feed+" was announced", err)
}

// PingFailed notes why a ping was not taken, and when it may be tried again. If
// the claim has run out, the word of its new holder counts.
func (s *Store) PingFailed(ctx context.Context, p Ping, fault string, next time.Time) error {
	err := s.update(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE announcements SET attempts = attempts + 1, fault = ?, next_attempt = ?, lease_until = 0
			WHERE topic = ? AND hub = ? AND token = ?`, clean(fault), millis(next), indexed(p.URL), indexed(p.Hub), p.token)
		return err
	})
	return wrap("note that "+p.Feed+" was not announced", err)
}

// ReleasePing gives a claim back without an attempt.
func (s *Store) ReleasePing(ctx context.Context, p Ping) error {
	err := s.update(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE announcements SET lease_until = 0 WHERE topic = ? AND hub = ? AND token = ?`, indexed(p.URL), indexed(p.Hub), p.token)
		return err
	})
	return wrap("release ping for "+p.Feed, err)
}

// Announcements says how far each topic's hub has been told, in the order of
// the topics.
func (s *Store) Announcements(ctx context.Context, topics []Topic) ([]Announcement, error) {
	out := make([]Announcement, len(topics))
	for i, topic := range topics {
		a, err := s.announcement(ctx, topic, time.Time{})
		if err != nil {
			return nil, fmt.Errorf("read announcements of %s: %w", topic.Feed, err)
		}
		out[i] = a.Announcement
	}
	return out, nil
}

// outgoing is an announcement, and whether a ping for it could be claimed.
type outgoing struct {
	Announcement
	due bool
}

func (s *Store) announcement(ctx context.Context, topic Topic, now time.Time) (outgoing, error) {
	a := outgoing{Announcement: Announcement{Topic: topic}}
	var changed, at, since, next, until int64
	err := one(ctx, s.read, []any{&changed, &a.Waiting, &at, &since, &next, &until, &a.Attempts, &a.Fault},
		`SELECT f.changed, f.version > COALESCE(a.announced, 0), COALESCE(a.announced_at, 0), COALESCE(a.since, 0),
			COALESCE(a.next_attempt, 0), COALESCE(a.lease_until, 0), COALESCE(a.attempts, 0), COALESCE(a.fault, '')
		FROM feeds f LEFT JOIN announcements a ON a.feed = f.name AND a.topic = ? AND a.hub = ? WHERE f.name = ?`,
		indexed(topic.URL), indexed(topic.Hub), topic.Feed)
	if errors.Is(err, sql.ErrNoRows) { // the feed never changed
		return a, nil
	}
	if err != nil {
		return a, err
	}
	a.At, a.Next = timeOf(at), timeOf(next)
	if a.Waiting {
		if a.Since = timeOf(since); since == 0 {
			a.Since = timeOf(changed)
		}
	}
	a.due = a.Waiting && max(next, until) <= millis(now)
	return a, nil
}
