package config

import (
	"strings"
	"time"

	cron "github.com/netresearch/go-cron"
	"go.yaml.in/yaml/v4"
)

// searchYears is how far ahead a cron expression may fire first: the 29th of
// February comes after eight years at most.
const searchYears = 10

// parseCron reads five fields or a @name.
func parseCron(spec string) (cron.Schedule, error) {
	parser, err := cron.TryNewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor | cron.DowOrDom)
	if err != nil {
		return nil, err
	}
	return parser.WithMaxSearchYears(searchYears).Parse(spec)
}

// cron decodes a cron expression; one that never fires is refused.
func (l *loader) cron(dst *string) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := l.oneLine(key, n)
		if !ok {
			return
		}
		if strings.HasPrefix(s, "@every") {
			l.errorAt(n, "%s takes times of day; write every: 30m instead of %s", key, quote(s))
			return
		}
		schedule, err := parseCron(s)
		if err != nil {
			l.errorAt(n, `%s must be five fields such as "*/20 * * * *", not %s: %s`, key, quote(s), shorten(err.Error()))
			return
		}
		if schedule.Next(anyTime()).IsZero() {
			l.errorAt(n, "%s %s never fires", key, quote(s))
			return
		}
		*dst = s
	}
}

// anyTime is where looking at a schedule begins: what is said about a file
// does not depend on the day it is said.
func anyTime() time.Time { return time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC) }

// shortestGap is the least time between two of the next hundred turns of a
// cron expression; 0 without one.
func shortestGap(spec string) time.Duration {
	if spec == "" {
		return 0
	}
	schedule, err := parseCron(spec)
	if err != nil {
		return 0
	}
	var least time.Duration
	last := schedule.Next(anyTime())
	for range 100 {
		if last.IsZero() {
			break
		}
		next := schedule.Next(last)
		if gap := next.Sub(last); gap > 0 && (least == 0 || gap < least) {
			least = gap
		}
		last = next
	}
	return least
}

// NextCron is the source's next time after a time by its cron expression, in
// the zone of that time; zero for a source without one.
func (s Source) NextCron(after time.Time) time.Time {
	if s.Cron == "" {
		return time.Time{}
	}
	schedule, err := parseCron(s.Cron)
	if err != nil { // refused at load
		return time.Time{}
	}
	return schedule.Next(after)
}

// Rhythm says in words how often the source is to be visited: two sources have
// the same words only where they are visited alike.
func (s Source) Rhythm() string {
	if s.Cron != "" {
		return s.Cron
	}
	return s.Every.String()
}
