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
		{`any(["K-9", "K-2"], title contains #)`, true},
		{`any(authors, # in categories) || any(tags, any(authors, # == "x")) || rank + len(tags) == 21`, true},
		{`let low = lower(text); low contains "norway" && not (low matches "(?i)cooking|football|x{20}")`, true},
		{`published + duration("24h") > date("2026-06-16T00:00:00Z")`, true},
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
		// What could grow, or run long on a hostile item.
		`rank > 1 && len(text + text) > 3`:                           "config.yaml:52:33: where of feed \"all\": where: adds numbers only",
		`let a = title + title; let b = a + a; len(b) > 3`:           "joined",
		`any(authors, (# + #) == "x")`:                               "joined",
		`len(replace(text, "", text)) > 3`:                           "replace",
		`any(split(text, ""), # == "z")`:                             "split",
		`reduce(authors, #acc + #acc, "x") == ""`:                    "reduce",
		`repeat("x", 1000000000) == text`:                            "repeat",
		`join(authors, text) == ""`:                                  "join",
		`text matches title`:                                         "written out",
		`any(categories, text matches #)`:                            "written out",
		`text matches "([a-z]{30}|[0-9]{30}){20}"`:                   "config.yaml:52:25: where of feed \"all\": the pattern is too large",
		`any(authors, any(categories, text contains #))`:             "too long",
		`let t = text; any(authors, any(tags, t == #))`:              "too long",
		`sortBy(authors, #)[0] == "x"`:                               "sortBy",
		`len(groupBy(authors, #)) > 3`:                               "groupBy",
		`any(authors, all(tags, text matches "a.*b.*c") || # == "")`: "too long",
		strings.Repeat(`true && `, 2000) + `true`:                    "",
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
