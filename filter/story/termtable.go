package story

import (
	"slices"
	"strconv"
)

// termTable gathers the distinct terms of one item, in order of appearance, up
// to termLimit.
type termTable struct {
	list  []term
	slots [4 * 128]uint16 // open addressing: index into list, plus one
}

func (t *termTable) add(hash uint32, flag termFlags) {
	if t.list == nil {
		t.list = make([]term, 0, termLimit)
	}
	at := (hash * 0x9E3779B1) >> 23 // 9 bits
	for t.slots[at] != 0 {
		if known := &t.list[t.slots[at]-1]; known.hash == hash {
			known.flags |= flag
			return
		}
		at = (at + 1) % uint32(len(t.slots))
	}
	if len(t.list) == termLimit {
		return
	}
	t.list = append(t.list, term{hash: hash, flags: flag})
	t.slots[at] = uint16(len(t.list))
}

func (t *termTable) sorted() []term {
	packed := make([]uint64, len(t.list))
	for i, word := range t.list {
		packed[i] = uint64(word.hash)<<8 | uint64(word.flags)
	}
	slices.Sort(packed)
	list := make([]term, len(packed))
	for i, word := range packed {
		list[i] = term{hash: uint32(word >> 8), flags: termFlags(word)}
	}
	return list
}

// isName reports whether a token is a name or a type designation. In a title
// whose words all start with a capital that says nothing.
func isName(t *token, cased bool) bool {
	if t.script != latin {
		return t.script == digits
	}
	if t.loud || hasDigit(t.text) {
		return true
	}
	return t.upper && !t.first && !cased
}

func hasDigit(s string) bool {
	for i := range len(s) {
		if '0' <= s[i] && s[i] <= '9' {
			return true
		}
	}
	return false
}

// titleCase reports whether most words of a title start with a capital.
func titleCase(tokens []token) bool {
	words, upper := 0, 0
	for i := range tokens {
		if t := &tokens[i]; t.script == latin && len(t.text) >= 4 {
			words++
			if t.upper {
				upper++
			}
		}
	}
	return words >= 4 && upper*10 >= words*7
}

// hangulShare reports whether Korean words make up a third of a text.
func hangulShare(tokens []token) bool {
	korean := 0
	for i := range tokens {
		if tokens[i].script == hangul {
			korean++
		}
	}
	return korean*3 > len(tokens)
}

// figureKey is a number in its plainest form.
func figureKey(value float64) string {
	var room [24]byte
	return string(strconv.AppendFloat(room[:0], value, 'g', 6, 64))
}

// unfoldHanja turns the one-character names of Korean headlines into words, if
// the text is Korean.
func unfoldHanja(tokens []token) {
	if !slices.ContainsFunc(tokens, func(t token) bool { return t.script == hangul }) {
		return
	}
	for i := range tokens {
		if t := &tokens[i]; t.script == dense && (i == 0 || tokens[i-1].script != dense || tokens[i-1].text != t.text) {
			if name := hanja(t.text); name != "" {
				t.text, t.script = name, hangul
			}
		}
	}
}

// speakersOf finds who speaks in a title: the words before the first comma or
// quotation of a Korean one, the name after the last comma or colon of an
// English one ("..., Macron says", "...: JCS").
func speakersOf(tokens []token) []uint32 {
	const most = 3
	var keys []uint32
	for i := range tokens {
		t := &tokens[i]
		if i > 0 && t.pause {
			if i <= most && (t.quoted || tokens[0].script == hangul) {
				return keys
			}
			break
		}
		if t.script != hangul || t.quoted {
			break
		}
		keys = append(keys, t.key)
	}
	return englishSpeaker(tokens)
}

func englishSpeaker(tokens []token) []uint32 {
	for i := len(tokens) - 1; i > 0 && i > len(tokens)-5; i-- {
		if !tokens[i].pause {
			continue
		}
		said := false
		var keys []uint32
		for j := i; j < len(tokens); j++ {
			t := &tokens[j]
			switch t.text {
			case "says", "said", "say":
				said = true
				continue
			}
			if t.script != latin || !t.upper {
				continue
			}
			keys = append(keys, t.key)
		}
		if said || len(tokens)-i <= 2 {
			return keys
		}
		return nil
	}
	return nil
}

// asideAt finds where an English title turns to its background: the clause after
// "after", "amid", "as" and the like tells what other reports were about. 0 is
// nowhere.
func asideAt(tokens []token) int {
	const head = 3 // words that must stand before
	for i := head; i < len(tokens)-1; i++ {
		switch tokens[i].text {
		case "after", "amid", "following", "despite", "as", "while", "since", "ahead", "before":
			return i
		}
	}
	return 0
}
