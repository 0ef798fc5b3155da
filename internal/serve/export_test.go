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
	report, err := Export(t.Context(), dir, testSite(), store, ExportOptions{})
	if err != nil || report != (Report{Written: 8}) {
		t.Fatalf("first export: %+v, %v", report, err)
	}
	written := names(t, dir)
	for _, name := range written {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
			t.Errorf("%s: mode %v, %v", path, info.Mode(), err)
		}
		if err := os.Chtimes(path, time.Unix(1e9, 0), time.Unix(1e9, 0)); err != nil {
			t.Fatal(err)
		}
	}
	page := "entry/" + slugA + ".html"
	if want := []string{"defence.atom", "defence.html", "defence.json", "defence.rss", page, "feeds.opml", "icon.svg", "index.html"}; !slices.Equal(written, want) {
		t.Errorf("files %q, want %q", written, want)
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
	report, err = Export(t.Context(), dir, testSite(), store, ExportOptions{})
	if err != nil || report != (Report{Unchanged: 8}) {
		t.Errorf("second export: %+v, %v", report, err)
	}
	store.entries["defence"] = []feed.Entry{testEntry(slugA, "Changed")}
	report, err = Export(t.Context(), dir, testSite(), store, ExportOptions{})
	if err != nil || report != (Report{Written: 6, Unchanged: 2}) {
		t.Errorf("third export: %+v, %v", report, err)
	}
	for _, name := range written {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if touched := info.ModTime().After(time.Unix(1e9, 0)); touched != (name != "feeds.opml" && name != "icon.svg") {
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
	if _, err := Export(t.Context(), dir, testSite(), store, ExportOptions{}); err == nil || strings.Count(err.Error(), dir) != 1 {
		t.Errorf("export to a file: %v", err)
	}
	readOnly := t.TempDir()
	if err := os.Chmod(readOnly, 0o500); err != nil {
		t.Fatal(err)
	}
	if _, err := Export(t.Context(), readOnly, testSite(), store, ExportOptions{}); os.Getuid() != 0 && !errors.Is(err, fs.ErrPermission) {
		t.Errorf("export to a read-only folder: %v", err)
	}

	// A feed that cannot be read leaves the folder as it was.
	store.fail = errors.New("disk on fire")
	empty := t.TempDir()
	if _, err := Export(t.Context(), empty, testSite(), store, ExportOptions{}); err == nil || !strings.Contains(err.Error(), "disk on fire") {
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
	if _, err := Export(t.Context(), taken, testSite(), store, ExportOptions{}); err == nil || !strings.Contains(err.Error(), "index.html") {
		t.Errorf("export over a folder: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(taken, ".*")); !slices.Equal(left, []string{filepath.Join(taken, listName)}) {
		t.Errorf("temporary files left: %q", left)
	}
}

// names are the files of a folder and the folders in it.
func names(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && name != listName {
			out = append(out, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestExportCompressed(t *testing.T) {
	store, dir := testPast(), t.TempDir()
	export := func(want Report, zipped bool) {
		t.Helper()
		got, err := Export(t.Context(), dir, testSite(), store, ExportOptions{Gzip: zipped})
		if err != nil || got != want {
			t.Fatalf("export: %+v, %v; want %+v", got, err, want)
		}
	}
	export(Report{Written: 28}, true)
	export(Report{Unchanged: 28}, true)
	public := testServer(t, testSite(), store).Public()
	for _, name := range []string{"defence.atom", "archive/defence/2026-06-14.atom"} {
		zipped, err := os.ReadFile(filepath.Join(dir, name+".gz"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(zipped, get(public, "GET", "/"+name, "Accept-Encoding", "gzip").Body.Bytes()) {
			t.Errorf("%s.gz is not what is served compressed", name)
		}
		if !bytes.Equal(zipped[4:8], make([]byte, 4)) {
			t.Errorf("%s.gz holds a time", name)
		}
		// One that holds something else is replaced, one made by another compressor is not.
		other := append(bytes.Clone(zipped), compress(nil)...)
		if err := os.WriteFile(filepath.Join(dir, name+".gz"), other, 0o644); err != nil {
			t.Fatal(err)
		}
		export(Report{Unchanged: 28}, true)
		if err := os.WriteFile(filepath.Join(dir, name+".gz"), zipped[:len(zipped)-9], 0o644); err != nil {
			t.Fatal(err)
		}
		export(Report{Written: 1, Unchanged: 27}, true)
	}
	// A stale compressed file would be served instead of the plain one.
	export(Report{Unchanged: 14, Removed: 14}, false)
	if got := names(t, dir); slices.ContainsFunc(got, func(name string) bool { return strings.HasSuffix(name, ".gz") }) || len(got) != 14 {
		t.Errorf("left: %q", got)
	}
}

func TestExportRemovesWhatIsNotServed(t *testing.T) {
	store, dir := testPast(), t.TempDir()
	site := testSite()
	site.Feeds = append(site.Feeds, FeedInfo{Name: "gone", Title: "Gone"})
	store.feeds["gone"] = feed.Feed{Name: "gone", Title: "Gone"}
	store.days["gone"], store.pages["gone/2026-06-16"] = []string{"2026-06-16"}, feed.ArchivePage{}
	if _, err := Export(t.Context(), dir, site, store, ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(t.TempDir(), "theirs.atom")
	for _, name := range []string{filepath.Join(dir, "theirs.atom"), filepath.Join(dir, "archive", "notes.txt"), outside} {
		if err := os.WriteFile(name, []byte("theirs"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	// Whatever the list is made to say, nothing outside the folder goes.
	list, err := os.OpenFile(filepath.Join(dir, listName), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	relative, err := filepath.Rel(dir, outside)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := list.WriteString(outside + "\n" + relative + "\n\n.\n..\n" + listName + "\n"); err != nil || list.Close() != nil {
		t.Fatal(err)
	}

	store.days["defence"] = store.days["defence"][:1]
	report, err := Export(t.Context(), dir, testSite(), store, ExportOptions{})
	if err != nil || report.Removed != 8 { // gone's six files, and the two of a pruned day
		t.Errorf("export: %+v, %v", report, err)
	}
	want := []string{
		"archive/defence/2026-06-16/" + slugC + ".atomdeleted", "archive/defence/2026-06-16.atom", "archive/defence/2026-06-16.html", "archive/notes.txt",
		"defence.atom", "defence.html", "defence.json", "defence.rss", "entry/" + slugA + ".html", "entry/" + slugB + ".html",
		"feeds.opml", "icon.svg", "index.html", "theirs.atom",
	}
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
	if _, err := os.Stat(outside); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "archive", "gone")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty folder stays: %v", err)
	}

	// A feed that becomes private is no longer there to be read.
	site = testSite()
	site.Feeds[0].Token = "secret now"
	if _, err := Export(t.Context(), dir, site, store, ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	if got, want := names(t, dir), []string{"archive/notes.txt", "feeds.opml", "icon.svg", "index.html", "theirs.atom"}; !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
}
