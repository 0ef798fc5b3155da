package render_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/feed"
	"sitrep/feed/render"
)

const (
	historyNS = "http://purl.org/syndication/history/1.0"
	deletedNS = "http://purl.org/atompub/tombstones/1.0"
)

// hrefs are the addresses of a feed's own links, by relation, less those to
// tombstones.
func hrefs(root *node) map[string]string {
	out := map[string]string{}
	for _, l := range root.all(atomNS, "link") {
		if l.get("type") == render.DeadType {
			continue
		}
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
		} else {
			want["next-archive"] = desk().Self
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
		newest := page.Withdrawn[0].When.Format("2006-01-02T15:04:05Z07:00")
		if root.at("updated") != newest {
			t.Errorf("%s: updated %s, want %s", name, root.at("updated"), newest)
		}
		var told []string
		for _, l := range root.all(atomNS, "link") {
			if l.get("type") == render.DeadType && l.get("rel") == feed.RelRelated {
				told = append(told, l.get("href"))
			}
		}
		var withdrawn []string
		for _, dead := range page.Withdrawn {
			withdrawn = append(withdrawn, dead.Self)
		}
		if !slices.Equal(told, withdrawn) {
			t.Errorf("%s: links to tombstones %q, want %q", name, told, withdrawn)
		}
	}
}

// A tombstone is the root of a document (RFC 6721, section 4) that names the
// entry and the feed.
func TestTombstone(t *testing.T) {
	dead := archives()["archive.atom"].Withdrawn[0]
	document, err := render.AtomDeleted(desk(), dead)
	if err != nil {
		t.Fatal(err)
	}
	root, err := readXML(document)
	if err != nil {
		t.Fatal(err)
	}
	if root.name.Space != deletedNS || root.name.Local != "deleted-entry" || root.get("ref") != dead.ID || root.get("when") != "2026-06-20T01:02:03Z" {
		t.Errorf("tombstone:\n%s", document)
	}
	source := root.all(atomNS, "source")
	if len(source) != 1 || source[0].at("id") != desk().ID || source[0].at("title") != desk().Title || hrefs(source[0])["self"] != desk().Self {
		t.Errorf("its feed:\n%s", document)
	}
}

// A namespace that the W3C validator does not know is a warning once it is
// declared, so no feed declares that of tombstones.
func TestNoFeedDeclaresTombstones(t *testing.T) {
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
	archive, err := render.AtomArchive(f, archives()["archive.atom"])
	if err != nil {
		t.Fatal(err)
	}
	for name, document := range map[string][]byte{"feed": document, "archive": archive} {
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
