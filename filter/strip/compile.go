package strip

import (
	"errors"
	"fmt"
	"slices"
)

// Stripper applies a list of rules to texts. A nil Stripper has no rules, and
// still finds rights notices. It is read-only and safe for concurrent use.
type Stripper struct {
	rules []*rule
	start edgeRules
	end   edgeRules
}

// edgeRules are the rules of one edge, in the order they were given. Rules on
// whole blocks are tried before those on a part of one, so that their order
// cannot change what is cut.
type edgeRules struct {
	whole  []*rule
	inline []*rule
}

// rule is a compiled Rule.
type rule struct {
	Rule
	index int
	match *expression // nil without match:
	next  *expression // nil without next:
	part  *expression // inline rules: match, tied to its edge
}

// RuleError is what is wrong with one rule. Index counts from 0 in the list
// that was compiled; Config is the rule's own, empty if it had none.
type RuleError struct {
	Index  int
	Name   string
	Config string
	Reason string
}

// Error names the rule and what is wrong with it.
func (e *RuleError) Error() string {
	name := e.Name
	if name == "" {
		name = fmt.Sprintf("rule %d", e.Index+1)
	}
	if e.Config != "" {
		name = e.Config + ": " + name
	}
	return name + ": " + e.Reason
}

// Compile makes a Stripper of rules. The error joins a *RuleError for every
// mistake in every rule, in order.
func Compile(rules []Rule) (*Stripper, error) {
	s := &Stripper{}
	var faults []error
	for i, r := range rules {
		compiled, reasons := compileRule(i, r)
		for _, reason := range reasons {
			faults = append(faults, &RuleError{Index: i, Name: r.Name, Config: r.Config, Reason: reason})
		}
		if len(reasons) == 0 {
			s.add(compiled)
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return s, nil
}

// RuleErrors returns the rule errors inside an error of Compile, in order.
func RuleErrors(err error) []*RuleError {
	var found []*RuleError
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			found = append(found, RuleErrors(one)...)
		}
		return found
	}
	var one *RuleError
	if errors.As(err, &one) {
		found = append(found, one)
	}
	return found
}

func (s *Stripper) add(r *rule) {
	s.rules = append(s.rules, r)
	edge := &s.start
	if r.At == End {
		edge = &s.end
	}
	if r.Inline {
		edge.inline = append(edge.inline, r)
	} else {
		edge.whole = append(edge.whole, r)
	}
}

// with returns a Stripper with more rules after its own.
func (s *Stripper) with(rules []Rule) (*Stripper, error) {
	all := []Rule{}
	if s != nil {
		for _, r := range s.rules {
			all = append(all, r.Rule)
		}
	}
	return Compile(append(all, rules...))
}

func compileRule(index int, r Rule) (*rule, []string) {
	reasons := checkRule(r)
	compiled := &rule{Rule: r, index: index}
	compile := func(key, source string) *expression {
		if source == "" {
			return nil
		}
		e, err := newExpression(source)
		if err != nil {
			reasons = append(reasons, fmt.Sprintf("%s: %v", key, err))
		}
		return e
	}
	compiled.match = compile("match", r.Match)
	compiled.next = compile("next", r.Next)
	if r.Inline && compiled.match != nil {
		compiled.part = compile("match", tied(r))
	}
	return compiled, reasons
}

// tied returns an inline rule's expression held to the block's edge.
func tied(r Rule) string {
	if r.At == Start {
		return `^\s*(?:` + r.Match + `)`
	}
	return `(?:` + r.Match + `)\s*$`
}

func checkRule(r Rule) (reasons []string) {
	fault := func(wrong bool, reason string) {
		if wrong {
			reasons = append(reasons, reason)
		}
	}
	targets := []Target{ToRights, ToAuthor, ToCredit, ToCaption, ToMark, ToContact, ToDrop}
	fault(r.At != Start && r.At != End, fmt.Sprintf("at must be start or end, not %q", r.At))
	fault(r.Match == "" && r.Repeats == "", "needs match or repeats")
	fault(r.Repeats != "" && r.Repeats != RepeatsTitle && r.Repeats != RepeatsHead, fmt.Sprintf("repeats must be title or head, not %q", r.Repeats))
	fault(r.Until != "" && r.Until != UntilEnd, fmt.Sprintf("until must be end, not %q", r.Until))
	fault(r.Until != "" && r.At == Start, "until works at the end only")
	fault(r.Until != "" && r.Keep, "keep cuts nothing, so until has no meaning")
	fault(r.Inline && r.Match == "", "inline needs match")
	fault(r.Inline && (r.Until != "" || r.Repeats != ""), "inline cuts a part of a block; until and repeats are about whole blocks")
	fault(r.Inline && r.Keep, "keep cuts nothing, so inline has no meaning")
	fault(r.Keep && r.To != "", "keep cuts nothing, so to has no meaning")
	fault(!r.Keep && r.To == "", "has no target: to says where the cut goes")
	fault(r.To != "" && !slices.Contains(targets, r.To), fmt.Sprintf("unknown target %q", r.To))
	return reasons
}
