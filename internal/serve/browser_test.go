package serve

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"sitrep/feed"
	"sitrep/filter"
)

// browserEnv names the browser, Chromium or one of its kin, that the pages are
// looked at in. Run with -artifacts to keep the pictures.
const browserEnv = "SITREP_TEST_BROWSER"

// screen is what a page is looked at on.
type screen struct {
	width  int64
	scheme string
}

var screens = []screen{{390, "light"}, {390, "dark"}, {1280, "light"}, {1280, "dark"}}

// leastContrast is what text needs against what is behind it (WCAG 2.2, 1.4.3,
// level AA).
const leastContrast = 4.5

// view is one page with what must be readable on it.
type view struct {
	name, url string
	holds     []string
}

// Every page is looked at in a browser, on a phone and on a desk, by day and by
// night: nothing is wider than the screen, nothing is refused by the page's own
// policy, no text is hard to read.
func TestPagesInBrowser(t *testing.T) {
	browser := os.Getenv(browserEnv)
	if browser == "" {
		t.Skipf("PAGES NOT LOOKED AT: set %s to a browser, such as chromium, to do so", browserEnv)
	}
	views := openViews(t)
	ctx, pictures := openBrowser(t, browser), t.ArtifactDir()
	for _, s := range screens {
		for _, v := range views {
			t.Run(fmt.Sprintf("%s-%d-%s", v.name, s.width, s.scheme), func(t *testing.T) {
				picture := look(t, ctx, v, s)
				if err := os.WriteFile(filepath.Join(pictures, fmt.Sprintf("%s-%d-%s.png", v.name, s.width, s.scheme)), picture, 0o600); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// openBrowser starts a browser that is gone after the test.
func openBrowser(t *testing.T, path string) context.Context {
	t.Helper()
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
	}
	for _, flag := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "hide-scrollbars"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	t.Cleanup(closeBrowser)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return ctx
}

// look opens a page in a tab of its own and returns a picture of it.
func look(t *testing.T, browser context.Context, v view, s screen) []byte {
	ctx, closeTab := chromedp.NewContext(browser)
	defer closeTab()
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	said := chromedp.Console(ctx)
	scheme := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: s.scheme}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, scheme); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(s.width, 844, s.device()...), chromedp.Navigate(v.url)); err != nil {
		t.Fatal(err)
	}
	seen, err := chromedp.Run(ctx, chromedp.Evaluate[examined](examination))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range v.holds {
		if !strings.Contains(seen.Text, want) {
			t.Errorf("does not say %q", want)
		}
	}
	for _, wide := range seen.Wide {
		t.Errorf("wider than the screen: %s", wide)
	}
	for _, faint := range seen.Contrast {
		t.Errorf("hard to read: %s", faint)
	}
	for _, hidden := range seen.Unheard {
		t.Errorf("hard to hear: %s", hidden)
	}
	complaints(t, said)
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// device makes a narrow screen a phone's.
func (s screen) device() []chromedp.EmulateViewportOption {
	if s.width < 600 {
		return []chromedp.EmulateViewportOption{chromedp.EmulateMobile, chromedp.EmulateTouch}
	}
	return nil
}

// examined is what examination finds in a page.
type examined struct {
	Text     string
	Wide     []string
	Contrast []string
	Unheard  []string // what a screen reader could not tell
}

// examinationEnds is the last that a page's console holds.
const examinationEnds = "that was all"

// complaints reads what the browser complained of while it had the page:
// errors, exceptions, and what the page's own policy refused.
func complaints(t *testing.T, said iter.Seq2[chromedp.ConsoleMessage, error]) {
	t.Helper()
	for m, err := range said {
		if err != nil {
			t.Fatal(err)
		}
		if m.Text == examinationEnds {
			return
		}
		if !isExpected(m) {
			t.Errorf("the browser says %s (%s %s)", m, m.Source, m.URL)
		}
	}
}

// isExpected reports whether a browser complains only of what was asked for: a
// page that is missing or gone.
func isExpected(m chromedp.ConsoleMessage) bool {
	address := m.URL[strings.LastIndexByte(m.URL, '/')+1:]
	return m.Source == "network" && (address == goneSlug || address == "nowhere")
}

// goneSlug is of an entry that was taken down.
const goneSlug = "dddddddddddddddddddddddd"

// examination finds in a page what stands out of the screen, text whose contrast
// is too low, and what those miss who hear it: a page has one main part under
// one first heading, reached by a link past the rest, and headings leave out no
// level; whatever can be clicked has a name. It walks every element that has
// text of its own.
var examination = fmt.Sprintf(`(() => {
	const least = %v;
	const channel = c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
	const parse = s => s.match(/[\d.]+/g).map(Number);
	const light = c => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
	const behind = e => {
		for (; e; e = e.parentElement) {
			const c = parse(getComputedStyle(e).backgroundColor);
			if (c.length < 4 || c[3] === 1) return c;
		}
		return [255, 255, 255];
	};
	const name = e => e.tagName.toLowerCase() + (e.className ? '.' + e.className : '') + ' "' + e.textContent.trim().slice(0, 40) + '"';
	const out = {Text: document.body.innerText, Wide: [], Contrast: [], Unheard: []};
	const width = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth > width) out.Wide.push('the page, ' + document.documentElement.scrollWidth);
	for (const e of document.body.querySelectorAll('*')) {
		const box = e.getBoundingClientRect(), style = getComputedStyle(e);
		const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
		if (!own || !box.width || style.visibility === 'hidden' || e.closest('.skip')) continue;
		let scrolls = false;
		for (let p = e; p; p = p.parentElement) scrolls ||= ['auto', 'scroll'].includes(getComputedStyle(p).overflowX);
		if (box.right > width + 1 && !scrolls) out.Wide.push(name(e) + ' ends at ' + Math.round(box.right));
		const a = light(parse(style.color)), b = light(behind(e));
		const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
		if (contrast < least) out.Contrast.push(name(e) + ' has ' + contrast.toFixed(2));
	}
	for (const [one, what] of [['main', 'main part'], ['h1', 'first heading'], ['.skip[href="#main"]', 'link past the head']]) {
		const n = document.querySelectorAll(one).length;
		if (n !== 1) out.Unheard.push(n + ' of ' + what);
	}
	let level = 0;
	for (const e of document.querySelectorAll('h1, h2, h3, h4')) {
		const next = Number(e.tagName[1]);
		if (next > level + 1) out.Unheard.push('a level before ' + name(e));
		level = next;
	}
	for (const e of document.querySelectorAll('a, button, summary')) if (!e.textContent.trim()) out.Unheard.push(name(e));
	for (const e of document.querySelectorAll('input')) if (!e.labels.length) out.Unheard.push(e.outerHTML);
	const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
	for (const id of new Set(ids)) if (ids.filter(i => i === id).length > 1) out.Unheard.push('the id ' + id + ' twice');
	console.log('%s');
	return out;
})()`, leastContrast, examinationEnds)

// openViews serves the pages that are looked at: a full desk, and one where
// nothing is as it should be.
func openViews(t *testing.T) []view {
	t.Helper()
	store := testPast()
	store.sources = append(testSources(), SourceHealth{
		Name: "국방일보", URL: "https://paper.example.kr/rss/" + strings.Repeat("아주긴주소", 12), State: StateFailing, Fault: strings.Repeat("unbreakable", 14), Faults: 2,
	})
	store.verdicts = []filter.Verdict{testVerdict()}
	long := testEntry(slugB, "방위사업청, 차세대 한국형 구축함(KDDX) 상세설계 및 선도함 건조 사업 추진 방식 결정을 위한 사업분과위원회 재심의 일정 확정…업계 '촉각'")
	long.Links = append(long.Links, feed.Link{Rel: feed.RelVia, Href: "https://portal.example.com/", Title: "An aggregator"})
	long.Identifier = "https://wire.example.kr/view/" + strings.Repeat("AKR20260617", 9)
	long.Categories = []feed.Category{{Term: "naval", Label: "해군"}, {Term: "procurement"}}
	long.Media = []feed.Media{{URL: "https://wire.example.kr/1.jpg", Credit: "사진: 최라온", Copyright: "© Garam Photo Pool"}}
	english := testEntry(slugC, "Shipyard hands over third minehunter after trials in the "+strings.Repeat("Donaudampfschifffahrts", 4))
	english.Language, english.Rights = "en", []string{"© 2026 A Paper. All rights reserved."}
	english.Summary = feed.Text{Type: feed.HTML, Body: `<p>The yard handed over the ship on Monday, the third of six, two months late.</p><table><tr><th>Ship</th><td>` +
		strings.Repeat("wide ", 60) + `</td></tr></table><pre>` + strings.Repeat("x", 200) + `</pre>`}
	store.entries["defence"] = append(store.entries["defence"], long, english)
	store.archive[goneSlug] = Archived{Withdrawn: true, Feeds: []string{"defence"}}
	site := testSite()
	site.BaseURL = "https://desk.example.org/"
	defence := store.feeds["defence"]
	defence.Previous = "https://desk.example.org/archive/defence/2026-06-16.atom"
	store.feeds["defence"] = defence
	site.Feeds = append(site.Feeds, FeedInfo{Name: "조용한-피드", Title: "조용한 피드: 아직 아무 소식도 없는, 이름이 유난히 긴 피드"})
	store.feeds["조용한-피드"] = feed.Feed{Name: "조용한-피드", Title: "조용한 피드: 아직 아무 소식도 없는, 이름이 유난히 긴 피드", Self: "https://desk.example.org/조용한-피드.atom"}
	server := testServer(t, site, store)
	server.SetFault("config.yaml:12:7: error: unknown key \"evry\"; did you mean \"every\"?\nconfig.yaml:80:3: error: "+strings.Repeat("long", 60), time.Now())
	empty := testServer(t, Site{Title: "Empty desk", BaseURL: "https://desk.example.org/"}, testStore())
	open := func(h http.Handler) string {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		return s.URL
	}
	public, admin, bare := open(server.Public()), open(server.Admin()), open(empty.Public())
	bareAdmin := open(empty.Admin())
	dir := t.TempDir()
	if _, err := Export(t.Context(), dir, site, store, ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	exported := open(http.FileServer(http.Dir(dir)))
	return []view{
		{"desk", public + "/", []string{"Test desk", "Defence news", "How to subscribe", "조용한 피드"}},
		{"desk-empty", bare + "/", []string{"Empty desk", "no public feed"}},
		{"feed", public + "/defence", []string{"보기통신", "김가람 기자", "KDDX", "Also at", "무단 전재", "Older: 2026-06-16"}},
		{"archive", public + "/archive/defence/2026-06-16", []string{"Yesterday's news", "1 entry was taken down", "Older: 2026-06-14"}},
		{"archive-empty", public + "/archive/defence/2026-06-14", []string{"Nothing of this day is left", "Newer: 2026-06-16"}},
		{"feed-empty", public + "/조용한-피드", []string{"Nothing has been published yet"}},
		{"entry", public + "/entry/" + slugB, []string{"KDDX", "An aggregator", "Garam Photo Pool", "Read it at"}},
		{"entry-gone", public + "/entry/" + goneSlug, []string{"taken down"}},
		{"exported-feed", exported + "/defence.html", []string{"보기통신", "Older: 2026-06-16"}},
		{"exported-entry", exported + "/entry/" + slugB + ".html", []string{"KDDX", "Read it at"}},
		{"missing", public + "/nowhere", []string{"nothing at this address"}},
		{"sources", admin + "/", []string{"configuration was refused", "evry", "503", "410 Gone", "Moved for good"}},
		{"sources-empty", bareAdmin + "/", []string{"no source to show"}},
		{"why", admin + "/why?q=" + "해군", []string{"updated in", "구축함", "navy-destroyer", "무단 전재"}},
		{"why-unknown", admin + "/why?q=nothing", []string{"Nothing is known"}},
	}
}
