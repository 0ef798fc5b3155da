package cli

import (
	"fmt"
	"slices"
	"strings"

	"sitrep/feed"
	"sitrep/feed/markup"
	"sitrep/filter"
	"sitrep/internal/config"
	"sitrep/internal/poll"
)

// judge holds a test's outcome against what it expects.
func judge(t config.Test, policy *filter.Policy, outcome poll.Outcome) []failure {
	j := judgement{test: t, outcome: outcome, feeds: map[string][]feed.Entry{}}
	for _, name := range policy.Feeds() {
		if entries := outcome.Entries(name); len(entries) > 0 {
			j.feeds[name] = entries
			j.names = append(j.names, name)
		}
	}
	j.entries()
	j.text()
	j.decisions()
	return j.failures
}

type judgement struct {
	test     config.Test
	outcome  poll.Outcome
	feeds    map[string][]feed.Entry
	names    []string // feeds that show something, in the order of the configuration
	failures []failure
}

// fail notes an expectation that did not hold.
func (j *judgement) fail(key, format string, a ...any) {
	place := j.test.Expect.Place(key)
	if place == "" {
		place = j.test.Config
	}
	j.failures = append(j.failures, failure{j.test.Name, place, key + ": " + fmt.Sprintf(format, a...)})
}

// entries judges which feeds show something, and how much.
func (j *judgement) entries() {
	want := j.test.Expect
	if want.Has("feeds") {
		expected := slices.Sorted(slices.Values(want.Feeds))
		if got := slices.Sorted(slices.Values(j.names)); !slices.Equal(got, expected) {
			j.fail("feeds", "want %s, got %s%s", list(expected), list(got), j.why())
		}
	}
	if want.Has("entries") {
		ids := map[string]bool{}
		for _, entries := range j.feeds {
			for _, e := range entries {
				ids[e.ID] = true
			}
		}
		if len(ids) != want.Entries {
			j.fail("entries", "want %d, got %d%s", want.Entries, len(ids), j.why())
		}
	}
	if want.Has("stories") {
		stories := map[string]bool{}
		for _, v := range j.outcome.Verdicts {
			stories[v.Story] = true
		}
		if len(stories) != want.Stories {
			j.fail("stories", "want %d, got %d", want.Stories, len(stories))
		}
	}
}

// text judges what a reader sees of the last item's entry.
func (j *judgement) text() {
	want := j.test.Expect
	keys := []string{"title", "body", "body_ends", "not_in_body", "rights", "authors"}
	if !slices.ContainsFunc(keys, want.Has) {
		return
	}
	e, ok := j.entry()
	if !ok {
		for _, key := range keys {
			if want.Has(key) {
				j.fail(key, "there is no entry to look at%s", j.why())
			}
		}
		return
	}
	if want.Has("title") && e.Title != want.Title {
		j.fail("title", "want %q, got %q", want.Title, e.Title)
	}
	j.body(e)
	for _, statement := range want.Rights {
		if !slices.ContainsFunc(e.Rights, func(r string) bool { return strings.Contains(r, statement) }) {
			j.fail("rights", "no statement holds %q: %s", statement, list(e.Rights))
		}
	}
	if want.Has("authors") {
		var got []string
		for _, person := range e.Authors {
			got = append(got, person.Name)
		}
		if !slices.Equal(got, want.Authors) {
			j.fail("authors", "want %s, got %s", list(want.Authors), list(got))
		}
	}
}

// body judges the text: as stripping left it, and as the entry shows it, which
// may be shorter.
func (j *judgement) body(e feed.Entry) {
	want := j.test.Expect
	shown := fields(bodyOf(e))
	whole := fields(j.outcome.Verdicts[len(j.outcome.Verdicts)-1].Text)
	if want.Has("body") && whole != fields(want.Body) && shown != fields(want.Body) {
		j.fail("body", "want %q, got %q", want.Body, whole)
	}
	if end := fields(want.BodyEnds); want.Has("body_ends") && !strings.HasSuffix(whole, end) && !strings.HasSuffix(shown, end) {
		j.fail("body_ends", "want %q, got %q", want.BodyEnds, whole)
	}
	for _, unwanted := range want.NotInBody {
		if strings.Contains(whole, unwanted) || strings.Contains(shown, unwanted) {
			j.fail("not_in_body", "%q is in %q", unwanted, whole)
		}
	}
}

// decisions judges how the items were decided.
func (j *judgement) decisions() {
	want := j.test.Expect
	if len(j.outcome.Verdicts) == 0 {
		return
	}
	last := j.outcome.Verdicts[len(j.outcome.Verdicts)-1]
	if want.Has("relation") && string(last.Relation) != want.Relation {
		j.fail("relation", "want %s, got %s", want.Relation, last.Relation)
	}
	if want.Has("reason") && !slices.ContainsFunc(last.Decisions, func(d filter.Decision) bool { return strings.Contains(d.Reason, want.Reason) }) {
		j.fail("reason", "no reason holds %q%s", want.Reason, j.why())
	}
	if want.Has("dropped") {
		dropped := 0
		for _, v := range j.outcome.Verdicts {
			if !slices.ContainsFunc(v.Decisions, func(d filter.Decision) bool { return d.Action != filter.Drop }) {
				dropped++
			}
		}
		expected := want.Dropped
		if expected == config.AllDropped {
			expected = len(j.outcome.Verdicts)
		}
		if dropped != expected {
			j.fail("dropped", "want %d of %d items, got %d%s", expected, len(j.outcome.Verdicts), dropped, j.why())
		}
	}
}

// entry is the entry that the last item of the test went into, else the newest
// there is.
func (j *judgement) entry() (feed.Entry, bool) {
	last := j.outcome.Verdicts[len(j.outcome.Verdicts)-1]
	for _, name := range j.names {
		for _, e := range j.feeds[name] {
			if e.ID == last.Report {
				return e, true
			}
		}
	}
	for _, name := range j.names {
		return j.feeds[name][0], true
	}
	return feed.Entry{}, false
}

// why tells the reasons of the last item, for a failure's text.
func (j *judgement) why() string {
	if len(j.outcome.Verdicts) == 0 {
		return ""
	}
	var b strings.Builder
	for _, d := range j.outcome.Verdicts[len(j.outcome.Verdicts)-1].Decisions {
		fmt.Fprintf(&b, "\n    %s: %s: %s", d.Feed, d.Action, d.Reason)
	}
	return b.String()
}

func bodyOf(e feed.Entry) string {
	if !e.Content.IsZero() {
		return markup.Plain(e.Content)
	}
	return markup.Plain(e.Summary)
}

func fields(s string) string { return strings.Join(strings.Fields(s), " ") }

func list(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ", ")
}
