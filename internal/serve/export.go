package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sitrep/feed/render"
)

// Report says what an export did.
type Report struct {
	Written   int // files written, new or changed
	Unchanged int // files whose bytes were right already; they were not touched
}

// Export writes every public feed of a site as files for any web server:
// NAME.atom, NAME.rss, NAME.json, NAME.html, index.html and feeds.opml. They
// are the bytes that are served. A file is put in place whole, by renaming, and
// left alone if it would not change. Feeds with a token are left out: a folder
// has no way to guard them.
func Export(ctx context.Context, dir string, site Site, store Store) (Report, error) {
	files, err := exportFiles(ctx, site, store)
	if err != nil {
		return Report{}, fmt.Errorf("export: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Report{}, fmt.Errorf("export: %w", err)
	}
	var report Report
	for _, f := range files {
		written, err := f.write(dir)
		switch {
		case err != nil:
			return report, fmt.Errorf("export: %w", err)
		case written:
			report.Written++
		default:
			report.Unchanged++
		}
	}
	return report, nil
}

// exportFile is one file to be written.
type exportFile struct {
	name string
	body []byte
}

// exportFiles renders everything before anything is written, so that a feed
// that cannot be read leaves the folder as it was.
func exportFiles(ctx context.Context, site Site, store Store) ([]exportFile, error) {
	context := pageContext{site: site}
	var files []exportFile
	var renderings []*rendering
	for _, info := range site.Feeds {
		if info.Token != "" {
			continue
		}
		described, entries, err := store.Feed(ctx, info.Name)
		if err != nil {
			return nil, err
		}
		r := &rendering{info: info, feed: described, entries: entries}
		renderings = append(renderings, r)
		bodies, err := renderForms(described, entries)
		if err != nil {
			return nil, fmt.Errorf("feed %s: %w", info.Name, err)
		}
		page, err := feedPage(context, r)
		if err != nil {
			return nil, fmt.Errorf("feed %s: %w", info.Name, err)
		}
		for i, body := range bodies {
			files = append(files, exportFile{info.Name + formEndings[i], body})
		}
		files = append(files, exportFile{info.Name + ".html", page})
	}
	desk, err := deskPage(context, renderings)
	if err != nil {
		return nil, err
	}
	list, err := render.OPML(site.Title, site.Contact, feedsOf(renderings))
	if err != nil {
		return nil, err
	}
	return append(files, exportFile{"index.html", desk}, exportFile{"feeds.opml", list}), nil
}

// write puts a file in place unless it is there already, and says whether it
// did.
func (f exportFile) write(dir string) (written bool, err error) {
	path := filepath.Join(dir, f.name)
	if same, err := os.ReadFile(path); err == nil && bytes.Equal(same, f.body) {
		return false, nil
	}
	temporary, err := os.CreateTemp(dir, "."+f.name+".*")
	if err != nil {
		return false, writeError(path, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temporary.Name()) // the fault before it is the one to tell
		}
	}()
	_, err = temporary.Write(f.body)
	err = errors.Join(err, temporary.Chmod(0o644), temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return false, writeError(path, err)
	}
	return true, nil
}

// writeError names the file that was to be written rather than the temporary
// one that stood for it.
func writeError(path string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return fmt.Errorf("write %s: %w", path, err)
}
