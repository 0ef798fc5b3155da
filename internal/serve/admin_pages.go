package serve

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/filter"
	"sitrep/filter/strip"
)

// sourceView is a source as the operator's page shows it: times in words.
type sourceView struct {
	Name, URL, State, Fault, Moved, Reason, Format string
	LastTurn, LastGood, LastChange, NextDue        moment
	LateGood                                       bool // its last good turn is another than its last turn
	Items                                          int
	Warnings                                       []string
}

// moment is a time as seen from now. At is zero where it never came.
type moment struct {
	Text  string
	Exact string // with the date where it is not within a day
	At    time.Time
}

func newMoment(text string, at, now time.Time) moment {
	m := moment{Text: text, Exact: showTime(at.UTC()), At: at}
	if at.Sub(now).Abs() < 24*time.Hour {
		m.Exact = at.UTC().Format("15:04 UTC")
	}
	return m
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
			LateGood: !s.LastGood.Equal(s.LastTurn), Items: s.Items, Warnings: s.Warnings,
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

func ago(t, now time.Time) moment {
	switch since := now.Sub(t); {
	case t.IsZero():
		return moment{Text: "never"}
	case since < time.Minute:
		return newMoment("just now", t, now)
	default:
		return newMoment(roughly(since)+" ago", t, now)
	}
}

func ahead(t, now time.Time) moment {
	switch until := t.Sub(now); {
	case t.IsZero():
		return moment{Text: "not planned"}
	case until <= 0:
		return newMoment("now", t, now)
	default:
		return newMoment("in "+roughly(until), t, now)
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
	Outcome   string // in few words
	Open      bool   // shown whole at once
	Relation  string
	Decisions []decisionView
	Signals   []signalView
	Topics    []topicView
	Blocks    []blockView
	Harvested []blockView
}

// decisionView is what some feeds did with the item, all for one reason.
type decisionView struct{ Feeds, Action, Verb, Reason string }

type signalView struct{ Name, Value, Score string }

type topicView struct {
	Name, Score, Missing string
	Hits                 []hitView
}

type hitView struct{ Weight, Term, Field, Config string }

// blockView is a block of the text: kept, or cut by a rule.
type blockView struct{ Text, Rule, To string }

// whyPage shows verdicts and the reasons for them; the first that was asked for
// whole.
func whyPage(c pageContext, answer whyAnswer) ([]byte, error) {
	data := struct {
		frame
		Query string
		Limit int
		More  bool
		Items []verdictView
	}{frame: c.frame("Why", ""), Query: answer.Query, Limit: answer.Limit, More: len(answer.Verdicts) >= answer.Limit}
	for i, v := range answer.Verdicts {
		view := newVerdictView(v)
		view.Open = i == 0 && answer.Query != ""
		data.Items = append(data.Items, view)
	}
	return execute("why.html", data)
}

func newVerdictView(v filter.Verdict) verdictView {
	view := verdictView{Verdict: v, Href: openable(v.URL), Relation: relationText(v), Blocks: blocksOf(v), Decisions: decisionsOf(v), Outcome: outcomeOf(v)}
	for _, s := range v.Signals {
		view.Signals = append(view.Signals, signalView{Name: s.Name, Value: s.Value, Score: signed(s.Score)})
	}
	for topic, score := range v.Scores {
		view.Topics = append(view.Topics, topicView{Name: topic, Score: fmt.Sprintf("%.1f", score), Missing: v.Missing[topic], Hits: hitsOf(v, topic)})
	}
	slices.SortFunc(view.Topics, func(a, b topicView) int { return strings.Compare(a.Name, b.Name) })
	for _, kept := range v.Kept {
		view.Harvested = append(view.Harvested, newBlockView(kept))
	}
	return view
}

// signed writes a part of a score; empty where it comes to nothing.
func signed(score float64) string {
	text := fmt.Sprintf("%+.2f", score)
	if strings.Trim(text, "+-0.") == "" {
		return ""
	}
	return text
}

// verbs say what a feed did with the item.
var verbs = map[filter.Action]string{
	filter.Publish: "published in", filter.Revise: "updated in", filter.FoldInto: "folded in", filter.Drop: "not in",
	filter.Hold: "held back in", filter.Withdraw: "withdrawn from",
}

// decisionsOf puts feeds that did the same for the same reason together, those
// that show the item first.
func decisionsOf(v filter.Verdict) []decisionView {
	var shown, dropped []decisionView
	for _, d := range v.Decisions {
		list := &shown
		if d.Action == filter.Drop {
			list = &dropped
		}
		same := func(have decisionView) bool { return have.Action == string(d.Action) && have.Reason == d.Reason }
		if at := slices.IndexFunc(*list, same); at >= 0 {
			(*list)[at].Feeds += ", " + d.Feed
			continue
		}
		*list = append(*list, decisionView{d.Feed, string(d.Action), verbs[d.Action], d.Reason})
	}
	return append(shown, dropped...)
}

// outcomeOf says in few words what became of an item.
func outcomeOf(v filter.Verdict) string {
	if v.Fault != "" {
		return "set aside"
	}
	var parts []string
	for _, action := range []filter.Action{filter.Publish, filter.Revise, filter.FoldInto, filter.Hold, filter.Withdraw} {
		var feeds []string
		for _, d := range v.Decisions {
			if d.Action == action {
				feeds = append(feeds, d.Feed)
			}
		}
		if len(feeds) > 0 {
			parts = append(parts, verbs[action]+" "+strings.Join(feeds, ", "))
		}
	}
	return cmp.Or(strings.Join(parts, "; "), "in no feed")
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

func hitsOf(v filter.Verdict, topic string) []hitView {
	var out []hitView
	for _, h := range v.Hits {
		if h.Topic == topic {
			out = append(out, hitView{fmt.Sprintf("%+g", h.Weight), h.Term, string(h.Field), h.Config})
		}
	}
	return out
}

func newBlockView(cut strip.Cut) blockView {
	return blockView{Text: cut.Text, Rule: cmp.Or(strings.TrimSpace(cut.Rule+" "+cut.Config), "rule"), To: string(cut.To)}
}

// blocksOf puts the text and what was cut from it back in order: cuts are in
// the order in which they were made, from either edge inwards.
func blocksOf(v filter.Verdict) []blockView {
	var start, end, out []blockView
	for _, cut := range v.Cuts {
		if cut.At == "start" {
			start = append(start, newBlockView(cut))
		} else {
			end = append(end, newBlockView(cut))
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
