package parse

import (
	"strings"
)

// tokenKind tells what the scanner found.
type tokenKind uint8

const (
	tokenText  tokenKind = iota // character data, references not yet resolved
	tokenCDATA                  // character data without references
	tokenStart                  // start tag, or an empty-element tag
	tokenEnd                    // end tag
)

// attribute is one attribute as it is written, its value with references
// resolved.
type attribute struct{ name, value string }

// token is one piece of a document. name is the qualified name as written;
// attrs are valid until the next token.
type token struct {
	kind  tokenKind
	empty bool // empty-element tag
	name  string
	text  string
	attrs []attribute
	at    int // offset in the document
}

// scanner cuts text into XML tokens and repairs what XML would refuse: stray
// "<", unquoted and unclosed attribute values, comments and CDATA sections
// without an end. It is one pass; every search for an end either moves on to
// it or is remembered as hopeless.
type scanner struct {
	src      string
	pos      int
	entities *entityTable
	notes    *notes
	maxAttrs int
	attrs    []attribute
	cut      bool   // the text ends inside a token
	itemEnd  string // how an item's end tag begins, once known

	hopeless
	sign     int // where the last ">" looked for stands
	noQuote  [2]bool
	balanced map[string]bool // names whose tags were counted by closes
}

// hopeless says which ends are not found any more, so that nothing searches the
// rest of the text for them again.
type hopeless struct {
	noCommentEnd bool // no "-->" from here on
	noCDATAEnd   bool // no "]]>" from here on
	noDoctypeEnd bool // no end of a document type declaration from here on
}

func newScanner(src string, n *notes, maxAttrs int) *scanner {
	return &scanner{src: src, entities: newEntityTable(), notes: n, maxAttrs: maxAttrs}
}

// lookAhead returns a scanner that stands where s stands, and reads on without a
// word and without a trace in s.
func (s *scanner) lookAhead() *scanner {
	ahead := newScanner(s.src, newNotes(0), s.maxAttrs)
	ahead.pos, ahead.hopeless = s.pos, s.hopeless
	return ahead
}

// next returns the next token, false at the end of the text.
func (s *scanner) next() (token, bool) {
	for s.pos < len(s.src) {
		start := s.pos
		if s.src[start] != '<' {
			return s.text(start, start), true
		}
		if start+1 == len(s.src) {
			s.cut, s.pos = true, len(s.src)
			return token{}, false
		}
		switch c := s.src[start+1]; {
		case c == '/':
			if t, ok := s.endTag(); ok {
				return t, true
			}
		case c == '!':
			if t, ok := s.declaration(); ok {
				return t, true
			}
		case c == '?':
			s.instruction(start + 2)
		case isNameStart(c):
			if t, ok := s.startTag(); ok {
				return t, true
			}
		default:
			s.notes.addAt(start, `"<" that starts no tag was read as text`)
			return s.text(start, start+1), true
		}
	}
	return token{}, false
}

// text returns the character data from start to the next "<" at or after from.
func (s *scanner) text(start, from int) token {
	end := len(s.src)
	if i := strings.IndexByte(s.src[from:], '<'); i >= 0 {
		end = from + i
	}
	s.pos = end
	return token{kind: tokenText, text: s.src[start:end], at: start}
}

// maxInstruction is how far the end of a processing instruction that holds ">"
// is looked for.
const maxInstruction = 512

// instruction moves behind a processing instruction. One without end stops
// behind the next ">" or before the next "<", whichever comes first, so that it
// does not swallow what follows.
func (s *scanner) instruction(from int) {
	rest := s.src[from:]
	first := strings.IndexAny(rest, "<>")
	if first < 0 {
		s.cut, s.pos = true, len(s.src)
		return
	}
	if rest[first] == '>' && first > 0 && rest[first-1] == '?' {
		s.pos = from + first + 1
		return
	}
	if i := strings.Index(rest[:min(len(rest), maxInstruction)], "?>"); i >= 0 {
		s.pos = from + i + 2
		return
	}
	s.pos = from + first
	if rest[first] == '>' {
		s.pos++
	}
}

// maxNamesCounted is how many names are looked up by closes. Each costs a
// search through the whole text.
const maxNamesCounted = 16

// closes reports whether the text has an end tag for each start tag of that
// name. It is counted once for each name.
func (s *scanner) closes(name string) bool {
	balanced, known := s.balanced[name]
	if !known {
		if len(s.balanced) >= maxNamesCounted {
			return true
		}
		if s.balanced == nil {
			s.balanced = map[string]bool{}
		}
		balanced = countTags(s.src, "<"+name) <= countTags(s.src, "</"+name)
		s.balanced[name] = balanced
	}
	return balanced
}

// countTags counts the tags that begin so, without those of empty elements.
func countTags(text, begin string) int {
	count := 0
	for {
		i := strings.Index(text, begin)
		if i < 0 {
			return count
		}
		text = text[i+len(begin):]
		if text == "" || isNameByte(text[0]) {
			continue
		}
		if end := strings.IndexAny(text, "<>"); end < 0 || text[end] == '<' || end == 0 || text[end-1] != '/' {
			count++
		}
	}
}

// endTag reads "</name>". A tag that the next "<" cuts short ends there.
func (s *scanner) endTag() (token, bool) {
	start := s.pos
	i := start + 2
	for i < len(s.src) && !isSpace(s.src[i]) && s.src[i] != '>' && s.src[i] != '<' {
		i++
	}
	t := token{kind: tokenEnd, name: s.src[start+2 : i], at: start}
	for i < len(s.src) && s.src[i] != '>' && s.src[i] != '<' {
		i++
	}
	if i == len(s.src) {
		s.cut = true
	} else if s.src[i] == '>' {
		i++
	}
	s.pos = i
	return t, t.name != ""
}

// declaration reads what begins with "<!": a comment, a CDATA section or a
// document type declaration. Only CDATA is a token.
func (s *scanner) declaration() (token, bool) {
	start := s.pos
	rest := s.src[start:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		s.comment(start)
		return token{}, false
	case strings.HasPrefix(rest, "<![CDATA["):
		return s.cdata(start), true
	case len(rest) >= 9 && strings.EqualFold(rest[:9], "<!DOCTYPE"):
		s.doctype(start + 9)
		return token{}, false
	case strings.HasPrefix("<![CDATA[", rest) || strings.HasPrefix("<!--", rest):
		s.cut, s.pos = true, len(s.src)
		return token{}, false
	}
	if i := strings.IndexByte(rest, '>'); i >= 0 {
		s.pos = start + i + 1
	} else {
		s.cut, s.pos = true, len(s.src)
	}
	return token{}, false
}

func (s *scanner) comment(start int) {
	if !s.noCommentEnd {
		if i := strings.Index(s.src[start+4:], "-->"); i >= 0 {
			s.pos = start + 4 + i + 3
			return
		}
		s.noCommentEnd = true
	}
	s.notes.addAt(start, "comment without end: read as ending before the next tag")
	from := start + 4
	i := strings.IndexAny(s.src[from:], "<>")
	switch {
	case i < 0:
		s.cut, s.pos = true, len(s.src)
	case s.src[from+i] == '>':
		s.pos = from + i + 1
	default:
		s.pos = from + i
	}
}

// cdata reads a CDATA section. One without end in the whole rest of the text
// ends with the last element of its item; if the item has no end either, the
// text was cut off.
func (s *scanner) cdata(start int) token {
	from := start + 9
	t := token{kind: tokenCDATA, at: start}
	if !s.noCDATAEnd {
		if i := strings.Index(s.src[from:], "]]>"); i >= 0 {
			t.text = s.src[from : from+i]
			s.pos = from + i + 3
			return t
		}
		s.noCDATAEnd = true
	}
	end := len(s.src)
	if i := strings.Index(s.src[from:], s.itemEnd); s.itemEnd != "" && i >= 0 {
		// The item was closed after it, so only the mark is missing.
		end = from + i
		if j := strings.LastIndex(s.src[from:end], "</"); j >= 0 {
			end = from + j
		}
		s.notes.addAt(start, "CDATA section without end: read as ending with its element")
	} else {
		s.cut = true
	}
	t.text = s.src[from:end]
	s.pos = end
	return t
}

// startTag reads a start tag with its attributes.
func (s *scanner) startTag() (token, bool) {
	start := s.pos
	i := start + 1
	for i < len(s.src) && isNameByte(s.src[i]) {
		i++
	}
	t := token{kind: tokenStart, name: s.src[start+1 : i], at: start}
	s.attrs = s.attrs[:0]
	s.pos = i
	for {
		for s.pos < len(s.src) && isSpace(s.src[s.pos]) {
			s.pos++
		}
		if s.pos == len(s.src) {
			s.cut = true
			return token{}, false
		}
		switch s.src[s.pos] {
		case '>':
			s.pos++
			t.attrs = s.attrs
			return t, true
		case '<':
			s.notes.addAt(start, `tag without ">" was closed`)
			t.attrs = s.attrs
			return t, true
		case '/':
			s.pos++
			if s.pos < len(s.src) && s.src[s.pos] == '>' {
				s.pos++
				t.empty, t.attrs = true, s.attrs
				return t, true
			}
		default:
			s.attribute(start)
		}
	}
}

// attribute reads one attribute, quoted, unquoted or without value.
func (s *scanner) attribute(tag int) {
	start := s.pos
	i := start
	for i < len(s.src) && isNameByte(s.src[i]) && s.src[i] != '=' {
		i++
	}
	if i == start { // a stray quote or sign
		s.pos++
		return
	}
	name := s.src[start:i]
	for i < len(s.src) && isSpace(s.src[i]) {
		i++
	}
	s.pos = i
	value := ""
	if i < len(s.src) && s.src[i] == '=' {
		for i++; i < len(s.src) && isSpace(s.src[i]); i++ {
		}
		s.pos = i
		value = s.value(tag)
	}
	if len(s.attrs) >= s.maxAttrs {
		s.notes.addAt(tag, "an element has too many attributes: the rest was left out")
		return
	}
	value = s.entities.decode(value)
	if strings.ContainsAny(value, "\n\t\r") { // XML 1.0, 3.3.3
		value = strings.Map(func(r rune) rune {
			if r == '\n' || r == '\t' || r == '\r' {
				return ' '
			}
			return r
		}, value)
	}
	s.attrs = append(s.attrs, attribute{name, value})
}

// value reads an attribute's value. A quoted one that swallows tags and does
// not end like one has lost its quote, and ends at the first ">".
func (s *scanner) value(tag int) string {
	if s.pos == len(s.src) {
		return ""
	}
	quote := s.src[s.pos]
	if quote != '"' && quote != '\'' {
		start := s.pos
		for s.pos < len(s.src) && !isSpace(s.src[s.pos]) && s.src[s.pos] != '>' && s.src[s.pos] != '<' {
			if s.src[s.pos] == '/' && strings.HasPrefix(s.src[s.pos:], "/>") {
				break
			}
			s.pos++
		}
		return s.src[start:s.pos]
	}
	start := s.pos + 1
	rest := s.src[start:]
	which := 0
	if quote == '\'' {
		which = 1
	}
	end := -1
	if !s.noQuote[which] {
		if end = strings.IndexByte(rest, quote); end < 0 {
			s.noQuote[which] = true
		}
	}
	if end >= 0 && (strings.IndexByte(rest[:end], '<') < 0 || endsValue(rest[end+1:])) {
		s.pos = start + end + 1
		return rest[:end]
	}
	end = strings.IndexByte(rest, '>')
	if end < 0 {
		s.cut, s.pos = true, len(s.src)
		return ""
	}
	s.notes.addAt(tag, "attribute without closing quote was closed")
	s.pos = start + end
	return rest[:end]
}

// endsValue reports whether what follows a quote can follow a value.
func endsValue(rest string) bool {
	return rest == "" || isSpace(rest[0]) || rest[0] == '>' || rest[0] == '/' || rest[0] == '?'
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func isNameStart(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == ':' || c >= 0x80
}

// isNameByte is wider than XML's name characters: whatever cannot end a name.
func isNameByte(c byte) bool {
	return !isSpace(c) && c != '>' && c != '/' && c != '<' && c != '=' && c != '"' && c != '\''
}
