package parse

import (
	"fmt"
	"strings"
)

// declare takes the namespace declarations of an element.
func (w *walker) declare(t token) {
	for _, a := range t.attrs {
		if !strings.HasPrefix(a.name, "xmlns") {
			continue
		}
		prefix := ""
		if len(a.name) > 5 {
			if a.name[5] != ':' {
				continue
			}
			prefix = a.name[6:]
		}
		if !w.scope.declare(prefix, a.value) {
			w.notes.addAt(t.at, "too many namespace declarations: the rest was left out")
			return
		}
	}
}

// inherit applies the xml:base and xml:lang of an element.
func (w *walker) inherit(t token, f *frame) (ownLang bool) {
	for _, a := range t.attrs {
		switch a.name {
		case "xml:base":
			f.base = newBase(f.base, a.value)
		case "xml:lang":
			f.lang, ownLang = languageTag(a.value), true
		}
	}
	return ownLang
}

// openRoot takes the first element of a document. Whether it is a feed's is
// decided by the caller of run, from kind.
func (w *walker) openRoot(t token, name splitName, bound binding, f *frame) bool {
	switch name.lower {
	case "rss", "channel":
		w.kind = kindRSS
	case "rdf":
		w.kind = kindRDF
	case "feed":
		w.kind = kindAtom
		uri := strings.TrimRight(strings.ToLower(strings.TrimSpace(bound.uri)), "/#")
		w.oldAtom = isOldAtom(uri)
	default:
		return false
	}
	w.rootURI, w.rootSpace, w.rootName, w.rootWritten = bound.uri, bound.space, name.lower, t.name
	for _, a := range t.attrs {
		if strings.HasPrefix(a.name, "xmlns") {
			uri := strings.TrimRight(strings.ToLower(a.value), "/# ")
			w.rss10 = w.rss10 || strings.HasSuffix(uri, "purl.org/rss/1.0") || strings.HasSuffix(uri, "purl.org/net/rss1.1")
		}
		if strings.HasPrefix(a.name, "xmlns") && canonical(a.value) == native {
			w.usesRSS = true
		}
		if strings.EqualFold(a.name, "version") {
			w.version = strings.TrimSpace(a.value)
		}
	}
	if w.kind == kindAtom && strings.HasPrefix(w.version, "0.") {
		w.oldAtom = true
	}
	w.scan.itemEnd = "</item"
	if w.kind == kindAtom {
		w.scan.itemEnd = "</entry"
	}
	f.kind, f.node, f.base = frameHead, w.head, w.head.base
	w.head.ownLang = w.inherit(t, f)
	w.head.base, w.head.lang = f.base, f.lang
	w.push(*f)
	return true
}

// reopen goes on behind the end of the root element, where another document of
// the same kind or items without one follow: two files put together, or a root
// closed too early. The items count; the head that comes with them does not.
func (w *walker) reopen() bool {
	if w.lastItem == 0 { // looked up once: documents may end very often
		w.lastItem = max(1, strings.LastIndex(w.scan.src, w.scan.itemEnd))
	}
	if w.lastItem < w.scan.pos {
		return false
	}
	s := w.scan.lookAhead()
	for {
		t, ok := s.next()
		w.scan.hopeless = s.hopeless
		if !ok {
			return false
		}
		if t.kind != tokenStart {
			continue
		}
		name := w.split(t.name)
		isRoot := name.lower == w.rootName
		if !isRoot && !strings.EqualFold("</"+name.local, w.scan.itemEnd) {
			continue
		}
		f := frame{name: w.rootWritten, kind: frameHead, node: &node{base: w.head.base, lang: w.head.lang}, base: w.head.base, lang: w.head.lang}
		w.scan.pos, w.ended, w.rootless = t.at, false, true
		if isRoot && !t.empty {
			w.scan.pos, w.rootless = s.pos, false
			w.declare(t)
			w.inherit(t, &f)
		}
		w.push(f)
		w.notes.addAt(t.at, "items follow behind the end of the document: read too")
		return true
	}
}

// adopt takes the namespace that stands without prefix on a channel or an item
// for that of RSS: publishers write xmlns="http://www.w3.org/2005/Atom" there for
// one link and so move everything.
func (w *walker) adopt(name splitName, b binding) {
	if w.kind == kindAtom || name.prefix != "" || w.top().kind != frameHead {
		return
	}
	if name.lower == "item" || name.lower == "channel" && len(w.frames) == 1 {
		w.plainURI = b.uri
	}
}

// nativeSpace maps the namespace of an element to the one its kind of document
// is written in: whatever namespace an RSS root was given is RSS's own, whatever
// stands without prefix on channel and items too, and an element of an Atom
// document without namespace is Atom's.
func (w *walker) nativeSpace(b binding, prefix string) string {
	space := b.space
	switch {
	case b.uri == "" || w.kind == kindAtom && space != foreign:
	case b.uri == w.rootURI && (space == foreign || prefix == ""), b.uri == w.plainURI && prefix == "":
		space = native
	}
	if space == native && w.kind == kindAtom {
		return atom
	}
	return space
}

// isItem reports whether an element is an item of this kind of document.
func (w *walker) isItem(f *frame) bool {
	if w.kind == kindAtom {
		return (f.local == "entry" || f.local == "item") && f.space == atom
	}
	return f.local == "item" && f.space == native
}

// makeRoom closes what stands open between an item and the place where items
// belong. It refuses where the element is no item of this document: inside
// something foreign of an item's own that has its end tag, in a list of RDF, or
// an entry inside an entry's content. Something foreign around whole items is
// taken for nothing, as it may have lost its end or have it anywhere.
func (w *walker) makeRoom(item *frame, t token) bool {
	at := len(w.frames) - 1
	inItem := w.inItem()
	for ; w.frames[at].kind != frameHead; at-- {
		switch f := &w.frames[at]; {
		case (f.kind == frameSkipped && inItem || f.space == rdf) && w.scan.closes(f.name),
			w.kind == kindAtom && (f.kind == frameText || f.kind == frameInline):
			return false
		}
	}
	if at == len(w.frames)-1 {
		return true
	}
	w.over = 0
	for len(w.frames) > at+1 {
		w.notes.addElement(w.scan.pos, w.top().name, "was not closed before the next item: closed")
		w.pop(false)
	}
	// The item's own declarations lay on top of those taken back.
	item.mark = len(w.scope.log)
	w.declare(t)
	return true
}

// openItem begins an item.
func (w *walker) openItem(t token, f *frame) {
	parent := w.top()
	f.base, f.lang = parent.base, parent.lang
	ownLang := w.inherit(t, f)
	w.count++
	if w.count > w.limits.Items {
		if w.count == w.limits.Items+1 {
			w.notes.add("document", fmt.Sprintf("more than %d items: the rest was left out", w.limits.Items))
		}
		w.overfull = true
		f.kind = frameUnread
		return
	}
	w.pieces = 0
	w.itemPool.reset()
	n := w.itemPool.new()
	n.space, n.name = f.space, f.local
	n.attrs = append(n.attrs, t.attrs...)
	n.base, n.lang, n.ownLang = f.base, f.lang, ownLang
	f.kind, f.node = frameItem, n
	w.notes.item = w.count
}

// openNode begins an element of an item or of the head.
func (w *walker) openNode(t token, f *frame) {
	parent := w.top()
	if f.space == native && f.local == "channel" && parent.kind == frameHead && len(w.frames) == 1 {
		f.kind, f.node = frameHead, parent.node
		if w.inherit(t, f) {
			f.node.ownLang = true
		}
		f.node.base, f.node.lang = f.base, f.lang
		f.node.attrs = append(f.node.attrs, t.attrs...)
		return
	}
	if f.space == native && f.local == "items" && parent.kind == frameHead { // of RSS 1.1: they stand inside
		f.kind, f.node = frameHead, parent.node
		return
	}
	if f.space == foreign {
		f.kind = frameSkipped
		return
	}
	pool := &w.headPool
	if w.inItem() {
		pool = &w.itemPool
	}
	if !isRead(f.space, f.local) {
		f.kind = frameUnread
		return
	}
	if pool.used >= w.limits.Elements {
		w.notes.addAt(t.at, "an item has too many elements: the rest was left out")
		w.overfull = true
		f.kind = frameUnread
		return
	}
	n := pool.new()
	n.space, n.name, n.written = f.space, f.local, w.split(t.name).local
	n.attrs = append(n.attrs, t.attrs...)
	n.base, n.lang, n.ownLang = f.base, f.lang, false
	for _, a := range t.attrs {
		n.ownLang = n.ownLang || a.name == "xml:lang"
	}
	parent.node.append(n)
	f.node, f.kind = n, frameBranch
	if holdsText(n) {
		f.kind = frameText
	}
}

// inItem reports whether an item is open; it can only be one of the outermost.
func (w *walker) inItem() bool {
	for i := range w.frames {
		if w.frames[i].kind == frameItem {
			return true
		}
		if w.frames[i].kind != frameHead {
			return false
		}
	}
	return false
}
