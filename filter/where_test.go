package filter

import (
	"strings"
	"testing"

	"sitrep/feed"
	"sitrep/filter/match"
)

func TestWhere(t *testing.T) {
	topics := []match.Topic{{Name: "defence", Terms: []match.Term{{Text: "tank", Weight: 4}}}}
	source := Source{Name: "wire", Tags: []string{"korea"}, Rank: 20, Language: "en"}
	cases := []struct {
		where string
		holds bool
	}{
		{`language in ["en", "ko"] && rank >= 10`, true},
		{`source == "paper"`, false},
		{`"korea" in tags`, true},
		{`scores.defence >= 5.5`, true},
		{`any(authors, # contains "Roe")`, true},
		{`title matches "^K-2"`, true},
		{`published > date("2026-06-16T00:00:00Z")`, true},
		{`take == ""`, true},
		{`len(categories) == 1 && categories[0] == "army"`, true},
		{`url startsWith "https://wire."`, true},
		{`text contains "Norway"`, true},
		{`len(marks) == 0`, true},
	}
	for _, c := range cases {
		p := policyOf(t, Settings{Sources: []Source{source}, Topics: topics, Feeds: []Feed{{Name: "all", Where: c.where}}})
		v := p.Decide(p.Read(received(attributed())), NewIndex())
		if got := v.Decisions[0].Action == Publish; got != c.holds {
			t.Errorf("where %s: %v, want %v (%s)", c.where, got, c.holds, v.Decisions[0].Reason)
		}
	}
}

func TestWhereRefuses(t *testing.T) {
	cases := map[string]string{
		`langauge == "en"`:                        "config.yaml:52:12: ",
		`true && langauge == "en"`:                "config.yaml:52:20: ",
		`scores.defense > 1`:                      "defense",
		`now() > published`:                       "now",
		`title`:                                   "bool",
		`any(1..1000000, # > 3)`:                  "range",
		`all(tags, all(tags, all(tags, 1 == 1)))`: "nested",
		`title ==`:                                "config.yaml:52:",
		strings.Repeat(`true && `, 2000) + `true`: "",
	}
	for where, want := range cases {
		_, problems := Compile(Settings{Authority: "x,2026", Topics: []match.Topic{{Name: "defence", Terms: []match.Term{{Text: "tank", Weight: 4}}}},
			Feeds: []Feed{{Name: "all", Where: where, Config: "config.yaml:52:12"}}})
		if len(problems) != 1 {
			t.Errorf("%.40s: %d problems, want 1", where, len(problems))
			continue
		}
		if got := problems[0].Error(); !strings.Contains(got, want) {
			t.Errorf("%.40s: %q does not hold %q", where, got, want)
		}
	}
}

func TestTakesFrom(t *testing.T) {
	yonhap := Source{Name: "yonhap-en", Tags: []string{"wire", "korea"}}
	cases := []struct {
		from string
		want bool
	}{
		{"", true}, {"all", true}, {"yonhap-en", true}, {"korea", true}, {"paper", false}, {"-wire", false}, {"-paper", true},
		{"all -yonhap-en", false}, {"-yonhap-en all", false}, {"korea -paper", true},
	}
	for _, c := range cases {
		if got := takesFrom(strings.Fields(c.from), yonhap); got != c.want {
			t.Errorf("from %q: %v, want %v", c.from, got, c.want)
		}
	}
	private := Source{Name: "paid", Private: true}
	if takesFrom(nil, private) || takesFrom([]string{"all"}, private) || !takesFrom([]string{"paid"}, private) {
		t.Error("a private source is in a feed that does not list it, or not in one that does")
	}
}

func TestIdentities(t *testing.T) {
	link := func(href string) []feed.Link { return []feed.Link{{Rel: feed.RelAlternate, Href: href}} }
	got := Identities([]feed.Item{
		{ID: "a", Links: link("https://x/1")},
		{ID: "same", Links: link("https://x/2")},
		{ID: "same", Links: link("https://x/3")},
		{Links: link("https://x/4")},
		{Title: feed.Text{Body: "only a title"}},
	})
	want := []string{"a", "https://x/2", "https://x/3", "https://x/4"}
	for i, w := range want {
		if got[i] != w {
			t.Errorf("identity %d is %q, want %q", i, got[i], w)
		}
	}
	if !strings.HasPrefix(got[4], "sha256:") {
		t.Errorf("identity of an item with a title only is %q", got[4])
	}
}
