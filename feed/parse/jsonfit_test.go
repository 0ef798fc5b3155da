package parse

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// hostileItems is a document with the number of items that can be read, and
// something it is warned of.
type hostileItems struct {
	name, body string
	items      int
	says       string
}

// hostileJSON lists JSON documents of as many items as are read, small and mostly
// not as gofeed reads them.
func hostileJSON() []hostileItems {
	list := func(n int, format string) string {
		var out strings.Builder
		for i := range n {
			if i > 0 {
				out.WriteByte(',')
			}
			fmt.Fprintf(&out, format, i)
		}
		return out.String()
	}
	const head = `{"version":"https://jsonfeed.org/version/1.1","items":[`
	const n = 20_000
	return []hostileItems{
		{"well typed", head + list(n, `{"id":"%d","tags":["x"]}`) + "]}", n, ""},
		{"wrong type", head + list(n, `{"id":"%d","tags":"x"}`) + "]}", n, "wrong type"},
		{"many wrong types", head + list(n, `{"id":"%d","tags":{},"url":1,"title":[],"author":2,"image":3}`) + "]}", n, "wrong type"},
		{"trailing commas", head + list(n, `{"id":"%d",}`) + "]}", n, "mended"},
		{"one broken", head + list(n-1, `{"id":"%d","content_html":"<p>x</p>"}`) + `,{"id":oops}]}`, n - 1, "left out"},
		{"all broken", head + list(n, `{"id":oops%d}`) + "]}", 0, "left out"},
		{"line ends in strings", head + list(n, "{\"id\":\"%d\",\"title\":\"a\nb\"}") + "]}", n, "mended"},
		{"empty", head + strings.Repeat("{},", n) + `{"tags":1}]}`, n, "more than"},
		{"members not read", head + list(n, `{"id":%d,"a":1,"b":2,"c":3,"d":4}`) + "]}", n, ""},
		{"nested unclosed", head + strings.Repeat(`{"id":"1","x":[`, n), 0, "cut off"},
		{"items in items", head + strings.Repeat(`{"id":"1","tags":[{"a":1}]},{"items":[{"id":"2"}]},`, n/2) + "]}", n, "wrong type"},
		{"invalid octets", head + list(n, "{\"id\":\"%d\",\"title\":\"\xff\xfe\x80\"}") + "]}", n, ""},
		{"invalid octets in one", head + `{"id":"1","title":"` + strings.Repeat("\xff\xfe\x80", 300_000) + `"},{"id":"2"}]}`, 2, ""},
		{"nothing but invalid octets", head + list(n, "{\"id\":\"%d\",\"tags\":\"\xff\x80\"}") + "]}", n, "wrong type"},
	}
}

func TestHostileJSON(t *testing.T) {
	for _, test := range hostileJSON() {
		t.Run(test.name, func(t *testing.T) {
			doc := mustRead(t, test.body)
			if len(doc.Items) != test.items {
				t.Errorf("%d items, want %d; warnings %v", len(doc.Items), test.items, doc.Warnings)
			}
			if test.says != "" && !said(doc, test.says) {
				t.Errorf("no warning holds %q: %v", test.says, doc.Warnings)
			}
		})
	}
}

// TestFitItem holds the reader of items that gofeed refuses against gofeed, on
// items that it reads.
func TestFitItem(t *testing.T) {
	for _, object := range []string{
		`{}`,
		`{ }`,
		`{"id":"1","url":"u","external_url":"e","title":"t","summary":"s","content_html":"h","content_text":"c"}`,
		`{"id":-1.5e3 ,"image":"i","banner_image":"b","date_published":"p","date_modified":"m","language":"ko"}`,
		`{"id":"a\"\u00e9\ud83d\ude00\ud800","title":"]}","_x":{"id":[{"id":"no, } ]"}],"y":true}, "z" : null,"title":"u"}`,
		`{"ID":"1","ti\u0074le":"t","Authors":[{"Name":"A"}]}`,
		`{"id":null,"title":null,"tags":null,"authors":null,"author":null}`,
		`{"tags":[],"authors":[ ]}`,
		"{\n\t\"tags\" : [ \"a\" , \"b\"\t],\r\n\"author\":{\"name\":\"A\",\"url\":null,\"x\":[]}}",
		`{"authors":[{"name":"A","url":"u"},{"url":"v"},{}]}`,
		`{"attachments":[{"url":"u","mime_type":"m","title":"t","size_in_bytes":120},{"size_in_bytes":"7"},{"size_in_bytes":9.5}]}`,
	} {
		want, err := parseItem(object)
		if err != nil {
			t.Fatal(err)
		}
		r := &reader{notes: newNotes(10), item: 1}
		got := r.fitItem(object)
		if len(want.Tags) == 0 {
			want.Tags = got.Tags // an empty list is none
		}
		if len(want.Authors) == 0 {
			want.Authors = got.Authors
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s read as %v, want %v", object, got, want)
		}
		if notes := r.notes.all(); len(notes) > 0 {
			t.Errorf("%s: %v", object, notes)
		}
	}
}

// TestItemsAreNumberedAsInTheDocument looks at what a warning says after items
// that were left out, and that sound items behind a bad one are not warned of.
func TestItemsAreNumberedAsInTheDocument(t *testing.T) {
	doc := mustRead(t, `{"items":[{"id":"1","x":`+strings.Repeat("[", 300)+strings.Repeat("]", 300)+`},{"id":oops},{"id":"3","tags":["a"]},{"id":"4","tags":"b"},{"id":"5","tags":["c"]}]}`)
	var places []string
	for _, w := range doc.Warnings {
		places = append(places, w.At)
	}
	if want := []string{"item 1", "item 2", "item 4 tags"}; !reflect.DeepEqual(places, want) {
		t.Errorf("warned of %v, want %v: %v", places, want, doc.Warnings)
	}
}

// BenchmarkHostileJSON measures Document on them. The aim is 100 ms for a MB; a
// MB of items of three octets would be above it, but of those no more are read
// than make 60 kB.
func BenchmarkHostileJSON(b *testing.B) {
	for _, test := range hostileJSON() {
		body := []byte(test.body)
		b.Run(strings.ReplaceAll(test.name, " ", "-"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Document(body, Options{}) // a document that cannot be read costs time too
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/(float64(len(body))/1e6), "ms/MB")
		})
	}
}
