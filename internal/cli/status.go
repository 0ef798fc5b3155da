package cli

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"sitrep/filter"
	"sitrep/internal/config"
	"sitrep/internal/fetch"
	"sitrep/internal/serve"
	"sitrep/internal/store"
)

type statusCommand struct {
	ConfigFlag
	FormatFlag
}

// sourceStatus is one source as programs read it: the contract of
// `status --format json`. Times are absent where they never came.
type sourceStatus struct {
	Name       string    `json:"source"`
	URL        string    `json:"url"`   // without credentials
	State      string    `json:"state"` // new, good, failing, gone
	LastTurn   time.Time `json:"last_turn,omitzero"`
	LastGood   time.Time `json:"last_good,omitzero"`
	LastChange time.Time `json:"last_change,omitzero"`
	NextDue    time.Time `json:"next_due,omitzero"`
	Reason     string    `json:"reason,omitempty"` // why then
	Fault      string    `json:"fault,omitempty"`  // of the last turn
	Faults     int       `json:"faults,omitempty"` // failures in a row
	Items      int       `json:"items"`            // in its last document
	Format     string    `json:"format,omitempty"`
	Moved      string    `json:"moved,omitempty"`    // the address it moved to for good
	Warnings   []string  `json:"warnings,omitempty"` // of its last document
}

// ruleDrift is what the strip rules of a source know lately, and what they no
// longer do.
type ruleDrift struct {
	Rules   []filter.RuleUse `json:"rules,omitempty"`   // how often each matched in the newest texts
	Stopped []filter.Stopped `json:"stopped,omitempty"` // rules that used to match
	Unknown []string         `json:"unknown,omitempty"` // heads and tails that repeat and no rule knows
}

func (cmd statusCommand) Run(c call) error {
	return withStore(c, cmd.Config, func(loaded *config.Config, opened *store.Store) error { return cmd.tell(c, loaded, opened) })
}

func (cmd statusCommand) tell(c call, loaded *config.Config, opened *store.Store) error {
	sources, err := opened.Sources(c.context)
	if err != nil {
		return err
	}
	drifts, err := driftOf(c, loaded, opened)
	if err != nil {
		return err
	}
	encoder := lineEncoder(c.Stdout)
	out := &sheet{w: c.Stdout}
	for _, s := range sources {
		if !s.Active {
			continue
		}
		line := statusOf(s)
		if cmd.Format == "json" {
			if err := encoder.Encode(struct {
				sourceStatus
				ruleDrift
			}{line, drifts[s.Name]}); err != nil {
				return err
			}
			continue
		}
		writeStatus(out, line, c.now())
		writeDrift(out, drifts[s.Name])
	}
	hubs, err := hubStatuses(c, loaded, opened)
	if err != nil {
		return err
	}
	return errors.Join(cmd.tellHubs(c, out, encoder, hubs), out.err)
}

// driftOf looks at every source's rules: those that stopped matching, and what
// repeats lately that none of them knows.
func driftOf(c call, loaded *config.Config, opened *store.Store) (map[string]ruleDrift, error) {
	policy, err := compilePolicy(c.context, opened, loaded, c.now())
	if err != nil {
		return nil, err
	}
	var watch filter.Drift
	err = opened.Verdicts(c.context, store.VerdictQuery{All: true}, func(v filter.Verdict) error {
		watch.Add(v)
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := map[string]ruleDrift{}
	for _, s := range loaded.Sources {
		drift := ruleDrift{Rules: watch.Lately(s.Name), Stopped: watch.Stopped(s.Name)}
		proposals, err := proposalsFor(c, policy, opened, s.Name)
		if err != nil {
			return nil, err
		}
		for _, p := range proposals {
			drift.Unknown = append(drift.Unknown, fmt.Sprintf("at the %s of %d of %d texts: %s", p.Rule.At, p.Seen, p.Of, oneLine(p.Example)))
		}
		out[s.Name] = drift
	}
	return out, nil
}

func writeDrift(out *sheet, d ruleDrift) {
	if len(d.Rules) > 0 {
		var uses []string
		for _, r := range d.Rules {
			uses = append(uses, fmt.Sprintf("%s %d", r.Rule, r.Hits))
		}
		out.line("", fmt.Sprintf("strip rules in the last %s: %s", count(d.Rules[0].Texts, "text"), strings.Join(uses, ", ")))
	}
	for _, s := range d.Stopped {
		out.line("", fmt.Sprintf("rule %s (%s) matched %d of %d texts and none of the last %d", s.Rule, s.Config, s.Hits, s.Texts, s.Lately))
	}
	for i, text := range d.Unknown {
		if i == 3 {
			out.line("", fmt.Sprintf("… and %d more that no rule knows (sitrep suggest)", len(d.Unknown)-i))
			break
		}
		out.line("", "no rule knows what stands "+text)
	}
}

func statusOf(s store.Source) sourceStatus {
	line := sourceStatus{
		Name: s.Name, URL: fetch.Redact(s.URL), State: serve.StateGood, LastTurn: utc(s.LastTurn), LastGood: utc(s.LastGood), LastChange: utc(s.LastChange),
		Fault: s.Fault, Faults: s.Faults, NextDue: utc(s.NextDue), Reason: s.NextReason, Items: s.Items, Format: s.Format,
	}
	if s.MovedSeen >= 2 {
		line.Moved = s.Moved
	}
	for _, w := range s.Warnings {
		line.Warnings = append(line.Warnings, w.At+": "+w.Text)
	}
	switch {
	case s.Gone:
		line.State = serve.StateGone
	case s.Faults > 0:
		line.State = serve.StateFailing
	case s.LastTurn.IsZero():
		line.State = serve.StateNew
	}
	return line
}

func utc(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC()
}

// writeStatus tells one source to people.
func writeStatus(out *sheet, s sourceStatus, now time.Time) {
	out.printf("%s  %s\n", pad(s.State, 8), s.Name)
	out.line("", s.URL)
	if s.Moved != "" {
		out.line("", "moved for good to "+s.Moved+": change its url")
	}
	if !s.LastTurn.IsZero() {
		out.line("", fmt.Sprintf("last turn %s, last change %s, %s", ago(s.LastTurn, now), ago(s.LastChange, now), count(s.Items, "item")))
	}
	if s.Fault != "" {
		out.line("", fmt.Sprintf("fault (%d in a row): %s", s.Faults, s.Fault))
	}
	if !s.NextDue.IsZero() {
		reason := s.Reason
		if s.LastTurn.IsZero() {
			reason = "it was never visited"
		}
		out.line("", fmt.Sprintf("next due %s: %s", ahead(s.NextDue, now), reason))
	} else if s.Reason != "" {
		out.line("", "next due never: "+s.Reason)
	}
	for _, w := range s.Warnings {
		out.line("", "warning: "+w)
	}
}

func ago(t, now time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return now.Sub(t).Round(time.Second).String() + " ago"
}

func ahead(t, now time.Time) string {
	if !t.After(now) {
		return "now"
	}
	return "in " + t.Sub(now).Round(time.Second).String()
}
