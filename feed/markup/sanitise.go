package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sitrep/feed"
)

// Options says how a text is made safe. Base is the address that relative
// links and images are resolved against; without one they are dropped. Images
// lets remote images through; tracking pixels never pass.
type Options struct {
	Images bool
	Base   string
}

// depthLimit is how deep elements may nest in what we publish; deeper tags are
// dropped and their text kept, because readers build trees.
const depthLimit = 60

// Sanitise returns a text that is safe to publish. Scripts, styles, frames,
// forms, handlers and addresses other than http and https go; so do tracking
// pixels, share links and feed wrappers' own links, tracking keys in links,
// and e-mail addresses. What is left is well nested. Text that XML cannot carry
// is left out. A plain text stays plain; HTML that only has lines becomes
// paragraphs; XHTML becomes HTML.
func Sanitise(t feed.Text, opt Options) feed.Text {
	if t.IsZero() {
		return feed.Text{}
	}
	if !t.IsMarkup() {
		return feed.Text{Type: t.Type, Body: cleanText(t.Body)}
	}
	b := split(t)
	if !b.tagged {
		return hypertextOf(b.paragraphs())
	}
	s := sanitiser{scanned: b.scanned, opt: opt, base: parseBase(opt.Base)}
	policy := withoutImages
	if opt.Images {
		policy = withImages
	}
	return hypertextOf(policy.Sanitize(s.run()))
}

// hypertextOf is HTML, or no text at all.
func hypertextOf(body string) feed.Text {
	body = strings.TrimSpace(oneLine(body))
	if isBlank(body, true) {
		return feed.Text{}
	}
	return feed.Text{Type: feed.HTML, Body: body}
}

// oneLine returns safe HTML that has lost its last tag on one line: the line
// ends split nothing as long as there was markup, and must not begin to.
func oneLine(body string) string {
	if strings.IndexByte(body, '<') >= 0 {
		return body
	}
	f := folder{exact: true}
	f.add(body, false)
	return f.out.String()
}

// cleanText returns plain text without what must not be published.
func cleanText(s string) string { return withoutAddresses(legal(s)) }

// legal returns text without characters that XML cannot carry or that turn the
// direction of the text around it.
func legal(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.IndexFunc(s, isUnwanted) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isUnwanted(r) {
			return -1
		}
		return r
	}, s)
}

func isUnwanted(r rune) bool { return isIllegal(r) || r == '\u202D' || r == '\u202E' }

// paragraphs writes a text of lines as HTML.
func (b *Blocks) paragraphs() string {
	var out strings.Builder
	for i, in := range b.list {
		f := folder{exact: true}
		b.fold(&f, in)
		text := html.EscapeString(cleanText(f.out.String()))
		if len(b.list) == 1 {
			return text
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		if i > 0 {
			out.WriteByte('\n')
		}
		out.WriteString("<p>" + text + "</p>")
	}
	return out.String()
}

// sanitiser writes a scanned text anew, tag by tag.
type sanitiser struct {
	*scanned
	opt     Options
	base    base
	out     strings.Builder
	open    []element
	flushed int    // how many of open have been written
	last    string // the end of the text written last, in the same block and line
}

// element is an open element. It is written when its first content comes, so
// that elements emptied by the filter leave nothing behind.
type element struct {
	token int    // index of its start tag
	tag   string // "<a href=…>"; empty for one that is not written
	name  string
}

// run walks the tokens together with a second tokenizer, which gives the
// attributes of each.
func (s *sanitiser) run() string {
	z := html.NewTokenizer(strings.NewReader(s.body))
	skip := -1 // tokens before this one are left out
	offset := 0
	for i := 0; i < len(s.tokens)-1; i++ {
		t := s.tokens[i]
		for offset <= int(t.offset) {
			kindOf := z.Next()
			size := len(z.Raw())
			if s.xml && kindOf == html.SelfClosingTagToken {
				z.NextIsNotRawText()
			}
			if size == 0 {
				break
			}
			offset += size
		}
		s.closeAt(i)
		if i < skip {
			continue
		}
		switch t.kind {
		case visible:
			s.text(s.raw(i))
		case start, void:
			skip = max(skip, s.start(i, z))
		}
	}
	s.closeAt(len(s.tokens))
	return s.out.String()
}

// closeAt ends the elements that end at token i.
func (s *sanitiser) closeAt(i int) {
	for n := len(s.open); n > 0; n = len(s.open) {
		top := s.open[n-1]
		if int(s.tokens[top.token].match) > i {
			return
		}
		if s.flushed == n {
			if top.tag != "" {
				s.out.WriteString("</" + top.name + ">")
			}
			if s.parts(top) {
				s.last = ""
			}
			s.flushed--
		} else if keepsEmpty(top.name) {
			s.flush()
			s.out.WriteString("</" + top.name + ">")
			s.flushed--
		}
		s.open = s.open[:n-1]
	}
}

// keepsEmpty reports whether an element means something without content.
func keepsEmpty(name string) bool { return name == "td" || name == "th" }

// flush writes the start tags that waited for content.
func (s *sanitiser) flush() {
	for ; s.flushed < len(s.open); s.flushed++ {
		s.out.WriteString(s.open[s.flushed].tag)
		if s.parts(s.open[s.flushed]) {
			s.last = ""
		}
	}
}

// parts reports whether an element parts what stands before its start or end
// from what follows.
func (s *sanitiser) parts(e element) bool { return isBlock(s.tokens[e.token].tag) }

// text writes visible text. An e-mail address may lie in several pieces, of
// which none is one: "jane<!-- -->@x.example".
func (s *sanitiser) text(raw string) {
	text := cleanText(html.UnescapeString(strings.ReplaceAll(raw, "\r", "\n")))
	before := s.last
	if slices.ContainsFunc(s.open[s.flushed:], s.parts) {
		before = ""
	}
	for n := addressAcross(before, text); n > 0; n = addressAcross(before, text) {
		text = text[n:]
	}
	if strings.TrimSpace(text) == "" {
		if text != "" && (s.flushed == len(s.open) || !isBlock(s.tokens[s.open[len(s.open)-1].token].tag)) {
			s.out.WriteString(text) // white space alone opens nothing
			s.last = ""
		}
		return
	}
	s.flush()
	s.out.WriteString(html.EscapeString(text))
	s.last = before[max(0, len(before)-mailLimit):] + text
}

// start writes or opens the element at token i. It returns the token before
// which everything is to be left out, or -1.
func (s *sanitiser) start(i int, z *html.Tokenizer) (skip int) {
	t := s.tokens[i]
	if t.kind == start && (hidesRaw(t.tag) || hides(t.tag) && s.ownEnd(i)) {
		if hidesRaw(t.tag) {
			return min(int(t.match), i+2)
		}
		return int(t.match)
	}
	switch t.tag {
	case atom.Img:
		s.image(attributes(z))
		return -1
	case atom.Br, atom.Hr, atom.Wbr:
		s.flush()
		s.out.WriteString("<" + t.tag.String() + ">")
		if t.tag != atom.Wbr {
			s.last = ""
		}
		return -1
	}
	if t.kind == void {
		return -1
	}
	e := element{token: i, name: t.tag.String()}
	switch {
	case t.tag == 0:
		return -1
	case len(s.open) >= depthLimit:
		return -1
	case t.tag == atom.A:
		address, junk := s.link(i, attributes(z))
		if junk {
			return int(t.match)
		}
		if address != "" {
			e.tag = `<a href="` + html.EscapeString(address) + `">`
		}
	case passes(t.tag) && (!isOfTable(t.tag) || s.inTable()):
		e.tag = "<" + e.name + s.kept(t.tag, attributes(z)) + ">"
	case isBlock(t.tag):
		e.name, e.tag = "div", "<div>"
	}
	s.open = append(s.open, e)
	return -1
}

// inTable reports whether a table is open.
func (s *sanitiser) inTable() bool {
	return slices.ContainsFunc(s.open, func(e element) bool { return e.name == "table" })
}

// passes reports whether an element is published as what it is.
func passes(tag atom.Atom) bool {
	switch tag {
	case atom.P, atom.Div, atom.Span, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Blockquote, atom.Pre, atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd,
		atom.Table, atom.Caption, atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Td, atom.Th,
		atom.Figure, atom.Figcaption, atom.Em, atom.Strong, atom.B, atom.I, atom.U, atom.S,
		atom.Small, atom.Sub, atom.Sup, atom.Mark, atom.Del, atom.Ins, atom.Q, atom.Abbr,
		atom.Cite, atom.Code, atom.Kbd, atom.Samp, atom.Var, atom.Dfn, atom.Bdi, atom.Ruby,
		atom.Rb, atom.Rt, atom.Rp, atom.Time:
		return true
	}
	return false
}

// kept writes the attributes that an element keeps; the policy checks their
// values.
func (s *sanitiser) kept(tag atom.Atom, attrs map[string]string) string {
	var out strings.Builder
	for _, key := range [...]string{"lang", "dir", "colspan", "rowspan", "start", "title"} {
		value := attrs[key]
		switch {
		case value == "", key == "title" && tag != atom.Abbr,
			(key == "colspan" || key == "rowspan") && tag != atom.Td && tag != atom.Th,
			key == "start" && tag != atom.Ol:
			continue
		}
		out.WriteString(" " + key + `="` + html.EscapeString(cleanText(value)) + `"`)
	}
	return out.String()
}

// attributeLimit is how many attributes of one tag are looked at.
const attributeLimit = 50

// attributes returns the attributes of the tokenizer's tag. Of two with one
// name the first counts (HTML, section 13.2.5.33).
func attributes(z *html.Tokenizer) map[string]string {
	if _, any := z.TagName(); !any {
		return nil
	}
	attrs := map[string]string{}
	for range attributeLimit {
		key, value, more := z.TagAttr()
		name := string(key)
		if _, seen := attrs[name]; !seen && name != "" {
			attrs[name] = string(value)
		}
		if !more {
			break
		}
	}
	return attrs
}

// image writes an image, if images are wanted and it is one that is seen.
func (s *sanitiser) image(attrs map[string]string) {
	if !s.opt.Images || isPixel(attrs) {
		return
	}
	address, ok := s.base.resolve(attrs["src"])
	if !ok {
		return
	}
	s.flush()
	s.out.WriteString(`<img src="` + html.EscapeString(address) + `"`)
	for _, key := range [...]string{"alt", "title", "width", "height"} {
		if value := attrs[key]; value != "" {
			s.out.WriteString(" " + key + `="` + html.EscapeString(cleanText(value)) + `"`)
		}
	}
	s.out.WriteString(">")
}
