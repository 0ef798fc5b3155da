package serve

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/feed"
	"sitrep/filter"
)

// deskStore is a store in memory, as a test sets it.
type deskStore struct {
	mu       sync.Mutex
	version  int64
	feeds    map[string]feed.Feed
	entries  map[string][]feed.Entry
	archive  map[string]Archived
	sources  []SourceHealth
	verdicts []filter.Verdict
	fail     error
	reads    int
}

func (s *deskStore) Version(context.Context) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.version, nil
}

func (s *deskStore) Feed(_ context.Context, name string) (feed.Feed, []feed.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	return s.feeds[name], s.entries[name], s.fail
}

func (s *deskStore) Entry(_ context.Context, slug string) (Archived, error) {
	if e, ok := s.archive[slug]; ok {
		return e, nil
	}
	return Archived{}, fs.ErrNotExist
}

func (s *deskStore) Sources(context.Context) ([]SourceHealth, error) { return s.sources, nil }

func (s *deskStore) Why(_ context.Context, query string, limit int) ([]filter.Verdict, error) {
	var out []filter.Verdict
	for _, v := range s.verdicts {
		if strings.Contains(v.Title, query) || v.URL == query {
			out = append(out, v)
		}
	}
	return out[:min(len(out), limit)], nil
}

// change alters the store as a commit would.
func (s *deskStore) change(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn()
	s.version++
}

const token = "let-me-in"

func testSite() Site {
	return Site{
		Title: "Test desk", BaseURL: "https://desk.example.org/sub/", Contact: "desk@example.org", Version: "0.9",
		Feeds: []FeedInfo{{Name: "defence", Title: "Defence news"}, {Name: "secret", Title: "Hidden title", Token: token}},
	}
}

func testEntry(slug, title string) feed.Entry {
	return feed.Entry{
		ID: "tag:desk.example.org,2026:" + slug, Language: "ko", Title: title,
		Summary: feed.Text{Type: feed.HTML, Body: "<p>해군은 17일 <b>새 구축함</b>을 진수했다고 밝혔다.</p>"},
		Links: []feed.Link{
			{Rel: feed.RelAlternate, Href: "https://wire.example.kr/1", Type: "text/html"},
			{Rel: feed.RelRelated, Href: "https://paper.example.com/1", Title: "Navy launches destroyer (A Paper)"},
		},
		Authors:   []feed.Person{{Name: "김가람 기자", URI: "https://wire.example.kr/r/7"}, {Name: "Jane Roe"}},
		Published: time.Date(2026, 6, 17, 15, 30, 0, 0, time.FixedZone("", 9*3600)),
		Updated:   time.Date(2026, 6, 18, 9, 0, 0, 0, time.FixedZone("", 9*3600)),
		Rights:    []string{"ⓒ 보기통신, 무단 전재 및 재배포 금지"},
		Source: feed.Source{
			ID: "https://wire.example.kr/rss", Title: feed.Text{Body: "보기통신"},
			Links: []feed.Link{{Rel: feed.RelAlternate, Href: "https://wire.example.kr/"}},
		},
	}
}

const slugA, slugB, slugC = "aaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccccccc"

func testStore() *deskStore {
	describe := func(name, title string) feed.Feed {
		return feed.Feed{
			Name: name, ID: "tag:desk.example.org,2026:feed/" + name, Title: title, Contact: "desk@example.org", Version: "0.9",
			Self: "https://desk.example.org/sub/" + name + ".atom", Page: "https://desk.example.org/sub/" + name,
			Updated: time.Date(2026, 6, 18, 0, 0, 0, 0, time.UTC),
		}
	}
	return &deskStore{
		version: 1,
		feeds:   map[string]feed.Feed{"defence": describe("defence", "Defence news"), "secret": describe("secret", "Hidden title")},
		entries: map[string][]feed.Entry{
			"defence": {testEntry(slugA, "해군, 새 구축함 진수")},
			"secret":  {testEntry(slugB, "Nobody may see this")},
		},
		archive: map[string]Archived{},
	}
}

func testServer(t testing.TB, site Site, store Store) *Server {
	t.Helper()
	s := New(site, store, slog.New(slog.DiscardHandler))
	if err := s.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// get asks a handler; header is name and value in turn.
func get(h http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestForms(t *testing.T) {
	public := testServer(t, testSite(), testStore()).Public()
	cases := []struct{ path, mediaType, holds string }{
		{"/defence.atom", "application/atom+xml; charset=utf-8", "<id>tag:desk.example.org,2026:" + slugA},
		{"/defence.rss", "application/rss+xml; charset=utf-8", "<rss version="},
		{"/defence.json", "application/feed+json; charset=utf-8", "jsonfeed.org/version/1.1"},
		{"/defence", "text/html; charset=utf-8", "해군, 새 구축함 진수"},
		{"/", "text/html; charset=utf-8", "Test desk"},
		{"/feeds.opml", "text/x-opml; charset=utf-8", "https://desk.example.org/sub/defence.atom"},
		{"/sub/defence.atom", "application/atom+xml; charset=utf-8", "<feed"},
		{"/sub/", "text/html; charset=utf-8", "Test desk"},
		{"/entry/" + slugA, "text/html; charset=utf-8", "해군, 새 구축함 진수"},
		{"/healthz", "text/plain; charset=utf-8", "ok"},
	}
	for _, c := range cases {
		w := get(public, "GET", c.path)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != c.mediaType || !strings.Contains(w.Body.String(), c.holds) {
			t.Errorf("%s: %d %s\n%.300s", c.path, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
	}
	if w := get(public, "GET", "/sub"); w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != "/sub/" {
		t.Errorf("/sub: %d to %q", w.Code, w.Header().Get("Location"))
	}
	for _, path := range []string{"/nothing", "/defence.xml", "/subdefence.atom", "/entry/" + slugC, "/entry/../defence", "/entry/"} {
		if w := get(public, "GET", path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestRepresentations(t *testing.T) {
	public := testServer(t, testSite(), testStore()).Public()
	plain := get(public, "GET", "/defence.atom")
	zipped := get(public, "GET", "/defence.atom", "Accept-Encoding", "br, gzip;q=0.8")
	if zipped.Header().Get("Content-Encoding") != "gzip" || plain.Header().Get("Content-Encoding") != "" {
		t.Fatalf("content encodings %q, %q", zipped.Header().Get("Content-Encoding"), plain.Header().Get("Content-Encoding"))
	}
	reader, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	unzipped, err := io.ReadAll(reader)
	if err != nil || string(unzipped) != plain.Body.String() {
		t.Errorf("unzipped differs from plain: %v", err)
	}
	if a, b := plain.Header().Get("ETag"), zipped.Header().Get("ETag"); a == b || strings.HasPrefix(a, "W/") || len(a) < 10 {
		t.Errorf("entity tags %s, %s", a, b)
	}
	for name, want := range map[string]string{
		"Vary": "Accept-Encoding", "Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff",
		"Last-Modified": "Thu, 18 Jun 2026 00:00:00 GMT", "Cache-Control": publicCaching,
	} {
		if got := plain.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	head := get(public, "HEAD", "/defence.atom")
	if head.Body.Len() != 0 || head.Header().Get("Content-Length") != plain.Header().Get("Content-Length") || head.Header().Get("ETag") != plain.Header().Get("ETag") {
		t.Errorf("HEAD: %d octets, %v", head.Body.Len(), head.Header())
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH"} {
		if w := get(public, method, "/defence.atom"); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD, OPTIONS" {
			t.Errorf("%s: %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
	if w := get(public, "OPTIONS", "/defence.atom"); w.Code != http.StatusNoContent || w.Header().Get("Access-Control-Allow-Headers") == "" {
		t.Errorf("OPTIONS: %d %v", w.Code, w.Header())
	}
}

func TestConditionalRequests(t *testing.T) {
	public := testServer(t, testSite(), testStore()).Public()
	plain := get(public, "GET", "/defence.atom").Header().Get("ETag")
	zipped := get(public, "GET", "/defence.atom", "Accept-Encoding", "gzip").Header().Get("ETag")
	const modified, before, after = "Thu, 18 Jun 2026 00:00:00 GMT", "Wed, 17 Jun 2026 23:59:59 GMT", "Thu, 18 Jun 2026 00:00:01 GMT"
	cases := []struct {
		name   string
		header []string
		want   int
	}{
		{"same", []string{"If-None-Match", plain}, 304},
		{"weak", []string{"If-None-Match", "W/" + plain}, 304},
		{"star", []string{"If-None-Match", "*"}, 304},
		{"list", []string{"If-None-Match", `"a", W/"b,c" ,` + plain}, 304},
		{"two lines", []string{"If-None-Match", `"a"`, "If-None-Match", plain}, 304},
		{"other", []string{"If-None-Match", `"a"`}, 200},
		{"comma inside quotes", []string{"If-None-Match", `"a,` + strings.Trim(plain, `"`) + `"`}, 200},
		{"empty", []string{"If-None-Match", ""}, 200},
		{"unquoted", []string{"If-None-Match", strings.Trim(plain, `"`)}, 200},
		{"tag of the compressed form, plain asked", []string{"If-None-Match", zipped}, 200},
		{"tag of the compressed form", []string{"If-None-Match", zipped, "Accept-Encoding", "gzip"}, 304},
		{"tag of the plain form, compressed asked", []string{"If-None-Match", plain, "Accept-Encoding", "gzip"}, 200},
		{"not modified since", []string{"If-Modified-Since", modified}, 304},
		{"not modified since later", []string{"If-Modified-Since", after}, 304},
		{"modified since", []string{"If-Modified-Since", before}, 200},
		{"old date form", []string{"If-Modified-Since", "Thursday, 18-Jun-26 00:00:00 GMT"}, 304},
		{"no date", []string{"If-Modified-Since", "yesterday"}, 200},
		{"tag before date: changed", []string{"If-None-Match", `"a"`, "If-Modified-Since", after}, 200},
		{"tag before date: same", []string{"If-None-Match", plain, "If-Modified-Since", before}, 304},
		{"If-Match same", []string{"If-Match", plain}, 200},
		{"If-Match star", []string{"If-Match", "*"}, 200},
		{"If-Match weak never matches", []string{"If-Match", "W/" + plain}, 412},
		{"If-Match other", []string{"If-Match", `"a"`}, 412},
		{"unmodified since", []string{"If-Unmodified-Since", modified}, 200},
		{"modified since then", []string{"If-Unmodified-Since", before}, 412},
	}
	for _, c := range cases {
		for _, method := range []string{"GET", "HEAD"} {
			w := get(public, method, "/defence.atom", c.header...)
			if w.Code != c.want {
				t.Errorf("%s (%s): %d, want %d", c.name, method, w.Code, c.want)
			}
			if w.Code == http.StatusNotModified {
				if w.Body.Len() > 0 || w.Header().Get("Content-Type") != "" || w.Header().Get("Content-Length") != "" {
					t.Errorf("%s: a 304 with content: %v", c.name, w.Header())
				}
				for _, name := range []string{"ETag", "Vary", "Cache-Control", "Last-Modified"} {
					if w.Header().Get(name) == "" {
						t.Errorf("%s: a 304 without %s", c.name, name)
					}
				}
			}
		}
	}
}

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": true, "GZip": true, "deflate, gzip": true, "gzip;q=0": false, "gzip; q=0.000": false, "gzip;q=0.1": true,
		"*": true, "*;q=0": false, "gzip;q=0, *": false, "identity": false, "br": false, "x-gzip": true, "gzipped": false, "gzip;level=9": true,
		"gzip;q=0.5, identity": false, "identity;q=0.5, gzip;q=0.4": false, "identity;q=0.5, gzip;q=0.5": true, "gzip;q=0.2, *;q=1": true,
		"*;q=0.3, identity;q=0.5": false, "identity;q=0": true, "identity;q=0, *;q=0": false, "identity;q=0, gzip;q=0": false, "*;q=0, identity": false,
		"*;q=0, gzip": true, "gzip;q=x": true, "gzip;q=NaN": true, "gzip;q=-1": true, "gzip;q=0, gzip;q=1": true, ";,;=,gzip": true,
	} {
		if got := acceptsGzip([]string{header}); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
	if !acceptsGzip([]string{"br", "gzip"}) {
		t.Error("the second of two header lines was not read")
	}
}

// Subscribers look for the hub in the head of an answer before its body.
func TestHubLink(t *testing.T) {
	store := testStore()
	defence := store.feeds["defence"]
	defence.Hub = "https://hub.example/"
	store.feeds["defence"] = defence
	public := testServer(t, testSite(), store).Public()
	for path, want := range map[string]string{
		"/defence.atom": `<https://hub.example/>; rel="hub", <https://desk.example.org/sub/defence.atom>; rel="self"`,
		"/defence.json": `<https://hub.example/>; rel="hub", <https://desk.example.org/sub/defence.json>; rel="self"`,
		"/defence":      "", "/feeds.opml": "", "/secret.atom?token=" + token: "",
	} {
		if got := get(public, "GET", path).Header().Get("Link"); got != want {
			t.Errorf("%s: Link %q, want %q", path, got, want)
		}
	}
	if got := get(public, "GET", "/defence.rss").Header().Get("Cache-Control"); got != hubCaching {
		t.Errorf("of a feed with a hub: Cache-Control %q", got)
	}
	for _, f := range []feed.Feed{
		{Hub: "https://hub.example/", Self: "https://desk.example.org/국방.atom"}, {Hub: "https://hub.example/\r\nX: y", Self: "https://desk.example.org/a.atom"},
		{Self: "https://desk.example.org/a.atom"}, {Hub: "https://hub.example/"},
	} {
		if got := hubLink(f, formTypes[0]); got != "" {
			t.Errorf("%+v: Link %q", f, got)
		}
	}
}

func TestPrivateFeeds(t *testing.T) {
	public := testServer(t, testSite(), testStore()).Public()
	for _, form := range formEndings {
		path := "/secret" + form
		for _, c := range []struct {
			target string
			header []string
			want   int
		}{
			{path, nil, 401},
			{path + "?token=wrong", nil, 401},
			{path + "?token=", nil, 401},
			{path, []string{"Authorization", "Bearer wrong"}, 401},
			{path, []string{"Authorization", "Basic " + token}, 401},
			{path, []string{"If-None-Match", "*"}, 401},
			{path + "?token=" + token, nil, 200},
			{path, []string{"Authorization", "Bearer " + token}, 200},
			{path, []string{"Authorization", "bearer " + token}, 200},
		} {
			w := get(public, "GET", c.target, c.header...)
			if w.Code != c.want {
				t.Errorf("%s %v: %d, want %d", c.target, c.header, w.Code, c.want)
			}
			switch caching := w.Header().Get("Cache-Control"); {
			case w.Code == 200 && (!strings.HasPrefix(caching, "private") || !strings.Contains(w.Header().Get("Vary"), "Authorization")):
				t.Errorf("%s: cached as %q, varies by %q", c.target, caching, w.Header().Get("Vary"))
			case w.Code == 401 && (w.Header().Get("WWW-Authenticate") == "" || strings.Contains(w.Body.String(), "Hidden")):
				t.Errorf("%s: refused with %v", c.target, w.Header())
			}
			if strings.Contains(w.Body.String(), token) {
				t.Errorf("%s tells the token", c.target)
			}
		}
	}
	for challenge, header := range map[string][]string{
		`Bearer realm="feed"`:                        nil,
		`Bearer realm="feed", error="invalid_token"`: {"Authorization", "Bearer wrong"},
	} {
		if got := get(public, "GET", "/secret.atom", header...).Header().Get("WWW-Authenticate"); got != challenge {
			t.Errorf("with %v: challenged by %q, want %q", header, got, challenge)
		}
	}
	for _, path := range []string{"/", "/feeds.opml", "/defence", "/entry/" + slugA, "/nothing"} {
		if body := get(public, "GET", path).Body.String(); strings.Contains(body, "Hidden title") || strings.Contains(body, "secret") {
			t.Errorf("%s tells of the private feed", path)
		}
	}
	if w := get(public, "GET", "/entry/"+slugB); w.Code != http.StatusNotFound {
		t.Errorf("page of an entry in a private feed: %d", w.Code)
	}
}

func TestEntryPageOutlivesItsFeed(t *testing.T) {
	store := testStore()
	store.archive[slugC] = Archived{Entry: testEntry(slugC, "Left its feed"), Feeds: []string{"defence"}}
	store.archive[slugB] = Archived{Entry: testEntry(slugB, "Nobody may see this"), Feeds: []string{"secret"}}
	withdrawn := strings.Repeat("d", 24)
	store.archive[withdrawn] = Archived{Entry: testEntry(withdrawn, "Taken down"), Feeds: []string{"defence"}, Withdrawn: true}
	public := testServer(t, testSite(), store).Public()
	for slug, want := range map[string]int{slugA: 200, slugC: 200, slugB: 404, withdrawn: 410, strings.Repeat("e", 24): 404} {
		w := get(public, "GET", "/entry/"+slug)
		if w.Code != want || want != 200 && (strings.Contains(w.Body.String(), "Nobody") || strings.Contains(w.Body.String(), "Taken down")) {
			t.Errorf("%s: %d, want %d", slug, w.Code, want)
		}
	}
	w := get(public, "GET", "/entry/"+slugC)
	if again := get(public, "GET", "/entry/"+slugC, "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("entry page asked again: %d", again.Code)
	}
}

func TestRefresh(t *testing.T) {
	store := testStore()
	s := New(testSite(), store, slog.New(slog.DiscardHandler))
	public := s.Public()
	if w := get(public, "GET", "/healthz"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("health before the first refresh: %d", w.Code)
	}
	if w := get(public, "GET", "/defence.atom"); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("feed before the first refresh: %d", w.Code)
	}
	refresh := func() {
		t.Helper()
		if err := s.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	refresh()
	first := get(public, "GET", "/defence.atom")
	reads := store.reads
	refresh()
	if store.reads != reads {
		t.Error("read again though nothing had changed")
	}
	store.change(func() {}) // a commit that changes another feed
	refresh()
	same := get(public, "GET", "/defence.atom")
	if same.Header().Get("ETag") != first.Header().Get("ETag") || same.Header().Get("Last-Modified") != first.Header().Get("Last-Modified") {
		t.Error("validators moved though the bytes are the same")
	}

	// An edit that moves no date must still be seen by readers that know dates only.
	store.change(func() { store.entries["defence"] = []feed.Entry{testEntry(slugA, "A better title")} })
	refresh()
	next := get(public, "GET", "/defence.atom", "If-Modified-Since", first.Header().Get("Last-Modified"))
	if next.Code != http.StatusOK || !strings.Contains(next.Body.String(), "A better title") {
		t.Errorf("after an edit: %d", next.Code)
	}

	// A store that fails keeps what was there.
	store.change(func() { store.fail = errors.New("disk on fire") })
	if err := s.Refresh(t.Context()); err == nil || !strings.Contains(err.Error(), "disk on fire") {
		t.Errorf("refresh from a broken store: %v", err)
	}
	if w := get(public, "GET", "/defence.atom"); w.Code != http.StatusOK {
		t.Errorf("feed from a broken store: %d", w.Code)
	}
	if w := get(public, "GET", "/healthz"); w.Code != http.StatusOK {
		t.Errorf("health with a broken store: %d", w.Code)
	}
	store.change(func() { store.fail = nil })
	refresh()

	// A reloaded configuration takes effect at the next refresh.
	site := testSite()
	site.Feeds = []FeedInfo{{Name: "secret", Title: "Now public"}}
	s.SetSite(site, store)
	refresh()
	if w := get(public, "GET", "/secret.atom"); w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Cache-Control"), "public") {
		t.Errorf("feed that became public: %d %v", w.Code, w.Header())
	}
	if w := get(public, "GET", "/defence.atom"); w.Code != http.StatusNotFound {
		t.Errorf("feed that was taken out: %d", w.Code)
	}
}

// TestRefreshWhileServing is for the race detector: feeds served while others
// are prepared are whole.
func TestRefreshWhileServing(t *testing.T) {
	store := testStore()
	s := testServer(t, testSite(), store)
	public, admin := s.Public(), s.Admin()
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			for range 50 {
				for _, path := range []string{"/defence.atom", "/", "/entry/" + slugA} {
					if w := get(public, "GET", path); w.Code != http.StatusOK || !strings.HasSuffix(strings.TrimSpace(w.Body.String()), ">") {
						t.Errorf("%s: %d", path, w.Code)
						return
					}
				}
				get(admin, "GET", "/")
			}
		})
	}
	for i := range 50 {
		store.change(func() { store.entries["defence"] = []feed.Entry{testEntry(slugA, strings.Repeat("x", i+1))} })
		if err := s.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.SetSite(testSite(), store)
	}
	work.Wait()
}
