package markup

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"sitrep/feed"
)

func TestSanitise(t *testing.T) {
	images := Options{Images: true, Base: "https://news.example/2026/a.html"}
	tests := []struct {
		name, in, want string
		opt            Options
	}{
		{name: "what may stay", in: `<h2>a</h2><p>b <em>c</em> <a href="https://x.example/?q=1&amp;r=2">d</a></p><ul><li>e</li></ul><blockquote>f</blockquote>`,
			want: `<h2>a</h2><p>b <em>c</em> <a href="https://x.example/?q=1&amp;r=2">d</a></p><ul><li>e</li></ul><blockquote>f</blockquote>`},
		{name: "words in angle brackets", in: `<p>a</p><p><Copyright ⓒ Example></p>`, want: `<p>a</p><p>&lt;Copyright ⓒ Example&gt;</p>`},
		{name: "scripts and styles", in: `a<script>alert(1)</script><style>p{}</style><noscript>x</noscript><p style="x" onclick="y" class=z id=w>b</p>`, want: `a<p>b</p>`},
		{name: "an open script hides the rest, as it would in a reader", in: `a<script>b<p>c`, want: `a`},
		{name: "frames, forms, objects", in: `a<iframe src=x>b</iframe><form action=x><input value=y><button>c</button></form><object data=x>d</object><embed src=x>`, want: `a<div>c</div>`},
		{name: "addresses of other kinds", in: `<a href="javascript:alert(1)">a</a> <a href=" java&#10;script:x">b</a> <a href="data:text/html,x">c</a> <a href="vbscript:x">d</a> <a href="ftp://x.example/">e</a>`, want: `a b c d e`},
		{name: "relative without a base", in: `<a href="/x">a</a>`, want: `a`},
		{name: "relative with a base", in: `<a href="../x?y#z">a</a> <a href="//other.example/">b</a>`, opt: images, want: `<a href="https://news.example/x?y#z">a</a> <a href="https://other.example/">b</a>`},
		{name: "credentials in an address", in: `<a href="https://user:pw@x.example/">a</a>`, want: `<a href="https://x.example/">a</a>`},
		{name: "images unasked", in: `<p><img src="https://x.example/1.jpg" alt="a">b</p>`, want: `<p>b</p>`},
		{name: "images asked", in: `<p><img src="1.jpg" alt="a &quot;b&quot;" width=100 height=50 srcset=x onerror=y loading=lazy>c</p>`, opt: images, want: `<p><img src="https://news.example/2026/1.jpg" alt="a &#34;b&#34;" width="100" height="50">c</p>`},
		{name: "images of other kinds", in: `a<img src="data:image/png;base64,x"><img src="javascript:x"><img>`, opt: images, want: `a`},
		{name: "pixels", in: `<p>a</p><p><img src="https://t.example/p.gif" width=1 height="1"></p><div><a href="https://t.example/"><img src="https://t.example/q" style="display: none"></a></div><img src="https://pixel.wp.com/b.gif">`, opt: images, want: `<p>a</p>`},
		{name: "feed wrappers", in: `<p>a</p><div class="feedflare"><a href="http://feeds.feedburner.com/~ff/News?a=1"><img src="http://feeds.feedburner.com/~ff/News?i=1"></a></div><img src="http://feeds.feedburner.com/~r/News/~4/x" height=9>`, opt: images, want: `<p>a</p>`},
		{name: "a wrapper's link to a story", in: `<a href="http://feeds.feedburner.com/~r/News/~3/x/">story</a>`, want: `<a href="http://feeds.feedburner.com/~r/News/~3/x/">story</a>`},
		{name: "share buttons", in: `<p>a</p><ul><li><a href="https://www.facebook.com/sharer/sharer.php?u=x">Share on Facebook</a></li><li><a href="https://twitter.com/intent/tweet?text=x">Tweet</a></li></ul>`, want: `<p>a</p>`},
		{name: "a sentence that links to a share page", in: `<p><a href="https://x.com/share">He wrote that he would share the whole of it with everybody</a>.</p>`, want: `<p>He wrote that he would share the whole of it with everybody.</p>`},
		{name: "tracking keys", in: `<a href="https://x.example/a?utm_source=rss&amp;id=1&amp;fbclid=z&amp;utm_medium=b">a</a> <a href="https://x.example/?utm_source=rss">b</a>`, want: `<a href="https://x.example/a?id=1">a</a> <a href="https://x.example/">b</a>`},
		{name: "e-mail in pieces", in: `<p>jane<!-- x -->@x.example, <b>ro<wbr>e</b>@x.example, a</i>@x.example@y.example.</p><p>a<p>@x.example`, want: `<p>jane, <b>ro<wbr>e</b>, a.</p><p>a</p><p>@x.example</p>`},
		{name: "e-mail", in: `<p>Roe (<a href="mailto:jane@x.example">jane@x.example</a>) said. kim@yna.co.kr</p><p><a href="mailto:a@x.example">Write to us</a></p>`, want: `<p>Roe () said.</p><p>Write to us</p>`},
		{name: "nesting is mended", in: `<p>a <b>b<p>c</i></div> d<table><tr><td>e<td>`, want: `<p>a <b>b</b></p><p>c d</p><table><tbody><tr><td>e</td><td></td></tr></tbody></table>`},
		{name: "parts of a table without one", in: `<tr><td>a</td></tr><table><tr><td>b`, want: `<div><div>a</div></div><table><tr><td>b</td></tr></table>`},
		{name: "nesting is bounded", in: strings.Repeat("<div>", 100) + "a", want: strings.Repeat("<div>", depthLimit) + "a" + strings.Repeat("</div>", depthLimit)},
		{name: "other blocks become div", in: `<section>a</section><center>b</center><address>c</address>`, want: `<div>a</div><div>b</div><div>c</div>`},
		{name: "characters XML cannot carry, and overrides", in: "<p>a\x00\x0b&#1;b\u202ec\uFFFEd</p>", want: "<p>abcd</p>"},
		{name: "language and direction", in: `<p lang="ar" dir="rtl">a</p><p lang="&quot;&gt;" dir=x>b</p>`, want: `<p lang="ar" dir="rtl">a</p><p>b</p>`},
		{name: "text that looks like markup", in: `<p>&lt;script&gt;alert(1)&lt;/script&gt; a < b</p><a href="x`, want: `<p>&lt;script&gt;alert(1)&lt;/script&gt; a &lt; b</p>&lt;a href=&#34;x`},
		{name: "ruby", in: `<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>`, want: `<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>`},
		{name: "lines become paragraphs", in: "a & b\n\nc < d", want: "<p>a &amp; b</p>\n<p>c &lt; d</p>"},
		{name: "one line stays one", in: "a &amp; b", want: "a &amp; b"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Sanitise(hypertext(test.in), test.opt)
			want := strings.NewReplacer("<tbody>", "", "</tbody>", "").Replace(test.want)
			if got.Body != want || got.Type != feed.HTML {
				t.Errorf("got  %q\nwant %q", got.Body, want)
			}
		})
	}
}

func TestSanitisePlainText(t *testing.T) {
	got := Sanitise(plain("a <b> & c\x00 (x@y.example)\nnext"), Options{})
	if want := plain("a <b> & c\nnext"); got != want {
		t.Errorf("%+v", got)
	}
	if got := Sanitise(feed.Text{Type: feed.HTML}, Options{}); !got.IsZero() {
		t.Errorf("%+v", got)
	}
	if got := Sanitise(feed.Text{Type: feed.XHTML, Body: "<div><p>a<![CDATA[<script>]]></p></div>"}, Options{}); got != hypertext("<div><p>a&lt;script&gt;</p></div>") {
		t.Errorf("%+v", got)
	}
}

func TestAddressesGo(t *testing.T) {
	tests := map[string]string{
		"plain":                               "plain",
		"write to roe [at] x.example, please": "write to, please",
		"roe(AT)x.example or [at] noon":       "or [at] noon",
		"one a@b.exampleb@c.example, two":     "one, two",
		"look (at) it, now, and a@b":          "look (at) it, now, and a@b",
		"한가람 기자 kcs@yna.co.kr":                "한가람 기자",
		"기자kcs@yna.co.kr입니다":                  "기자입니다",
		"Write to a.b+c@x-y.example.com.":     "Write to.",
		"(a@x.example) b":                     "b",
		"a@x.example, b@x.example":            ",",
		"mailto:a@x.example":                  "",
		"follow @user and @user@host.example": "follow @user and @user@host.example",
		"a@b is no address, nor is @":         "a@b is no address, nor is @",
		"at 5@noon, v1@2.3":                   "at 5@noon, v1@2.3",
		"wide a＠x.example":                    "wide",
		"https://x.example/@user/a@b.html":    "https://x.example/@user/a@b.html",
	}
	for in, want := range tests {
		if got := strings.TrimSpace(withoutAddresses(in)); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// allowedTags is what may be in published text; the test has its own list.
var allowedTags = strings.Fields(`p div br hr span wbr h1 h2 h3 h4 h5 h6 blockquote pre ul ol li dl dt dd table caption
	thead tbody tfoot tr td th figure figcaption em strong b i u s small sub sup mark del ins q abbr cite code kbd samp var
	dfn bdi ruby rb rt rp time a img`)

// checkSafe fails unless a text is well nested, holds only harmless elements
// and attributes, and no address of a person.
func checkSafe(t fatal, body string, images bool) {
	var open []string
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		token := z.Token()
		switch kind {
		case html.TextToken:
			if withoutAddresses(token.Data) != token.Data {
				t.Fatalf("address in %q", body)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> closes %q in %q", token.Data, open, body)
			}
			open = open[:len(open)-1]
		case html.StartTagToken, html.SelfClosingTagToken:
			if !strings.Contains(" "+strings.Join(allowedTags, " ")+" ", " "+token.Data+" ") || token.Data == "img" && !images {
				t.Fatalf("<%s> in %q", token.Data, body)
			}
			for _, attr := range token.Attr {
				if (attr.Key == "href" || attr.Key == "src") && !strings.HasPrefix(attr.Val, "http://") && !strings.HasPrefix(attr.Val, "https://") ||
					strings.HasPrefix(attr.Key, "on") || attr.Key == "style" {
					t.Fatalf("%s=%q in %q", attr.Key, attr.Val, body)
				}
			}
			if token.Data != "br" && token.Data != "hr" && token.Data != "wbr" && token.Data != "img" {
				open = append(open, token.Data)
			}
		default:
			t.Fatalf("%v in %q", token, body)
		}
	}
	if len(open) > 0 {
		t.Fatalf("%q left open in %q", open, body)
	}
}

type fatal interface {
	Fatalf(format string, args ...any)
}

func TestSanitiseIsSafeAndStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := randomMarkup(t)
		if text.Type == feed.PlainText {
			text.Type = feed.HTML
		}
		opt := Options{Images: rapid.Bool().Draw(t, "images"), Base: "https://news.example/"}
		got := Sanitise(text, opt)
		checkSafe(t, got.Body, opt.Images)
		if again := Sanitise(got, opt); again != got {
			t.Fatalf("once %q twice %q", got.Body, again.Body)
		}
		if want, have := squeezed(withoutAddresses(Plain(text))), squeezed(Plain(got)); !strings.Contains(text.Body, "@") && want != have {
			t.Fatalf("text %q became %q", want, have)
		}
	})
}

// TestManyAddresses: what a text costs is a matter of its length alone. If every
// at sign had the rest of the text searched, this would not end.
func TestManyAddresses(t *testing.T) {
	for _, one := range []string{"a@b.example ", "a [at] b.example ", "＠ ", "[at] ", "@"} {
		text := strings.Repeat(one, 1<<20)
		if got := withoutAddresses(text); strings.Contains(got, "example") || !strings.Contains(one, "example") && got != text {
			t.Errorf("addresses are left of many %q, or something else is gone", one)
		}
	}
}

func FuzzSanitise(f *testing.F) {
	for _, seed := range []string{
		"<p>a<script>x</script>", `<a href="javascript:x">`, "<svg><script>x</script></svg>", "<math><mi//xlink:href=\"data:x\">",
		`<img src=x onerror=alert(1)//`, "<noscript><p title=\"</noscript><img src=x onerror=x>\">", "<table><td><p></table>",
		"<style><!--</style><img src=x onerror=x>-->", "<xmp><p></xmp>", "<textarea><script>", "<plaintext><b>", "&#x202e;a@b.co", "<!--><b>-->",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, kind := range []string{feed.HTML, feed.XHTML} {
			got := Sanitise(feed.Text{Type: kind, Body: body}, Options{Images: true, Base: "https://news.example/"})
			checkSafe(t, got.Body, true)
			if again := Sanitise(got, Options{Images: true, Base: "https://news.example/"}); again != got {
				t.Fatalf("once %q\ntwice %q", got.Body, again.Body)
			}
		}
	})
}

func BenchmarkSanitise(b *testing.B) {
	text := hypertext(strings.Repeat("<p>The frigate <a href=\"https://news.example/1?a=1&amp;b=2\">left</a> port on Monday with a crew of 120, the navy said.</p>\n", 25))
	b.SetBytes(int64(len(text.Body)))
	b.ReportAllocs()
	for b.Loop() {
		Sanitise(text, Options{})
	}
}
