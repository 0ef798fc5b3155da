package cli

import (
	"encoding/json"
	"fmt"
	"time"

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

func (cmd statusCommand) Run(c call) error {
	return withStore(c, cmd.Config, func(_ *config.Config, opened *store.Store) error { return cmd.tell(c, opened) })
}

func (cmd statusCommand) tell(c call, opened *store.Store) error {
	sources, err := opened.Sources(c.context)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(c.Stdout)
	encoder.SetEscapeHTML(false)
	out := &sheet{w: c.Stdout}
	for _, s := range sources {
		if !s.Active {
			continue
		}
		line := statusOf(s)
		if cmd.Format == "json" {
			if err := encoder.Encode(line); err != nil {
				return err
			}
			continue
		}
		writeStatus(out, line, c.now())
	}
	return out.err
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
		out.line("", fmt.Sprintf("next due %s: %s", ahead(s.NextDue, now), s.Reason))
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
