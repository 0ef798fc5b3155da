package parse

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// dateToken is a number, a word or a sign of a date.
type dateToken struct {
	text   string // lower case; digits for a number
	number int    // value of a number, -1 for all else
	spaced bool   // white space before it
	used   bool
}

func (t dateToken) isNumber() bool { return t.number >= 0 }

// dateTokens cuts a date into numbers, words and signs. A number of more than
// eighteen digits has no value and is no number.
func dateTokens(s string) []dateToken {
	var tokens []dateToken
	runes := []rune(strings.ReplaceAll(strings.ToLower(s), "元年", "1年")) // an era's first
	spaced := false
	add := func(text string, number int) {
		tokens = append(tokens, dateToken{text: text, number: number, spaced: spaced})
		spaced = false
	}
	for i := 0; i < len(runes); {
		c := runes[i]
		start := i
		switch {
		case unicode.IsSpace(c):
			spaced = true
			i++
			continue
		case c >= '0' && c <= '9':
			value := 0
			for ; i < len(runes) && runes[i] >= '0' && runes[i] <= '9'; i++ {
				if value = value*10 + int(runes[i]-'0'); value > 1e17 {
					value = 1e17
				}
			}
			add(string(runes[start:i]), value)
			continue
		case isDateLetter(c):
			if isDateUnit(c) && len(tokens) > 0 && tokens[len(tokens)-1].isNumber() && i > 0 && runes[i-1] >= '0' && runes[i-1] <= '9' {
				add(string(c), -1) // "17일오전" is three words
				i++
				continue
			}
			for i++; i < len(runes) && (isDateLetter(runes[i]) || runes[i] == '/' && isZonePath(runes, start, i)); i++ {
			}
			word := string(runes[start:i])
			if i < len(runes) && runes[i] == '.' && (word == "a" || word == "p") && i+1 < len(runes) && runes[i+1] == 'm' {
				i += 2
				word += "m"
			}
			add(word, -1)
			continue
		}
		i++
		add(string(c), -1)
	}
	return tokens
}

func isDateLetter(c rune) bool {
	return unicode.IsLetter(c) || unicode.Is(unicode.Mn, c) || unicode.Is(unicode.Mc, c) || c == '_'
}

// isDateUnit reports whether a letter behind a number is a unit of its own.
func isDateUnit(c rune) bool {
	return strings.ContainsRune("년월일시분초年月日時时点點分秒号號", c)
}

// isZonePath reports whether the slash at i belongs to a name of the zone
// database: "asia/seoul", "etc/gmt".
func isZonePath(runes []rune, start, i int) bool {
	switch string(runes[start:i]) {
	case "asia", "europe", "america", "australia", "africa", "pacific", "atlantic", "etc", "us":
		return i+1 < len(runes) && isDateLetter(runes[i+1])
	}
	return false
}

// dateParser reads the tokens of one date: first the time of day, then the
// zone behind it, then the date from what is left. A word it does not know
// makes the whole unreadable.
type dateParser struct {
	tokens  []dateToken
	loc     *time.Location
	warning string

	hour, minute, second, nano int
	hasTime                    bool
	timeEnd                    int // index behind the time of day
	afternoon, forenoon        bool
	korean                     bool

	zoneName  string
	offset    int // minutes
	hasOffset bool

	year, month, day int
}

// maxDateTokens is how many words, numbers and signs a date has at most.
const maxDateTokens = 48

var errNoDate = errors.New("not a form of date that is known")

func (p *dateParser) parse() (time.Time, error) {
	if t, ok, err := p.single(); ok || err != nil {
		return t, err
	}
	if len(p.tokens) > maxDateTokens {
		return time.Time{}, errNoDate
	}
	if p.sign(0, "+-") {
		return time.Time{}, errNoDate // years of another length (ISO 8601), or before year 1
	}
	if err := p.clock(); err != nil {
		return time.Time{}, err
	}
	if err := p.zone(); err != nil {
		return time.Time{}, err
	}
	if err := p.date(); err != nil {
		return time.Time{}, err
	}
	return p.build()
}

func (p *dateParser) at(i int) dateToken {
	if i < 0 || i >= len(p.tokens) {
		return dateToken{number: -1}
	}
	return p.tokens[i]
}

func (p *dateParser) sign(i int, signs string) bool {
	t := p.at(i)
	return !t.isNumber() && len(t.text) == 1 && strings.Contains(signs, t.text)
}

func (p *dateParser) use(from, to int) {
	for i := from; i < to && i < len(p.tokens); i++ {
		p.tokens[i].used = true
	}
}

// single reads a date that is one number, with or without "@" before it and a
// fraction behind it: seconds, or thousandths or millionths, since 1970.
func (p *dateParser) single() (time.Time, bool, error) {
	tokens := p.tokens
	if len(tokens) > 1 && tokens[0].text == "@" {
		tokens = tokens[1:]
	}
	if len(tokens) == 3 && tokens[1].text == "." && tokens[2].isNumber() && len(tokens[0].text) >= 9 {
		tokens = tokens[:1]
	}
	if len(tokens) != 1 || !tokens[0].isNumber() {
		return time.Time{}, false, nil
	}
	n := int64(tokens[0].number)
	if text := tokens[0].text; len(text) >= 10 && len(tokens) == len(p.tokens) && isCompactHour(text[:10]) && len(text) != 14 && len(text) != 12 {
		return time.Time{}, false, errors.New("a date and a number of seconds cannot be told apart")
	}
	switch len(tokens[0].text) {
	case 9, 10:
		return time.Unix(n, 0).UTC(), n > 0, nil
	case 13:
		return time.UnixMilli(n).UTC(), true, nil
	case 16:
		return time.UnixMicro(n).UTC(), true, nil
	}
	return time.Time{}, false, nil
}

// isCompactHour reports whether ten digits are a day and its hour: 2026061715.
// As seconds since 1970 they would lie beyond 2033.
func isCompactHour(s string) bool {
	year, month, day, hour := digits(s[:4]), digits(s[4:6]), digits(s[6:8]), digits(s[8:])
	return year >= 1990 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 24
}

// clock reads the time of day: 10:00, 10:00:05.5, 3시 5분, 15時30分, 10h30, or
// compact digits behind a T or a compact date.
func (p *dateParser) clock() error {
	for i := range p.tokens {
		p.noon(i)
	}
	for i := range p.tokens {
		switch {
		case p.at(i).isNumber() && len(p.at(i).text) <= 2 && p.sign(i+1, ":") && p.at(i+2).isNumber() && !p.sign(i-1, "+"):
			if p.sign(i-1, "-") && !p.at(i).spaced && !p.at(i-1).spaced {
				return errors.New("time of day and zone cannot be told apart")
			}
			return p.colonClock(i)
		case p.at(i).isNumber() && isUnit(p.at(i+1).text, "시", "시간", "時", "时", "点", "點", "h"):
			return p.unitClock(i)
		case p.at(i).text == "t" && i > 0 && p.at(i+1).isNumber() && (len(p.at(i+1).text) == 6 || len(p.at(i+1).text) == 4 || len(p.at(i+1).text) == 2 && !p.sign(i+2, ":")):
			return p.compactClock(i+1, p.at(i+1).text)
		case p.isDottedClock(i):
			p.tokens[i+1].text = ":"
			return p.colonClock(i)
		}
	}
	for i, t := range p.tokens {
		if (len(t.text) == 14 || len(t.text) == 12) && t.isNumber() && plausible(digits(t.text[:4])) {
			rest := t.text[8:]
			p.tokens[i].text, p.tokens[i].number = t.text[:8], digits(t.text[:8])
			p.timeEnd = i + 1
			return p.setClock(digits(rest[:2]), digits(rest[2:4]), digits(rest[4:]))
		}
	}
	// "3 pm"
	for i := range p.tokens {
		if p.at(i).isNumber() && p.at(i).number <= 12 && isUnit(p.at(i+1).text, "am", "pm") {
			p.use(i, i+2)
			p.timeEnd = i + 2
			return p.setClock(p.at(i).number, 0, 0)
		}
	}
	return nil
}

// noon takes a word that tells the half of the day.
func (p *dateParser) noon(i int) {
	switch p.at(i).text {
	case "am", "오전", "午前", "上午":
		p.forenoon = true
	case "pm", "오후", "午後", "下午", "午后":
		p.afternoon = true
	default:
		return
	}
	if text := p.at(i).text; text == "오전" || text == "오후" {
		p.korean = true
	}
	p.tokens[i].used = true
}

// isDottedClock reports whether a number begins a time of day with a full stop
// in it, as words around it tell: "um 15.05", "kl. 15.05", "15.05 Uhr".
func (p *dateParser) isDottedClock(i int) bool {
	if len(p.at(i).text) > 2 || !p.at(i).isNumber() || !p.sign(i+1, ".") || len(p.at(i+2).text) != 2 || !p.at(i+2).isNumber() || p.at(i+2).spaced {
		return false
	}
	before := p.at(i - 1).text
	if before == "." {
		before = p.at(i - 2).text
	}
	return isUnit(before, "um", "kl", "klo", "kello", "ore", "alle", "godz") || p.at(i+3).text == "uhr"
}

func (p *dateParser) colonClock(i int) error {
	hour, minute, second := p.at(i).number, p.at(i+2).number, 0
	end := i + 3
	if p.sign(end, ":") && p.at(end+1).isNumber() {
		second = p.at(end + 1).number
		if len(p.at(end+1).text) > 2 {
			return errNoDate
		}
		end += 2
		if p.sign(end, ".,") && p.at(end+1).isNumber() {
			p.nano = fraction(p.at(end + 1).text)
			end += 2
		}
		if p.sign(end, ":") && p.at(end+1).isNumber() {
			return errors.New("time of day has too many parts")
		}
	}
	if p.at(i-1).text == "t" {
		p.use(i-1, i)
	}
	p.use(i, end)
	p.timeEnd = end
	if len(p.at(i).text) > 2 || len(p.at(i+2).text) > 2 {
		return errNoDate
	}
	return p.setClock(hour, minute, second)
}

func (p *dateParser) unitClock(i int) error {
	p.korean = p.korean || strings.HasPrefix(p.at(i+1).text, "시")
	hour, minute, second := p.at(i).number, 0, 0
	end := i + 2
	if p.at(end).isNumber() && (isUnit(p.at(end+1).text, "분", "分", "m", "min") || p.at(i+1).text == "h") {
		minute = p.at(end).number
		end++
		if isUnit(p.at(end).text, "분", "分", "m", "min") {
			end++
		}
		if p.at(end).isNumber() && isUnit(p.at(end+1).text, "초", "秒", "s") {
			second = p.at(end).number
			end += 2
		}
	}
	p.use(i, end)
	p.timeEnd = end
	return p.setClock(hour, minute, second)
}

func (p *dateParser) compactClock(i int, text string) error {
	minute, second := 0, 0
	if len(text) > 2 {
		minute = digits(text[2:4])
	}
	if len(text) == 6 {
		second = digits(text[4:])
	}
	end := i + 1
	if p.sign(end, ".,") && p.at(end+1).isNumber() {
		p.nano = fraction(p.at(end + 1).text)
		end += 2
	}
	p.use(i-1, end)
	p.timeEnd = end
	return p.setClock(digits(text[:2]), minute, second)
}

func (p *dateParser) setClock(hour, minute, second int) error {
	switch {
	case hour > 24 || minute > 59 || second > 60 || hour == 24 && (minute > 0 || second > 0):
		return fmt.Errorf("there is no time of day %d:%02d:%02d", hour, minute, second)
	case p.afternoon && p.forenoon || (p.forenoon && hour > 12):
		return errors.New("time of day contradicts itself")
	case p.afternoon && hour < 12:
		hour += 12
	case p.forenoon && hour == 12:
		hour = 0
	}
	p.hour, p.minute, p.second, p.hasTime = hour, minute, second, true
	return nil
}

// isUnit reports whether a word is one of those given.
func isUnit(word string, units ...string) bool {
	for _, unit := range units {
		if word == unit {
			return true
		}
	}
	return false
}

// digits returns the value of a run of decimal digits.
func digits(s string) int {
	n := 0
	for i := 0; i < len(s) && i < 18; i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// fraction returns a fraction of a second in nanoseconds.
func fraction(s string) int {
	n := 0
	for i := 0; i < 9; i++ {
		n *= 10
		if i < len(s) {
			n += int(s[i] - '0')
		}
	}
	return n
}
