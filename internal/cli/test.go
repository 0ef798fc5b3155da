package cli

import (
	"fmt"
	"os"

	"sitrep/feed"
	"sitrep/feed/parse"
	"sitrep/filter"
	"sitrep/internal/config"
	"sitrep/internal/poll"
)

type testCommand struct {
	ConfigFlag
	FormatFlag
}

func (cmd testCommand) Run(c call) error {
	loaded, err := loadConfig(c, cmd.Config)
	if err != nil {
		return err
	}
	settings := loaded.Settings
	settings.Authority = "test,2026"
	policy, err := compile(settings)
	if err != nil {
		return err
	}
	failures := runTests(loaded, policy)
	if err := cmd.tell(c, loaded, failures); err != nil {
		return err
	}
	if len(failures) > 0 {
		return errFindings
	}
	return nil
}

// tell prints the failures: for people with a count, for programs one a line.
func (cmd testCommand) tell(c call, loaded *config.Config, failures []failure) error {
	if cmd.Format == "json" {
		encoder := lineEncoder(c.Stdout)
		for _, f := range failures {
			if err := encoder.Encode(f); err != nil {
				return err
			}
		}
		return nil
	}
	for _, f := range failures {
		fmt.Fprintln(c.Stdout, f)
	}
	_, err := fmt.Fprintf(c.Stdout, "%s, %d failed\n", count(len(loaded.Tests), "test"), failedTests(failures))
	return err
}

// failure is one expectation that did not hold.
type failure struct {
	Test  string `json:"test"`
	Place string `json:"config"`
	Text  string `json:"text"`
}

func (f failure) String() string { return fmt.Sprintf("%s: failed: %s: %s", f.Place, f.Test, f.Text) }

func failedTests(failures []failure) int {
	names := map[string]bool{}
	for _, f := range failures {
		names[f.Test] = true
	}
	return len(names)
}

// runTests runs a configuration's tests on the one road, in memory.
func runTests(loaded *config.Config, policy *filter.Policy) []failure {
	var failures []failure
	for _, t := range loaded.Tests {
		items, err := testItems(loaded, policy, t)
		if err != nil {
			failures = append(failures, failure{t.Name, t.Config, err.Error()})
			continue
		}
		failures = append(failures, judge(t, policy, poll.Fold(policy, items))...)
	}
	return failures
}

// testItems makes received items of a test: each arrives in turn, at the
// test's now.
func testItems(loaded *config.Config, policy *filter.Policy, t config.Test) ([]filter.Received, error) {
	if t.File != "" {
		return testDocument(loaded, policy, t)
	}
	items := make([]filter.Received, len(t.Items))
	for i, ti := range t.Items {
		it := itemOf(ti, i)
		items[i] = receivedInTest(loaded, policy, ti.Source, it, feed.Source{}, filter.Identities([]feed.Item{it})[0], t)
	}
	return items, nil
}

// testDocument reads a test's saved document as its source would be read.
func testDocument(loaded *config.Config, policy *filter.Policy, t config.Test) ([]filter.Received, error) {
	body, err := os.ReadFile(t.File)
	if err != nil {
		return nil, fmt.Errorf("read test document: %w", err)
	}
	src := sourceNamed(loaded, t.Source)
	document, err := parse.Document(body, parse.Options{URL: src.URL, Charset: src.Charset, Location: src.Timezone, Now: t.Now})
	if err != nil {
		return nil, fmt.Errorf("read test document %s: %w", t.File, err)
	}
	identities := filter.Identities(document.Items)
	items := make([]filter.Received, len(document.Items))
	for i, it := range document.Items {
		items[i] = receivedInTest(loaded, policy, t.Source, it, document.Source, identities[i], t)
	}
	return items, nil
}

func receivedInTest(loaded *config.Config, policy *filter.Policy, source string, it feed.Item, origin feed.Source, identity string, t config.Test) filter.Received {
	if origin.Title.IsZero() {
		origin.Title = feed.Text{Type: feed.PlainText, Body: sourceNamed(loaded, source).Title}
	}
	return filter.Received{
		Source: policy.Key(source), Name: source, Item: identity, URL: it.Link(), Body: it, Origin: origin,
		At: t.Now, Time: filter.ItemTime(it, t.Now, t.Now),
	}
}

// itemOf makes an item of what a test writes; an item without a link or an id
// gets one of its own.
func itemOf(ti config.TestItem, n int) feed.Item {
	it := feed.Item{
		ID:        ti.ID,
		Title:     feed.Text{Type: feed.PlainText, Body: ti.Title},
		Published: ti.Published,
	}
	link := ti.URL
	if link == "" {
		link = fmt.Sprintf("https://test.invalid/item-%d", n+1)
	}
	it.Links = []feed.Link{{Rel: feed.RelAlternate, Href: link}}
	if it.ID == "" && ti.URL == "" {
		it.ID = fmt.Sprintf("item-%d", n+1)
	}
	if ti.Summary != "" {
		it.Summary = feed.Text{Type: feed.HTML, Body: ti.Summary}
	}
	if ti.Content != "" {
		it.Content = []feed.Text{{Type: feed.HTML, Body: ti.Content}}
	}
	if ti.Rights != "" {
		it.Rights = feed.Text{Type: feed.PlainText, Body: ti.Rights}
	}
	for _, name := range ti.Authors {
		it.Authors = append(it.Authors, feed.Person{Name: name})
	}
	return it
}

func sourceNamed(loaded *config.Config, name string) config.Source {
	for _, s := range loaded.Sources {
		if s.Name == name {
			return s
		}
	}
	return config.Source{Name: name}
}
