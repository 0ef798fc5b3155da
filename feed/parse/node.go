package parse

import "strings"

// pieceKind tells what a piece of an element's inside is.
type pieceKind uint8

const (
	pieceText  pieceKind = iota // references not yet resolved
	pieceCDATA                  // no references
	pieceOpen                   // a start tag, written out
	pieceClose                  // an end tag, written out
	pieceVoid                   // an empty element, written out
)

// piece is a run of an element's inside. name is the tag's name, lower case.
type piece struct {
	kind pieceKind
	text string
	name string
	at   int // of text, its offset in the document
}

// node is one element of an item or of the document's head. Elements that hold
// text keep what is inside them as pieces; all others keep child nodes.
type node struct {
	space, name string // canonical namespace and local name, lower case
	written     string // local name as the document writes it
	attrs       []attribute
	base, lang  string // in force inside the element
	ownLang     bool   // xml:lang stands on the element itself
	open        bool   // its end was not read
	pieces      []piece
	tags        int // pieces that are tags
	first, last *node
	next        *node
}

// arena hands out nodes and takes all of them back at once.
type arena struct {
	blocks [][]node
	used   int
}

const arenaBlock = 64

func (a *arena) new() *node {
	block := a.used / arenaBlock
	if block == len(a.blocks) {
		a.blocks = append(a.blocks, make([]node, arenaBlock))
	}
	n := &a.blocks[block][a.used%arenaBlock]
	a.used++
	attrs, pieces := n.attrs[:0], n.pieces[:0]
	*n = node{attrs: attrs, pieces: pieces}
	return n
}

// reset takes the nodes back. Memory that one huge item needed is let go.
func (a *arena) reset() {
	a.used = 0
	if len(a.blocks) > 64 {
		a.blocks = nil
	}
}

func (n *node) append(child *node) {
	if n.last == nil {
		n.first = child
	} else {
		n.last.next = child
	}
	n.last = child
}

// is reports whether the element has that name in that namespace.
func (n *node) is(space, name string) bool { return n.name == name && n.space == space }

// child returns the first child with that name in the node's own namespace.
func (n *node) child(names ...string) *node {
	for c := n.first; c != nil; c = c.next {
		for _, name := range names {
			if c.name == name && c.space == n.space {
				return c
			}
		}
	}
	return nil
}

// attr returns the value of an attribute, by its lower-case local name, "" if
// there is none. One without prefix goes before one with.
func (n *node) attr(name string) string {
	found := ""
	for _, a := range n.attrs {
		if strings.EqualFold(a.name, name) {
			return a.value
		}
		if i := strings.IndexByte(a.name, ':'); i >= 0 && found == "" && strings.EqualFold(a.name[i+1:], name) && a.name[:i] != "xmlns" {
			found = a.value
		}
	}
	return found
}

// hasAttr reports whether an attribute stands there, even empty.
func (n *node) hasAttr(name string) bool {
	for _, a := range n.attrs {
		if strings.EqualFold(a.name, name) {
			return true
		}
	}
	return false
}
