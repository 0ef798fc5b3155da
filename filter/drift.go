package filter

import (
	"cmp"
	"slices"

	"sitrep/feed"
	"sitrep/feed/markup"
	"sitrep/filter/strip"
)

// latelyItems is how many of a source's newest items count as lately.
const latelyItems = 50

// Stopped is a strip rule that used to match a source's texts and has stopped:
// the source has changed its furniture.
type Stopped struct {
	Rule   string `json:"rule"`
	Config string `json:"config"`
	Hits   int    `json:"hits"`   // texts it cut something from, before
	Texts  int    `json:"texts"`  // texts there were, before
	Lately int    `json:"lately"` // texts since, in which it found nothing
}

// RuleUse is how often a strip rule cut or harvested something from the newest
// texts of a source.
type RuleUse struct {
	Rule   string `json:"rule"`
	Config string `json:"config"`
	Hits   int    `json:"hits"`
	Texts  int    `json:"texts"` // how many were looked at
}

// Drift watches the strip rules of each source: a fold over verdicts in the
// order in which they were made.
type Drift struct {
	sources map[string][]ruleHits
}

// ruleHits are the rules that cut something from one text.
type ruleHits map[string]string // rule → config

// Add takes in the next verdict.
func (d *Drift) Add(v Verdict) {
	if d.sources == nil {
		d.sources = map[string][]ruleHits{}
	}
	hits := ruleHits{}
	for _, cut := range append(slices.Clone(v.Cuts), v.Kept...) {
		hits[cut.Rule] = cut.Config
	}
	d.sources[v.Source] = append(d.sources[v.Source], hits)
}

// Lately returns how often each rule of a source matched in its newest texts,
// the most frequent first. Rules that matched in none of them are left out.
func (d *Drift) Lately(source string) []RuleUse {
	texts := d.sources[source]
	use := useOf(texts[max(len(texts)-latelyItems, 0):])
	var out []RuleUse
	for rule, hits := range use.hits {
		out = append(out, RuleUse{Rule: rule, Config: use.config[rule], Hits: hits, Texts: use.texts})
	}
	slices.SortFunc(out, func(a, b RuleUse) int { return cmp.Or(b.Hits-a.Hits, cmp.Compare(a.Rule, b.Rule)) })
	return out
}

// Stopped returns the rules of a source that have stopped matching.
func (d *Drift) Stopped(source string) []Stopped {
	texts := d.sources[source]
	border := max(len(texts)-latelyItems, 0)
	if border == 0 { // all is lately: look at the halves
		border = len(texts) / 2
	}
	before, lately := useOf(texts[:border]), useOf(texts[border:])
	var out []Stopped
	for rule, use := range before.hits {
		since := strip.Use{Hits: lately.hits[rule], Texts: lately.texts}
		if strip.Stopped(strip.Use{Hits: use, Texts: before.texts}, since) {
			out = append(out, Stopped{Rule: rule, Config: before.config[rule], Hits: use, Texts: before.texts, Lately: lately.texts})
		}
	}
	slices.SortFunc(out, func(a, b Stopped) int { return cmp.Compare(a.Rule, b.Rule) })
	return out
}

type ruleUse struct {
	texts  int
	hits   map[string]int
	config map[string]string
}

func useOf(texts []ruleHits) ruleUse {
	use := ruleUse{texts: len(texts), hits: map[string]int{}, config: map[string]string{}}
	for _, hits := range texts {
		for rule, config := range hits {
			use.hits[rule]++
			use.config[rule] = config
		}
	}
	return use
}

// Suggest proposes strip rules for heads and tails that repeat among a
// source's items and that none of its rules knows. Key is the source's
// permanent key.
func (p *Policy) Suggest(key string, items []feed.Item) []strip.Proposal {
	src := p.source(Received{Source: key})
	inputs := make([]strip.Input, len(items))
	for i, it := range items {
		inputs[i] = strip.Input{Title: markup.PlainTitle(it.Title), Text: it.Body(), HasImage: hasImage(it)}
	}
	return strip.Suggest(inputs, src.stripper)
}
