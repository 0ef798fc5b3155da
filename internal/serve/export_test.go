package serve

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/feed"
)

func TestExport(t *testing.T) {
	store, dir := testStore(), filepath.Join(t.TempDir(), "new", "folder")
	report, err := Export(t.Context(), dir, testSite(), store)
	if err != nil || report != (Report{Written: 6}) {
		t.Fatalf("first export: %+v, %v", report, err)
	}
	var names []string
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		names = append(names, f.Name())
		path := filepath.Join(dir, f.Name())
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o644 {
			t.Errorf("%s: mode %v, %v", path, info.Mode(), err)
		}
		if err := os.Chtimes(path, time.Unix(1e9, 0), time.Unix(1e9, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"defence.atom", "defence.html", "defence.json", "defence.rss", "feeds.opml", "index.html"}; !slices.Equal(names, want) {
		t.Errorf("files %q, want %q", names, want)
	}

	// The same renderer as serving.
	public := testServer(t, testSite(), store).Public()
	for _, name := range []string{"defence.atom", "defence.rss", "defence.json", "feeds.opml"} {
		exported, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Equal(exported, get(public, "GET", "/"+name).Body.Bytes()) {
			t.Errorf("%s differs from what is served: %v", name, err)
		}
	}

	// Unchanged files are not touched; a changed one is replaced.
	report, err = Export(t.Context(), dir, testSite(), store)
	if err != nil || report != (Report{Unchanged: 6}) {
		t.Errorf("second export: %+v, %v", report, err)
	}
	store.entries["defence"] = []feed.Entry{testEntry(slugA, "Changed")}
	report, err = Export(t.Context(), dir, testSite(), store)
	if err != nil || report != (Report{Written: 4, Unchanged: 2}) {
		t.Errorf("third export: %+v, %v", report, err)
	}
	for _, name := range names {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if touched := info.ModTime().After(time.Unix(1e9, 0)); touched != strings.HasPrefix(name, "defence.") {
			t.Errorf("%s touched: %v", name, touched)
		}
	}
}

func TestExportFails(t *testing.T) {
	store := testStore()
	dir := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Export(t.Context(), dir, testSite(), store); err == nil || strings.Count(err.Error(), dir) != 1 {
		t.Errorf("export to a file: %v", err)
	}
	readOnly := t.TempDir()
	if err := os.Chmod(readOnly, 0o500); err != nil {
		t.Fatal(err)
	}
	if _, err := Export(t.Context(), readOnly, testSite(), store); os.Getuid() != 0 && !errors.Is(err, fs.ErrPermission) {
		t.Errorf("export to a read-only folder: %v", err)
	}

	// A feed that cannot be read leaves the folder as it was.
	store.fail = errors.New("disk on fire")
	empty := t.TempDir()
	if _, err := Export(t.Context(), empty, testSite(), store); err == nil || !strings.Contains(err.Error(), "disk on fire") {
		t.Errorf("export from a broken store: %v", err)
	}
	if files, err := os.ReadDir(empty); err != nil || len(files) > 0 {
		t.Errorf("a failed export left %v, %v", files, err)
	}

	// Nor does one that cannot be put in place leave its half.
	taken := t.TempDir()
	if err := os.MkdirAll(filepath.Join(taken, "index.html", "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	store.fail = nil
	if _, err := Export(t.Context(), taken, testSite(), store); err == nil || !strings.Contains(err.Error(), "index.html") {
		t.Errorf("export over a folder: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(taken, ".*")); len(left) > 0 {
		t.Errorf("temporary files left: %q", left)
	}
}
