package parse

import (
	"strings"
)

// frameKind tells what the reader does with an element's inside.
type frameKind uint8

const (
	frameHead    frameKind = iota // root and channel: children belong to the document's head
	frameItem                     // an item: children belong to it
	frameBranch                   // an element with child nodes
	frameText                     // an element that holds text: its inside is kept as pieces
	frameInline                   // markup inside text
	frameUnread                   // an element of a known namespace that is not read, or one too many
	frameSkipped                  // a foreign element, and all inside it
)

// frame is one open element.
type frame struct {
	name       string // as written, for the end tag
	local      string // lower case, for inline markup
	space      string
	base, lang string
	kind       frameKind
	node       *node
	mark       int // namespace declarations before it
}

// documentKind is what the root element says.
type documentKind uint8

const (
	kindNone documentKind = iota
	kindRSS
	kindRDF
	kindAtom
)

// walker is the guard: it reads the tokens of a document in one pass, closes
// what was left open, holds the limits, resolves namespaces, xml:base and
// xml:lang, and hands each complete item on as a tree. Nothing behind it sees
// unbalanced tags, undeclared prefixes, comments or more than Limits allow.
type walker struct {
	scan   *scanner
	limits Limits
	notes  *notes
	scope  *scope
	// addresses resolves those of markup; of all else the reader does.
	addresses *resolver
	names     map[string]splitName
	frames    []frame
	opened    [256]uint16 // open elements by the hash of their name
	over      int         // elements open beyond the depth limit
	pieces    int         // pieces kept of the item or head being read

	kind        documentKind
	rootURI     string // namespace of the root element, as written
	plainURI    string // namespace of channel and items that have no prefix, as written
	rootSpace   string // and its canonical name
	rootName    string // its local name, lower case
	rootWritten string // its name as written
	rootless    bool   // items are read behind the root element's end
	lastItem    int    // where the last end tag of an item stands, once it was looked for
	rss10       bool   // the root declares the namespace of RSS 1.0
	usesRSS     bool   // or one of any RSS
	oldAtom     bool   // Atom before RFC 4287
	version     string // version attribute of the root
	head        *node
	headPool    arena
	itemPool    arena
	count       int // items begun
	lost        int // items begun and not complete, or too many
	ended       bool
	overfull    bool             // something was left out for a limit
	emit        func(item *node) // called with each complete item; the tree is gone afterwards
}

// splitName is a qualified name taken apart.
type splitName struct{ prefix, local, lower string }

// maxNames and maxName bound the table of names seen. A longer name is no
// name of ours, whatever it ends with.
const (
	maxNames = 1024
	maxName  = 128
)

func newWalker(src, base string, limits Limits, n *notes) *walker {
	w := &walker{
		scan:      newScanner(src, n, limits.Attributes),
		limits:    limits,
		notes:     n,
		scope:     newScope(limits.Namespaces),
		addresses: &resolver{left: maxResolved},
		names:     map[string]splitName{},
	}
	w.head = w.headPool.new()
	w.head.base = base
	return w
}

// split takes a qualified name apart; feeds use few names, so each is cut once.
func (w *walker) split(name string) splitName {
	if s, ok := w.names[name]; ok {
		return s
	}
	var s splitName
	if i := strings.IndexByte(name, ':'); i >= 0 {
		s.prefix, s.local = name[:i], name[i+1:]
	} else {
		s.local = name
	}
	s.lower = strings.ToLower(s.local)
	if len(w.names) < maxNames {
		w.names[name] = s
	}
	return s
}

// run reads the document to its end, and what was appended to it.
func (w *walker) run() {
	for again := true; again; again = w.ended && w.reopen() {
		w.read()
	}
	w.finish()
}

// read reads to the end of the root element.
func (w *walker) read() {
	for !w.ended {
		t, ok := w.scan.next()
		if !ok {
			return
		}
		switch t.kind {
		case tokenStart:
			w.start(t)
		case tokenEnd:
			w.end(t)
		default:
			w.text(t)
		}
	}
}

// finish drops what was still open when the text ended.
func (w *walker) finish() {
	if w.rootless && len(w.frames) == 1 {
		w.ended = true // there was no root to close
	}
	if w.ended {
		return
	}
	for i := range w.frames {
		if w.frames[i].kind == frameItem {
			w.lost++
		}
		if n := w.frames[i].node; n != nil && n != w.head {
			n.open = true
		}
	}
}

// truncated reports whether the document ended before its root element did.
func (w *walker) truncated() bool { return !w.ended && w.kind != kindNone }

func (w *walker) top() *frame { return &w.frames[len(w.frames)-1] }

// text keeps character data where it is read. Runs that lie side by side in
// the document, as around a stray "<", are one.
func (w *walker) text(t token) {
	if len(w.frames) == 0 || w.over > 0 || t.text == "" {
		return
	}
	f := w.top()
	if f.kind != frameBranch && f.kind != frameText && f.kind != frameInline {
		return
	}
	n := f.node
	if last := len(n.pieces) - 1; t.kind == tokenText && last >= 0 {
		if p := &n.pieces[last]; p.kind == pieceText && p.at+len(p.text) == t.at {
			p.text = w.scan.src[p.at : t.at+len(t.text)]
			return
		}
	}
	p := piece{kind: pieceText, text: t.text, at: t.at}
	if t.kind == tokenCDATA {
		p.kind = pieceCDATA
	}
	if w.roomForPiece(t.at) {
		n.pieces = append(n.pieces, p)
	}
}

// roomForPiece counts the pieces of an item against its limit.
func (w *walker) roomForPiece(at int) bool {
	if w.pieces++; w.pieces > w.limits.Markup {
		w.notes.addAt(at, "an item has too much markup: the rest was left out")
		w.overfull = true
		return false
	}
	return true
}

// start opens an element.
func (w *walker) start(t token) {
	if len(t.name) > maxName {
		t.name = t.name[:maxName]
	}
	name := w.split(t.name)
	f := frame{name: t.name, local: name.lower, mark: len(w.scope.log)}
	w.declare(t)
	bound := w.scope.resolve(name.prefix)
	f.space = bound.space
	if len(w.frames) == 0 {
		switch {
		case !w.openRoot(t, name, bound, &f):
			w.scope.undo(f.mark)
		case t.empty:
			w.pop(false)
		}
		return
	}
	w.adopt(name, bound)
	f.space = w.nativeSpace(bound, name.prefix)
	switch {
	case w.isItem(&f) && w.makeRoom(&f, t):
		w.openItem(t, &f)
	case len(w.frames) >= w.limits.Depth:
		if !t.empty {
			w.over++
		}
		w.overfull = true
		w.scope.undo(f.mark)
		w.notes.addAt(t.at, "elements lie too deep inside one another: the inner ones were left out")
		return
	default:
		if w.openInside(t, name, bound.uri, &f) {
			w.scope.undo(f.mark)
			return
		}
	}
	w.push(f)
	if t.empty {
		w.pop(false)
	}
}

// push opens an element.
func (w *walker) push(f frame) {
	w.frames = append(w.frames, f)
	w.opened[nameHash(f.name)]++
}

// nameHash maps names that end tags may mean each other by to one number.
func nameHash(name string) byte {
	return byte(len(name)) + 7*(name[0]|0x20) + 31*(name[len(name)-1]|0x20)
}

// openInside opens an element that is no item. It reports true if the element
// is done with its start tag.
func (w *walker) openInside(t token, name splitName, uri string, f *frame) bool {
	parent := w.top()
	f.base, f.lang = parent.base, parent.lang
	w.inherit(t, f)
	switch parent.kind {
	case frameText, frameInline:
		return w.openInline(t, name, uri, f)
	case frameSkipped, frameUnread:
		f.kind = parent.kind
		if f.space == foreign {
			f.kind = frameSkipped
		}
	default:
		w.openNode(t, f)
	}
	return false
}

// end closes the element that an end tag means: the innermost one of that
// name, and all that stand open inside it. One that fits nothing is left out.
func (w *walker) end(t token) {
	name := t.name
	if len(name) > maxName {
		name = name[:maxName]
	}
	for i := len(w.frames) - 1; i >= 0 && w.opened[nameHash(name)] > 0; i-- {
		f := &w.frames[i]
		if len(f.name) == len(name) && f.name[0]|0x20 == name[0]|0x20 && (f.name == name || strings.EqualFold(f.name, name)) {
			if w.over > 0 && (f.kind == frameInline || f.kind == frameSkipped || f.kind == frameUnread) {
				w.over--
				return
			}
			w.over = 0
			for len(w.frames) > i+1 {
				w.pop(true)
			}
			w.pop(false)
			return
		}
	}
	if w.over > 0 {
		w.over--
		return
	}
	if len(w.frames) > 0 && !isVoid(strings.ToLower(clip(name, 16))) {
		w.notes.addAt(t.at, "end tag without start tag was left out")
	}
}

// pop closes the innermost element. implied means that no end tag did.
func (w *walker) pop(implied bool) {
	f := w.top()
	switch f.kind {
	case frameInline:
		w.closeInline(f)
	case frameItem:
		w.emit(f.node)
		w.notes.item = 0
	}
	w.scope.undo(f.mark)
	w.opened[nameHash(f.name)]--
	w.frames = w.frames[:len(w.frames)-1]
	if len(w.frames) == 0 {
		w.ended = true
	} else if implied && f.kind != frameInline && f.kind != frameSkipped && f.kind != frameUnread {
		w.notes.addElement(w.scan.pos, f.name, "was not closed: closed with the element around it")
	}
}

// clip shortens a name from outside for a message.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}
