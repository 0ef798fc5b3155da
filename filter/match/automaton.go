package match

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// automaton finds every occurrence of every pattern in one pass over the
// characters of a text: the Aho-Corasick construction (CACM 18(6), 1975), its
// trie in a double array (Aoe, IEEE TSE 15(9), 1989). A character costs a
// look-up or two however many patterns there are, and a state 16 bytes, so that
// even with ten thousand terms the states that texts come by stay in the cache.
//
// A symbol is a character that patterns hold, or any other letter, or any other
// mark. The state that a symbol leads to is at the state's base plus the symbol,
// if that has the state for its parent; else the symbol is tried on the state
// that it falls back to.
//
// A pattern that begins with an ASCII letter or digit is not looked for right
// after another one: no word begins there. So inside a word that no pattern
// begins with the automaton rests in one state.
type automaton struct {
	ascii   [utf8.RuneSelf]uint32 // symbols
	pages   []uint16              // the symbol of another character r is tables[pages[r>>8]][r&0xff]
	tables  [][256]uint32
	letters uint32 // symbols below are ASCII letters and digits
	symbols uint32 // how many there are
	states  []state
	ends    []ending
}

// state is a slot of the double array.
type state struct {
	base   uint32
	parent uint32 // nowhere for a slot that is free
	fail   uint32 // of the states that end as this one begins, the longest
	end    int32  // the longest pattern that ends here: an index in ends, or -1
}

// ending is a pattern that ends in a state, and the next shorter one: an index
// in ends, or -1.
type ending struct {
	pattern int32
	shorter int32
}

// The states every automaton has: where a word may begin, and inside a word.
const (
	between uint32 = iota
	inside
	fixedStates
	nowhere = ^uint32(0)
)

// afterWord is where the run of ASCII letters and digits at i ends, of a folded
// text, which has no capitals. Eight bytes are looked at together: word by word a
// processor cannot foresee where a loop over the letters ends.
func afterWord(text []byte, i int) int {
	const (
		each = 0x0101010101010101
		high = 0x80 * each
	)
	for ; i+8 <= len(text); i += 8 {
		eight := binary.LittleEndian.Uint64(text[i:])
		low := eight &^ high // of each byte: what is added to one does not reach the next
		letters := (low + (0x80-'a')*each) &^ (low + (0x7f-'z')*each)
		digits := (low + (0x80-'0')*each) &^ (low + (0x7f-'9')*each)
		if others := (^(letters | digits) | eight) & high; others != 0 {
			return i + bits.TrailingZeros64(others)/8
		}
	}
	for i < len(text) && text[i] < utf8.RuneSelf && bordered(rune(text[i])) {
		i++
	}
	return i
}

// symbol is what a character is to the automaton.
func (a *automaton) symbol(r rune) uint32 {
	if r < utf8.RuneSelf {
		return a.ascii[r]
	}
	return a.tables[a.pages[r>>8]][r&0xff]
}

// next is the state that a symbol leads to. It takes as many steps down as
// earlier symbols have taken up, at most.
func (a *automaton) next(at, symbol uint32) uint32 {
	for {
		if to := a.states[at].base + symbol; a.states[to].parent == at {
			return to
		}
		switch {
		case at > inside:
			at = a.states[at].fail
		case symbol < a.letters:
			return inside
		case at == between:
			return between
		default: // a word has ended
			at = between
		}
	}
}

// bytes is the size of the tables.
func (a *automaton) bytes() int {
	return 16*len(a.states) + 8*len(a.ends) + 4*256*len(a.tables) + 2*len(a.pages)
}
