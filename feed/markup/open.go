package markup

import "golang.org/x/net/html/atom"

// elements is the stack of open elements during a scan.
type elements struct {
	*scanned
	stack []int32 // tokens of open start tags
	open  []count // how often each element is open that was open before
}

type count struct {
	tag atom.Atom
	n   int
}

// count is how often an element is open. There are few that HTML knows, and
// fewer in one text.
func (e *elements) count(tag atom.Atom) *int {
	for i := range e.open {
		if e.open[i].tag == tag {
			return &e.open[i].n
		}
	}
	e.open = append(e.open, count{tag: tag})
	return &e.open[len(e.open)-1].n
}

// walkLimit is how many open elements are looked through for one that a start
// tag ends by implication, so that a scan stays linear in any nesting.
const walkLimit = 32

func (e *elements) start(tag atom.Atom, offset int, closed bool) {
	index := int32(len(e.tokens))
	if tag != 0 {
		e.imply(tag, index)
	}
	if closed || isVoid(tag) {
		e.add(token{offset: int32(offset), match: -1, tag: tag, kind: void})
		return
	}
	e.add(token{offset: int32(offset), match: -1, tag: tag, kind: start})
	if tag != 0 { // an element HTML does not know is no wrapper of ours
		e.stack = append(e.stack, index)
		*e.count(tag)++
	} else {
		e.tokens[index].match = index + 1
	}
}

// imply ends the open elements that a start tag ends without an end tag.
func (e *elements) imply(tag atom.Atom, at int32) {
	if !isBlock(tag) && tag != atom.Hr {
		return
	}
	for n := 0; n < walkLimit && n < len(e.stack); n++ {
		top := len(e.stack) - 1 - n
		ends, stops := implies(tag, e.tokens[e.stack[top]].tag)
		if ends {
			e.pop(top, at)
			return
		}
		if stops {
			return
		}
	}
}

func (e *elements) end(tag atom.Atom, offset int) {
	index := int32(len(e.tokens))
	match := int32(-1)
	if tag != 0 && *e.count(tag) > 0 {
		top := len(e.stack) - 1
		for e.tokens[e.stack[top]].tag != tag {
			top--
		}
		match = e.stack[top]
		e.pop(top, index)
	}
	e.add(token{offset: int32(offset), match: match, tag: tag, kind: end})
}

// pop ends the open elements from depth down, at token at.
func (e *elements) pop(depth int, at int32) {
	for i := len(e.stack) - 1; i >= depth; i-- {
		open := e.stack[i]
		e.tokens[open].match = at
		*e.count(e.tokens[open].tag)--
	}
	e.stack = e.stack[:depth]
}

func (e *elements) closeAll() { e.pop(0, int32(len(e.tokens))) }
