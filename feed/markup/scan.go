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

// scanMarkup reads HTML: as far as it goes, by itself, the rest by the tokenizer.
// What the tokenizer leaves at the end of a text, a tag that was cut off, is
// read as characters rather than lost.
func (s *scanned) scanMarkup() {
	t := tags{scanned: s, open: elements{scanned: s}, words: words{scanned: s}}
	offset := t.plain()
	if offset < len(s.body) {
		offset = t.tokenize(offset)
	}
	if offset < len(s.body) {
		s.text(offset, len(s.body)-offset)
	}
	t.open.closeAll()
	t.words.restore()
	s.hide()
}

// tags are the tags of a text as they are read.
type tags struct {
	*scanned
	open  elements
	words words
}

// tokenize reads the text from an offset on, where no element is open that the
// tokenizer would have to know of, and returns how far it came.
func (t *tags) tokenize(offset int) int {
	z := html.NewTokenizer(strings.NewReader(t.body[offset:]))
	for {
		kindOf := z.Next()
		size := len(z.Raw())
		if kindOf == html.ErrorToken || size == 0 {
			return offset
		}
		switch kindOf {
		case html.TextToken:
			t.text(offset, size)
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			if t.xml && kindOf == html.SelfClosingTagToken {
				z.NextIsNotRawText()
			}
			t.start(name, offset, size, kindOf == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := z.TagName()
			t.end(name, offset)
		default:
			t.tagged = true
			t.add(token{offset: int32(offset), match: -1, kind: other})
		}
		offset += size
	}
}

// start adds a start tag, whose name is in lower case.
func (t *tags) start(name []byte, offset, size int, closed bool) {
	t.tagged = true
	tag := atom.Lookup(name)
	if tag == 0 && !closed {
		t.words.start(name, offset, size)
	}
	t.open.start(tag, offset, closed && t.xml)
}

// end adds an end tag, whose name is in lower case.
func (t *tags) end(name []byte, offset int) {
	t.tagged = true
	tag := atom.Lookup(name)
	if tag == 0 {
		t.words.end(name)
	}
	t.open.end(tag, offset)
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
	if len(raw) > wordsLimit || strings.ContainsAny(raw[1:], "<=") || strings.IndexFunc(raw, isWritten) < 0 {
		return
	}
	w.likely = append(w.likely, word{token: len(w.tokens), name: string(name)})
}

func isWritten(r rune) bool {
	return r >= utf8.RuneSelf || r == '@' || unicode.IsUpper(r) || unicode.IsSpace(r)
}

// wordsLimit is the longest text in angle brackets that is no tag, in bytes.
const wordsLimit = 600

// end notes the end tag of an unknown name. Its token is the next to be added.
func (w *words) end(name []byte) {
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
