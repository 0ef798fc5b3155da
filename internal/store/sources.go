package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"sitrep/feed"
)

// SourceRef is a source as the configuration names it: its name, its earlier
// names (was:), its address, absolute, and how often it is to be visited, in
// any words that differ where that does; empty says nothing of it.
type SourceRef struct {
	Name   string
	Was    []string
	URL    string
	Rhythm string
}

// Source is a source as the store knows it. Key is the first name it was known
// by, for good: ids and history hang on it. Since is its first good turn, zero
// for a source that is new. A source that is not Active is no longer
// configured.
type Source struct {
	Key    string
	Name   string
	URL    string
	Active bool
	Since  time.Time
	State

	host   string
	past   past
	stored *State // as it stands in the store; nil if it was not read from there
}

// State is what one turn leaves for the next. What moves at every turn, and
// what the store reads itself, has columns; the rest it only keeps, as JSON, so
// that a new field needs no migration.
type State struct {
	ETag         string    `json:"etag,omitempty"` // as sent, byte for byte
	LastModified string    `json:"last_modified,omitempty"`
	ValidatorURL string    `json:"validator_url,omitempty"` // the address that sent the validators
	BodyHash     string    `json:"body_hash,omitempty"`
	NextDue      time.Time `json:"-"`                     // zero: at once
	NextReason   string    `json:"next_reason,omitempty"` // why then, in words
	Rhythm       string    `json:"rhythm,omitempty"`      // SourceRef.Rhythm that this follows from

	Interval   time.Duration  `json:"interval,omitempty"` // between turns, as adapted
	LastTurn   time.Time      `json:"last_turn,omitzero"`
	LastChange time.Time      `json:"last_change,omitzero"`
	LastGood   time.Time      `json:"last_good,omitzero"`
	Fault      string         `json:"fault,omitempty"`      // of the last turn, in words; empty if it was good
	Faults     int            `json:"faults,omitempty"`     // bad turns in a row
	Moved      string         `json:"moved,omitempty"`      // where a permanent redirect points
	MovedSeen  int            `json:"moved_seen,omitempty"` // turns that saw it; from movedSeen on it is asked there
	MovedAt    time.Time      `json:"moved_at,omitzero"`    // when a turn last saw it
	Schedule   feed.Schedule  `json:"schedule,omitzero"`    // what the last document asks for
	ReadAs     string         `json:"read_as,omitempty"`    // the settings the last document was read by
	Gone       bool           `json:"gone,omitempty"`       // 410: not visited any more unless forced
	Items      int            `json:"items,omitempty"`      // in the last document
	Format     string         `json:"format,omitempty"`
	Encoding   string         `json:"encoding,omitempty"`
	Repairs    int            `json:"repairs,omitempty"`  // warnings of the last document, all of them
	Warnings   []feed.Warning `json:"warnings,omitempty"` // the first maxWarnings of them
	Hub        string         `json:"hub,omitempty"`
}

// maxWarnings is how many warnings of a document are kept; a hostile one can
// have one for every byte.
const maxWarnings = 100

// moved is the state of a source whose address was edited: nothing that
// belonged to the old one remains.
func (st State) atNewAddress() State {
	return State{Interval: st.Interval, LastTurn: st.LastTurn, LastChange: st.LastChange, LastGood: st.LastGood}
}

// movedSeen is after how many turns that saw a permanent redirect it is taken
// for one: the first may be a mistake.
const movedSeen = 2

// Address is where the source is asked: at the address a permanent redirect
// leads to once that has been seen often enough, else at its URL.
func (s *Source) Address() string { return addressOf(s.URL, &s.State) }

func addressOf(url string, st *State) string {
	if st.Moved != "" && st.MovedSeen >= movedSeen {
		return st.Moved
	}
	return url
}

// past is what the store itself notes of a source's turns. It goes along with
// a lease: while that is held nobody else changes it.
type past struct {
	good    int64  // last good turn
	present int64  // last turn that brought a document
	digest  string // of the items of that document
	touched int64  // when their marks were last looked at
}

// Host is that of Address, as the store keeps it: see HostOf.
func (s *Source) Host() string { return s.host }

// sourceColumns are of sourceTables, where a source is whole.
const (
	sourceColumns = `s.key, s.name, s.url, s.host, s.active, s.since, s.present, s.digest, s.touched, s.state, t.every, t.next_due, t.reason, t.last_turn, t.last_good, t.good`
	sourceTables  = `sources s JOIN schedule t ON t.source = s.key`
)

func (s *Store) scanSource(rows *sql.Rows, more ...any) (Source, error) {
	var src Source
	var active, since, every, due, lastTurn, lastGood int64
	var reason, state string
	into := append([]any{&src.Key, &src.Name, &src.URL, &src.host, &active, &since, &src.past.present, &src.past.digest, &src.past.touched, &state,
		&every, &due, &reason, &lastTurn, &lastGood, &src.past.good}, more...)
	if err := rows.Scan(into...); err != nil {
		return src, err
	}
	var err error
	if src.stored, err = s.states.decode(src.Key, state); err != nil {
		return src, fmt.Errorf("source %s: %w", src.Key, err)
	}
	src.State = *src.stored
	src.Active, src.Since, src.NextDue = active != 0, timeOf(since), timeOf(due)
	src.Interval = time.Duration(every) * time.Millisecond
	if lastTurn != 0 {
		src.NextReason, src.LastTurn, src.LastGood = reason, timeOf(lastTurn), timeOf(lastGood)
	}
	return src, nil
}

// Sources returns all sources ever known, by name.
func (s *Store) Sources(ctx context.Context) ([]Source, error) {
	sources, err := s.listSources(ctx, s.read)
	return sources, wrap("read sources", err)
}

func (s *Store) listSources(ctx context.Context, q queryer) ([]Source, error) {
	var out []Source
	err := each(ctx, q, func(rows *sql.Rows) error {
		src, err := s.scanSource(rows)
		out = append(out, src)
		return err
	}, `SELECT `+sourceColumns+` FROM `+sourceTables+` ORDER BY s.name, s.key`)
	return out, err
}

// SyncSources makes the sources those of the configuration: a new one is due
// at once; one found under an earlier name is renamed and keeps its key and
// history; one no longer named becomes inactive. An edited address drops the
// validators, ends a lease and makes the source due. So does an edited rhythm
// for a source whose last turn was good, but nothing more: it is asked once,
// and then comes as it now should.
func (s *Store) SyncSources(ctx context.Context, refs []SourceRef, now time.Time) error {
	err := s.update(ctx, func(t *tx) error {
		if err := t.lock("sources"); err != nil {
			return err
		}
		stored, err := s.listSources(ctx, t)
		if err != nil {
			return err
		}
		for _, change := range planSources(stored, refs, now) {
			if err := t.putSource(change); err != nil {
				return err
			}
		}
		return nil
	})
	return wrap("sync sources", err)
}

// planSources lists the sources that must be written, as they must become.
func planSources(stored []Source, refs []SourceRef, now time.Time) []Source {
	known := matchSources(stored, refs)
	taken := make(map[string]bool, len(stored))
	for _, src := range stored {
		taken[src.Key] = true
	}
	used := make(map[string]bool, len(refs))
	var changes []Source
	for i, ref := range refs {
		was, ok := known[i]
		if !ok {
			key := freeKey(taken, ref.Name)
			taken[key] = true
			changes = append(changes, Source{Key: key, Name: ref.Name, URL: ref.URL, Active: true, State: State{NextDue: now}})
			continue
		}
		used[was.Key] = true
		is := was
		is.Name, is.URL, is.Active = ref.Name, ref.URL, true
		if is.URL != was.URL {
			is.State = was.atNewAddress()
			is.NextDue = now
		}
		if edited := ref.Rhythm != "" && was.Rhythm != "" && ref.Rhythm != was.Rhythm; edited && was.Faults == 0 && !was.Gone {
			is.NextDue, is.Rhythm = now, ref.Rhythm
		}
		if is.Rhythm != was.Rhythm || is.Name != was.Name || is.URL != was.URL || !was.Active || was.host != HostOf(was.Address()) {
			changes = append(changes, is)
		}
	}
	for _, src := range stored {
		if src.Active && !used[src.Key] {
			src.Active = false
			changes = append(changes, src)
		}
	}
	return changes
}

// matchSources finds the stored source of each reference: by its name before
// any earlier name, and by earlier names before keys. No stored source serves
// two.
func matchSources(stored []Source, refs []SourceRef) map[int]Source {
	found := make(map[int]Source, len(refs))
	used := make(map[string]bool, len(refs))
	byName := make(map[string][]Source, len(stored))
	byKey := make(map[string]Source, len(stored))
	for _, src := range stored {
		byName[src.Name] = append(byName[src.Name], src)
		byKey[src.Key] = src
	}
	claim := func(i int, candidates ...Source) bool {
		// of several with one name the one in use was the last to have it
		slices.SortStableFunc(candidates, func(a, b Source) int { return int(flag(b.Active) - flag(a.Active)) })
		for _, src := range candidates {
			if src.Key != "" && !used[src.Key] {
				found[i], used[src.Key] = src, true
				return true
			}
		}
		return false
	}
	for i, ref := range refs {
		claim(i, slices.Clone(byName[ref.Name])...)
	}
	for i, ref := range refs {
		for _, name := range ref.Was {
			if _, ok := found[i]; ok {
				break
			}
			_ = claim(i, slices.Clone(byName[name])...) || claim(i, byKey[name])
		}
	}
	return found
}

// freeKey is the name, or the name with a number where another source had it
// first.
func freeKey(taken map[string]bool, name string) string {
	key := indexed(name)
	for n := 2; taken[key]; n++ {
		key = fmt.Sprintf("%s~%d", indexed(name), n)
	}
	return key
}

// putSource writes a source that is new, or that SyncSources changed. The
// token moves where the address did, so that a turn under way cannot commit what
// it fetched from one that is no longer configured.
func (t *tx) putSource(src Source) error {
	state, err := src.encode()
	if err != nil {
		return err
	}
	if src.stored == nil {
		err = t.insertSource(src, state)
	} else {
		err = t.updateSource(src, state)
	}
	if err != nil {
		return fmt.Errorf("source %s: %w", src.Name, err)
	}
	return nil
}

func (t *tx) insertSource(src Source, state string) error {
	_, err := t.exec(`INSERT INTO sources (key, name, url, host, active, gone, state) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		src.Key, clean(src.Name), clean(src.URL), HostOf(src.Address()), flag(src.Active), flag(src.Gone), state)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO schedule (source, next_due) VALUES (?, ?)`, src.Key, millis(src.NextDue))
	return err
}

func (t *tx) updateSource(src Source, state string) error {
	// The schedule first, as a turn does.
	_, err := t.exec(`UPDATE schedule SET every = ?, next_due = ?, reason = ?, last_turn = ?, last_good = ? WHERE source = ?`,
		src.Interval.Milliseconds(), millis(src.NextDue), clean(src.NextReason), millis(src.LastTurn), millis(src.LastGood), src.Key)
	if err != nil {
		return err
	}
	_, err = t.exec(`UPDATE schedule SET token = token + 1, lease_until = 0
		WHERE source = ? AND EXISTS (SELECT 1 FROM sources s WHERE s.key = schedule.source AND (s.url <> ? OR ? = 0))`, src.Key, clean(src.URL), flag(src.Active))
	if err != nil {
		return err
	}
	_, err = t.exec(`UPDATE sources SET name = ?, url = ?, host = ?, active = ?, gone = ?, state = ? WHERE key = ?`,
		clean(src.Name), clean(src.URL), HostOf(src.Address()), flag(src.Active), flag(src.Gone), state, src.Key)
	return err
}
