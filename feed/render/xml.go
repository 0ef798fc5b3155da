package render

import (
	"html"
	"strings"
	"unicode/utf8"

	"github.com/gorilla/feeds"

	"sitrep/feed"
)

// xmlWriter writes entries element by element. They are the bulk of a feed, and
// encoding/xml's reflection over them costs half the time of a rendering; the
// envelope around them is written by the library, which puts them in as they
// are. Names are ours and not escaped; text and attributes are.
type xmlWriter struct {
	b     []byte
	depth int
}

// open starts an element. Attributes are name and value in turn; those without
// a value are left out.
func (w *xmlWriter) open(name string, attributes ...string) {
	w.start(name, attributes)
	w.b = append(w.b, '>')
	w.depth++
}

// close ends the element that was opened last.
func (w *xmlWriter) close(name string) {
	w.depth--
	w.newLine()
	w.b = append(w.b, '<', '/')
	w.b = append(w.b, name...)
	w.b = append(w.b, '>')
}

// leaf writes an element that holds text only.
func (w *xmlWriter) leaf(name, text string, attributes ...string) {
	w.start(name, attributes)
	if text == "" {
		w.b = append(w.b, '/', '>')
		return
	}
	w.b = append(w.b, '>')
	w.b = appendEscaped(w.b, text, inText)
	w.end(name)
}

// optional writes an element unless it has no text.
func (w *xmlWriter) optional(name, text string, attributes ...string) {
	if text != "" {
		w.leaf(name, text, attributes...)
	}
}

// text writes a text construct of plain text (RFC 4287, section 3.1); nothing
// if there is none.
func (w *xmlWriter) text(name, text string) {
	w.typed(name, text, feed.PlainText)
}

// typed writes an element of plain text whose type says whether it is HTML;
// plain is the name of the type that is not.
func (w *xmlWriter) typed(name, text, plain string) {
	if text = legible(text); text == "" {
		return
	}
	if misread(text) {
		w.leaf(name, html.EscapeString(text), "type", feed.HTML)
		return
	}
	w.plain(name, text, "type", plain)
}

// plain writes an element of plain text.
func (w *xmlWriter) plain(name, text string, attributes ...string) {
	w.start(name, attributes)
	w.b = append(w.b, '>')
	w.b = appendPlain(w.b, text)
	w.end(name)
}

// appendPlain writes plain text where nobody should take it for HTML.
func appendPlain(b []byte, s string) []byte {
	if namesReference(s) {
		return appendEscaped(b, s, inProse)
	}
	return appendEscaped(b, s, inText)
}

// namesReference reports whether a text holds what starts like a character
// reference, though it may be none: "R&D", "S&P500".
func namesReference(s string) bool {
	return anyAfter(s, '&', func(c byte) bool { return isLetter(c) || isDigit(c) || c == '#' || c >= utf8.RuneSelf })
}

// anyAfter reports whether behind one of the signs in a text stands a byte that
// is wanted.
func anyAfter(s string, sign byte, wanted func(byte) bool) bool {
	for {
		i := strings.IndexByte(s, sign)
		if i < 0 || i+1 == len(s) {
			return false
		}
		if wanted(s[i+1]) {
			return true
		}
		s = s[i+1:]
	}
}

// prose writes an element of plain text that has no type, so that a reader may
// take it for either; nothing if there is no text.
func (w *xmlWriter) prose(name, text string, attributes ...string) {
	if text = legible(text); text == "" {
		return
	}
	w.start(name, attributes)
	w.b = append(w.b, '>')
	w.b = appendProse(w.b, text)
	w.end(name)
}

// appendProse writes plain text as HTML where a reader that takes it for HTML
// would show something else.
func appendProse(b []byte, s string) []byte {
	if !strings.ContainsAny(s, "&<") {
		return appendEscaped(b, s, inText)
	}
	if misread(s) {
		s = html.EscapeString(s)
	}
	return appendEscaped(b, s, inProse)
}

// misread reports whether plain text that is taken for HTML reads otherwise: it
// holds what looks like a tag or a character reference.
func misread(s string) bool {
	if strings.IndexByte(s, '&') >= 0 && html.UnescapeString(s) != s {
		return true
	}
	return anyAfter(s, '<', func(c byte) bool { return isLetter(c) || c == '/' || c == '!' || c == '?' })
}

func (w *xmlWriter) start(name string, attributes []string) {
	w.newLine()
	w.b = append(w.b, '<')
	w.b = append(w.b, name...)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			w.attribute(attributes[i], attributes[i+1])
		}
	}
}

func (w *xmlWriter) attribute(name, value string) {
	w.b = append(w.b, ' ')
	w.b = append(w.b, name...)
	w.b = append(w.b, '=', '"')
	at := inAttribute
	if (name == "title" || name == "label") && (namesReference(value) || misread(value)) {
		at = inPlainAttribute
	}
	w.b = appendEscaped(w.b, value, at)
	w.b = append(w.b, '"')
}

func (w *xmlWriter) end(name string) {
	w.b = append(w.b, '<', '/')
	w.b = append(w.b, name...)
	w.b = append(w.b, '>')
}

func (w *xmlWriter) newLine() {
	w.b = append(w.b, '\n')
	for range w.depth {
		w.b = append(w.b, ' ', ' ')
	}
}

// Places where text stands, which differ in what must be escaped.
type place int

const (
	inText  place = iota
	inProse       // which a reader may take for HTML; in one line, where the reader looks for a sign that it is none
	inAttribute
	inPlainAttribute
)

// appendEscaped writes a text as legible makes it, escaped.
func appendEscaped(b []byte, s string, at place) []byte {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, string(unreadable))
	}
	done := 0
	for i := 0; i < len(s); {
		if isPlainByte(s[i]) {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if written, ok := escaped(r, at); ok {
			b = append(b, s[done:i]...)
			b = append(b, written...)
			done = i + size
		}
		i += size
	}
	return append(b, s[done:]...)
}

// isPlainByte reports whether a byte of valid UTF-8 needs no second look:
// neither markup nor control character, nor the first of a character that could
// be a control character or a noncharacter.
func isPlainByte(c byte) bool {
	switch {
	case c < 0x7F:
		return c >= ' ' && c != '&' && c != '<' && c != '>' && c != '"'
	default:
		return c != 0x7F && c != 0xC2 && c < 0xEF
	}
}

// escaped is what is written for a character; ok is false where it stands for
// itself.
func escaped(r rune, at place) (written string, ok bool) {
	switch r {
	case '&':
		if isPlain(at) { // the RSS Best Practices Profile's way to say that it is none
			return "&#x26;", true
		}
		return "&amp;", true
	case '<':
		if isPlain(at) {
			return "&#x3C;", true
		}
		return "&lt;", true
	case '>':
		return "&gt;", true
	case '\r':
		return "&#xD;", true
	case '"':
		return "&#34;", at >= inAttribute
	case '\n':
		return "&#xA;", at >= inProse
	case '\t':
		return "&#x9;", at >= inAttribute
	case utf8.RuneError:
		return string(unreadable), true
	}
	return "", !isLegible(r)
}

// isPlain reports whether a reader may take for HTML what stands there.
func isPlain(at place) bool { return at == inProse || at == inPlainAttribute }

// asXML makes an envelope a feeds.XmlFeed, so that the library writes it.
type asXML struct{ envelope any }

// FeedXml returns the envelope.
func (x asXML) FeedXml() any { return x.envelope }

var _ feeds.XmlFeed = asXML{}
