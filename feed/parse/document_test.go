package parse

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sitrep/feed"
)

func TestNoFeed(t *testing.T) {
	for _, test := range []struct{ name, body, says string }{
		{"nothing", "", "empty"},
		{"white space", " \r\n\t\ufeff", "empty"},
		{"gzip", "\x1f\x8b\x08\x00abc", "gzip"},
		{"PDF", "%PDF-1.7", "PDF"},
		{"image", "\x89PNG\r\n", "PNG"},
		{"words", "Internal error 17", "plain text"},
		{"other octets", "\x00\x01<a\x02\x03\x04\x05>\x06\x07\x0e\x0f", "binary data"},
		{"login", `<html><form><input type="password"></form></html>`, "login page"},
		{"robots", `<html><title>Just a moment...</title></html>`, "robots"},
		{"page that names its feed", `<!DOCTYPE html><html><head><link rel=alternate type="application/rss+xml" href="/f.rss"></head></html>`, "https://origin.example/f.rss"},
		{"page", `<!DOCTYPE html><html><p>hello</p></html>`, "HTML page"},
		{"page not found", `<html><title>404 Not Found</title></html>`, "not there"},
		{"sitemap", `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>`, "sitemap"},
		{"list of feeds", `<opml version="2.0"><body/></opml>`, "sitrep import"},
		{"error message", `<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>`, "error message"},
		{"other XML", `<?xml version="1.0"?><catalog/>`, "<catalog>"},
		{"wrong namespace", `<feed xmlns="https://x.example/ns"><entry/></feed>`, "namespace"},
		{"RDF", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:f="http://xmlns.com/foaf/0.1/"><f:Person/></rdf:RDF>`, "no RSS"},
		{"cut off", `<?xml version="1.0"?><rs`, "cut off"},
		{"JSON", `{"error":"no such feed"}`, "no JSON Feed"},
		{"broken JSON", `{"version":"https://jsonfeed.org/version/1", nonsense}`, "not valid JSON"},
		{"cut JSON", `{"vers`, "cut off"},
		{"deep JSON", strings.Repeat(`{"a":`, 1000), "too deep"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc, err := Document([]byte(test.body), Options{URL: "https://origin.example/x"})
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Fatalf("error %v, want one that holds %q (%+v)", err, test.says, doc)
			}
			if !reflect.DeepEqual(doc, feed.Document{}) {
				t.Errorf("an error and a document: %+v", doc)
			}
		})
	}
}

func TestFormat(t *testing.T) {
	for body, want := range map[string]string{
		`<rss version="2.0"/>`:  feed.RSS20,
		`<rss version="2.01"/>`: feed.RSS20,
		`<rss/>`:                feed.RSS20,
		`<rss version=0.92/>`:   feed.RSS09x,
		`<r:rss xmlns:r="http://backend.userland.com/rss2" version="2.0"/>`:                                                 feed.RSS20,
		`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"/>`:               feed.RSS10,
		`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rss="http://purl.org/rss/1.0/"/>`:           feed.RSS10,
		`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"/>`: feed.RSS09x,
		`<feed xmlns="http://www.w3.org/2005/Atom"/>`:                                                                       feed.Atom10,
		`<a:feed xmlns:a="https://www.w3.org/2005/atom/"/>`:                                                                 feed.Atom10,
		`<feed/>`: feed.Atom10,
		`<feed version="0.3" xmlns="http://purl.org/atom/ns#"/>`: feed.Atom03,
		`<feed xmlns="http://purl.org/pie/"/>`:                   feed.Atom03,
		`{"version":"https://jsonfeed.org/version/1"}`:           feed.JSON1,
	} {
		if doc := mustRead(t, body); doc.Format != want {
			t.Errorf("%s: format %s, want %s", body, doc.Format, want)
		}
	}
}

// TestIDs: an id is what the source wrote, less white space around it.
func TestIDs(t *testing.T) {
	for _, id := range []string{"HTTP://x/a b", "http://yna.example/기사/1", "http://www.EXAMPLE.org/%7Ebob/../x", "urn:uuid:ABC", "a<b", `"q" & 'r'`, "1", "?id=1&copy=2"} {
		escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(id)
		for _, body := range []string{
			`<rss version="2.0" xml:base="https://b.example/"><channel><item><guid>` + escaped + `</guid></item></channel></rss>`,
			`<rss version="2.0"><channel><item><guid isPermaLink="false"><![CDATA[` + id + `]]></guid></item></channel></rss>`,
			`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/"><entry><id> ` + escaped + "\n</id></entry></feed>",
			`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item rdf:about='` + strings.ReplaceAll(escaped, "'", "&apos;") + `'/></rdf:RDF>`,
		} {
			if got := mustRead(t, body).Items[0].ID; got != id {
				t.Errorf("%s: id %q, want %q", body, got, id)
			}
		}
	}
}

func TestPermalink(t *testing.T) {
	for _, test := range []struct {
		guid      string
		permalink bool
		link      string
	}{
		{`<guid>https://x.example/1</guid>`, true, "https://x.example/1"},
		{`<guid isPermaLink="true">https://x.example/1</guid>`, true, "https://x.example/1"},
		{`<guid ispermalink=" TRUE ">https://x.example/1</guid>`, true, "https://x.example/1"},
		{`<guid isPermaLink="false">https://x.example/1</guid>`, false, ""},
		{`<guid isPermaLink="no">https://x.example/1</guid>`, false, ""},
		{`<guid>abc-1</guid>`, false, ""},
		{`<guid>/1</guid>`, true, "https://origin.example/1"},
		{`<guid>https://x.example/1</guid><link>https://x.example/2</link>`, true, "https://x.example/2"},
	} {
		doc, err := Document([]byte(`<rss version="2.0"><channel><item>`+test.guid+`</item></channel></rss>`), Options{URL: "https://origin.example/feed"})
		if err != nil {
			t.Fatal(err)
		}
		if it := doc.Items[0]; it.Permalink != test.permalink || it.Link() != test.link {
			t.Errorf("%s: permalink %v, link %q", test.guid, it.Permalink, it.Link())
		}
	}
}

// TestItemFields lists what one element alone makes of an item.
func TestItemFields(t *testing.T) {
	type field struct {
		element string
		want    feed.Item
	}
	when := time.Date(2026, 3, 18, 10, 0, 0, 0, time.UTC)
	plain := func(body string) feed.Text { return feed.Text{Type: feed.PlainText, Body: body} }
	for _, test := range []field{
		{`<link>/a</link>`, feed.Item{Links: []feed.Link{{Rel: "alternate", Href: "https://o.example/a"}}}},
		{"<link>https://x.example/\n   a</link>", feed.Item{Links: []feed.Link{{Rel: "alternate", Href: "https://x.example/a"}}}},
		{`<link href="/a"/>`, feed.Item{Links: []feed.Link{{Rel: "alternate", Href: "https://o.example/a"}}}},
		{`<link></link>`, feed.Item{}},
		{`<atom:link rel="via" href="v" title="T" hreflang="ko" type="text/html" length="3"/>`, feed.Item{Links: []feed.Link{{Rel: "via", Href: "https://o.example/v", Title: "T", Hreflang: "ko", Type: "text/html", Length: "3"}}}},
		{`<dc:creator>A</dc:creator><dc:creator>B</dc:creator>`, feed.Item{Authors: []feed.Person{{Name: "A"}, {Name: "B"}}}},
		{`<author><name>A</name><title>Editor</title></author>`, feed.Item{Authors: []feed.Person{{Name: "A"}}}},
		{`<atom:author><atom:name>A</atom:name><atom:uri>/a</atom:uri></atom:author>`, feed.Item{Authors: []feed.Person{{Name: "A", URI: "https://o.example/a"}}}},
		{`<itunes:author>A</itunes:author>`, feed.Item{Authors: []feed.Person{{Name: "A"}}}},
		{`<itunes:author>A</itunes:author><author>B</author>`, feed.Item{Authors: []feed.Person{{Name: "B"}}}},
		{`<itunes:image href="/i.jpg"/>`, feed.Item{Media: []feed.Media{{URL: "https://o.example/i.jpg", Medium: "image"}}}},
		{`<image><url>/i.jpg</url><title>T</title></image>`, feed.Item{Media: []feed.Media{{URL: "https://o.example/i.jpg", Medium: "image", Title: "T"}}}},
		{`<dc:rights>R</dc:rights><atom:rights>A</atom:rights><copyright>C</copyright>`, feed.Item{Rights: plain("A"), MoreRights: []string{"R", "C"}}},
		{`<dcterms:rightsHolder>H</dcterms:rightsHolder>`, feed.Item{Rights: plain("H")}},
		{`<pubDate>Wed, 18 Mar 2026 10:00:00 GMT</pubDate>`, feed.Item{Published: when}},
		{`<dc:date>2026-03-18T10:00:00Z</dc:date>`, feed.Item{Updated: when}},
		{`<dc:date>2026-03-18T10:00:00Z</dc:date><dcterms:modified>2026-03-19T10:00:00Z</dcterms:modified>`, feed.Item{Published: when, Updated: when.AddDate(0, 0, 1)}},
		{`<dcterms:modified>2026-03-18T10:00:00Z</dcterms:modified><dc:date>2026-03-19T10:00:00Z</dc:date>`, feed.Item{Updated: when}},
		{`<pubDate>Wed, 18 Mar 2026 10:00:00 GMT</pubDate><dc:date>2026-03-19T10:00:00Z</dc:date>`, feed.Item{Published: when, Updated: when.AddDate(0, 0, 1)}},
		{`<dcterms:issued>2026-03-18T10:00:00Z</dcterms:issued>`, feed.Item{Published: when}},
		{`<dcterms:modified>2026-03-18T10:00:00Z</dcterms:modified>`, feed.Item{Updated: when}},
		{`<dcterms:created>2026-03-18T10:00:00Z</dcterms:created>`, feed.Item{Published: when}},
		{`<category domain="d">c</category>`, feed.Item{Categories: []feed.Category{{Term: "c", Scheme: "d"}}}},
		{`<atom:category term="t" scheme="s" label="l"/>`, feed.Item{Categories: []feed.Category{{Term: "t", Scheme: "s", Label: "l"}}}},
		{`<category/>`, feed.Item{}},
		{`<tags>a, b,a</tags>`, feed.Item{Categories: []feed.Category{{Term: "a"}, {Term: "b"}}}},
		{`<media:keywords>a, b</media:keywords>`, feed.Item{Categories: []feed.Category{{Term: "a"}, {Term: "b"}}}},
		{`<media:copyright url="https://l.example/"/>`, feed.Item{Media: []feed.Media{{Copyright: "https://l.example/"}}}},
		{`<media:license href="https://l.example/">L</media:license>`, feed.Item{Links: []feed.Link{{Rel: "license", Href: "https://l.example/", Title: "L"}}}},
		{`<description>d</description><summary>s</summary>`, feed.Item{Summary: feed.Text{Type: feed.HTML, Body: "d"}, Content: []feed.Text{plain("s")}}},
		{`<itunes:summary>s</itunes:summary>`, feed.Item{Summary: plain("s")}},
		{`<body xmlns="http://www.w3.org/1999/xhtml"><p>b</p></body>`, feed.Item{Content: []feed.Text{{Type: feed.XHTML, Body: "<p>b</p>"}}}},
		{`<thr:in-reply-to ref="tag:x.example,2026:1" href="/1" type="text/html"/>`, feed.Item{Links: []feed.Link{{Rel: "in-reply-to", Href: "https://o.example/1", Type: "text/html"}}}},
		{`<thr:in-reply-to ref="tag:x.example,2026:1"/>`, feed.Item{Links: []feed.Link{{Rel: "in-reply-to", Href: "tag:x.example,2026:1"}}}},
		{`<dc:language>ko_KR</dc:language>`, feed.Item{Language: "ko-KR"}},
		{`<title xml:lang="ja">t</title>`, feed.Item{Title: plain("t"), Language: "ja"}},
		{`<source url="/s.rss">S</source>`, feed.Item{Origin: &feed.Source{Title: plain("S"), Links: []feed.Link{{Rel: "self", Href: "https://o.example/s.rss"}}}}},
		{`<source/>`, feed.Item{}},
		{`<source url="/s.rss">S</source><atom:source><atom:id>i</atom:id></atom:source>`, feed.Item{Origin: &feed.Source{ID: "i", Title: plain("S"), Links: []feed.Link{{Rel: "self", Href: "https://o.example/s.rss"}}}}},
		{`<dc:source>Wire</dc:source>`, feed.Item{Origin: &feed.Source{Title: plain("Wire")}}},
		{`<dc:source>https://w.example/1</dc:source>`, feed.Item{Links: []feed.Link{{Rel: "via", Href: "https://w.example/1"}}}},
		{`<x:title xmlns:x="https://x.example/">foreign</x:title>`, feed.Item{}},
	} {
		body := `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"` +
			` xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/" xmlns:thr="http://purl.org/syndication/thread/1.0"><channel><item>` + test.element + `</item></channel></rss>`
		doc, err := Document([]byte(body), Options{URL: "https://o.example/"})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(doc.Items[0], test.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", test.element, doc.Items[0], test.want)
		}
		if len(doc.Warnings) > 0 {
			t.Errorf("%s: warnings %v", test.element, doc.Warnings)
		}
	}
}

func TestUndeclaredPrefixes(t *testing.T) {
	doc := mustRead(t, `<rss version="2.0"><channel><item><dc:creator>A</dc:creator><content:encoded>&lt;p&gt;c&lt;/p&gt;</content:encoded><media:thumbnail url="https://x.example/i"/></item></channel></rss>`)
	it := doc.Items[0]
	if len(it.Authors) != 1 || len(it.Content) != 1 || len(it.Media) != 1 {
		t.Errorf("read %+v", it)
	}
}

func TestFutureDatesAreReported(t *testing.T) {
	now := time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)
	read := func(date string, now time.Time) (time.Time, bool) {
		doc, err := Document([]byte(`<rss version="2.0"><channel><item><pubDate>`+date+`</pubDate></item></channel></rss>`), Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		return doc.Items[0].Published, said(doc, "future")
	}
	if got, warned := read("2026-03-19T12:00:00Z", now); !got.Equal(now.Add(24*time.Hour)) || warned {
		t.Errorf("a day ahead: %v, %v", got, warned)
	}
	if got, warned := read("2026-03-19T12:00:01Z", now); !got.Equal(now.Add(24*time.Hour+time.Second)) || !warned {
		t.Errorf("more than a day ahead: %v, %v", got, warned)
	}
	if got, warned := read("2036-03-19T12:00:01Z", time.Time{}); got.Year() != 2036 || warned {
		t.Errorf("without a clock: %v, %v", got, warned)
	}
}

func TestWarningsAreFew(t *testing.T) {
	var items strings.Builder
	for i := 0; i < 500; i++ {
		fmt.Fprintf(&items, "<item><pubDate>nonsense %d</pubDate></item>", i)
	}
	doc := mustRead(t, `<rss version="2.0"><channel>`+items.String()+`</channel></rss>`)
	if n := len(doc.Warnings); n != 101 || !said(doc, "400 more") {
		t.Errorf("%d warnings, the last %v", n, doc.Warnings[n-1])
	}
	if doc.Warnings[2].At != "item 3 pubDate" {
		t.Errorf("third warning at %q", doc.Warnings[2].At)
	}
}

func TestBodyLimit(t *testing.T) {
	doc, err := Document([]byte(before+numbered(100)+after), Options{Limits: Limits{Body: 2000}})
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Items) == 0 || len(doc.Items) > 40 || !doc.Truncated || !doc.Lossy {
		t.Errorf("%d items, truncated %v, lossy %v", len(doc.Items), doc.Truncated, doc.Lossy)
	}
}

// drawDocument draws a feed and what must be read from it.
func drawDocument(t *rapid.T) (body string, ids, titles []string) {
	word := rapid.StringMatching(`[a-zA-Z가-힣0-9 .,:;/?%~<>&"'-]{1,20}`)
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace
	atomFeed := rapid.Bool().Draw(t, "atom")
	var out strings.Builder
	if atomFeed {
		out.WriteString(`<feed xmlns="http://www.w3.org/2005/Atom">`)
	} else {
		out.WriteString(`<rss version="2.0"><channel>`)
	}
	n := rapid.IntRange(0, 8).Draw(t, "items")
	for i := 0; i < n; i++ {
		id := strings.TrimSpace(word.Draw(t, "id"))
		title := strings.TrimSpace(word.Draw(t, "title"))
		ids, titles = append(ids, id), append(titles, title)
		junk := rapid.SampledFrom([]string{"", "<!-- c -->", "<?p i?>", "\n\t", "<unread>x</unread>", "<a:b xmlns:a='https://a.example/'><c/></a:b>"}).Draw(t, "junk")
		if atomFeed {
			fmt.Fprintf(&out, "<entry>%s<id>%s</id><title type='text'>%s</title>%s</entry>", junk, escape(id), escape(title), junk)
		} else {
			fmt.Fprintf(&out, "<item>%s<guid>%s</guid><title>%s</title>%s</item>", junk, escape(id), escape(title), junk)
		}
	}
	if atomFeed {
		out.WriteString("</feed>")
	} else {
		out.WriteString("</channel></rss>")
	}
	return out.String(), ids, titles
}

// TestReadsWhatIsWritten: every item of a drawn feed comes back in order with
// its id and title.
func TestReadsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body, ids, titles := drawDocument(t)
		doc, err := Document([]byte(body), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(doc.Items) != len(ids) {
			t.Fatalf("%d items of %d", len(doc.Items), len(ids))
		}
		for i, it := range doc.Items {
			if it.ID != ids[i] || it.Title.Body != titles[i] {
				t.Fatalf("item %d is %q %q, want %q %q", i, it.ID, it.Title.Body, ids[i], titles[i])
			}
		}
	})
}

// TestDamage: whatever is done to a feed's octets, reading it neither panics
// nor invents items, and reads the same twice.
func TestDamage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, _, _ := drawDocument(t)
		body := []byte(text)
		for i := rapid.IntRange(1, 6).Draw(t, "damages"); i > 0 && len(body) > 0; i-- {
			at := rapid.IntRange(0, len(body)-1).Draw(t, "at")
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				body[at] = rapid.Byte().Draw(t, "octet")
			case 1:
				body = body[:at]
			case 2:
				end := min(len(body), at+rapid.IntRange(1, 30).Draw(t, "size"))
				body = append(body[:at:at], body[end:]...)
			case 3:
				body = append(append(body[:at:at], rapid.SampledFrom([]string{"<", ">", "]]>", "<![CDATA[", "<!--", `"`, "</item>", "<item>", "&"}).Draw(t, "put in")...), body[at:]...)
			}
		}
		checkDocument(t, body)
	})
}

// failer is what rapid's and testing's T have in common.
type failer interface {
	Fatalf(format string, args ...any)
}

// checkDocument reads octets twice and holds what is promised of any octets.
func checkDocument(t failer, body []byte) {
	opt := Options{URL: "https://origin.example/feed", Now: time.Unix(1_800_000_000, 0)}
	doc, err := Document(body, opt)
	again, errAgain := Document(body, opt)
	if !reflect.DeepEqual(doc, again) || fmt.Sprint(err) != fmt.Sprint(errAgain) {
		t.Fatalf("read twice, differently: %q", body)
	}
	if err != nil {
		return
	}
	if said(doc, "left out") && said(doc, "gofeed") {
		t.Fatalf("gofeed and the second pass differ: %v in %q", doc.Warnings, body)
	}
	text := decode(body, "", "").text
	lower := strings.ToLower(text)
	most := strings.Count(lower, "item") + strings.Count(lower, "entry")
	if doc.Format == feed.JSON1 {
		most = strings.Count(text, "{")
	}
	if len(doc.Items) > most {
		t.Fatalf("%d items from %q", len(doc.Items), body)
	}
	asWritten := !strings.ContainsAny(text, "&\\") && !strings.Contains(text, "<!") && !strings.Contains(text, "<?") && text == clean(text)
	for _, it := range doc.Items {
		if asWritten && !holdsInOrder(text, it.ID) {
			t.Fatalf("id %q is not in %q", it.ID, body)
		}
		for _, l := range it.Links {
			if l.Rel == "" || l.Href == "" {
				t.Fatalf("empty link in %+v", it)
			}
		}
		for _, p := range append(it.Authors, it.Contributors...) {
			if p == (feed.Person{}) {
				t.Fatalf("empty person in %+v", it)
			}
		}
		if _, err := it.Published.MarshalText(); err != nil {
			t.Fatalf("date cannot be written: %v", err)
		}
	}
}

// holdsInOrder reports whether all characters of part stand in text, in that
// order: what stood between them may have been a stray tag.
func holdsInOrder(text, part string) bool {
	for _, r := range part {
		i := strings.IndexRune(text, r)
		if i < 0 {
			return false
		}
		text = text[i+1:]
	}
	return true
}

func FuzzDocument(f *testing.F) {
	f.Add([]byte(before + numbered(2) + after))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title type="xhtml"><div>a</div></title><source><id>2</id></source></entry></feed>`))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":1,"tags":["a"],"attachments":[{"url":"x"}]}]}`))
	f.Add([]byte(`<rdf:RDF xmlns="http://purl.org/rss/1.0/"><item rdf:about="x"><link>y</link></item></rdf:RDF>`))
	f.Add([]byte("\xff\xfe<\x00r\x00s\x00s\x00>\x00"))
	f.Add([]byte(`<rss><channel><item><media:group><media:content url='x'/><media:credit>c</media:credit></media:group><guid>a`))
	f.Fuzz(func(t *testing.T, body []byte) { checkDocument(t, body) })
}
