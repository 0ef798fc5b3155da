package config

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sitrep/feed"
	"sitrep/feed/markup"
	"sitrep/filter/strip"
)

// TestStripCases runs the shipped strip presets over testdata/strip: a case
// names presets and a text, and what must be left, cut and harvested.
func TestStripCases(t *testing.T) {
	files, err := filepath.Glob("../../testdata/strip/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	used := map[string]bool{}
	for _, file := range files {
		c := readStripCase(t, file)
		for _, name := range c.presets {
			used[name] = true
		}
		stripper := shippedStripper(t, c.presets)
		for shape, text := range c.shapes() {
			t.Run(c.name+"/"+shape, func(t *testing.T) {
				c.check(t, stripper, shape, text)
			})
		}
	}
	for _, name := range presetNames(KindStrip) {
		if !used[name] {
			t.Errorf("preset %s has no case in testdata/strip", name)
		}
	}
}

func shippedStripper(t *testing.T, presets []string) *strip.Stripper {
	t.Helper()
	l := newLoader("config.yaml", t.TempDir())
	var rules []strip.Rule
	for _, name := range presets {
		set, ok := l.set(name)
		if !ok {
			t.Fatalf("no preset %q", name)
		}
		rules = append(rules, set...)
	}
	for _, f := range l.findings {
		t.Error(f)
	}
	stripper, err := strip.Compile(rules)
	if err != nil {
		t.Fatal(err)
	}
	return stripper
}

// stripCase is one file of testdata/strip.
type stripCase struct {
	name     string
	presets  []string
	title    string
	kind     string // text, html, or shapes: every way to write paragraphs
	image    bool
	sections map[string]string
}

func readStripCase(t *testing.T, file string) stripCase {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := stripCase{name: strings.TrimSuffix(filepath.Base(file), ".txtar"), sections: map[string]string{}}
	for part := range strings.SplitSeq("\n"+string(data), "\n-- ") {
		if name, body, ok := strings.Cut(part+"\n", " --\n"); ok {
			c.sections[name] = strings.TrimSpace(body)
		}
	}
	for line := range strings.Lines(c.sections["meta"]) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.TrimSpace(value)
		switch key {
		case "presets":
			c.presets = strings.Fields(value)
		case "title":
			c.title = value
		case "type":
			c.kind = value
		case "image":
			c.image = value == "yes"
		default:
			t.Fatalf("%s: unknown key %q", file, key)
		}
	}
	return c
}

// shapes returns the texts to try. A case of type "shapes" is written in
// paragraphs with blank lines between, and tried in every form feeds use.
func (c stripCase) shapes() map[string]feed.Text {
	input := c.sections["input"]
	if c.kind != "shapes" {
		return map[string]feed.Text{c.kind: {Type: c.kind, Body: input}}
	}
	paragraphs := strings.Split(html.EscapeString(input), "\n\n")
	wrap := func(before, after string) feed.Text {
		return feed.Text{Type: feed.HTML, Body: before + strings.Join(paragraphs, after+before) + after}
	}
	return map[string]feed.Text{
		"p":          wrap("<p>", "</p>\n"),
		"p unended":  wrap("<p>", "\n"),
		"div":        wrap("<div>", "</div>"),
		"div in div": {Type: feed.HTML, Body: "<div><div>" + strings.Join(paragraphs, "</div><div>") + "</div></div>"},
		"br":         {Type: feed.HTML, Body: strings.Join(paragraphs, "<br>")},
		"br br":      {Type: feed.HTML, Body: strings.Join(paragraphs, "<br/>\n<br/>\n")},
		"p br":       {Type: feed.HTML, Body: "<p>" + strings.Join(paragraphs, "<br /><br />") + "</p>"},
		"xhtml":      {Type: feed.XHTML, Body: "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>" + strings.Join(paragraphs, "</p><p>") + "</p></div>"},
		"plain":      {Type: feed.PlainText, Body: input},
		"lines":      {Type: feed.PlainText, Body: strings.ReplaceAll(input, "\n\n", "\r\n")},
		"untagged":   {Type: feed.HTML, Body: html.EscapeString(input)},
	}
}

func (c stripCase) check(t *testing.T, stripper *strip.Stripper, shape string, text feed.Text) {
	got := stripper.Strip(strip.Input{Title: c.title, Text: text, HasImage: c.image})
	left, want := got.Text.Body, c.sections["want"]
	if c.kind == "shapes" {
		left, want = markup.Plain(got.Text), strings.ReplaceAll(want, "\n\n", "\n")
	}
	if strings.TrimSpace(left) != want {
		t.Errorf("left:\n%s\nwant:\n%s", left, want)
	}
	var cuts []string
	for _, cut := range got.Cuts {
		set, _, _ := strings.Cut(cut.Rule, "/")
		cuts = append(cuts, fmt.Sprintf("%s %s: %s", set, cut.To, cut.Text))
	}
	compareLines(t, "cuts", cuts, c.sections["cuts"])
	for name, list := range map[string][]string{
		"rights": got.Rights, "authors": got.Authors, "agencies": got.Agencies,
		"marks": got.Marks, "captions": got.Captions, "warnings": unplaced(got.Warnings),
	} {
		if wanted, given := c.sections[name]; given {
			compareLines(t, name, list, wanted)
		} else if name == "warnings" && len(list) > 0 {
			t.Errorf("warnings: %q", list)
		}
	}
	again := stripper.Strip(strip.Input{Title: c.title, Text: got.Text, HasImage: c.image})
	if again.Text != got.Text || len(again.Cuts) > 0 {
		t.Errorf("stripping twice cut %+v", again.Cuts)
	}
}

// unplaced takes the number and line of a rule out of warnings, so that a case
// does not depend on the order of a preset.
func unplaced(warnings []string) []string {
	place := regexp.MustCompile(`^([a-z-]+)/\d+ \([^()]*\)`)
	var all []string
	for _, w := range warnings {
		all = append(all, place.ReplaceAllString(w, "$1"))
	}
	return all
}

func compareLines(t *testing.T, what string, got []string, want string) {
	t.Helper()
	var wanted []string
	if want != "" {
		wanted = strings.Split(want, "\n")
	}
	if !slices.Equal(got, wanted) {
		t.Errorf("%s:\n%s\nwant:\n%s", what, strings.Join(got, "\n"), want)
	}
}
