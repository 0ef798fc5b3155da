package story

import (
	"slices"
	"strconv"
	"strings"
)

// termTable gathers the distinct terms of one item, the first termLimit of them.
// A term's slot is found by the first bits of its hash, so that the slots hold
// the terms nearly in order.
type termTable struct {
	slots [1 << termBits]term // open addressing; a term without flags is none
	count int
}

// termBits leaves three quarters of the slots empty.
const termBits = 9

func (t *termTable) add(hash uint32, flag termFlags) {
	at := hash >> (32 - termBits)
	for t.slots[at].flags != 0 {
		if known := &t.slots[at]; known.hash == hash {
			known.flags |= flag
			return
		}
		at = (at + 1) % (1 << termBits)
	}
	if t.count < termLimit {
		t.slots[at] = term{hash: hash, flags: flag}
		t.count++
	}
}

// sorted returns the terms by their hashes.
func (t *termTable) sorted() []term {
	list := make([]term, 0, t.count)
	for _, word := range t.slots {
		if word.flags == 0 {
			continue
		}
		list = append(list, word)
		for i := len(list) - 1; i > 0 && list[i-1].hash > list[i].hash; i-- {
			list[i-1], list[i] = list[i], list[i-1]
		}
	}
	return list
}

// isName reports whether a token is a name or a type designation. In a title
// whose words all start with a capital that says nothing.
func isName(t *token, cased bool) bool {
	if t.script != latin {
		return t.script == digits
	}
	if t.loud || t.digit {
		return true
	}
	return t.upper && !t.first && !cased
}

// titleCase reports whether most words of a title start with a capital, those left
// aside that carry no news.
func titleCase(tokens []token) bool {
	words, upper := 0, 0
	for i := range tokens {
		if t := &tokens[i]; t.script == latin && !t.stop && len(t.text) >= 4 {
			words++
			if t.upper {
				upper++
			}
		}
	}
	return words >= 4 && upper*10 >= words*8
}

// classOf finds the kind of language of a title and the start of its text: that
// of a third of the words.
func classOf(title, text []token) flags {
	korean, han := 0, 0
	text = text[:min(len(text), leadTokens)]
	for _, tokens := range [2][]token{title, text} {
		for i := range tokens {
			switch tokens[i].script {
			case hangul:
				korean++
			case dense:
				han++
			}
		}
	}
	switch all := len(title) + len(text); {
	case korean*3 > all:
		return flagKorean
	case han*3 > all:
		return flagDense
	}
	return 0
}

// figureKey is the hash of a number in its plainest form.
func figureKey(value float64) uint32 {
	var room [24]byte
	form := room[:0]
	if whole := int64(value); float64(whole) == value && 0 <= whole && whole < 1e6 { // the same form, found faster
		form = strconv.AppendInt(form, whole, 10)
	} else {
		form = strconv.AppendFloat(form, value, 'g', 6, 64)
	}
	return hash32(kindNumber, string(form))
}

// unfoldKoreas writes out the letters of "N. Korea" and "S. Korea", whose dot ends
// no sentence.
func unfoldKoreas(tokens []token) {
	for i := 0; i+1 < len(tokens); i++ {
		t, next := &tokens[i], &tokens[i+1]
		if len(t.text) != 1 || t.script != latin || !strings.HasPrefix(next.text, "korea") {
			continue
		}
		switch t.text {
		case "n":
			t.text = "north"
		case "s":
			t.text = "south"
		default:
			continue
		}
		t.read(hash32(kindWord, t.text))
		next.first, next.pause = false, false
	}
}

// nameWaters tells seas from the states in their names: "South China Sea", "Gulf
// of Oman". The East Sea is the Sea of Japan.
func nameWaters(tokens []token) {
	for i := range tokens {
		named := -1
		switch t := &tokens[i]; {
		case !t.upper || t.text != "sea" && t.text != "ocean" && t.text != "gulf":
			continue
		case i+2 < len(tokens) && tokens[i+1].text == "of":
			named = i + 2
		case t.text != "gulf":
			named = i - 1
		}
		if named < 0 {
			continue
		}
		switch t := &tokens[named]; {
		case t.text == "east" && t.upper:
			t.key = hash32(kindWord, "japan sea")
		case nations.has(t.key):
			t.key = hash32(kindWord, t.text+" sea")
		}
	}
}

// unfoldHanja turns the one-character names of Korean headlines into words.
func unfoldHanja(tokens []token) {
	for i := range tokens {
		if t := &tokens[i]; t.script == dense && (i == 0 || tokens[i-1].script != dense || tokens[i-1].text != t.text) {
			if name := hanja(t.text); name != "" {
				t.text, t.script = name, hangul
				t.read(hash32(kindWord, name))
			}
		}
	}
}

// speaker finds who speaks in a title: the words before the quotation of a Korean
// one, or before a first comma with a quotation later, in an English one the name
// before a first "says", after the last comma with one, or after a last colon
// ("..., Macron says", "...: JCS").
func speaker(tokens []token) (from, to int) {
	const most = 3
	if subject := koreanSubject(tokens); subject > 0 && quotation(tokens[subject:]) >= 0 {
		return 0, subject
	}
	for i := 1; i < len(tokens) && i <= most; i++ {
		if tokens[i].quoted && tokens[i].pause {
			return 0, i
		}
		if isSaying(tokens[i].text) {
			return 0, i
		}
		if tokens[i].pause {
			break
		}
	}
	for i := len(tokens) - 1; i > 0 && i > len(tokens)-5; i-- {
		if !tokens[i].pause {
			continue
		}
		if last := len(tokens) - 1; isSaying(tokens[last].text) {
			return i, last
		}
		if len(tokens)-i <= 2 && tokens[i].script == latin && tokens[i].upper {
			return i, len(tokens)
		}
		return 0, 0
	}
	return 0, 0
}

// koreanSubject returns how many words of a Korean title stand before the comma
// that ends its subject: "국방부, ...".
func koreanSubject(tokens []token) int {
	const most = 3
	for i := 1; i < len(tokens) && i <= most; i++ {
		switch t := &tokens[i]; {
		case tokens[i-1].script != hangul || t.first || t.quoted:
			return 0
		case t.pause:
			return i
		}
	}
	return 0
}

// quotation returns where a quotation opens, or -1.
func quotation(tokens []token) int {
	return slices.IndexFunc(tokens, func(t token) bool { return t.quoted && t.pause })
}

func isSaying(word string) bool {
	switch word {
	case "says", "said", "say", "tells", "warns":
		return true
	}
	return false
}

// mainClause finds the clause of a title that tells its news. What stands after
// "after", "amid", "as" and the like, or before the comma where a title opens
// with one, is background that other reports were about. A Korean title tells its
// news first and details after an ellipsis, unless it opens with circumstances;
// what is quoted after them is the news (야당, 훈련 축소에 "…").
func mainClause(tokens []token) (from, to int) {
	const head = 3 // words that must stand before
	if len(tokens) > 0 && tokens[0].script == latin && turns(tokens[0].text) {
		for i := 2; i < len(tokens)-1; i++ {
			if tokens[i].pause {
				return i, len(tokens)
			}
		}
		return 0, len(tokens)
	}
	korean := slices.ContainsFunc(tokens, func(t token) bool { return t.script == hangul })
	if at := quotation(tokens); korean && at > 1 && isCircumstance(&tokens[at-1]) {
		return at, len(tokens)
	}
	for i := 1; i < len(tokens)-1; i++ {
		t := &tokens[i]
		switch {
		case t.script == latin && i >= head && turns(t.text):
			return 0, i + 1
		case t.first && t.pause && korean:
			if isCircumstance(&tokens[i-1]) {
				return i, len(tokens)
			}
			return 0, i
		}
	}
	return 0, len(tokens)
}

func turns(word string) bool {
	switch word {
	case "after", "amid", "following", "despite", "as", "while", "since", "ahead", "before", "if", "unless":
		return true
	}
	return false
}

func isSequel(word string) bool {
	switch word {
	case "after", "amid", "following", "despite", "since":
		return true
	}
	return false
}

// isCircumstance reports whether a Korean word ends a clause of circumstances:
// "축소 지시 속", "경고에도", "회담 앞두고".
func isCircumstance(t *token) bool {
	if t.quoted || t.script != hangul {
		return false
	}
	for _, end := range []string{"속", "속에", "에도", "앞두고", "맞아", "가운데", "에"} {
		if strings.HasSuffix(t.text, end) {
			return true
		}
	}
	return false
}
