package cli

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strings"

	"sitrep/feed"
	"sitrep/filter"
	"sitrep/internal/config"
	"sitrep/internal/poll"
	"sitrep/internal/store"
)

type previewCommand struct {
	ConfigFlag
	FormatFlag
	Against string `placeholder:"OLD.yaml" help:"Show only what the configuration would change against this one."`
}

func (cmd previewCommand) Run(c call) error {
	return withStore(c, cmd.Config, func(loaded *config.Config, opened *store.Store) error {
		after, feeds, err := cmd.decide(c, loaded, opened)
		if err != nil {
			return err
		}
		if cmd.Against == "" {
			return cmd.tell(c, after, feeds)
		}
		old, err := loadConfig(c, cmd.Against)
		if err != nil {
			return err
		}
		before, oldFeeds, err := cmd.decide(c, old, opened)
		if err != nil {
			return err
		}
		return cmd.compare(c, before, after, union(oldFeeds, feeds))
	})
}

// decide decides what is stored under a configuration.
func (cmd previewCommand) decide(c call, loaded *config.Config, opened *store.Store) (poll.Outcome, []string, error) {
	policy, err := compilePolicy(c.context, opened, loaded, c.now())
	if err != nil {
		return poll.Outcome{}, nil, err
	}
	conductor := &poll.Conductor{Store: opened, Now: c.now}
	outcome, err := conductor.Preview(c.context, policy)
	return outcome, policy.Feeds(), err
}

// tell prints every feed as it would be, or every verdict for programs.
func (cmd previewCommand) tell(c call, outcome poll.Outcome, feeds []string) error {
	if cmd.Format == "json" {
		encoder := lineEncoder(c.Stdout)
		for _, v := range outcome.Verdicts {
			if err := encoder.Encode(verdictLine(v)); err != nil {
				return err
			}
		}
		return nil
	}
	out := &sheet{w: c.Stdout}
	for _, name := range feeds {
		entries := outcome.Entries(name)
		out.printf("%s: %s\n", name, entryCount(len(entries)))
		for _, e := range entries {
			out.printf("  %s %s\n", e.Published.UTC().Format("2006-01-02 15:04"), clip(e.Title, pageWidth-19))
		}
	}
	return out.err
}

// change is one entry that an edit brings, takes or alters.
type change struct {
	Feed   string `json:"feed"`
	Change string `json:"change"` // enters, leaves, changes
	ID     string `json:"id"`
	Title  string `json:"title"`
	Reason string `json:"reason,omitempty"` // of the verdict that brings or takes it; what differs in one that changes
}

// compare prints what the edit would change, feed by feed.
func (cmd previewCommand) compare(c call, before, after poll.Outcome, feeds []string) error {
	var changes []change
	for _, name := range feeds {
		changes = append(changes, compareFeed(name, before, after)...)
	}
	if cmd.Format == "json" {
		encoder := lineEncoder(c.Stdout)
		for _, ch := range changes {
			if err := encoder.Encode(ch); err != nil {
				return err
			}
		}
		return nil
	}
	out := &sheet{w: c.Stdout}
	counts := map[string]int{}
	for _, ch := range changes {
		counts[ch.Change]++
		out.printf("%s %s %s\n", pad(ch.Change, 8), pad(ch.Feed, 14), clip(ch.Title, pageWidth-24))
		if ch.Reason != "" {
			out.text(9, ch.Reason)
		}
	}
	out.printf("%d enter, %d leave, %d change\n", counts["enters"], counts["leaves"], counts["changes"])
	return out.err
}

func compareFeed(name string, before, after poll.Outcome) []change {
	old, now := entriesByID(before.Entries(name)), entriesByID(after.Entries(name))
	var out []change
	for _, id := range slices.Sorted(maps.Keys(old)) {
		e, stays := now[id]
		switch {
		case !stays:
			out = append(out, change{name, "leaves", id, old[id].Title, reasonToLeave(before, after, name, id)})
		default:
			if changed := differences(old[id], e); len(changed) > 0 {
				out = append(out, change{name, "changes", id, e.Title, strings.Join(changed, ", ")})
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(now)) {
		if _, was := old[id]; !was {
			out = append(out, change{name, "enters", id, now[id].Title, reasonToEnter(after, name, id)})
		}
	}
	slices.SortStableFunc(out, func(a, b change) int { return cmp.Compare(a.Change, b.Change) })
	return out
}

func entriesByID(entries []feed.Entry) map[string]feed.Entry {
	out := make(map[string]feed.Entry, len(entries))
	for _, e := range entries {
		out[e.ID] = e
	}
	return out
}

// differences names what a reader would see differ between two versions of an
// entry.
func differences(a, b feed.Entry) []string {
	var names []string
	for _, part := range []struct {
		name string
		same bool
	}{
		{"title", a.Title == b.Title},
		{"text", a.Summary == b.Summary && a.Content == b.Content && a.FoldedLine == b.FoldedLine},
		{"rights", slices.Equal(a.Rights, b.Rights)},
		{"authors", slices.Equal(a.Authors, b.Authors) && slices.Equal(a.Contributors, b.Contributors)},
		{"links", slices.Equal(a.Links, b.Links)},
		{"dates", a.Published.Equal(b.Published) && a.Updated.Equal(b.Updated)},
		{"language", a.Language == b.Language},
		{"categories", slices.Equal(a.Categories, b.Categories)},
		{"media", reflect.DeepEqual(a.Media, b.Media)},
		{"source", reflect.DeepEqual(a.Source, b.Source)},
	} {
		if !part.same {
			names = append(names, part.name)
		}
	}
	return names
}

// reasonToEnter is why a feed shows a report now.
func reasonToEnter(after poll.Outcome, feedName, report string) string {
	v, _ := lastPut(after, feedName, report, true)
	return decisionIn(v, feedName).Reason
}

// reasonToLeave is what a feed says now of the item whose text it showed. The
// report's other items, copies elsewhere, may have reasons of their own, which
// were none before.
func reasonToLeave(before, after poll.Outcome, feedName, report string) string {
	shown, _ := lastPut(before, feedName, report, true)
	for _, v := range slices.Backward(after.Verdicts) {
		if v.Key != shown.Key || v.Item != shown.Item {
			continue
		}
		switch d := decisionIn(v, feedName); {
		case d.Feed == "":
			return "the feed is gone"
		case d.Action != filter.Publish && d.Action != filter.Revise:
			return d.Reason
		}
		if taker, state := lastPut(after, feedName, report, false); state != filter.Live {
			return decisionIn(taker, feedName).Reason
		}
		return "older than the feed's max_age"
	}
	return ""
}

// lastPut is the last verdict that changed a report's entry in a feed, or gave
// it its text, and what it made of it; both are empty if none did.
func lastPut(o poll.Outcome, feedName, report string, text bool) (filter.Verdict, string) {
	for _, v := range slices.Backward(o.Verdicts) {
		for _, e := range slices.Backward(v.Entries) {
			if e.Feed == feedName && e.ID == report && (e.Entry != nil || !text) {
				return v, e.State
			}
		}
	}
	return filter.Verdict{}, ""
}

// decisionIn is a feed's decision in a verdict; empty if it has none.
func decisionIn(v filter.Verdict, feedName string) filter.Decision {
	if at := slices.IndexFunc(v.Decisions, func(d filter.Decision) bool { return d.Feed == feedName }); at >= 0 {
		return v.Decisions[at]
	}
	return filter.Decision{}
}

// union joins two lists of names, keeping order.
func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, name := range b {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
