package strip

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
)

// expression is a compiled RE2 with what lets most texts be ruled out without
// running it: literals of which a match must hold at least one. Regular
// expressions cost microseconds, and every rule is tried on every edge block.
type expression struct {
	*regexp.Regexp
	needs  []string // empty: nothing is known
	folded bool     // needs are in the case-folded form of fold
}

func newExpression(source string) (*expression, error) {
	compiled, err := regexp.Compile(source)
	if err != nil {
		return nil, err
	}
	e := &expression{Regexp: compiled}
	if tree, err := syntax.Parse(source, syntax.Perl); err == nil {
		e.needs, e.folded = required(tree)
	}
	return e, nil
}

// possible reports whether a text can match.
func (e *expression) possible(text string, folded func() string) bool {
	if len(e.needs) == 0 {
		return true
	}
	if e.folded {
		text = folded()
	}
	for _, need := range e.needs {
		if strings.Contains(text, need) {
			return true
		}
	}
	return false
}

// needLimit is how many alternatives are worth looking for one by one.
const needLimit = 24

// required returns literals of which every match of a tree holds at least
// one. Of several such sets it takes the one whose shortest literal is longest.
func required(tree *syntax.Regexp) (needs []string, folded bool) {
	switch tree.Op {
	case syntax.OpLiteral:
		literal := string(tree.Rune)
		if tree.Flags&syntax.FoldCase != 0 {
			return []string{fold(literal)}, true
		}
		return []string{literal}, false
	case syntax.OpCharClass:
		return classRunes(tree.Rune), false
	case syntax.OpCapture, syntax.OpPlus:
		return required(tree.Sub[0])
	case syntax.OpRepeat:
		if tree.Min > 0 {
			return required(tree.Sub[0])
		}
	case syntax.OpConcat:
		for _, sub := range tree.Sub {
			found, isFolded := required(sub)
			if shortest(found) > shortest(needs) {
				needs, folded = found, isFolded
			}
		}
		return needs, folded
	case syntax.OpAlternate:
		return anyOf(tree.Sub)
	}
	return nil, false
}

// anyOf returns what a match of one of some trees holds.
func anyOf(trees []*syntax.Regexp) (needs []string, folded bool) {
	for _, tree := range trees {
		found, isFolded := required(tree)
		if len(found) == 0 || len(needs)+len(found) > needLimit {
			return nil, false
		}
		needs, folded = append(needs, found...), folded || isFolded
	}
	if folded {
		for i, need := range needs {
			needs[i] = fold(need)
		}
	}
	return needs, folded
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
