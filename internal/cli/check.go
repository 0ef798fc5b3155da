package cli

import (
	"fmt"

	"sitrep/internal/config"
)

type checkCommand struct {
	ConfigFlag
	FormatFlag
	Strict bool `help:"Exit with 3 where there are warnings."`
}

func (cmd checkCommand) Run(c call) error {
	loaded, findings := config.Load(cmd.Config)
	if loaded != nil {
		findings = append(findings, config.Lint(loaded)...)
	}
	var errors, warnings int
	if cmd.Format == "json" {
		encoder := lineEncoder(c.Stdout)
		for _, f := range findings {
			if err := encoder.Encode(f); err != nil {
				return err
			}
		}
		errors, warnings = countFindings(findings)
	} else {
		errors, warnings = tell(c, findings)
	}
	switch {
	case errors > 0 || loaded == nil:
		fmt.Fprintf(c.Stderr, "%s\n", count(errors, "error"))
		return errTold
	case warnings > 0 && cmd.Strict:
		fmt.Fprintf(c.Stderr, "%s\n", count(warnings, "warning"))
		return errFindings
	case cmd.Format == "json":
		return nil
	}
	_, err := fmt.Fprintf(c.Stdout, "%s: %s, %s, %s, %s; %s\n", cmd.Config, count(len(loaded.Sources), "source"), count(len(loaded.Settings.Topics), "topic"),
		count(len(loaded.Feeds), "feed"), count(len(loaded.Tests), "test"), count(warnings, "warning"))
	return err
}

// tell prints findings, one a line, and counts them.
func tell(c call, findings []config.Finding) (errors, warnings int) {
	for _, f := range findings {
		fmt.Fprintln(c.Stderr, f)
	}
	return countFindings(findings)
}

func countFindings(findings []config.Finding) (errors, warnings int) {
	for _, f := range findings {
		if f.Severity == config.SeverityError {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}

// count writes a number with its noun: 1 error, 3 errors.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
