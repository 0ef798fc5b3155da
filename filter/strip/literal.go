package strip

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// expression is a compiled RE2 with what lets most texts be ruled out without
// running it: its bounds, and literals that a match must hold.
// Regular expressions cost microseconds, and every rule is tried on every edge
// block.
type expression struct {
	*regexp.Regexp
	bounds bounds
	needs  []need // empty: nothing is known
}

// need is some literals of which every match holds at least one.
type need struct {
	any    []string
	folded bool // they are in the case-folded form of fold
}

func newExpression(source string) (*expression, error) {
	compiled, err := regexp.Compile(source)
	if err != nil {
		return nil, err
	}
	e := &expression{Regexp: compiled}
	if tree, err := syntax.Parse(source, syntax.Perl); err == nil {
		e.bounds = boundsOf(tree)
		e.needs = worthwhile(required(tree))
	}
	return e, nil
}

// lookup is a text that expressions are tried on, with what several of them want
// to know of it, made when it is first wanted.
type lookup struct {
	text   string
	folded string
	size   int // in characters; 0 until wanted
}

func (l *lookup) fold() string {
	if l.folded == "" {
		l.folded = fold(l.text)
	}
	return l.folded
}

func (l *lookup) length() int {
	if l.size == 0 {
		l.size = utf8.RuneCountInString(l.text)
	}
	return l.size
}

// possible reports whether a text can match.
func (e *expression) possible(look *lookup) bool {
	if !e.bounds.hold(look) {
		return false
	}
	for _, need := range e.needs {
		if !need.in(look) {
			return false
		}
	}
	return true
}

func (n need) in(look *lookup) bool {
	text := look.text
	if n.folded {
		text = look.fold()
	}
	for _, literal := range n.any {
		if strings.Contains(text, literal) {
			return true
		}
	}
	return false
}

// Of one need, this many literals are worth looking for one by one; of one
// expression, this many needs.
const (
	literalLimit = 24
	needLimit    = 3
)

// required returns what every match of a tree needs.
func required(tree *syntax.Regexp) []need {
	switch tree.Op {
	case syntax.OpLiteral:
		literal := string(tree.Rune)
		if tree.Flags&syntax.FoldCase != 0 {
			return []need{{[]string{fold(literal)}, true}}
		}
		return []need{{[]string{literal}, false}}
	case syntax.OpCharClass:
		if runes := classRunes(tree.Rune); len(runes) > 0 {
			return []need{{runes, false}}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return required(tree.Sub[0])
	case syntax.OpRepeat:
		if tree.Min > 0 {
			return required(tree.Sub[0])
		}
	case syntax.OpConcat:
		var needs []need
		for _, sub := range tree.Sub {
			needs = append(needs, required(sub)...)
		}
		return needs
	case syntax.OpAlternate:
		return anyOf(tree.Sub)
	}
	return nil
}

// anyOf returns what a match of one of some trees needs: one of what is best
// looked for of each.
func anyOf(trees []*syntax.Regexp) []need {
	var all need
	for _, tree := range trees {
		needs := worthwhile(required(tree))
		if len(needs) == 0 || len(all.any)+len(needs[0].any) > literalLimit {
			return nil
		}
		all.any, all.folded = append(all.any, needs[0].any...), all.folded || needs[0].folded
	}
	if all.folded {
		for i, literal := range all.any {
			all.any[i] = fold(literal)
		}
	}
	return []need{all}
}

// worthwhile returns the few needs that few texts meet: those whose shortest
// literal is longest.
func worthwhile(needs []need) []need {
	slices.SortStableFunc(needs, func(a, b need) int { return shortest(b.any) - shortest(a.any) })
	return needs[:min(len(needs), needLimit)]
}

// classRunes lists the characters of a small class.
func classRunes(ranges []rune) []string {
	var runes []string
	for i := 0; i+1 < len(ranges); i += 2 {
		if ranges[i+1]-ranges[i] > 8 || len(runes) > 8 {
			return nil
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			runes = append(runes, string(r))
		}
	}
	return runes
}

// shortest returns the length of the shortest of some literals, 0 for none.
func shortest(literals []string) int {
	n := 0
	for i, l := range literals {
		if i == 0 || len(l) < n {
			n = len(l)
		}
	}
	return n
}

// fold maps each letter to one of its case forms, the same for all of them, as
// (?i) compares letters.
func fold(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return strings.ToLower(s) // which has a short way for ASCII
	}
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		if r < 0x7F && r != 'k' && r != 's' {
			return r
		}
		last := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			last = max(last, next)
		}
		return foldASCII(last)
	}, s)
}

// foldASCII keeps the two ASCII letters that have a third form (the Kelvin
// sign, the long s) ASCII.
func foldASCII(r rune) rune {
	switch r {
	case '\u212A':
		return 'k'
	case '\u017F':
		return 's'
	}
	return r
}
