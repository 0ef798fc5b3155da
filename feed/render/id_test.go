package render_test

import (
	"strings"
	"testing"

	"sitrep/feed"
	"sitrep/feed/render"
)

// renderOne is the one entry of a feed, read back from Atom.
func renderOne(t *testing.T, e feed.Entry) *node {
	t.Helper()
	document, err := render.Atom(desk(), []feed.Entry{e})
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range checkAtom(document) {
		t.Errorf("%s\n%s", fault, document)
	}
	root, err := readXML(document)
	if err != nil {
		t.Fatal(err)
	}
	return root.all(atomNS, "entry")[0]
}

// The id of a source is written in its normal form, and byte for byte beside it
// where that is another one.
func TestSourceID(t *testing.T) {
	const address = "https://wire.example.kr/rss" // the source's own link
	for own, want := range map[string]string{
		"tag:wire.example.kr,2020:feed":                 "tag:wire.example.kr,2020:feed",
		"urn:uuid:60a76c80-d399-11d9-b93C-0003939e0af6": "urn:uuid:60a76c80-d399-11d9-b93C-0003939e0af6",
		"https://wire.example.kr/?p=1&q=%EA%B0%80":      "https://wire.example.kr/?p=1&q=%EA%B0%80",
		"HTTP://Wire.Example.KR:80/a/../b/%7eme":        "http://wire.example.kr/b/~me",
		"http://wire.example.kr":                        "http://wire.example.kr/",
		"http://한국.example/기사":                          "http://xn--3e0b707e.example/%EA%B8%B0%EC%82%AC",
		"tag:wire.example.kr,2020:피드":                   "tag:wire.example.kr,2020:%ED%94%BC%EB%93%9C",
		"tag:Wire.example.kr,2020:feed":                 "tag:wire.example.kr,2020:feed",
		"tag:wire.example.kr:feed":                      address,
		"urn:uuid:not-one":                              address,
		"urn:x:a/b":                                     address,
		"http://wire.example.kr/%B1%B9":                 address, // no UTF-8
		"http://wire.example.kr/%2541":                  address, // two readings
		"at://did:plc:x/y":                              address,
		"가나통신 12":                                       address,
		"":                                              address,
	} {
		e := fullEntry()
		e.Source.ID, e.Source.Links = own, []feed.Link{{Rel: feed.RelSelf, Href: address}}
		source := renderOne(t, e).all(atomNS, "source")[0]
		raw := strings.Join(source.texts(dcNS, "identifier"), "|")
		if got := source.at("id"); got != want {
			t.Errorf("%q: id %q, want %q", own, got, want)
		}
		if raw != own && (raw != "" || own != want) {
			t.Errorf("%q: kept as %q", own, raw)
		}
	}
}

// An address stays as the source wrote it, in its own script, unless validators
// could not read it.
func TestAddressesStay(t *testing.T) {
	for given, want := range map[string]string{
		"HTTPS://News.Example.KR:443/기사/1?id=1&utm_source=rss&b=%EA%B0%80": "",
		"https://한국.example/기사?제목=군함":                                      "",
		"https://example.com/a b?c=[1]|2":                                  "https://example.com/a%20b?c=%5B1%5D%7C2",
		"https://example.com/" + strings.Repeat("긴", 80):                   "https://example.com/" + strings.Repeat("%EA%B8%B4", 80),
		"https://example.com/مرحبا":                                        "https://example.com/%D9%85%D8%B1%D8%AD%D8%A8%D8%A7",
		"https://example.com/가..나":                                         "https://example.com/%EA%B0%80..%EB%82%98",
	} {
		if want == "" {
			want = given
		}
		e := fullEntry()
		e.Links[0].Href = given
		if got := renderOne(t, e).all(atomNS, "link")[0].get("href"); got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
}

// Text that a reader may take for HTML is written so that it reads the same
// either way.
func TestLiteralMarkup(t *testing.T) {
	for text, want := range map[string][2]string{ // type in Atom, and what RSS holds
		"R&D for S&P500":            {"text", ""},
		"<저작권자 ⓒ 연합> 1 < 2":         {"text", ""},
		"<script>alert(1)</script>": {"html", "&lt;script&gt;alert(1)&lt;/script&gt;"},
		"how to write &amp;":        {"html", "how to write &amp;amp;"},
		"a <!-- b":                  {"html", "a &lt;!-- b"},
	} {
		if want[1] == "" {
			want[1] = text
		}
		e := fullEntry()
		e.Title, e.Rights = text, []string{text}
		entry := renderOne(t, e)
		for _, element := range []string{"title", "rights"} {
			if kind := entry.all(atomNS, element)[0].get("type"); kind != want[0] || entry.at(element) != text {
				t.Errorf("%s %q: %s %q", element, text, kind, entry.at(element))
			}
		}
		document, err := render.RSS(desk(), []feed.Entry{e})
		if err != nil {
			t.Fatal(err)
		}
		root, err := readXML(document)
		if err != nil {
			t.Fatal(err)
		}
		item := root.all("", "channel")[0].all("", "item")[0]
		if got := item.texts("", "title")[0]; got != want[1] {
			t.Errorf("RSS title %q, want %q", got, want[1])
		}
		if got := item.texts(dcNS, "rights")[0]; got != want[1] {
			t.Errorf("RSS rights %q, want %q", got, want[1])
		}
	}
}

// What is said of the rights in media stays, statement by statement, also where
// the medium itself cannot be linked.
func TestMediaRights(t *testing.T) {
	e := fullEntry()
	e.Media = []feed.Media{
		{URL: "https://example.com/1.jpg", Credit: "First Photographer\nSecond Agency", Copyright: "© Both"},
		{URL: "data:image/png;base64,AAAA", Credit: "Third"},
		{Copyright: "© Nobody's picture"},
		{URL: "javascript:alert(1)", Title: "no rights"},
	}
	var got []string
	for _, m := range renderOne(t, e).all(mediaNS, "content") {
		got = append(got, m.get("url")+": "+strings.Join(append(m.texts(mediaNS, "credit"), m.texts(mediaNS, "copyright")...), ", "))
	}
	want := "https://example.com/1.jpg: First Photographer, Second Agency, © Both|: Third|: © Nobody's picture"
	if strings.Join(got, "|") != want {
		t.Errorf("got  %q\nwant %q", strings.Join(got, "|"), want)
	}
}

// An e-mail address is not told as the address of a person either.
func TestNoMailAddressOfPeople(t *testing.T) {
	e := fullEntry()
	e.Authors[0].URI, e.Contributors[0].URI = "mailto:a@private.example", "acct:b@private.example"
	for name, body := range forms(t, "x", desk(), []feed.Entry{e}) {
		if strings.Contains(string(body), "private.example") {
			t.Errorf("%s tells an e-mail address", name)
		}
	}
}
