package config

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Bounds on a file before it is parsed. The parser needs up to 200 times a
// file's size in memory, so its nodes are bounded by what can begin one.
const (
	maxFile  = 4 << 20 // bytes
	maxMarks = 250_000 // lines, commas and brackets
	maxDepth = 32      // of nesting
)

// parse turns bytes into nodes; nil if they are not one YAML document.
func (r *reader) parse(data []byte) *yaml.Node {
	if problem, at := unreadable(data); problem != "" {
		r.errorAt(at, "%s", problem)
		return nil
	}
	var document yaml.Node
	limits := loaderlimits.New(loaderlimits.DepthValue(maxDepth), loaderlimits.AliasNone())
	if err := yaml.Load(data, &document, yaml.WithPlugin(limits)); err != nil {
		at, text := wordSyntax(data, err)
		r.errorAt(at, "%s", text)
		return nil
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) != 1 {
		r.errorAt(nil, "file is empty")
		return nil
	}
	return follow(document.Content[0])
}

// unreadable finds what the parser would not take, or would take too long
// over, and the place of it.
func unreadable(data []byte) (problem string, at *yaml.Node) {
	if len(data) > maxFile {
		return fmt.Sprintf("file is longer than %d MB", maxFile>>20), nil
	}
	line, column, marks := 1, 1, 0
	for i := 0; i < len(data); {
		c, size := utf8.DecodeRune(data[i:])
		switch {
		case c == utf8.RuneError && size <= 1:
			return "file is not UTF-8 text", &yaml.Node{Line: line, Column: column}
		case c == '\n' || c == ',' || c == '[' || c == '{':
			marks++
		case c != '\t' && c != '\r' && c != 0x85 && unicode.IsControl(c):
			return fmt.Sprintf("control character U+%04X", c), &yaml.Node{Line: line, Column: column}
		}
		if marks > maxMarks {
			return fmt.Sprintf("more than %d lines and list elements", maxMarks), &yaml.Node{Line: line, Column: column}
		}
		column++
		if c == '\n' {
			line, column = line+1, 1
		}
		i += size
	}
	return "", nil
}

// wordSyntax words what the parser found, without the parser's own names.
func wordSyntax(data []byte, err error) (at *yaml.Node, text string) {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return nil, "not valid YAML: " + err.Error()
	}
	text = strings.TrimPrefix(load.Message, "yaml: ")
	at = &yaml.Node{Line: max(1, load.Mark.Line), Column: max(1, load.Mark.Column)}
	switch {
	case strings.HasPrefix(text, "no documents"):
		return nil, "file is empty"
	case strings.HasPrefix(text, "expected single document"):
		at.Line = 1 + strings.Count(string(data[:strings.LastIndex(string(data), "\n---")+1]), "\n")
		return at, "a second YAML document begins here (---); a configuration is one"
	case strings.HasPrefix(text, "exceeded max depth"):
		text = fmt.Sprintf("nested deeper than %d levels", maxDepth)
	case strings.HasSuffix(text, "cannot start any token"):
		text = wordStart(data, at)
	}
	text = "not valid YAML: " + text
	if load.ContextMsg != "" && load.ContextMark.Line > 0 && load.ContextMark.Line != load.Mark.Line {
		text += fmt.Sprintf(" (%s that begins on line %d)", load.ContextMsg, load.ContextMark.Line)
	}
	return at, text
}

// wordStart words a character that YAML does not let a value begin with.
func wordStart(data []byte, at *yaml.Node) string {
	lines := strings.Split(string(data), "\n")
	if at.Line > len(lines) {
		return "a value cannot begin here"
	}
	line := []rune(lines[at.Line-1])
	switch {
	case at.Column > len(line):
		return "a value cannot begin here"
	case line[at.Column-1] == '\t':
		return "a tab cannot indent; use spaces"
	}
	return fmt.Sprintf("a value cannot begin with %c; put it in quotes", line[at.Column-1])
}
