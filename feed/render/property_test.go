package render_test

import (
	"cmp"
	"encoding/json"
	"html"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"sitrep/feed"
	"sitrep/feed/render"
)

// Texts of ordinary characters and of those that XML, HTML or readers trip over.
var (
	words     = rapid.StringOfN(rapid.SampledFrom([]rune("ab Z9.&<>\"']]>\n\t\r;#한글漢字éß😀\u0000\u0007\u001F\u0085\u009F\uFEFF\uFFFD\uFFFE\uFFFF\uFDD0\u202E\u2028\U0001FFFF")), 0, 24, -1)
	nonEmpty  = rapid.Map(words, func(s string) string { return "x" + s })
	addresses = rapid.OneOf(
		rapid.SampledFrom([]string{
			"https://example.com/a", "http://user:pw@example.com:80/?q=1#f", "https://한국.example/기사", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd",
			"/relative", "", "https://", "https://[::1]:8080/x", "mailto:a@example.com", "tag:example.com,2026:x", "urn:x:y", "HTTP://EXAMPLE.com", "https://example.com/%zz%41%",
			"https://exa mple.com/", "https://example.com:port/", "ftp://example.com/" + strings.Repeat("긴", 80), "//example.com/", "https://example.com/[x]?{y}|\\^`",
		}),
		rapid.Map(words, func(s string) string { return "https://example.com/" + s }),
		words,
	)
	dates = rapid.Custom(func(t *rapid.T) time.Time {
		at := time.Unix(rapid.Int64Range(-63e9, 260e9).Draw(t, "seconds"), rapid.Int64Range(0, 1e9-1).Draw(t, "nanoseconds"))
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			return time.Time{}
		case 1:
			return at.In(time.FixedZone("", rapid.IntRange(-100000, 100000).Draw(t, "offset")))
		}
		return at.UTC()
	})
	languages = rapid.OneOf(rapid.SampledFrom([]string{"", "en", "ko", "ko-KR", "zh-Hant", "en_US", "x", "tlh", "english", "ko\""}), words)
	people    = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) feed.Person {
		return feed.Person{Name: words.Draw(t, "name"), Email: words.Draw(t, "email"), URI: addresses.Draw(t, "uri")}
	}), 0, 3)
	links = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) feed.Link {
		return feed.Link{
			Rel:  rapid.OneOf(rapid.SampledFrom([]string{"", "alternate", "self", "via", "related", "enclosure", "hub", "license", "https://example.com/rel"}), words).Draw(t, "rel"),
			Href: addresses.Draw(t, "href"), Type: rapid.OneOf(rapid.SampledFrom([]string{"", "text/html", "image/png; q=1", "png", "text/"}), words).Draw(t, "type"),
			Title: words.Draw(t, "title"), Hreflang: languages.Draw(t, "hreflang"), Length: rapid.SampledFrom([]string{"", "0", "12", "-1", "many"}).Draw(t, "length"),
		}
	}), 0, 4)
	categories = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) feed.Category {
		return feed.Category{Term: words.Draw(t, "term"), Scheme: addresses.Draw(t, "scheme"), Label: words.Draw(t, "label")}
	}), 0, 3)
	texts = rapid.Custom(func(t *rapid.T) feed.Text {
		return feed.Text{Type: rapid.SampledFrom([]string{"", "text", "html", "xhtml", "odd"}).Draw(t, "type"), Body: words.Draw(t, "body")}
	})
	media = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) feed.Media {
		return feed.Media{
			URL: addresses.Draw(t, "url"), Type: words.Draw(t, "type"), Medium: rapid.SampledFrom([]string{"", "image", "odd"}).Draw(t, "medium"), Title: words.Draw(t, "title"),
			Description: words.Draw(t, "description"), Credit: words.Draw(t, "credit"), Copyright: words.Draw(t, "copyright"),
			Width: rapid.IntRange(-1, 2).Draw(t, "width"), Height: rapid.IntRange(-1, 2).Draw(t, "height"), Thumbnail: rapid.Bool().Draw(t, "thumbnail"),
		}
	}), 0, 3)
	someEntries = rapid.SliceOfN(rapid.Custom(anyEntry), 0, 3)
)

func anyEntry(t *rapid.T) feed.Entry {
	return feed.Entry{
		ID: addresses.Draw(t, "id"), Language: languages.Draw(t, "language"), Title: nonEmpty.Draw(t, "title"), Summary: texts.Draw(t, "summary"), Content: texts.Draw(t, "content"),
		Links: links.Draw(t, "links"), Authors: people.Draw(t, "authors"), Contributors: people.Draw(t, "contributors"), Published: dates.Draw(t, "published"), Updated: dates.Draw(t, "updated"),
		Rights: rapid.SliceOfN(nonEmpty, 0, 3).Draw(t, "rights"), Categories: categories.Draw(t, "categories"), Media: media.Draw(t, "media"), Identifier: words.Draw(t, "identifier"),
		FoldedLine: words.Draw(t, "folded line"),
		Source: feed.Source{
			ID: addresses.Draw(t, "source id"), Title: texts.Draw(t, "source title"), Subtitle: texts.Draw(t, "source subtitle"), Links: links.Draw(t, "source links"),
			Rights: texts.Draw(t, "source rights"), Language: languages.Draw(t, "source language"), Updated: dates.Draw(t, "source updated"), Authors: people.Draw(t, "source authors"),
			Categories: categories.Draw(t, "source categories"), Generator: feed.Generator{Name: words.Draw(t, "generator"), URI: addresses.Draw(t, "generator uri"), Version: words.Draw(t, "version")},
		},
	}
}

func anyFeed(t *rapid.T) feed.Feed {
	return feed.Feed{
		Name: "any", ID: addresses.Draw(t, "feed id"), Title: nonEmpty.Draw(t, "feed title"), Subtitle: words.Draw(t, "subtitle"), Self: addresses.Draw(t, "self"), Page: addresses.Draw(t, "page"),
		Contact: rapid.OneOf(rapid.Just("desk@example.org"), addresses).Draw(t, "contact"), Language: languages.Draw(t, "feed language"), Hub: addresses.Draw(t, "hub"),
		Rights: words.Draw(t, "feed rights"), Updated: dates.Draw(t, "feed updated"), Version: words.Draw(t, "feed version"),
	}
}

// told is a text as XML can tell it: an account of its own of what render
// promises.
func told(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 0xFFFD:
			return '□'
		case r == '\n', r == '\t', r == '\r':
			return r
		case unicode.IsControl(r), r&0xFFFF >= 0xFFFE, 0xFDD0 <= r && r <= 0xFDEF:
			return -1
		}
		return r
	}, s)
}

// TestAnyEntryIsValidAtom renders whatever entries hold: the document is valid,
// and the facts that Atom can hold come back out of it.
func TestAnyEntryIsValidAtom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, list := anyFeed(t), someEntries.Draw(t, "entries")
		document, err := render.Atom(f, list)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range checkAtom(document) {
			if !strings.HasPrefix(fault, "two entries have id") { // which any two may be drawn with
				t.Fatalf("%s\n%s", fault, document)
			}
		}
		root, err := readXML(document)
		if err != nil {
			t.Fatal(err)
		}
		for i, entry := range root.all(atomNS, "entry") {
			checkFacts(t, list[i], entry)
		}
	})
}

// title is what is told of an entry's title.
func title(e feed.Entry) string { return cmp.Or(told(e.Title), "untitled") }

func checkFacts(t *rapid.T, e feed.Entry, entry *node) {
	want := func(name, got, want string) {
		if got != want {
			t.Fatalf("%s: got %q, want %q", name, got, want)
		}
	}
	names := func(people []feed.Person) string {
		var out []string
		for _, p := range people {
			if name := strings.TrimSpace(told(p.Name)); name != "" {
				out = append(out, name)
			}
		}
		return strings.Join(out, "|")
	}
	read := func(element string) string {
		var out []string
		for _, p := range entry.all(atomNS, element) {
			out = append(out, p.at("name"))
		}
		return strings.Join(out, "|")
	}
	want("title", entry.at("title"), title(e))
	want("rights", entry.at("rights"), told(strings.Join(e.Rights, "\n")))
	want("raw id", strings.Join(entry.texts(dcNS, "identifier"), "|"), told(e.Identifier))
	want("contributors", read("contributor"), names(e.Contributors))
	if authors := names(e.Authors); authors != "" {
		want("authors", read("author"), authors)
	}
	if y := e.Published.UTC().Year(); !e.Published.IsZero() && y >= 1 && y <= 9999 {
		published, err := time.Parse(time.RFC3339, entry.at("published"))
		if err != nil || !published.Equal(e.Published) {
			t.Fatalf("published: got %q, want %v", entry.at("published"), e.Published)
		}
	}
	var terms, scripts []string
	for _, c := range e.Categories {
		if term := strings.TrimSpace(told(c.Term)); term != "" {
			terms = append(terms, term)
		}
	}
	for i, c := range entry.all(atomNS, "category") {
		if i >= len(terms) {
			t.Fatalf("%d categories of %q", i+1, terms)
		}
		want("category", c.get("term"), terms[i])
	}
	for _, l := range entry.all(atomNS, "link") {
		if href := strings.ToLower(l.get("href")); strings.HasPrefix(href, "javascript:") || strings.HasPrefix(href, "data:") || strings.HasPrefix(href, "file:") || strings.Contains(href, "user:pw") {
			scripts = append(scripts, href)
		}
	}
	if len(scripts) > 0 {
		t.Fatalf("links %q", scripts)
	}
}

// TestAnyEntryIsReadable renders whatever entries hold in the other forms.
func TestAnyEntryIsReadable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, list := anyFeed(t), someEntries.Draw(t, "entries")
		rss, err := render.RSS(f, list)
		if err != nil {
			t.Fatal(err)
		}
		root, err := readXML(rss)
		if err != nil {
			t.Fatalf("%v\n%s", err, rss)
		}
		items := root.all("", "channel")[0].all("", "item")
		if len(items) != len(list) {
			t.Fatalf("%d items of %d entries", len(items), len(list))
		}
		for i, item := range items {
			// One that a reader may take for HTML is written as HTML.
			if got := item.texts("", "title")[0]; got != title(list[i]) && html.UnescapeString(got) != title(list[i]) {
				t.Fatalf("title: got %q, want %q", got, told(list[i].Title))
			}
			if guid := item.all("", "guid")[0]; guid.get("isPermaLink") != "false" || guid.text != told(list[i].ID) {
				t.Fatalf("guid: %v", guid)
			}
		}
		body, err := render.JSON(f, list)
		if err != nil {
			t.Fatal(err)
		}
		var document struct {
			Version, Title string
			Items          []struct {
				ID, Title   string
				ContentHTML *string `json:"content_html"`
				ContentText *string `json:"content_text"`
			}
		}
		if err := json.Unmarshal(body, &document); err != nil {
			t.Fatalf("%v\n%s", err, body)
		}
		for i, item := range document.Items {
			if item.Title != list[i].Title || (item.ContentHTML == nil) == (item.ContentText == nil) {
				t.Fatalf("item %d: %+v", i, item)
			}
		}
		if document.Version != "https://jsonfeed.org/version/1.1" || len(document.Items) != len(list) {
			t.Fatalf("%d items of %d entries, version %q", len(document.Items), len(list), document.Version)
		}
		opml, err := render.OPML(f.Title, f.Contact, []feed.Feed{f})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := readXML(opml); err != nil {
			t.Fatalf("%v\n%s", err, opml)
		}
	})
}

// FuzzAtom puts outside text into every place of an entry that is text.
func FuzzAtom(f *testing.F) {
	for _, seed := range []string{"", "plain", "<b>&amp;]]></b>", "\x00\xff\xfe", "한글 \u202E", "https://user:pw@example.com/[?#%", "javascript:alert(1)", "tag:a,2026:b", "</A>", "<</a>", "</p>&lt;/a&gt;"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, text, address string) {
		person := feed.Person{Name: text, Email: text, URI: address}
		link := feed.Link{Rel: text, Href: address, Type: text, Title: text, Hreflang: text, Length: text}
		e := feed.Entry{
			ID: address, Language: text, Title: text, Summary: feed.Text{Type: feed.HTML, Body: text}, Content: feed.Text{Body: text},
			Links: []feed.Link{{Rel: "alternate", Href: address}, link, link}, Authors: []feed.Person{person}, Rights: []string{text}, Identifier: text,
			Categories: []feed.Category{{Term: text, Scheme: address, Label: text}}, Media: []feed.Media{{URL: address, Type: text, Credit: text}}, FoldedLine: text,
			Source: feed.Source{ID: address, Title: feed.Text{Type: feed.HTML, Body: text}, Links: []feed.Link{link}, Language: text, Authors: []feed.Person{person}, Generator: feed.Generator{Name: text, URI: address}},
		}
		described := feed.Feed{Name: text, ID: address, Title: text, Self: address, Page: address, Contact: text, Hub: address, Language: text, Version: text}
		document, err := render.Atom(described, []feed.Entry{e})
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range checkAtom(document) {
			t.Errorf("%s\n%s", fault, document)
		}
		rss, err := render.RSS(described, []feed.Entry{e})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := readXML(rss); err != nil {
			t.Errorf("%v\n%s", err, rss)
		}
	})
}
