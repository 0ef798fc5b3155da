package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitrep/feed"
)

// Received is one item of a document. Item is its identity within its source;
// URL its link as given, URLKey the canonical form. Hash is equal for two
// versions that say the same. Time is the item's own, else first seen; zero
// means the turn's.
type Received struct {
	Item   string
	URL    string
	URLKey string
	Hash   string
	Time   time.Time
	Body   feed.Item
}

// Turn is the outcome of one visit. Good says that a document was read, or
// that nothing had changed (200 or 304). Present is every item of the
// document; nil when it was unchanged or could not be read. Origin is how the
// source described itself in it; it is needed with Present.
type Turn struct {
	Lease   Lease
	State   State
	At      time.Time
	Rests   time.Time // until when other processes leave the source's host in peace
	Good    bool
	Origin  *feed.Source
	Present []Received
}

// TurnResult counts the items of a turn. Fenced says that nothing of it was
// written.
type TurnResult struct {
	New       int
	Changed   int
	Unchanged int
	Fenced    bool
}

// Marks are not rewritten at every turn that still shows their items: they are
// looked at once in touchEvery if nothing in the document changed, and
// rewritten then if they lag by as much. So last_seen lags by seenLag at most.
const (
	touchEvery = 24 * time.Hour
	seenLag    = 2 * touchEvery
)

// CommitTurn writes turns in one transaction: each source's state and next due
// time, and the items that are new or changed, appended to the log. It ends
// the leases. A turn whose lease was lost is not written; the others are, and
// the error wraps ErrFenced. Any other error means that nothing was written.
func (s *Store) CommitTurn(ctx context.Context, turns ...Turn) ([]TurnResult, error) {
	order := make([]int, len(turns))
	for i := range order {
		order[i] = i
	}
	// Everybody takes rows in this order, so that no two wait for each other.
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(turns[a].Lease.Key, turns[b].Lease.Key) })
	var results []TurnResult
	var lost []string
	err := s.update(ctx, func(t *tx) error {
		results, lost = make([]TurnResult, len(turns)), nil
		if err := t.step(StepTurnBegin); err != nil {
			return err
		}
		for _, i := range order {
			var err error
			if results[i], err = t.turn(&turns[i]); err != nil {
				return fmt.Errorf("source %s: %w", turns[i].Lease.Name, err)
			}
			if results[i].Fenced {
				lost = append(lost, turns[i].Lease.Name)
			}
		}
		return t.step(StepTurnCommit)
	})
	if err != nil {
		return nil, fmt.Errorf("commit turn: %w", err)
	}
	if s.fail != nil {
		if err := s.fail(StepTurnCommitted); err != nil {
			return nil, fmt.Errorf("commit turn: %w", err)
		}
	}
	return results, fenced(lost)
}

// turn writes one turn.
func (t *tx) turn(turn *Turn) (TurnResult, error) {
	if err := t.step(StepTurnSource); err != nil {
		return TurnResult{}, err
	}
	doc := documentOf(turn)
	if held, err := t.endLease(turn, doc); err != nil || !held {
		return TurnResult{Fenced: !held}, err
	}
	if turn.Present == nil {
		return TurnResult{}, nil
	}
	if err := t.keepAbsent(turn); err != nil {
		return TurnResult{}, err
	}
	if doc.same {
		return TurnResult{Unchanged: len(doc.items)}, nil
	}
	return t.receive(turn, doc)
}

// document is the items of a turn, each identity once, by identity.
type document struct {
	keys   []string // identities as indexed
	items  []*Received
	digest string
	same   bool // every item as it was in the document before, and their marks looked at of late
}

func documentOf(turn *Turn) document {
	if turn.Present == nil {
		return document{}
	}
	var doc document
	doc.keys, doc.items = distinct(turn.Present)
	var list []byte
	for i, key := range doc.keys {
		list = append(strconv.AppendQuote(list, key), ' ')
		list = append(strconv.AppendQuote(list, doc.items[i].Hash), '\n')
	}
	sum := sha256.Sum256(list)
	doc.digest = hex.EncodeToString(sum[:16])
	past := turn.Lease.past
	doc.same = doc.digest == past.digest && millis(turn.At) < past.touched+touchEvery.Milliseconds()
	return doc
}

// Shown reports whether a document shows the same items, in the same state, as
// the last one did.
func (l *Lease) Shown(present []Received) bool {
	return len(present) > 0 && documentOf(&Turn{Lease: *l, Present: present}).digest == l.past.digest
}

// endLease writes the source's state, if the lease is still held.
func (t *tx) endLease(turn *Turn, doc document) (bool, error) {
	at, l, st := millis(turn.At), &turn.Lease, &turn.State
	since, past := millis(l.Since), l.past
	if turn.Good {
		past.good = at
		if since == 0 {
			since = at
		}
	}
	if turn.Present != nil {
		past.present, past.digest = at, doc.digest
		if !doc.same {
			past.touched = at
		}
	}
	// A source whose next time was set while the turn was under way, by an edit
	// of its rhythm, keeps that time: the turn reckoned by the old rhythm.
	n, err := t.exec(`UPDATE schedule SET every = ?, next_due = CASE WHEN next_due = ? THEN ? ELSE next_due END, reason = ?, last_turn = ?, last_good = ?, good = ?,
		rests = ?, lease_until = 0, token = token + 1 WHERE source = ? AND token = ?`,
		st.Interval.Milliseconds(), millis(l.NextDue), millis(st.NextDue), clean(st.NextReason), millis(st.LastTurn), millis(st.LastGood), past.good,
		millis(turn.Rests), l.Key, l.Token)
	if err != nil || n == 0 {
		return false, err
	}
	if l.lasts(st) && past.present == l.past.present && since == millis(l.Since) { // as most turns do
		return true, nil
	}
	state, err := st.encode()
	if err != nil {
		return false, err
	}
	_, err = t.exec(`UPDATE sources SET gone = ?, since = ?, present = ?, digest = ?, touched = ?, host = ?, state = ? WHERE key = ?`,
		flag(st.Gone), since, past.present, past.digest, past.touched, HostOf(addressOf(l.URL, st)), state, l.Key)
	return err == nil, err
}

// keepAbsent notes how long the items of the document before this one were
// there. While a source answers "not modified" its marks are not touched; the
// last such answer is when an item that is missing now was seen last.
func (t *tx) keepAbsent(turn *Turn) error {
	past := turn.Lease.past
	if past.present == 0 || past.good-past.present < touchEvery.Milliseconds() {
		return nil
	}
	_, err := t.exec(`UPDATE marks SET last_seen = ? WHERE source = ? AND last_seen >= ? AND last_seen < ?`,
		past.good, turn.Lease.Key, past.present-seenLag.Milliseconds(), past.good)
	return err
}

// mark is what a turn needs to know of an item it has seen before.
type mark struct {
	hash      string
	lastSeen  int64
	sortTime  int64
	forgotten bool
}

// receive appends what is new or changed to the log.
func (t *tx) receive(turn *Turn, doc document) (TurnResult, error) {
	var res TurnResult
	keys, items := doc.keys, doc.items
	if err := t.step(StepTurnMarks); err != nil {
		return res, err
	}
	marks, err := t.marks(turn.Lease.Key, keys)
	if err != nil {
		return res, err
	}
	at, origin := millis(turn.At), ""
	var stale []string
	for i, item := range items {
		m, known := marks[keys[i]]
		if known && m.hash == item.Hash {
			res.Unchanged++
			if m.lastSeen < at-touchEvery.Milliseconds() {
				stale = append(stale, keys[i])
			}
			continue
		}
		if origin == "" && !m.forgotten {
			if origin, err = t.putOrigin(turn); err != nil {
				return res, err
			}
		}
		row := logRow{source: turn.Lease.Key, key: keys[i], origin: origin, at: at, before: m.sortTime, forgotten: m.forgotten}
		if err := t.append(row, item); err != nil {
			return res, fmt.Errorf("item %q: %w", keys[i], err)
		}
		switch {
		case m.forgotten:
			res.Unchanged++
		case known:
			res.Changed++
		default:
			res.New++
		}
	}
	return res, t.touch(turn.Lease.Key, at, stale)
}

// distinct gives the items by their indexed identities, in that order. An
// identity that is there twice counts once, as it came first: were the second
// a change of the first, every turn would bring two changes.
func distinct(present []Received) ([]string, []*Received) {
	type keyed struct {
		key  string
		item *Received
	}
	order := make([]keyed, len(present))
	for i := range present {
		order[i] = keyed{indexed(present[i].Item), &present[i]}
	}
	slices.SortStableFunc(order, func(a, b keyed) int { return strings.Compare(a.key, b.key) })
	order = slices.CompactFunc(order, func(a, b keyed) bool { return a.key == b.key })
	keys, items := make([]string, len(order)), make([]*Received, len(order))
	for i, k := range order {
		keys[i], items[i] = k.key, k.item
	}
	return keys, items
}

// marks reads the marks of items of one source.
func (t *tx) marks(source string, keys []string) (map[string]mark, error) {
	out := make(map[string]mark, len(keys))
	err := chunks(keys, func(list string, args []any) error {
		return each(t.ctx, t, func(rows *sql.Rows) error {
			var item string
			var m mark
			var forgotten int64
			if err := rows.Scan(&item, &m.hash, &m.lastSeen, &m.sortTime, &forgotten); err != nil {
				return err
			}
			m.forgotten = forgotten != 0
			out[item] = m
			return nil
		}, `SELECT item, hash, last_seen, sort_time, forgotten FROM marks WHERE source = ? AND item IN `+list, append([]any{source}, args...)...)
	})
	return out, err
}

// touch notes that unchanged items are still there.
func (t *tx) touch(source string, at int64, keys []string) error {
	return chunks(keys, func(list string, args []any) error {
		if err := t.step(StepTurnTouch); err != nil {
			return err
		}
		_, err := t.exec(`UPDATE marks SET last_seen = ? WHERE source = ? AND item IN `+list, append([]any{at, source}, args...)...)
		return err
	})
}

// originUse is how exactly seen says when an origin was last given to an item;
// Prune leaves alone what was used within a day.
const originUse = time.Hour

// putOrigin keeps the source's description of itself and returns its id.
func (t *tx) putOrigin(turn *Turn) (string, error) {
	if err := t.step(StepTurnOrigin); err != nil {
		return "", err
	}
	var src feed.Source
	if turn.Origin != nil {
		src = *turn.Origin
	}
	src.Updated = storableTime(src.Updated)
	body, err := encode(src)
	if err != nil {
		return "", err
	}
	id, at := identify(body), millis(turn.At)
	_, err = t.exec(`INSERT INTO origins (id, seen, body) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET seen = excluded.seen WHERE origins.seen < ?`, id, at, body, at-originUse.Milliseconds())
	return id, err
}

// logRow is what the log says of an item beside the item itself.
type logRow struct {
	source    string
	key       string // the identity as indexed
	origin    string
	at        int64
	before    int64 // sort time of the version before; 0 for none
	forgotten bool
}

// append writes one item to the log and its mark. Of a forgotten item only the
// mark is kept: its text does not come back.
func (t *tx) append(row logRow, item *Received) error {
	if err := t.step(StepTurnItem); err != nil {
		return err
	}
	itemTime := millis(item.Time)
	if itemTime == 0 {
		itemTime = row.at
	}
	sortTime := max(itemTime, row.before)
	if !row.forgotten {
		body, err := encode(storable(item.Body))
		if err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO received (source, item, raw, url, url_key, hash, received, item_time, sort_time, origin, body)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			row.source, row.key, raw(item.Item), clean(item.URL), indexed(item.URLKey), clean(item.Hash), row.at, itemTime, sortTime, row.origin, body)
		if err != nil {
			return err
		}
	}
	if err := t.step(StepTurnMark); err != nil {
		return err
	}
	_, err := t.exec(`INSERT INTO marks (source, item, url_key, hash, first_seen, last_seen, sort_time) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (source, item) DO UPDATE SET url_key = excluded.url_key, hash = excluded.hash,
			last_seen = excluded.last_seen, sort_time = excluded.sort_time`,
		row.source, row.key, indexed(item.URLKey), clean(item.Hash), row.at, row.at, sortTime)
	return err
}

// storable drops dates that JSON cannot hold (RFC 3339 has four digits for the
// year), so that one absurd date does not stop a source.
func storable(it feed.Item) feed.Item {
	it.Published, it.Updated = storableTime(it.Published), storableTime(it.Updated)
	if it.Origin != nil && !it.Origin.Updated.IsZero() {
		origin := *it.Origin
		origin.Updated = storableTime(origin.Updated)
		it.Origin = &origin
	}
	return it
}

func storableTime(t time.Time) time.Time {
	if _, err := t.MarshalJSON(); err != nil {
		return time.Time{}
	}
	return t
}
