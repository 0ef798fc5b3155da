package parse

import (
	"fmt"
	"strings"

	"sitrep/feed"
)

// samePerKind is how many warnings with the same text are kept: a document
// with one fault in each of a thousand items says it a few times, then counts.
const samePerKind = 5

// notes collects the warnings of one document and keeps them few.
type notes struct {
	list  []feed.Warning
	seen  map[string]int
	limit int
	more  int

	src  string // the text that offsets refer to
	pos  int    // offset whose line is known
	line int    // lines before pos
	item int    // number of the item that is open, 0 for none
}

func newNotes(limit int) *notes {
	return &notes{seen: map[string]int{}, limit: limit}
}

// add keeps a warning about a named place.
func (n *notes) add(at, text string) {
	if len(n.list) >= n.limit || n.seen[text] >= samePerKind {
		n.more++
		return
	}
	n.seen[text]++
	n.list = append(n.list, feed.Warning{At: at, Text: text})
}

// addAt keeps a warning about a place in the text, by the item it is in and the
// line. Lines are counted from the last place on, so that counting stays linear
// over a document.
func (n *notes) addAt(offset int, text string) {
	if len(n.list) >= n.limit || n.seen[text] >= samePerKind {
		n.more++
		return
	}
	if offset < n.pos {
		n.pos, n.line = 0, 0
	}
	if offset > len(n.src) {
		offset = len(n.src)
	}
	n.line += strings.Count(n.src[n.pos:offset], "\n")
	n.pos = offset
	at := fmt.Sprintf("line %d", n.line+1)
	if n.item > 0 {
		at = fmt.Sprintf("item %d %s", n.item, at)
	}
	n.add(at, text)
}

// addElement keeps a warning about an element by its name, "element <b> " and
// what it says. Names are many, so it is what is said that is counted.
func (n *notes) addElement(offset int, name, says string) {
	if n.seen[says]++; n.seen[says] > 2*samePerKind {
		n.more++
		return
	}
	n.addAt(offset, "element <"+clip(name, 40)+"> "+says)
}

// all returns the warnings, the last of which counts those left out.
func (n *notes) all() []feed.Warning {
	if n.more == 0 {
		return n.list
	}
	return append(n.list, feed.Warning{At: "document", Text: fmt.Sprintf("%d more warnings of these kinds", n.more)})
}
