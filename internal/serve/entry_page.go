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
)

// maxEntryCache is how many entry pages are kept prepared.
const maxEntryCache = 256

// entryCache keeps the entry pages that were asked for while one state of the
// feeds is shown. Its zero value is empty.
type entryCache struct {
	mu     sync.Mutex
	points map[string]*point // by slug
}

func (c *entryCache) get(slug string) *point {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.points[slug]
}

func (c *entryCache) put(slug string, p *point) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.points == nil || len(c.points) >= maxEntryCache {
		c.points = map[string]*point{}
	}
	c.points[slug] = p
}

// serveEntry answers with an entry's own page, also after it left its feeds.
func (s *Server) serveEntry(w http.ResponseWriter, r *http.Request, shown *shelf, slug string) {
	p := shown.own.get(slug)
	if p == nil {
		ctx, cancel := context.WithTimeout(r.Context(), storeTimeout)
		defer cancel()
		var status int
		var err error
		if p, status, err = s.entryPoint(ctx, shown, slug); err != nil {
			s.log.Error("read entry", "entry", slug, "error", err)
			status = http.StatusInternalServerError
		}
		if p == nil {
			s.serveMissing(w, shown, status)
			return
		}
		shown.own.put(slug, p)
	}
	p.serve(w, r)
}

// entryPoint makes an entry's page; else it says by a status why there is none.
func (s *Server) entryPoint(ctx context.Context, shown *shelf, slug string) (*point, int, error) {
	e, feeds, status, err := shown.find(ctx, slug)
	if err != nil || status != http.StatusOK {
		return nil, status, err
	}
	page, err := entryPage(pageContext{site: shown.site, served: true}, e, feeds)
	if err != nil {
		return nil, 0, fmt.Errorf("render entry: %w", err)
	}
	o := documentOptions{mediaType: pageType, policy: pagePolicy(page), modified: e.Updated}
	return s.metrics.point(newDocument(page, o), "", "entry"), status, nil
}

// find looks for an entry among those shown, then among those kept, and names
// the public feeds that it is or was in. An entry that was in private feeds only
// is not found.
func (s *shelf) find(ctx context.Context, slug string) (feed.Entry, []FeedInfo, int, error) {
	if e, ok := s.entries[slug]; ok {
		return e.entry, e.feeds, http.StatusOK, nil
	}
	archive, ok := s.store.(Archive)
	if !ok || !isSlug(slug) {
		return feed.Entry{}, nil, http.StatusNotFound, nil
	}
	kept, err := archive.Entry(ctx, slug)
	if errors.Is(err, fs.ErrNotExist) {
		return feed.Entry{}, nil, http.StatusNotFound, nil
	}
	if err != nil {
		return feed.Entry{}, nil, 0, err
	}
	feeds := slices.DeleteFunc(slices.Clone(s.site.Feeds), func(info FeedInfo) bool {
		return info.Token != "" || !slices.Contains(kept.Feeds, info.Name)
	})
	switch {
	case len(feeds) == 0:
		return feed.Entry{}, nil, http.StatusNotFound, nil
	case kept.Withdrawn:
		return feed.Entry{}, nil, http.StatusGone, nil
	}
	return kept.Entry, feeds, http.StatusOK, nil
}

// isSlug reports whether a path could be an entry's, so that no other reaches
// the store.
func isSlug(s string) bool {
	return len(s) >= 16 && len(s) <= 64 && strings.Trim(s, "0123456789abcdef") == ""
}
