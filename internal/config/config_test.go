package config

import (
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/filter"
	"sitrep/filter/match"
	"sitrep/filter/strip"
)

// mustLoad loads a file that has nothing wrong with it.
func mustLoad(t *testing.T, path string) *Config {
	t.Helper()
	cfg, findings := Load(path)
	for _, f := range findings {
		t.Error(f)
	}
	if cfg == nil {
		t.FailNow()
	}
	return cfg
}

// mustParse parses a text without errors; findings are returned.
func mustParse(t *testing.T, text string) (*Config, []Finding) {
	t.Helper()
	cfg, findings := Parse("config.yaml", []byte(text), t.TempDir())
	if cfg == nil {
		t.Fatalf("refused: %v", findings)
	}
	return cfg, findings
}

// messages joins findings as they are printed.
func messages(findings []Finding) string {
	var b strings.Builder
	for _, f := range findings {
		b.WriteString(f.String() + "\n")
	}
	return b.String()
}

func TestSmallestUsefulFile(t *testing.T) {
	cfg := mustLoad(t, "testdata/smallest.yaml")
	dir, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	got := []any{cfg.Dir, cfg.Listen, cfg.Admin, cfg.Store, cfg.Retention, cfg.Backfill, cfg.MaxLoss, cfg.Fetch, cfg.Site}
	want := []any{dir, "127.0.0.1:8080", "", filepath.Join(dir, "sitrep.db"), 720 * time.Hour, 24 * time.Hour, 0.5,
		Fetch{PerHost: 2, Timeout: 30 * time.Second, MaxSize: 8_000_000},
		Site{Title: "My desk", BaseURL: "https://desk.example.org/", Contact: "me@desk.example.org"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	sources := []Source{
		{Name: "news.example.net/rss/politics.xml", URL: "https://news.example.net/rss/politics.xml", Every: 30 * time.Minute,
			Content: filter.Summary, License: "unknown", Images: "none", Config: "smallest.yaml:3:5"},
		{Name: "yard.example.net/feed/", URL: "https://yard.example.net/feed/", Every: 30 * time.Minute,
			Content: filter.Summary, License: "unknown", Images: "none", Config: "smallest.yaml:4:5"},
	}
	if diff := cmp.Diff(sources, cfg.Sources); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	settings := filter.Settings{
		Backfill: 24 * time.Hour,
		Sources: []filter.Source{
			{Name: sources[0].Name, URL: sources[0].URL, Content: filter.Summary, SummaryLength: 280, License: "unknown"},
			{Name: sources[1].Name, URL: sources[1].URL, Content: filter.Summary, SummaryLength: 280, License: "unknown", AcceptAll: true},
		},
		Topics: []match.Topic{{
			Name: "defence",
			Terms: []match.Term{
				{Text: "KF-21", Weight: 3, Config: "smallest.yaml:6"},
				{Text: "보라매", Weight: 3, Config: "smallest.yaml:6"},
			},
			Never: []match.Term{{Text: "horoscope", Config: "smallest.yaml:6"}},
		}},
		Feeds: []filter.Feed{{Name: "defence", Topics: []string{"defence"}, Coverage: filter.Fold, Limit: 100, Config: "smallest.yaml:8:5"}},
	}
	if diff := cmp.Diff(settings, cfg.Settings); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	if got := messages(Lint(cfg)); got != "" {
		t.Errorf("Lint: %s", got)
	}
}

// whole loads the file that uses every key.
func whole(t *testing.T) *Config {
	t.Helper()
	t.Setenv("SITREP_TEST_HEADER", "desk 7")
	t.Setenv("SITREP_TEST_PASSWORD", "pa:ss")
	return mustLoad(t, "testdata/whole.yaml")
}

func TestWholeLanguage(t *testing.T) {
	cfg := whole(t)
	dir := cfg.Dir
	seoul, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	got := []any{cfg.Listen, cfg.Admin, cfg.Store, cfg.Retention, cfg.Backfill, cfg.MaxLoss, cfg.Site, cfg.Settings.Withhold}
	want := []any{"127.0.0.1:9090", "127.0.0.1:9091", filepath.Join(dir, "state/desk.db"), 45 * 24 * time.Hour, 36 * time.Hour, 0.25,
		Site{Title: "Harbour desk", BaseURL: "https://desk.example.org/sub/", Contact: "desk@example.org", ID: "desk.example.org,2026"},
		[]string{"https://desk.example.org/some-story", "bad.example.net", "tag:desk.example.org,2026:x"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	networks := []netip.Prefix{netip.MustParsePrefix("192.168.7.0/24"), netip.MustParsePrefix("fd00::1/128")}
	if cfg.Fetch.PerHost != 3 || cfg.Fetch.Timeout != 20*time.Second || cfg.Fetch.MaxSize != 4<<20 ||
		len(cfg.Fetch.AllowPrivate) != 2 || cfg.Fetch.AllowPrivate[0] != networks[0] || cfg.Fetch.AllowPrivate[1] != networks[1] {
		t.Errorf("fetch = %+v", cfg.Fetch)
	}
	wire := Source{
		Name: "harbour-wire", Was: []string{"harbour", "harbour-old"}, URL: "https://wire.example.net/RSS/news.xml",
		Title: "Harbour Wire", Language: "ko", Tags: []string{"wire", "coast"}, Rank: 90, Charset: "cp949", Timezone: seoul,
		Cron: "*/20 * * * *", Headers: map[string]string{"X-Desk": "desk 7"}, Auth: "desk:pa:ss", MaxItems: 200,
		Content: filter.Summary, License: "unknown", Images: "link", Config: "whole.yaml:18:5",
	}
	zones := cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })
	if diff := cmp.Diff(wire, cfg.Sources[0], zones); diff != "" {
		t.Errorf("source (-want +got):\n%s", diff)
	}
	policy := cfg.Settings.Sources[0]
	if !policy.Private || !policy.Images || policy.SummaryLength != 200 || policy.AcceptAll || len(policy.Credits) != 2 || len(policy.Strip) != 7 {
		t.Errorf("policy = %+v", policy)
	}
	last := strip.Rule{At: strip.End, Match: "^END$", To: strip.ToDrop, Name: "harbour-wire/1", Config: "whole.yaml:24"}
	if diff := cmp.Diff(last, policy.Strip[6]); diff != "" {
		t.Errorf("rule on the spot (-want +got):\n%s", diff)
	}
	own := strip.Rule{At: strip.End, Match: `\(Harbour\)$`, Inline: true, To: strip.ToCredit, Name: "wire-tail/6", Config: "whole.yaml:67"}
	if diff := cmp.Diff(own, policy.Strip[5]); diff != "" {
		t.Errorf("rule of a set (-want +got):\n%s", diff)
	}
}

func TestWholeLanguageSources(t *testing.T) {
	cfg := whole(t)
	yard, saved, plain := cfg.Sources[1], cfg.Sources[2], cfg.Sources[3]
	if want := "file://" + filepath.ToSlash(cfg.Dir) + "/saved/yard%20feed.xml"; yard.URL != want {
		t.Errorf("path: %q, want %q", yard.URL, want)
	}
	if _, offset := time.Unix(0, 0).In(yard.Timezone).Zone(); offset != 7200 {
		t.Errorf("offset %d", offset)
	}
	if yard.Every != 20*time.Minute || cfg.Sources[0].Every != 0 {
		t.Errorf("every = %v and %v", yard.Every, cfg.Sources[0].Every)
	}
	if saved.Name != "saved/항구.xml" || !strings.HasSuffix(saved.URL, "/saved/%ED%95%AD%EA%B5%AC.xml") || !saved.Disabled || saved.Content != filter.Headline {
		t.Errorf("file: URL: %+v", saved)
	}
	if plain.Name != "plain.example.net/feed/" || plain.Language != "en" || len(plain.Tags) != 1 {
		t.Errorf("bare address: %+v", plain)
	}
	for i, s := range cfg.Settings.Sources[1:] {
		if s.Private {
			t.Errorf("source %d is private", i+1)
		}
	}
	if got := cfg.Settings.Sources[1].Accept; len(got) != 1 || got[0] != "ships" {
		t.Errorf("accept = %v", got)
	}
}

func TestWholeLanguageTopicsFeedsTests(t *testing.T) {
	cfg := whole(t)
	topic := match.Topic{
		Name: "ships", Threshold: 4, TitleFactor: 1.5, Cap: 8,
		Terms: []match.Term{
			{Text: "frigate", Weight: 3, Config: "whole.yaml:52"},
			{Text: "155", Weight: 3, Config: "whole.yaml:53"},
			{Text: "corvette", Weight: 4, Config: "whole.yaml:54"},
			{Text: "fleet", Weight: 4, Exact: true, Config: "whole.yaml:54"},
			{Text: "strike", Weight: 1, Config: "whole.yaml:55"},
			{Text: "labour strike", Config: "whole.yaml:55"},
			{Text: "strike price", Config: "whole.yaml:55"},
			{Text: "horoscope", Weight: -4, Config: "whole.yaml:56"},
		},
		Never: []match.Term{{Text: "daily schedule", Config: "whole.yaml:57"}, {Text: "[인사]", Config: "whole.yaml:57"}},
	}
	if diff := cmp.Diff(topic, cfg.Settings.Topics[0]); diff != "" {
		t.Errorf("topic (-want +got):\n%s", diff)
	}
	if tides := cfg.Settings.Topics[1].Terms; len(tides) != 2 || tides[0].Weight != 3 || tides[1].Weight != 3 {
		t.Errorf("terms without a weight = %+v", tides)
	}
	feed := Feed{
		Name: "harbour", Title: "Harbour news", Hub: "https://hub.example.org/", Token: "s3cret-token", Limit: 50,
		MaxAge: 14 * 24 * time.Hour, Also: true, Coverage: filter.Separate,
		Topics: []string{"ships", "tides"}, From: []string{"all", "-yard"}, Config: "whole.yaml:70:5",
	}
	if diff := cmp.Diff(feed, cfg.Feeds[0]); diff != "" {
		t.Errorf("feed (-want +got):\n%s", diff)
	}
	if f := cfg.Settings.Feeds[0]; f.Where == "" || f.Config != "whole.yaml:74:13" || !f.Also || f.MaxAge != feed.MaxAge {
		t.Errorf("policy of the feed = %+v", f)
	}
	if f := cfg.Feeds[1]; f.Title != "everything" || f.Topics != nil {
		t.Errorf("feed without topic = %+v", f)
	}
	test := cfg.Tests[0]
	item := TestItem{
		Source: "harbour-wire", ID: "a1", URL: "https://wire.example.net/1", Title: "A frigate sails", Summary: "Short.", Content: "Long.\nEND",
		Published: time.Date(2026, 6, 17, 0, 0, 0, 0, time.UTC), Authors: []string{"A. Writer"}, Rights: "© Harbour", Config: "whole.yaml:89:11", sourceGiven: false,
	}
	if diff := cmp.Diff([]TestItem{item}, test.Items, cmp.AllowUnexported(TestItem{})); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	if want := time.Date(2026, 6, 18, 0, 0, 0, 0, time.UTC); !test.Now.Equal(want) {
		t.Errorf("now = %v", test.Now)
	}
	for _, key := range []string{"feeds", "rights", "not_in_body", "body_ends", "entries", "title", "body", "authors", "relation", "reason", "stories", "dropped"} {
		if !test.Expect.Has(key) {
			t.Errorf("expectation %s was lost", key)
		}
	}
	if got := test.Expect.Place("entries"); got != "whole.yaml:90:90" {
		t.Errorf("place of entries = %s", got)
	}
	if e := cfg.Tests[1].Expect; e.Dropped != AllDropped || !e.Has("feeds") || len(e.Feeds) != 0 || e.Has("entries") {
		t.Errorf("expect = %+v", e)
	}
	if got := cfg.Tests[1]; !got.Now.Equal(DefaultNow()) || got.Items[0].Source != "yard" || got.Items[1].Source != "harbour-wire" {
		t.Errorf("test = %+v", got)
	}
	if got := cfg.Tests[2].File; got != filepath.Join(cfg.Dir, "token.txt") {
		t.Errorf("file = %s", got)
	}
}

// TestDefaults: what a source says itself replaces a default, lists whole.
func TestDefaults(t *testing.T) {
	cfg, _ := mustParse(t, `
topics: {t: {terms: [x]}}
strip: {tail: [{at: end, match: '^END$', to: drop}]}
defaults: {title: T, language: ko, tags: [a, b], strip: [tail, {at: end, match: '^X$', to: drop}], credits: [C], rank: 7, timezone: Asia/Seoul, accept: all,
  content: full, summary_length: 90, license: ogl-3, charset: euc-kr, headers: {X-A: b}, disabled: true, max_items: 5, images: link}
sources:
  - https://a.example.net/
  - {url: https://b.example.net/, tags: [c], strip: [], credits: [], rank: 1, accept: [t], content: headline, disabled: false, images: none, headers: {}}
`)
	a, b := cfg.Settings.Sources[0], cfg.Settings.Sources[1]
	want := filter.Source{
		Name: "a.example.net/", URL: "https://a.example.net/", Title: "T", Language: "ko", Tags: []string{"a", "b"}, Credits: []string{"C"},
		Rank: 7, AcceptAll: true, Content: "full", SummaryLength: 90, License: "ogl-3", Images: true,
		Strip: []strip.Rule{
			{At: strip.End, Match: "^END$", To: strip.ToDrop, Name: "tail/1", Config: "config.yaml:3"},
			{At: strip.End, Match: "^X$", To: strip.ToDrop, Name: "defaults/1", Config: "config.yaml:4"},
		},
	}
	if diff := cmp.Diff(want, a); diff != "" {
		t.Errorf("all defaults (-want +got):\n%s", diff)
	}
	if b.AcceptAll || len(b.Accept) != 1 || len(b.Tags) != 1 || len(b.Strip) != 0 || len(b.Credits) != 0 || b.Rank != 1 || b.Content != "headline" || b.Images {
		t.Errorf("own values: %+v", b)
	}
	if s := cfg.Sources[0]; s.Charset != "euc-kr" || s.Timezone.String() != "Asia/Seoul" || !s.Disabled || s.MaxItems != 5 || s.Headers["X-A"] != "b" {
		t.Errorf("all defaults: %+v", s)
	}
	if s := cfg.Sources[1]; s.Disabled || s.Headers != nil {
		t.Errorf("own values: %+v", s)
	}
}

// TestHash: it changes with the file, and not with what a secret holds.
func TestHash(t *testing.T) {
	text := secretConfig(", auth: 'u:${SITREP_TEST_KEY}'", "")
	hash := func(text string) string {
		cfg, _ := mustParse(t, text)
		return cfg.Hash
	}
	t.Setenv("SITREP_TEST_KEY", "one")
	first := hash(text)
	t.Setenv("SITREP_TEST_KEY", "two")
	if second := hash(text); second != first || len(first) != 64 {
		t.Errorf("hash %q became %q with another secret", first, second)
	}
	if hash(text+"# more\n") == first {
		t.Error("hash stayed with another file")
	}
}

// TestBaseURL: links need an address that can be put together with a name.
func TestBaseURL(t *testing.T) {
	for site, want := range map[string]string{
		"site: {base_url: https://Desk.example.org}":       "https://desk.example.org/",
		"site: {base_url: https://desk.example.org/sub//}": "https://desk.example.org/sub/",
		"site: {base_url: http://127.0.0.1:8080/a%20b}":    "http://127.0.0.1:8080/a%20b/",
		"listen: 0.0.0.0:81":                               "http://localhost:81/",
		"listen: ':82'":                                    "http://localhost:82/",
		"listen: '[::1]:83'":                               "http://[::1]:83/",
		"site: {title: x}":                                 "http://127.0.0.1:8080/",
	} {
		cfg, findings := mustParse(t, site+"\nsources: [https://a.example.net/]\n")
		if cfg.Site.BaseURL != want {
			t.Errorf("%s: %q, want %q", site, cfg.Site.BaseURL, want)
		}
		if warned := len(findings) == 1 && findings[0].Severity == SeverityWarning; warned == strings.Contains(site, "base_url") {
			t.Errorf("%s: %v", site, findings)
		}
	}
}

// TestFindingOf: what the filter reports keeps its place.
func TestFindingOf(t *testing.T) {
	l := newLoader("dir/config.yaml", "dir")
	for _, test := range []struct{ config, text, want string }{
		{"config.yaml:52:12", "unknown name rnk", "dir/config.yaml:52:12: error: unknown name rnk"},
		{"source a", "config.yaml:41: tail/1: needs match", "dir/config.yaml:41:1: error: tail/1: needs match"},
		{"topics", "defence-en.yaml:7: term: too long", "defence-en.yaml:7:1: error: term: too long"},
		{"topics", "topic without a name", "dir/config.yaml:1:1: error: topics: topic without a name"},
	} {
		if got := l.findingOf(filter.Problem{Config: test.config, Text: test.text}).String(); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}
