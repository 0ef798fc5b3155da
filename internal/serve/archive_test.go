package serve

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"time"

	"sitrep/feed"
)

// pastStore is a store that also has archive pages, by feed and day.
type pastStore struct {
	*deskStore
	days  map[string][]string
	pages map[string]feed.ArchivePage
	asked int
}

func (s *pastStore) ArchiveDays(_ context.Context, name string) ([]string, error) {
	return s.days[name], s.fail
}

func (s *pastStore) ArchivePage(_ context.Context, name, day string) (feed.Feed, feed.ArchivePage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	page, ok := s.pages[name+"/"+day]
	if !ok && s.fail == nil {
		return feed.Feed{}, page, fs.ErrNotExist
	}
	return s.feeds[name], page, s.fail
}

func testPast() *pastStore {
	base := "https://desk.example.org/sub/archive/"
	tombstone := feed.Tombstone{ID: "tag:desk.example.org,2026:" + slugC, When: time.Date(2026, 6, 17, 0, 0, 0, 0, time.UTC)}
	store := testStore()
	store.archive[slugB] = Archived{Entry: testEntry(slugB, "Yesterday's news"), Feeds: []string{"defence"}}
	return &pastStore{
		deskStore: store,
		days:      map[string][]string{"defence": {"2026-06-16", "2026-06-14"}, "secret": {"2026-06-16"}},
		pages: map[string]feed.ArchivePage{
			"defence/2026-06-16": {
				Self: base + "defence/2026-06-16.atom", Previous: base + "defence/2026-06-14.atom",
				Entries: []feed.Entry{testEntry(slugB, "Yesterday's news")}, Withdrawn: []feed.Tombstone{tombstone},
			},
			"defence/2026-06-14": {Self: base + "defence/2026-06-14.atom", Next: base + "defence/2026-06-16.atom"},
			"secret/2026-06-16":  {Self: base + "secret/2026-06-16.atom", Entries: []feed.Entry{testEntry(slugC, "Nobody may see this either")}},
		},
	}
}

func TestArchivePages(t *testing.T) {
	store := testPast()
	server := testServer(t, testSite(), store)
	public := server.Public()
	w := get(public, "GET", "/sub/archive/defence/2026-06-16.atom")
	body := w.Body.String()
	for _, holds := range []string{"<fh:archive>", "Yesterday&#39;s news", `rel="prev-archive"`, `rel="current"`} {
		if !strings.Contains(body, holds) && !strings.Contains(body, strings.ReplaceAll(holds, "&#39;", "'")) {
			t.Errorf("page lacks %s:\n%s", holds, body)
		}
	}
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" || w.Header().Get("ETag") == "" {
		t.Errorf("archive page: %d %v", w.Code, w.Header())
	}
	if again := get(public, "GET", "/archive/defence/2026-06-16.atom", "If-None-Match", w.Header().Get("ETag")); again.Code != 304 {
		t.Errorf("conditional: %d", again.Code)
	}
	if store.asked != 1 {
		t.Errorf("the page was read %d times for one state", store.asked)
	}
	dead := get(public, "GET", "/archive/defence/2026-06-16/"+slugC+".atomdeleted")
	if dead.Code != 200 || dead.Header().Get("Content-Type") != "application/atomdeleted+xml; charset=utf-8" ||
		!strings.Contains(dead.Body.String(), `<at:deleted-entry ref="tag:desk.example.org,2026:`+slugC) {
		t.Errorf("tombstone: %d %v\n%s", dead.Code, dead.Header(), dead.Body)
	}
	w = get(public, "GET", "/sub/archive/defence/2026-06-16")
	for _, holds := range []string{"Yesterday&#39;s news", "1 entry was taken down", `rel="prev" href="../../archive/defence/2026-06-14"`, `href="../../entry/` + slugB + `"`} {
		if !strings.Contains(w.Body.String(), holds) {
			t.Errorf("page for people lacks %s:\n%s", holds, w.Body)
		}
	}
	if w.Header().Get("Content-Type") != pageType || !strings.Contains(w.Header().Get("Content-Security-Policy"), styleHash) {
		t.Errorf("page for people: %d %v", w.Code, w.Header())
	}
	for _, path := range []string{
		"/archive/", "/archive/defence", "/archive/defence/", "/archive/defence/2026-06-15.atom", "/archive/defence/2026-06-16.rss",
		"/archive/other/2026-06-16.atom", "/archive/defence/../x.atom", "/archive/defence/2026-06-16.atom/", "/archive/defence/%00123456789.atom",
		"/archive/defence/2026-06-16/" + slugB + ".atomdeleted", "/archive/defence/2026-06-16/" + slugC + ".atom", "/archive/defence/2026-06-14/" + slugC + ".atomdeleted",
	} {
		if w := get(public, "GET", path); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}

	// A change of any feed makes the pages anew.
	store.change(func() { store.pages["defence/2026-06-16"] = feed.ArchivePage{} })
	if err := server.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w := get(public, "GET", "/archive/defence/2026-06-16.atom"); strings.Contains(w.Body.String(), "Yesterday") {
		t.Error("a page that changed is still shown as it was")
	}
	store.fail = errors.New("disk on fire")
	if w := get(public, "GET", "/archive/defence/2026-06-14.atom"); w.Code != 500 || strings.Contains(w.Body.String(), "fire") {
		t.Errorf("from a broken store: %d %s", w.Code, w.Body)
	}
}

func TestPrivateArchive(t *testing.T) {
	store := testPast()
	public := testServer(t, testSite(), store).Public()
	for _, path := range []string{"/archive/secret/2026-06-16.atom", "/archive/secret/1999-01-01.atom", "/archive/secret/2026-06-16"} {
		for _, header := range []string{"", "Bearer wrong", "Bearer", "Basic " + token} {
			if w := get(public, "GET", path, "Authorization", header); w.Code != http.StatusUnauthorized || strings.Contains(w.Body.String(), "Nobody") {
				t.Errorf("%s with %q: %d", path, header, w.Code)
			}
		}
	}
	if store.asked > 0 {
		t.Error("the store was asked for a page that was refused")
	}
	w := get(public, "GET", "/archive/secret/2026-06-16.atom", "Authorization", "Bearer "+token)
	if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "private") || !strings.Contains(w.Header().Get("Vary"), "Authorization") {
		t.Errorf("with its token: %d %v", w.Code, w.Header())
	}
	if w := get(public, "GET", "/archive/secret/2026-06-16.atom"); w.Code != http.StatusUnauthorized {
		t.Errorf("without its token, once prepared: %d", w.Code)
	}
}
