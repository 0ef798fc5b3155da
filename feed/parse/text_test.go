package parse

import (
	"testing"

	"sitrep/feed"
)

// TestTextTypes reads one text construct in every way feeds write it.
func TestTextTypes(t *testing.T) {
	text := func(body string) feed.Text { return feed.Text{Type: feed.PlainText, Body: body} }
	html := func(body string) feed.Text { return feed.Text{Type: feed.HTML, Body: body} }
	xhtml := func(body string) feed.Text { return feed.Text{Type: feed.XHTML, Body: body} }
	atom10 := func(element string) string {
		return `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/d/"><entry>` + element + `</entry></feed>`
	}
	atom03 := func(element string) string {
		return `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry>` + element + `</entry></feed>`
	}
	rss := func(element string) string {
		return `<rss version="2.0" xml:base="https://b.example/d/"><channel><item>` + element + `</item></channel></rss>`
	}
	for _, test := range []struct {
		name, document string
		want           feed.Text
	}{
		{"no type is text", atom10(`<title>a &amp;amp; &lt;b&gt;</title>`), text("a &amp; <b>")},
		{"text", atom10(`<title type="text">a &lt;b&gt;c&lt;/b&gt;</title>`), text("a <b>c</b>")},
		{"text/plain", atom10(`<title type="text/plain">a</title>`), text("a")},
		{"text in CDATA", atom10(`<title type="text"><![CDATA[a &amp; <b>]]></title>`), text("a &amp; <b>")},
		{"html", atom10(`<title type="html">a &lt;b&gt;c&lt;/b&gt;</title>`), html("a <b>c</b>")},
		{"html in CDATA", atom10(`<title type="html"><![CDATA[a <b>c</b> &amp; d]]></title>`), html("a <b>c</b> &amp; d")},
		{"html in several pieces", atom10(`<title type="html"><![CDATA[<p>]]>a&amp;amp;b<!-- c --><![CDATA[</p>]]></title>`), html("<p>a&amp;b</p>")},
		{"html, address resolved", atom10(`<title type="html">&lt;a title='x' href = '../e?a=1&amp;amp;b=2'&gt;f&lt;/a&gt;</title>`), html(`<a title='x' href = 'https://b.example/e?a=1&amp;b=2'>f</a>`)},
		{"html, absolute addresses stay", atom10(`<title type="html">&lt;a href="HTTP://X/a b"&gt;&lt;a href="javascript:x"&gt;</title>`), html(`<a href="HTTP://X/a b"><a href="javascript:x">`)},
		{"html that was not escaped", atom10(`<title type="html">a <b>c</b> &lt;d</title>`), html("a <b>c</b> &lt;d")},
		{"html, escaped with one tag that is not", atom10(`<title type="html">&lt;p&gt;a<br>b&lt;/p&gt;</title>`), html("<p>a<br />b</p>")},
		{"html in a div of its own", atom10(`<title type="html"><div>a &lt;b&gt;c&lt;/b&gt;</div></title>`), html("a <b>c</b>")},
		{"xhtml", atom10(`<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a &lt; <b class="x">c</b></div></title>`), xhtml(`a &lt; <b class="x">c</b>`)},
		{"xhtml with prefix", atom10(`<title type="xhtml" xmlns:h="http://www.w3.org/1999/xhtml"><h:div>a <h:b>c</h:b><h:br/></h:div></title>`), xhtml("a <b>c</b><br />")},
		{"xhtml, two divs", atom10(`<title type="xhtml"><div>a</div><div>b</div></title>`), xhtml("<div>a</div><div>b</div>")},
		{"xhtml, address and base", atom10(`<title type="xhtml"><div xml:base="e/"><a href="f">g</a><img src="/h"/></div></title>`), xhtml(`<a href="https://b.example/d/e/f">g</a><img src="https://b.example/h" />`)},
		{"xhtml, attribute with quotes", atom10(`<title type="xhtml"><div><a title='"x" &lt;'>y</a></div></title>`), xhtml(`<a title="&quot;x&quot; &lt;">y</a>`)},
		{"xhtml that is escaped html", atom10(`<title type="xhtml">&lt;p&gt;a&lt;/p&gt;</title>`), html("<p>a</p>")},
		{"xhtml of words only", atom10(`<title type="xhtml">a &amp; b</title>`), xhtml("a &amp; b")},
		{"xhtml with drawing", atom10(`<title type="xhtml"><div><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><a xlink:href="https://x.example/"/></svg></div></title>`),
			xhtml(`<svg xmlns="http://www.w3.org/2000/svg"><a xlink:href="https://x.example/" xmlns:xlink="http://www.w3.org/1999/xlink" /></svg>`)},
		{"markup that nobody declared", atom10(`<title>a <b>c</b></title>`), xhtml("a <b>c</b>")},
		{"base64", atom10(`<title type="application/octet-stream">PGI+YTwvYj4=</title>`), html("<b>a</b>")},
		{"base64 of plain words", atom10(`<title type="application/octet-stream">YSA8IGI=</title>`), text("a < b")},
		{"base64 that is none", atom10(`<title type="application/octet-stream">no, base 64!</title>`), text("no, base 64!")},
		{"base64 that is no text", atom10(`<title type="image/png">iVBORw0KGgo=</title>`), feed.Text{}},
		{"type that is none", atom10(`<title type="">a</title>`), text("a")},
		{"Atom 0.3, no type", atom03(`<title>a &lt;b&gt;</title>`), text("a <b>")},
		{"Atom 0.3, escaped", atom03(`<title type="text/html" mode="escaped">&lt;b&gt;a&lt;/b&gt;</title>`), html("<b>a</b>")},
		{"Atom 0.3, base64", atom03(`<title mode="base64">` + "\nPGI+\nYTwvYj4=" + `</title>`), html("<b>a</b>")},
		{"Atom 0.3, inline, the div is its own", atom03(`<title type="application/xhtml+xml" mode="xml"><div>a</div></title>`), xhtml("<div>a</div>")},
		{"RSS, plain", rss(`<title>a &amp; b &lt; c</title>`), text("a & b < c")},
		{"RSS, plain with a tag's name in it", rss(`<title>How &lt;rss> works</title>`), text("How <rss> works")},
		{"RSS, HTML", rss(`<title>a &lt;i&gt;b&lt;/i&gt;</title>`), html("a <i>b</i>")},
		{"RSS, escaped twice", rss(`<title>a &amp;#8217;s &amp;amp; b</title>`), html("a &#8217;s &amp; b")},
		{"RSS, unknown reference", rss(`<title>AT&amp;T; b</title>`), text("AT&T; b")},
		{"RSS, comment inside", rss(`<title>a<!-- x --> b</title>`), text("a b")},
		{"RSS, markup not escaped", rss(`<title>a <b>c</b></title>`), html("a <b>c</b>")},
		{"RSS, HTML names", rss(`<title>caf&eacute;&nbsp;&hellip; &#150; &#x20AC;</title>`), text("café\u00a0… – €")},
		{"RSS, white space", rss("<title>\n  a\r\n  b\t</title>"), text("a\n  b")},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := mustRead(t, test.document).Items[0].Title; got != test.want {
				t.Errorf("read %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestLooksLikeHTML(t *testing.T) {
	for s, want := range map[string]bool{
		"plain": false, "a & b": false, "1 < 2": false, "a <b>c": false, "AT&T;": false, "<rss></rss>": false, "x &lt y": false,
		"a <b>c</b>": true, "&amp;": true, "&#8217;": true, "&#x2019;": true, "<p>a</p>": true, "R&amp;D <br>": true,
	} {
		if got := looksLikeHTML(s); got != want {
			t.Errorf("looksLikeHTML(%q) = %v", s, got)
		}
	}
}

func TestEntities(t *testing.T) {
	e := newEntityTable()
	e.declare("desk", "The &lt;Desk&gt; &#65;")
	e.declare("desk", "another")
	e.declare("loop", "&loop;&desk;")
	for in, want := range map[string]string{
		"a &amp; b": "a & b", "&lt;&gt;&quot;&apos;": `<>"'`, "&#65;&#x42;&#X43;": "ABC", "&#128;&#x96;": "€–",
		"&eacute;&Auml;&nbsp;": "éÄ\u00a0", "&lang;&rang;": "\u2329\u232a",
		"?a=1&b=2": "?a=1&b=2", "?a&copy=2;": "?a&copy=2;", "&copy": "&copy", "&notit;": "&notit;", "&": "&", "&;": "&;", "&#;": "&#;", "&#x;": "&#x;", "&#12a;": "&#12a;",
		"&#1;a&#xFFFE;&#xD800;&#99999999;": "a", "&desk;": "The <Desk> A", "&loop;": "&loop;&desk;", "&unknown;": "&unknown;",
	} {
		if got := e.decode(in); got != want {
			t.Errorf("decode(%q) = %q, want %q", in, got, want)
		}
	}
}

// clean is cleanText's text alone.
func clean(s string) string {
	s, _ = cleanText(s)
	return s
}

// TestUndouble: an encoding too many is undone only where it is one.
func TestUndouble(t *testing.T) {
	for in, want := range map[string]string{
		"â€¦":        "…",
		"donâ€™t":    "don’t",
		"Ã‰tÃ©":      "Été",
		"Â£5 and Â°": "£5 and °",
		"\u00ea\u00b5\u00ad\u00eb\u00b0\u00a9\u00eb\u00b6\u20ac\u00eb\u0160\u201d \u00ec\u02dc\u00a4\u00eb\u0160\u02dc": "국방부는 오늘",
		"\u00d0\u0153\u00d0\u00be\u00d1\u0081\u00d0\u00ba\u00d0\u00b2\u00d0\u00b0":                                      "Москва",
		"CAFÉ…":                    "CAFÉ…",
		"Été":                      "Été",
		"“Café”":                   "“Café”",
		"naïve café":               "naïve café",
		"국방부":                      "국방부",
		"plain":                    "plain",
		"Ã":                        "Ã",
		"Ã© and 국":                 "Ã© and 국",
		"ï¿¾ï¿¾ï¿¾ is no sign":     " is no sign", // three times U+FFFE, which XML forbids
		"straight \"café…” quotes": "straight \"café…” quotes",
	} {
		if got, ok := undouble(in); got != want || ok != (in != want) {
			t.Errorf("undouble(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
}
