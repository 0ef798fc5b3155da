package render_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/feed"
	"sitrep/feed/render"
)

const (
	historyNS = "http://purl.org/syndication/history/1.0"
	deletedNS = "http://purl.org/atompub/tombstones/1.0"
)

// hrefs are the addresses of a feed's own links, by relation.
func hrefs(root *node) map[string]string {
	out := map[string]string{}
	for _, l := range root.all(atomNS, "link") {
		out[l.get("rel")] = l.get("href")
	}
	return out
}

func TestArchive(t *testing.T) {
	for name, page := range archives() {
		document, err := render.AtomArchive(desk(), page)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range checkAtom(document) {
			t.Errorf("%s: %s", name, fault)
		}
		root, err := readXML(document)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"self": page.Self, "alternate": desk().Page, "current": desk().Self}
		if page.Previous != "" {
			want["prev-archive"], want["next-archive"] = page.Previous, page.Next
		}
		if got := hrefs(root); !cmp.Equal(got, want) {
			t.Errorf("%s: links %s", name, cmp.Diff(want, got))
		}
		if len(root.all(historyNS, "archive")) != 1 {
			t.Errorf("%s: no fh:archive", name)
		}
		if got := root.at("id"); got != desk().ID {
			t.Errorf("%s: id %q, want the feed's", name, got)
		}
		tombs := root.all(deletedNS, "deleted-entry")
		if len(tombs) != len(page.Withdrawn) {
			t.Fatalf("%s: %d tombstones, want %d", name, len(tombs), len(page.Withdrawn))
		}
		newest := page.Withdrawn[0].When.Format("2006-01-02T15:04:05Z07:00")
		if tombs[0].get("ref") != page.Withdrawn[0].ID || tombs[0].get("when") != newest || root.at("updated") != newest {
			t.Errorf("%s: tombstone %v of feed updated %s", name, tombs[0].attr, root.at("updated"))
		}
	}
}

// A namespace that the W3C validator does not know is a warning once it is
// declared, so only documents with a tombstone declare it.
func TestTombstonesStandInArchivesOnly(t *testing.T) {
	f := desk()
	f.Previous = archives()["archive.atom"].Self
	document, err := render.Atom(f, entries())
	if err != nil {
		t.Fatal(err)
	}
	root, err := readXML(document)
	if err != nil {
		t.Fatal(err)
	}
	if got := hrefs(root)["prev-archive"]; got != f.Previous {
		t.Errorf("prev-archive %q, want %q", got, f.Previous)
	}
	page := archives()["archive.atom"]
	page.Withdrawn = nil
	archive, err := render.AtomArchive(f, page)
	if err != nil {
		t.Fatal(err)
	}
	for name, document := range map[string][]byte{"feed": document, "archive without tombstones": archive} {
		if bytes.Contains(document, []byte(deletedNS)) {
			t.Errorf("%s declares the tombstones' namespace", name)
		}
	}
	empty, err := render.AtomArchive(feed.Feed{Name: "x"}, feed.ArchivePage{})
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range checkAtom(empty) {
		t.Errorf("an empty page: %s", fault)
	}
}
