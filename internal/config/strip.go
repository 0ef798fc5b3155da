package config

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"

	"sitrep/filter/strip"
)

// readSets decodes strip:, the curator's own rule sets.
func (l *loader) readSets(key string, n *yaml.Node) {
	l.entries(key, n, func(name, rules *yaml.Node) {
		l.names.sets[name.Value] = l.rules(name.Value, rules)
		l.names.setsAt = append(l.names.setsAt, name)
	})
}

// rules decodes one rule set. Rules are named after it: "k-vibe/2".
func (r *reader) rules(set string, n *yaml.Node) []strip.Rule {
	rules := []strip.Rule{}
	r.list(func(n *yaml.Node) {
		rule, ok := r.rule(n)
		if ok {
			rule.Name = fmt.Sprintf("%s/%d", set, len(rules)+1)
			r.lintRepeat(n, rules, rule)
			rules = append(rules, rule)
		}
	})("the rule set "+shorten(set), n)
	return rules
}

// ruleGroups is the named groups a rule may harvest by.
var ruleGroups = []string{"author", "agency", "date"}

// rule decodes one strip rule and checks that its keys fit together.
func (r *reader) rule(n *yaml.Node) (strip.Rule, bool) {
	rule := strip.Rule{Config: r.line(n)}
	var at, to string
	before := len(r.findings) + r.more
	given := r.object("a strip rule", n, keys{
		"at":      r.oneOf(&at, string(strip.Start), string(strip.End)),
		"match":   r.pattern(&rule.Match),
		"repeats": r.oneOf(&rule.Repeats, "title", "head"),
		"next":    r.pattern(&rule.Next),
		"until":   r.oneOf(&rule.Until, "end"),
		"inline":  r.flag(&rule.Inline),
		"keep":    r.flag(&rule.Keep),
		"to": r.oneOf(&to, string(strip.ToRights), string(strip.ToAuthor), string(strip.ToCredit),
			string(strip.ToCaption), string(strip.ToMark), string(strip.ToContact), string(strip.ToDrop)),
	})
	if given == nil {
		return rule, false
	}
	rule.At, rule.To = strip.Edge(at), strip.Target(to)
	if given["at"] == nil {
		r.errorAt(n, "strip rule needs at: start or end")
	}
	if given["match"] == nil && given["repeats"] == nil {
		r.errorAt(n, "strip rule needs match: or repeats:")
	}
	if given["to"] == nil && !rule.Keep {
		r.errorAt(n, "strip rule needs to: which says where the cut goes (rights, author, credit, caption, mark, contact or drop), or keep: true")
	}
	r.checkRule(rule, given)
	if len(r.findings)+r.more > before {
		return rule, false
	}
	r.lintRule(rule, given)
	return rule, true
}

// checkRule reports keys that contradict each other.
func (r *reader) checkRule(rule strip.Rule, given map[string]*yaml.Node) {
	if to := given["to"]; to != nil && rule.Keep {
		r.errorAt(to, "keep: true cuts nothing, so to: has no meaning")
	}
	if until := given["until"]; until != nil && rule.At == strip.Start {
		r.errorAt(until, "until: end works at the end only")
	}
	for _, key := range []string{"until", "inline"} {
		if n := given[key]; n != nil && rule.Keep && (rule.Inline || rule.Until != "") {
			r.errorAt(n, "keep: true cuts nothing, so %s: has no meaning", key)
		}
	}
	if inline := given["inline"]; inline != nil && rule.Inline {
		if rule.Match == "" {
			r.errorAt(inline, "inline: true needs match:")
		}
		if rule.Until != "" || rule.Repeats != "" {
			r.errorAt(inline, "inline: true cuts a part of a block; until: and repeats: are about whole blocks")
		}
	}
	for _, key := range []string{"match", "next"} {
		n := given[key]
		if n == nil {
			continue
		}
		expression, err := r.expression(n.Value)
		if err != nil {
			continue // reported where it was decoded
		}
		for _, group := range expression.SubexpNames() {
			if group != "" && !slices.Contains(ruleGroups, group) {
				r.errorAt(n, "%s harvests %s, which is not known; groups are %s%s", key, quote(group), enumerate(ruleGroups), didYouMean(group, ruleGroups))
			}
		}
	}
}

// readStrip decodes the strip: of a source: presets, own sets, or rules
// written on the spot, in order.
func (l *loader) readStrip(source string, n *yaml.Node) []strip.Rule {
	var all []strip.Rule
	count := 0
	used := map[string]bool{}
	l.list(func(n *yaml.Node) {
		if n.Kind == yaml.MappingNode {
			if rule, ok := l.rule(n); ok {
				count++
				rule.Name = fmt.Sprintf("%s/%d", source, count)
				l.lintRepeat(n, all, rule)
				all = append(all, rule)
			}
			return
		}
		name, ok := l.oneLine("strip", n)
		if !ok {
			return
		}
		if used[name] {
			l.errorAt(n, "strip names %s twice", quote(name))
			return
		}
		used[name] = true
		rules, ok := l.set(name)
		if !ok {
			l.errorAt(n, "no strip rules are called %s%s", quote(name), didYouMean(name, append(sorted(l.names.sets), presetNames(KindStrip)...)))
			return
		}
		all = append(all, rules...)
	})("strip", n)
	return all
}

// set finds a rule set: the curator's own, else a shipped one.
func (l *loader) set(name string) ([]strip.Rule, bool) {
	if rules, ok := l.names.sets[name]; ok {
		l.names.used[name] = true
		return rules, true
	}
	if rules, ok := l.names.shipped[name]; ok {
		return rules, true
	}
	body, r, ok := l.openPreset(KindStrip, name)
	if !ok {
		return nil, false
	}
	rules := r.rules(name, body)
	l.adopt(r)
	l.names.shipped[name] = rules
	return rules, true
}

// noteUnusedSets notes the curator's own sets that no source lists.
func (l *loader) noteUnusedSets() {
	for _, name := range l.names.setsAt {
		if !l.names.used[name.Value] {
			l.note(name, "no source uses the strip rules %s", quote(name.Value))
		}
	}
}
