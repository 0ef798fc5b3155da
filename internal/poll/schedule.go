package poll

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"sitrep/feed"
)

// Bounds of the schedule.
const (
	longestWait  = 24 * time.Hour   // nothing a source says widens the interval beyond this
	firstBackoff = 5 * time.Minute  // after the first failure in a row, or the interval if that is shorter; doubles with each
	firstRetry   = 30 * time.Second // like firstBackoff, where the server said when to come again
	leastWait    = time.Second      // between two visits, whatever a short interval or clock says
	leastEvery   = time.Second      // however short an interval the operator sets

	// A source that has brought nothing new for ten intervals is visited after
	// a tenth of its silence: what it then brings is late by a tenth at most,
	// and never by more than four intervals.
	quietShare  = 10
	quietWidest = 4
)

// outcome is what a turn learnt that bears on when to come again.
type outcome struct {
	failed     bool
	faults     int           // failures in a row, this one included
	gone       bool          // 410: do not come again
	retryAfter time.Duration // the server's word, 0 if none
	fresh      time.Duration // max-age or Expires, 0 if none
	schedule   feed.Schedule // the document's word
	quiet      time.Duration // how long it has brought nothing new
	refused    string        // why it fails until somebody acts; empty if it may pass by itself
	local      bool          // it is a file: nobody is burdened
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
	if wider := min(o.quiet/quietShare, quietWidest*base, longestWait); r.cron == nil && wider > wait {
		wait, why = wider, fmt.Sprintf("every %s, wider as nothing is new for %s", short(r.every), short(o.quiet.Truncate(time.Minute)))
	}
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
		// All who were kept out until the hour would come on its stroke.
		due, why = moved.Add(jitter(key, now, time.Hour)), "its skipHours or skipDays"
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
	return max(r.every, leastEvery), "every " + short(r.every)
}

// afterFailure backs off with jitter, never beyond a day. What may pass by
// itself is tried again after the source's own rhythm, and then less and less
// often. A Retry-After is kept to, also where it is shorter; but a server that
// asks for a short one each time gets longer ones. What somebody has to act on
// is tried at doubling intervals from the first. A file is looked for as ever.
func afterFailure(key string, base time.Duration, o outcome, now time.Time) (time.Time, string) {
	wait, why := backOff(min(firstBackoff, base), o.faults), "backing off %s, failure %d in a row"
	switch {
	case o.local:
		wait = base
	case o.retryAfter > 0:
		asked := min(o.retryAfter, longestWait)
		if wait = max(asked, backOff(min(firstRetry, base), o.faults), leastWait); wait == asked {
			return now.Add(wait + jitter(key, now, wait)), fmt.Sprintf("it asked to retry after %s", short(wait))
		}
	case o.refused != "":
		wait, why = backOff(base, o.faults+1), o.refused+": "+why
	default:
		wait = max(wait, base)
	}
	wait = min(wait, max(longestWait, base))
	return now.Add(wait + jitter(key, now, wait)), fmt.Sprintf(why, short(wait), o.faults)
}

// backOff doubles a wait with each failure after the first, up to a day.
func backOff(wait time.Duration, faults int) time.Duration {
	for range min(max(faults-1, 0), 20) {
		wait = min(wait*2, longestWait)
	}
	return wait
}

// jitter spreads visits over a tenth of the wait, at most five minutes.
func jitter(key string, now time.Time, wait time.Duration) time.Duration {
	span := min(wait/10, 5*time.Minute)
	if span <= 0 {
		return 0
	}
	h := fnv.New64a()
	_, _ = h.Write(strconv.AppendInt(append([]byte(key), ' '), now.UnixMilli(), 10)) // never fails
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
