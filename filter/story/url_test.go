package story

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCanonicalURL(t *testing.T) {
	for _, test := range []struct{ name, raw, want string }{
		{"empty", "", ""},
		{"scheme and host", "HTTP://News.Example.ORG/A/b", "https://news.example.org/A/b"},
		{"fragment", "https://n.example/a#top", "https://n.example/a"},
		{"default ports", "http://n.example:80/a", "https://n.example/a"},
		{"default port of https", "https://n.example:443/a", "https://n.example/a"},
		{"other port", "http://n.example:8080/a", "https://n.example:8080/a"},
		{"www", "https://www.n.example/a", "https://n.example/a"},
		{"mobile", "https://m.n.example/a", "https://n.example/a"},
		{"mobile with a language", "https://m-en.n.example/view/1", "https://en.n.example/view/1"},
		{"a short host stays", "https://m.example/a", "https://m.example/a"},
		{"trailing slash", "https://n.example/a/", "https://n.example/a"},
		{"front page", "https://n.example/", "https://n.example"},
		{"tracking", "https://n.example/a?utm_source=rss&id=7&fbclid=x&OutUrl=naver", "https://n.example/a?id=7"},
		{"query is sorted", "https://n.example/a?b=2&a=1&a=0", "https://n.example/a?a=0&a=1&b=2"},
		{"a referrer", "https://n.example/a?ref=naver", "https://n.example/a"},
		{"an article number", "https://n.example/a?ref=1234", "https://n.example/a?ref=1234"},
		{"proxy", "https://news.example/rss/articles/CBMi?oc=5", "https://news.example/rss/articles/CBMi"},
		{"user", "https://me:secret@n.example/a", "https://n.example/a"},
		{"escapes", "https://n.example/%ea%b0%80", "https://n.example/%EA%B0%80"},
		{"letters as they are", "https://n.example/가", "https://n.example/%EA%B0%80"},
		{"network path", "//n.example/a", "https://n.example/a"},
		{"IPv6", "http://[2001:DB8::1]:80/a", "https://[2001:db8::1]/a"},
		{"no address", " tag:n.example,2026:1 ", "tag:n.example,2026:1"},
		{"other scheme", "ftp://n.example/a", "ftp://n.example/a"},
		{"broken", "http://[::1", "http://[::1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := CanonicalURL(test.raw); got != test.want {
				t.Errorf("CanonicalURL(%q) = %q, want %q", test.raw, got, test.want)
			}
		})
	}
}

func TestSerial(t *testing.T) {
	first := serialOf(CanonicalURL("https://en.wire.example/view/AEN20260617001500320"))
	lead := serialOf(CanonicalURL("https://en.wire.example/view/AEN20260617001552320?section=news"))
	other := serialOf(CanonicalURL("https://en.wire.example/view/AEN20260617001600320"))
	if first.report == "" || first.report != lead.report || lead.take != 52 || other.report == first.report {
		t.Errorf("serials %v, %v, %v", first, lead, other)
	}
	for _, url := range []string{"", "https://wire.example/", "https://wire.example/view/NISX20260617_0003752222", "https://wire.example/view/aen20260617001500320"} {
		if s := serialOf(url); s.report != "" {
			t.Errorf("serialOf(%q) = %v, want none", url, s)
		}
	}
}

func FuzzCanonicalURL(f *testing.F) {
	for _, seed := range []string{"", "https://www.m.n.example:443/a/?utm_x=1&b=2#c", "http://[::1]:80", "//x", "%", "https://m-en.x.y/%zz", "HTTP://A.B./?&&=&ref=%31", "http://a.b:/", "http://0:443"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		once := CanonicalURL(raw)
		if twice := CanonicalURL(once); twice != once {
			t.Errorf("CanonicalURL(%q) = %q, and of that %q", raw, once, twice)
		}
		if utf8.ValidString(raw) && len(once) > 3*len(raw)+len("https://") {
			t.Errorf("CanonicalURL(%q) grew to %d bytes", raw, len(once))
		}
		if strings.Contains(once, "utm_source=") && strings.HasPrefix(once, "https://") && strings.Contains(once, "?utm_source=") {
			t.Errorf("CanonicalURL(%q) = %q keeps a tracking key", raw, once)
		}
	})
}
