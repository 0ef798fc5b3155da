package markup

import "strings"

// plain reads a text up to the first tag or comment that is not written as
// nearly all are, and returns how far it came. Up to there its tokens are those
// of the tokenizer, which is slower by far: it takes each byte by itself.
func (t *tags) plain() (offset int) {
	t.tokens = make([]token, 0, min(2*strings.Count(t.body, "<")+2, 1<<10))
	text := 0 // where the text before the tag starts
	for {
		at := strings.IndexByte(t.body[offset:], '<')
		if at < 0 || offset+at+1 == len(t.body) {
			offset = len(t.body)
			break
		}
		offset += at
		if !isTagStart(t.body[offset+1]) {
			offset++ // a sign
			continue
		}
		tag, ok := plainTag(t.body[offset:])
		if !ok {
			break
		}
		t.text(text, offset-text)
		if tag.end {
			t.end([]byte(tag.name), offset)
		} else {
			t.start([]byte(tag.name), offset, tag.size, tag.closed)
		}
		offset += tag.size
		text = offset
	}
	t.text(text, offset-text)
	return offset
}

// isTagStart reports whether a byte after < makes it the start of a tag, a
// comment or the like (HTML, section 13.2.5.6).
func isTagStart(c byte) bool { return isLetter(c) || c == '/' || c == '!' || c == '?' }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isName(c byte) bool { return isLetter(c) || '0' <= c && c <= '9' }

// markupTag is a tag as it stands in a text.
type markupTag struct {
	name   string // in lower case
	size   int
	end    bool
	closed bool // "/>"
}

// plainTag reads the tag at the start of s: a name of letters and digits, for a
// start tag attributes after white space, of which each may have a value in
// quotation marks. What is written otherwise is not read, nor the start tag of
// an element whose content is.
func plainTag(s string) (tag markupTag, ok bool) {
	i := 1
	if tag.end = s[1] == '/'; tag.end {
		i++
	}
	first := i
	for i < len(s) && isName(s[i]) {
		i++
	}
	if i == first || !isLetter(s[first]) {
		return tag, false
	}
	tag.name = strings.ToLower(s[first:i])
	if !tag.end && isRaw(tag.name) {
		return tag, false
	}
	for {
		before := i
		i = afterSpace(s, i)
		switch {
		case i == len(s):
			return tag, false
		case s[i] == '>':
			tag.size = i + 1
			return tag, true
		case tag.end:
			return tag, false
		case strings.HasPrefix(s[i:], "/>"):
			tag.size, tag.closed = i+2, true
			return tag, true
		case i == before:
			return tag, false
		}
		if i = afterAttribute(s, i); i < 0 {
			return tag, false
		}
	}
}

func afterSpace(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r' || s[i] == '\f') {
		i++
	}
	return i
}

// afterAttribute returns where the attribute at i ends, -1 for one that is
// written in another way.
func afterAttribute(s string, i int) int {
	first := i
	for i < len(s) && (isName(s[i]) || s[i] == '-' || s[i] == ':' || s[i] == '_') {
		i++
	}
	switch {
	case i == first:
		return -1
	case i+1 >= len(s) || s[i] != '=':
		return i
	}
	quote := s[i+1]
	if quote != '"' && quote != '\'' {
		return -1
	}
	size := strings.IndexByte(s[i+2:], quote)
	if size < 0 {
		return -1
	}
	return i + 2 + size + 1
}

// isRaw reports whether the content of an element is read as text, tags and
// all, until it ends (HTML, section 13.2.6.2).
func isRaw(name string) bool {
	switch name {
	case "iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp":
		return true
	}
	return false
}
