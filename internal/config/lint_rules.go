package config

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"sitrep/filter/strip"
)

// The texts below are tried on strip rules; they are ours.

// notices are rights notices in the forms publishers use.
func notices() []string {
	return []string{
		"© 2026 Harbour Times",
		"(c) 2026 Harbour Times. All rights reserved.",
		"Copyright 2026 The Harbour Times. All rights reserved.",
		"Copyright © Harbour News Agency. Unauthorized reproduction and redistribution prohibited.",
		"This material may not be published, broadcast, rewritten or redistributed without permission.",
		"<저작권자(c) 하버통신, 무단 전재-재배포, AI 학습 및 활용 금지>",
		"[ⓒ 하버일보. 무단전재-재배포 금지]",
		"ⓒ 하버신문, 무단전재 및 재배포 금지",
		"저작권자 © 하버방송 무단 전재 금지",
		"無断転載を禁じます",
	}
}

// stories are sentences that no furniture rule has any business with.
func stories() []string {
	return []string{
		"The ferry left the harbour on Monday with twelve people on board, the port authority said.",
		"여객선은 월요일 오전 승객 열두 명을 태우고 항구를 떠났다고 항만 당국이 밝혔다.",
		"船は月曜日に港を出た。",
	}
}

// lintRule notes what a valid rule should not do.
func (r *reader) lintRule(rule strip.Rule, given map[string]*yaml.Node) {
	for _, key := range []string{"match", "next"} {
		if n := given[key]; n != nil && r.hits(n.Value, "") {
			r.note(n, "%s also matches no text at all", key)
		}
	}
	for _, key := range []string{"match", "next"} {
		if n := given[key]; n != nil && neverMatches(n.Value) {
			r.note(n, "%s can match nothing: text stands before ^ or behind $", key)
		}
	}
	n := given["match"]
	if n == nil || rule.Repeats != "" {
		return
	}
	if rule.Next == "" && !rule.Keep && r.hits(n.Value, stories()...) {
		r.note(n, "match hits any text, so whole stories would be cut")
		return
	}
	if rule.Keep || rule.To == strip.ToRights || rule.To == strip.ToCaption || rule.To != strip.ToDrop && rule.Next != "" {
		return
	}
	for _, notice := range notices() {
		if r.hits(n.Value, notice) {
			r.note(n, "%s rule hits a rights notice such as %s, which moves to rights all the same; write to: rights", rule.To, quote(notice))
			return
		}
	}
}

// hits reports whether an expression matches every one of the texts.
func (r *reader) hits(source string, texts ...string) bool {
	expression, err := r.expression(source)
	if err != nil {
		return false // reported where it was decoded
	}
	for _, text := range texts {
		if !expression.MatchString(text) {
			return false
		}
	}
	return true
}

// sameRule reports whether a rule can never be named because another stands
// before it: it works at the same edge on the same blocks.
func sameRule(a, b strip.Rule) bool {
	return a.At == b.At && a.Match == b.Match && a.Repeats == b.Repeats && a.Next == b.Next && a.Until == b.Until &&
		a.Inline == b.Inline
}

// lintRepeat notes a rule that an earlier one of the same list makes needless.
func (r *reader) lintRepeat(n *yaml.Node, earlier []strip.Rule, rule strip.Rule) {
	for _, before := range earlier {
		if sameRule(before, rule) {
			name := before.Name
			if before.Config != "" {
				name += " (" + before.Config + ")"
			}
			r.note(n, "rule is never reached: %s matches the same blocks before it", strings.TrimSpace(name))
			return
		}
	}
}
