package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/internal/config"
	"sitrep/internal/poll"
)

// cronSlack counts a source as due that is due within a tenth of its interval,
// so that a cron job that starts a second early does not skip it.
const cronSlack = 0.1

// pruneSoonest is how often polls prune at the most: it looks at all that is
// stored, and what a poll brings has just come.
const pruneSoonest = time.Hour

type pollCommand struct {
	ConfigFlag
	Source []string `placeholder:"NAME" help:"Only this source; may be given several times."`
	Force  bool     `help:"Visit sources that are not due, too, and adopt an edited configuration whatever it withdraws."`
	Export string   `placeholder:"DIR" help:"Write every feed as static files afterwards."`
	GzipFlag
	Strict bool `help:"Exit with 3 where a source failed or a document had to be repaired."`
}

func (cmd pollCommand) Run(c call) (err error) {
	d, err := openDesk(c, cmd.Config, cmd.Force)
	if err != nil {
		return err
	}
	defer closing(d, &err)
	if err := d.known(cmd.Source); err != nil {
		return err
	}
	began := c.now().Truncate(time.Millisecond)
	report, err := d.conductor.Round(c.context, poll.Selection{Names: cmd.Source, Force: cmd.Force, Slack: cronSlack})
	if err == nil || report.Turns > 0 { // what was done before something failed
		tellRound(c, report)
	}
	if err != nil {
		return err
	}
	prune := pruneOptions(d.config)
	prune.Every = pruneSoonest
	if _, err := d.store.Prune(c.context, c.now(), prune); err != nil {
		return err
	}
	if cmd.Export != "" {
		if err := d.export(c, cmd.Export, cmd.GzipFlag); err != nil {
			return err
		}
	}
	d.announce(c)
	repaired, err := d.tellRepairs(c, began)
	if err != nil {
		return err
	}
	if report.Failed > 0 && report.Failed == report.Turns || cmd.Strict && report.Failed+repaired > 0 {
		return errFindings
	}
	return nil
}

// tellRepairs says which documents of this round could not be read as they
// stood, and counts them.
func (d *desk) tellRepairs(c call, began time.Time) (int, error) {
	sources, err := d.store.Sources(c.context)
	if err != nil {
		return 0, err
	}
	repaired := 0
	for _, s := range sources {
		if len(s.Warnings) == 0 || s.LastChange.Before(began) {
			continue
		}
		repaired++
		fmt.Fprintf(c.Stderr, "%s: %s, the first: %s: %s (sitrep status has them all)\n",
			s.Name, count(len(s.Warnings), "warning"), s.Warnings[0].At, s.Warnings[0].Text)
	}
	return repaired, nil
}

// known refuses the name of a source that is not configured, or not visited.
func (d *desk) known(names []string) error {
	for _, name := range names {
		at := slices.IndexFunc(d.config.Sources, func(s config.Source) bool { return s.Name == name })
		switch {
		case at < 0:
			return usageError(fmt.Sprintf("there is no source %q in %s", name, d.config.Path))
		case d.config.Sources[at].Disabled:
			return usageError(fmt.Sprintf("source %q is disabled in %s", name, d.config.Path))
		}
	}
	return nil
}

// tellRound says what a round did.
func tellRound(c call, r poll.Report) {
	slices.SortFunc(r.Faults, func(a, b poll.SourceFault) int { return strings.Compare(a.Source, b.Source) })
	for _, f := range r.Faults {
		fmt.Fprintf(c.Stderr, "%s: %v\n", f.Source, f.Err)
	}
	elsewhere := ""
	if r.Elsewhere > 0 {
		elsewhere = fmt.Sprintf(", %d left to another process that has them", r.Elsewhere)
	}
	fmt.Fprintf(c.Stderr, "%s visited, %d failed%s; %s new, %d changed, %d unchanged; %d placed\n",
		count(r.Turns, "source"), r.Failed, elsewhere, count(r.New, "item"), r.Changed, r.Unchanged, r.Placed)
}

// closing closes the desk at the end of a command and keeps the first error.
func closing(d *desk, err *error) {
	if closed := d.Close(); *err == nil {
		*err = closed
	}
}
