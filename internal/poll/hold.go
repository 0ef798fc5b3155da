package poll

import (
	"context"

	"sitrep/filter"
	"sitrep/internal/store"
)

// hold leaves fresh flash stubs waiting: a line that says no more than its
// title, whose full take comes in minutes. They wait in the log like any other
// item, so that nothing is lost.
func (c *Conductor) hold(waiting []store.Pending, readings []reading, held map[int64]bool) ([]store.Pending, []reading) {
	if c.Hold <= 0 {
		return waiting, readings
	}
	fresh := c.Now().Add(-c.Hold)
	var free []store.Pending
	var read []reading
	for i, w := range waiting {
		if rd := readings[i]; rd.fault == "" && rd.Print.Stub() && w.Received.After(fresh) {
			held[w.Seq] = true
			continue
		}
		free, read = append(free, w), append(read, readings[i])
	}
	return free, read
}

// Awaiting calls fn with what can be said of the items that the query names and
// that wait to be placed: those held, and those whose turn has not come.
func Awaiting(ctx context.Context, s *store.Store, policy *filter.Policy, q store.VerdictQuery, fn func(filter.Verdict) error) error {
	return s.Unplaced(ctx, q, func(p store.Pending) error {
		rd := readOne(policy, receivedOf(p))
		if rd.fault != "" {
			return fn(policy.SetAside(rd.received, rd.fault))
		}
		return fn(policy.Awaiting(rd.Reading))
	})
}
