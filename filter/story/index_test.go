package story

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawDocuments makes a small stream in which copies, takes and look-alikes are
// frequent.
func drawDocuments(t *rapid.T) []Document {
	subjects := []string{"Navy", "Army", "Ministry", "해군이", "육군이"}
	verbs := []string{"orders", "tests", "loses", "새 함정을 진수", "훈련을 실시"}
	things := []string{"2 frigates", "3 frigates", "patrol boats", "howitzers", "radar station near Kharkiv", "radar station near Odesa"}
	marks := []string{"", "", "(LEAD) ", "(URGENT) ", "[속보] ", "UPDATE 1-"}
	tails := []string{"", "", "(종합)", " - Example Post"}
	texts := []string{
		"", "", "The order was placed on Wednesday after a long review of coastal defences, the ministry said in a notice.",
		"해군은 17일 거제 조선소에서 신형 함정 진수식을 열고 전력화 시험에 들어간다고 밝혔다.",
		"The order was placed on Wednesday after a long review of coastal defences, the ministry said. Two yards had bid for it, and the loser may appeal.",
	}
	n := rapid.IntRange(1, 14).Draw(t, "items")
	docs := make([]Document, n)
	for i := range docs {
		at := noon.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "hour")) * hour)
		title := rapid.SampledFrom(subjects).Draw(t, "subject") + " " + rapid.SampledFrom(verbs).Draw(t, "verb") + " " + rapid.SampledFrom(things).Draw(t, "thing")
		source := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "source")
		docs[i] = Document{
			Source: source, Item: fmt.Sprintf("i%d", i), URL: fmt.Sprintf("https://%s.example/%d", source, rapid.IntRange(0, 30).Draw(t, "url")),
			Title: rapid.SampledFrom(marks).Draw(t, "mark") + title + rapid.SampledFrom(tails).Draw(t, "tail"),
			Text:  rapid.SampledFrom(texts).Draw(t, "text"), Time: at, Received: at,
		}
	}
	return docs
}

// placeAll places documents in the conductor's order: time, source, raw id.
func placeAll(docs []Document, x *Index) map[string]Placement {
	docs = slices.Clone(docs)
	slices.SortFunc(docs, func(a, b Document) int {
		if c := a.Time.Compare(b.Time); c != 0 {
			return c
		}
		if c := strings.Compare(a.Source, b.Source); c != 0 {
			return c
		}
		return strings.Compare(a.Item, b.Item)
	})
	out := map[string]Placement{}
	for _, d := range docs {
		p := NewPrint(d)
		pl := x.Place(p)
		out[d.Item] = pl
		report, story := settle(d, pl)
		x.Add(p, report, story, pl.Relation)
	}
	return out
}

// settle gives an item that belongs to nothing a report or a story of its own.
func settle(d Document, pl Placement) (report, story string) {
	report, story = pl.Report, pl.Story
	if report == "" {
		report = "report of " + d.Item
	}
	if story == "" {
		story = "story of " + d.Item
	}
	return report, story
}

func TestPlacementDoesNotDependOnArrival(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := drawDocuments(t)
		want := placeAll(docs, NewIndex())
		got := placeAll(rapid.Permutation(docs).Draw(t, "order"), NewIndex())
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestRebuiltIndexAnswersAlike holds an index against one rebuilt from stored
// prints, in any order: the fold does not depend on how it came about.
func TestRebuiltIndexAnswersAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := drawDocuments(t)
		x := NewIndex()
		placed := placeAll(docs, x)
		rebuilt := NewIndex()
		for _, d := range rapid.Permutation(docs).Draw(t, "order") {
			report, story := settle(d, placed[d.Item])
			rebuilt.Add(stored(t, NewPrint(d)), report, story, placed[d.Item].Relation)
		}
		for _, d := range drawDocuments(t) {
			d.Item += "-probe"
			p := NewPrint(d)
			if diff := cmp.Diff(x.Place(p), rebuilt.Place(stored(t, p))); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

func stored(t *rapid.T, p *Print) *Print {
	data, err := p.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	q := new(Print)
	if err := q.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	return q
}

// TestDroppedItemsLeaveNoTrace holds an index from which items expired or were
// removed against one that never had them.
func TestDroppedItemsLeaveNoTrace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := drawDocuments(t)
		all, kept := NewIndex(), NewIndex()
		now := noon.Add(8 * 24 * hour)
		left := 0
		for i, d := range docs {
			p := NewPrint(d)
			all.Add(p, "r"+d.Item, "s"+d.Item, New)
			removed := i%5 == 4
			if removed {
				all.Remove(d.Source, d.Item)
			}
			if !removed && !d.Received.Before(now.Add(-keptReceipt)) {
				kept.Add(p, "r"+d.Item, "s"+d.Item, New)
				left++
			}
		}
		all.Expire(now)
		if all.Len() != left || kept.Len() != left {
			t.Fatalf("%d and %d items left, want %d", all.Len(), kept.Len(), left)
		}
		for _, d := range drawDocuments(t) {
			d.Item += "-probe"
			p := NewPrint(d)
			if diff := cmp.Diff(kept.Place(p), all.Place(p)); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

func TestUpdateMovesAnItem(t *testing.T) {
	x := NewIndex()
	d := Document{Source: "wire", Item: "1", URL: "https://wire.example/1", Title: "Frigate leaves for the gulf", Time: noon, Received: noon}
	x.Add(NewPrint(d), "r", "s", New)
	d.URL, d.Title, d.Received = "https://wire.example/2", "Ministry publishes accounts of canteen", noon.Add(6*24*hour)
	x.Add(NewPrint(d), "r", "s", Update)
	if x.Len() != 1 {
		t.Fatalf("index holds %d items, want 1", x.Len())
	}
	for _, url := range []string{"https://wire.example/1", "https://wire.example/2"} {
		pl := x.Place(NewPrint(Document{Source: "wire", Item: "other", URL: url, Title: "x", Time: noon, Received: noon}))
		if pl.Relation != Update || pl.Report != "r" || pl.Story != "s" || pl.Of != (Ref{"wire", "1"}) {
			t.Errorf("%s is %+v, want an update of item 1", url, pl)
		}
	}
	if pl := x.Place(NewPrint(Document{Source: "daily", Item: "9", Title: "Frigate leaves for the gulf", Time: noon, Received: noon})); pl.Relation != New {
		t.Errorf("the item's former title still joins: %+v", pl)
	}
	x.Expire(noon.Add(9 * 24 * hour))
	if x.Len() != 1 {
		t.Error("an item was dropped seven days after its first, not its last receipt")
	}
	x.Expire(noon.Add(14 * 24 * hour))
	if x.Len() != 0 {
		t.Error("an item was kept more than seven days after its last receipt")
	}
}

func TestNewNamesItsNearest(t *testing.T) {
	x := NewIndex()
	x.Add(NewPrint(Document{Source: "wire", Item: "1", Title: "Explosion damages ammunition depot in Kharkiv", Time: noon, Received: noon}), "r", "s", New)
	pl := x.Place(NewPrint(Document{Source: "daily", Item: "2", Title: "Explosion damages ammunition depot in Odesa", Time: noon, Received: noon}))
	var names []string
	for _, s := range pl.Signals {
		names = append(names, s.Name)
	}
	if pl.Relation != New || !slices.Contains(names, "nearest") || !slices.Contains(names, "places differ") {
		t.Errorf("placement %+v does not name the look-alike and what parted them", pl)
	}
}
