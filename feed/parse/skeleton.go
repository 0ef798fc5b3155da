package parse

import (
	"io"
	"strings"
)

// Longest texts copied for gofeed: of the format's own elements, and of the
// modules, whose credits and copyrights we read from it.
const (
	maxOwnText    = 512
	maxModuleText = 16 << 10
)

// isCopied reports whether gofeed gets a copy of an element of the format's
// own: the hints on when to come again. It gets no texts, which it would decode
// once too often, render anew and strip of their type, no ids and links, which
// it would rewrite, no dates, which it would try against 130 layouts and read
// as UTC wherever it does not know the zone, and no persons, whose bylines it
// loses. The second pass reads those.
func isCopied(name string) bool {
	switch name {
	case "ttl", "skiphours", "skipdays", "hour", "day":
		return true
	}
	return false
}

// skeleton writes the guarded document for gofeed: well formed, without
// comments, CDATA sections and foreign elements, one namespace declaration for
// each module used and none below the root. So gofeed cannot be led into deep
// recursion, runs of CDATA or copies of large namespace tables, all of which
// stall or kill v1.4.2. Items in which it would find nothing are left out.
type skeleton struct {
	r    *reader
	kind documentKind
	body strings.Builder
	used []string // canonical namespaces that occur
	held []heldItem
}

// heldItem is an item that stands in the copy: its index in the document, and
// the base in force in it.
type heldItem struct {
	index int
	base  string
}

// modules are the namespaces that gofeed keeps as extension trees and that we
// read from there.
func moduleURI(space string) string {
	switch space {
	case media:
		return mediaURI
	case itunes:
		return itunesURI
	case sy:
		return syURI
	}
	return ""
}

// own reports whether an element belongs to the document's own format.
func (k *skeleton) own(n *node) bool {
	if k.kind == kindAtom {
		return n.space == atom
	}
	return n.space == native
}

// item copies the modules of one item.
func (k *skeleton) item(n *node, index int) {
	name := "item"
	if k.kind == kindAtom {
		name = "entry"
	}
	found := false
	for c := n.first; c != nil; c = c.next {
		if c.space != media && !c.is(itunes, "image") {
			continue
		}
		if !found {
			k.body.WriteString("<" + name + ">")
			found = true
		}
		k.element(c)
	}
	if found {
		k.body.WriteString("</" + name + ">")
		k.held = append(k.held, heldItem{index, n.base})
	}
}

// element copies an element and what is in it. Its depth is bounded by the
// guard.
func (k *skeleton) element(n *node) {
	if n.open || !isPlainName(n.name) {
		return
	}
	name, limit := n.name, maxOwnText
	if !k.own(n) {
		if moduleURI(n.space) == "" {
			return
		}
		k.use(n.space)
		name, limit = n.space+":"+n.name, maxModuleText
	} else if !isCopied(n.name) {
		return
	}
	k.body.WriteByte('<')
	k.body.WriteString(name)
	for _, a := range n.attrs {
		if limit == maxModuleText && isPlainName(a.name) && len(a.value) <= maxModuleText {
			writeAttribute(&k.body, strings.ToLower(a.name), a.value)
		}
	}
	k.body.WriteByte('>')
	if n.first == nil {
		if text := k.r.short(n, limit); text != "" {
			writeEscaped(&k.body, text, false)
		}
	}
	for c := n.first; c != nil; c = c.next {
		k.element(c)
	}
	k.body.WriteString("</" + name + ">")
}

// short returns an element's text if it is short enough to copy.
func (r *reader) short(n *node, limit int) string {
	size := 0
	for _, p := range n.pieces {
		size += len(p.text)
	}
	if size > limit {
		return ""
	}
	return r.plain(n)
}

func (k *skeleton) use(space string) {
	for _, known := range k.used {
		if known == space {
			return
		}
	}
	k.used = append(k.used, space)
}

// document returns the whole copy: root, items, and the head behind them, for
// it is known only at the end and its order means nothing.
func (k *skeleton) document(head *node, version string) io.Reader {
	items := k.body.String()
	k.body.Reset()
	for c := head.first; c != nil; c = c.next {
		k.element(c)
	}
	rest := k.body.String()
	k.body.Reset()
	var root strings.Builder
	end := "</channel></rss>"
	switch k.kind {
	case kindAtom:
		root.WriteString("<feed")
		writeAttribute(&root, "xmlns", atomURI)
		end = "</feed>"
	case kindRDF:
		root.WriteString("<rdf:RDF")
		writeAttribute(&root, "xmlns:rdf", rdfURI)
		writeAttribute(&root, "xmlns", rss10URI)
		end = "</channel></rdf:RDF>"
	default:
		root.WriteString("<rss")
	}
	if version != "" && len(version) < 20 {
		writeAttribute(&root, "version", version)
	}
	for _, space := range k.used {
		writeAttribute(&root, "xmlns:"+space, moduleURI(space))
	}
	root.WriteByte('>')
	if k.kind != kindAtom {
		root.WriteString("<channel>")
	}
	return io.MultiReader(strings.NewReader(root.String()), strings.NewReader(items), strings.NewReader(rest), strings.NewReader(end))
}

// isPlainName reports whether a name without prefix needs no care.
func isPlainName(name string) bool {
	for i := 0; i < len(name); i++ {
		if c := name[i]; !isWord(c) && c != '-' {
			return false
		}
	}
	return name != "" && name[0]|0x20 >= 'a' && name[0]|0x20 <= 'z' && !strings.HasPrefix(name, "xmlns")
}
