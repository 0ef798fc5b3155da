package fetch

import (
	"context"
	"sync"
	"time"
)

// hosts holds back requests: so many at one host at a time, and so much time
// between the starts of two. A host is its name without port, because it is
// one machine that bears the load.
type hosts struct {
	perHost int
	spacing time.Duration

	mu     sync.Mutex
	states map[string]*host
	sweep  int // number of states at which idle ones are looked for
}

type host struct {
	slots chan struct{} // one for each request under way
	next  time.Time     // earliest start of the next request
	users int           // requests under way or waiting
}

const firstSweep = 256

func newHosts(perHost int, spacing time.Duration) *hosts {
	return &hosts{perHost: perHost, spacing: spacing, states: map[string]*host{}, sweep: firstSweep}
}

// acquire waits for a turn at the host. The caller must release the host it
// got, once. The error is the context's, and then there is nothing to release.
func (hs *hosts) acquire(ctx context.Context, name string) (*host, error) {
	h := hs.enter(name)
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		hs.leave(h)
		return nil, ctx.Err()
	}
	wait := hs.reserve(h)
	if wait <= 0 {
		return h, nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return h, nil
	case <-ctx.Done():
		hs.release(h)
		return nil, ctx.Err()
	}
}

func (hs *hosts) release(h *host) {
	<-h.slots
	hs.leave(h)
}

func (hs *hosts) enter(name string) *host {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	h := hs.states[name]
	if h == nil {
		hs.dropIdle()
		h = &host{slots: make(chan struct{}, hs.perHost)}
		hs.states[name] = h
	}
	h.users++
	return h
}

func (hs *hosts) leave(h *host) {
	hs.mu.Lock()
	h.users--
	hs.mu.Unlock()
}

// reserve takes the next start and says how long to wait for it.
func (hs *hosts) reserve(h *host) time.Duration {
	if hs.spacing <= 0 {
		return 0
	}
	hs.mu.Lock()
	defer hs.mu.Unlock()
	now := time.Now()
	start := now
	if h.next.After(now) {
		start = h.next
	}
	h.next = start.Add(hs.spacing)
	return start.Sub(now)
}

// dropIdle forgets hosts nobody uses, so that a server which redirects to ever
// new names can't fill the memory. It looks only when the number has doubled.
func (hs *hosts) dropIdle() {
	if len(hs.states) < hs.sweep {
		return
	}
	now := time.Now()
	for name, h := range hs.states {
		if h.users == 0 && !h.next.After(now) {
			delete(hs.states, name)
		}
	}
	hs.sweep = max(firstSweep, 2*len(hs.states))
}
