package parse

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/feed"
)

var update = flag.Bool("update", false, "write the golden files anew")

// goldenOptions are the same for all fixtures, so that a golden file shows
// what the fixture alone decides.
func goldenOptions(name string) Options {
	return Options{
		URL:      "https://origin.example/feeds/" + name,
		Location: time.FixedZone("", 9*3600),
		Now:      time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC),
	}
}

// golden is all that Document returns, the parts that inspect does not print
// included.
type golden struct {
	Error    string         `json:"error,omitempty"`
	Document *feed.Document `json:"document,omitempty"`
	Schedule any            `json:"schedule,omitempty"`
	Hub      string         `json:"hub,omitempty"`
	Cut      bool           `json:"truncated,omitempty"`
	Lossy    bool           `json:"lossy,omitempty"`
}

func TestGolden(t *testing.T) {
	files, err := filepath.Glob("../../testdata/feeds/*.*")
	if err != nil || len(files) < 10 {
		t.Fatalf("fixtures: %v, %d files", err, len(files))
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var g golden
			doc, err := Document(body, goldenOptions(name))
			clear(body) // a document holds no part of it: its space is given to the next
			if err != nil {
				g.Error = err.Error()
			} else {
				g = golden{Document: &doc, Hub: doc.Hub, Cut: doc.Truncated, Lossy: doc.Lossy}
				if s := doc.Schedule; s.Every > 0 || len(s.SkipHours)+len(s.SkipDays) > 0 {
					g.Schedule = map[string]any{"every": s.Every.String(), "skipHours": s.SkipHours, "skipDays": s.SkipDays}
				}
			}
			var got bytes.Buffer
			encoder := json.NewEncoder(&got)
			encoder.SetEscapeHTML(false)
			encoder.SetIndent("", "  ")
			if err := encoder.Encode(g); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", "golden", name+".json")
			if *update {
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("differs from %s (-want +got):\n%s", path, diff)
			}
		})
	}
}
