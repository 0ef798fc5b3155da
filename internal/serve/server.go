package serve

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sitrep/feed"
	"sitrep/feed/render"
)

// Server answers for a site from what Refresh last prepared. Its handlers may
// run beside Refresh and SetSite: a request sees one state or the next, whole.
type Server struct {
	log     *slog.Logger
	metrics *metrics
	shelf   atomic.Pointer[shelf]
	healthy atomic.Bool // the stored feeds could be read once
	fault   atomic.Pointer[configFault]

	mu      sync.Mutex // guards what follows, and lets one Refresh run at a time
	site    Site
	store   Store
	version int64
	current bool // version and site are what the shelf shows
}

// configFault is what was wrong with the last edited configuration.
type configFault struct {
	At   time.Time
	Text string
}

// New makes a server that has nothing to show until Refresh has run.
func New(site Site, store Store, log *slog.Logger) *Server {
	s := &Server{site: site, store: store, log: log}
	s.metrics = newMetrics(s)
	return s
}

// SetSite puts another configuration in place at the next Refresh.
func (s *Server) SetSite(site Site, store Store) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.site, s.store, s.current = site, store, false
}

// SetFault shows the operator what is wrong with the edited configuration that
// was refused; empty once one was accepted.
func (s *Server) SetFault(text string, at time.Time) {
	if text == "" {
		s.fault.Store(nil)
		return
	}
	s.fault.Store(&configFault{At: at, Text: text})
}

// Refresh reads the feeds that changed and prepares them anew. It is cheap
// where nothing changed, and meant to be called after every commit, and often
// for those of other processes. A feed that cannot be read stays as it was;
// Refresh then returns what was wrong and the next call tries again.
func (s *Server) Refresh(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	version, err := s.store.Version(ctx)
	if err != nil {
		return fmt.Errorf("refresh feeds: %w", err)
	}
	if s.current && version == s.version {
		return nil
	}
	started := time.Now()
	next, err := s.build(ctx, s.shelf.Load())
	if next != nil {
		s.shelf.Store(next)
	}
	s.metrics.refreshed(time.Since(started), next, err)
	if err != nil {
		return fmt.Errorf("refresh feeds: %w", err)
	}
	s.version, s.current = version, true
	s.healthy.Store(true)
	return nil
}

// build makes the next shelf out of what the store holds. What is the same as
// before is taken over from the shelf before, which may be nil.
func (s *Server) build(ctx context.Context, before *shelf) (*shelf, error) {
	next := newShelf(s.site, s.store)
	made := make([]*rendering, len(s.site.Feeds))
	faults := make([]error, len(made), len(made)+1)
	var work sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	sameSite := before != nil && reflect.DeepEqual(before.site, s.site)
	for i, info := range s.site.Feeds {
		slots <- struct{}{}
		work.Go(func() {
			defer func() { <-slots }()
			was := before.rendering(info.Name)
			made[i], faults[i] = s.render(ctx, info, was, sameSite)
			if faults[i] != nil && was != nil && was.info.Token == info.Token {
				made[i] = was
			}
		})
	}
	work.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	next.renderings = slices.DeleteFunc(made, func(r *rendering) bool { return r == nil })
	faults = append(faults, next.arrange(before, s.metrics))
	return next, errors.Join(faults...)
}

// rendering is one feed with its forms, prepared.
type rendering struct {
	info    FeedInfo
	feed    feed.Feed
	entries []feed.Entry
	forms   [len(formEndings)]*document
}

// formEndings are what the path of a form ends in; the page's is empty.
var formEndings = [...]string{".atom", ".rss", ".json", ""}

const pageForm = len(formEndings) - 1 // its index

// render prepares one feed, unless it is as it was.
func (s *Server) render(ctx context.Context, info FeedInfo, was *rendering, sameSite bool) (*rendering, error) {
	described, entries, err := s.store.Feed(ctx, info.Name)
	if err != nil {
		return nil, err
	}
	r := &rendering{info: info, feed: described, entries: entries}
	if sameSite && was != nil && reflect.DeepEqual(was.feed, described) && reflect.DeepEqual(was.entries, entries) {
		return was, nil
	}
	bodies, err := renderForms(described, entries)
	if err != nil {
		return nil, fmt.Errorf("render feed %s: %w", info.Name, err)
	}
	page, err := feedPage(pageContext{site: s.site, served: true}, r)
	if err != nil {
		return nil, fmt.Errorf("render feed %s: %w", info.Name, err)
	}
	modified := described.Changed
	if modified.IsZero() {
		modified = described.Updated
	}
	for i, body := range append(bodies, page) {
		o := documentOptions{mediaType: formTypes[i], private: info.Token != "", modified: modified}
		if i == pageForm {
			o.policy = pagePolicy(page)
		} else {
			o.link = hubLink(described, formTypes[i])
		}
		r.forms[i] = was.renew(i, body, o)
	}
	return r, nil
}

// hubLink is where a form of a feed says in its head what its body says too:
// its hub and the address to name to it (W3C WebSub, section 4). It is empty
// without a hub, and for an address that a header cannot hold as it is: a hub
// is told of the very address in the body.
func hubLink(f feed.Feed, mediaType string) string {
	form, _, _ := strings.Cut(mediaType, ";")
	self := render.FormAddress(f.Self, form)
	if strings.ContainsFunc(f.Hub+self, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`<>"`, r) }) || f.Hub == "" || self == "" {
		return ""
	}
	return "<" + f.Hub + `>; rel="hub", <` + self + `>; rel="self"`
}

// formTypes are the Content-Type of the forms, in the order of formEndings.
var formTypes = [len(formEndings)]string{
	render.AtomType + "; charset=utf-8", render.RSSType + "; charset=utf-8", render.JSONType + "; charset=utf-8", pageType,
}

// renderForms writes the forms for programs, in the order of formEndings.
func renderForms(f feed.Feed, entries []feed.Entry) ([][]byte, error) {
	var bodies [][]byte
	for _, form := range []func(feed.Feed, []feed.Entry) ([]byte, error){render.Atom, render.RSS, render.JSON} {
		body, err := form(f, entries)
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, body)
	}
	return bodies, nil
}

// renew returns a form as a document: the one before if its bytes are the same.
func (r *rendering) renew(form int, body []byte, o documentOptions) *document {
	if r == nil {
		return newDocument(body, o)
	}
	return renewDocument(r.forms[form], body, o)
}

// renewDocument returns the document before if bytes and privacy are the same.
// Else it sees to it that Last-Modified moves with the bytes, also where no
// entry has a newer date: readers without entity tags would miss the change.
func renewDocument(was *document, body []byte, o documentOptions) *document {
	if was == nil {
		return newDocument(body, o)
	}
	if string(was.body) == string(body) && was.private == o.private {
		return was
	}
	if !o.modified.Truncate(time.Second).After(was.modified) {
		o.modified = time.Now()
		if !o.modified.Truncate(time.Second).After(was.modified) {
			o.modified = was.modified.Add(time.Second)
		}
	}
	return newDocument(body, o)
}

// digest is what tokens are compared by: of equal length whatever they are.
func digest(token string) [sha256.Size]byte { return sha256.Sum256([]byte(token)) }

// Public answers readers: feeds, pages, the list of feeds, health.
func (s *Server) Public() http.Handler { return http.HandlerFunc(s.servePublic) }
