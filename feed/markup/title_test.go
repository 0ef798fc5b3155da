package markup

import (
	"strings"
	"testing"
	"unicode/utf8"

	"sitrep/feed"
)

func TestCleanTitle(t *testing.T) {
	tests := map[string]string{
		"":                                      "",
		" Navy  orders\n three\tfrigates ":      "Navy orders three frigates",
		"a\u202eb\u2066c\u2069d\x00\x07e\ufeff": "abcde",
		"keeps “quotes”, … and \u200e marks": "keeps “quotes”, … and \u200e marks",
		"[속보] 북, 발사체 발사(종합2보)":               "[속보] 북, 발사체 발사(종합2보)",
		"👩\u200d✈️ flies":                    "👩\u200d✈️ flies",
		"no\xff UTF-8":                       "no UTF-8",
		"<b>not markup</b> &amp;":            "<b>not markup</b> &amp;",
	}
	for in, want := range tests {
		if got := CleanTitle(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestPlainTitle(t *testing.T) {
	tests := []struct {
		in   feed.Text
		want string
	}{
		{hypertext("AT&amp;T <b>wins</b>\n order&#8217;s &lt;1&gt;"), "AT&T wins order’s <1>"},
		{hypertext("Navy orders <br> three"), "Navy orders three"},
		{hypertext("line\nbreak"), "line break"},
		{plain("AT&amp;T <b>"), "AT&amp;T <b>"},
		{feed.Text{Type: feed.XHTML, Body: "<div><p>a</p> <i>b</i></div>"}, "a b"},
		{hypertext("<script>x</script>a&#x202e;b"), "ab"},
		{feed.Text{}, ""},
	}
	for _, test := range tests {
		if got := PlainTitle(test.in); got != test.want {
			t.Errorf("%q: got %q, want %q", test.in.Body, got, test.want)
		}
	}
}

func TestFold(t *testing.T) {
	same := [][]string{
		{"Navy’s “new” ship – here", "navy's 'new' SHIP - here", "ＮＡＶＹ'ｓ 'new'\u00a0ship — here\u200b"},
		{"한미 연합훈련…19일 시작", "한미\u3000연합훈련…19일  시작"},
		{"ΣΊΣΥΦΟΣ", "σίσυφος"},
		{"", " \n\u200e"},
	}
	for _, group := range same {
		for _, s := range group {
			if Fold(s) != Fold(group[0]) {
				t.Errorf("%q folds to %q, %q to %q", group[0], Fold(group[0]), s, Fold(s))
			}
		}
	}
	if Fold("a b") == Fold("ab") || Fold("3.5") == Fold("35") {
		t.Error("too much is equal")
	}
}

func FuzzTitles(f *testing.F) {
	f.Add("Navy’s\u202e <b>ship</b> &amp;")
	f.Add("\xff\u0000")
	f.Fuzz(func(t *testing.T, s string) {
		for _, got := range []string{CleanTitle(s), PlainTitle(hypertext(s))} {
			if !utf8.ValidString(got) || got != CleanTitle(got) || strings.ContainsAny(got, "\n\u202e") {
				t.Fatalf("%q became %q", s, got)
			}
		}
		if folded := Fold(s); Fold(folded) != folded {
			t.Fatalf("%q folds to %q, that to %q", s, folded, Fold(folded))
		}
	})
}

func TestTurnsDirection(t *testing.T) {
	for body, want := range map[string]bool{"a\u202eb": true, "a&#x202E;b": true, "a&#8237;b": true, "a\u200fb&#8207;": false, "": false} {
		if got := TurnsDirection(hypertext(body)); got != want {
			t.Errorf("%q: %v", body, got)
		}
	}
	if TurnsDirection(plain("&#x202e;")) {
		t.Error("a plain text has no references")
	}
}
