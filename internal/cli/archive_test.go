package cli

import (
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/internal/serve"
)

const archiveConfig = `site: {title: Desk, base_url: https://desk.example.org/, contact: desk@example.org, id: "desk.example.org,2026"}
backfill: 3650d
reload: {max_loss: 100%}
sources: [{name: wire, url: wire.xml, title: The Wire, content: full, license: public-domain}]
feeds:
  - {name: all, limit: 3}
  - {name: fresh, max_age: 2d}
  - {name: hidden, token: open-sesame}
`

// bulletins are news of different days, so that none is another's story.
var bulletins = [...]string{
	"Harbour crane collapses onto empty quay", "Parliament votes ferry subsidy down", "Wheat harvest beats every forecast",
	"Museum reopens its whaling wing", "Tunnel boring machine breaks through", "Orchestra names a new conductor",
	"Measles outbreak closes two schools", "Glacier camp evacuated by helicopter", "Bank fined over hidden charges",
}

// days puts an item a day into the wire's document and polls after each; the
// document holds the last four.
func (j *journey) days(t *testing.T, from, to int) {
	t.Helper()
	for day := from; day <= to; day++ {
		var lines strings.Builder
		for d := max(1, day-3); d <= day; d++ {
			title := bulletins[d-1]
			fmt.Fprintf(&lines, "day-%d | 2026-06-%02dT09:00:00Z | Bulletin %d: %s | %s.\n", d, d, d, title, title)
		}
		j.now = time.Date(2026, 6, day, 12, 0, 0, 0, time.UTC)
		j.place(t, "wire", lines.String())
		j.poll(t)
	}
}

// site is what the desk would serve just now.
func (j *journey) site(t *testing.T) func(path string) *httptest.ResponseRecorder {
	t.Helper()
	d, c := j.open(t)
	t.Cleanup(func() { d.Close() })
	server := serve.New(siteOf(d.config), d.reader(), slog.New(slog.DiscardHandler))
	if err := server.Refresh(c.context); err != nil {
		t.Fatal(err)
	}
	return func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		server.Public().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
}

var (
	titlePattern    = regexp.MustCompile(`<title type="text">Bulletin (\d):`)
	previousPattern = regexp.MustCompile(`<link href="https://desk.example.org([^"]*)" rel="prev-archive"`)
	deletedPattern  = regexp.MustCompile(`<at:deleted-entry ref="([^"]*)" when="([^"]*)"`)
	deadPattern     = regexp.MustCompile(`<link href="https://desk.example.org([^"]*)" rel="related" type="application/atomdeleted\+xml"`)
)

// walk follows a feed's archive as a reader would. It returns the days whose
// bulletins the feed and its pages hold, and the pages by path.
func walk(t *testing.T, get func(string) *httptest.ResponseRecorder, path string) (days []int, pages map[string]string) {
	t.Helper()
	pages = map[string]string{}
	for path != "" {
		w := get(path)
		if w.Code != 200 || pages[path] != "" {
			t.Fatalf("%s: %d", path, w.Code)
		}
		pages[path] = w.Body.String()
		for _, title := range titlePattern.FindAllStringSubmatch(pages[path], -1) {
			days = append(days, int(title[1][0]-'0'))
		}
		next := previousPattern.FindStringSubmatch(pages[path])
		if path = ""; next != nil {
			path = next[1]
		}
	}
	slices.Sort(days)
	return slices.Compact(days), pages
}

// linkless is a page without its links to its neighbours, which come later.
func linkless(page string) string {
	return regexp.MustCompile(`\s*<link [^>]*-archive"[^>]*></link>`).ReplaceAllString(page, "")
}

func TestArchiveHoldsWhatLeft(t *testing.T) {
	j := &journey{dir: t.TempDir()}
	j.write(t, "config.yaml", archiveConfig)
	j.days(t, 1, 2)
	if _, pages := walk(t, j.site(t), "/all.atom"); len(pages) > 1 {
		t.Errorf("nothing has left, and there are pages: %v", slices.Collect(maps.Keys(pages)))
	}
	j.days(t, 3, 6)
	get := j.site(t)
	for path, want := range map[string]int{"/all.atom": 3, "/fresh.atom": 4} {
		days, pages := walk(t, get, path)
		if !slices.Equal(days, []int{1, 2, 3, 4, 5, 6}) {
			t.Errorf("%s and its archive hold days %v", path, days)
		}
		if len(pages) != 1+want {
			t.Errorf("%s has %d pages, want %d", path, len(pages)-1, want)
		}
	}
	_, before := walk(t, get, "/all.atom")
	j.days(t, 7, 9)
	_, after := walk(t, j.site(t), "/all.atom")
	for path, page := range before {
		if path != "/all.atom" && linkless(after[path]) != linkless(page) {
			t.Errorf("%s changed:\n%s\nwas\n%s", path, after[path], page)
		}
	}
	if w := j.site(t)("/archive/hidden/2026-06-01.atom"); w.Code != http.StatusUnauthorized {
		t.Errorf("a private feed's archive: %d", w.Code)
	}

	// The export holds the same.
	d, c := j.open(t)
	defer d.Close()
	files := j.bytes(t, d, c)
	for path, page := range after {
		if string(files[strings.TrimPrefix(path, "/")]) != page {
			t.Errorf("%s is exported as %q", path, files[strings.TrimPrefix(path, "/")])
		}
	}
}

// What is withheld or forgotten is gone from feeds, archive and its own page,
// which say that it was there, and comes back neither with its source nor when
// all is decided again.
func TestTakedown(t *testing.T) {
	const withheld = archiveConfig + "withhold: ['https://wire.example/day-2', 'https://wire.example/day-6']\n"
	for _, how := range []string{"withhold", "forget"} {
		t.Run(how, func(t *testing.T) {
			j := &journey{dir: t.TempDir()}
			j.write(t, "config.yaml", archiveConfig)
			j.days(t, 1, 6)
			ids := entryIDs(t, j, "/archive/all/2026-06-02.atom", "/all.atom")
			for _, id := range ids {
				if w := j.site(t)("/entry/" + serve.Slug(id)); w.Code != 200 {
					t.Fatalf("page of %s: %d", id, w.Code)
				}
			}
			j.now = j.now.Add(time.Hour)
			when := j.now
			if how == "withhold" {
				j.write(t, "config.yaml", withheld)
				j.poll(t)
			} else {
				for _, url := range []string{"https://wire.example/day-2", "https://wire.example/day-6"} {
					c := j.call()
					if err := (forgetCommand{ConfigFlag: ConfigFlag{Config: j.dir + "/config.yaml"}, What: url}).Run(c); err != nil {
						t.Fatal(err)
					}
				}
			}
			gone := func(stage string) {
				t.Helper()
				get := j.site(t)
				days, pages := walk(t, get, "/all.atom")
				if slices.Contains(days, 2) || slices.Contains(days, 6) {
					t.Errorf("%s: days %v are still told", stage, days)
				}
				for i, path := range []string{"/archive/all/2026-06-02.atom", "/archive/all/2026-06-06.atom"} {
					var tombstone []string
					if link := deadPattern.FindStringSubmatch(pages[path]); link != nil {
						tombstone = deletedPattern.FindStringSubmatch(get(link[1]).Body.String())
					}
					if tombstone == nil || tombstone[1] != ids[i] || tombstone[2] != when.Format(time.RFC3339) {
						t.Errorf("%s: %s has tombstone %q, want %s", stage, path, tombstone, ids[i])
					}
					if w := get("/entry/" + serve.Slug(ids[i])); w.Code != http.StatusGone || strings.Contains(w.Body.String(), "Bulletin") {
						t.Errorf("%s: page of %s: %d", stage, ids[i], w.Code)
					}
				}
				for _, path := range []string{"/all.rss", "/all.json", "/all", "/fresh.atom"} {
					if strings.Contains(get(path).Body.String(), "Bulletin 6:") {
						t.Errorf("%s: still in %s", stage, path)
					}
				}
			}
			gone("at once")
			j.days(t, 7, 7)
			gone("after its source brought it again")
			d, c := j.open(t)
			if err := d.conductor.Refold(c.context); err != nil {
				t.Fatal(err)
			}
			d.Close()
			gone("after a replay")
		})
	}
}

// entryIDs are the ids of the first entry of each document.
func entryIDs(t *testing.T, j *journey, paths ...string) []string {
	t.Helper()
	var out []string
	get := j.site(t)
	for _, path := range paths {
		found := regexp.MustCompile(`(?s)<entry.*?<id>([^<]*)</id>`).FindStringSubmatch(get(path).Body.String())
		if found == nil {
			t.Fatalf("%s holds no entry: %s", path, get(path).Body)
		}
		out = append(out, found[1])
	}
	return out
}
