package poll

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sitrep/feed"
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestNextDue(t *testing.T) {
	now := at("2026-06-17T10:00:00Z")
	halfHour := rhythm{every: 30 * time.Minute}
	cases := []struct {
		name     string
		rhythm   rhythm
		outcome  outcome
		from, to time.Duration // bounds of the wait
		whyHolds string
		neverDue bool
	}{
		{name: "the operator's interval", rhythm: halfHour, from: 30 * time.Minute, to: 33 * time.Minute, whyHolds: "every 30m"},
		{name: "max-age widens", rhythm: halfHour, outcome: outcome{fresh: 2 * time.Hour}, from: 2 * time.Hour, to: 125 * time.Minute, whyHolds: "cache header"},
		{name: "max-age never narrows", rhythm: halfHour, outcome: outcome{fresh: time.Second}, from: 30 * time.Minute, to: 33 * time.Minute, whyHolds: "every 30m"},
		{name: "a century of max-age", rhythm: halfHour, outcome: outcome{fresh: 876000 * time.Hour}, from: 24 * time.Hour, to: 24*time.Hour + 5*time.Minute, whyHolds: "24h"},
		{name: "ttl widens", rhythm: halfHour, outcome: outcome{schedule: feed.Schedule{Every: time.Hour}}, from: time.Hour, to: 66 * time.Minute, whyHolds: "ttl"},
		{name: "first failure", rhythm: halfHour, outcome: outcome{failed: true, faults: 1}, from: 30 * time.Minute, to: 33 * time.Minute, whyHolds: "backing off 30m"},
		{name: "first failure of a short interval", rhythm: rhythm{every: time.Minute}, outcome: outcome{failed: true, faults: 1}, from: time.Minute, to: 66 * time.Second, whyHolds: "backing off 1m"},
		{name: "fourth failure", rhythm: halfHour, outcome: outcome{failed: true, faults: 4}, from: 40 * time.Minute, to: 44 * time.Minute, whyHolds: "failure 4"},
		{name: "any positive interval", rhythm: rhythm{every: 2 * time.Second}, from: 2 * time.Second, to: 2200 * time.Millisecond, whyHolds: "every 2s"},
		{name: "interval over a day, failing", rhythm: rhythm{every: 48 * time.Hour}, outcome: outcome{failed: true, faults: 3}, from: 48 * time.Hour, to: 49 * time.Hour},
		{name: "refused", rhythm: halfHour, outcome: outcome{failed: true, faults: 1, refused: "it refuses this reader (403)"}, from: time.Hour, to: 66 * time.Minute, whyHolds: "403"},
		{name: "refused again and again", rhythm: halfHour, outcome: outcome{failed: true, faults: 9, refused: "it was not found (404)"}, from: 24 * time.Hour, to: 24*time.Hour + 5*time.Minute, whyHolds: "404"},
		{name: "a file that is not there", rhythm: halfHour, outcome: outcome{failed: true, faults: 9, local: true}, from: 30 * time.Minute, to: 33 * time.Minute},
		{name: "short Retry-After, once", rhythm: halfHour, outcome: outcome{failed: true, faults: 1, retryAfter: 40 * time.Second}, from: 40 * time.Second, to: 44 * time.Second},
		{name: "short Retry-After, each time", rhythm: halfHour, outcome: outcome{failed: true, faults: 9, retryAfter: time.Second}, from: 128 * time.Minute, to: 134 * time.Minute, whyHolds: "failure 9"},
		{name: "quiet for less than ten intervals", rhythm: halfHour, outcome: outcome{quiet: 4 * time.Hour}, from: 30 * time.Minute, to: 33 * time.Minute, whyHolds: "every 30m"},
		{name: "quiet for a while", rhythm: halfHour, outcome: outcome{quiet: 10 * time.Hour}, from: time.Hour, to: 66 * time.Minute, whyHolds: "nothing is new for 10h"},
		{name: "quiet for a year", rhythm: halfHour, outcome: outcome{quiet: 8760 * time.Hour}, from: 2 * time.Hour, to: 125 * time.Minute},
		{name: "quiet, and visited once a day", rhythm: rhythm{every: 24 * time.Hour}, outcome: outcome{quiet: 8760 * time.Hour}, from: 24 * time.Hour, to: 24*time.Hour + 5*time.Minute},
		{name: "quiet, with a cron expression", rhythm: rhythm{cron: func(time.Time) time.Time { return now.Add(20 * time.Minute) }}, outcome: outcome{quiet: 8760 * time.Hour}, from: 20 * time.Minute, to: 20 * time.Minute, whyHolds: "cron"},
		{name: "many failures", rhythm: halfHour, outcome: outcome{failed: true, faults: 1000}, from: 24 * time.Hour, to: 24*time.Hour + 5*time.Minute},
		{name: "Retry-After", rhythm: halfHour, outcome: outcome{failed: true, faults: 1, retryAfter: 90 * time.Second}, from: 90 * time.Second, to: 100 * time.Second, whyHolds: "retry after 1m30s"},
		{name: "Retry-After of a century", rhythm: halfHour, outcome: outcome{failed: true, faults: 1, retryAfter: 876000 * time.Hour}, from: 24 * time.Hour, to: 24*time.Hour + 5*time.Minute},
		{name: "gone", rhythm: halfHour, outcome: outcome{failed: true, gone: true}, neverDue: true, whyHolds: "gone"},
		{name: "skipHours", rhythm: halfHour, outcome: outcome{schedule: feed.Schedule{SkipHours: []int{10, 11, 12}}}, from: 3 * time.Hour, to: 3*time.Hour + 5*time.Minute, whyHolds: "skipHours"},
		{name: "every hour skipped", rhythm: halfHour, outcome: outcome{schedule: feed.Schedule{SkipHours: hours(24)}}, from: 24 * time.Hour, to: 25 * time.Hour},
		{name: "cron", rhythm: rhythm{cron: func(time.Time) time.Time { return now.Add(20 * time.Minute) }}, from: 20 * time.Minute, to: 20 * time.Minute, whyHolds: "cron"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			due, why := nextDue("wire", c.rhythm, c.outcome, now)
			if !strings.Contains(why, c.whyHolds) {
				t.Errorf("reason %q does not hold %q", why, c.whyHolds)
			}
			if due.IsZero() != c.neverDue {
				t.Fatalf("due %v, never due %v", due, c.neverDue)
			}
			if wait := due.Sub(now); !c.neverDue && (wait < c.from || wait > c.to) {
				t.Errorf("wait %v, want %v to %v", wait, c.from, c.to)
			}
		})
	}
}

func hours(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// A source is never due at once, nor later than a day and the jitter, whatever
// it and the operator say.
func TestNextDueIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := at("2026-06-17T10:00:00Z").Add(time.Duration(rapid.Int64Range(0, 1e15).Draw(t, "now")))
		o := outcome{
			failed:     rapid.Bool().Draw(t, "failed"),
			faults:     rapid.IntRange(0, 1e6).Draw(t, "faults"),
			retryAfter: time.Duration(rapid.Int64().Draw(t, "retry")),
			fresh:      time.Duration(rapid.Int64().Draw(t, "fresh")),
			quiet:      time.Duration(rapid.Int64().Draw(t, "quiet")),
			schedule:   feed.Schedule{Every: time.Duration(rapid.Int64().Draw(t, "ttl")), SkipHours: rapid.SliceOfN(rapid.IntRange(-5, 30), 0, 30).Draw(t, "hours")},
		}
		every := time.Duration(rapid.Int64Range(1, int64(24*time.Hour)).Draw(t, "every"))
		due, _ := nextDue(rapid.String().Draw(t, "key"), rhythm{every: every}, o, now)
		if wait := due.Sub(now); wait < leastWait || wait > 49*time.Hour {
			t.Fatalf("wait %v", wait)
		}
	})
}
