package parse

import (
	"reflect"
	"testing"
	"time"

	"sitrep/feed"
)

// TestSourceFields lists what one element of the head alone makes of a source.
func TestSourceFields(t *testing.T) {
	when := time.Date(2026, 3, 18, 10, 0, 0, 0, time.UTC)
	plain := func(body string) feed.Text { return feed.Text{Type: feed.PlainText, Body: body} }
	for _, test := range []struct {
		element string
		want    feed.Source
	}{
		{`<title>T</title><title>U</title>`, feed.Source{Title: plain("T")}},
		{`<dc:title>D</dc:title><title>T</title>`, feed.Source{Title: plain("T")}},
		{`<dc:title>D</dc:title>`, feed.Source{Title: plain("D")}},
		{`<description>d</description>`, feed.Source{Subtitle: feed.Text{Type: feed.HTML, Body: "d"}}},
		{`<dc:description>d</dc:description>`, feed.Source{Subtitle: feed.Text{Type: feed.HTML, Body: "d"}}},
		{`<itunes:subtitle>s</itunes:subtitle>`, feed.Source{Subtitle: plain("s")}},
		{`<link>/a</link>`, feed.Source{Links: []feed.Link{{Rel: "alternate", Href: "https://o.example/a"}}}},
		{`<atom:link rel="self" href=""/>`, feed.Source{Links: []feed.Link{{Rel: "self", Href: "https://o.example/"}}}},
		{`<language>en_GB</language>`, feed.Source{Language: "en-GB"}},
		{`<dc:language>ko</dc:language>`, feed.Source{Language: "ko"}},
		{`<copyright>C</copyright>`, feed.Source{Rights: plain("C")}},
		{`<copyright>C</copyright><dc:rights>R</dc:rights><atom:rights>A</atom:rights>`, feed.Source{Rights: plain("A\nC\nR")}},
		{`<managingEditor>a@x.example (A)</managingEditor>`, feed.Source{Authors: []feed.Person{{Name: "A", Email: "a@x.example"}}}},
		{`<dc:creator>A</dc:creator><dc:contributor>B</dc:contributor>`, feed.Source{Authors: []feed.Person{{Name: "A"}}, Contributors: []feed.Person{{Name: "B"}}}},
		{`<itunes:author>A</itunes:author>`, feed.Source{Authors: []feed.Person{{Name: "A"}}}},
		{`<lastBuildDate>2026-03-18T10:00:00Z</lastBuildDate><pubDate>2026-03-17T10:00:00Z</pubDate>`, feed.Source{Updated: when}},
		{`<pubDate>2026-03-18T10:00:00Z</pubDate>`, feed.Source{Updated: when}},
		{`<dc:date>2026-03-18T10:00:00Z</dc:date>`, feed.Source{Updated: when}},
		{`<dcterms:issued>2026-03-18T10:00:00Z</dcterms:issued>`, feed.Source{Updated: when}},
		{`<dc:subject>s</dc:subject><category domain="d">c</category>`, feed.Source{Categories: []feed.Category{{Term: "s"}, {Term: "c", Scheme: "d"}}}},
		{`<generator>G</generator>`, feed.Source{Generator: feed.Generator{Name: "G"}}},
		{`<admin:generatorAgent rdf:resource="https://g.example/?v=1"/>`, feed.Source{Generator: feed.Generator{URI: "https://g.example/?v=1"}}},
		{`<image><url>/i.png</url><title>no title of the feed</title><link>/no</link></image>`, feed.Source{Image: "https://o.example/i.png"}},
		{`<itunes:image href="/i.png"/>`, feed.Source{Image: "https://o.example/i.png"}},
		{`<atom:icon>i.ico</atom:icon><atom:logo>l.svg</atom:logo>`, feed.Source{Image: "https://o.example/l.svg"}},
		{`<textInput><title>no</title><link>/no</link></textInput>`, feed.Source{}},
		{`<atom:id>HTTP://x/Y</atom:id>`, feed.Source{ID: "HTTP://x/Y"}},
		{`<cc:license>https://l.example/</cc:license>`, feed.Source{Links: []feed.Link{{Rel: "license", Href: "https://l.example/"}}}},
		{`<thr:in-reply-to ref="tag:x.example,2026:1"/>`, feed.Source{Links: []feed.Link{{Rel: "in-reply-to", Href: "tag:x.example,2026:1"}}}},
		{`<ttl>5</ttl>`, feed.Source{TTL: 5}},
	} {
		body := `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:admin="http://webns.net/mvcb/"` +
			` xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:cc="http://backend.userland.com/creativeCommonsRssModule" xmlns:thr="http://purl.org/syndication/thread/1.0"><channel>` + test.element + `</channel></rss>`
		doc, err := Document([]byte(body), Options{URL: "https://o.example/"})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(doc.Source, test.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", test.element, doc.Source, test.want)
		}
	}
}

// TestDoctype: internal entities are expanded once, external ones never read,
// and a broken declaration costs nothing else.
func TestDoctype(t *testing.T) {
	for _, test := range []struct{ doctype, title, want string }{
		{`<!DOCTYPE rss>`, "a", "a"},
		{`<!DOCTYPE rss PUBLIC "-//x//y>z" "https://x.example/a.dtd">`, "a", "a"},
		{`<!DOCTYPE rss [<!ENTITY d "Desk > 1">]>`, "&d;", "Desk > 1"},
		{`<!doctype rss [<!ENTITY d 'Desk'><!-- ]> <!ENTITY d "no"> --><?p ]> ?>]>`, "&d;", "Desk"},
		{`<!DOCTYPE rss [<!ENTITY % p "x"><!ELEMENT rss ANY><!ENTITY d "Desk">]>`, "&d; &p;", "Desk &p;"},
		{`<!DOCTYPE rss [<!ENTITY d SYSTEM "file:///etc/passwd">]>`, "&d;", "&d;"},
		{`<!DOCTYPE rss [<!ENTITY d "De&#115;k &amp;amp; &e;"><!ENTITY e "no">]>`, "&d;", "Desk &amp; &e;"},
		{`<!DOCTYPE rss [<!ENTITY d "Desk>`, "a", "a"},
		{`<!DOCTYPE rss [<!-- >`, "a", "a"},
	} {
		doc := mustRead(t, test.doctype+`<rss version="2.0"><channel><title>`+test.title+`</title></channel></rss>`)
		if got := doc.Source.Title.Body; got != test.want {
			t.Errorf("%s: title %q, want %q", test.doctype, got, test.want)
		}
	}
}
