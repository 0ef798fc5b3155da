package store

import (
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// encode writes a state as JSON, less what has columns of its own.
func (st State) encode() (string, error) {
	st = st.lasting()
	st.ETag, st.LastModified = octets(st.ETag), octets(st.LastModified)
	if len(st.Warnings) > maxWarnings {
		st.Warnings = st.Warnings[:maxWarnings]
	}
	return encode(st)
}

// lasting is a state less what moves at every turn. Its JSON names stay, for
// rows that were written before these had columns.
func (st State) lasting() State {
	st.NextDue, st.NextReason, st.Interval, st.LastTurn, st.LastGood = time.Time{}, "", 0, time.Time{}, time.Time{}
	return st
}

// octets makes a validator storable byte for byte: one that is not UTF-8, which
// JSON cannot hold, is marked by a NUL, which no header can, and has a character
// for each byte.
func octets(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	chars := []rune{0}
	for i := range len(s) {
		chars = append(chars, rune(s[i]))
	}
	return string(chars)
}

// unoctets is the inverse of octets.
func unoctets(s string) string {
	if !strings.HasPrefix(s, "\x00") {
		return s
	}
	var bytes []byte
	for _, c := range s[1:] {
		bytes = append(bytes, byte(c))
	}
	return string(bytes)
}

// lasts reports whether a turn leaves nothing to write of a source's state but
// its schedule: what most turns do.
func (l *Lease) lasts(st *State) bool {
	return l.stored != nil && l.stored.lastsAs(st)
}

// lastsAs compares all that lasting leaves, field by field: it is asked at each
// turn.
func (st *State) lastsAs(other *State) bool {
	return st.ETag == other.ETag && st.LastModified == other.LastModified && st.ValidatorURL == other.ValidatorURL && st.BodyHash == other.BodyHash &&
		st.Rhythm == other.Rhythm && st.LastChange.Equal(other.LastChange) && st.Fault == other.Fault && st.Faults == other.Faults &&
		st.Moved == other.Moved && st.MovedSeen == other.MovedSeen && st.MovedAt.Equal(other.MovedAt) &&
		st.Schedule.Every == other.Schedule.Every && slices.Equal(st.Schedule.SkipHours, other.Schedule.SkipHours) && slices.Equal(st.Schedule.SkipDays, other.Schedule.SkipDays) &&
		st.ReadAs == other.ReadAs && st.Gone == other.Gone && st.Items == other.Items && st.Format == other.Format && st.Encoding == other.Encoding &&
		st.Repairs == other.Repairs && slices.Equal(st.Warnings, other.Warnings) && st.Hub == other.Hub
}

// stateCache remembers decoded states by source: most are as they were when
// they were read last. What is got from it is not to be changed.
type stateCache struct {
	mu    sync.Mutex
	known map[string]decodedState
}

type decodedState struct {
	text  string
	state *State
}

const maxCachedStates = 1 << 16

func (c *stateCache) decode(key, text string) (*State, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := c.known[key]; d.text == text && d.state != nil {
		return d.state, nil
	}
	state := new(State)
	if err := decode(text, state); err != nil {
		return nil, err
	}
	state.ETag, state.LastModified = unoctets(state.ETag), unoctets(state.LastModified)
	if c.known == nil || len(c.known) >= maxCachedStates {
		c.known = make(map[string]decodedState)
	}
	c.known[key] = decodedState{text, state}
	return state, nil
}
