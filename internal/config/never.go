package config

import "regexp/syntax"

// neverMatches reports whether an expression can match no text, because it
// wants something before the beginning of the text or behind its end, as
// "a^b" does. It does not find every such expression.
func neverMatches(source string) bool {
	tree, err := syntax.Parse(source, syntax.Perl)
	return err == nil && impossible(tree)
}

// impossible reports whether a part of an expression can match nothing.
func impossible(e *syntax.Regexp) bool {
	switch e.Op {
	case syntax.OpNoMatch:
		return true
	case syntax.OpCapture, syntax.OpPlus:
		return impossible(e.Sub[0])
	case syntax.OpRepeat:
		return e.Min > 0 && impossible(e.Sub[0])
	case syntax.OpAlternate:
		for _, sub := range e.Sub {
			if !impossible(sub) {
				return false
			}
		}
		return true
	case syntax.OpConcat:
		read, ended := false, false // something was read; the end was asked for
		for _, sub := range e.Sub {
			switch {
			case impossible(sub), sub.Op == syntax.OpBeginText && read, reads(sub) && ended:
				return true
			}
			read = read || reads(sub)
			ended = ended || sub.Op == syntax.OpEndText
		}
	}
	return false
}

// reads reports whether a part of an expression reads a character at least.
func reads(e *syntax.Regexp) bool {
	switch e.Op {
	case syntax.OpLiteral:
		return len(e.Rune) > 0
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return true
	case syntax.OpCapture, syntax.OpPlus:
		return reads(e.Sub[0])
	case syntax.OpRepeat:
		return e.Min > 0 && reads(e.Sub[0])
	case syntax.OpConcat:
		for _, sub := range e.Sub {
			if reads(sub) {
				return true
			}
		}
	case syntax.OpAlternate:
		for _, sub := range e.Sub {
			if !reads(sub) {
				return false
			}
		}
		return true
	}
	return false
}
