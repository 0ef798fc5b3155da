package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"sitrep/feed/render"
)

// Report says what an export did.
type Report struct {
	Written   int // files written, new or changed
	Unchanged int // files whose bytes were right already; they were not touched
	Removed   int // files of an earlier export that are not served any more
}

// ExportOptions say how an export is written.
type ExportOptions struct {
	Gzip bool // a compressed file NAME.gz beside each, for web servers that send prepared ones
}

// Export writes every public feed of a site as files for any web server:
// NAME.atom, NAME.rss, NAME.json, NAME.html, archive/NAME/DAY.atom with the
// tombstones of what was withdrawn, index.html and feeds.opml. They are the bytes that are served. A file is put in place
// whole, by renaming, and left alone if it would not change. Feeds with a token
// are left out: a folder has no way to guard them.
//
// The folder then holds what is served, and of earlier exports nothing else: the
// files of a feed that was removed or made private, an archive page that was
// pruned, and compressed files no longer asked for go. Which files are its own
// the export keeps in a list in the folder; others are never removed.
func Export(ctx context.Context, dir string, site Site, store Store, o ExportOptions) (Report, error) {
	report, err := export(ctx, dir, site, store, o)
	if err != nil {
		return report, fmt.Errorf("export: %w", err)
	}
	return report, nil
}

func export(ctx context.Context, dir string, site Site, store Store, o ExportOptions) (Report, error) {
	files, err := exportFiles(ctx, site, store)
	if err != nil {
		return Report{}, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Report{}, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Report{}, err
	}
	defer root.Close() // it was only read from; files have been closed
	if o.Gzip {
		files = withCompressed(files)
	}
	f := folder{root: root, path: dir}
	listed, err := f.listed()
	if err != nil {
		return Report{}, err
	}
	// The list names a file before it is there: what an export that is stopped
	// half way has written is still known as its own.
	if err := f.list(files, listed); err != nil {
		return Report{}, err
	}
	var report Report
	for _, file := range files {
		written, err := f.put(file)
		switch {
		case err != nil:
			return report, err
		case written:
			report.Written++
		default:
			report.Unchanged++
		}
	}
	if report.Removed, err = f.remove(files, listed); err != nil {
		return report, err
	}
	return report, f.list(files, nil)
}

// exportFile is one file to be written. Of is set for a compressed one: the
// bytes that it holds.
type exportFile struct {
	name string // slash-separated, inside the folder
	body []byte
	of   []byte
}

// compressedEnding is what the name of a compressed file ends in.
const compressedEnding = ".gz"

// withCompressed adds a compressed file after each.
func withCompressed(files []exportFile) []exportFile {
	out := make([]exportFile, 0, 2*len(files))
	for _, f := range files {
		out = append(out, f, exportFile{name: f.name + compressedEnding, of: f.body})
	}
	return out
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
			files = append(files, exportFile{name: info.Name + formEndings[i], body: body})
		}
		files = append(files, exportFile{name: info.Name + ".html", body: page})
		archive, err := archiveFiles(ctx, store, info.Name)
		if err != nil {
			return nil, fmt.Errorf("feed %s: %w", info.Name, err)
		}
		files = append(files, archive...)
	}
	desk, err := deskPage(context, renderings)
	if err != nil {
		return nil, err
	}
	list, err := render.OPML(site.Title, site.Contact, feedsOf(renderings))
	if err != nil {
		return nil, err
	}
	return append(files, exportFile{name: "index.html", body: desk}, exportFile{name: "feeds.opml", body: list}), nil
}

// archiveFiles are the archive pages of a feed, if the store has any.
func archiveFiles(ctx context.Context, store Store, name string) ([]exportFile, error) {
	past, ok := store.(Past)
	if !ok {
		return nil, nil
	}
	days, err := past.ArchiveDays(ctx, name)
	if err != nil {
		return nil, err
	}
	var files []exportFile
	for _, day := range days {
		described, page, err := past.ArchivePage(ctx, name, day)
		if errors.Is(err, fs.ErrNotExist) {
			continue // pruned since the days were read
		}
		if err != nil {
			return nil, err
		}
		body, err := render.AtomArchive(described, page)
		if err != nil {
			return nil, err
		}
		files = append(files, exportFile{name: ArchivePath(name, day), body: body})
		for _, t := range page.Withdrawn {
			if body, err = render.AtomDeleted(described, t); err != nil {
				return nil, err
			}
			files = append(files, exportFile{name: TombstonePath(name, day, t.ID), body: body})
		}
	}
	return files, nil
}

// sameCompressed reports whether a compressed file holds these bytes. Its own
// bytes do not count: another version of the compressor may have made them.
func sameCompressed(zipped, body []byte) bool {
	plain, err := decompress(zipped, len(body))
	return err == nil && bytes.Equal(plain, body)
}
