package serve

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync"

	"sitrep/feed"
	"sitrep/feed/render"
)

// maxArchiveCache is how many archive pages are kept prepared. Few readers ask
// for any, and each asks for one after the other.
const maxArchiveCache = 64

// archiveCache keeps the archive pages that were asked for while one state of
// the feeds is shown. Its zero value is empty.
type archiveCache struct {
	mu     sync.Mutex // also lets one page be made at a time, so that many askers cost what one does
	points map[string]*point
}

// archivePoint finds an archive page, or the tombstone of an entry, by its path
// behind /archive/, with what guards its feed. The point is nil if there is
// none.
func (s *Server) archivePoint(ctx context.Context, shown *shelf, path string) (*point, error) {
	name, rest, _ := strings.Cut(path, "/")
	day, slug, isTombstone := strings.Cut(rest, "/")
	day, isDocument := strings.CutSuffix(day, archiveEnding)
	if isTombstone {
		var named bool
		if slug, named = strings.CutSuffix(slug, tombstoneEnding); !named || isDocument {
			return nil, nil
		}
	}
	r := shown.rendering(name)
	past, ok := shown.store.(Past)
	if !ok || r == nil || len(day) != len("2006-01-02") {
		return nil, nil
	}
	shown.archive.mu.Lock()
	defer shown.archive.mu.Unlock()
	if p := shown.archive.points[path]; p != nil {
		return p, nil
	}
	described, page, err := past.ArchivePage(ctx, name, day)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	o := documentOptions{mediaType: render.AtomType + "; charset=utf-8", private: r.info.Token != "", modified: described.Changed}
	var body []byte
	switch {
	case isTombstone:
		at := slices.IndexFunc(page.Withdrawn, func(t feed.Tombstone) bool { return Slug(t.ID) == slug })
		if at < 0 {
			return nil, nil
		}
		o.mediaType = render.DeadType + "; charset=utf-8"
		body, err = render.AtomDeleted(described, page.Withdrawn[at])
	case isDocument:
		body, err = render.AtomArchive(described, page)
	default:
		body, err = archivePage(pageContext{site: shown.site, served: true}, r.info, day, described, page)
		o.mediaType, o.policy = pageType, pagePolicy(body)
	}
	if err != nil {
		return nil, fmt.Errorf("archive page %s: %w", path, err)
	}
	p := s.metrics.point(newDocument(body, o), name, "archive")
	p.guard(r.info)
	if shown.archive.points == nil || len(shown.archive.points) >= maxArchiveCache {
		shown.archive.points = map[string]*point{}
	}
	shown.archive.points[path] = p
	return p, nil
}

// serveArchive answers with an archive page.
func (s *Server) serveArchive(w http.ResponseWriter, r *http.Request, shown *shelf, path string) {
	if refused := shown.refuses(r, path); refused {
		refuse(w, r)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), storeTimeout)
	defer cancel()
	p, err := s.archivePoint(ctx, shown, path)
	switch {
	case err != nil:
		s.log.Error("read archive page", "page", path, "error", err)
		s.serveMissing(w, shown, http.StatusInternalServerError)
	case p == nil:
		s.serveMissing(w, shown, http.StatusNotFound)
	default:
		p.serve(w, r)
	}
}

// refuses reports whether an archive page belongs to a private feed whose token
// the request lacks: then nothing is read, and whether there is such a page is
// not told.
func (s *shelf) refuses(r *http.Request, path string) bool {
	name, _, _ := strings.Cut(path, "/")
	of := s.rendering(name)
	if of == nil || of.info.Token == "" {
		return false
	}
	var p point
	p.guard(of.info)
	return !p.admits(r)
}
