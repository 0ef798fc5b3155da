package config

import (
	"html"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitrep/feed"
	"sitrep/feed/markup"
	"sitrep/filter/strip"
)

// stripCorpus is what random documents for the shipped presets are made of:
// every line that a case of testdata/strip cuts, and every one it leaves.
type stripCorpus struct {
	furniture, prose, titles []string
}

func readStripCorpus(t *testing.T) stripCorpus {
	t.Helper()
	files, err := filepath.Glob("../../testdata/strip/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var c stripCorpus
	for _, file := range files {
		one := readStripCase(t, file)
		c.titles = append(c.titles, one.title)
		for line := range strings.SplitSeq(one.sections["cuts"], "\n") {
			if _, text, ok := strings.Cut(line, ": "); ok {
				c.furniture = append(c.furniture, text)
			}
		}
		if one.kind == "shapes" {
			c.prose = append(c.prose, strings.Split(one.sections["want"], "\n\n")...)
		}
	}
	return c
}

// draw makes a document of lines, no longer than what the edges reach.
func (c stripCorpus) draw(t *rapid.T) []string {
	pick := func(pool []string, most int, name string) []string {
		return rapid.SliceOfN(rapid.SampledFrom(pool), 0, most).Draw(t, name)
	}
	return slices.Concat(pick(c.furniture, 4, "head"), pick(c.prose, 3, "story"), pick(c.furniture, 5, "tail"))
}

func asParagraphs(lines []string) feed.Text {
	var body strings.Builder
	for i, line := range lines {
		if i%2 == 0 {
			body.WriteString("<p><b class=x>" + html.EscapeString(line) + "</b></p>\n")
		} else {
			body.WriteString("<div>" + html.EscapeString(line) + "</div>")
		}
	}
	return feed.Text{Type: feed.HTML, Body: body.String()}
}

// lettersOf puts what is left and what was cut together, in no order.
func lettersOf(texts ...string) string {
	all := []rune(strings.Join(strings.Fields(strings.Join(texts, "")), ""))
	slices.Sort(all)
	return string(all)
}

// TestShippedPresetsHoldTheProperties: with every shipped preset alone, and all
// of them at once, over random documents of real shapes: cuts plus kept are
// the input, stripping twice is stripping once, every notice ends in rights.
func TestShippedPresetsHoldTheProperties(t *testing.T) {
	corpus := readStripCorpus(t)
	names := presetNames(KindStrip)
	strippers := map[string]*strip.Stripper{"all": shippedStripper(t, names)}
	for _, name := range names {
		strippers[name] = shippedStripper(t, []string{name})
	}
	names = append(names, "all", "all", "all")
	rapid.Check(t, func(t *rapid.T) {
		s := strippers[rapid.SampledFrom(names).Draw(t, "preset")]
		lines := corpus.draw(t)
		in := strip.Input{Title: rapid.SampledFrom(corpus.titles).Draw(t, "title"), Text: asParagraphs(lines), HasImage: rapid.Bool().Draw(t, "image")}
		got := s.Strip(in)
		parts := []string{markup.Plain(got.Text)}
		for _, cut := range got.Cuts {
			parts = append(parts, cut.Text)
			if cut.To != strip.ToRights && cut.To != strip.ToCaption && strip.IsNotice(cut.Text) {
				t.Fatalf("a notice went to %s: %q", cut.To, cut.Text)
			}
		}
		if lettersOf(parts...) != lettersOf(lines...) {
			t.Fatalf("cuts and kept are not the whole: %+v\nof %q", got, lines)
		}
		for _, line := range lines {
			if strip.IsNotice(line) && !slices.ContainsFunc(got.Rights, func(r string) bool { return strings.Contains(r, line) || strings.Contains(line, r) }) {
				t.Fatalf("%q is not in rights %q of %q", line, got.Rights, lines)
			}
		}
		in.Text = got.Text
		if again := s.Strip(in); again.Text != got.Text || len(again.Cuts) > 0 {
			t.Fatalf("twice cut %+v\nonce %+v\nof %q", again.Cuts, got.Cuts, lines)
		}
	})
}
