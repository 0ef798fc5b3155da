package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Bounds on reading one file, so that a hostile or broken one costs little.
const (
	maxVisits   = 1_000_000 // nodes visited; aliases can name one node many times
	maxFindings = 200       // told in full
	maxQuoted   = 60        // characters of the file repeated in a finding
)

// reader walks the nodes of one file. It knows the place of each and collects
// what is wrong with them, so that one run reports every mistake.
type reader struct {
	file     string // as findings name it: the path as given
	base     string // as places in the configuration name it: the last element of file
	dir      string // relative paths start here
	findings []Finding
	notes    []Finding // valid and wrong; told by Lint, not on every load
	more     int       // findings beyond maxFindings
	visits   int
	compiled map[string]*regexp.Regexp // expressions met so far
}

// expression compiles a regular expression, once.
func (r *reader) expression(source string) (*regexp.Regexp, error) {
	if known, ok := r.compiled[source]; ok {
		return known, nil
	}
	expression, err := regexp.Compile(source)
	if err != nil {
		return nil, err
	}
	if r.compiled == nil {
		r.compiled = map[string]*regexp.Regexp{}
	}
	r.compiled[source] = expression
	return expression, nil
}

// decoder takes in the value of one key. The key is named in its findings.
type decoder func(key string, value *yaml.Node)

// keys is the keys a mapping may have.
type keys map[string]decoder

// errorAt reports a mistake at a node.
func (r *reader) errorAt(n *yaml.Node, format string, args ...any) {
	r.report(n, SeverityError, format, args...)
}

// warnAt reports something valid and wrong at a node.
func (r *reader) warnAt(n *yaml.Node, format string, args ...any) {
	r.report(n, SeverityWarning, format, args...)
}

func (r *reader) report(n *yaml.Node, severity, format string, args ...any) {
	if len(r.findings) >= maxFindings {
		r.more++
		return
	}
	f := r.spot(n)
	f.Severity, f.Text = severity, fmt.Sprintf(format, args...)
	r.findings = append(r.findings, f)
}

// note keeps something valid and wrong for Lint.
func (r *reader) note(n *yaml.Node, format string, args ...any) {
	if len(r.notes) < maxFindings {
		f := r.spot(n)
		f.Text = fmt.Sprintf(format, args...)
		r.notes = append(r.notes, f)
	}
}

// spot is the place of a node, as a warning without text. Without a node it
// is the beginning of the file.
func (r *reader) spot(n *yaml.Node) Finding {
	f := Finding{File: r.file, Line: 1, Column: 1, Severity: SeverityWarning}
	if n != nil {
		f.Line, f.Column = n.Line, n.Column
	}
	return f
}

// place is where a node stands, as the configuration keeps it: "config.yaml:12:5".
func (r *reader) place(n *yaml.Node) string {
	return fmt.Sprintf("%s:%d:%d", r.base, n.Line, n.Column)
}

// inside is the place of the first character of a value, after its quote.
func (r *reader) inside(n *yaml.Node) string {
	column := n.Column
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		column++
	}
	return fmt.Sprintf("%s:%d:%d", r.base, n.Line, column)
}

// line is the line a node stands on, as rules and terms keep it: "config.yaml:12".
func (r *reader) line(n *yaml.Node) string {
	return fmt.Sprintf("%s:%d", r.base, n.Line)
}

// spend counts one visit and reports whether any are left.
func (r *reader) spend(n *yaml.Node) bool {
	r.visits++
	if r.visits == maxVisits {
		r.errorAt(n, "more than %d values once its aliases are followed", maxVisits)
	}
	return r.visits < maxVisits
}

// object decodes a mapping: unknown keys, keys given twice and values of
// another kind are reported. It returns the values of the keys that were
// given; nil if the node is no mapping.
func (r *reader) object(what string, n *yaml.Node, known keys) map[string]*yaml.Node {
	n = follow(n)
	if n.Kind != yaml.MappingNode {
		r.errorAt(n, "%s must be a mapping of keys to values, not %s", what, describe(n))
		return nil
	}
	given := make(map[string]*yaml.Node, len(n.Content)/2)
	for _, p := range r.pairs(n) {
		decode, ok := known[p.key.Value]
		if !ok {
			r.unknownKey(what, p.key, known)
			continue
		}
		given[p.key.Value] = p.value
		decode(p.key.Value, p.value)
	}
	return given
}

// entries decodes a mapping whose keys are names of the curator's choice.
func (r *reader) entries(what string, n *yaml.Node, decode func(key, value *yaml.Node)) {
	n = follow(n)
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.errorAt(n, "%s must be a mapping of names to values, not %s", what, describe(n))
		return
	}
	for _, p := range r.pairs(n) {
		decode(p.key, p.value)
	}
}

func (r *reader) unknownKey(what string, key *yaml.Node, known keys) {
	names := slices.Sorted(maps.Keys(known))
	if guess := nearest(key.Value, names); guess != "" {
		r.errorAt(key, "unknown key %s; did you mean %q?", quote(key.Value), guess)
		return
	}
	r.errorAt(key, "unknown key %s in %s; it takes %s", quote(key.Value), what, strings.Join(names, ", "))
}

// list decodes each element of a list. Nothing at all is an empty list.
func (r *reader) list(each func(n *yaml.Node)) decoder {
	return func(key string, n *yaml.Node) {
		if isNull(n) {
			return
		}
		if n.Kind != yaml.SequenceNode {
			hint := ""
			if n.Kind == yaml.ScalarNode {
				hint = fmt.Sprintf("; write %s: [%s]", key, shorten(n.Value))
			}
			r.errorAt(n, "%s must be a list, not %s%s", key, describe(n), hint)
			return
		}
		for _, element := range n.Content {
			if !r.spend(n) {
				return
			}
			each(follow(element))
		}
	}
}

// oneOrList decodes a single value or each element of a list.
func (r *reader) oneOrList(each func(n *yaml.Node)) decoder {
	return func(key string, n *yaml.Node) {
		if n.Kind == yaml.ScalarNode && !isNull(n) {
			each(n)
			return
		}
		r.list(each)(key, n)
	}
}

// keep stores the node for later, where order matters.
func keep(dst **yaml.Node) decoder {
	return func(_ string, n *yaml.Node) { *dst = n }
}

// follow replaces an alias by what it names.
func follow(n *yaml.Node) *yaml.Node {
	for hops := 0; n.Kind == yaml.AliasNode && n.Alias != nil && hops < 8; hops++ {
		n = n.Alias
	}
	return n
}

// isNull reports whether a value was left out: "key:" or "key: ~".
func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

// describe names what a node is, for "must be a list, not …".
func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case isNull(n):
		return "nothing"
	}
	return quote(n.Value)
}

// quote repeats a piece of the file in a finding, shortened.
func quote(s string) string { return fmt.Sprintf("%q", shorten(s)) }

// shorten cuts a text to what fits in a finding.
func shorten(s string) string {
	count := 0
	for i := range s {
		if count == maxQuoted {
			return s[:i] + "…"
		}
		count++
	}
	return s
}
