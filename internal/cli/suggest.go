package cli

import (
	"fmt"
	"strings"
	"unicode"

	"sitrep/feed"
	"sitrep/filter"
	"sitrep/filter/strip"
	"sitrep/internal/config"
	"sitrep/internal/store"
)

// suggestItems is how many of a source's newest items are looked at.
const suggestItems = 200

type suggestCommand struct {
	ConfigFlag
	Source string `placeholder:"NAME" help:"Only this source."`
}

func (cmd suggestCommand) Run(c call) error {
	return withStore(c, cmd.Config, func(loaded *config.Config, opened *store.Store) error {
		policy, err := compilePolicy(c.context, opened, loaded, c.now())
		if err != nil {
			return err
		}
		if cmd.Source != "" && sourceNamed(loaded, cmd.Source).URL == "" {
			return usageError(fmt.Sprintf("there is no source %q in %s", cmd.Source, loaded.Path))
		}
		out := &sheet{w: c.Stdout}
		total, taken := 0, setNames(loaded)
		for _, s := range loaded.Sources {
			if cmd.Source != "" && s.Name != cmd.Source {
				continue
			}
			proposals, err := proposalsFor(c, policy, opened, s.Name)
			if err != nil {
				return err
			}
			if len(proposals) > 0 && total == 0 {
				out.print("strip:\n")
			}
			total += len(proposals)
			writeProposals(out, s.Name, taken, proposals)
		}
		fmt.Fprintf(c.Stderr, "%s; paste them under strip: and name the sets in their sources\n", count(total, "rule"))
		return out.err
	})
}

// proposalsFor looks at what a source published lately.
func proposalsFor(c call, policy *filter.Policy, opened *store.Store, source string) ([]strip.Proposal, error) {
	key := policy.Key(source)
	recent, err := opened.Recent(c.context, key, suggestItems)
	if err != nil {
		return nil, err
	}
	items := make([]feed.Item, len(recent))
	for i, r := range recent {
		items[i] = r.Body
	}
	return policy.Suggest(key, items), nil
}

// setNames are the names of the rule sets that sources use.
func setNames(loaded *config.Config) map[string]bool {
	taken := map[string]bool{}
	for _, s := range loaded.Settings.Sources {
		for _, rule := range s.Strip {
			set, _, _ := strings.Cut(rule.Name, "/")
			taken[set] = true
		}
	}
	return taken
}

// newSetName makes a name for a source's set of rules that needs no quotes in
// YAML and is not taken, and takes it.
func newSetName(source string, taken map[string]bool) string {
	words := strings.FieldsFunc(source, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	base := strings.Join(append(words, "suggested"), "-")
	name := base
	for n := 2; taken[name]; n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	taken[name] = true
	return name
}

// writeProposals prints rules as the configuration writes them, in a set whose
// name is not taken.
func writeProposals(out *sheet, source string, taken map[string]bool, proposals []strip.Proposal) {
	if len(proposals) == 0 {
		return
	}
	out.printf("  %s: # for source %s\n", newSetName(source, taken), oneLine(source))
	for _, p := range proposals {
		out.printf("    # in %d of %d texts: %s\n", p.Seen, p.Of, clip(oneLine(p.Example), 120))
		out.printf("    - {at: %s, match: %s, ", p.Rule.At, quoteYAML(p.Rule.Match))
		if p.Rule.Inline {
			out.print("inline: true, ")
		}
		out.printf("to: %s}\n", p.Rule.To)
	}
}

// quoteYAML writes a text as a single-quoted YAML scalar.
func quoteYAML(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
