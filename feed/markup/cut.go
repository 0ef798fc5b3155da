package markup

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"sitrep/feed"
)

// Run is a run of text within one block: bytes From up to To of what At
// returns for it.
type Run struct{ Block, From, To int }

// Whole returns the run that is all of block i.
func (b *Blocks) Whole(i int) Run { return Run{Block: i, From: 0, To: len(b.At(i))} }

// Verbatim returns the text of a run word for word: as At, but with the
// no-break and zero-width characters the source wrote.
func (b *Blocks) Verbatim(r Run) string {
	spans, _ := b.spans([]Run{r})
	f := folder{exact: true}
	for _, s := range spans {
		in := b.list[r.Block]
		for i := in.first; i <= in.last; i++ {
			from, to := int(b.tokens[i].offset), int(b.tokens[i+1].offset)
			from, to = max(from, s.from), min(to, s.to)
			if b.tokens[i].kind == visible && from < to {
				f.add(b.body[from:to], b.coded)
			}
		}
	}
	return f.out.String()
}

// Without returns the text without the given runs, in the markup it came in:
// every tag, link and image of the rest stays, while wrappers emptied by a cut
// and the line ends beside a block that is gone go with it. The runs may come
// in any order and overlap.
func (b *Blocks) Without(runs []Run) feed.Text {
	if len(runs) == 0 {
		return feed.Text{Type: b.kind, Body: b.body}
	}
	c := b.newCutter(runs)
	c.trimGaps()
	c.dropWrappers()
	body, tagged := c.write()
	if b.coded && !b.tagged && scan(feed.Text{Type: b.kind, Body: body}).tagged {
		// A tag that was cut off made characters of all signs after it, and is gone.
		c.escape = true
		body, tagged = c.write()
	}
	if b.tagged && !tagged {
		// Line ends split nothing as long as there was markup, and must not begin to.
		body = lineEnds.Replace(body)
	}
	return feed.Text{Type: b.kind, Body: body}
}

var lineEnds = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\u2028", " ", "\u2029", " ")

// span is a run in bytes of the body.
type span struct{ from, to int }

// spans returns where runs stand in the body, ordered, and which blocks they
// take out whole.
func (b *Blocks) spans(runs []Run) (spans []span, gone []int) {
	runs = slices.Clone(runs)
	sort.Slice(runs, func(i, j int) bool {
		if runs[i].Block != runs[j].Block {
			return runs[i].Block < runs[j].Block
		}
		return runs[i].From < runs[j].From
	})
	for len(runs) > 0 {
		n := 1
		for n < len(runs) && runs[n].Block == runs[0].Block {
			n++
		}
		found, kept := b.locate(runs[:n])
		spans = append(spans, found...)
		if kept < 0 {
			gone = append(gone, runs[0].Block)
		}
		runs = runs[n:]
	}
	return spans, gone
}

// locate finds the runs of one block in the body, and where the last character
// outside them ends (-1 if there is none). The white space between a run and
// what is kept goes with the run.
func (b *Blocks) locate(runs []Run) (spans []span, kept int) {
	in := b.list[runs[0].Block]
	if all := int(in.to - in.from); all > 0 && runs[0].From == 0 && runs[0].To >= all {
		return []span{{b.firstVisible(in), int(b.tokens[in.last+1].offset)}}, -1
	}
	l := locator{runs: runs, from: -1, kept: -1}
	for i := in.first; i <= in.last; i++ {
		if b.tokens[i].kind == visible {
			l.walk(b.raw(int(i)), int(b.tokens[i].offset), b.coded)
		}
	}
	if l.from >= 0 {
		if l.kept >= 0 {
			l.from = l.kept // a run to the block's end takes the space before it
		}
		l.spans = append(l.spans, span{l.from, int(b.tokens[in.last+1].offset)})
	}
	return l.spans, l.kept
}

// firstVisible returns where the first character of a block stands in the body.
func (b *Blocks) firstVisible(in block) int {
	raw, offset := b.raw(int(in.first)), int(b.tokens[in.first].offset)
	for raw != "" {
		decoded, size := unit(raw, b.coded)
		if !isBlank(decoded, false) {
			break
		}
		raw, offset = raw[size:], offset+size
	}
	return offset
}

// locator walks over the characters of a block, counting as folder does.
type locator struct {
	runs    []Run
	spans   []span
	at      int  // offset in the folded text
	pending bool // white space since the last character
	from    int  // where the open span starts in the body, or -1
	kept    int  // where the last character outside the runs ends, or -1
}

func (l *locator) walk(raw string, offset int, coded bool) {
	for raw != "" {
		decoded, size := unit(raw, coded)
		width := 0
		for _, r := range decoded {
			switch {
			case isBlankRune(r):
				l.pending = true
			case isUnseen(r):
			default:
				if l.pending && l.at > 0 {
					l.at++
				}
				l.pending = false
				width += utf8.RuneLen(r)
			}
		}
		if width > 0 {
			l.character(offset, offset+size)
			l.at += width
		}
		raw, offset = raw[size:], offset+size
	}
}

// character places one character that stands at from in the body.
func (l *locator) character(from, to int) {
	for len(l.runs) > 0 && l.runs[0].To <= l.at {
		l.runs = l.runs[1:]
	}
	cut := false
	for _, r := range l.runs {
		if r.From > l.at {
			break
		}
		if l.at < r.To {
			cut = true
			break
		}
	}
	switch {
	case cut && l.from < 0:
		l.from = from
	case !cut:
		if l.from >= 0 {
			l.spans = append(l.spans, span{l.from, from})
			l.from = -1
		}
		l.kept = to
	}
}

// cutter writes a text without some spans of it.
type cutter struct {
	*Blocks
	spans  []span
	gone   []bool            // by block
	drop   []bool            // by token: not written at all
	escape bool              // each < is written as a character
	ends   map[int]atom.Atom // by token that is dropped: the element whose end is written there
}

func (b *Blocks) newCutter(runs []Run) *cutter {
	spans, gone := b.spans(runs)
	c := &cutter{Blocks: b, spans: spans, gone: make([]bool, len(b.list)), drop: make([]bool, len(b.tokens)), ends: map[int]atom.Atom{}}
	for _, i := range gone {
		c.gone[i] = true
		in := b.list[i]
		for t := in.first; t <= in.last; t++ {
			if b.tokens[t].kind == visible {
				c.drop[t] = true
			}
			c.dropUnknown(int(t))
		}
	}
	return c
}

// trimGaps drops the line ends and blanks beside blocks that are gone: those
// after such a block, or before it where nothing that is kept follows.
func (c *cutter) trimGaps() {
	n := len(c.list)
	firstKept, lastKept := 0, n-1
	for firstKept < n && c.gone[firstKept] {
		firstKept++
	}
	for lastKept >= 0 && c.gone[lastKept] {
		lastKept--
	}
	for i := range c.list {
		if !c.gone[i] {
			continue
		}
		if i < lastKept {
			c.trimGap(i + 1)
		}
		if i < firstKept || i > lastKept {
			c.trimGap(i)
		}
	}
	if lastKept < n-1 {
		c.trimGap(n)
	}
}

// trimGap drops the line ends and blanks between block i-1 and block i.
func (c *cutter) trimGap(i int) {
	from, to := 0, len(c.tokens)-1
	if i > 0 {
		from = int(c.list[i-1].last) + 1
	}
	if i < len(c.list) {
		to = int(c.list[i].first)
	}
	for t := from; t < to; t++ {
		switch c.tokens[t].kind {
		case visible:
			c.drop[t] = true
		case void:
			c.drop[t] = c.drop[t] || c.tokens[t].tag == atom.Br || c.tokens[t].tag == atom.Hr
		default:
			c.dropUnknown(t)
		}
	}
}

// dropUnknown drops a tag that HTML does not know, or an end tag without a
// start: wrappers cannot be told from them.
func (c *cutter) dropUnknown(t int) {
	switch at := c.tokens[t]; at.kind {
	case start:
		c.drop[t] = c.drop[t] || at.tag == 0
	case end:
		c.drop[t] = c.drop[t] || at.match < 0
	}
}

// dropWrappers drops the tags of every element that a cut emptied.
func (c *cutter) dropWrappers() {
	n := len(c.tokens)
	shown, dropped := make([]int32, n+1), make([]int32, n+1) // before token i
	for i := range n {
		shown[i+1], dropped[i+1] = shown[i], dropped[i]
		t := c.tokens[i]
		switch {
		case c.drop[i]:
			dropped[i+1]++
		case t.kind == visible && i < n-1:
			if !c.blankNow(i) {
				shown[i+1]++
			} else if len(c.within(int(t.offset), int(c.tokens[i+1].offset))) > 0 {
				dropped[i+1]++
			}
		case (t.kind == start || t.kind == void) && isMedia(t.tag):
			shown[i+1]++
		}
	}
	for i, t := range c.tokens {
		if t.kind != start || t.tag == 0 || isMedia(t.tag) {
			continue
		}
		last := int(t.match)
		if shown[last] == shown[i] && dropped[last] > dropped[i] {
			c.drop[i] = true
			if c.ownEnd(i) {
				c.drop[last] = true
			}
		}
	}
	c.keepEnds()
}

// keepEnds sees to the elements that a tag of another element ended, where that
// tag is dropped: what hides text once it has an end of its own (svg) is dropped
// too, and for others the end is written out if markup follows, which might take
// the place of the tag that ended them.
func (c *cutter) keepEnds() {
	last := len(c.tokens) - 1
	for last >= 0 && (c.drop[last] || c.tokens[last].kind != start) {
		last--
	}
	for i, t := range c.tokens {
		end := int(t.match)
		if t.kind != start || t.tag == 0 || c.drop[i] || c.ownEnd(i) || !c.drop[end] {
			continue
		}
		switch {
		case hides(t.tag):
			c.drop[i] = true
		case end < last && c.ends[end] == 0:
			c.ends[end] = t.tag
		}
	}
}

// blankNow reports whether nothing visible is left of text token i.
func (c *cutter) blankNow(i int) bool {
	from, to := int(c.tokens[i].offset), int(c.tokens[i+1].offset)
	for _, s := range c.within(from, to) {
		if from < s.from && !isBlank(c.body[from:s.from], c.coded) {
			return false
		}
		from = max(from, s.to)
	}
	return from >= to || isBlank(c.body[from:to], c.coded)
}

// within returns the spans that touch the bytes from up to to of the body.
func (c *cutter) within(from, to int) []span {
	first := sort.Search(len(c.spans), func(i int) bool { return c.spans[i].to > from })
	last := first
	for last < len(c.spans) && c.spans[last].from < to {
		last++
	}
	return c.spans[first:last]
}

// write returns what is kept, and whether any markup is.
func (c *cutter) write() (body string, tagged bool) {
	var out strings.Builder
	out.Grow(len(c.body))
	for i := range len(c.tokens) - 1 {
		if c.drop[i] {
			if tag := c.ends[i]; tag != 0 {
				out.WriteString("</" + tag.String() + ">")
			}
			continue
		}
		from, to := int(c.tokens[i].offset), int(c.tokens[i+1].offset)
		tagged = tagged || c.tokens[i].kind != visible
		if c.tokens[i].kind == visible {
			touching := c.within(from, to)
			for _, s := range touching {
				c.writeText(&out, c.body[from:max(from, s.from)])
				from = max(from, min(s.to, to))
			}
			if len(touching) > 0 || c.escape {
				c.writeText(&out, c.body[from:to])
				continue
			}
		}
		out.WriteString(c.body[from:to])
	}
	return out.String(), tagged
}

// writeText writes a piece of a text token that was cut. A < in it is a
// character, and must stay one whatever stands after it now.
func (c *cutter) writeText(out *strings.Builder, piece string) {
	if c.coded {
		piece = strings.ReplaceAll(piece, "<", "&lt;")
	}
	out.WriteString(piece)
}
