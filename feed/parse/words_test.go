package parse

import (
	"reflect"
	"testing"

	"sitrep/feed"
)

func TestByline(t *testing.T) {
	for line, want := range map[string]feed.Person{
		"Ann Reyes":                          {Name: "Ann Reyes"},
		"ann@x.example (Ann Reyes)":          {Name: "Ann Reyes", Email: "ann@x.example"},
		"Ann Reyes (ann+feed@x.example)":     {Name: "Ann Reyes", Email: "ann+feed@x.example"},
		"Ann Reyes <ann@x.example>":          {Name: "Ann Reyes", Email: "ann@x.example"},
		"Ann Reyes &lt;ann@x.example&gt;":    {Name: "Ann Reyes", Email: "ann@x.example"},
		`"Ann Reyes" <ann@x.example>`:        {Name: "Ann Reyes", Email: "ann@x.example"},
		"ann@x.example":                      {Email: "ann@x.example"},
		"mailto:ann@x.example":               {Email: "ann@x.example"},
		"Ann Reyes, ann@x.example":           {Name: "Ann Reyes", Email: "ann@x.example"},
		"김태 기자=kim@yna.example":              {Name: "김태 기자", Email: "kim@yna.example"},
		"김태 기자 (연합뉴스)":                       {Name: "김태 기자 (연합뉴스)"},
		"김태 기자 kim@yna.example":              {Name: "김태 기자", Email: "kim@yna.example"},
		"kim@yna.example (김태 (정치부))":         {Name: "김태 (정치부)", Email: "kim@yna.example"},
		"Ann Reyes and Tom Okafor (Reuters)": {Name: "Ann Reyes and Tom Okafor (Reuters)"},
		"@annreyes":                          {Name: "@annreyes"},
		"Ann @ the desk":                     {Name: "Ann @ the desk"},
		"https://x.example/ann":              {URI: "https://x.example/ann"},
		"":                                   {},
	} {
		if got := byline(line); got != want {
			t.Errorf("byline(%q) = %+v, want %+v", line, got, want)
		}
	}
}

// TestBylines reads lines that name several persons.
func TestBylines(t *testing.T) {
	for line, want := range map[string][]feed.Person{
		"a@x.example (Ann), t@x.example (Tom)":                  {{Name: "Ann", Email: "a@x.example"}, {Name: "Tom", Email: "t@x.example"}},
		`"Reyes, Ann" <a@x.example>, Okafor, Tom <t@x.example>`: {{Name: "Reyes, Ann", Email: "a@x.example"}, {Name: "Okafor, Tom", Email: "t@x.example"}},
		"a@x.example; t@x.example":                              {{Email: "a@x.example"}, {Email: "t@x.example"}},
		"a@x.example t@x.example":                               {{Email: "a@x.example"}, {Email: "t@x.example"}},
		"a@x.example (Ann), t@x.example (Tom), Reuters":         {{Name: "Ann", Email: "a@x.example"}, {Name: "Tom", Email: "t@x.example"}, {Name: "Reuters"}},
		"김태 기자 kim@x.example, 이순 기자 lee@x.example":              {{Name: "김태 기자", Email: "kim@x.example"}, {Name: "이순 기자", Email: "lee@x.example"}},
		"Ann Reyes, Tom Okafor":                                 {{Name: "Ann Reyes, Tom Okafor"}},
		`<a href="https://x.example/ann">Ann <b>Reyes</b></a>`:  {{Name: "Ann Reyes"}},
		"R&D <desk>": {{Name: "R&D <desk>"}},
	} {
		doc := mustRead(t, before+"<item><author><![CDATA["+line+"]]></author></item>"+after)
		if got := doc.Items[0].Authors; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", line, got, want)
		}
	}
}

func TestAddPerson(t *testing.T) {
	list := addPerson(nil, feed.Person{Name: "Ann"})
	list = addPerson(list, feed.Person{Name: "Ann", Email: "ann@x.example"})
	list = addPerson(list, feed.Person{Name: "Tom"})
	list = addPerson(list, feed.Person{Name: "Ann", Email: "other@x.example"})
	list = addPerson(list, feed.Person{})
	want := []feed.Person{{Name: "Ann", Email: "ann@x.example"}, {Name: "Tom"}, {Name: "Ann", Email: "other@x.example"}}
	if len(list) != len(want) {
		t.Fatalf("%+v, want %+v", list, want)
	}
	for i := range want {
		if list[i] != want[i] {
			t.Errorf("person %d is %+v, want %+v", i, list[i], want[i])
		}
	}
}

// TestResolve holds the examples of RFC 3986, sections 5.4.1 and 5.4.2.
func TestResolve(t *testing.T) {
	const base = "http://a/b/c/d;p?q"
	for ref, want := range map[string]string{
		"g:h": "g:h", "g": "http://a/b/c/g", "./g": "http://a/b/c/g", "g/": "http://a/b/c/g/", "/g": "http://a/g", "//g": "http://g",
		"?y": "http://a/b/c/d;p?y", "g?y": "http://a/b/c/g?y", "#s": "http://a/b/c/d;p?q#s", "g#s": "http://a/b/c/g#s",
		"g?y#s": "http://a/b/c/g?y#s", ";x": "http://a/b/c/;x", "g;x": "http://a/b/c/g;x", "g;x?y#s": "http://a/b/c/g;x?y#s",
		".": "http://a/b/c/", "./": "http://a/b/c/", "..": "http://a/b/", "../": "http://a/b/", "../g": "http://a/b/g",
		"../..": "http://a/", "../../": "http://a/", "../../g": "http://a/g", "../../../g": "http://a/g", "../../../../g": "http://a/g",
		"/./g": "http://a/g", "/../g": "http://a/g", "g.": "http://a/b/c/g.", ".g": "http://a/b/c/.g", "g..": "http://a/b/c/g..",
		"./../g": "http://a/b/g", "./g/.": "http://a/b/c/g/", "g/./h": "http://a/b/c/g/h", "g/../h": "http://a/b/c/h",
		"g;x=1/./y": "http://a/b/c/g;x=1/y", "g;x=1/../y": "http://a/b/c/y", "g?y/../x": "http://a/b/c/g?y/../x", "g#s/../x": "http://a/b/c/g#s/../x",
		// What the RFC does not list: nothing is encoded, decoded or folded.
		"기사?q=한 국": "http://a/b/c/기사?q=한 국", "%7ex": "http://a/b/c/%7ex", "HTTP://X/Y": "HTTP://X/Y", " g ": "http://a/b/c/g", "": "",
	} {
		if got := resolve(base, ref); got != want {
			t.Errorf("resolve(%q) = %q, want %q", ref, got, want)
		}
	}
	for _, test := range [][3]string{
		{"", "g", "g"}, {"tag:x,2026:y", "g", "g"}, {"mailto:x@y.example", "?g", "?g"}, {"relative", "g", "g"},
		{"https://x.example", "g", "https://x.example/g"}, {"file:///srv/feeds/a.xml", "b", "file:///srv/feeds/b"},
	} {
		if got := resolve(test[0], test[1]); got != test[2] {
			t.Errorf("resolve(%q, %q) = %q, want %q", test[0], test[1], got, test[2])
		}
	}
}

func TestNewBase(t *testing.T) {
	const outer = "https://x.example/a/"
	for inner, want := range map[string]string{
		"b/": "https://x.example/a/b/", "/": "https://x.example/", "https://y.example/": "https://y.example/",
		"": outer, "javascript:alert(1)": outer, "data:,x": outer, "https://[bad": outer, `https://x.example/"><b>`: outer,
	} {
		if got := newBase(outer, inner); got != want {
			t.Errorf("newBase(%q) = %q, want %q", inner, got, want)
		}
	}
}

func TestResolveMarkup(t *testing.T) {
	const base = "https://x.example/d/e"
	for in, want := range map[string]string{
		`<a href="f">`:                      `<a href="https://x.example/d/f">`,
		`<A HREF=f class=g>`:                `<A HREF=https://x.example/d/f class=g>`,
		`<img alt="a > b" src='//c/i.png'>`: `<img alt="a > b" src='https://c/i.png'>`,
		`<a href=" /f ">`:                   `<a href="https://x.example/f">`,
		`<a data-href="f" title="src=g">`:   `<a data-href="f" title="src=g">`,
		`a < b href="f"`:                    `a < b href="f"`,
		`<a href="f`:                        `<a href="f`,
		`<a href="https://y/">&amp;<b>`:     `<a href="https://y/">&amp;<b>`,
		`</a href="f">`:                     `</a href="f">`,
	} {
		if got := (&resolver{left: maxResolved}).resolveMarkup(base, in); got != want {
			t.Errorf("resolveMarkup(%s) = %s, want %s", in, got, want)
		}
	}
}
