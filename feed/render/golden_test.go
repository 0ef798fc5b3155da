package render_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/feed"
	"sitrep/feed/render"
)

var update = flag.Bool("update", false, "write the golden files anew")

// forms are the forms of one feed, by the name of their golden file.
func forms(t *testing.T, name string, f feed.Feed, list []feed.Entry) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for ending, form := range map[string]func(feed.Feed, []feed.Entry) ([]byte, error){
		".atom": render.Atom, ".rss": render.RSS, ".json": render.JSON,
	} {
		body, err := form(f, list)
		if err != nil {
			t.Fatalf("%s%s: %v", name, ending, err)
		}
		if ending == ".json" { // written without indentation; kept with it, for people
			var indented bytes.Buffer
			if err := json.Indent(&indented, body, "", "  "); err != nil {
				t.Fatalf("%s%s: %v", name, ending, err)
			}
			body = indented.Bytes()
		}
		out[name+ending] = body
	}
	return out
}

func TestGolden(t *testing.T) {
	bare := feed.Feed{Name: "bare", ID: "tag:desk.example.org,2026:feed/bare", Title: "Bare"}
	least := bare
	least.Self, least.Page = "http://127.0.0.1:8080/bare.atom", "http://127.0.0.1:8080/bare"
	korean := desk()
	korean.Language, korean.Contact, korean.Hub = "ko", "https://desk.example.org/contact", ""
	opml, err := render.OPML("My desk", "desk@example.org", []feed.Feed{desk(), korean, bare})
	if err != nil {
		t.Fatal(err)
	}
	forms(t, "bare", bare, nil)
	all := map[string][]byte{"feeds.opml": opml}
	for _, golden := range []map[string][]byte{
		forms(t, "full", desk(), entries()), forms(t, "korean", korean, []feed.Entry{fullEntry()}), forms(t, "empty", desk(), nil), forms(t, "bare", least, nil),
	} {
		maps.Copy(all, golden)
	}
	for name, page := range archives() {
		if all[name], err = render.AtomArchive(desk(), page); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	for file, body := range all {
		path := filepath.Join("testdata", file)
		if *update {
			if err := os.WriteFile(path, body, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(body, want) {
			t.Errorf("%s differs:\n%s", file, cmp.Diff(string(want), string(body)))
		}
	}
}
