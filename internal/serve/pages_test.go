package serve

import (
	"os"
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
		if !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "img-src") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if w.Header().Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: no Referrer-Policy", path)
		}
	}
	e := testEntry(slugA, "With a picture")
	e.Summary.Body = `<p><img src="https://img.example.com/1.jpg" alt="ship"></p>`
	store.change(func() { store.entries["defence"] = []feed.Entry{e} })
	if err := s.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if policy := get(s.Public(), "GET", "/defence").Header().Get("Content-Security-Policy"); !strings.Contains(policy, "img-src http: https:") {
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

// TestLinksLeadSomewhere follows every relative link of the public pages.
func TestLinksLeadSomewhere(t *testing.T) {
	public := testServer(t, testSite(), testStore()).Public()
	links := regexp.MustCompile(`href="([^":]+)"`)
	for from, folder := range map[string]string{"/": "/", "/defence": "/", "/entry/" + slugA: "/entry/"} {
		for _, link := range links.FindAllStringSubmatch(get(public, "GET", from).Body.String(), -1) {
			if strings.HasPrefix(link[1], "#") {
				continue
			}
			target := filepath.ToSlash(filepath.Join(folder, link[1]))
			if w := get(public, "GET", target); w.Code != 200 {
				t.Errorf("%s links to %s: %d", from, link[1], w.Code)
			}
		}
	}
	dir := t.TempDir()
	if _, err := Export(t.Context(), dir, testSite(), testStore(), ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{"index.html", "defence.html"} {
		page, err := os.ReadFile(filepath.Join(dir, from))
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range links.FindAllStringSubmatch(string(page), -1) {
			if strings.HasPrefix(link[1], "#") {
				continue
			}
			if _, err := os.Stat(filepath.Join(dir, link[1])); err != nil {
				t.Errorf("%s links to %s: %v", from, link[1], err)
			}
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
