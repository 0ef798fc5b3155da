package story

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// quantity is a number and what it counts or measures.
type quantity struct {
	unit  uint32 // hash of the stem of the thing counted, or of the unit
	value float32
	title bool
}

// calibres are units of things that many reports tell of.
var calibres = wordKeys(`mm millimeter millimetre inch caliber calibre ㎜ 밀리 미리`)

// tolls are units in which people are counted.
var tolls = wordKeys(`people person man woman child civilian soldier sailor prisoner 명 여명 사람 장병 병사`)

// Units that are no words.
var (
	unitPercent = hash32(kindNumber, "percent")
	unitOrdinal = hash32(kindNumber, "ordinal")
)

// currencies are the units of money by sign and by name; "NT$" and the like are
// signs too.
var currencies = func() map[string]uint32 {
	table := map[string]uint32{}
	for line := range strings.Lines(`$ dollar dollars usd 달러 불
€ euro euros eur 유로
£ pound pounds gbp 파운드
¥ yen jpy 엔
₩ won krw 원
yuan rmb cny 위안
crown crowns krona kronor
zloty zlotys
rupee rupees
a$ au$
c$ ca$
nt$
hk$
nz$
`) {
		names := strings.Fields(line)
		for _, name := range names {
			table[name] = hash32(kindNumber, names[0])
		}
	}
	return table
}()

// moneyUnits are the units of all currencies.
var moneyUnits = func() *hashSet {
	set := newHashTable[struct{}]()
	for _, unit := range currencies {
		set.put(unit, struct{}{})
	}
	return set
}()

// currency finds the unit of a sum by the name after it, else by the sign before
// it; 0 is none. Sums in two currencies neither agree nor disagree.
func currency(tokens []token, i int, name string) (unit uint32, named bool) {
	if unit, named = currencies[name]; named {
		return unit, true
	}
	sign := tokens[i].prefix
	if sign == 0 {
		return 0, false
	}
	if i > 0 && !tokens[i].pause && tokens[i-1].upper {
		if unit, found := currencies[tokens[i-1].text+string(sign)]; found {
			return unit, false
		}
	}
	return currencies[string(sign)], false
}

// figure is a number as it was read: how many tokens it took, and the things
// it may count, nearest last.
type figure struct {
	value float64
	size  int
	parts int // of them those of a Korean number, with the word that ends it
	units [unitsMost]uint32
	count int  // of units
	date  bool // part of a date or a clock time
}

// unitsMost is how many words after a number may say what it counts.
const unitsMost = 3

// of notes what a figure counts.
func (f *figure) of(unit uint32) {
	f.units[f.count] = unit
	f.count++
}

// readFigure reads the number at tokens[i]; size 0 means there is none.
func readFigure(tokens []token, i int) figure {
	t := &tokens[i]
	if t.script == digits {
		if strings.Contains(t.text, ":") {
			return figure{size: 1, date: true}
		}
		value, ok := numberOf(t.text)
		if !ok {
			return figure{size: 1, date: true} // "1.2.3"
		}
		if i+1 < len(tokens) && tokens[i+1].script == hangul && !tokens[i+1].pause {
			return koreanFigure(tokens, i, value)
		}
		return englishFigure(tokens, i, value)
	}
	if value := spelled(t); value > 0 {
		return englishFigure(tokens, i, value)
	}
	if value := koreanCount(tokens, i); value > 0 {
		return koreanFigure(tokens, i, value)
	}
	return figure{}
}

// numberOf reads digits with separators between them.
func numberOf(text string) (value float64, ok bool) {
	const exact = 7 // digits that 32 bits hold as they are
	if len(text) <= exact && !strings.ContainsAny(text, ",.:") {
		whole, err := strconv.Atoi(text)
		return float64(whole), err == nil
	}
	value, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 32)
	return value, err == nil
}

// spelled reads a number written as a word. "one" is too often a pronoun.
func spelled(t *token) float64 {
	if t.script != latin || len(t.text) < 3 || len(t.text) > 6 {
		return 0
	}
	switch t.text {
	case "two":
		return 2
	case "three":
		return 3
	case "four":
		return 4
	case "five":
		return 5
	case "six":
		return 6
	case "seven":
		return 7
	case "eight":
		return 8
	case "nine":
		return 9
	case "ten":
		return 10
	case "eleven":
		return 11
	case "twelve", "dozen":
		return 12
	}
	return 0
}

// koreanCount reads "두 발", "세 명": a native numeral before a counter.
func koreanCount(tokens []token, i int) float64 {
	if tokens[i].script != hangul || i+1 >= len(tokens) || tokens[i+1].pause || tokens[i+1].script != hangul || !isCounter(tokens[i+1].text) {
		return 0
	}
	switch tokens[i].text {
	case "한":
		return 1
	case "두":
		return 2
	case "세":
		return 3
	case "네":
		return 4
	case "다섯":
		return 5
	case "여섯":
		return 6
	case "일곱":
		return 7
	case "여덟":
		return 8
	case "아홉":
		return 9
	case "열":
		return 10
	}
	return 0
}

func isCounter(word string) bool {
	switch stemCounter(word) {
	case "발", "명", "대", "척", "기", "차례", "건", "곳", "번", "문", "정", "량":
		return true
	}
	return false
}

// englishFigure reads what follows a number: a multiplier, a unit of money or
// measure, or the things counted.
func englishFigure(tokens []token, i int, value float64) figure {
	f := figure{value: value, size: 1}
	money := tokens[i].prefix != 0
	next := i + 1
	if next < len(tokens) && !tokens[next].pause {
		if factor := multiplier(tokens[next].text, money); factor > 1 {
			f.value *= factor
			f.size++
			next++
		}
	}
	if next < len(tokens) && !tokens[next].pause {
		switch tokens[next].text {
		case "%", "percent", "pct":
			f.of(unitPercent)
			f.size++
			return f
		case "st", "nd", "rd", "th":
			f.of(unitOrdinal)
			f.size++
			return f
		case "am", "pm", "gmt", "edt", "est", "kst", "utc":
			f.date = true
			return f
		}
	}
	name := ""
	if next < len(tokens) && !tokens[next].pause {
		name = tokens[next].text
	}
	if unit, named := currency(tokens, i, name); unit != 0 {
		f.of(unit)
		if named {
			f.size++
		}
		return f
	}
	if f.size == 1 && 1900 <= value && value <= 2100 && value == float64(int(value)) && len(tokens[i].text) == 4 {
		f.date = true // a year
		return f
	}
	f.counts(tokens[next:])
	return f
}

func multiplier(word string, money bool) float64 {
	switch word {
	case "hundred":
		return 100
	case "thousand":
		return 1e3
	case "million", "mln", "mn":
		return 1e6
	case "billion", "bln", "bn":
		return 1e9
	case "trillion", "tn", "trn":
		return 1e12
	}
	if money {
		switch word {
		case "k":
			return 1e3
		case "m":
			return 1e6
		case "b":
			return 1e9
		case "t":
			return 1e12
		}
	}
	return 1
}

// counts notes the stems of the phrase after a number: "2 ballistic missiles"
// counts ballistic things and missiles.
func (f *figure) counts(phrase []token) {
	for i := range phrase[:min(len(phrase), unitsMost)] {
		t := &phrase[i]
		if t.pause || t.script != latin || t.stop {
			break
		}
		f.of(t.key)
	}
}

// koreanFigure reads "3500억 달러", "240여명", "1만㎞", "39사단", "3차 회담".
func koreanFigure(tokens []token, i int, value float64) figure {
	f := figure{value: value, size: 1}
	if tokens[i].script == hangul {
		f.of(hash32(kindWord, stemCounter(tokens[i+1].text)))
		f.size = 2
		return f
	}
	value, rest, size := koreanNumber(tokens, i, value)
	big := value != f.value
	f.value, f.size, f.parts = value, size, size
	if rest == "" && i+size < len(tokens) && !tokens[i+size].pause && tokens[i+size].script == hangul {
		rest = tokens[i+size].text
		f.size++
	}
	if unit, _ := currency(tokens, i, stemCounter(rest)); unit != 0 {
		f.of(unit)
		return f
	}
	switch unit := stemCounter(rest); unit {
	case "":
	case "일", "월", "년", "시", "분", "초", "년도", "학년도":
		f.date = !big
	case "%", "퍼센트", "프로":
		f.of(unitPercent)
	default:
		f.of(hash32(kindWord, unit))
	}
	return f
}

// koreanNumber reads on from the digits at tokens[i]: "3500억", "1조2천억", "2만8천500".
// It returns the number, what follows it in its last word, and how many tokens
// it took.
func koreanNumber(tokens []token, i int, digitsRead float64) (value float64, rest string, size int) {
	var total, section float64 // from 만 up, and below
	part := digitsRead
	for size = 1; i+size < len(tokens) && !tokens[i+size].pause; size++ {
		t := &tokens[i+size]
		if t.script == digits {
			more, ok := numberOf(t.text)
			if part != 0 || !ok {
				break
			}
			part = more
			continue
		}
		if t.script != hangul {
			break
		}
		rest = t.text
		for rest != "" {
			r, width := utf8.DecodeRuneInString(rest)
			factor := koreanFactor(r)
			switch {
			case 0 < factor && factor < 1e4 && part > 0:
				section, part = section+part*factor, 0
			case 1e4 <= factor && section+part > 0:
				total, section, part = total+(section+part)*factor, 0, 0
			default:
				return total + section + part, strings.TrimPrefix(rest, "여"), size + 1
			}
			rest = rest[width:]
		}
	}
	return total + section + part, "", size
}

// koreanFactor is what a character multiplies the number before it by; 0 for
// any other character.
func koreanFactor(r rune) float64 {
	switch r {
	case '십':
		return 10
	case '백':
		return 100
	case '천':
		return 1e3
	case '만':
		return 1e4
	case '억':
		return 1e8
	case '조':
		return 1e12
	}
	return 0
}

// stemCounter cuts particles off a counter; unlike other words a counter may
// keep one syllable.
func stemCounter(word string) string { return withoutEnding(word, syllable) }

// quantities are the numbers of a title or a lead, in order.
type quantities []quantity

// agree reports whether two values are the same number: large ones are often
// rounded ("nearly $2 billion" and "$1.96 billion").
func (q quantity) agree(o quantity) bool {
	if q.value == o.value {
		return true
	}
	a, b := q.value, o.value
	if a > b {
		a, b = b, a
	}
	return b >= 100 && a > 0 && (b-a)/b < .06
}

// disagree returns the first unit that both count and never agree on. A number
// of one title that stands anywhere in the other item is no disagreement.
func (q quantities) disagree(o quantities) (a, b quantity, found bool) {
	for _, x := range q {
		if !x.title || o.holds(x) {
			continue
		}
		for _, y := range o {
			if y.title && y.unit == x.unit && !q.holds(y) {
				return x, y, true
			}
		}
	}
	return quantity{}, quantity{}, false
}

// part reports whether both count one thing, anywhere, and never agree on it.
// People are left out: one report counts the dead, another the wounded.
func (q quantities) part(o quantities) bool {
	counts := func(list quantities, unit uint32) bool {
		return slices.ContainsFunc(list, func(x quantity) bool { return x.unit == unit })
	}
	for _, x := range q {
		if !tolls.has(x.unit) && counts(o, x.unit) && !slices.ContainsFunc(q, func(y quantity) bool { return y.unit == x.unit && o.holds(y) }) {
			return true
		}
	}
	return false
}

// holds reports whether an equal number of the same unit is among them.
func (q quantities) holds(x quantity) bool {
	for _, y := range q {
		if y.unit == x.unit && y.agree(x) {
			return true
		}
	}
	return false
}

// shared counts numbers that both give and that are specific: large, broken or
// of an unusual unit.
func (q quantities) shared(o quantities) int {
	n := 0
	for _, x := range q {
		if x.specific() && o.holds(x) {
			n++
		}
	}
	return n
}

func (q quantity) specific() bool {
	if calibres.has(q.unit) {
		return false // of a weapon, not of the event
	}
	return q.value >= 10 || q.value != float32(int64(q.value)) || q.unit == unitPercent
}
