package markup

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// Unclosed counts the elements that are never closed although HTML asks for
// their end tag. A few are common; hundreds are broken markup.
func (b *Blocks) Unclosed() int {
	n := 0
	for i, t := range b.tokens {
		if t.kind == start && t.tag != 0 && !mayStayOpen(t.tag) && !b.ownEnd(i) {
			n++
		}
	}
	return n
}

// Hidden returns how many bytes of the text no reader is shown: what stands in
// scripts and styles, and in comments.
func (b *Blocks) Hidden() int {
	n := 0
	for i := range len(b.tokens) - 1 {
		raw := b.raw(i)
		if kind := b.tokens[i].kind; kind == hidden || kind == other && strings.HasPrefix(raw, "<!--") {
			n += len(raw)
		}
	}
	return n
}

// mayStayOpen reports whether HTML lets an end tag be left out (13.1.2.4).
func mayStayOpen(tag atom.Atom) bool {
	switch tag {
	case atom.P, atom.Li, atom.Dt, atom.Dd, atom.Option, atom.Optgroup, atom.Caption, atom.Colgroup, atom.Html, atom.Head, atom.Body:
		return true
	}
	return isOfTable(tag)
}
