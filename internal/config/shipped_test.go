package config

import (
	"slices"
	"strings"
	"testing"

	"sitrep/filter"
	"sitrep/filter/match"
	"sitrep/filter/strip"
)

// TestShippedConfig: what we ship has nothing wrong with it. Its tests are run
// by the commands, which know the whole road.
func TestShippedConfig(t *testing.T) {
	cfg := mustLoad(t, "../../config.yaml")
	for _, f := range Lint(cfg) {
		t.Error(f)
	}
	if _, problems := filter.Compile(cfg.Settings); len(problems) > 0 {
		t.Errorf("the filter refuses it: %v", problems)
	}
	if len(cfg.Sources) < 20 || len(cfg.Tests) < 12 {
		t.Errorf("%d sources and %d tests", len(cfg.Sources), len(cfg.Tests))
	}
}

// TestNotices: what Lint tries on drop rules is what stripping takes for a
// notice, and what it takes for a story is none.
func TestNotices(t *testing.T) {
	for _, notice := range notices() {
		if !strip.IsNotice(notice) {
			t.Errorf("no notice: %s", notice)
		}
	}
	for _, story := range stories() {
		if strip.IsNotice(story) {
			t.Errorf("a notice: %s", story)
		}
	}
}

// TestPresets: every shipped preset decodes without findings, and is used as
// it is printed: pasted into a configuration it means the same.
func TestPresets(t *testing.T) {
	kinds := map[string]int{}
	for _, p := range Presets() {
		kinds[p.Kind]++
		t.Run(p.Name, func(t *testing.T) {
			l := newLoader("config.yaml", t.TempDir())
			body, r, ok := l.openPreset(p.Kind, p.Name)
			if !ok {
				t.Fatalf("not found: %v", l.findings)
			}
			count, settings := 0, filter.Settings{}
			if p.Kind == KindStrip {
				rules := r.rules(p.Name, body)
				for _, rule := range rules {
					if !strings.HasPrefix(rule.Name, p.Name+"/") || !strings.HasPrefix(rule.Config, p.Name+".yaml:") {
						t.Errorf("rule %q at %q", rule.Name, rule.Config)
					}
				}
				count = len(rules)
				settings.Sources = []filter.Source{{Name: "a", Strip: rules}}
			} else {
				list := r.words(p.Name, body)
				count = len(list.terms)
				settings.Topics = []match.Topic{{Name: "t", Terms: list.terms, Never: list.never}}
			}
			if count == 0 {
				t.Error("is empty")
			}
			if _, problems := filter.Compile(settings); len(problems) > 0 {
				t.Errorf("the filter refuses it: %v", problems)
			}
			for _, f := range append(r.findings, r.notes...) {
				t.Error(f)
			}
		})
	}
	if kinds[KindStrip] == 0 || kinds[KindWords] == 0 {
		t.Errorf("presets by kind: %v", kinds)
	}
}

// TestPresetsPaste: what sitrep presets prints can be put into a configuration
// and means the same there.
func TestPresetsPaste(t *testing.T) {
	for _, p := range Presets() {
		t.Run(p.Name, func(t *testing.T) {
			if p.Kind == KindWords {
				used, _ := mustParse(t, "sources: [a.xml]\ntopics: {"+p.Name+": {use: ["+p.Name+"]}}\n")
				pasted, _ := mustParse(t, p.Text+"\nsources: [a.xml]\n")
				same := func(a, b match.Term) bool { a.Config, b.Config = "", ""; return a == b }
				if !slices.EqualFunc(used.Settings.Topics[0].Terms, pasted.Settings.Topics[0].Terms, same) {
					t.Error("pasted words differ")
				}
				return
			}
			used, _ := mustParse(t, "sources: [{url: a.xml, strip: ["+p.Name+"]}]\n")
			pasted, _ := mustParse(t, p.Text+"\nsources: [{url: a.xml, strip: ["+p.Name+"]}]\n")
			same := func(a, b strip.Rule) bool { a.Config, b.Config = "", ""; return a == b }
			if !slices.EqualFunc(used.Settings.Sources[0].Strip, pasted.Settings.Sources[0].Strip, same) {
				t.Error("pasted rules differ")
			}
		})
	}
}
