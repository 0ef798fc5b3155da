package serve

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sitrep/filter"
	"sitrep/filter/match"
	"sitrep/filter/story"
	"sitrep/filter/strip"
)

func testVerdict() filter.Verdict {
	return filter.Verdict{
		Source: "wire", Item: "AKR1", URL: "https://wire.example.kr/1", Title: "해군, 새 구축함 진수", At: time.Date(2026, 6, 17, 6, 31, 0, 0, time.UTC),
		Story: "story:1", Report: "tag:desk.example.org,2026:" + slugA, Relation: story.Take, Of: &story.Ref{Source: "wire", Item: "AKR0"}, Take: "2nd LD",
		Scores: map[string]float64{"defence": 7.5, "space": 0.5}, Missing: map[string]string{"space": "0.5 of 5.5"},
		Hits: []match.Hit{{Topic: "defence", Term: "구축함", Field: "title", Weight: 3, Config: "config.yaml:30"}},
		Cuts: []strip.Cut{
			{Rule: "slug", Config: "yonhap-en:3", Text: "navy-destroyer", To: strip.Target("mark"), At: strip.Start},
			{Rule: "footer", Config: "yonhap-en:9", Text: "(END)", To: strip.Target("drop"), At: strip.End},
			{Rule: "rights notice", Text: "<저작권자(c) 보기통신, 무단 전재 금지>", To: strip.Target("rights"), At: strip.End},
		},
		Text:      "해군은 17일 새 구축함을 진수했다고 밝혔다.\n시운전은 내년에 시작한다.",
		Signals:   []story.Signal{{Name: "text contained", Value: "0.91", Score: 0.91}},
		Decisions: []filter.Decision{{Feed: "defence", Action: filter.Revise, Reason: "on topic defence: 7.5 of 5.5"}, {Feed: "space", Action: filter.Drop, Reason: "off topic"}},
		Warnings:  []string{"no date"},
	}
}

func testSources() []SourceHealth {
	now := time.Now()
	return []SourceHealth{
		{
			Name: "yonhap-en", URL: "https://en.wire.example.kr/RSS/news.xml", State: StateGood, LastTurn: now.Add(-4 * time.Minute), LastGood: now.Add(-4 * time.Minute),
			LastChange: now.Add(-3 * time.Hour), NextDue: now.Add(26*time.Minute + 30*time.Second), Reason: "every 30m", Items: 97, Format: "rss20",
		},
		{
			Name: "paper", URL: "https://paper.example.com/feed/a-rather-long-address/that-does-not-end?outputType=xml", State: StateFailing,
			LastTurn: now.Add(-90 * time.Second), LastGood: now.Add(-50 * time.Hour), Fault: "get: 503 Service Unavailable", Faults: 7,
			NextDue: now.Add(2 * time.Hour), Reason: "backing off", Moved: "https://paper.example.com/rss", Warnings: []string{"item 3 pubDate: unknown zone"},
		},
		{Name: "fresh", URL: "https://fresh.example.com/rss", State: StateNew},
		{Name: "closed", URL: "https://closed.example.com/rss", State: StateGone, LastTurn: now.Add(-240 * time.Hour), Fault: "410 Gone", Faults: 1},
	}
}

func TestAdmin(t *testing.T) {
	store := testStore()
	store.sources, store.verdicts = testSources(), []filter.Verdict{testVerdict()}
	s := testServer(t, testSite(), store)
	s.SetFault(`config.yaml:12:7: error: unknown key "evry"; did you mean "every"?`, time.Now())
	get(s.Public(), "GET", "/defence.atom")
	admin := s.Admin()
	cases := []struct {
		path  string
		holds []string
	}{
		{"/", []string{"1 failing, 1 gone, 1 new, 1 good", "503 Service Unavailable (7 turns in a row)", "26 minutes", "did you mean", "unknown zone"}},
		{"/why", []string{"Address, id, or words"}},
		{"/why?q=https://wire.example.kr/1", []string{"updated in", "marked 2nd LD", "구축함", "config.yaml:30", "<del>navy-destroyer</del>", "0.5 of 5.5", "AKR0 at wire"}},
		{"/why?q=%3Cscript%3E", []string{"Nothing is known", "&lt;script&gt;"}},
		{"/metrics", []string{`sitrep_http_responses_total{feed="defence",form="atom",status="200"} 1`, `sitrep_source_faults{source="paper"} 7`, `sitrep_feed_entries{feed="defence"} 1`}},
		{"/debug/pprof/", []string{"goroutine"}},
		{"/healthz", []string{"ok"}},
	}
	for _, c := range cases {
		w := get(admin, "GET", c.path)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", c.path, w.Code)
		}
		for _, want := range c.holds {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: no %q in\n%.2000s", c.path, want, w.Body)
			}
		}
	}
	body := get(admin, "GET", "/why?q=https://wire.example.kr/1").Body.String()
	order := []string{"navy-destroyer", "해군은 17일", "시운전은", "무단 전재 금지", "(END)"}
	for i := 1; i < len(order); i++ {
		if strings.Index(body, order[i-1]) > strings.Index(body, order[i]) {
			t.Errorf("%q stands after %q", order[i-1], order[i])
		}
	}
	public := s.Public()
	for _, path := range []string{"/why", "/metrics", "/debug/pprof/"} {
		if w := get(public, "GET", path); w.Code != http.StatusNotFound {
			t.Errorf("%s on the public address: %d", path, w.Code)
		}
	}
}
