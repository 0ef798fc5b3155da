package parse

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	atomfeed "github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	rssfeed "github.com/mmcdole/gofeed/rss"

	"sitrep/feed"
)

// reading is what we take from gofeed: the modules it keeps as trees, of the head
// and of each item it got, and the head's hints on when to come again.
type reading struct {
	items     []ext.Extensions
	head      ext.Extensions
	ttl       string
	skipHours []string
	skipDays  []string
}

// gofeedRSS reads a guarded document with gofeed's RSS parser.
func gofeedRSS(document io.Reader) (r reading, err error) {
	defer recovered(&err)
	f, err := (&rssfeed.Parser{}).Parse(document)
	if err != nil {
		return reading{}, fmt.Errorf("read RSS with gofeed: %w", err)
	}
	r = reading{head: f.Extensions, ttl: f.TTL, skipHours: f.SkipHours, skipDays: f.SkipDays}
	for _, item := range f.Items {
		r.items = append(r.items, item.Extensions)
	}
	return r, nil
}

// gofeedAtom reads a guarded document with gofeed's Atom parser.
func gofeedAtom(document io.Reader) (r reading, err error) {
	defer recovered(&err)
	f, err := (&atomfeed.Parser{}).Parse(document)
	if err != nil {
		return reading{}, fmt.Errorf("read Atom with gofeed: %w", err)
	}
	r = reading{head: f.Extensions}
	for _, entry := range f.Entries {
		r.items = append(r.items, entry.Extensions)
	}
	return r, nil
}

// recovered turns a panic of a library into an error: one document must not
// stop the others.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic while reading: %v", p)
	}
}

// join adds to the items what gofeed read of the modules. The two readings are
// joined by position in the copy, which holds only if they count the same.
func (r *reader) join(items []feed.Item, held []heldItem, g reading) {
	if len(g.items) != len(held) {
		r.notes.add("document", fmt.Sprintf("gofeed reads %d items with media where the second pass reads %d: media left out", len(g.items), len(held)))
		return
	}
	for i, h := range held {
		m := mediaReader{resolver: r.resolver, base: h.base, item: &items[h.index]}
		m.read(g.items[i]["media"])
		m.podcast(g.items[i]["itunes"])
	}
}

// periods of sy:updatePeriod (RSS 1.0 syndication module).
func period(name string) time.Duration {
	const day = 24 * time.Hour
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "hourly":
		return time.Hour
	case "daily":
		return day
	case "weekly":
		return 7 * day
	case "monthly":
		return 30 * day
	case "yearly":
		return 365 * day
	}
	return 0
}

// maxTTL is the longest time to live that counts, in minutes: a year.
const maxTTL = 365 * 24 * 60

// minutes reads a whole number of minutes, 0 for what is none. One that is too
// large for its type is the largest.
func minutes(s string) int {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 32)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0
	}
	return max(int(n), 0)
}

// schedule reads when the document wants to be visited: ttl in minutes, else
// sy:updatePeriod by sy:updateFrequency; the longer of both.
func schedule(g reading) (s feed.Schedule, ttl int) {
	if ttl = minutes(g.ttl); ttl > 0 {
		s.Every = time.Duration(min(ttl, maxTTL)) * time.Minute
	}
	if every := period(value(g.head["sy"]["updateperiod"])); every > 0 {
		if n, err := strconv.Atoi(value(g.head["sy"]["updatefrequency"])); err == nil && n > 1 && n < 1<<20 {
			every /= time.Duration(n)
		}
		s.Every = max(s.Every, every)
	}
	for _, hour := range g.skipHours {
		// 24 is midnight in RSS 0.91, 0 in 2.0.
		if h, err := strconv.Atoi(strings.TrimSpace(hour)); err == nil && h >= 0 && h <= 24 {
			s.SkipHours = append(s.SkipHours, h%24)
		}
	}
	for _, name := range g.skipDays {
		for day := time.Sunday; day <= time.Saturday; day++ {
			if strings.EqualFold(strings.TrimSpace(name), day.String()) {
				s.SkipDays = append(s.SkipDays, day)
			}
		}
	}
	return s, ttl
}

// value returns the text of the first of several elements.
func value(list []ext.Extension) string {
	if len(list) == 0 {
		return ""
	}
	return strings.TrimSpace(list[0].Value)
}
