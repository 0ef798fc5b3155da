package render_test

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/feed"
	"sitrep/feed/render"
)

func TestGoldenAtomIsValid(t *testing.T) {
	files, err := filepath.Glob("testdata/*.atom")
	if err != nil || len(files) < 4 {
		t.Fatalf("golden files: %q, %v", files, err)
	}
	for _, file := range files {
		document, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range checkAtom(document) {
			t.Errorf("%s: %s", file, fault)
		}
	}
}

// TestCheckerCatches breaks a valid document in one place at a time.
func TestCheckerCatches(t *testing.T) {
	document, err := render.Atom(desk(), entries())
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct{ name, old, new string }{
		{"not well-formed", "</entry>", "</entri>"},
		{"control character", "Headline only", "Headline\x01only"},
		{"no id", "<id>tag:desk.example.org,2026:feed/defence</id>", ""},
		{"two titles", `<title type="text">Headline only</title>`, `<title type="text">a</title><title>b</title>`},
		{"no updated", "<updated>2026-06-15T01:02:04Z</updated>", ""},
		{"date without zone", "2026-06-15T01:02:04Z", "2026-06-15T01:02:04"},
		{"impossible date", "2026-06-15T01:02:04Z", "2026-06-31T01:02:04Z"},
		{"relative id", "<id>tag:paper.example.com,2020:feed</id>", "<id>feed</id>"},
		{"space in address", "https://paper.example.com/headline", "https://paper.example.com/head line"},
		{"stray per cent", "https://paper.example.com/headline", "https://paper.example.com/%zz"},
		{"two fragments", "https://paper.example.com/headline", "https://paper.example.com/#a#b"},
		{"script", "https://paper.example.com/headline", "javascript:alert(1)"},
		{"relation", `rel="license"`, `rel="licence of sorts"`},
		{"media type", `type="audio/mpeg"`, `type="mpeg"`},
		{"length", `length="12345"`, `length="many"`},
		{"language", `xml:lang="en-GB"`, `xml:lang="en_GB"`},
		{"text type", `<title type="text">Headline only`, `<title type="text/plain">Headline only`},
		{"markup in text", "Headline only", "Headline <b>only</b>"},
		{"xhtml without div", `<div xmlns="http://www.w3.org/1999/xhtml"/>`, ""},
		{"no author", "<name>Only One</name>", ""},
		{"blank author", "<name>Only One</name>", "<name> </name>"},
		{"blank term", `term="odd"`, `term=""`},
		{"category scheme", `scheme="https://wire.example.kr/topics"`, `scheme="topics"`},
		{"no source", "<source>", "<dc:source>"},
		{"two alternates", `href="https://odd.example.com/second" rel="related"`, `href="https://odd.example.com/second" rel="alternate"`},
		{"foreign element", "<dc:identifier>", `<identifier xmlns="urn:x">`},
		{"id not in normal form", "<id>tag:paper.example.com,2020:feed</id>", "<id>HTTP://paper.example.com</id>"},
		{"id in another script", "<id>tag:paper.example.com,2020:feed</id>", "<id>tag:paper.example.com,2020:피드</id>"},
		{"HTML in a title of text", "Headline only", "Headline &lt;b&gt;only&lt;/b&gt;"},
		{"HTML in a name", "<name>Only One</name>", "<name>&lt;b&gt;Only&lt;/b&gt; One</name>"},
		{"blank title", `<title type="text">Headline only</title>`, `<title type="text"></title>`},
		{"base", "<source>", `<source xml:base="https://x.example/">`},
		{"bad character", "Headline only", "Headline &#xFFFD; only"},
		{"scheme in another script", `scheme="https://wire.example.kr/topics"`, `scheme="https://wire.example.kr/분류"`},
		{"medium in another script", `<media:content url="https://img`, `<media:content url="https://사진`},
		{"same id twice", "2123456789abcdef01234567", "3123456789abcdef01234567"},
	}
	for _, c := range cases {
		broken := strings.Replace(string(document), c.old, c.new, 1)
		if broken == string(document) {
			t.Fatalf("%s: %q is not in the document", c.name, c.old)
		}
		if len(checkAtom([]byte(broken))) == 0 {
			t.Errorf("%s: not caught", c.name)
		}
	}
}

// TestAttributionFacts reads every fact of an entry back out of an element or
// attribute of its own.
func TestAttributionFacts(t *testing.T) {
	e := fullEntry()
	document, err := render.Atom(desk(), []feed.Entry{e})
	if err != nil {
		t.Fatal(err)
	}
	root, err := readXML(document)
	if err != nil {
		t.Fatal(err)
	}
	entry := root.all(atomNS, "entry")[0]
	source := entry.all(atomNS, "source")[0]
	link := func(n *node, rel, attribute string) string {
		for _, l := range n.all(atomNS, "link") {
			if l.get("rel") == rel {
				return l.get(attribute)
			}
		}
		return ""
	}
	var credits, copyrights, urls []string
	for _, m := range entry.all(mediaNS, "content") {
		credits = append(credits, m.texts(mediaNS, "credit")...)
		copyrights = append(copyrights, m.texts(mediaNS, "copyright")...)
		urls = append(urls, m.get("url"))
	}
	facts := []struct{ name, got, want string }{
		{"id", entry.at("id"), e.ID},
		{"title", entry.at("title"), e.Title},
		{"link", link(entry, "alternate", "href"), e.Links[0].Href},
		{"link language", link(entry, "alternate", "hreflang"), "ko"},
		{"raw id", strings.Join(entry.texts(dcNS, "identifier"), "|"), e.Identifier},
		{"first author", entry.all(atomNS, "author")[0].at("name"), e.Authors[0].Name},
		{"author uri", entry.all(atomNS, "author")[0].at("uri"), e.Authors[0].URI},
		{"second author", entry.all(atomNS, "author")[1].at("name"), e.Authors[1].Name},
		{"contributor", entry.at("contributor", "name"), e.Contributors[0].Name},
		{"published", entry.at("published"), e.Published.Format(time.RFC3339)},
		{"updated", entry.at("updated"), e.Updated.Format(time.RFC3339)},
		{"rights", entry.at("rights"), strings.Join(e.Rights, "\n")},
		{"language", entry.attr[xml.Name{Space: xmlNS, Local: "lang"}], e.Language},
		{"category term", entry.all(atomNS, "category")[0].get("term"), "navy"},
		{"category scheme", entry.all(atomNS, "category")[0].get("scheme"), "https://wire.example.kr/topics"},
		{"category label", entry.all(atomNS, "category")[0].get("label"), "해군"},
		{"source id", source.at("id"), e.Source.ID},
		{"source title", source.at("title"), e.Source.Title.Body},
		{"source link", link(source, "self", "href"), e.Source.Links[0].Href},
		{"source page", link(source, "alternate", "href"), e.Source.Links[1].Href},
		{"source rights", source.at("rights"), e.Source.Rights.Body},
		{"source updated", source.at("updated"), e.Source.Updated.Format(time.RFC3339)},
		{"source author", source.at("author", "name"), e.Source.Authors[0].Name},
		{"via", link(entry, "via", "href"), e.Links[1].Href},
		{"via title", link(entry, "via", "title"), e.Links[1].Title},
		{"related title", link(entry, "related", "title"), e.Links[2].Title},
		{"enclosure", link(entry, "enclosure", "href"), e.Links[4].Href},
		{"media url", urls[0], "https://img.example.kr/%EC%82%AC%EC%A7%84/1.jpg"},
		{"media credit", strings.Join(credits, "|"), "Example Pool|A. N. Other"},
		{"media copyright", strings.Join(copyrights, "|"), "© Example Pool"},
		{"generator", root.at("generator"), "sitrep"},
		{"hub", link(root, "hub", "href"), "https://hub.example.net/"},
		{"self", link(root, "self", "href"), desk().Self},
		{"contact", root.at("author", "email"), "desk@example.org"},
		{"feed rights", root.at("rights"), desk().Rights},
	}
	for _, f := range facts {
		if f.got != f.want {
			t.Errorf("%s: got %q, want %q", f.name, f.got, f.want)
		}
	}
}

// TestSameStateSameBytes renders twice, and after the entries' own slices were
// copied, as another process would have them.
func TestSameStateSameBytes(t *testing.T) {
	first := forms(t, "x", desk(), entries())
	again := forms(t, "x", desk(), slices.Clone(entries()))
	for name, body := range first {
		if string(again[name]) != string(body) {
			t.Errorf("%s differs between two renderings", name)
		}
	}
}

// TestNothingPrivateIsWritten looks for what must not leave the desk.
func TestNothingPrivateIsWritten(t *testing.T) {
	e := fullEntry()
	e.Authors[0].Email, e.Source.Authors[0].Email, e.Contributors[0].Email = "a@private.example", "b@private.example", "c@private.example"
	e.Links = append(e.Links, feed.Link{Rel: feed.RelVia, Href: "file:///private/feeds/x.xml"})
	e.Source.Links[0].Href = "https://private:private@wire.example.kr/rss"
	e.Source.ID = "file:///private/feeds/x.xml"
	e.Marks = []string{"private"}
	withUser := fullEntry()
	withUser.Source.ID = "https://private:private@wire.example.kr/rss"
	for name, body := range forms(t, "x", desk(), []feed.Entry{e, withUser}) {
		if strings.Contains(string(body), "private") {
			t.Errorf("%s tells something private", name)
		}
	}
}
