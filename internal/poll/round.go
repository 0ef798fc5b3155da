package poll

import (
	"context"
	"sync"

	"sitrep/internal/fetch"
	"sitrep/internal/store"
)

// roundVisits are the turns of a round. Sources of one host stand in a lane,
// since most of them only wait for each other, and few goroutines go from lane
// to lane: one a source would cost more than the visit, by its stack that grows
// and its timer.
type roundVisits struct {
	conductor *Conductor
	turns     sync.WaitGroup // those begun or to be begun

	mu      sync.Mutex // guards what follows
	report  *Report
	queue   []*lane // each as often as its host is asked at once
	workers int
}

// lane is the sources of one host that were not visited yet.
type lane struct{ leases []*store.Lease }

// start has sources visited, in order of their hosts.
func (v *roundVisits) start(ctx context.Context, leases []store.Lease) {
	c := v.conductor
	c.underWay.Add(int64(len(leases)))
	v.turns.Add(len(leases))
	lanes := lanesOf(leases)
	v.mu.Lock()
	defer v.mu.Unlock()
	for n := range c.current().perHost {
		for _, l := range lanes {
			if len(l.leases) > n {
				v.queue = append(v.queue, l)
			}
		}
	}
	for range min(len(v.queue), maxInFlight) - v.workers {
		v.workers++
		go v.work(ctx)
	}
}

// lanesOf parts sources by host, in the order given. Files have lanes of their
// own.
func lanesOf(leases []store.Lease) []*lane {
	var lanes []*lane
	byHost := map[string]*lane{}
	for i := range leases {
		host := leases[i].Host()
		l := byHost[host]
		if l == nil {
			l = &lane{}
			lanes = append(lanes, l)
			if host != "" {
				byHost[host] = l
			}
		}
		l.leases = append(l.leases, &leases[i])
	}
	return lanes
}

// work gives turns until there is nothing to visit.
func (v *roundVisits) work(ctx context.Context) {
	for {
		l, lease := v.next()
		if l == nil {
			return
		}
		v.conductor.begin(ctx, lease, func(result store.TurnResult, _ store.State, err error) { v.ended(ctx, lease, result, err) })
		v.mu.Lock()
		v.queue = append(v.queue, l)
		v.mu.Unlock()
	}
}

// next takes a source from the lane at the head of the queue. There is none for
// a worker that is not needed any more.
func (v *roundVisits) next() (*lane, *store.Lease) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for len(v.queue) > 0 {
		l := v.queue[0]
		v.queue = v.queue[1:]
		if len(l.leases) > 0 {
			lease := l.leases[0]
			l.leases = l.leases[1:]
			return l, lease
		}
	}
	v.workers--
	return nil, nil
}

// ended notes what came of a turn.
func (v *roundVisits) ended(ctx context.Context, lease *store.Lease, result store.TurnResult, err error) {
	defer v.turns.Done()
	defer v.conductor.underWay.Add(-1)
	if ctx.Err() != nil && err != nil { // stopped half-way: no turn
		v.conductor.release(ctx, *lease)
		return
	}
	v.add(lease.Name, result, err)
}

func (v *roundVisits) add(name string, result store.TurnResult, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.report.add(name, result, err)
}

// perHostOf is how many sources of one host are visited at once.
func perHostOf(configured int) int {
	if configured <= 0 {
		return fetch.DefaultPerHost
	}
	return configured
}
