package parse

import (
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"

	"sitrep/feed"
)

func TestSchedule(t *testing.T) {
	head := func(inside string) string {
		return `<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>` + inside + `</channel></rss>`
	}
	for _, test := range []struct {
		inside string
		want   feed.Schedule
		ttl    int
	}{
		{"", feed.Schedule{}, 0},
		{"<ttl> 60 </ttl>", feed.Schedule{Every: time.Hour}, 60},
		{"<ttl>-5</ttl>", feed.Schedule{}, 0},
		{"<ttl>10000000</ttl>", feed.Schedule{Every: 365 * 24 * time.Hour}, 10_000_000},
		{"<ttl>99999999999</ttl>", feed.Schedule{Every: 365 * 24 * time.Hour}, math.MaxInt32},
		{"<ttl>-99999999999</ttl>", feed.Schedule{}, 0},
		{"<ttl>soon</ttl>", feed.Schedule{}, 0},
		{"<sy:updatePeriod>hourly</sy:updatePeriod>", feed.Schedule{Every: time.Hour}, 0},
		{"<sy:updatePeriod>\n daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", feed.Schedule{Every: 6 * time.Hour}, 0},
		{"<sy:updatePeriod>hourly</sy:updatePeriod><ttl>90</ttl>", feed.Schedule{Every: 90 * time.Minute}, 90},
		{"<sy:updatePeriod>sometimes</sy:updatePeriod>", feed.Schedule{}, 0},
		{"<skipHours><hour>0</hour><hour>24</hour><hour>25</hour><hour>x</hour></skipHours>", feed.Schedule{SkipHours: []int{0, 0}}, 0},
		{"<skipDays><day>sunday</day><day>Noday</day></skipDays>", feed.Schedule{SkipDays: []time.Weekday{time.Sunday}}, 0},
	} {
		doc := mustRead(t, head(test.inside))
		if !reflect.DeepEqual(doc.Schedule, test.want) || doc.Source.TTL != test.ttl {
			t.Errorf("%s: %+v, ttl %d", test.inside, doc.Schedule, doc.Source.TTL)
		}
	}
}

// TestMedia reads Media RSS at each of its levels.
func TestMedia(t *testing.T) {
	item := func(inside string) []feed.Media {
		t.Helper()
		doc, err := Document([]byte(`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:m="http://search.yahoo.com/mrss"><entry xml:base="https://x.example/">`+inside+`</entry></feed>`), Options{})
		if err != nil {
			t.Fatal(err)
		}
		return doc.Items[0].Media
	}
	for _, test := range []struct {
		inside string
		want   []feed.Media
	}{
		{`<m:content url="a.jpg" type="image/jpeg" width="10" height="20px"/>`, []feed.Media{{URL: "https://x.example/a.jpg", Type: "image/jpeg", Medium: "image", Width: 10, Height: 20}}},
		{`<m:content url="a"><m:credit>A</m:credit><m:credit>B</m:credit></m:content><m:credit>C</m:credit><m:copyright>R</m:copyright>`, []feed.Media{{URL: "https://x.example/a", Credit: "A\nB", Copyright: "R"}}},
		{`<m:group><m:copyright>G</m:copyright><m:content url="a"/></m:group><m:copyright>I</m:copyright><m:content url="b"/>`, []feed.Media{{URL: "https://x.example/b", Copyright: "I"}, {URL: "https://x.example/a", Copyright: "G"}}},
		{`<m:thumbnail url="t" width="-1"/><m:credit>C</m:credit>`, []feed.Media{{URL: "https://x.example/t", Medium: "image", Credit: "C", Thumbnail: true}}},
		{`<m:content><m:player url="p"/><m:thumbnail url="t"/></m:content>`, []feed.Media{{URL: "https://x.example/p"}, {URL: "https://x.example/t", Medium: "image", Thumbnail: true}}},
		{`<m:title>한국 &amp;amp; &lt;b&gt;</m:title><m:content url="a"/>`, []feed.Media{{URL: "https://x.example/a", Title: "한국 &amp; <b>"}}},
		{`<m:credit>C</m:credit>`, []feed.Media{{Credit: "C"}}},
		{`<m:group><m:credit role="writer">W</m:credit><m:credit>P</m:credit></m:group>`, []feed.Media{{Credit: "W\nP"}}},
		{`<m:group><m:group><m:copyright>G</m:copyright><m:thumbnail url="t"/></m:group></m:group>`, []feed.Media{{URL: "https://x.example/t", Medium: "image", Copyright: "G", Thumbnail: true}}},
		{`<m:player url="p"/>`, []feed.Media{{URL: "https://x.example/p"}}},
		{`<m:title>T</m:title>`, nil},
	} {
		if got := item(test.inside); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", test.inside, got, test.want)
		}
	}
}

// TestMediaSpeaksForItem: an item without words of its own has those of its
// media, wherever they lie; one with words keeps them.
func TestMediaSpeaksForItem(t *testing.T) {
	const group = `<m:group><m:title>film</m:title><m:description type="html">&lt;a href="x">d&lt;/a></m:description>` +
		`<m:copyright url="/terms">c</m:copyright><m:category label="Sea">s</m:category></m:group>`
	head := `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:m="http://search.yahoo.com/mrss/" xml:base="https://x.example/d/">`
	it := mustRead(t, head+`<entry>`+group+`</entry></feed>`).Items[0]
	if it.Title.Body != "film" || it.Summary != (feed.Text{Type: feed.HTML, Body: `<a href="https://x.example/d/x">d</a>`}) {
		t.Errorf("title %+v, summary %+v", it.Title, it.Summary)
	}
	if len(it.Categories) != 1 || it.Categories[0].Label != "Sea" || feed.LinkTo(it.Links, "copyright") != "https://x.example/terms" {
		t.Errorf("categories %+v, links %+v", it.Categories, it.Links)
	}
	it = mustRead(t, head+`<entry>`+group+`<title>own</title><content>own too</content></entry></feed>`).Items[0]
	if it.Title.Body != "own" || !it.Summary.IsZero() {
		t.Errorf("title %+v, summary %+v", it.Title, it.Summary)
	}
}

// TestJoinRefusesToGuess: if gofeed counts otherwise, positions mean nothing.
func TestJoinRefusesToGuess(t *testing.T) {
	r := &reader{notes: newNotes(10), resolver: &resolver{left: maxResolved}}
	items, held := make([]feed.Item, 3), []heldItem{{index: 1}, {index: 2, base: "https://x.example/"}}
	thumbnail := ext.Extensions{"media": {"thumbnail": {{Attrs: map[string]string{"url": "t"}}}}}
	r.join(items, held, reading{items: []ext.Extensions{thumbnail}})
	if items[1].Media != nil || len(r.notes.list) != 1 {
		t.Errorf("joined %+v, warnings %v", items, r.notes.list)
	}
	r.join(items, held, reading{items: []ext.Extensions{nil, thumbnail}})
	if items[1].Media != nil || len(items[2].Media) != 1 || items[2].Media[0].URL != "https://x.example/t" {
		t.Errorf("joined %+v", items)
	}
}

// TestSkeletonIsWhatGofeedReads: the copy is well formed and small, whatever
// the document was.
func TestSkeleton(t *testing.T) {
	w := newWalker(`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:m="http://search.yahoo.com/mrss/"><title>a &lt; b</title><entry><title type="html">t<!-- c --></title>`+
		`<content type="html">`+strings.Repeat("x", 10_000)+`</content><m:group><m:content url="u?a=1&b=2"/><m:a;b/></m:group><x:y xmlns:x="https://x.example/"/></entry><entry><title>no module</title></entry></feed>`, "", Limits{}.orDefault(), newNotes(10))
	k := &skeleton{r: &reader{entities: w.scan.entities, notes: w.notes, resolver: w.addresses}}
	w.emit = func(n *node) { k.kind = w.kind; k.item(n, 0) }
	w.run()
	const want = `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><entry>` +
		`<media:group><media:content url="u?a=1&amp;b=2"></media:content></media:group></entry></feed>`
	if got, err := io.ReadAll(k.document(w.head, w.version)); err != nil || string(got) != want {
		t.Errorf("copy is\n%s\nwant\n%s", got, want)
	}
}

func TestRecovered(t *testing.T) {
	panicking := func() (err error) {
		defer recovered(&err)
		panic("no")
	}
	if err := panicking(); err == nil || !strings.Contains(err.Error(), "no") {
		t.Errorf("error %v", err)
	}
}

func TestJSONFeed(t *testing.T) {
	for _, test := range []struct {
		name, body string
		want       []feed.Item
		says       string
	}{
		{"no version, but items", `{"items":[{"id":"1"}]}`, []feed.Item{{ID: "1"}}, ""},
		{"number as id", `{"items":[{"id":12345678901234567890}]}`, []feed.Item{{ID: "12345678901234567890"}}, ""},
		{"raw id", `{"items":[{"id":"HTTP://x/\uae30 b%7e"}]}`, []feed.Item{{ID: "HTTP://x/기 b%7e"}}, ""},
		{"both authors", `{"items":[{"id":"1","author":{"name":"A"},"authors":[{"name":"A","url":"https://a.example/"},{"name":"B"},null]}]}`, []feed.Item{{ID: "1", Authors: []feed.Person{{Name: "A", URI: "https://a.example/"}, {Name: "B"}}}}, ""},
		{"title is text", `{"items":[{"id":"1","title":"<b> &amp;"}]}`, []feed.Item{{ID: "1", Title: feed.Text{Type: feed.PlainText, Body: "<b> &amp;"}}}, ""},
		{"item of the wrong type", `{"items":[[1],{"id":"1"},7,"{",null,{"id":"2"}]}`, []feed.Item{{ID: "1"}, {ID: "2"}}, ""},
		{"member of the wrong type", `{"items":[{"id":"1","title":{"x":1},"url":"https://x.example/"}]}`, []feed.Item{{ID: "1", Links: []feed.Link{{Rel: "alternate", Href: "https://x.example/"}}}}, "wrong type"},
		{"attachment with a fraction", `{"items":[{"id":"1","attachments":[{"url":"https://x.example/a","duration_in_seconds":9.5,"size_in_bytes":"120"},{"url":7}]}]}`, []feed.Item{{ID: "1", Enclosures: []feed.Enclosure{{Href: "https://x.example/a", Length: "120"}}, Links: []feed.Link{{Rel: "enclosure", Href: "https://x.example/a", Length: "120"}}}}, "was kept"},
		{"author as text, tags as numbers", `{"items":[{"id":"1","author":"A","authors":["B",{"name":"C"}],"tags":[1,"x",null,{}]}]}`, []feed.Item{{ID: "1", Authors: []feed.Person{{Name: "B"}, {Name: "C"}, {Name: "A"}}, Categories: []feed.Category{{Term: "1"}, {Term: "x"}}}}, "was kept"},
		{"head of the wrong type", `{"title":7,"author":"A","items":[{"id":"1"}]}`, []feed.Item{{ID: "1"}}, "wrong type"},
		{"items twice", `{"items":[{"id":"1"}],"items":[{"id":"2"}]}`, []feed.Item{{ID: "1"}}, ""},
		{"items inside something else", `{"x":{"items":[{"id":"1"}]},"items":[]}`, []feed.Item{}, ""},
		{"brackets in strings", `{"title":"]}\"{[","items":[{"id":"}]\\"},{"id":"2"}]}`, []feed.Item{{ID: `}]\`}, {ID: "2"}}, ""},
		{"broken item", `{"items":[{"id":"1"},{"id":oops},{"id":"2"}]}`, []feed.Item{{ID: "1"}, {ID: "2"}}, "left out"},
		{"content with escapes", `{"items":[{"id":"1","content_text":"a\"\u00e9\n\ud83d\ude00"}]}`, []feed.Item{{ID: "1", Content: []feed.Text{{Type: feed.PlainText, Body: "a\"é\n😀"}}}}, ""},
		{"content with escapes that are none", `{"items":[{"id":"1","content_html":"it\'s"}]}`, []feed.Item{{ID: "1", Content: []feed.Text{{Type: feed.HTML, Body: "it's"}}}}, "does not know"},
		{"content twice", `{"items":[{"id":"1","content_text":"a","content_text":"b"}]}`, []feed.Item{{ID: "1", Content: []feed.Text{{Type: feed.PlainText, Body: "b"}}}}, ""},
		{"content of the wrong type", `{"items":[{"id":"1","content_html":["a"]},{"id":"2","content_text":"b"}]}`, []feed.Item{{ID: "1"}, {ID: "2", Content: []feed.Text{{Type: feed.PlainText, Body: "b"}}}}, "wrong type"},
		{"content by another name", `{"items":[{"id":"1","content\u005fhtml":"a"}]}`, []feed.Item{{ID: "1", Content: []feed.Text{{Type: feed.HTML, Body: "a"}}}}, ""},
		{"content of something inside", `{"items":[{"id":"1","_x":{"content_html":"no"},"content_html":"a"}]}`, []feed.Item{{ID: "1", Content: []feed.Text{{Type: feed.HTML, Body: "a"}}}}, ""},
		{"forbidden characters in escapes", `{"items":[{"id":"1","title":"a\u0001b"}]}`, []feed.Item{{ID: "1", Title: feed.Text{Type: feed.PlainText, Body: "ab"}}}, ""},
		{"line ends in strings and commas too many", "{\"title\":\"t\nu\",\"items\":[{\"id\":\"1\",\"title\":\"a\nb\",},{\"id\":\"2\"},],}", []feed.Item{{ID: "1", Title: feed.Text{Type: feed.PlainText, Body: "a b"}}, {ID: "2"}}, "mended"},
		{"against scripts", ")]}',\n" + `{"version":"https://jsonfeed.org/version/1","items":[{"id":"1"}]}`, []feed.Item{{ID: "1"}}, "left out"},
		{"in a call", `feed({"version":"https://jsonfeed.org/version/1","items":[{"id":"1"}]});`, []feed.Item{{ID: "1"}}, "left out"},
		{"behind a warning", `<br />{main} <b>Warning</b>: x{y` + "\n" + `{ "version":"https://jsonfeed.org/version/1","items":[{"id":"1"}]}`, []feed.Item{{ID: "1"}}, "left out"},
		{"cut off", `{"title":"t","items":[{"id":"1"},{"id":"2"`, []feed.Item{{ID: "1"}}, "cut off"},
		{"cut off behind the items", `{"items":[{"id":"1"}],"title":"t","descr`, []feed.Item{{ID: "1"}}, "cut off"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := mustRead(t, test.body)
			if !reflect.DeepEqual(doc.Items, test.want) {
				t.Errorf("read %+v, want %+v", doc.Items, test.want)
			}
			if test.says != "" && !said(doc, test.says) {
				t.Errorf("no warning holds %q: %v", test.says, doc.Warnings)
			}
		})
	}
}
