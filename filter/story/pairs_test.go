package story

import (
	"cmp"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// told is one line of testdata/pairs.tsv, and the story it was placed in.
type told struct {
	Document
	want, got string
}

// readStreams reads the streams of testdata/pairs.tsv, in the order of placing.
func readStreams(t *testing.T) map[string][]told {
	t.Helper()
	data, err := os.ReadFile("testdata/pairs.tsv")
	if err != nil {
		t.Fatal(err)
	}
	streams := map[string][]told{}
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		field := strings.Split(strings.TrimRight(line, "\n"), "\t")
		hours, err := strconv.ParseFloat(field[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		at := noon.Add(time.Duration(hours * float64(time.Hour)))
		id := strconv.Itoa(len(streams[field[0]]))
		streams[field[0]] = append(streams[field[0]], told{want: field[1], Document: Document{
			Source: field[3], Item: id, URL: "https://" + field[3] + ".example/" + id, Title: field[4], Text: field[5], Time: at, Received: at,
		}})
	}
	for _, items := range streams {
		slices.SortStableFunc(items, func(a, b told) int { return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.Source, b.Source)) })
	}
	return streams
}

// TestPairs counts over invented streams which pairs of items are told as one
// story, and which should be. Joining two stories is the worse fault.
func TestPairs(t *testing.T) {
	const leastPrecision, leastRecall = .97, .85
	for name, items := range readStreams(t) {
		x := NewIndex()
		for i := range items {
			p := NewPrint(items[i].Document)
			pl := x.Place(p)
			report, story := settle(items[i].Document, pl)
			items[i].got = story
			x.Add(p, report, story, pl.Relation)
		}
		said, right, gold := 0, 0, 0
		for i, a := range items {
			for _, b := range items[:i] {
				one, want := a.got == b.got, a.want == b.want
				said, gold = said+count(one), gold+count(want)
				right += count(one && want)
				if one && !want {
					t.Logf("%s: one story: %q and %q", name, b.Title, a.Title)
				}
			}
		}
		precision, recall := float64(right)/float64(said), float64(right)/float64(gold)
		t.Logf("%s: %d items, precision %.3f, recall %.3f", name, len(items), precision, recall)
		if precision < leastPrecision || recall < leastRecall {
			t.Errorf("%s: precision %.3f and recall %.3f, want %.2f and %.2f", name, precision, recall, leastPrecision, leastRecall)
		}
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
