package strip

import (
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// bounds are what a text must be like for an expression to match all of it or
// its start: how it begins, and how long it is at most. Most rules are about
// short lines of a form of their own, and most blocks are prose.
type bounds struct {
	first []rune    // pairs of runes, sorted: the first character is in one of them; nil: it may be any, or none
	ascii [128]bool // the same of ASCII characters
	most  int       // characters; negative: any number
}

// boundsOf returns the bounds of an expression.
func boundsOf(tree *syntax.Regexp) bounds {
	b := bounds{most: -1}
	if !opensWith(tree, syntax.OpBeginText) {
		return b
	}
	if first, empty := firstOf(tree); !empty {
		b.first = sortedPairs(first)
		for r := range b.ascii {
			b.ascii[r] = inPairs(b.first, rune(r))
		}
	}
	if closesWith(tree, syntax.OpEndText) {
		b.most = mostOf(tree)
	}
	return b
}

// hold reports whether a text keeps within the bounds.
func (b *bounds) hold(look *lookup) bool {
	if b.first != nil {
		r, size := utf8.DecodeRuneInString(look.text)
		if size == 0 || r < utf8.RuneSelf && !b.ascii[r] || r >= utf8.RuneSelf && !inPairs(b.first, r) {
			return false
		}
	}
	return b.most < 0 || len(look.text) <= b.most || look.length() <= b.most
}

// inPairs reports whether a rune lies within one of sorted pairs.
func inPairs(pairs []rune, r rune) bool {
	at, found := slices.BinarySearch(pairs, r)
	return found || at%2 == 1
}

// opensWith reports whether every match begins with an assertion.
func opensWith(tree *syntax.Regexp, assertion syntax.Op) bool {
	switch tree.Op {
	case assertion:
		return true
	case syntax.OpCapture, syntax.OpConcat:
		return len(tree.Sub) > 0 && opensWith(tree.Sub[0], assertion)
	case syntax.OpAlternate:
		return !slices.ContainsFunc(tree.Sub, func(sub *syntax.Regexp) bool { return !opensWith(sub, assertion) })
	}
	return false
}

// closesWith reports whether every match ends with an assertion.
func closesWith(tree *syntax.Regexp, assertion syntax.Op) bool {
	switch tree.Op {
	case assertion:
		return true
	case syntax.OpCapture, syntax.OpConcat:
		return len(tree.Sub) > 0 && closesWith(tree.Sub[len(tree.Sub)-1], assertion)
	case syntax.OpAlternate:
		return !slices.ContainsFunc(tree.Sub, func(sub *syntax.Regexp) bool { return !closesWith(sub, assertion) })
	}
	return false
}

// firstOf returns pairs of runes, of which one holds the first character of any
// match, and whether a match may be empty.
func firstOf(tree *syntax.Regexp) (pairs []rune, empty bool) {
	switch tree.Op {
	case syntax.OpLiteral:
		r := tree.Rune[0]
		pairs = []rune{r, r}
		if tree.Flags&syntax.FoldCase != 0 {
			for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
				pairs = append(pairs, other, other)
			}
		}
		return pairs, false
	case syntax.OpCharClass:
		return tree.Rune, false
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return []rune{0, unicode.MaxRune}, false
	case syntax.OpCapture, syntax.OpPlus:
		return firstOf(tree.Sub[0])
	case syntax.OpStar, syntax.OpQuest:
		pairs, _ = firstOf(tree.Sub[0])
		return pairs, true
	case syntax.OpRepeat:
		pairs, empty = firstOf(tree.Sub[0])
		return pairs, empty || tree.Min == 0
	case syntax.OpConcat:
		for _, sub := range tree.Sub {
			more, none := firstOf(sub)
			if pairs = slices.Concat(pairs, more); !none {
				return pairs, false
			}
		}
		return pairs, true
	case syntax.OpAlternate:
		for _, sub := range tree.Sub {
			more, none := firstOf(sub)
			pairs, empty = slices.Concat(pairs, more), empty || none
		}
		return pairs, empty
	case syntax.OpNoMatch:
		return nil, false
	}
	return nil, true // an assertion
}

// sortedPairs sorts pairs, and joins those that touch.
func sortedPairs(pairs []rune) []rune {
	var list [][2]rune
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, [2]rune{pairs[i], pairs[i+1]})
	}
	slices.SortFunc(list, func(a, b [2]rune) int { return int(a[0] - b[0]) })
	sorted := []rune{}
	for _, pair := range list {
		if n := len(sorted); n > 0 && pair[0] <= sorted[n-1]+1 {
			sorted[n-1] = max(sorted[n-1], pair[1])
		} else {
			sorted = append(sorted, pair[0], pair[1])
		}
	}
	return sorted
}

// mostOf returns how many characters a match has at most, negative for any
// number.
func mostOf(tree *syntax.Regexp) int {
	switch tree.Op {
	case syntax.OpLiteral:
		return len(tree.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpStar, syntax.OpPlus:
		return -1
	case syntax.OpRepeat:
		if most := mostOf(tree.Sub[0]); most >= 0 && tree.Max >= 0 {
			return most * tree.Max
		}
		return -1
	case syntax.OpCapture, syntax.OpQuest:
		return mostOf(tree.Sub[0])
	case syntax.OpConcat:
		sum := 0
		for _, sub := range tree.Sub {
			most := mostOf(sub)
			if most < 0 {
				return -1
			}
			sum += most
		}
		return sum
	case syntax.OpAlternate:
		longest := 0
		for _, sub := range tree.Sub {
			most := mostOf(sub)
			if most < 0 {
				return -1
			}
			longest = max(longest, most)
		}
		return longest
	}
	return 0 // an assertion
}
