package markup

import "golang.org/x/net/html/atom"

// splits reports whether a tag ends the block of text before it. Everything
// else is read as running inside a block.
func splits(tag atom.Atom) bool {
	switch tag {
	case atom.Br, atom.Hr:
		return true
	}
	return isBlock(tag)
}

// isBlock reports whether an element is a block of its own: the elements that
// HTML's rendering section (15.3) gives display: block, list-item or table-*.
func isBlock(tag atom.Atom) bool {
	switch tag {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body,
		atom.Caption, atom.Center, atom.Dd, atom.Details, atom.Dialog, atom.Dir,
		atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure,
		atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5,
		atom.H6, atom.Header, atom.Hgroup, atom.Html, atom.Legend, atom.Li,
		atom.Listing, atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P,
		atom.Plaintext, atom.Pre, atom.Search, atom.Section, atom.Summary,
		atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead,
		atom.Tr, atom.Ul, atom.Xmp, atom.Option, atom.Head, atom.Title:
		return true
	}
	return false
}

// isVoid reports whether an element has neither content nor an end tag
// (HTML, section 13.1.2).
func isVoid(tag atom.Atom) bool {
	switch tag {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img,
		atom.Input, atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track,
		atom.Wbr, atom.Image:
		return true
	}
	return false
}

// isMedia reports whether an element shows something of its own, so that a
// wrapper around it is not empty.
func isMedia(tag atom.Atom) bool {
	switch tag {
	case atom.Img, atom.Image, atom.Picture, atom.Video, atom.Audio, atom.Iframe,
		atom.Embed, atom.Object, atom.Svg, atom.Canvas, atom.Math, atom.Input:
		return true
	}
	return false
}

// hidesRaw reports whether an element hides its content and the tokenizer
// reads that content as raw text, to the end of the text if need be.
func hidesRaw(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Iframe, atom.Noembed, atom.Noframes,
		atom.Noscript, atom.Title:
		return true
	}
	return false
}

// hides reports whether an element's content is no part of the text: it is
// not shown, or only where the element itself cannot be. Without an end tag
// such an element hides nothing, or one stray tag could hide a whole story.
func hides(tag atom.Atom) bool {
	switch tag {
	case atom.Head, atom.Template, atom.Object, atom.Video, atom.Audio,
		atom.Canvas, atom.Svg, atom.Select, atom.Datalist:
		return true
	}
	return false
}

// implies says whether a start tag ends an open element without an end tag of
// its own (ends), or keeps it from looking further out (stops). It follows the
// optional tags of HTML, section 13.1.2.4, as far as blocks need it. A part of
// a table ends a paragraph too: without a table around it becomes a div.
func implies(tag, open atom.Atom) (ends, stops bool) {
	switch tag {
	case atom.Li:
		return open == atom.Li, open == atom.Ul || open == atom.Ol || open == atom.Menu || open == atom.Table
	case atom.Dt, atom.Dd:
		return open == atom.Dt || open == atom.Dd, open == atom.Dl || open == atom.Table
	case atom.Td, atom.Th:
		return open == atom.Td || open == atom.Th || open == atom.P, open == atom.Tr || open == atom.Table
	case atom.Tr:
		return open == atom.Tr || open == atom.P, open == atom.Table || isTablePart(open)
	case atom.Tbody, atom.Thead, atom.Tfoot:
		return isTablePart(open) || open == atom.P, open == atom.Table
	case atom.Option:
		return open == atom.Option, open == atom.Select || open == atom.Datalist
	}
	return open == atom.P, isBlock(open)
}

func isTablePart(tag atom.Atom) bool {
	return tag == atom.Tbody || tag == atom.Thead || tag == atom.Tfoot
}

// isOfTable reports whether an element means something inside a table only.
func isOfTable(tag atom.Atom) bool {
	return isTablePart(tag) || tag == atom.Tr || tag == atom.Td || tag == atom.Th || tag == atom.Caption
}
