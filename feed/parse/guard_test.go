package parse

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"sitrep/feed"
)

// mustRead reads a document that has to be readable.
func mustRead(t *testing.T, body string) feed.Document {
	t.Helper()
	doc, err := Document([]byte(body), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// said reports whether a warning holds the text.
func said(doc feed.Document, text string) bool {
	for _, w := range doc.Warnings {
		if strings.Contains(w.Text, text) {
			return true
		}
	}
	return false
}

const (
	before = `<?xml version="1.0"?><rss version="2.0" xmlns:x="https://x.example/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>c</title>`
	after  = `</channel></rss>`
)

// numbered returns complete items.
func numbered(n int) string {
	var out strings.Builder
	for i := 0; i < n; i++ {
		fmt.Fprintf(&out, `<item><title>t%d</title><guid isPermaLink="false">g%d</guid></item>`, i, i)
	}
	return out.String()
}

// TestHostile lists documents that stall, kill or blind feed libraries. The
// items before and behind the trap must all be there; that time and memory
// stay within bounds is for the benchmark of the same documents to show.
func TestHostile(t *testing.T) {
	many := func(s string, n int) string { return strings.Repeat(s, n) }
	each := func(n int, format string) string {
		var out strings.Builder
		for i := 0; i < n; i++ {
			fmt.Fprintf(&out, format, i, i)
		}
		return out.String()
	}
	for name, test := range hostile(many, each) {
		t.Run(name, func(t *testing.T) {
			doc, err := Document([]byte(test.body), Options{URL: "https://origin.example/feed"})
			if err != nil {
				t.Fatal(err)
			}
			if len(doc.Items) != test.items {
				t.Fatalf("%d items, want %d; warnings %v", len(doc.Items), test.items, doc.Warnings)
			}
			if test.says != "" && !said(doc, test.says) {
				t.Errorf("no warning holds %q: %v", test.says, doc.Warnings)
			}
		})
	}
}

type hostileDocument struct {
	body  string
	items int
	says  string
}

func hostile(many func(string, int) string, each func(int, string) string) map[string]hostileDocument {
	item := func(inside string) string {
		return before + numbered(3) + "<item>" + inside + "</item>" + numbered(3) + after
	}
	declarations := each(3000, ` xmlns:n%d="https://n.example/%d"`)
	entities := `<!DOCTYPE rss [<!ENTITY a0 "lol">` + each(9, `<!ENTITY b%d "&a%d;&a0;&a0;&a0;">`) + `]>`
	return map[string]hostileDocument{
		"unclosed tags in a foreign element":    {item("<x:a>" + many("<b>", 100_000) + "</x:a>"), 7, "too deep"},
		"unclosed tags in text":                 {item("<description>" + many("<b>", 100_000) + "</description>"), 7, "too deep"},
		"unclosed tags in media":                {item(many("<media:group>", 30_000)), 7, "too deep"},
		"unclosed tags in the head":             {before + many("<image>", 30_000) + numbered(6) + after, 6, "too deep"},
		"CDATA sections in a foreign element":   {item("<x:a>" + many("<![CDATA[a]]>", 50_000) + "</x:a>"), 7, ""},
		"CDATA sections in media":               {item("<media:title>" + many("<![CDATA[a]]>", 50_000) + "</media:title>"), 7, ""},
		"CDATA sections without end":            {before + numbered(3) + "<item><title>" + many("<![CDATA[a", 30_000) + "</title></item>" + after, 4, "CDATA"},
		"namespace declarations on the root":    {strings.Replace(before, "<rss", "<rss"+declarations, 1) + numbered(6) + after, 6, "too many"},
		"namespace declarations in one another": {item(each(5000, `<a xmlns:n%d="https://n.example/%d">`)), 7, "too deep"},
		"attributes":                            {item("<enclosure " + each(20_000, `a%d="%d" `) + "/>"), 7, "too many attributes"},
		"entities of entities":                  {`<?xml version="1.0"?>` + entities + `<rss version="2.0"><channel><title>&b8;</title>` + numbered(6) + after, 6, ""},
		"one entity very often":                 {`<!DOCTYPE rss [<!ENTITY a "` + many("x", 1000) + `">]><rss version="2.0"><channel><description>` + many("&a;", 50_000) + `</description>` + numbered(6) + after, 6, "expand to too much"},
		"declarations without end":              {many(`<!DOCTYPE rss [`, 20_000) + `<rss version="2.0"><channel>` + numbered(6) + after, 6, "without end"},
		"declaration without end":               {`<!DOCTYPE rss [` + many(`<!ENTITY a "b">`, 10_000) + `<rss version="2.0"><channel>` + numbered(6) + after, 6, "without end"},
		"ampersands":                            {item("<description>" + many("&", 300_000) + "</description>"), 7, ""},
		"signs that start no tag":               {item("<description>" + many("<", 300_000) + "</description>"), 7, "starts no tag"},
		"comments":                              {item("<description>" + many("<!-- x -->", 50_000) + "</description>"), 7, ""},
		"comments without end":                  {item("<description>" + many("<!-- x ", 50_000) + "</description>"), 7, "comment without end"},
		"instructions":                          {item("<description>" + many("<?a>", 100_000) + "</description>"), 7, ""},
		"end tags of nothing":                   {item("<description>" + many("<b>", 200) + many("</x>", 100_000) + "</description>"), 7, "without start tag"},
		"many links":                            {item(each(50_000, "<link>https://e.example/%d/%d</link>")), 7, "too many elements"},
		"roots behind comments without end":     {before + numbered(3) + after + many("<!--<rss></rss>", 100_000) + numbered(3), 6, "items follow"},
		"many elements that are not read":       {item(each(50_000, "<n%d a='%d'/>")), 7, ""},
		"much markup":                           {item("<description>" + many("<b>x</b>", 50_000) + "</description>"), 7, "too much markup"},
		"bases in one another":                  {item(many(`<media:group xml:base="a/">`, 300)), 7, ""},
		"a base longer than any address":        {item(`<link xml:base="https://e.example/` + many("a", 100_000) + `/">x</link>`), 7, ""},
		"empty items":                           {before + many("<item/>", 100_000) + after, 20_000, "more than 20000 items"},
		"a very long name":                      {item("<" + many("a", 300_000) + "/>"), 7, ""},
		"unclosed categories before the items":  {before + `<itunes:category text="a"><itunes:category text="b">` + numbered(6) + after, 6, "not closed"},
		"JSON arrays in one another":            {`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1"},{"id":"2","x":` + many("[", 100_000) + many("]", 100_000) + `},{"id":"3"}]}`, 2, "too deep"},
		"JSON items of the wrong types":         {`{"version":"https://jsonfeed.org/version/1.1","items":[` + many(`{"id":"1","tags":"x"},`, 200) + `{"id":"2"}]}`, 201, "wrong type"},
		"zeros behind the beginning":            {before + numbered(3) + many("\x00\x7f", 50_000) + numbered(3) + after, 6, "forbids"},
		"control characters":                    {before + many("\x01", 100_000) + numbered(6) + after, 6, "forbids"},
		"references to forbidden characters":    {item("<title>" + many("&#1;", 50_000) + "</title>"), 7, "forbids"},
		"quotes without end":                    {item("<description>" + many(`<a b="`, 30_000) + "</description>"), 7, ""},
		"quotes without end, of both kinds":     {item("<description>" + many(`<a b="><c d='>`, 30_000) + "</description>"), 7, ""},
		"addresses without end in escaped HTML": {item("<description><![CDATA[" + many(`<a href="`, 50_000) + "]]></description>"), 7, ""},
		"relative addresses in escaped HTML":    {item("<description><![CDATA[" + many(`<a href="x">`, 20_000) + "]]></description>"), 7, ""},
		"a long base before short links":        {item("<description xml:base='https://e.example/" + many("b", 2000) + "/'><![CDATA[" + many("<a href=x>", 20_000) + "]]></description>"), 7, "grow it too much"},
		"a long base before short elements":     {strings.Replace(before, "<rss", "<rss xml:base='https://e.example/"+many("b", 2000)+"/'", 1) + many("<item><link>a</link><comments>b</comments></item>", 3000) + after, 3000, "grow it too much"},
		"a content of JSON very often":          {`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1",` + many(`"content_html":"x",`, 100_000) + `"title":"t"},{"id":"2"}]}`, 2, ""},
		"words in a date":                       {item(many("<pubDate>"+many("a ", 60)+"</pubDate>", 2000)), 7, "not read"},
		"dates that are none":                   {item(many("<pubDate>no date at 12:00</pubDate>", 2000)), 7, "not read"},
		"persons":                               {item(each(4000, "<author>a%d b%d</author>")), 7, ""},
		"keywords":                              {item("<media:keywords>" + each(2000, "k%d,l%d,") + "</media:keywords>"), 7, ""},
	}
}

// TestCutAnywhere cuts every fixture at every octet: each item that was
// complete before the cut is there, word for word, and no other.
func TestCutAnywhere(t *testing.T) {
	files, err := filepath.Glob("../../testdata/feeds/*.xml")
	if err != nil || len(files) == 0 {
		t.Fatalf("fixtures: %v, %d files", err, len(files))
	}
	for _, file := range files {
		name := filepath.Base(file)
		if strings.HasPrefix(name, "broken") || strings.HasPrefix(name, "wrong") || strings.HasPrefix(name, "cut") {
			continue // their items have no ends to count, or there are none
		}
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) { cutAnywhere(t, body, goldenOptions(name)) })
	}
}

func cutAnywhere(t *testing.T, body []byte, opt Options) {
	whole, err := Document(body, opt)
	if err != nil {
		t.Fatal(err)
	}
	closed := []byte("</item")
	if strings.HasPrefix(whole.Format, "atom") {
		closed = []byte("</entry")
	}
	for cut := 0; cut < len(body); cut++ {
		complete := bytes.Count(body[:cut], append(closed[:len(closed):len(closed)], '>'))
		begun := bytes.Count(body[:cut], closed) // a tag that lacks only ">" closes too
		doc, err := Document(body[:cut], opt)
		if err != nil {
			if complete > 0 {
				t.Fatalf("cut at %d: %d complete items lost: %v", cut, complete, err)
			}
			continue
		}
		if len(doc.Items) > begun || len(doc.Items) < complete {
			t.Fatalf("cut at %d: %d items, want %d", cut, len(doc.Items), complete)
		}
		for i := range doc.Items {
			if !reflect.DeepEqual(doc.Items[i], whole.Items[i]) {
				t.Fatalf("cut at %d: item %d is %+v, want %+v", cut, i, doc.Items[i], whole.Items[i])
			}
		}
		if !doc.Truncated || !doc.Lossy {
			if rest := bytes.TrimSpace(body[cut:]); len(rest) > 0 {
				t.Fatalf("cut at %d: not said to be cut off", cut)
			}
		}
	}
}

func TestCutJSONAnywhere(t *testing.T) {
	body, err := os.ReadFile("../../testdata/feeds/json11.json")
	if err != nil {
		t.Fatal(err)
	}
	whole, err := Document(body, goldenOptions("json11.json"))
	if err != nil {
		t.Fatal(err)
	}
	for cut := range body {
		doc, err := Document(body[:cut], goldenOptions("json11.json"))
		if err != nil {
			continue
		}
		for i := range doc.Items {
			if !reflect.DeepEqual(doc.Items[i], whole.Items[i]) {
				t.Fatalf("cut at %d: item %d is %+v, want %+v", cut, i, doc.Items[i], whole.Items[i])
			}
		}
		if bytes.Contains(body[:cut], []byte(`"language": "ko"}`)) && len(doc.Items) < 2 {
			t.Fatalf("cut at %d: %d items, want 2", cut, len(doc.Items))
		}
	}
}

// FuzzGuard holds what the walker promises those behind it: balanced trees
// within the limits, and nothing that is not in the text.
func FuzzGuard(f *testing.F) {
	f.Add(before + numbered(2) + after)
	f.Add(`<rss><channel><item><title>a<b>c</title></channel>`)
	f.Add(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml"><div><svg/><br></div></content></entry>`)
	f.Add(`<!DOCTYPE r [<!ENTITY a "b">]><rdf:RDF><item rdf:about="&a;"><a href='x>`)
	f.Add(`<rss><item><![CDATA[</item><?x <!-- ></item>`)
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		limits := Limits{Depth: 20, Elements: 50, Markup: 60, Items: 30, Attributes: 10, Namespaces: 10}.orDefault()
		w := newWalker(clean(text), "", limits, newNotes(10))
		items := 0
		w.emit = func(n *node) {
			items++
			checkTree(t, n, limits, 0)
		}
		w.run()
		if items > limits.Items || items > strings.Count(strings.ToLower(text), "<") {
			t.Errorf("%d items from %q", items, text)
		}
		if len(w.scope.log) != 0 && w.ended {
			t.Error("namespace declarations were not taken back")
		}
	})
}

func checkTree(t *testing.T, n *node, limits Limits, depth int) {
	if depth > limits.Depth {
		t.Fatal("tree deeper than the limit")
	}
	if len(n.attrs) > limits.Attributes || len(n.pieces) > limits.Markup+1 {
		t.Errorf("<%s> holds %d attributes and %d pieces", n.name, len(n.attrs), len(n.pieces))
	}
	open := 0
	for _, p := range n.pieces {
		switch p.kind {
		case pieceOpen:
			open++
		case pieceClose:
			open--
		}
		if open < 0 {
			t.Errorf("<%s> closes more tags than it opens", n.name)
		}
	}
	if open != 0 {
		t.Errorf("<%s> leaves %d tags open", n.name, open)
	}
	for c := n.first; c != nil; c = c.next {
		checkTree(t, c, limits, depth+1)
	}
}
