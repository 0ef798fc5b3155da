package poll

import (
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"sitrep/feed"
)

// Bounds of the schedule.
const (
	longestWait  = 24 * time.Hour   // nothing a source says widens the interval beyond this
	firstBackoff = 5 * time.Minute  // after the first failure in a row; doubles with each
	leastWait    = 30 * time.Second // between two visits, whatever a short interval or clock says
)

// outcome is what a turn learnt that bears on when to come again.
type outcome struct {
	failed     bool
	faults     int           // failures in a row, this one included
	gone       bool          // 410: do not come again
	retryAfter time.Duration // the server's word, 0 if none
	fresh      time.Duration // max-age or Expires, 0 if none
	schedule   feed.Schedule // the document's word
}

// rhythm is how often the operator wants a source visited: an interval, or the
// times of a cron expression.
type rhythm struct {
	every time.Duration
	cron  func(after time.Time) time.Time // nil without a cron expression
}

// nextDue says when a source is due again, and why then. It is a pure function:
// the jitter comes from the source's key and the time of the turn, so that
// sources do not flock and a test can foretell it.
func nextDue(key string, r rhythm, o outcome, now time.Time) (time.Time, string) {
	if o.gone {
		return time.Time{}, "gone: not visited again"
	}
	base, why := r.base(now)
	if o.failed {
		return afterFailure(key, base, o, now)
	}
	wait := base
	for _, ask := range []struct {
		wait time.Duration
		who  string
	}{{o.fresh, "its cache header"}, {o.schedule.Every, "its ttl or update period"}} {
		if capped := min(ask.wait, longestWait); capped > wait {
			wait, why = capped, fmt.Sprintf("%s asks for %s", ask.who, short(capped))
		}
	}
	due := now.Add(wait)
	if r.cron == nil || wait != base {
		due = due.Add(jitter(key, now, wait))
	}
	if moved := afterSkipped(due, o.schedule); moved != due {
		due, why = moved, "its skipHours or skipDays"
	}
	return due, why
}

// base is the operator's wait from now.
func (r rhythm) base(now time.Time) (time.Duration, string) {
	if r.cron != nil {
		if at := r.cron(now); !at.IsZero() {
			return at.Sub(now), "its cron expression"
		}
	}
	return max(r.every, leastWait), "every " + short(r.every)
}

// afterFailure backs off: the server's Retry-After, else doubling waits with
// jitter, never sooner than the source's own rhythm and never beyond a day.
func afterFailure(key string, base time.Duration, o outcome, now time.Time) (time.Time, string) {
	if o.retryAfter > 0 {
		wait := max(min(o.retryAfter, longestWait), leastWait)
		return now.Add(wait + jitter(key, now, wait)), fmt.Sprintf("it asked to retry after %s", short(wait))
	}
	wait := firstBackoff
	for range min(max(o.faults-1, 0), 20) {
		wait = min(wait*2, longestWait)
	}
	wait = min(max(wait, base), longestWait)
	return now.Add(wait + jitter(key, now, wait)), fmt.Sprintf("backing off %s, failure %d in a row", short(wait), o.faults)
}

// jitter spreads visits over a tenth of the wait, at most five minutes.
func jitter(key string, now time.Time, wait time.Duration) time.Duration {
	span := min(wait/10, 5*time.Minute)
	if span <= 0 {
		return 0
	}
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %d", key, now.UnixMilli())
	return time.Duration(h.Sum64() % uint64(span))
}

// afterSkipped moves a time out of the hours and days in which the document
// asks not to be read (RSS 2.0 skipHours and skipDays, in UTC).
func afterSkipped(due time.Time, s feed.Schedule) time.Time {
	if len(s.SkipHours) == 0 && len(s.SkipDays) == 0 {
		return due
	}
	at := due.UTC()
	for range 24 * 8 {
		if !slices.Contains(s.SkipHours, at.Hour()) && !slices.Contains(s.SkipDays, at.Weekday()) {
			break
		}
		at = at.Truncate(time.Hour).Add(time.Hour)
	}
	if at.Sub(due) > longestWait {
		return due.Add(longestWait)
	}
	if at.Equal(due) {
		return due
	}
	return at
}

// short writes a duration as people do: 30m, 1h30m, 45s.
func short(d time.Duration) string {
	d = d.Round(time.Second)
	switch {
	case d >= time.Hour && d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d >= time.Minute && d%time.Minute == 0:
		h, m := d/time.Hour, d%time.Hour/time.Minute
		if h > 0 {
			return fmt.Sprintf("%dh%dm", h, m)
		}
		return fmt.Sprintf("%dm", m)
	}
	return d.String()
}
