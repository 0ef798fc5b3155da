package parse

import (
	"errors"
	"strings"
	"time"
)

// ordinal reads a day of the year (ISO 8601).
func (p *dateParser) ordinal(year, day int) error {
	t := time.Date(year, time.January, day, 0, 0, 0, 0, time.UTC)
	if day < 1 || t.Year() != year {
		return errors.New("there is no such day in that year")
	}
	p.year, p.month, p.day = year, int(t.Month()), t.Day()
	return nil
}

// week reads a date by its week (ISO 8601): 2026-W25-3, 2026W253. Without a
// day it is the Monday. done is false if the date is none.
func (p *dateParser) week() (done bool, err error) {
	for i := range p.tokens {
		if p.at(i).text != "w" || !p.at(i+1).isNumber() || p.at(i+1).used {
			continue
		}
		year := i - 1
		if p.sign(year, "-") {
			year--
		}
		if len(p.at(year).text) != 4 || !p.at(year).isNumber() {
			continue
		}
		number, end := p.at(i+1).text, i+2
		if p.sign(end, "-") && len(p.at(end+1).text) == 1 && p.at(end+1).isNumber() {
			number, end = number+p.at(end+1).text, end+2
		}
		day := 1
		switch len(number) {
		case 3:
			day = digits(number[2:])
		case 2:
			p.warn("date without a day: taken as the Monday of its week")
		default:
			return true, errNoDate
		}
		week := digits(number[:2])
		// The fourth of January always lies in the first week.
		fourth := time.Date(p.at(year).number, time.January, 4, 0, 0, 0, 0, time.UTC)
		t := fourth.AddDate(0, 0, (week-1)*7+day-1-(int(fourth.Weekday())+6)%7)
		if y, w := t.ISOWeek(); day < 1 || day > 7 || y != p.at(year).number || w != week {
			return true, errors.New("there is no such week in that year")
		}
		p.year, p.month, p.day = t.Year(), int(t.Month()), t.Day()
		for j := range p.tokens {
			if t := p.at(j); !t.used && (j < year || j >= end) && (t.isNumber() || !p.knownWord(j) && isDateLetter([]rune(t.text)[0])) {
				return true, errNoDate
			}
		}
		return true, nil
	}
	return false, nil
}

// era returns the year before the first and the last year of an era by which
// Japan and Taiwan count: Reiwa 8 is 2026. last is 0 for other words.
func era(word string) (before, last int) {
	switch word {
	case "令和":
		return 2018, 99
	case "平成":
		return 1988, 31
	case "昭和":
		return 1925, 64
	case "民國", "民国", "中華民國":
		return 1911, 199
	}
	return 0, 0
}

// isThai reports whether a word is written in Thai.
func isThai(word string) bool {
	return strings.IndexFunc(word, func(r rune) bool { return r >= 0x0e00 && r <= 0x0e7f }) >= 0
}

// yearFirst reports whether dates are written with the year first, and never
// otherwise, where a zone is in force: "26.06.17" in Korea.
func yearFirst(loc *time.Location) bool {
	if loc == nil {
		return false
	}
	switch loc.String() {
	case "Asia/Seoul", "Asia/Pyongyang", "Asia/Tokyo", "Asia/Shanghai", "Asia/Taipei":
		return true
	}
	return false
}
