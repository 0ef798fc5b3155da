package parse

import "strings"

// holdsText reports whether an element's inside is text, with or without
// markup. Its children are kept as they are written and make no nodes.
func holdsText(n *node) bool {
	switch n.space {
	case native, atom:
		switch n.name {
		case "title", "description", "summary", "content", "subtitle", "tagline", "info",
			"rights", "copyright", "fullitem", "abstract", "body":
			return true
		}
	case dc, dcterms:
		return n.name == "title" || n.name == "description" || n.name == "rights" || n.name == "rightsholder"
	case content:
		return n.name == "encoded"
	case xhtml:
		return n.name == "body" || n.name == "div"
	case media:
		return n.name == "title" || n.name == "description" || n.name == "copyright" || n.name == "credit"
	case itunes:
		return n.name == "summary" || n.name == "subtitle"
	}
	return false
}

// isRead reports whether an element is read by the second pass or from
// gofeed. Others make no nodes, however many there are.
func isRead(space, name string) bool {
	switch space {
	case native, atom:
		switch name {
		case "title", "description", "summary", "content", "subtitle", "tagline", "info", "rights", "copyright",
			"fullitem", "abstract", "body", "link", "guid", "id", "author", "contributor", "managingeditor",
			"category", "keywords", "tags", "enclosure", "comments", "source", "image", "logo", "icon", "generator", "language",
			"pubdate", "published", "issued", "updated", "modified", "lastbuilddate", "created",
			"ttl", "skiphours", "skipdays", "hour", "day", "name", "email", "uri", "url", "homepage":
			return true
		}
	case dc, dcterms:
		switch name {
		case "title", "description", "abstract", "creator", "author", "contributor", "subject", "rights", "language",
			"date", "issued", "modified", "created", "source", "rightsholder", "license":
			return true
		}
	case content:
		return name == "encoded"
	case xhtml:
		return name == "body" || name == "div"
	case media:
		return true
	case itunes:
		return name == "author" || name == "summary" || name == "subtitle" || name == "image" || name == "name" || name == "email"
	case sy:
		return name == "updateperiod" || name == "updatefrequency"
	case cc:
		return name == "license"
	case thr:
		return name == "in-reply-to"
	case admin:
		return name == "generatoragent"
	case wfw:
		return name == "commentrss"
	case burner:
		return name == "origlink"
	}
	return false
}

// isVoid reports whether HTML gives the element no end tag. name is lower case.
func isVoid(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr":
		return true
	}
	return false
}

// openInline writes a start tag into the text it stands in. It reports true if
// the element is thereby done.
func (w *walker) openInline(t token, name splitName, uri string, f *frame) bool {
	parent := w.top()
	f.node, f.kind = parent.node, frameInline
	if !w.roomForPiece(t.at) {
		f.kind = frameUnread
		return t.empty
	}
	void := f.space != svg && f.space != mathml && isVoid(name.lower)
	var tag strings.Builder
	tag.WriteByte('<')
	tag.WriteString(name.local)
	if (f.space == svg || f.space == mathml) && parent.space != f.space {
		writeAttribute(&tag, "xmlns", uri)
	}
	for _, a := range t.attrs {
		w.writeInlineAttribute(&tag, a, f.base)
	}
	p := piece{kind: pieceOpen, name: name.lower}
	switch {
	case void || t.empty && (f.space == svg || f.space == mathml):
		p.kind = pieceVoid
		tag.WriteString(" />")
	case t.empty:
		p.kind = pieceVoid
		tag.WriteString("></")
		tag.WriteString(name.local)
		tag.WriteByte('>')
	default:
		tag.WriteByte('>')
	}
	p.text = tag.String()
	f.node.pieces = append(f.node.pieces, p)
	f.node.tags++
	return void || t.empty
}

// writeInlineAttribute writes an attribute of inline markup. Declarations and
// xml:base have been applied; other prefixes would be left undeclared.
func (w *walker) writeInlineAttribute(tag *strings.Builder, a attribute, base string) {
	name := a.name
	if i := strings.IndexByte(name, ':'); i >= 0 {
		prefix := name[:i]
		switch space := w.scope.resolve(prefix).space; {
		case prefix == "xmlns" || name == "xml:base":
			return
		case space == xlink:
			writeAttribute(tag, "xlink:"+name[i+1:], a.value)
			if name[i+1:] == "href" {
				writeAttribute(tag, "xmlns:xlink", xlinkURI)
			}
			return
		case prefix != "xml":
			return
		}
	} else if name == "xmlns" {
		return
	}
	value := a.value
	if isAddressAttribute(name) {
		value = w.addresses.resolve(base, value)
	}
	writeAttribute(tag, name, value)
}

// closeInline writes the end tag of inline markup.
func (w *walker) closeInline(f *frame) {
	local := f.name
	if i := strings.IndexByte(local, ':'); i >= 0 {
		local = local[i+1:]
	}
	f.node.pieces = append(f.node.pieces, piece{kind: pieceClose, text: "</" + local + ">", name: f.local})
}

// writeAttribute writes one attribute with its value escaped.
func writeAttribute(out *strings.Builder, name, value string) {
	out.WriteByte(' ')
	out.WriteString(name)
	out.WriteString(`="`)
	writeEscaped(out, value, true)
	out.WriteByte('"')
}

// writeEscaped writes text as XML character data, or as an attribute's value.
func writeEscaped(out *strings.Builder, s string, quoted bool) {
	set := "&<>"
	if quoted {
		set = `&<>"`
	}
	for {
		i := strings.IndexAny(s, set)
		if i < 0 {
			out.WriteString(s)
			return
		}
		out.WriteString(s[:i])
		switch s[i] {
		case '&':
			out.WriteString("&amp;")
		case '<':
			out.WriteString("&lt;")
		case '>':
			out.WriteString("&gt;")
		case '"':
			out.WriteString("&quot;")
		}
		s = s[i+1:]
	}
}
