package serve

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/filter"
)

// sourceView is a source as the operator's page shows it: times in words.
type sourceView struct {
	Name, URL, State, Fault, Moved, Reason, Format string
	LastTurn, LastGood, LastChange, NextDue        string
	Items                                          int
	Warnings                                       []string
}

// sourcesPage shows the sources, those in trouble first.
func sourcesPage(c pageContext, sources []SourceHealth, fault *configFault, now time.Time) ([]byte, error) {
	data := struct {
		frame
		Fault   *configFault
		Summary string
		Sources []sourceView
	}{frame: c.frame("Sources", ""), Fault: fault}
	order := []string{StateFailing, StateGone, StateNew, StateGood}
	sources = slices.Clone(sources)
	slices.SortStableFunc(sources, func(a, b SourceHealth) int {
		return cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State))
	})
	counts := map[string]int{}
	for _, s := range sources {
		counts[s.State]++
		v := sourceView{
			Name: s.Name, URL: s.URL, State: s.State, Fault: s.Fault, Moved: s.Moved, Reason: s.Reason, Format: s.Format,
			LastTurn: ago(s.LastTurn, now), LastGood: ago(s.LastGood, now), LastChange: ago(s.LastChange, now), NextDue: ahead(s.NextDue, now),
			Items: s.Items, Warnings: s.Warnings,
		}
		if s.Faults > 1 {
			v.Fault = fmt.Sprintf("%s (%d turns in a row)", s.Fault, s.Faults)
		}
		data.Sources = append(data.Sources, v)
	}
	var parts []string
	for _, state := range order {
		if counts[state] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[state], state))
		}
	}
	data.Summary = strings.Join(parts, ", ")
	return execute("sources.html", data)
}

func ago(t, now time.Time) string {
	switch since := now.Sub(t); {
	case t.IsZero():
		return "never"
	case since < time.Minute:
		return "just now"
	default:
		return roughly(since) + " ago, " + showTime(t.UTC())
	}
}

func ahead(t, now time.Time) string {
	switch until := t.Sub(now); {
	case t.IsZero():
		return "not planned"
	case until <= 0:
		return "now"
	default:
		return "in " + roughly(until) + ", " + showTime(t.UTC())
	}
}

// roughly says a duration in the one unit that matters.
func roughly(d time.Duration) string {
	count := func(n int, unit string) string {
		if n == 1 {
			return "1 " + unit
		}
		return fmt.Sprintf("%d %ss", n, unit)
	}
	switch {
	case d < time.Minute:
		return count(max(int(d.Seconds()), 1), "second")
	case d < time.Hour:
		return count(int(d.Minutes()), "minute")
	case d < 48*time.Hour:
		return count(int(d.Hours()), "hour")
	}
	return count(int(d.Hours()/24), "day")
}

// whyAnswer is what was found for a question.
type whyAnswer struct {
	Query    string
	Limit    int
	Verdicts []filter.Verdict
}

// verdictView is a verdict as the operator's page explains it.
type verdictView struct {
	filter.Verdict
	Href      string
	Relation  string
	Decisions []decisionView
	Signals   []string
	Topics    []topicView
	Blocks    []blockView
}

type decisionView struct{ Feed, Action, Verb, Reason string }

type topicView struct {
	Name, Score, Missing string
	Hits                 []string
}

// blockView is a block of the text: kept, or cut by a rule.
type blockView struct{ Text, Rule, To string }

// whyPage shows verdicts and the reasons for them.
func whyPage(c pageContext, answer whyAnswer) ([]byte, error) {
	data := struct {
		frame
		Query string
		Limit int
		More  bool
		Items []verdictView
	}{frame: c.frame("Why", ""), Query: answer.Query, Limit: answer.Limit, More: len(answer.Verdicts) >= answer.Limit}
	for _, v := range answer.Verdicts {
		data.Items = append(data.Items, newVerdictView(v))
	}
	return execute("why.html", data)
}

func newVerdictView(v filter.Verdict) verdictView {
	view := verdictView{Verdict: v, Href: openable(v.URL), Relation: relationText(v), Blocks: blocksOf(v)}
	for _, d := range v.Decisions {
		view.Decisions = append(view.Decisions, decisionView{d.Feed, string(d.Action), verbs[d.Action], d.Reason})
	}
	for _, s := range v.Signals {
		text := s.Name
		if s.Value != "" {
			text += ": " + s.Value
		}
		if s.Score != 0 {
			text += fmt.Sprintf(" (%+.2f)", s.Score)
		}
		view.Signals = append(view.Signals, text)
	}
	for topic, score := range v.Scores {
		view.Topics = append(view.Topics, topicView{Name: topic, Score: fmt.Sprintf("%.1f", score), Missing: v.Missing[topic], Hits: hitsOf(v, topic)})
	}
	slices.SortFunc(view.Topics, func(a, b topicView) int { return strings.Compare(a.Name, b.Name) })
	return view
}

// verbs say what a feed did with the item.
var verbs = map[filter.Action]string{
	filter.Publish: "published in", filter.Revise: "updated in", filter.FoldInto: "folded in", filter.Drop: "not in",
	filter.Hold: "held back in", filter.Withdraw: "withdrawn from",
}

func relationText(v filter.Verdict) string {
	text := relations[string(v.Relation)]
	if v.Take != "" {
		text += ", marked " + v.Take
	}
	if v.Of != nil && v.Of.Item != v.Item {
		text += ": " + v.Of.Item + " at " + v.Of.Source
	}
	return text
}

// relations say how the item relates to what was seen before.
var relations = map[string]string{
	"update": "An update of an item known before", "take": "A take of a report known before", "copy": "A copy of a report known before",
	"coverage": "Another report of a story known before", "new": "A new story",
}

func hitsOf(v filter.Verdict, topic string) []string {
	var out []string
	for _, h := range v.Hits {
		if h.Topic == topic {
			out = append(out, fmt.Sprintf("%+g “%s” in the %s (%s)", h.Weight, h.Term, h.Field, h.Config))
		}
	}
	return out
}

// blocksOf puts the text and what was cut from it back in order: cuts are in
// the order in which they were made, from either edge inwards.
func blocksOf(v filter.Verdict) []blockView {
	var start, end, out []blockView
	for _, cut := range v.Cuts {
		b := blockView{Text: cut.Text, Rule: cmp.Or(strings.TrimSpace(cut.Rule+" "+cut.Config), "rule"), To: string(cut.To)}
		if cut.At == "start" {
			start = append(start, b)
		} else {
			end = append(end, b)
		}
	}
	out = append(out, start...)
	if v.Text != "" {
		for line := range strings.SplitSeq(v.Text, "\n") {
			if strings.TrimSpace(line) != "" {
				out = append(out, blockView{Text: line})
			}
		}
	} else if len(v.Cuts) > 0 {
		out = append(out, blockView{Text: "…"})
	}
	slices.Reverse(end)
	return append(out, end...)
}
