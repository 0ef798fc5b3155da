package parse

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// zone reads what stands behind the time of day: an offset, a zone's name, or
// both, of which the offset counts.
func (p *dateParser) zone() error {
	start := p.timeEnd
	for i := start; i < len(p.tokens); i++ {
		t := p.at(i)
		if t.used || t.isNumber() {
			continue
		}
		switch {
		case p.sign(i, "(") && (p.hasOffset || p.zoneName != ""):
			// A comment behind the zone: "+0900 (Korea Standard Time)".
			for ; i < len(p.tokens); i++ {
				p.tokens[i].used = true
				if p.sign(i, ")") {
					break
				}
			}
		case p.sign(i, "+-") && p.isOffset(i):
			if p.hasOffset {
				return errors.New("date has two offsets")
			}
			end, err := p.readOffset(i)
			if err != nil {
				return err
			}
			i = end - 1
		case p.isZoneName(i):
			if p.hasOffset && utf8.RuneCountInString(t.text) > 5 && !strings.Contains(t.text, "/") {
				return fmt.Errorf("word %q is not known in a date", clip(t.text, 20))
			}
			p.tokens[i].used = true
			if err := p.nameZone(t.text); err != nil {
				return err
			}
		}
	}
	return nil
}

// nameZone takes a word of a zone's name: the first is the name, the others are
// the rest of it ("Eastern Daylight Time") or another name of the same zone. Any
// other may change what the first means ("Central European Time").
func (p *dateParser) nameZone(word string) error {
	if p.zoneName == "" {
		p.zoneName = word
		return nil
	}
	if _, us := genericUS(p.zoneName, time.Time{}); us && (word == "standard" || word == "daylight") {
		p.zoneName = p.zoneName[:1] + word[:1] + "t" // "est", "edt"
		return nil
	}
	if word == "time" || word == "standard" {
		return nil
	}
	first, known := zoneOffset(p.zoneName)
	second, knownToo := zoneOffset(word)
	if !known || !knownToo || first != second {
		return fmt.Errorf("zones %s and %s contradict each other", quote(p.zoneName), quote(word))
	}
	return nil
}

// isOffset reports whether a sign begins an offset rather than part of a date:
// "+" always does; "-" only close behind the time or its zone's name, or at
// the very end behind a year.
func (p *dateParser) isOffset(i int) bool {
	n := i + 1
	if p.sign(n, "-") { // "--0700"
		n++
	}
	if !p.at(n).isNumber() {
		return false
	}
	if p.sign(i, "+") {
		return true
	}
	if !p.hasTime {
		return false
	}
	if p.sign(n+1, "./-") || monthOf(p.at(n+1).text) > 0 {
		return false
	}
	before := p.at(i - 1)
	return i == p.timeEnd || p.sign(i-1, ":") && i-1 == p.timeEnd || before.used ||
		n == len(p.tokens)-1 && len(p.at(n).text) == 4 && len(before.text) == 4 && before.isNumber()
}

// readOffset reads +9, +09, +900, +0900, +09:00 or +09:00:00.
func (p *dateParser) readOffset(i int) (end int, err error) {
	from, minus := i, p.sign(i, "-")
	if i++; p.sign(i, "-") {
		i++
	}
	text := p.at(i).text
	hours, minutes := 0, 0
	switch len(text) {
	case 1, 2:
		hours = p.at(i).number
	case 3:
		hours, minutes = digits(text[:1]), digits(text[1:])
	case 4:
		hours, minutes = digits(text[:2]), digits(text[2:])
	default:
		return 0, errors.New("offset of the zone cannot be read")
	}
	end = i + 1
	if len(text) <= 2 && p.sign(end, ":") {
		if !p.at(end + 1).isNumber() {
			return 0, errors.New("offset of the zone cannot be read")
		}
		minutes = p.at(end + 1).number
		if end += 2; p.sign(end, ":") && p.at(end+1).isNumber() {
			end += 2
		}
	}
	if hours > 14 || minutes > 59 {
		return 0, fmt.Errorf("there is no zone at %d:%02d from UTC", hours, minutes)
	}
	p.offset = hours*60 + minutes
	if minus {
		p.offset = -p.offset
	}
	if p.zoneName == "etc/gmt" { // POSIX signs: Etc/GMT-9 lies east
		p.offset = -p.offset
	}
	p.hasOffset = true
	p.use(from, end)
	return end, nil
}

// isZoneName reports whether a word can be the name of a zone here.
func (p *dateParser) isZoneName(i int) bool {
	word := p.at(i).text
	if word == "at" && p.hasTime && i == len(p.tokens)-1 {
		return true // Atlantic time, not the word
	}
	if !isDateLetter([]rune(word + ".")[0]) || word == "t" || isDateFiller(word) || p.weekday(i) {
		return false
	}
	if monthOf(word) > 0 {
		return false
	}
	if p.hasTime {
		return !isUnit(word, "년", "월", "일", "年", "月", "日", "号", "號")
	}
	_, fixed := fixedZone(word)
	return fixed && i == len(p.tokens)-1
}

// date reads year, month and day from what is left.
func (p *dateParser) date() error {
	if done, err := p.week(); done || err != nil {
		return err
	}
	var numbers []int // indexes of numbers without a unit
	var months []int  // indexes of words that name a month
	for i, t := range p.tokens {
		switch {
		case t.used:
		case t.isNumber():
			if !p.dateUnit(i) {
				numbers = append(numbers, i)
			}
		case monthOf(t.text) > 0:
			months = append(months, i)
		case isDateLetter([]rune(t.text)[0]):
			if !p.knownWord(i) {
				return fmt.Errorf("word %q is not known in a date", clip(t.text, 20))
			}
		}
	}
	if len(months) == 2 && months[0] < months[1] && (p.sign(months[0]+1, ",.") || months[0] == 0) {
		months = months[1:] // the first is a weekday: "mar, 17 jun"
	}
	switch {
	case len(months) > 1:
		return errors.New("date has two months")
	case len(months) == 1:
		p.month = monthOf(p.at(months[0]).text)
		if err := p.dayAndYear(numbers); err != nil {
			return err
		}
		if p.year > 2400 && isThai(p.at(months[0]).text) {
			p.year -= 543 // the Buddhist era, which Thai dates count by
		}
		return nil
	case p.year > 0 || p.month > 0 || p.day > 0:
		return p.unitDate(numbers)
	}
	return p.numericDate(numbers)
}

// dateUnit takes a number with its unit: 2025년, 6月, 17일.
func (p *dateParser) dateUnit(i int) bool {
	n := p.at(i).number
	switch p.at(i + 1).text {
	case "년", "年":
		p.year = n
		switch before, last := era(p.at(i - 1).text); {
		case last > 0 && (n < 1 || n > last):
			p.year = 0 // the era had no such year
		case last > 0:
			p.year += before
		case len(p.at(i).text) == 2:
			p.year += 2000
		}
	case "월", "月":
		p.month = n
	case "일", "日", "号", "號":
		p.day = n
	default:
		return false
	}
	p.korean = p.korean || isUnit(p.at(i+1).text, "년", "월", "일")
	p.use(i, i+2)
	return true
}

// knownWord reports whether a word that is no month belongs to a date. One
// that stands first before a comma is a weekday in some language.
func (p *dateParser) knownWord(i int) bool {
	word := p.at(i).text
	if _, last := era(word); last > 0 && p.at(i+1).isNumber() {
		return true
	}
	return word == "t" || p.weekday(i) || isDateFiller(word) || isUnit(word, "년", "월", "일", "年", "月", "日") ||
		i == 0 && (p.sign(1, ",") || p.sign(1, ".") && p.sign(2, ","))
}

// weekday reports whether a word is a day of the week: by its name, or by a
// short one at the beginning, in brackets, or before a comma or full stop.
func (p *dateParser) weekday(i int) bool {
	word := p.at(i).text
	return isWeekday(word) || isShortWeekday(word) && (i == 0 || p.sign(i-1, "(") || p.sign(i+1, ",.)"))
}

// unitDate finishes a date with units, of which only the month may stand alone.
func (p *dateParser) unitDate(numbers []int) error {
	if p.month > 0 && p.year == 0 && p.day == 0 {
		return p.dayAndYear(numbers) // "17 6월 2025"
	}
	if len(numbers) > 0 || p.year == 0 || p.month == 0 || p.day == 0 {
		return errors.New("date lacks its year, month or day")
	}
	return nil
}

// dayAndYear reads the numbers beside a month's name. Of two short ones the
// first is the day (RFC 822).
func (p *dateParser) dayAndYear(numbers []int) error {
	if len(numbers) != 2 {
		return errors.New("date lacks its year or day")
	}
	a, b := p.at(numbers[0]), p.at(numbers[1])
	if len(a.text) >= 3 {
		a, b = b, a
	}
	if len(a.text) > 2 || len(b.text) == 3 || len(b.text) == 1 {
		return errNoDate
	}
	p.day, p.year = a.number, b.number
	if len(b.text) == 2 {
		p.year = century(b.number)
	}
	return nil
}

// century completes a year of two digits (RFC 2822, 4.3, with the turn at 70).
func century(year int) int {
	if year < 70 {
		return 2000 + year
	}
	return 1900 + year
}

// numericDate reads a date of numbers alone.
func (p *dateParser) numericDate(numbers []int) error {
	switch len(numbers) {
	case 1:
		return p.compactDate(p.at(numbers[0]).text)
	case 2:
		a, b := p.at(numbers[0]), p.at(numbers[1])
		if len(a.text) == 4 && len(b.text) == 3 {
			return p.ordinal(a.number, b.number)
		}
		if len(a.text) != 4 || p.hasTime {
			return errors.New("date lacks its year, month or day")
		}
		p.year, p.month, p.day = a.number, b.number, 1
		p.warning = "date without a day: taken as the first of the month"
		return nil
	case 3:
		return p.threeNumbers(p.at(numbers[0]), p.at(numbers[1]), p.at(numbers[2]), numbers[0])
	}
	return errNoDate
}

func (p *dateParser) threeNumbers(a, b, c dateToken, first int) error {
	dotted := p.sign(first+1, ".")
	switch {
	case len(a.text) == 4:
		p.year, p.month, p.day = a.number, b.number, c.number
	case len(c.text) == 4 && len(a.text) <= 2 && len(b.text) <= 2:
		p.year = c.number
		switch {
		case dotted, a.number > 12, a.number == b.number:
			p.day, p.month = a.number, b.number
		case b.number > 12:
			p.month, p.day = a.number, b.number
		default:
			return errors.New("day and month cannot be told apart")
		}
	case len(a.text) == 2 && (a.number > 31 || yearFirst(p.loc)) && len(b.text) <= 2 && len(c.text) <= 2:
		p.year, p.month, p.day = century(a.number), b.number, c.number
	default:
		return errors.New("year, month and day cannot be told apart")
	}
	return nil
}

// compactDate reads 20250617, 2025168 and 2025.
func (p *dateParser) compactDate(text string) error {
	switch len(text) {
	case 8:
		p.year, p.month, p.day = digits(text[:4]), digits(text[4:6]), digits(text[6:])
		return nil
	case 7:
		return p.ordinal(digits(text[:4]), digits(text[4:]))
	case 4:
		if p.hasTime || len(p.tokens) > 1 || !plausible(digits(text)) {
			return errNoDate
		}
		p.year, p.month, p.day = digits(text), 1, 1
		p.warning = "date without month and day: taken as the first of January"
		return nil
	}
	return errNoDate
}

// build puts the parts together and settles the zone.
func (p *dateParser) build() (time.Time, error) {
	if p.year < 2 || p.year > 9999 || p.month < 1 || p.month > 12 || p.day < 1 {
		return time.Time{}, fmt.Errorf("there is no day %04d-%02d-%02d", p.year, p.month, p.day)
	}
	wall := time.Date(p.year, time.Month(p.month), p.day, 0, 0, 0, 0, time.UTC)
	if wall.Day() != p.day {
		return time.Time{}, fmt.Errorf("there is no day %04d-%02d-%02d", p.year, p.month, p.day)
	}
	if p.year < 1900 || p.year >= 2200 {
		return time.Time{}, fmt.Errorf("year %d cannot be", p.year)
	}
	if !plausible(p.year) {
		p.warn(fmt.Sprintf("year %d is hardly meant", p.year))
	}
	wall = time.Date(p.year, time.Month(p.month), p.day, p.hour, p.minute, p.second, p.nano, time.UTC)
	zone, err := p.place(wall)
	if err != nil {
		return time.Time{}, err
	}
	t := time.Date(p.year, time.Month(p.month), p.day, p.hour, p.minute, p.second, p.nano, zone)
	if utc := t.UTC().Year(); utc < 1 || utc > 9998 {
		return time.Time{}, fmt.Errorf("year %d cannot be", p.year)
	}
	return t, nil
}

// place returns the zone of a wall-clock time.
func (p *dateParser) place(wall time.Time) (*time.Location, error) {
	if p.hasOffset {
		if minutes, known := fixedZone(p.zoneName); known && minutes != p.offset && (minutes != 0 || strings.HasPrefix(p.zoneName, "z")) {
			p.warn("offset and zone " + quote(p.zoneName) + " contradict each other: the offset was taken")
		}
		return offsetZone(p.offset), nil
	}
	if p.zoneName != "" {
		zone, warning, ok := zoneAt(p.zoneName, wall, p.loc)
		if !ok {
			return nil, errors.New(warning)
		}
		if warning != "" {
			p.warn(warning)
		}
		return zone, nil
	}
	if p.loc != nil {
		return p.loc, nil
	}
	if p.korean {
		p.warn("date without a zone in Korean form: taken as Korean time")
		return offsetZone(9 * 60), nil
	}
	p.warn("date without a zone: taken as UTC; the source's timezone: would settle it")
	return time.UTC, nil
}

func (p *dateParser) warn(text string) {
	p.warning = strings.TrimPrefix(p.warning+"; "+text, "; ")
}
