// Package markup is the one model of text in blocks: it splits plain text and
// HTML into paragraphs, list items and lines, takes blocks out without harming
// the markup of the rest, shortens, and makes HTML of strangers safe. It reads
// hostile text in time and memory linear in its length.
package markup

import (
	"strings"

	"sitrep/feed"
)

// Blocks is a text split into blocks: paragraphs, list items, headings, table
// cells, captions, and lines split by <br>. Newlines split text without markup
// only. Blocks without visible text do not count. It never changes.
type Blocks struct {
	*scanned
	kind string // feed.PlainText, feed.HTML or feed.XHTML, as given
	list []block
}

// block is a run of tokens, from its first visible text to its last.
type block struct{ first, last int32 }

// Parse splits a text into blocks. It cannot fail: any text has a reading.
func Parse(t feed.Text) *Blocks {
	b := &Blocks{scanned: scan(t), kind: t.Type}
	open := false
	for i := range len(b.tokens) - 1 {
		t := b.tokens[i]
		switch {
		case t.kind == visible:
			if isBlank(b.raw(i), b.coded) {
				continue
			}
			if !open {
				b.list = append(b.list, block{first: int32(i)})
			}
			open = true
			b.list[len(b.list)-1].last = int32(i)
		case t.kind != hidden && t.kind != other && splits(t.tag):
			open = false
		}
	}
	return b
}

// Len returns the number of blocks.
func (b *Blocks) Len() int { return len(b.list) }

// At returns the plain text of block i for matching: character references
// decoded, white space of any kind folded to single spaces, zero-width and
// control characters left out.
func (b *Blocks) At(i int) string {
	var f folder
	b.fold(&f, b.list[i])
	return f.out.String()
}

// fold writes the visible text of a block.
func (b *Blocks) fold(f *folder, in block) {
	for i := in.first; i <= in.last; i++ {
		if b.tokens[i].kind == visible {
			f.add(b.raw(int(i)), b.coded)
		}
	}
}

// Plain returns the plain text of a text, its blocks joined by newlines.
func Plain(t feed.Text) string { return Parse(t).Plain() }

// Plain returns the plain text of all blocks, joined by newlines.
func (b *Blocks) Plain() string {
	var out strings.Builder
	for i := range b.list {
		if i > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(b.At(i))
	}
	return out.String()
}

// Raw returns block i as it stands in the text, with the markup inside it.
func (b *Blocks) Raw(i int) string {
	in := b.list[i]
	return b.body[b.tokens[in.first].offset:b.tokens[in.last+1].offset]
}
