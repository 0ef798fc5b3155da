// Package markup is the one model of text in blocks: it splits plain text and
// HTML into paragraphs, list items and lines, takes blocks out without harming
// the markup of the rest, shortens, and makes HTML of strangers safe. It reads
// hostile text in time and memory linear in its length.
package markup

import "sitrep/feed"

// Blocks is a text split into blocks: paragraphs, list items, headings, table
// cells, captions, and lines split by <br>. Newlines split text without markup
// only. Blocks without visible text do not count. It never changes.
type Blocks struct {
	*scanned
	kind  string // feed.PlainText, feed.HTML or feed.XHTML, as given
	list  []block
	plain string // the text of all blocks, joined by newlines; Parse fills it in
}

// block is a run of tokens, from its first visible text to its last, and where
// its text stands in plain.
type block struct{ first, last, from, to int32 }

// Parse splits a text into blocks. It cannot fail: any text has a reading.
func Parse(t feed.Text) *Blocks {
	b := split(t)
	size := 0
	for _, in := range b.list {
		size += int(b.tokens[in.last+1].offset-b.tokens[in.first].offset) + 1
	}
	var f folder
	f.out.Grow(size)
	for i := range b.list {
		if i > 0 {
			f.out.WriteByte('\n')
		}
		f.restart()
		b.list[i].from = int32(f.out.Len())
		b.fold(&f, b.list[i])
		b.list[i].to = int32(f.out.Len())
	}
	b.plain = f.out.String()
	return b
}

// split is Parse without the texts of the blocks.
func split(t feed.Text) *Blocks {
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
func (b *Blocks) At(i int) string { return b.plain[b.list[i].from:b.list[i].to] }

// Plain returns the plain text of all blocks, joined by newlines.
func (b *Blocks) Plain() string { return b.plain }

// Between returns the plain text from byte from of block first to byte to of
// block last, as a part of Plain.
func (b *Blocks) Between(first, from, last, to int) string {
	return b.plain[int(b.list[first].from)+from : int(b.list[last].from)+to]
}

// Plain returns the plain text of a text, its blocks joined by newlines.
func Plain(t feed.Text) string { return Parse(t).Plain() }

// text makes the plain text of a block that was only split off.
func (b *Blocks) text(i int) string {
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

// Raw returns block i as it stands in the text, with the markup inside it.
func (b *Blocks) Raw(i int) string {
	in := b.list[i]
	return b.body[b.tokens[in.first].offset:b.tokens[in.last+1].offset]
}
