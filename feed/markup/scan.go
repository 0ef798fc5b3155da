package markup

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sitrep/feed"
)

// kind is what a token is to the block model.
type kind uint8

const (
	visible kind = iota // text that a reader sees
	hidden              // text inside script, style, head …
	start               // start tag of an element with content
	end                 // end tag
	void                // start tag of an element without content, or self-closed
	other               // comment, doctype, processing instruction
)

// token is one token of a text. It reaches from its offset to that of the
// next token, so that the tokens' bytes are the whole text.
type token struct {
	offset int32
	match  int32 // start: the token that ends the element; end: its start tag, -1 for a stray one
	tag    atom.Atom
	kind   kind
}

// scanned is a text in tokens, closed by a token of no length.
type scanned struct {
	body   string
	tokens []token
	tagged bool // there is markup in the text, not only characters
	coded  bool // the text is HTML, so that & starts a character reference
	xml    bool // the text is XHTML, so that <script/> has no content
}

// raw returns the bytes of token i.
func (s *scanned) raw(i int) string {
	return s.body[s.tokens[i].offset:s.tokens[i+1].offset]
}

// bodyLimit bounds what is read of one text, in bytes; offsets are 32 bits.
// Documents are held to far less when they are fetched.
const bodyLimit = 1 << 30

// scan splits a text into tokens, in time and memory linear in its length. No
// tree is built: a tree of hostile HTML can be as deep as the text is long.
func scan(t feed.Text) *scanned {
	body := t.Body
	if len(body) > bodyLimit {
		body = body[:bodyLimit]
	}
	if t.Type == feed.XHTML {
		body = expandCDATA(body)
	}
	s := &scanned{body: body, coded: t.IsMarkup(), xml: t.Type == feed.XHTML}
	if s.coded && strings.IndexByte(body, '<') >= 0 {
		s.scanMarkup()
	}
	if !s.tagged {
		s.scanLines()
	}
	s.tokens = append(s.tokens, token{offset: int32(len(body)), match: -1, kind: other})
	return s
}

// expandCDATA writes the CDATA sections of XHTML as ordinary text, because HTML
// would read them as comments.
func expandCDATA(body string) string {
	const from, to = "<![CDATA[", "]]>"
	at := strings.Index(body, from)
	if at < 0 {
		return body
	}
	var out strings.Builder
	for at >= 0 {
		out.WriteString(body[:at])
		body = body[at+len(from):]
		size := strings.Index(body, to)
		if size < 0 {
			size = len(body)
		}
		out.WriteString(html.EscapeString(body[:size]))
		body = strings.TrimPrefix(body[size:], to)
		at = strings.Index(body, from)
	}
	return out.String() + body
}

// scanLines reads a text without markup: lines, and the line ends between.
func (s *scanned) scanLines() {
	s.tokens = s.tokens[:0]
	rest, offset := s.body, 0
	for rest != "" {
		line, gap := lineEnd(rest)
		if line > 0 {
			s.tokens = append(s.tokens, token{offset: int32(offset), match: -1, kind: visible})
		}
		if gap > 0 {
			s.tokens = append(s.tokens, token{offset: int32(offset + line), match: -1, kind: void, tag: atom.Br})
		}
		offset += line + gap
		rest = rest[line+gap:]
	}
}

// lineEnd returns the length of the first line of s and of the line end after it.
func lineEnd(s string) (line, gap int) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\n':
			return i, 1
		case '\r':
			if strings.HasPrefix(s[i+1:], "\n") {
				return i, 2
			}
			return i, 1
		case 0xE2: // U+2028 and U+2029
			if strings.HasPrefix(s[i:], "\u2028") || strings.HasPrefix(s[i:], "\u2029") {
				return i, 3
			}
		}
	}
	return len(s), 0
}

// scanMarkup reads HTML. What the tokenizer leaves at the end of a text, a tag
// that was cut off, is read as characters rather than lost.
func (s *scanned) scanMarkup() {
	z := html.NewTokenizer(strings.NewReader(s.body))
	open := elements{scanned: s, count: map[atom.Atom]int{}}
	words := words{scanned: s}
	offset := 0
	for {
		kindOf := z.Next()
		size := len(z.Raw())
		if kindOf == html.ErrorToken || size == 0 {
			break
		}
		switch kindOf {
		case html.TextToken:
			s.text(offset, size)
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			s.tagged = true
			closed := s.xml && kindOf == html.SelfClosingTagToken
			if closed {
				z.NextIsNotRawText()
			}
			if kindOf == html.StartTagToken {
				words.start(name, offset, size)
			}
			open.start(atom.Lookup(name), offset, closed)
		case html.EndTagToken:
			name, _ := z.TagName()
			s.tagged = true
			words.end(name)
			open.end(atom.Lookup(name), offset)
		default:
			s.tagged = true
			s.add(token{offset: int32(offset), match: -1, kind: other})
		}
		offset += size
	}
	if offset < len(s.body) {
		s.text(offset, len(s.body)-offset)
	}
	open.closeAll()
	words.restore()
	s.hide()
}

// words are text in angle brackets, which HTML reads as tags that it does not
// know: "<END>", "<Copyright ⓒ Example. All rights reserved>". A browser hides
// them, and a notice must not be lost that way.
type words struct {
	*scanned
	likely []word
	ended  map[string]int // the last end tag of each unknown name: its token
}

type word struct {
	token int
	name  string
}

// start notes an unknown start tag that reads as words: it sets no attribute,
// and is not written as programs write tags, in lower-case ASCII without a
// space or the @ of a mail address. Its token is the next to be added.
func (w *words) start(name []byte, offset, size int) {
	raw := w.body[offset : offset+size]
	if atom.Lookup(name) != 0 || len(raw) > wordsLimit || strings.ContainsAny(raw[1:], "<=") || strings.IndexFunc(raw, isWritten) < 0 {
		return
	}
	w.likely = append(w.likely, word{token: len(w.tokens), name: string(name)})
}

func isWritten(r rune) bool {
	return r >= utf8.RuneSelf || r == '@' || unicode.IsUpper(r) || unicode.IsSpace(r)
}

// wordsLimit is the longest text in angle brackets that is no tag, in bytes.
const wordsLimit = 600

// end notes the end tag of a name. Its token is the next to be added.
func (w *words) end(name []byte) {
	if atom.Lookup(name) != 0 {
		return
	}
	if w.ended == nil {
		w.ended = map[string]int{}
	}
	w.ended[string(name)] = len(w.tokens)
}

// restore makes text of the tags that nothing ends. A text that had no others
// is one without markup. The end tag by which another is known as a tag goes
// with no cut, or that would become text.
func (w *words) restore() {
	restored := false
	for _, at := range w.likely {
		if end, ended := w.ended[at.name]; ended {
			w.tokens[end].kind = other
			continue
		}
		t := &w.tokens[at.token]
		t.kind, t.match, restored = visible, -1, true
	}
	if restored {
		w.tagged = slices.ContainsFunc(w.tokens, func(t token) bool { return t.kind != visible })
	}
}

func (s *scanned) add(t token) { s.tokens = append(s.tokens, t) }

// text adds visible text; runs of it are one token.
func (s *scanned) text(offset, size int) {
	if n := len(s.tokens); n > 0 && s.tokens[n-1].kind == visible {
		return
	}
	if size > 0 {
		s.add(token{offset: int32(offset), match: -1, kind: visible})
	}
}

// hide marks the text inside elements that do not show their content.
func (s *scanned) hide() {
	for i := 0; i < len(s.tokens); i++ {
		t := s.tokens[i]
		if t.kind != start {
			continue
		}
		last := int(t.match)
		switch {
		case hidesRaw(t.tag):
			last = min(last, i+2)
		case hides(t.tag) && s.ownEnd(i):
		default:
			continue
		}
		for j := i + 1; j < last; j++ {
			if s.tokens[j].kind == visible {
				s.tokens[j].kind = hidden
			}
		}
		i = max(i, last-1)
	}
}

// ownEnd reports whether the start tag at i has an end tag of its own.
func (s *scanned) ownEnd(i int) bool {
	match := int(s.tokens[i].match)
	return match < len(s.tokens) && s.tokens[match].kind == end && int(s.tokens[match].match) == i
}

// elements is the stack of open elements during a scan.
type elements struct {
	*scanned
	stack []int32           // tokens of open start tags
	count map[atom.Atom]int // how often each is open
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
		e.count[tag]++
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
	if tag != 0 && e.count[tag] > 0 {
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
		e.count[e.tokens[open].tag]--
	}
	e.stack = e.stack[:depth]
}

func (e *elements) closeAll() { e.pop(0, int32(len(e.tokens))) }
