package cli

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"sitrep/filter"
	"sitrep/internal/config"
	"sitrep/internal/poll"
	"sitrep/internal/store"
)

var update = flag.Bool("update", false, "rewrite the wanted part of the journeys")

// journey is one file of testdata/journeys: a configuration, documents over
// virtual time, and what they come to. A file named TIME/SOURCE holds what that
// source's document becomes at that time, an item a line:
//
//	id | date | title | text
//
// with the link behind the id where it is not https://SOURCE.example/ID.
// "gone" instead removes the document; a file TIME/config.yaml edits the
// configuration. After each time every source gets a turn. The parts ledger
// and feeds hold what is wanted in the end.
type journey struct {
	dir     string
	archive *txtar.Archive
	now     time.Time
}

func TestJourneys(t *testing.T) {
	files, err := filepath.Glob("../../testdata/journeys/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no journeys: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			j := &journey{dir: t.TempDir(), archive: archive}
			j.travel(t)
			got := j.outcome(t)
			if *update {
				j.rewrite(t, file, got)
				return
			}
			for name, text := range got {
				if want := j.part(name); strings.TrimSpace(want) != strings.TrimSpace(text) {
					t.Errorf("%s: got\n%s\nwant\n%s", name, text, want)
				}
			}
			j.replay(t, got)
		})
	}
}

func (j *journey) part(name string) string {
	for _, f := range j.archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// travel goes through the times in order.
func (j *journey) travel(t *testing.T) {
	t.Helper()
	j.write(t, "config.yaml", j.part("config.yaml"))
	var times []string
	for _, f := range j.archive.Files {
		if at, _, ok := strings.Cut(f.Name, "/"); ok && !slices.Contains(times, at) {
			times = append(times, at)
		}
	}
	slices.Sort(times)
	for _, at := range times {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		j.now = now
		for _, f := range j.archive.Files {
			if name, ok := strings.CutPrefix(f.Name, at+"/"); ok {
				j.place(t, name, string(f.Data))
			}
		}
		j.poll(t)
	}
}

// place puts one document, or an edited configuration, on disk.
func (j *journey) place(t *testing.T, name, data string) {
	t.Helper()
	switch {
	case name == "config.yaml":
		j.write(t, name, data)
	case strings.TrimSpace(data) == "gone":
		if err := os.Remove(filepath.Join(j.dir, name+".xml")); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	default:
		j.write(t, name+".xml", rss(t, name, data))
	}
}

func (j *journey) write(t *testing.T, name, data string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(j.dir, name), []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

// rss makes a document of item lines.
func rss(t *testing.T, name, lines string) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "<rss version=\"2.0\"><channel><title>%s</title><link>https://%s.example/</link>\n", name, name)
	for line := range strings.Lines(lines) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		cells := strings.SplitN(line, " | ", 4)
		if len(cells) != 4 {
			t.Fatalf("item line %q: want id | date or undated | title | text", line)
		}
		date := ""
		if cells[1] != "undated" {
			when, err := time.Parse(time.RFC3339, cells[1])
			if err != nil {
				t.Fatal(err)
			}
			date = "<pubDate>" + when.Format(time.RFC1123Z) + "</pubDate>"
		}
		id, link, named := strings.Cut(cells[0], " ")
		if !named {
			link = "https://" + name + ".example/" + id
		}
		fmt.Fprintf(&b, "<item><guid isPermaLink=\"false\">%s</guid><link>%s</link>%s<title>%s</title><description>%s</description></item>\n",
			id, link, date, html.EscapeString(cells[2]), html.EscapeString(cells[3]))
	}
	b.WriteString("</channel></rss>\n")
	return b.String()
}

func (j *journey) call() call {
	return call{
		Surroundings: Surroundings{Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}, Now: func() time.Time { return j.now }},
		context:      context.Background(),
	}
}

// open opens the desk as a command would.
func (j *journey) open(t *testing.T) (*desk, call) {
	t.Helper()
	c := j.call()
	loaded, findings := config.Load(filepath.Join(j.dir, "config.yaml"))
	if loaded == nil {
		t.Fatalf("configuration: %v", findings)
	}
	d, err := openDeskWith(c, loaded, false)
	if err != nil {
		t.Fatalf("open desk: %v\n%s", err, c.Stderr)
	}
	return d, c
}

func (j *journey) poll(t *testing.T) {
	t.Helper()
	d, c := j.open(t)
	defer d.Close()
	if _, err := d.conductor.Round(c.context, poll.Selection{Force: true}); err != nil {
		t.Fatal(err)
	}
}

// outcome is the ledger and the feeds, in words.
func (j *journey) outcome(t *testing.T) map[string]string {
	t.Helper()
	d, c := j.open(t)
	defer d.Close()
	var ledger, feeds strings.Builder
	err := d.store.Verdicts(c.context, store.VerdictQuery{All: true}, func(v filter.Verdict) error {
		fmt.Fprintf(&ledger, "%s %s %s", v.Source, v.Item, v.Relation)
		if v.Of != nil && v.Of.Item != v.Item {
			fmt.Fprintf(&ledger, " of %s", v.Of.Item)
		}
		for _, decision := range v.Decisions {
			fmt.Fprintf(&ledger, " | %s %s", decision.Feed, decision.Action)
		}
		ledger.WriteString("\n")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	reader := d.reader()
	for _, f := range d.config.Feeds {
		described, entries, err := reader.Feed(c.context, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&feeds, "%s updated %s\n", f.Name, described.Updated.UTC().Format(time.RFC3339))
		for _, e := range entries {
			fmt.Fprintf(&feeds, "- %s | %s | %s | %s\n", e.Published.UTC().Format(time.RFC3339), e.Updated.UTC().Format(time.RFC3339), e.Title, e.ID)
			for _, l := range e.Links {
				fmt.Fprintf(&feeds, "    %s %s\n", l.Rel, l.Href)
			}
		}
	}
	return map[string]string{"ledger": ledger.String(), "feeds": feeds.String()}
}

// rewrite writes the outcome into the journey's file.
func (j *journey) rewrite(t *testing.T, file string, got map[string]string) {
	t.Helper()
	kept := slices.DeleteFunc(j.archive.Files, func(f txtar.File) bool { return f.Name == "ledger" || f.Name == "feeds" })
	for _, name := range []string{"ledger", "feeds"} {
		kept = append(kept, txtar.File{Name: name, Data: []byte(got[name])})
	}
	j.archive.Files = kept
	if err := os.WriteFile(file, txtar.Format(j.archive), 0o600); err != nil {
		t.Fatal(err)
	}
}

// replay throws away all that is derived, folds the log again, and wants the
// same ledger, the same ids and the same bytes.
func (j *journey) replay(t *testing.T, want map[string]string) {
	t.Helper()
	d, c := j.open(t)
	defer d.Close()
	before := j.bytes(t, d, c)
	if err := d.conductor.Refold(c.context); err != nil {
		t.Fatal(err)
	}
	for name, data := range j.bytes(t, d, c) {
		if !bytes.Equal(data, before[name]) {
			t.Errorf("after a replay %s has other bytes", name)
		}
	}
	got := j.outcome(t)
	for name, text := range got {
		if text != want[name] {
			t.Errorf("after a replay, %s: got\n%s\nwant\n%s", name, text, want[name])
		}
	}
}

// bytes are the files that the desk exports.
func (j *journey) bytes(t *testing.T, d *desk, c call) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	if err := d.export(c, dir, GzipFlag{}); err != nil {
		t.Fatal(err)
	}
	return exported(t, dir)
}

// exported are the files of a folder and the folders in it, by name.
func exported(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	root := os.DirFS(dir)
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		out[name], err = fs.ReadFile(root, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
