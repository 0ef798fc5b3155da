package story

import "time"

// day is a date of the calendar, as days since 1970-01-01.
type day int32

func dayOf(t time.Time) day { return day(t.Unix() / 86400) }

// noDay stands for a date that is in no calendar.
const noDay day = -1 << 31

// calendarDay returns a date, or noDay for one like 31 June. The month may lie
// outside the year.
func calendarDay(year int, month time.Month, dayOfMonth int) day {
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	t := first.AddDate(0, 0, dayOfMonth-1)
	if t.Month() != first.Month() {
		return noDay
	}
	return dayOf(t)
}

// dateReader reads the dates that a text gives for its news: "June 17", "17 June",
// "6월 17일", "17일", "on Monday", "월요일". A date without year or month is the
// nearest to the item's own time; a weekday is the last one.
type dateReader struct {
	now  time.Time // in UTC: the zone that a source writes in makes no other day of one word
	days []day
}

// halfYear is how far the nearest date without a year can be, in days.
const halfYear = 184

// daysLimit is how many dates of one text are kept.
const daysLimit = 6

// read looks for a date at tokens[i] and returns how many tokens it took.
func (d *dateReader) read(tokens []token, i int) int {
	if d.now.IsZero() || d.now.Unix() < 86400 {
		return 0
	}
	t := &tokens[i]
	switch t.script {
	case digits:
		return d.number(tokens, i)
	case latin:
		if m := monthName(t); m > 0 && i+1 < len(tokens) && tokens[i+1].script == digits && !tokens[i+1].pause {
			if n := small(tokens[i+1].text, 31); n > 0 {
				return 2 + d.dated(tokens, i+2, m, n)
			}
		}
		if w, ok := weekdayName(t); ok && !isToCome(tokens[:i]) {
			d.weekday(w)
		}
	case hangul:
		if w, ok := koreanWeekdays[t.text]; ok {
			d.weekday(w)
		} else if len(t.text) > 3*syllable {
			if w, ok := koreanWeekdays[t.text[:3*syllable]]; ok {
				d.weekday(w)
			}
		}
	}
	return 0
}

// number reads a date that starts with a number.
func (d *dateReader) number(tokens []token, i int) int {
	n := small(tokens[i].text, 31)
	if n == 0 || i+1 >= len(tokens) || tokens[i+1].pause {
		return 0
	}
	next := &tokens[i+1]
	if next.script == latin {
		if m := monthName(next); m > 0 {
			return 2 + d.dated(tokens, i+2, m, n)
		}
		return 0
	}
	switch unit := next.text; {
	case next.script == hangul && unit == "월" && n <= 12 && i+2 < len(tokens) && tokens[i+2].script == digits:
		return d.koreanDay(tokens, i+2, time.Month(n))
	case next.script == hangul && isDayUnit(unit):
		d.nearest(n)
		return 2
	case next.script == digits && i+2 < len(tokens) && tokens[i+2].script == hangul && !tokens[i+2].pause && isDayUnit(tokens[i+2].text):
		if last := small(next.text, 31); last > n { // "17∼27일"
			d.nearest(n)
			d.nearest(last)
			return 3
		}
	}
	return 0
}

// koreanDay reads the day after a month, or the first and last day of a span:
// "8월 17일", "8월 17∼27일".
func (d *dateReader) koreanDay(tokens []token, i int, m time.Month) int {
	const before = 2 // tokens of the month
	first := small(tokens[i].text, 31)
	if first == 0 || i+1 >= len(tokens) {
		return 0
	}
	next := &tokens[i+1]
	if next.script == hangul && isDayUnit(next.text) {
		d.add(0, m, first)
		return before + 2
	}
	last := small(next.text, 31)
	if next.script != digits || last <= first || i+2 >= len(tokens) || !isDayUnit(tokens[i+2].text) {
		return 0
	}
	d.add(0, m, first)
	d.add(0, m, last)
	return before + 3
}

// dated keeps an English date, and reads on at i for a year or the last day of
// a span. It returns how many tokens it read there.
func (d *dateReader) dated(tokens []token, i int, m time.Month, first int) int {
	if i >= len(tokens) || tokens[i].script != digits {
		d.add(0, m, first)
		return 0
	}
	if year := yearOf(&tokens[i]); year > 0 {
		d.add(year, m, first)
		return 1
	}
	d.add(0, m, first)
	if last := small(tokens[i].text, 31); last > first && !tokens[i].pause && (i+1 == len(tokens) || tokens[i+1].text != "%") {
		d.add(0, m, last)
		return 1
	}
	return 0
}

// yearOf reads a year of our time; 0 is none.
func yearOf(t *token) int {
	if len(t.text) != 4 || t.text[0] != '1' && t.text[0] != '2' {
		return 0
	}
	year := small(t.text[:2], 99)*100 + small(t.text[2:], 99)
	if year < 1900 || year > 2100 {
		return 0
	}
	return year
}

// isDayUnit reports whether a word after a number makes it a day of the month,
// not a length of time ("17일간").
func isDayUnit(word string) bool {
	if len(word) < syllable || word[:syllable] != "일" {
		return false
	}
	switch rest := word[syllable:]; rest {
	case "간", "째", "만", "짜리", "정", "동안", "여":
		return false
	default:
		return len(rest) <= 2*syllable && stemCounter(word) == "일" || rest == "" || rest == "부터" || rest == "까지" || rest == "오전" || rest == "오후"
	}
}

// add keeps a date; year 0 is the nearest one.
func (d *dateReader) add(year int, month time.Month, dayOfMonth int) {
	if year != 0 {
		d.keepNearest(calendarDay(year, month, dayOfMonth))
		return
	}
	year = d.now.Year()
	d.keepNearest(
		calendarDay(year-1, month, dayOfMonth),
		calendarDay(year, month, dayOfMonth),
		calendarDay(year+1, month, dayOfMonth),
	)
}

// nearest finds the day of the month nearest to now.
func (d *dateReader) nearest(dayOfMonth int) {
	year, month := d.now.Year(), d.now.Month()
	d.keepNearest(
		calendarDay(year, month-1, dayOfMonth),
		calendarDay(year, month, dayOfMonth),
		calendarDay(year, month+1, dayOfMonth),
	)
}

func (d *dateReader) keepNearest(candidates ...day) {
	now, best := dayOf(d.now), noDay
	for _, c := range candidates {
		if c != noDay && (best == noDay || distance(c, now) < distance(best, now)) {
			best = c
		}
	}
	if best != noDay && distance(best, now) <= halfYear {
		d.keep(best)
	}
}

// isToCome reports whether some words make the weekday after them one to come, or
// none in particular: "will run through Friday", "every Monday".
func isToCome(words []token) bool {
	const most = 12
	for i := len(words) - 1; i >= max(0, len(words)-most); i-- {
		switch words[i].text {
		case "through", "until", "till", "by", "before", "every", "each", "next":
			if i == len(words)-1 {
				return true
			}
		case "will", "would", "due", "expected", "scheduled", "plans", "planned":
			return true
		}
		if words[i].first {
			break
		}
	}
	return false
}

// weekday finds the last such day. The item may be dated in a zone where the
// day has not yet begun, so tomorrow counts as well.
func (d *dateReader) weekday(w time.Weekday) {
	last := d.now.Add(12 * time.Hour)
	back := (int(last.Weekday()) - int(w) + 7) % 7
	d.keep(dayOf(last) - day(back))
}

func (d *dateReader) keep(c day) {
	for _, other := range d.days {
		if other == c {
			return
		}
	}
	if len(d.days) < daysLimit {
		d.days = append(d.days, c)
	}
}

func distance(a, b day) day { return max(a-b, b-a) }

// small reads a whole number from 1 to most; 0 is none.
func small(s string, most int) int {
	n := 0
	if len(s) > 2 {
		return 0
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0
		}
		n = n*10 + int(s[i]-'0')
	}
	if n > most {
		return 0
	}
	return n
}

func monthName(t *token) time.Month {
	if !t.upper {
		return 0
	}
	return months[t.text]
}

func weekdayName(t *token) (time.Weekday, bool) {
	if !t.upper {
		return 0, false
	}
	w, ok := weekdays[t.text]
	return w, ok
}

var months = map[string]time.Month{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
	"october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8,
	"sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}

var weekdays = map[string]time.Weekday{
	"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 0,
}

var koreanWeekdays = map[string]time.Weekday{
	"월요일": 1, "화요일": 2, "수요일": 3, "목요일": 4, "금요일": 5, "토요일": 6, "일요일": 0,
}

// apart returns the distance of the two nearest dates of two sets, and false
// if one set is empty.
func apart(a, b []day) (day, bool) {
	if len(a) == 0 || len(b) == 0 {
		return 0, false
	}
	least := distance(a[0], b[0])
	for _, x := range a {
		for _, y := range b {
			least = min(least, distance(x, y))
		}
	}
	return least, true
}
