package filter

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/filter/strip"
)

// TestDrift: a rule that matched every text and stopped is told of after a few
// texts, one that matched now and then only after many, one that still matches
// never.
func TestDrift(t *testing.T) {
	var d Drift
	told := map[string]int{}
	for i := range 160 {
		v := Verdict{Source: "wire"}
		cut := func(rule string) {
			v.Cuts = append(v.Cuts, strip.Cut{Rule: rule, Config: "config.yaml:7"}, strip.Cut{Rule: rule, Config: "config.yaml:7"})
		}
		cut("wire/always")
		if i < 80 {
			cut("wire/stopped")
		}
		if i < 80 && i%5 == 0 {
			cut("wire/rare")
		}
		if i < 80 && i%40 == 0 {
			cut("wire/odd")
		}
		d.Add(v)
		for _, s := range d.Stopped("wire") {
			if told[s.Rule] == 0 {
				told[s.Rule] = i
			}
		}
	}
	if diff := cmp.Diff(map[string]int{"wire/stopped": 84, "wire/rare": 105}, told); diff != "" {
		t.Errorf("told of (-want +got):\n%s", diff)
	}
	want := []RuleUse{{Rule: "wire/always", Config: "config.yaml:7", Hits: 50, Texts: 50}}
	if diff := cmp.Diff(want, d.Lately("wire")); diff != "" {
		t.Errorf("lately (-want +got):\n%s", diff)
	}
	if got := fmt.Sprint(d.Stopped("other"), d.Lately("other")); got != "[] []" {
		t.Errorf("of another source: %s", got)
	}
}
