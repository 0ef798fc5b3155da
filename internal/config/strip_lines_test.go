package config

import (
	"os"
	"strings"
	"testing"

	"sitrep/feed"
	"sitrep/filter/strip"
)

// lineStory is what stands below a head and above a tail.
var lineStory = []string{
	"Two ships of the coast guard left the harbour on Wednesday morning, their crews on deck.",
	"The third stayed behind, with a broken pump and nobody to mend it before the weekend.",
}

// TestStripFurnitureLines: every line of furniture.tsv goes, whole, where it
// says, and nothing else goes; where it names people, they are its authors.
func TestStripFurnitureLines(t *testing.T) {
	for _, row := range lineRows(t, "furniture.tsv", 4) {
		edge, to, line := strip.Edge(row[1]), strip.Target(row[2]), row[3]
		got := shippedStripper(t, strings.Fields(row[0])).Strip(lineInput(edge, line))
		if len(got.Cuts) != 1 || got.Cuts[0].Text != line || got.Cuts[0].To != to {
			t.Errorf("%s: %s: cuts %+v", row[0], line, got.Cuts)
		}
		if len(row) == 5 && strings.Join(got.Authors, "; ") != row[4] {
			t.Errorf("%s: %s: authors %q", row[0], line, got.Authors)
		}
	}
}

// TestStripProseLines: no line of prose.tsv goes, whatever presets are used.
func TestStripProseLines(t *testing.T) {
	all := shippedStripper(t, presetNames(KindStrip))
	for _, row := range lineRows(t, "prose.tsv", 2) {
		in := lineInput(strip.Edge(row[0]), row[1])
		if got := all.Strip(in); len(got.Cuts) > 0 || got.Text != in.Text {
			t.Errorf("%s: cuts %+v", row[1], got.Cuts)
		}
	}
}

func lineInput(edge strip.Edge, line string) strip.Input {
	blocks := append([]string{line}, lineStory...)
	if edge == strip.End {
		blocks = append(append([]string{}, lineStory...), line)
	}
	return strip.Input{Title: "Coast guard sails", Text: feed.Text{Type: feed.PlainText, Body: strings.Join(blocks, "\n\n")}}
}

func lineRows(t *testing.T, name string, columns int) [][]string {
	t.Helper()
	data, err := os.ReadFile("../../testdata/strip/lines/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSuffix(line, "\n"); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) < columns {
			t.Fatalf("%s: %d columns: %s", name, len(row), line)
		}
		rows = append(rows, row)
	}
	return rows
}
