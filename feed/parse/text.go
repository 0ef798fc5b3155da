package parse

import (
	"encoding/base64"
	"html"
	"strings"
	"unicode/utf8"

	"sitrep/feed"
)

// guess is the type of texts that RSS calls plain and publishers fill with
// HTML: they are HTML if they look like it, as feedparser reads them.
const guess = "guess"

// reader turns trees into the words of package feed.
type reader struct {
	entities *entityTable
	notes    *notes
	oldAtom  bool
	dates    dateRules
	*resolver
	item int // number of the item being read, 0 for the head

	datesRead int // of the item or head being read
}

// plain returns the character data inside an element, references resolved,
// less white space around it. Markup inside it is left out.
func (r *reader) plain(n *node) string {
	if n == nil {
		return ""
	}
	if len(n.pieces) == 1 && n.pieces[0].kind <= pieceCDATA {
		return strings.Clone(strings.TrimSpace(r.piece(n.pieces[0])))
	}
	var out strings.Builder
	for _, p := range n.pieces {
		if p.kind <= pieceCDATA {
			out.WriteString(r.piece(p))
		}
	}
	return strings.TrimSpace(out.String())
}

// piece returns one run of character data with XML's line ends (2.11).
func (r *reader) piece(p piece) string {
	s := p.text
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	if p.kind == pieceText {
		return r.entities.decode(s)
	}
	return s
}

// text reads a text construct. byDefault is the type where none is declared.
// A declared type stands; only Atom text declared plain that holds elements is
// XHTML, for else the elements would be lost.
func (r *reader) text(n *node, byDefault string) feed.Text {
	if n == nil {
		return feed.Text{}
	}
	declared := strings.ToLower(strings.TrimSpace(n.attr("type")))
	kind, binary := textType(declared, byDefault)
	if strings.EqualFold(n.attr("mode"), "base64") {
		binary = true
	}
	elements := r.elements(n, kind)
	if !elements && (kind != feed.XHTML || binary) {
		body := r.plain(n)
		if binary {
			return r.decoded(n, body, declared, kind)
		}
		return r.typed(n, body, kind)
	}
	if kind == feed.XHTML && !elements && looksLikeHTML(r.plain(n)) {
		r.note(n, "declared XHTML holds escaped markup: read as HTML")
		return r.typed(n, r.plain(n), feed.HTML)
	}
	if kind != feed.HTML {
		kind = feed.XHTML
	}
	if n.space != atom && declared == "" && byDefault != feed.XHTML {
		kind = feed.HTML // RSS means HTML where it means markup
	}
	return r.typed(n, r.markup(n, kind), kind)
}

// textType maps a declared type to one of RFC 4287, 3.1.1, and tells whether
// what it stands for is written in base64 (RFC 4287, 4.1.3.3).
func textType(declared, byDefault string) (kind string, binary bool) {
	declared, _, _ = strings.Cut(declared, ";")
	switch declared = strings.TrimSpace(declared); declared {
	case "":
		return byDefault, false
	case "text", "text/plain", "plain":
		return feed.PlainText, false
	case "html", "text/html":
		return feed.HTML, false
	case "xhtml", "application/xhtml+xml":
		return feed.XHTML, false
	}
	switch {
	case strings.HasPrefix(declared, "text/"):
		return feed.PlainText, false
	case strings.HasSuffix(declared, "+xml"), strings.HasSuffix(declared, "/xml"):
		return feed.XHTML, false
	case !strings.Contains(declared, "/"):
		return byDefault, false // "evil" is no type
	}
	return guess, true
}

// typed finishes a text: it settles a guessed type and resolves addresses.
func (r *reader) typed(n *node, body, kind string) feed.Text {
	body = strings.TrimSpace(body)
	if body == "" {
		return feed.Text{}
	}
	body = r.once(n, body)
	if kind == guess {
		kind = feed.PlainText
		if looksLikeHTML(body) {
			kind = feed.HTML
		}
	}
	if kind == feed.HTML {
		body = r.resolveMarkup(n.base, body)
	}
	return feed.Text{Type: kind, Body: body}
}

// once undoes an encoding too many in an element's text, and says so.
func (r *reader) once(n *node, s string) string {
	fixed, ok := undouble(s)
	if ok {
		r.note(n, "text was encoded twice: one encoding was undone")
	}
	return fixed
}

// decoded reads a text written in base64. Where it is none, the text stands as
// it is; where it is no text, there is nothing to read.
func (r *reader) decoded(n *node, body, declared, kind string) feed.Text {
	compact := strings.Map(func(c rune) rune {
		if c == ' ' || c == '\n' || c == '\t' || c == '\r' {
			return -1
		}
		return c
	}, body)
	raw, err := base64.StdEncoding.DecodeString(compact)
	if err != nil {
		raw, err = base64.RawStdEncoding.DecodeString(compact)
	}
	if err != nil {
		r.note(n, "text declared as base64 is none: read as it is")
		return r.typed(n, body, kind)
	}
	if !utf8.Valid(raw) {
		r.note(n, "content of type "+clip(declared, 60)+" is no text: left out")
		return feed.Text{}
	}
	if kind == feed.PlainText && declared == "" {
		kind = guess // Atom 0.3 gives text/plain to whatever says nothing
	}
	text, _ := cleanText(string(raw))
	return r.typed(n, text, kind)
}

// elements reports whether an element's inside is markup rather than text. A
// div around escaped HTML is a habit of old tools and no markup.
func (r *reader) elements(n *node, kind string) bool {
	if n.tags == 0 {
		return false
	}
	if kind == feed.XHTML {
		return true
	}
	for _, p := range n.pieces {
		if p.kind >= pieceOpen && p.name != "div" {
			return true
		}
	}
	return false
}

// markup puts text with elements in it together. Its character data is escaped
// again, except where HTML that was escaped holds an element that was not.
func (r *reader) markup(n *node, kind string) string {
	pieces := n.pieces
	if kind == feed.XHTML && !r.oldAtom {
		pieces = r.insideDiv(pieces)
	}
	raw := kind == feed.HTML && r.startsEscaped(pieces)
	var out strings.Builder
	for _, p := range pieces {
		switch {
		case p.kind >= pieceOpen:
			out.WriteString(p.text)
		case raw:
			out.WriteString(r.piece(p))
		default:
			writeEscaped(&out, r.piece(p), false)
		}
	}
	return out.String()
}

// startsEscaped reports whether the character data before the first element
// holds tags of its own.
func (r *reader) startsEscaped(pieces []piece) bool {
	for _, p := range pieces {
		if p.kind >= pieceOpen {
			return false
		}
		if strings.IndexByte(r.piece(p), '<') >= 0 {
			return true
		}
	}
	return false
}

// insideDiv takes off the div that holds all of an XHTML construct and is no
// part of it (RFC 4287, 3.1.1.3).
func (r *reader) insideDiv(pieces []piece) []piece {
	blank := func(p piece) bool { return p.kind <= pieceCDATA && strings.TrimSpace(p.text) == "" }
	for len(pieces) > 0 && blank(pieces[0]) {
		pieces = pieces[1:]
	}
	for len(pieces) > 0 && blank(pieces[len(pieces)-1]) {
		pieces = pieces[:len(pieces)-1]
	}
	if len(pieces) < 2 || pieces[0].kind != pieceOpen || pieces[0].name != "div" || pieces[len(pieces)-1].kind != pieceClose {
		if len(pieces) == 1 && pieces[0].kind == pieceVoid && pieces[0].name == "div" {
			return nil
		}
		return pieces
	}
	depth := 0
	for i, p := range pieces {
		switch p.kind {
		case pieceOpen:
			depth++
		case pieceClose:
			if depth--; depth == 0 && i < len(pieces)-1 {
				return pieces
			}
		}
	}
	return pieces[1 : len(pieces)-1]
}

// looksLikeHTML reports whether text that is declared plain, or nothing, is
// HTML all the same: it has an end tag or a reference, and all its tags and
// references are ones that HTML knows (feedparser's rule; it errs towards
// plain text, which loses nothing).
func looksLikeHTML(s string) bool {
	found := false
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '<':
			j := i + 1
			closing := j < len(s) && s[j] == '/'
			if closing {
				j++
			}
			start := j
			for j < len(s) && isWord(s[j]) {
				j++
			}
			if j == start {
				continue
			}
			if !isHTMLElement(strings.ToLower(s[start:j])) {
				return false
			}
			if closing && j < len(s) && s[j] == '>' {
				found = true
			}
			i = j - 1
		case '&':
			end := strings.IndexByte(s[i:min(len(s), i+maxReference)], ';')
			if end < 2 {
				continue
			}
			reference := s[i : i+end+1]
			if !isReferenceName(reference[1:end]) {
				continue
			}
			if html.UnescapeString(reference) == reference {
				return false
			}
			found = true
			i += end
		}
	}
	return found
}

func isWord(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_'
}

// isReferenceName reports whether s can stand between "&" and ";".
func isReferenceName(s string) bool {
	s = strings.TrimPrefix(s, "#")
	for i := 0; i < len(s); i++ {
		if !isWord(s[i]) {
			return false
		}
	}
	return s != ""
}

// isHTMLElement reports whether a lower-case name is an element of HTML that
// can stand in text.
func isHTMLElement(name string) bool {
	switch name {
	case "a", "abbr", "acronym", "address", "area", "article", "aside", "audio",
		"b", "big", "blockquote", "br", "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "command",
		"datagrid", "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "event-source",
		"fieldset", "figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
		"i", "img", "input", "ins", "kbd", "keygen", "label", "legend", "li", "m", "main", "map", "mark", "menu", "meter", "multicol",
		"nav", "nextid", "noscript", "ol", "optgroup", "option", "output", "p", "picture", "pre", "progress", "q", "s", "samp", "section", "select", "small",
		"sound", "source", "spacer", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "textarea", "tfoot", "th", "thead",
		"time", "tr", "tt", "u", "ul", "var", "video", "wbr":
		return true
	}
	return false
}
