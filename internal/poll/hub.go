package poll

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"time"

	"sitrep/internal/fetch"
	"sitrep/internal/store"
)

// Bounds of announcing.
const (
	pingLife        = time.Minute     // of one ping, waiting for its turn at the hub included
	pingGrace       = 5 * time.Second // for a ping under way when stopping
	firstPingWait   = time.Minute     // after the first failure in a row; doubles with each
	longestPingWait = 6 * time.Hour   // between two attempts
)

// Announced is one address at which a feed is published, and the hub that is
// to be told when the feed changes.
type Announced struct {
	Name string // of the feed
	Self string // its address, as the document at it says
	Hub  string // of it
}

// Announce pings the hubs of feeds that have changed since they were last told,
// side by side, and returns how many took it. A hub that did not is an error,
// and is tried again by a later call, after a minute and then ever more rarely.
//
// However many processes announce, a change is told once to each hub, and
// several changes that wait are told as one. A process that dies between the
// ping and noting it leaves one that is told again: a hub can miss nothing.
func (c *Conductor) Announce(ctx context.Context, feeds []Announced) (sent int, err error) {
	topics := make([]store.Topic, len(feeds))
	for i, f := range feeds {
		topics[i] = store.Topic{Feed: f.Name, URL: f.Self, Hub: f.Hub}
	}
	pings, err := c.Store.ClaimPings(ctx, c.Now(), c.Settle+2*pingLife, topics)
	faults := []error{err} // what was claimed before an error is pinged all the same
	var mu sync.Mutex
	var underWay sync.WaitGroup
	for _, p := range pings {
		underWay.Go(func() {
			taken, err := c.ping(ctx, p)
			mu.Lock()
			defer mu.Unlock()
			if taken {
				sent++
			}
			if err == nil {
				return
			}
			// Several addresses of one feed mostly fail alike: that is told once.
			err = fmt.Errorf("announce %s: %w", p.Feed, err)
			if !slices.ContainsFunc(faults, func(told error) bool { return told != nil && told.Error() == err.Error() }) {
				faults = append(faults, err)
			}
		})
	}
	underWay.Wait()
	if len(pings) > 0 {
		c.holds.giveBack(c) // of the hubs' hosts
	}
	return sent, errors.Join(faults...)
}

// ping tells one hub of one topic and notes what came of it.
func (c *Conductor) ping(ctx context.Context, p store.Ping) (taken bool, err error) {
	noting := context.WithoutCancel(ctx) // what a hub has been told is noted, also when stopping
	if sleep(ctx, c.Settle) != nil {
		return false, c.Store.ReleasePing(noting, p)
	}
	posting, cancel := lingering(ctx)
	defer cancel()
	// W3C WebSub, section 6, leaves the form of a ping open. This is the one of
	// PubSubHubbub 0.4 that hubs take; some read hub.topic in place of hub.url.
	fault := c.current().web.Post(posting, p.Hub, url.Values{"hub.mode": {"publish"}, "hub.url": {p.URL}, "hub.topic": {p.URL}})
	switch {
	case fault == nil:
		return true, c.Store.Announced(noting, p, c.Now())
	case ctx.Err() != nil && posting.Err() != nil: // given up because we stop: no fault of the hub's
		return false, c.Store.ReleasePing(noting, p)
	}
	return false, errors.Join(fault, c.Store.PingFailed(noting, p, fault.Error(), c.Now().Add(pingWait(p.Attempts, fault))))
}

// pingWait is how long a hub that failed is left alone, given how often it
// failed before that: doubling waits, or as long as it asks for.
func pingWait(before int, fault error) time.Duration {
	wait := firstPingWait
	for range min(before, 20) {
		wait = min(wait*2, longestPingWait)
	}
	var f *fetch.Fault
	if errors.As(fault, &f) {
		wait = max(wait, f.RetryAfter)
	}
	return min(wait, longestPingWait)
}

// lingering is a context that ends a little after ctx, so that a ping which is
// nearly through can be noted.
func lingering(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithTimeout(context.WithoutCancel(ctx), pingLife)
	stop := context.AfterFunc(ctx, func() {
		if sleep(longer, pingGrace) == nil {
			cancel()
		}
	})
	return longer, func() { stop(); cancel() }
}
