package cli

import (
	"fmt"
	"strings"

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
		total := 0
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
			writeProposals(out, s.Name, proposals)
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

// writeProposals prints rules as the configuration writes them.
func writeProposals(out *sheet, source string, proposals []strip.Proposal) {
	if len(proposals) == 0 {
		return
	}
	out.printf("  %s-suggested:\n", strings.NewReplacer("/", "-", ".", "-").Replace(source))
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
