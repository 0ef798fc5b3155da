package match

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxStates bounds the automaton to about 100 MB, a hundred times the shipped
// lists.
const maxStates = 1 << 22

// builder makes an automaton, level by level of its trie. A state stands for
// the sorted patterns that begin as it does.
type builder struct {
	*automaton
	patterns []string
	sorted   []int32    // indices of patterns
	queue    []prefix   // states, in order of depth
	children []children // of the state at hand
	free     uint32     // no slot before it is to be used
	top      uint32     // no slot from it on is taken
}

// prefix is a state with the patterns that begin as it does: sorted[from:to],
// whose first depth bytes lead to it.
type prefix struct {
	state           uint32
	depth, from, to int
}

// children is a symbol that leads on from a state, to which patterns.
type children struct {
	symbol          uint32
	depth, from, to int
}

// build makes the automaton of the patterns, which are distinct and not empty.
func build(patterns []string) (*automaton, error) {
	b := builder{automaton: &automaton{}, patterns: patterns, sorted: make([]int32, len(patterns))}
	b.number()
	for p := range patterns {
		b.sorted[p] = int32(p)
	}
	slices.SortFunc(b.sorted, func(p, q int32) int { return strings.Compare(patterns[p], patterns[q]) })
	b.top = fixedStates
	b.grow(fixedStates + b.symbols)
	b.queue = append(b.queue, prefix{state: between, to: len(patterns)})
	for k := 0; k < len(b.queue); k++ {
		if len(b.queue) > maxStates {
			return nil, errors.New("too many terms for one automaton")
		}
		b.place(b.queue[k])
	}
	b.states = slices.Clip(b.states)
	return b.automaton, nil
}

// number gives symbols to the characters of the patterns: first to letters,
// then to the commonest, so that siblings stand close together.
func (b *builder) number() {
	count := map[rune]int{}
	for _, pattern := range b.patterns {
		for _, r := range pattern {
			count[r]++
		}
	}
	var letters, others []rune
	for r := range count {
		if r < utf8.RuneSelf && bordered(r) {
			letters = append(letters, r)
		} else {
			others = append(others, r)
		}
	}
	slices.Sort(letters)
	slices.SortFunc(others, func(a, b rune) int { return cmp.Or(count[b]-count[a], int(a-b)) })

	b.pages, b.tables = make([]uint16, utf8.MaxRune>>8+1), make([][256]uint32, 1)
	b.letters = uint32(len(letters)) + 1 // 0 is any other letter
	for i, r := range letters {
		b.ascii[r] = uint32(i) + 1
	}
	b.symbols = b.letters + 1 // the first is any other character
	for r := range rune(utf8.RuneSelf) {
		if !bordered(r) {
			b.ascii[r] = b.letters
		}
	}
	for i := range b.tables[0] {
		b.tables[0][i] = b.letters
	}
	for _, r := range others {
		if r < utf8.RuneSelf {
			b.ascii[r] = b.symbols
		} else {
			if b.pages[r>>8] == 0 {
				b.pages[r>>8] = uint16(len(b.tables))
				b.tables = append(b.tables, b.tables[0])
			}
			b.tables[b.pages[r>>8]][r&0xff] = b.symbols
		}
		b.symbols++
	}
}

// place gives slots to the children of a state, and says what ends in it. All
// states of lesser depth have their children.
func (b *builder) place(at prefix) {
	s := &b.states[at.state]
	if at.depth > 0 {
		s.end = b.states[s.fail].end
	}
	if p := b.sorted[at.from:at.to]; len(p) > 0 && len(b.patterns[p[0]]) == at.depth {
		b.ends = append(b.ends, ending{pattern: p[0], shorter: s.end})
		s.end = int32(len(b.ends)) - 1
		at.from++
	}
	b.branch(at)
	if len(b.children) == 0 {
		return
	}
	base := b.fit()
	b.states[at.state].base = base
	if at.state == between {
		b.states[inside].base = base
		b.free = max(b.free, base+b.symbols) // so that a base is never below 0
	}
	for _, c := range b.children {
		to := base + c.symbol
		b.states[to] = state{parent: at.state, fail: b.fallback(at.state, c.symbol), end: -1}
		b.queue = append(b.queue, prefix{state: to, depth: c.depth, from: c.from, to: c.to})
		b.top = max(b.top, to+1)
	}
	for b.free < b.top && b.states[b.free].parent != nowhere {
		b.free++
	}
}

// branch lists the children of a state.
func (b *builder) branch(at prefix) {
	b.children = b.children[:0]
	for at.from < at.to {
		first := b.patterns[b.sorted[at.from]][at.depth:]
		r, size := utf8.DecodeRuneInString(first)
		end := at.from + 1
		for end < at.to && strings.HasPrefix(b.patterns[b.sorted[end]][at.depth:], first[:size]) {
			end++
		}
		b.children = append(b.children, children{b.symbol(r), at.depth + size, at.from, end})
		at.from = end
	}
}

// fitReach is how many slots are looked at for a place between others.
const fitReach = 1 << 12

// fit is a base that gives all children free slots.
func (b *builder) fit() uint32 {
	least := slices.MinFunc(b.children, func(x, y children) int { return cmp.Compare(x.symbol, y.symbol) }).symbol
	base := max(b.free, fixedStates+least) - least
	for ; !b.fits(base); base++ {
		if base+least > b.free+fitReach {
			base = max(base, b.top) // where nothing is
		}
	}
	b.grow(base + b.symbols)
	return base
}

func (b *builder) fits(base uint32) bool {
	for _, c := range b.children {
		if to := base + c.symbol; to < b.top && b.states[to].parent != nowhere {
			return false
		}
	}
	return true
}

// fallback is the state a child falls back to.
func (b *builder) fallback(parent, symbol uint32) uint32 {
	switch {
	case parent != between:
		return b.next(b.states[parent].fail, symbol)
	case symbol < b.letters:
		return inside
	}
	return between
}

// grow makes room for so many states. Free slots and the fixed states have no
// parent.
func (b *builder) grow(size uint32) {
	for uint32(len(b.states)) < size {
		b.states = append(b.states, state{parent: nowhere, end: -1})
	}
}
