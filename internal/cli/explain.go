package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"sitrep/filter"
	"sitrep/filter/match"
	"sitrep/filter/strip"
	"sitrep/internal/config"
	"sitrep/internal/poll"
	"sitrep/internal/store"
)

type explainCommand struct {
	ConfigFlag
	FormatFlag
	What string `arg:"" optional:"" name:"url|id" help:"The address, raw id or entry id of an item."`
	All  bool   `help:"Every item, one line each with --format json."`
}

func (cmd explainCommand) Run(c call) error {
	if (cmd.What == "") != cmd.All {
		return usageError("explain wants one address, raw id or entry id, or --all")
	}
	return withStore(c, cmd.Config, func(loaded *config.Config, opened *store.Store) error { return cmd.explain(c, loaded, opened) })
}

func (cmd explainCommand) explain(c call, loaded *config.Config, opened *store.Store) error {
	found := 0
	write := writeVerdict
	if cmd.Format == "json" {
		encoder := lineEncoder(c.Stdout)
		write = func(_ io.Writer, v filter.Verdict) error { return encoder.Encode(verdictLine(v)) }
	}
	tell := func(v filter.Verdict) error {
		if found++; found > 1 && cmd.Format == "text" {
			fmt.Fprintln(c.Stdout)
		}
		return write(c.Stdout, v)
	}
	query := store.VerdictQuery{URL: cmd.What, EntryID: cmd.What, All: cmd.All}
	if err := opened.Verdicts(c.context, query, tell); err != nil {
		return err
	}
	policy, err := compilePolicy(c.context, opened, loaded, c.now())
	if err != nil {
		return err
	}
	if err := poll.Awaiting(c.context, opened, policy, query, tell); err != nil {
		return err
	}
	if found == 0 && !cmd.All {
		return errUnknownItem(cmd.What)
	}
	return nil
}

// errUnknownItem says that an address or id names nothing in the store.
func errUnknownItem(what string) error {
	return fmt.Errorf("nothing is known of %s: no source has brought it, or it was pruned or forgotten", what)
}

// verdictLine is a verdict as programs read it: lists that are empty are
// empty lists, not null.
func verdictLine(v filter.Verdict) filter.Verdict {
	if v.Hits == nil {
		v.Hits = []match.Hit{}
	}
	if v.Cuts == nil {
		v.Cuts = []strip.Cut{}
	}
	if v.Decisions == nil {
		v.Decisions = []filter.Decision{}
	}
	if v.Scores == nil {
		v.Scores = map[string]float64{}
	}
	return v
}

// writeVerdict tells a verdict to people.
func writeVerdict(w io.Writer, v filter.Verdict) error {
	out := &sheet{w: w}
	out.line("", v.Title)
	out.line("source", v.Source)
	out.line("item", v.Item)
	if v.URL != v.Item {
		out.line("link", v.URL)
	}
	out.line("received", v.At.Format("2006-01-02 15:04:05 MST"))
	if v.Fault != "" {
		out.line("fault", v.Fault)
	}
	out.line("relation", relationText(v))
	for _, s := range v.Signals {
		out.line("", "· "+signalText(s.Name, s.Value, s.Score))
	}
	out.line("report", v.Report)
	out.line("story", v.Story)
	for _, topic := range sortedKeys(v.Scores) {
		out.line("topic", topicText(v, topic))
		for _, h := range v.Hits {
			if h.Topic == topic {
				out.line("", fmt.Sprintf("· %+g %q in the %s at %d (%s)", h.Weight, h.Term, h.Field, h.Offset, h.Config))
			}
		}
	}
	for _, cut := range v.Cuts {
		out.line("cut", fmt.Sprintf("%s → %s: %s", ruleText(cut), cut.To, oneLine(cut.Text)))
	}
	for _, kept := range v.Kept {
		out.line("kept", fmt.Sprintf("%s: %s", ruleText(kept), oneLine(kept.Text)))
	}
	for _, d := range v.Decisions {
		out.line("feed", fmt.Sprintf("%s: %s: %s", d.Feed, d.Action, d.Reason))
	}
	for _, warning := range v.Warnings {
		out.line("warning", warning)
	}
	return out.err
}

// ruleText names a rule with its line; a notice is found without a rule.
func ruleText(cut strip.Cut) string {
	if cut.Config == "" {
		return cut.Rule
	}
	return cut.Rule + " (" + cut.Config + ")"
}

func relationText(v filter.Verdict) string {
	text := string(v.Relation)
	if v.Take != "" {
		text += " (" + v.Take + ")"
	}
	if v.Of != nil && v.Of.Item != v.Item {
		text += " of " + v.Of.Item + " at " + v.Of.Source
	}
	return text
}

func signalText(name, value string, score float64) string {
	if value != "" {
		name += ": " + oneLine(value)
	}
	if score != 0 {
		name += fmt.Sprintf(" (%+.2f)", score)
	}
	return name
}

func topicText(v filter.Verdict, topic string) string {
	text := fmt.Sprintf("%s %.1f", topic, v.Scores[topic])
	if missing := v.Missing[topic]; missing != "" {
		text += ", off topic: " + missing
	}
	return text
}

func sortedKeys(m map[string]float64) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// oneLine folds white space and shortens for a terminal.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return clip(s, 160)
}
