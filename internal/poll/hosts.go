package poll

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"sitrep/internal/fetch"
	"sitrep/internal/store"
)

// Waits for another process that is at a host. A turn that has one host and
// waits for a second gives up in the end: the other may be waiting for the
// first.
const (
	hostLook      = 100 * time.Millisecond // between two looks
	hostLinger    = time.Second            // how long a host is held after its last redirect; often the next follows
	hostPatience  = 30 * time.Second       // of a turn that is redirected to the host
	roundPatience = 2 * time.Minute        // of a round, for all sources at such hosts together
)

// errBusyHost is why a request was not made.
var errBusyHost = errors.New("another process on this store was at the host all the time")

// visitor is one turn on its way, known to Admit through its context.
type visitor struct {
	host    string // that its lease holds
	slots   chan struct{}
	working bool // it has a slot
}

type visitorKey struct{}

// admitted makes a context in which Admit knows the turn. The visitor is to
// leave; until then it has the slot it was given, since a document that waits
// to be parsed or committed takes memory.
func (c *Conductor) admitted(ctx context.Context, lease *store.Lease) (context.Context, *visitor) {
	v := &visitor{host: lease.Host(), slots: c.slots()}
	return context.WithValue(ctx, visitorKey{}, v), v
}

// leave gives the slot back; a second time it does nothing.
func (v *visitor) leave() {
	if v.working {
		v.working = false
		<-v.slots
	}
}

// Admit is fetch.Config.Admit. A turn that is to make its first request waits
// for one of maxInFlight slots: not sooner, so that many sources of one slow
// host hold nobody else up. Its own host it has by its lease; any other, a
// redirect's or a hub's, is taken from the store.
func (c *Conductor) Admit(ctx context.Context, host string) (release func(), err error) {
	v, _ := ctx.Value(visitorKey{}).(*visitor)
	if v != nil && !v.working {
		select {
		case v.slots <- struct{}{}:
			v.working = true
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if v != nil && v.host == host {
		return nil, nil
	}
	return c.holds.take(ctx, c, host)
}

// slots are the visits that may be under way at once.
func (c *Conductor) slots() chan struct{} {
	c.slotsOnce.Do(func() { c.slotsMade = make(chan struct{}, maxInFlight) })
	return c.slotsMade
}

// holds are the hosts this process holds by name, not by a lease.
type holds struct {
	mu     sync.Mutex
	byHost map[string]*hold
}

type hold struct {
	mu    sync.Mutex // held while the store is asked
	users int        // requests under way or about to be
	held  bool       // the store has given it
}

// take holds a host, waiting for another process that is there.
func (hs *holds) take(ctx context.Context, c *Conductor, host string) (release func(), err error) {
	h := hs.enter(host)
	h.mu.Lock()
	defer h.mu.Unlock()
	release = func() { hs.leave(c, host) }
	if h.held {
		return release, nil
	}
	begun, now := time.Now(), c.Now()
	for {
		at := now.Add(time.Since(begun))
		h.held, err = c.Store.HoldHost(ctx, host, c.Owner, at, at.Add(leaseLife))
		if h.held {
			return release, nil
		}
		if err == nil && time.Since(begun) > hostPatience {
			err = errBusyHost
		}
		if err == nil {
			err = sleep(ctx, hostLook)
		}
		if err != nil {
			release()
			return nil, err
		}
	}
}

func (hs *holds) enter(host string) *hold {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	h := hs.byHost[host]
	if h == nil {
		if hs.byHost == nil {
			hs.byHost = map[string]*hold{}
		}
		h = &hold{}
		hs.byHost[host] = h
	}
	h.users++
	return h
}

// leave ends one use. The host is given back when nobody has come for a while.
func (hs *holds) leave(c *Conductor, host string) {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	h := hs.byHost[host]
	if h.users--; h.users == 0 {
		time.AfterFunc(hostLinger, func() { hs.giveBack(c) })
	}
}

// giveBack gives back what nobody uses. A failure costs others the rest of
// leaseLife, no more.
func (hs *holds) giveBack(c *Conductor) {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	maps.DeleteFunc(hs.byHost, func(_ string, h *hold) bool { return h.users == 0 && !h.held })
	idle := slices.DeleteFunc(slices.Sorted(maps.Keys(hs.byHost)), func(host string) bool { return hs.byHost[host].users > 0 })
	if len(idle) == 0 {
		return
	}
	for _, host := range idle {
		delete(hs.byHost, host)
	}
	if err := c.Store.LeaveHosts(context.Background(), c.Owner, c.Now().Add(fetch.DefaultSpacing), idle...); err != nil {
		c.Log.Warn("leave hosts", "error", err)
	}
}

// keepLeases renews what this process holds while it has visits under way, so
// that leases can be short: a process that dies holds nothing for long.
func (c *Conductor) keepLeases(ctx context.Context) {
	ticker := time.NewTicker(leaseLife / 3)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if c.underWay.Load() == 0 {
				continue
			}
			now := c.Now()
			if err := c.Store.Renew(ctx, c.Owner, now, now.Add(leaseLife)); err != nil && ctx.Err() == nil {
				c.Log.Warn("renew leases", "error", err)
			}
		}
	}
}

// sleep sleeps, and ends early with the context's error.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
