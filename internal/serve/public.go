package serve

import (
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// allowed are the methods of everything public.
const allowed = "GET, HEAD, OPTIONS"

func (s *Server) servePublic(w http.ResponseWriter, r *http.Request) {
	shown := s.shelf.Load()
	path := r.URL.Path
	if shown != nil && shown.prefix != "" {
		if path == shown.prefix {
			http.Redirect(w, r, shown.prefix+"/", http.StatusPermanentRedirect)
			return
		}
		if under := strings.TrimPrefix(path, shown.prefix); len(under) < len(path) && under[0] == '/' {
			path = under
		}
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodOptions:
		allowCrossOrigin(w.Header())
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		w.Header().Set("Allow", allowed)
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	switch {
	case path == "/healthz":
		s.serveHealth(w)
	case shown == nil:
		w.Header().Set("Retry-After", "5")
		http.Error(w, "not ready yet", http.StatusServiceUnavailable)
	case strings.HasPrefix(path, "/"+archiveFolder):
		s.serveArchive(w, r, shown, strings.TrimPrefix(path, "/"+archiveFolder))
	case strings.HasPrefix(path, "/"+entryFolder):
		s.serveEntry(w, r, shown, strings.TrimPrefix(path, "/"+entryFolder))
	default:
		s.servePoint(w, r, shown, path)
	}
}

// allowCrossOrigin answers a preflight: pages of other origins may read feeds,
// also conditionally and with a token.
func allowCrossOrigin(h http.Header) {
	h.Set("Allow", allowed)
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", allowed)
	h.Set("Access-Control-Allow-Headers", "Authorization, If-None-Match, If-Modified-Since")
	h.Set("Access-Control-Max-Age", "86400")
}

// serveHealth says 200 once stored feeds can be served.
func (s *Server) serveHealth(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if !s.healthy.Load() {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("not ready yet\n"))
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}

func (s *Server) servePoint(w http.ResponseWriter, r *http.Request, shown *shelf, path string) {
	p := shown.points[path]
	if p == nil {
		s.serveMissing(w, shown, http.StatusNotFound)
		return
	}
	p.serve(w, r)
}

// serve answers with the document, to those who may have it.
func (p *point) serve(w http.ResponseWriter, r *http.Request) {
	if p.private && !p.admits(r) {
		refuse(w, r)
		p.other.Inc()
		return
	}
	switch p.document.answer(w, r) {
	case http.StatusOK:
		p.full.Inc()
	case http.StatusNotModified:
		p.same.Inc()
	default:
		p.other.Inc()
	}
}

// refuse answers a request for a private feed without its token (RFC 6750,
// section 3).
func refuse(w http.ResponseWriter, r *http.Request) {
	challenge := `Bearer realm="feed"`
	if tokenOf(r) != "" {
		challenge += `, error="invalid_token"`
	}
	w.Header().Set("Www-Authenticate", challenge)
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "this feed needs its token", http.StatusUnauthorized)
}

// tokenOf is the token that a request carries: in its head, else in its address.
func tokenOf(r *http.Request) string {
	scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		given = r.URL.Query().Get("token")
	}
	return strings.TrimSpace(given)
}

// admits reports whether a request carries the token, in constant time.
func (p *point) admits(r *http.Request) bool {
	theirs := digest(tokenOf(r))
	return subtle.ConstantTimeCompare(theirs[:], p.token[:]) == 1
}

func (s *Server) serveMissing(w http.ResponseWriter, shown *shelf, status int) {
	page := shown.missing[status]
	if page == nil {
		http.Error(w, http.StatusText(status), status)
		return
	}
	h := w.Header()
	h.Set("Content-Type", pageType)
	h.Set("Content-Security-Policy", pagePolicy(page))
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, max-age=60")
	h.Set("Content-Length", strconv.Itoa(len(page)))
	w.WriteHeader(status)
	_, _ = w.Write(page)
}

// newest is when the newest of some feeds last changed.
func newest(renderings []*rendering) time.Time {
	var at time.Time
	for _, r := range renderings {
		for _, t := range []time.Time{r.feed.Changed, r.feed.Updated} {
			if t.After(at) {
				at = t
			}
		}
	}
	return at
}
