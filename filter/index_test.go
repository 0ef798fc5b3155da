package filter

import (
	"encoding/json"
	"testing"
	"time"

	"sitrep/filter/story"
)

// A stored report answers as one that was never away: for its items, in its
// story, and when its time is over.
func TestRecallStored(t *testing.T) {
	received := time.Date(2026, time.June, 17, 9, 0, 0, 0, time.UTC)
	report := &Report{
		ID: "r", Story: "s", Received: received,
		Members: []Member{{Source: "a", Item: "1"}, {Source: "b", Item: "2"}},
		Feeds:   map[string]Standing{"f": {State: Live}},
	}
	body, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	recall := func() *Index {
		x := NewIndex()
		x.Belongs(story.Ref{Source: "a", Item: "1"}, "r")
		x.RecallStored(StoredReport{ID: "r", Story: "s", Received: received, Body: string(body)})
		return x
	}
	ids := func(r *Report) string {
		if r == nil {
			return ""
		}
		return r.ID
	}
	if x := recall(); !x.Holds("r") || x.Len() != 1 {
		t.Error("the report is not at hand")
	}
	for _, test := range []struct {
		source, item, prior, want string
	}{
		{"a", "1", "", "r"},
		{"b", "2", "", ""}, // not looked at yet, and the store says nothing
		{"b", "2", "r", "r"},
		{"c", "3", "r", ""}, // known by its address
		{"c", "3", "other", ""},
	} {
		if got := ids(recall().report(story.Ref{Source: test.source, Item: test.item}, test.prior)); got != test.want {
			t.Errorf("item %s of %s, by the store in %q, is in %q, want %q", test.item, test.source, test.prior, got, test.want)
		}
	}
	x := recall()
	if got := ids(x.head("s", "f")); got != "r" {
		t.Errorf("the story is carried by %q", got)
	}
	if got := ids(x.report(story.Ref{Source: "b", Item: "2"}, "")); got != "r" {
		t.Errorf("once decoded, a report has all its items; item 2 is in %q", got)
	}
	for _, x := range []*Index{x, recall()} {
		x.Expire(received.Add(reportLife + 2*time.Hour))
		if x.Len() != 0 || len(x.items) != 0 || len(x.members) != 0 {
			t.Errorf("an expired report leaves %d reports, %d items, %d stories", x.Len(), len(x.items), len(x.members))
		}
	}
}

// A damaged report is the fault of the item that asks for it, and goes in time.
func TestRecallDamaged(t *testing.T) {
	x := NewIndex()
	x.RecallStored(StoredReport{ID: "r", Story: "s", Received: time.Unix(1e9, 0), Body: `{"id":`})
	func() {
		defer func() {
			if recover() == nil {
				t.Error("a damaged report is told as one")
			}
		}()
		x.get("r")
	}()
	x.Expire(time.Unix(2e9, 0))
	if x.Len() != 0 {
		t.Error("a damaged report stays for good")
	}
}
