package filter

import (
	"cmp"
	"slices"

	"sitrep/feed"
	"sitrep/feed/markup"
	"sitrep/filter/strip"
)

// How many of a source's texts are looked at.
const (
	latelyItems = 50  // the newest: lately
	rateItems   = 200 // those up to a rule's last match: its rate before it stopped
)

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

// Stopped returns the rules of a source that have stopped matching: each is
// judged by the texts since it last did, against its rate up to then.
func (d *Drift) Stopped(source string) []Stopped {
	texts := d.sources[source]
	last := map[string]int{} // by rule, the newest text it matched
	for i, hits := range texts {
		for rule := range hits {
			last[rule] = i
		}
	}
	var out []Stopped
	for rule, at := range last {
		since := strip.Use{Texts: len(texts) - at - 1}
		if since.Texts == 0 {
			continue
		}
		use := useOf(texts[max(at+1-rateItems, 0) : at+1])
		before := strip.Use{Hits: use.hits[rule], Texts: use.texts}
		if strip.Stopped(before, since) {
			out = append(out, Stopped{Rule: rule, Config: use.config[rule], Hits: before.Hits, Texts: before.Texts, Lately: since.Texts})
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
