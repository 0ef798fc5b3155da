// Package poll conducts: it gives sources their turns, places what they
// brought, and runs the loop over due sources. An item travels nowhere else.
package poll

import (
	"context"
	"log/slog"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"sitrep/filter"
	"sitrep/internal/config"
	"sitrep/internal/fetch"
	"sitrep/internal/store"
)

// Web gets documents and posts forms: fetch.Client, or a test's.
type Web interface {
	Get(ctx context.Context, r fetch.Request) (fetch.Response, error)
	Post(ctx context.Context, address string, form url.Values) error
}

// Conductor gives turns and places what they brought. Its methods are safe for
// concurrent use; placing is serial.
type Conductor struct {
	Store *store.Store
	Now   func() time.Time // the clock of receipts and schedules
	Owner string           // names this process in leases; any unique text
	Log   *slog.Logger
	Hold  time.Duration // how long a flash stub may wait for its full take; 0 holds nothing

	// Settle is how long after a commit every serving process shows it. A hub
	// is told no sooner: it would fetch what is there already, and find nothing
	// new.
	Settle time.Duration

	mu    sync.RWMutex // guards what a reload replaces
	force rules

	turns committer

	slotsOnce sync.Once
	slotsMade chan struct{}
	underWay  atomic.Int64 // leases claimed and not yet ended
	holds     holds

	placing    sync.Mutex // guards the index
	index      *filter.Index
	place      int64 // the last place folded into the index
	epoch      int64 // of the store when the index was built
	generation int64 // of the configuration in force

	wakeOnce    sync.Once
	wake        chan struct{}
	asleepUntil atomic.Int64 // when the loop will look again, in milliseconds; 0 while it works
}

// rules are the configuration in force.
type rules struct {
	policy  *filter.Policy
	sources map[string]*config.Source // by name
	web     Web
	maxSize int // octets of a document; 0 means the parser's own limit
	perHost int // sources of one host that are visited at once
}

// Use makes a configuration the one in force for turns and placings that begin
// from now on.
func (c *Conductor) Use(policy *filter.Policy, loaded *config.Config, web Web) {
	sources := loaded.Sources
	byName := make(map[string]*config.Source, len(sources))
	for i := range sources {
		byName[sources[i].Name] = &sources[i]
	}
	c.mu.Lock()
	c.force = rules{policy: policy, sources: byName, web: web, maxSize: int(loaded.Fetch.MaxSize), perHost: perHostOf(loaded.Fetch.PerHost)}
	c.mu.Unlock()
	c.wakeUp() // new sources are due at once
}

// source is one of the configuration; empty if it is not in it any more.
func (r rules) source(name string) *config.Source {
	if src := r.sources[name]; src != nil {
		return src
	}
	return new(config.Source)
}

// current is the configuration in force.
func (c *Conductor) current() rules {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.force
}

// wakes is the channel that ends the loop's sleep early.
func (c *Conductor) wakes() chan struct{} {
	c.wakeOnce.Do(func() { c.wake = make(chan struct{}, 1) })
	return c.wake
}
