package store

import (
	"reflect"
	"sync"
	"time"
)

// encode writes a state as JSON, less what has columns of its own.
func (st State) encode() (string, error) {
	st = st.lasting()
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

// lasts reports whether a turn leaves nothing to write of a source's state but
// its schedule: what most turns do.
func (l Lease) lasts(st State) bool {
	return l.stored != nil && reflect.DeepEqual(l.stored.lasting(), st.lasting())
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
	if c.known == nil || len(c.known) >= maxCachedStates {
		c.known = make(map[string]decodedState)
	}
	c.known[key] = decodedState{text, state}
	return state, nil
}
