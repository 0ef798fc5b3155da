package config

import (
	"os"
	"slices"

	"go.yaml.in/yaml/v4"
)

// readTests decodes tests:.
func (l *loader) readTests(key string, n *yaml.Node) {
	names := map[string]bool{}
	l.list(func(n *yaml.Node) {
		test, ok := l.readTest(n)
		if !ok {
			return
		}
		if names[test.Name] {
			l.note(n, "another test is called %s", quote(test.Name))
		}
		names[test.Name] = true
		l.cfg.Tests = append(l.cfg.Tests, test)
	})(key, n)
}

// readTest decodes one test and checks that it can be run.
func (l *loader) readTest(n *yaml.Node) (Test, bool) {
	test := Test{Now: DefaultNow(), Config: l.place(n)}
	given := l.object("a test", n, keys{
		"name":   l.text(&test.Name),
		"now":    l.instant(&test.Now),
		"source": l.knownSource(&test.Source),
		"item":   func(_ string, n *yaml.Node) { l.readItem(&test, n) },
		"items":  l.list(func(n *yaml.Node) { l.readItem(&test, n) }),
		"file":   l.testFile(&test.File),
		"expect": func(_ string, n *yaml.Node) { l.readExpect(&test.Expect, n) },
	})
	if given == nil {
		return test, false
	}
	if given["name"] == nil {
		l.errorAt(n, "a test needs name:")
	}
	documents := 0
	for _, key := range []string{"item", "items", "file"} {
		if given[key] == nil {
			continue
		}
		if documents++; documents > 1 {
			l.errorAt(given[key], "a test has one of item, items and file")
		}
	}
	if documents == 0 || given["items"] != nil && isEmpty(given["items"]) {
		l.errorAt(n, "a test needs item:, items: or file:")
	}
	if given["expect"] == nil {
		l.errorAt(n, "a test needs expect:")
	}
	if given["file"] != nil && given["source"] == nil {
		l.errorAt(n, "a test with file: needs source:, which says how the file is read")
	}
	if given["source"] == nil {
		l.checkItemSources(test)
	}
	for i := range test.Items {
		if test.Items[i].Source == "" {
			test.Items[i].Source = test.Source
		}
	}
	return test, true
}

// checkItemSources reports items of which nobody says what source they are from.
func (l *loader) checkItemSources(test Test) {
	for _, item := range test.Items {
		if item.Source == "" && !item.sourceGiven {
			_, line, column := parsePlace(item.Config)
			l.errorAt(&yaml.Node{Line: line, Column: column}, "the item needs source:, or the test does")
		}
	}
}

// readItem decodes one item of a test.
func (l *loader) readItem(test *Test, n *yaml.Node) {
	item := TestItem{Config: l.place(n)}
	given := l.object("an item", n, keys{
		"source":    l.knownSource(&item.Source),
		"id":        l.prose(&item.ID),
		"url":       l.web(&item.URL),
		"title":     l.prose(&item.Title),
		"summary":   l.prose(&item.Summary),
		"content":   l.prose(&item.Content),
		"published": l.instant(&item.Published),
		"authors":   l.oneOrTexts(&item.Authors),
		"rights":    l.prose(&item.Rights),
	})
	if given == nil {
		return
	}
	item.sourceGiven = given["source"] != nil
	if item.Title == "" && item.Summary == "" && item.Content == "" {
		l.errorAt(n, "an item needs title:, summary: or content:")
	}
	test.Items = append(test.Items, item)
}

// knownSource decodes the name of a source that exists.
func (l *loader) knownSource(dst *string) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := l.oneLine(key, n)
		if !ok {
			return
		}
		if !l.names.sources[s] {
			l.errorAt(n, "no source is called %s%s", quote(s), didYouMean(s, sorted(l.names.sources)))
			return
		}
		*dst = s
	}
}

// testFile decodes the path of a saved document, which must exist: a test
// that reads nothing would say nothing.
func (l *loader) testFile(dst *string) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := l.oneLine(key, n)
		if !ok {
			return
		}
		path := l.resolve(s)
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() {
			l.errorAt(n, "%s: there is no file %s", key, quote(s))
			return
		}
		*dst = path
	}
}

// readExpect decodes what a test expects.
func (l *loader) readExpect(e *Expect, n *yaml.Node) {
	given := l.object("expect", n, keys{
		"feeds":       l.knownFeeds(&e.Feeds),
		"rights":      l.oneOrTexts(&e.Rights),
		"not_in_body": l.oneOrTexts(&e.NotInBody),
		"body_ends":   l.prose(&e.BodyEnds),
		"entries":     l.integer(&e.Entries, 0, maxLimit),
		"title":       l.prose(&e.Title),
		"body":        l.prose(&e.Body),
		"authors":     l.oneOrTexts(&e.Authors),
		"relation":    l.oneOf(&e.Relation, "new", "update", "take", "copy", "coverage"),
		"reason":      l.text(&e.Reason),
		"stories":     l.integer(&e.Stories, 0, maxLimit),
		"dropped":     l.dropped(&e.Dropped),
	})
	if given != nil && len(given) == 0 {
		l.errorAt(n, "expect is empty, so the test can only pass")
	}
	e.given = make(map[string]string, len(given))
	for key, n := range given {
		e.given[key] = l.place(n)
	}
}

// knownFeeds decodes names of feeds that exist; an empty list is none of them.
func (l *loader) knownFeeds(dst *[]string) decoder {
	return func(key string, n *yaml.Node) {
		known := make([]string, 0, len(l.cfg.Feeds))
		for _, f := range l.cfg.Feeds {
			known = append(known, f.Name)
		}
		*dst = []string{}
		l.oneOrList(func(n *yaml.Node) {
			s, ok := l.oneLine(key, n)
			switch {
			case !ok:
			case !slices.Contains(known, s):
				l.errorAt(n, "no feed is called %s%s", quote(s), didYouMean(s, known))
			default:
				*dst = append(*dst, s)
			}
		})(key, n)
	}
}

// dropped decodes a number of items, or true for all and false for none.
func (l *loader) dropped(dst *int) decoder {
	return func(key string, n *yaml.Node) {
		if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!bool" {
			var all bool
			l.flag(&all)(key, n)
			if all {
				*dst = AllDropped
			}
			return
		}
		l.integer(dst, 0, maxLimit)(key, n)
	}
}
