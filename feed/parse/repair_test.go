package parse

import (
	"reflect"
	"strings"
	"testing"
)

// TestRepairs lists single faults and what is read in spite of them: the items'
// titles, and a word of the warning.
func TestRepairs(t *testing.T) {
	for _, test := range []struct {
		name, body string
		titles     []string
		says       string
	}{
		{"junk before", "Warning: x\n<?xml version='1.0'?>" + before[21:] + numbered(1) + after, []string{"t0"}, "before the document"},
		{"markup before", "<br/><b>Notice</b>" + before + numbered(1) + after, []string{"t0"}, "printed before"},
		{"junk behind", before + numbered(1) + after + "<script>x</script>", []string{"t0"}, ""},
		{"version 1.1, no quotes", "<?xml version=1.1?><rss version=2.0><channel>" + numbered(1) + after, []string{"t0"}, ""},
		{"upper case", "<RSS VERSION='2.0'><CHANNEL><ITEM><TITLE>t</TITLE></ITEM></CHANNEL></RSS>", []string{"t"}, ""},
		{"items outside the channel", "<rss><channel><title>c</title></channel>" + numbered(2) + "</rss>", []string{"t0", "t1"}, ""},
		{"channel without root", "<channel><title>c</title>" + numbered(2) + "</channel>", []string{"t0", "t1"}, ""},
		{"RSS 1.1", `<Channel xmlns="http://purl.org/net/rss1.1#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about="https://x.example/"><title>c</title><items rdf:parseType="Collection">` + numbered(2) + "</items></Channel>", []string{"t0", "t1"}, ""},
		{"no channel", "<rss>" + numbered(1) + "</rss>", []string{"t0"}, ""},
		{"title without end", before + "<item><title>t</item>" + numbered(1) + after, []string{"t", "t0"}, "was not closed"},
		{"item without end", before + "<item><title>t</title>" + numbered(1) + after, []string{"t", "t0"}, "before the next item"},
		{"text and item without end", before + "<item><description>d<p>e" + numbered(1) + after, []string{"", "t0"}, "before the next item"},
		{"end tags crossed", before + "<item><title>t<b>u</title></b></item>" + after, []string{"t<b>u</b>"}, "without start tag"},
		{"end tag cut short", before + "<item><title>t</title</item>" + numbered(1) + after, []string{"t", "t0"}, ""},
		{"start tag cut short", before + "<item><title>t</title><link<guid>g</guid></item>" + after, []string{"t"}, `without ">"`},
		{"quote missing", before + `<item><category domain="d>a</category><title>t</title><category domain="e">b</category></item>` + after, []string{"t"}, "closing quote"},
		{"tags in an attribute", before + `<item><category domain="a <b>c</b>">x</category><title>t</title></item>` + after, []string{"t"}, ""},
		{"stray signs", before + `<item><title>a < b & c > d && e</title></item>` + after, []string{"a < b & c > d && e"}, "starts no tag"},
		{"characters that are none", before + "<item><title>a\x0bb\ufffec\uffffd\ufeffe</title></item>" + after, []string{"abcde"}, "forbids"},
		{"noncharacter alone", before + "<item><title>a\ufffeb</title></item>" + after, []string{"ab"}, "forbids"},
		{"controls of Windows-1252", before + "<item><title>don\u0092t</title></item>" + after, []string{"don’t"}, "Windows-1252"},
		{"encoded twice", before + "<item><title>don&#226;&#128;&#153;t</title></item>" + after, []string{"don’t"}, "encoded twice"},
		{"byte order mark before other octets", "\xef\xbb\xbf" + before + "<item><title>Espa\xf1a</title></item>" + after, []string{"España"}, "no charset fits"},
		{"a feed behind a page", "<html><body>moved</body></html>" + before + numbered(1) + after, []string{"t0"}, "printed before"},
		{"byte order mark inside", before + "<item><title>a\ufeffb</title></item>" + after, []string{"ab"}, "forbids"},
		{"instruction with a sign in it", before + "<item><?php a->b() ?><title>t</title></item>" + after, []string{"t"}, ""},
		{"comment without end", before + "<item><!-- c <title>t</title></item>" + numbered(1) + after, []string{"t", "t0"}, "comment without end"},
		{"CDATA without end", before + "<item><title><![CDATA[t</title></item>" + numbered(1) + after, []string{"t", "t0"}, "CDATA"},
		{"an item of something foreign", before + "<item><title>t</title><x:list><item><title>no</title></item></x:list></item>" + numbered(1) + after, []string{"t", "t0"}, ""},
		{"something foreign of an item without end", before + "<item><title>t</title><x:list>" + numbered(1) + "<item><title>u</title><x:list>a</x:list><x:list/></item>" + after, []string{"t", "t0", "u"}, "before the next item"},
		{"items in something foreign", before + "<x:list>" + numbered(2) + "</x:list>" + after, []string{"t0", "t1"}, "before the next item"},
		{"a foreign element closed by another's end", before + "<x:a>" + numbered(1) + "<item><title>t</title><x:a>b</x:a></item>" + after, []string{"t0", "t"}, "before the next item"},
		{"a list of RDF", `<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel><items><rdf:Seq><item rdf:resource="i"/></rdf:Seq></items></channel>` + numbered(1) + "</rdf:RDF>", []string{"t0"}, ""},
		{"a list of RDF without end", `<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel><items><rdf:Seq></channel>` + numbered(1) + "</rdf:RDF>", []string{"t0"}, "not closed"},
		{"an entry inside content", `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>t</title><content type="application/atom+xml"><entry><title>no</title></entry></content></entry></feed>`, []string{"t"}, ""},
		{"an item in an Atom feed", `<feed xmlns="http://www.w3.org/2005/Atom"><item><title>t</title></item></feed>`, []string{"t"}, ""},
		{"declarations where an element has no end", before + `<image xmlns:p="https://p.example/" xmlns:q="https://q.example/"><item xmlns:d="http://www.w3.org/2005/Atom"><d:title>t</d:title></item>` + numbered(1) + after, []string{"t", "t0"}, "before the next item"},
		{"a prefix bound again inside", before + `<item xmlns:media="http://www.w3.org/2005/Atom"><media:title>t</media:title></item>` + numbered(1) + after, []string{"t", "t0"}, ""},
		{"a bogus namespace on the root", `<rss xmlns="https://bogus.example/" version="2.0"><channel>` + numbered(1) + after, []string{"t0"}, ""},
		{"Atom's namespace on the root", strings.Replace(before, "<rss", `<rss xmlns="http://www.w3.org/2005/Atom"`, 1) + numbered(1) + after, []string{"t0"}, ""},
		{"Dublin Core's namespace on the channel", strings.Replace(before, "<channel", `<channel xmlns="http://purl.org/dc/elements/1.1/"`, 1) + numbered(1) + after, []string{"t0"}, ""},
		{"XHTML's namespace on an item", before + `<item xmlns="http://www.w3.org/1999/xhtml"><title>t</title></item>` + numbered(1) + after, []string{"t", "t0"}, ""},
		{"a namespace on an element of an item", before + `<item><link xmlns="http://www.w3.org/2005/Atom" rel="self" href="https://x.example/"/><title>t</title></item>` + after, []string{"t"}, ""},
		{"namespace in other spelling", `<rss version="2.0" xmlns:d="https://purl.org/DC/elements/1.1"><channel><item><d:title>t</d:title></item>` + after, []string{"t"}, ""},
		{"two roots", before + numbered(1) + after + before + numbered(2) + after, []string{"t0", "t0", "t1"}, "follow behind the end"},
		{"items behind the root", before + after + numbered(2), []string{"t0", "t1"}, "follow behind the end"},
		{"root closed too early", "<rss><channel></channel></rss>" + numbered(2) + after, []string{"t0", "t1"}, "follow behind the end"},
		{"something else behind the root", before + numbered(1) + after + "<script>if (a<b) {}</script><!-- cached -->", []string{"t0"}, ""},
		{"a feed about JSON Feed", before + `<item><title>t</title><description>{"version":"https://jsonfeed.org/version/1","items":[]}</description></item>` + after, []string{"t"}, ""},
		{"a foreign element without end", before + "<x:a><x:b>" + numbered(2) + after, []string{"t0", "t1"}, "before the next item"},
		{"a declaration without end", "<?xml version='1.0' encoding='utf-8' " + before[21:] + numbered(1) + after, []string{"t0"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := mustRead(t, test.body)
			titles := []string{}
			for _, it := range doc.Items {
				titles = append(titles, it.Title.Body)
			}
			if !reflect.DeepEqual(titles, test.titles) {
				t.Errorf("titles %q, want %q (warnings %v)", titles, test.titles, doc.Warnings)
			}
			if test.says != "" && !said(doc, test.says) {
				t.Errorf("no warning holds %q: %v", test.says, doc.Warnings)
			}
			if test.says == "" && len(doc.Warnings) > 0 {
				t.Errorf("warnings %v", doc.Warnings)
			}
			if doc.Truncated {
				t.Error("said to be cut off")
			}
		})
	}
}

// TestWarningsNameTheirItem: what is repaired in the text of an item is said of
// that item, and nothing else is.
func TestWarningsNameTheirItem(t *testing.T) {
	doc := mustRead(t, before+"\n<title>a < b</title>\n"+numbered(1)+"\n<item><title>a < b</title>\n<guid>g</item>\n</b>"+after)
	var places []string
	for _, w := range doc.Warnings {
		places = append(places, w.At)
	}
	if want := []string{"line 2", "item 2 line 4", "item 2 line 5", "line 6"}; !reflect.DeepEqual(places, want) {
		t.Errorf("places %q, want %q: %v", places, want, doc.Warnings)
	}
}

// TestScopeIsTakenBack: declarations of an element that a following item closes
// are not in force in that item.
func TestScopeIsTakenBack(t *testing.T) {
	w := newWalker(before+`<image xmlns:p="https://p.example/" xmlns:dc="https://q.example/"><item xmlns:z="https://z.example/"><dc:title>t</dc:title></item></channel></rss>`, "", Limits{}.orDefault(), newNotes(10))
	var title string
	w.emit = func(n *node) {
		if c := n.first; c != nil {
			title = c.name
		}
	}
	w.run()
	if title != "title" || len(w.scope.log) != 0 || len(w.scope.bound) != 0 {
		t.Errorf("read %q, %d declarations left, %v bound", title, len(w.scope.log), w.scope.bound)
	}
}

func TestLimitsAreSaid(t *testing.T) {
	for name, body := range map[string]string{
		"markup":   before + "<item><description>" + strings.Repeat("<b>x</b>", 40) + "</description></item>" + after,
		"elements": before + "<item>" + strings.Repeat("<category>c</category>", 40) + "</item>" + after,
		"items":    before + numbered(40) + after,
		"depth":    before + "<item><description>" + strings.Repeat("<b>", 40) + "</description></item>" + after,
	} {
		doc, err := Document([]byte(body), Options{Limits: Limits{Markup: 20, Elements: 20, Items: 20, Depth: 20}})
		if err != nil {
			t.Fatal(err)
		}
		if !doc.Lossy || len(doc.Warnings) == 0 {
			t.Errorf("%s: lossy %v, warnings %v", name, doc.Lossy, doc.Warnings)
		}
	}
}
