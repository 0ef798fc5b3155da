package serve

import (
	"context"
	"net/http"
	"net/http/pprof"
	"strings"
	"time"
)

// storeTimeout is how long an admin page waits for the store.
const storeTimeout = 10 * time.Second

// whyLimit is how many verdicts a search shows.
const whyLimit = 50

// Admin answers the operator: sources and their health, why an item was or was
// not published, metrics, profiles. It guards nothing: it belongs on an address
// that only the operator reaches.
func (s *Server) Admin() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.serveSources)
	mux.HandleFunc("GET /why", s.serveWhy)
	mux.HandleFunc("GET /"+iconName, serveIcon)
	mux.Handle("GET /metrics", s.metrics.handler())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { s.serveHealth(w) })
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

// serveIcon answers with the mark of the pages; the public address has it among
// its documents.
func serveIcon(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", iconType)
	w.Header().Set("Cache-Control", "max-age=3600")
	_, _ = w.Write([]byte(icon))
}

// desk is the store as the operator's pages need it; nil if it cannot tell.
func (s *Server) desk() Desk {
	s.mu.Lock()
	defer s.mu.Unlock()
	desk, _ := s.store.(Desk)
	return desk
}

// scrapeContext bounds a question that comes without a request.
func (s *Server) scrapeContext() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), storeTimeout)
}

func (s *Server) adminContext() pageContext {
	s.mu.Lock()
	defer s.mu.Unlock()
	return pageContext{site: s.site, admin: true}
}

func (s *Server) serveSources(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), storeTimeout)
	defer cancel()
	var sources []SourceHealth
	desk := s.desk()
	if desk != nil {
		var err error
		if sources, err = desk.Sources(ctx); err != nil {
			s.adminFault(w, err)
			return
		}
	}
	page, err := sourcesPage(s.adminContext(), sources, s.fault.Load(), time.Now())
	s.adminAnswer(w, page, err)
}

func (s *Server) serveWhy(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), storeTimeout)
	defer cancel()
	answer := whyAnswer{Query: strings.TrimSpace(r.URL.Query().Get("q")), Limit: whyLimit}
	if desk := s.desk(); desk != nil {
		var err error
		if answer.Verdicts, err = desk.Why(ctx, answer.Query, whyLimit); err != nil {
			s.adminFault(w, err)
			return
		}
	}
	page, err := whyPage(s.adminContext(), answer)
	s.adminAnswer(w, page, err)
}

func (s *Server) adminAnswer(w http.ResponseWriter, page []byte, err error) {
	if err != nil {
		s.adminFault(w, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", pageType)
	h.Set("Content-Security-Policy", adminPolicy+adminStyleHash)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(page)
}

// adminFault tells the operator what is wrong, on the page and in the log.
func (s *Server) adminFault(w http.ResponseWriter, err error) {
	s.log.Error("admin page", "error", err)
	http.Error(w, err.Error(), http.StatusInternalServerError)
}
