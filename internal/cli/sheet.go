package cli

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/width"
)

// pageWidth is how many columns the output for people is made for. Hangul, Han
// and kana take two.
const pageWidth = 80

// labelWidth is the column of labels on a sheet.
const labelWidth = 10

// sheet writes labelled lines, folded at the page's width, and keeps the first
// error.
type sheet struct {
	w   io.Writer
	err error
}

// line writes text after a label; what is too long goes on under the text.
func (s *sheet) line(label, text string) {
	if text == "" {
		return
	}
	for i, part := range fold(text, pageWidth-labelWidth) {
		if i > 0 {
			label = ""
		}
		s.print(pad(label, labelWidth) + part + "\n")
	}
}

// text writes a paragraph with an indent.
func (s *sheet) text(indent int, text string) {
	for _, part := range fold(text, pageWidth-indent) {
		s.print(strings.Repeat(" ", indent) + part + "\n")
	}
}

func (s *sheet) print(text string) {
	if s.err == nil {
		_, s.err = io.WriteString(s.w, text)
	}
}

func (s *sheet) printf(format string, a ...any) { s.print(fmt.Sprintf(format, a...)) }

// columns is how many terminal columns a text takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	if r < 0x1100 {
		return 1
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// pad fills a text up to n columns.
func pad(s string, n int) string {
	if missing := n - columns(s); missing > 0 {
		return s + strings.Repeat(" ", missing)
	}
	return s
}

// clip cuts a text to n columns, and says so with an ellipsis.
func clip(s string, n int) string {
	if columns(s) <= n {
		return s
	}
	used := 0
	for i, r := range s {
		if used+runeColumns(r) > n-1 {
			return strings.TrimRight(s[:i], " ") + "…"
		}
		used += runeColumns(r)
	}
	return s
}

// fold breaks a text into lines of at most n columns, at spaces where it can.
func fold(s string, n int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(s, "\n") {
		lines = append(lines, foldParagraph(strings.TrimSpace(paragraph), n)...)
	}
	return lines
}

func foldParagraph(s string, n int) []string {
	var lines []string
	current, used := "", 0
	flush := func() {
		lines = append(lines, current)
		current, used = "", 0
	}
	for word := range strings.FieldsSeq(s) {
		for _, piece := range pieces(word, n) {
			wide := columns(piece)
			if used > 0 && used+1+wide > n {
				flush()
			}
			if used > 0 {
				current += " "
				used++
			}
			current += piece
			used += wide
		}
	}
	if used > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}

// pieces breaks a word that is wider than a line.
func pieces(word string, n int) []string {
	if columns(word) <= n {
		return []string{word}
	}
	var out []string
	from, used := 0, 0
	for i, r := range word {
		if used+runeColumns(r) > n {
			out = append(out, word[from:i])
			from, used = i, 0
		}
		used += runeColumns(r)
	}
	return append(out, word[from:])
}
