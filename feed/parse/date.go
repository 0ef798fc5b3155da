package parse

import (
	"fmt"
	"html"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxDate is the longest string read as a date.
const maxDate = 128

// Date reads a date as feeds write them: RFC 822 and 3339 and what is in use
// besides. loc is the zone of a date that names none; nil means UTC, with a
// warning. A zone that is not known, a day and month that cannot be told apart
// and a date that cannot be are never guessed at: ok is false and the warning
// says why. The time has the offset the string gives.
func Date(s string, loc *time.Location) (t time.Time, warning string, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, "", false
	}
	if len(s) > maxDate {
		return time.Time{}, "too long for a date", false
	}
	if t, ok := quickDate(s); ok {
		return t, "", true
	}
	p := dateParser{tokens: dateTokens(plainDate(s)), loc: loc}
	t, err := p.parse()
	if err != nil {
		return time.Time{}, err.Error(), false
	}
	return t, p.warning, true
}

// plainDate brings a date to plain signs: the digits of other scripts and full
// width, references that were escaped once too often, odd minus signs. Tags, and
// what Go prints behind a time with a monotonic clock, are cut.
func plainDate(s string) string {
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	for {
		from := strings.IndexByte(s, '<')
		to := strings.IndexByte(s, '>')
		if from < 0 || to < from {
			break
		}
		s = s[:from] + " " + s[to+1:]
	}
	s, _, _ = strings.Cut(s, " m=+")
	return strings.Map(func(r rune) rune {
		switch {
		case r < utf8.RuneSelf:
			return r
		case r >= 0xff01 && r <= 0xff5e:
			return r - 0xff01 + '!'
		case r == 0x2212, r == 0x2010, r == 0x2011:
			return '-'
		case r == 0x060c, r == 0x3001:
			return ','
		}
		for _, zero := range []rune{0x0660, 0x06f0, 0x0966, 0x0e50} { // Arabic, Persian, Devanagari, Thai
			if r >= zero && r < zero+10 {
				return r - zero + '0'
			}
		}
		return r
	}, s)
}

// quickDate reads the forms that nearly all feeds use.
func quickDate(s string) (time.Time, bool) {
	if len(s) < 20 {
		return time.Time{}, false
	}
	if minutes := s[len(s)-2:]; minutes > "59" && minutes <= "99" {
		return time.Time{}, false // package time takes "+0960" for ten hours
	}
	if s[0] >= '0' && s[0] <= '9' && len(s) >= 20 && (s[10] == 'T') {
		if t, err := time.Parse(time.RFC3339, s); err == nil && plausible(t.Year()) && offsetCanBe(t) {
			return withOffset(t), true
		}
		return time.Time{}, false
	}
	if len(s) == 31 && s[3] == ',' && (s[26] == '+' || s[26] == '-') {
		if t, err := time.Parse(time.RFC1123Z, s); err == nil && plausible(t.Year()) && offsetCanBe(t) {
			return withOffset(t), true
		}
	}
	if len(s) == 29 && s[3] == ',' && s[25:] == " GMT" {
		if t, err := time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", s); err == nil && plausible(t.Year()) {
			return t, true
		}
	}
	return time.Time{}, false
}

// withOffset drops the zone that package time may know by another name.
func withOffset(t time.Time) time.Time {
	_, seconds := t.Zone()
	return t.In(offsetZone(seconds / 60))
}

// plausible reports whether a feed can speak of that year.
func plausible(year int) bool { return year >= 1970 && year < 2200 }

func offsetCanBe(t time.Time) bool {
	_, seconds := t.Zone()
	return seconds >= -14*3600 && seconds <= 14*3600
}

// dateRules are what reading the dates of a document depends on.
type dateRules struct {
	loc *time.Location
	now time.Time
}

// dateSlot keeps the best of several elements that hold one time: a lower rank
// is better, and of two with one rank the later stands.
type dateSlot struct {
	time time.Time
	rank int
}

func (s *dateSlot) offer(t time.Time, rank int) {
	if t.IsZero() || !s.time.IsZero() && s.rank < rank {
		return
	}
	s.time, s.rank = t, rank
}

// aheadOfNow is how far in the future a date may lie before it is reported. It
// stays as it was given: an item is the same whenever it is read.
const aheadOfNow = 24 * time.Hour

// time reads an element's date, zero if it cannot be read.
func (r *reader) time(n *node) time.Time {
	if r.datesRead++; r.datesRead > maxDates {
		return time.Time{}
	}
	return r.date(r.plain(n), func() string { return r.place(n) })
}

// date reads a date and says what was wrong with it. at names its place.
func (r *reader) date(s string, at func() string) time.Time {
	if strings.TrimSpace(s) == "" {
		return time.Time{}
	}
	t, warning, ok := Date(s, r.dates.loc)
	if !ok {
		r.notes.add(at(), fmt.Sprintf("date %q was not read: %s", clip(s, 60), warning))
		return time.Time{}
	}
	if warning != "" {
		r.notes.add(at(), warning)
	}
	if !r.dates.now.IsZero() && t.Sub(r.dates.now) > aheadOfNow {
		r.notes.add(at(), fmt.Sprintf("date %q lies in the future: the time of receipt counts", clip(s, 60)))
	}
	return t
}

// place names an element for a warning: "item 3 pubdate".
func (r *reader) place(n *node) string {
	name := clip(either(n.written, n.name), 40)
	if n.space != native && n.space != atom {
		name = n.space + ":" + name
	}
	return r.where(name)
}

// where names a place in the item being read, or in the head.
func (r *reader) where(name string) string { return r.part() + " " + name }

// part names the item being read, or the head.
func (r *reader) part() string {
	if r.item == 0 {
		return "source"
	}
	return "item " + strconv.Itoa(r.item)
}
