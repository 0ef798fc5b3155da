package match

import (
	"errors"
	"slices"
	"unicode/utf8"
)

// maxStates bounds the automaton to about 1 GB, a hundred times the shipped
// lists.
const maxStates = 1 << 22

// automaton finds every occurrence of every pattern in one pass over the
// bytes of a text: the Aho-Corasick construction (CACM 18(6), 1975) with the
// failure links worked into the transitions, so that a byte costs one look-up.
//
// A pattern that begins with an ASCII letter or digit is not looked for right
// after another one: no word begins there. So inside a word that no pattern
// begins with, the automaton rests in one state, and ordinary text keeps to a
// few rows that stay in the cache.
//
// Bytes that no pattern tells apart share a class. A state is the offset of its
// row in table: one next state for each ASCII class, then the offset of its row
// in high, which has the next states for all other bytes. Most states behave
// there like the one they fall back to and share its row. States at or after
// accept end a pattern.
type automaton struct {
	class  [256]uint8
	stride uint32
	table  []uint32
	high   []uint32
	accept uint32
	ends   []ending // by (state-accept)/stride
}

// ending is a pattern that ends in a state, and the next shorter one: an index
// in ends, or -1.
type ending struct {
	pattern int32 // or -1
	shorter int32
}

// The states every automaton has, as nodes: where a word may begin, and inside
// a word.
const (
	between uint32 = iota
	inside
	fixedNodes
)

// Classes of ASCII bytes that are in no pattern.
const (
	otherMark = iota
	otherLetter
	otherClasses
)

// node is a state while the automaton is built; states are numbered in order
// of making until the last step.
type node struct {
	children []edge // by byte
	pattern  int32  // that ends here, or -1
	fail     uint32 // where it falls back to
	shorter  uint32 // the nearest node along fail where a pattern ends; between for none
}

type edge struct {
	b  byte
	to uint32
}

// child is the node that b leads to, or between.
func (n *node) child(b byte) uint32 {
	for _, e := range n.children {
		if e.b == b {
			return e.to
		}
	}
	return between
}

// build makes the automaton of the patterns, which are distinct and not empty.
func build(patterns []string) (*automaton, error) {
	nodes, err := trie(patterns)
	if err != nil {
		return nil, err
	}
	a := &automaton{}
	low, high := a.classify(patterns)
	a.stride = uint32(low) + 1
	a.connect(nodes, uint32(low), uint32(high))
	a.number(nodes, low)
	return a, nil
}

// trie puts the patterns into a tree whose root is between.
func trie(patterns []string) ([]node, error) {
	nodes := make([]node, fixedNodes)
	nodes[between].pattern, nodes[inside].pattern = -1, -1
	for p, pattern := range patterns {
		at := between
		for i := range len(pattern) {
			next := nodes[at].child(pattern[i])
			if next == between {
				if len(nodes) == maxStates {
					return nil, errors.New("too many terms for one automaton")
				}
				next = uint32(len(nodes))
				nodes[at].children = append(nodes[at].children, edge{pattern[i], next})
				nodes = append(nodes, node{pattern: -1})
			}
			at = next
		}
		nodes[at].pattern = int32(p)
	}
	return nodes, nil
}

// classify gives the bytes of the patterns classes of their own, apart for
// ASCII and the rest, and returns how many there are.
func (a *automaton) classify(patterns []string) (low, high int) {
	var used [256]bool
	for _, pattern := range patterns {
		for i := range len(pattern) {
			used[pattern[i]] = true
		}
	}
	low, high = otherClasses, 1
	for b, used := range used {
		switch {
		case used && b < utf8.RuneSelf:
			a.class[b] = uint8(low)
			low++
		case used:
			a.class[b] = uint8(high)
			high++
		case b < utf8.RuneSelf && bordered(rune(b)):
			a.class[b] = otherLetter
		}
	}
	return low, high
}

// connect fills the transitions, as nodes, in order of depth: a node does what
// the one it falls back to does, except for its own children.
func (a *automaton) connect(nodes []node, low, high uint32) {
	a.table = make([]uint32, len(nodes)*int(a.stride))
	rows := 1
	for i := range nodes {
		if slices.ContainsFunc(nodes[i].children, func(e edge) bool { return e.b >= utf8.RuneSelf }) {
			rows++
		}
	}
	a.high = make([]uint32, high, rows*int(high)) // grown by doubling it would be the peak of a start
	for b := range rune(utf8.RuneSelf) {
		if bordered(b) {
			a.table[a.class[b]] = inside
		}
	}
	copy(a.row(inside), a.row(between))
	queue := make([]uint32, 1, len(nodes)) // between
	for k := 0; k < len(queue); k++ {
		n := &nodes[queue[k]]
		row := a.row(queue[k])
		shared := queue[k] != between
		if shared {
			copy(row, a.row(n.fail))
		}
		for _, e := range n.children {
			if e.b >= utf8.RuneSelf && shared {
				from := row[low]
				row[low] = uint32(len(a.high))
				a.high = append(a.high, a.high[from:from+high]...)
				shared = false
			}
			slot := a.slot(row, e.b)
			child := &nodes[e.to]
			child.fail = *slot
			if child.shorter = nodes[child.fail].shorter; nodes[child.fail].pattern >= 0 {
				child.shorter = child.fail
			}
			*slot = e.to
			queue = append(queue, e.to)
		}
		if queue[k] == between {
			a.mend()
		}
	}
}

// slot is the place in row, or in its row in high, for the node that b leads to.
func (a *automaton) slot(row []uint32, b byte) *uint32 {
	if b < utf8.RuneSelf {
		return &row[a.class[b]]
	}
	return &a.high[row[a.stride-1]+uint32(a.class[b])]
}

// mend makes inside do what between does, once that is known, for all bytes
// but letters and digits.
func (a *automaton) mend() {
	row := a.row(inside)
	for b := range rune(utf8.RuneSelf) {
		if !bordered(b) {
			row[a.class[b]] = a.table[a.class[b]]
		}
	}
}

func (a *automaton) row(node uint32) []uint32 {
	return a.table[node*a.stride:][:a.stride]
}

// number turns nodes into states, those that end a pattern last, and fills
// ends.
func (a *automaton) number(nodes []node, low int) {
	ids := make([]uint32, len(nodes))
	next := uint32(0)
	give := func(ending bool) {
		for i := range nodes {
			if ending == (nodes[i].pattern >= 0 || nodes[i].shorter != between) {
				ids[i] = next
				next += a.stride
			}
		}
	}
	give(false)
	a.accept = next
	give(true)

	table := make([]uint32, len(a.table))
	for i := range nodes {
		row := table[ids[i]:][:a.stride]
		copy(row, a.row(uint32(i)))
		for class := range low {
			row[class] = ids[row[class]]
		}
	}
	a.table = table
	for i := range a.high {
		a.high[i] = ids[a.high[i]]
	}
	a.ends = make([]ending, (next-a.accept)/a.stride)
	for i, n := range nodes {
		if ids[i] < a.accept {
			continue
		}
		end := ending{pattern: n.pattern, shorter: -1}
		if n.shorter != between {
			end.shorter = int32((ids[n.shorter] - a.accept) / a.stride)
		}
		a.ends[(ids[i]-a.accept)/a.stride] = end
	}
}

// bytes is the size of the tables.
func (a *automaton) bytes() int {
	return 4*(len(a.table)+len(a.high)) + 8*len(a.ends)
}
