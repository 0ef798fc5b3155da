package markup

import (
	"strings"
	"unicode/utf8"

	"sitrep/feed"
)

const ellipsis = "…"

// Shorten is Summarise without a base address: relative links are dropped.
func Shorten(t feed.Text, limit int) feed.Text { return Summarise(t, limit, Options{}) }

// Summarise returns the start of a text, made safe as Sanitise does, in at most
// limit characters of plain text, block ends counted as one and the ellipsis
// included. It ends at a sentence where that leaves a third of the limit used,
// else at a word; every element that was open is closed, and images are never
// part of it. A text that fits is only made safe; a limit below 1 gives no
// text. Its cost is bounded by the limit, but for one look at the text's tags.
func Summarise(t feed.Text, limit int, opt Options) feed.Text {
	if limit < 1 || t.IsZero() {
		return feed.Text{}
	}
	opt.Images = false
	head, whole := prefix(t, limit)
	safe := Sanitise(head, opt)
	b := split(safe)
	text, starts := b.head(limit + 1)
	length := utf8.RuneCountInString(text)
	if length <= limit && whole {
		return safe
	}
	if length < limit {
		text += " " // what was left out stands behind a word end
	}
	at, open := cutPoint(text, limit)
	return b.endAt(at, starts, open)
}

// spare is how many characters beyond the limit are made safe, for those that
// Sanitise takes out.
const spare = 240

// prefix returns enough of a text to shorten from, so that what is made safe
// is bounded by the limit and not by the text.
func prefix(t feed.Text, limit int) (head feed.Text, whole bool) {
	enough := limit + spare
	if len(t.Body) <= enough {
		return t, true
	}
	b := split(t)
	count := 0
	for i := range b.list {
		text := b.text(i)
		before := count
		if count += utf8.RuneCountInString(text); count > enough {
			keep := byteOffset(text, max(1, enough-before))
			return feed.Text{Type: t.Type, Body: b.body[:b.keptEnd(i, keep)]}, false
		}
	}
	return t, true
}

// head returns the first characters of the text, at least n if it has them,
// and where each block starts in it.
func (b *Blocks) head(n int) (text string, starts []int) {
	var out strings.Builder
	count := 0
	for i := range b.list {
		if count >= n {
			break
		}
		if i > 0 {
			out.WriteByte('\n')
			count++
		}
		starts = append(starts, out.Len())
		block := b.text(i)
		out.WriteString(block)
		count += utf8.RuneCountInString(block)
	}
	return out.String(), starts
}

// endAt returns the text up to byte at of its plain text, with an ellipsis if
// one is due and the end tags of what is open there.
func (b *Blocks) endAt(at int, starts []int, open bool) feed.Text {
	last := len(starts) - 1
	for last > 0 && starts[last] >= at {
		last--
	}
	end := 0
	if last >= 0 && at > starts[last] {
		end = b.keptEnd(last, at-starts[last])
	}
	var out strings.Builder
	out.WriteString(b.body[:end])
	if open {
		out.WriteString(ellipsis)
	}
	for _, name := range b.openAt(end) {
		out.WriteString("</" + name + ">")
	}
	if !b.coded {
		return feed.Text{Type: b.kind, Body: out.String()}
	}
	return hypertextOf(out.String())
}

// keptEnd returns where the last character before byte offset of block i ends
// in the body.
func (b *Blocks) keptEnd(i, offset int) int {
	_, end := b.locate([]Run{{Block: i, From: offset, To: bodyLimit}})
	return max(0, end)
}

// openAt returns the names of the elements that are open at a byte of the
// body, innermost first.
func (b *Blocks) openAt(at int) []string {
	var open []int
	for i, t := range b.tokens {
		if int(t.offset) >= at {
			break
		}
		switch {
		case t.kind == start && t.tag != 0:
			open = append(open, i)
		case t.kind == end && len(open) > 0 && int(t.match) == open[len(open)-1]:
			open = open[:len(open)-1]
		}
	}
	names := make([]string, 0, len(open))
	for i := len(open) - 1; i >= 0; i-- {
		names = append(names, b.tokens[open[i]].tag.String())
	}
	return names
}
