package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"sitrep/feed"
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
// NAME.atom, NAME.rss, NAME.json, NAME.html, what has left it as
// archive/NAME/DAY.atom and .html with the tombstones of what was withdrawn,
// each entry's own page as entry/SLUG.html, index.html, feeds.opml and icon.svg.
// They are the bytes that are served, but pages state their policy themselves
// and link to each other as files. A file is put in place whole, by renaming,
// and left alone if it would not change. Feeds with a token are left out: a
// folder has no way to guard them.
//
// The folder then holds what is served, and of earlier exports nothing else: the
// files of a feed that was removed or made private, of an entry that was
// withdrawn or pruned, and compressed files no longer asked for go. Which files
// are its own the export keeps in a list in the folder; others are never
// removed.
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
	x := exporter{context: pageContext{site: site}, store: store, seen: map[string]int{}}
	for _, info := range site.Feeds {
		if info.Token != "" {
			continue
		}
		if err := x.feed(ctx, info); err != nil {
			return nil, fmt.Errorf("feed %s: %w", info.Name, err)
		}
	}
	for _, e := range x.entries {
		page, err := entryPage(x.context, e.entry, e.feeds)
		if err != nil {
			return nil, err
		}
		x.put(entryFolder+Slug(e.entry.ID)+pageEnding, page)
	}
	desk, err := deskPage(x.context, x.renderings)
	if err != nil {
		return nil, err
	}
	list, err := render.OPML(site.Title, site.Contact, feedsOf(x.renderings))
	if err != nil {
		return nil, err
	}
	x.put("index"+pageEnding, desk)
	x.put("feeds.opml", list)
	x.put(iconName, []byte(icon))
	return x.files, nil
}

// pageEnding is what the file of a page ends in.
const pageEnding = ".html"

// exporter collects the files of an export.
type exporter struct {
	context    pageContext
	store      Store
	files      []exportFile
	renderings []*rendering
	entries    []shownEntry
	seen       map[string]int // by id: where in entries
}

func (x *exporter) put(name string, body []byte) {
	if strings.HasSuffix(name, pageEnding) {
		body = statePolicy(body)
	}
	x.files = append(x.files, exportFile{name: name, body: body})
}

// feed adds the files of one feed, and its entries to those with a page.
func (x *exporter) feed(ctx context.Context, info FeedInfo) error {
	described, entries, err := x.store.Feed(ctx, info.Name)
	if err != nil {
		return err
	}
	r := &rendering{info: info, feed: described, entries: entries}
	x.renderings = append(x.renderings, r)
	bodies, err := renderForms(described, entries)
	if err != nil {
		return err
	}
	page, err := feedPage(x.context, r)
	if err != nil {
		return err
	}
	for i, body := range bodies {
		x.put(info.Name+formEndings[i], body)
	}
	x.put(info.Name+pageEnding, page)
	x.shown(info, entries)
	return x.archive(ctx, info)
}

// archive adds the pages of a feed's archive, if the store has any.
func (x *exporter) archive(ctx context.Context, info FeedInfo) error {
	past, ok := x.store.(Past)
	if !ok {
		return nil
	}
	days, err := past.ArchiveDays(ctx, info.Name)
	if err != nil {
		return err
	}
	for _, day := range days {
		described, page, err := past.ArchivePage(ctx, info.Name, day)
		if errors.Is(err, fs.ErrNotExist) {
			continue // pruned since the days were read
		}
		if err != nil {
			return err
		}
		document, err := render.AtomArchive(described, page)
		if err != nil {
			return err
		}
		forPeople, err := archivePage(x.context, info, day, described, page)
		if err != nil {
			return err
		}
		name := ArchivePath(info.Name, day)
		x.put(name, document)
		x.put(strings.TrimSuffix(name, archiveEnding)+pageEnding, forPeople)
		x.shown(info, page.Entries)
		for _, t := range page.Withdrawn {
			dead, err := render.AtomDeleted(described, t)
			if err != nil {
				return err
			}
			x.put(TombstonePath(info.Name, day, t.ID), dead)
		}
	}
	return nil
}

// shown notes which feed has entries. An entry's page shows it as the first has
// it.
func (x *exporter) shown(info FeedInfo, entries []feed.Entry) {
	for _, e := range entries {
		at, known := x.seen[e.ID]
		if !known {
			at = len(x.entries)
			x.seen[e.ID] = at
			x.entries = append(x.entries, shownEntry{entry: e})
		}
		of := &x.entries[at]
		if !slices.ContainsFunc(of.feeds, func(f FeedInfo) bool { return f.Name == info.Name }) {
			of.feeds = append(of.feeds, info)
		}
	}
}

// sameCompressed reports whether a compressed file holds these bytes. Its own
// bytes do not count: another version of the compressor may have made them.
func sameCompressed(zipped, body []byte) bool {
	plain, err := decompress(zipped, len(body))
	return err == nil && bytes.Equal(plain, body)
}
