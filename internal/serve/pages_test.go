package serve

import (
	"errors"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sitrep/feed"
	"sitrep/filter"
)

// hostile is an entry that tries to do something to who looks at it.
func hostile() feed.Entry {
	e := testEntry(slugA, `<script>alert("title")</script>`)
	e.Language = `ko" onload="alert(1)`
	e.Summary = feed.Text{Type: feed.HTML, Body: `<p onclick="alert(1)">x<script>alert(2)</script><iframe src="https://evil.example/"></iframe><a href="javascript:alert(3)">y</a></p><style>p{}</style>`}
	e.Links = []feed.Link{
		{Rel: feed.RelAlternate, Href: "javascript:alert(4)"},
		{Rel: feed.RelRelated, Href: "data:text/html,<script>alert(5)</script>", Title: "z"},
		{Rel: feed.RelVia, Href: "https://user:password@evil.example/", Title: `<img src=x onerror=alert(6)>`},
	}
	e.Authors = []feed.Person{{Name: `<b>A</b>`, URI: "javascript:alert(7)"}}
	e.Rights = []string{`<script>alert(8)</script>`}
	e.Source.Title = feed.Text{Type: feed.HTML, Body: `Odd <script>alert(9)</script>`}
	return e
}

// tags are the start tags of a page.
var tags = regexp.MustCompile(`<([a-zA-Z][a-zA-Z0-9]*)([^>]*)>`)

var (
	values   = regexp.MustCompile(`"[^"]*"`)
	handlers = regexp.MustCompile(`\son[a-z]+\s*=`)
	opens    = regexp.MustCompile(`\s(href|src|action)\s*=\s*"?\s*(javascript|data|vbscript):`)
)

func TestPagesRunNothing(t *testing.T) {
	store := testStore()
	store.entries["defence"] = []feed.Entry{hostile()}
	store.sources, store.verdicts = testSources(), []filter.Verdict{testVerdict()}
	store.verdicts[0].Title, store.verdicts[0].URL = `<script>alert(1)</script>`, "javascript:alert(2)"
	s := testServer(t, testSite(), store)
	public, admin := s.Public(), s.Admin()
	for path, w := range map[string]string{
		"/defence": get(public, "GET", "/defence").Body.String(), "/entry": get(public, "GET", "/entry/"+slugA).Body.String(),
		"/": get(public, "GET", "/").Body.String(), "/why": get(admin, "GET", "/why?q=javascript:alert(2)").Body.String(),
		"sources": get(admin, "GET", "/").Body.String(), "/nothing": get(public, "GET", "/nothing").Body.String(),
	} {
		for _, tag := range tags.FindAllStringSubmatch(w, -1) {
			name, attributes := strings.ToLower(tag[1]), strings.ToLower(tag[2])
			switch name {
			case "script", "iframe", "object", "embed", "base", "svg", "img":
				t.Errorf("%s holds <%s%s>", path, name, attributes)
			}
			if handlers.MatchString(values.ReplaceAllString(attributes, "")) || opens.MatchString(attributes) {
				t.Errorf("%s holds <%s%s>", path, name, attributes)
			}
		}
		if strings.Contains(w, "onload") {
			t.Errorf("%s holds a language that is none", path)
		}
		if strings.Contains(w, "user:password") {
			t.Errorf("%s tells a password", path)
		}
	}
}

// TestPolicyFitsThePage sees that the style sheet stands in the page exactly as
// the policy's hash has it, and that nothing else is let in.
func TestPolicyFitsThePage(t *testing.T) {
	store := testStore()
	s := testServer(t, testSite(), store)
	for _, path := range []string{"/", "/defence", "/entry/" + slugA, "/nothing"} {
		w := get(s.Public(), "GET", path)
		policy := w.Header().Get("Content-Security-Policy")
		_, rest, ok := strings.Cut(w.Body.String(), "<style>")
		inPage, _, closed := strings.Cut(rest, "</style>")
		if !ok || !closed || !strings.Contains(policy, "style-src "+hashOf(inPage)+";") {
			t.Errorf("%s: policy %q does not let the style sheet in", path, policy)
		}
		if !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "; img-src 'self';") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if w.Header().Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: no Referrer-Policy", path)
		}
	}
	dir := t.TempDir()
	if _, err := Export(t.Context(), dir, testSite(), store, ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"index.html", "defence.html", "entry/" + slugA + ".html"} {
		page, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(page), `<meta http-equiv="Content-Security-Policy" content="`)
		policy, _, _ := strings.Cut(rest, `">`)
		if policy != inPagePolicy(page) || strings.Index(string(page), policy) > strings.Index(string(page), "<style>") {
			t.Errorf("%s states the policy %q", name, policy)
		}
	}
	e := testEntry(slugA, "With a picture")
	e.Summary.Body = `<p><img src="https://img.example.com/1.jpg" alt="ship"></p>`
	store.change(func() { store.entries["defence"] = []feed.Entry{e} })
	if err := s.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if policy := get(s.Public(), "GET", "/defence").Header().Get("Content-Security-Policy"); !strings.Contains(policy, "img-src 'self' http: https:") {
		t.Errorf("page with a picture: policy %q", policy)
	}
}

// TestPageTellsAttribution looks for what a person must be told of an entry.
func TestPageTellsAttribution(t *testing.T) {
	public := testServer(t, testSite(), testStore()).Public()
	for _, path := range []string{"/defence", "/entry/" + slugA} {
		body := get(public, "GET", path).Body.String()
		for _, want := range []string{
			`lang="ko"`, `<a href="https://wire.example.kr/1">`, "해군, 새 구축함 진수", "보기통신", `<a href="https://wire.example.kr/r/7">김가람 기자</a>`, "Jane Roe",
			"ⓒ 보기통신, 무단 전재 및 재배포 금지", `<a href="https://paper.example.com/1">Navy launches destroyer (A Paper)</a>`, "Also at",
			`<time datetime="2026-06-17T15:30:00&#43;09:00">2026-06-17 15:30 &#43;09:00</time>`, "<b>새 구축함</b>", `href="mailto:desk@example.org"`,
		} {
			if !strings.Contains(body, want) && !strings.Contains(body, strings.ReplaceAll(want, "&#43;", "+")) {
				t.Errorf("%s: no %q", path, want)
			}
		}
	}
}

// relativeLinks are the links of a page that stay on its site, resolved from the
// folder that the page is in.
func relativeLinks(page, folder string) []string {
	var out []string
	for _, link := range regexp.MustCompile(`href="([^":]+)"`).FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(link[1], "#") {
			out = append(out, path.Join(folder, link[1]))
		}
	}
	return out
}

// TestLinksLeadSomewhere follows every link from page to page, served and
// exported, until there is none left.
func TestLinksLeadSomewhere(t *testing.T) {
	store := testPast()
	defence := store.feeds["defence"]
	defence.Previous = "https://desk.example.org/sub/" + ArchivePath("defence", "2026-06-16")
	store.feeds["defence"] = defence
	follow := func(start string, open func(name string) (page string, err error)) map[string]bool {
		seen := map[string]bool{start: true}
		for next := []string{start}; len(next) > 0; next = next[1:] {
			page, err := open(next[0])
			if err != nil {
				t.Errorf("%s: %v", next[0], err)
			}
			if strings.HasPrefix(page, "<!doctype html>") {
				for _, link := range relativeLinks(page, path.Dir(next[0])) {
					if !seen[link] {
						seen[link] = true
						next = append(next, link)
					}
				}
			}
		}
		return seen
	}
	public := testServer(t, testSite(), store).Public()
	served := follow("/", func(name string) (string, error) {
		w := get(public, "GET", name)
		if w.Code != 200 {
			return "", errors.New(w.Result().Status)
		}
		return w.Body.String(), nil
	})
	dir := t.TempDir()
	if _, err := Export(t.Context(), dir, testSite(), store, ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	exported := follow("index.html", func(name string) (string, error) {
		page, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		return string(page), err
	})
	for _, name := range []string{"defence", "archive/defence/2026-06-16", "archive/defence/2026-06-14", "entry/" + slugA, "entry/" + slugB} {
		if !served["/"+name] || !exported[name+".html"] {
			t.Errorf("no link leads to %s: served %v, exported %v", name, served["/"+name], exported[name+".html"])
		}
	}
	for _, name := range names(t, dir) {
		if !exported[name] && path.Ext(name) != tombstoneEnding { // which documents link to, not pages
			t.Errorf("no link leads to %s", name)
		}
	}
}

func TestSlug(t *testing.T) {
	if got := Slug("tag:desk.example.org,2026:0123456789abcdef01234567"); got != "0123456789abcdef01234567" {
		t.Errorf("slug of our own id: %q", got)
	}
	seen := map[string]string{}
	for _, id := range []string{"", "https://example.com/a", "https://example.com/b", "tag:x,2026:a/b", "tag:x,2026:../../etc", "urn:x:0123456789abcdef01234567"} {
		slug := Slug(id)
		if !isSlug(slug) || seen[slug] != "" {
			t.Errorf("slug of %q: %q", id, slug)
		}
		seen[slug] = id
	}
}
