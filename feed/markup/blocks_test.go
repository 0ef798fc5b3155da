package markup

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitrep/feed"
)

func hypertext(s string) feed.Text { return feed.Text{Type: feed.HTML, Body: s} }

func plain(s string) feed.Text { return feed.Text{Type: feed.PlainText, Body: s} }

func blocksOf(t feed.Text) []string {
	b := Parse(t)
	var all []string
	for i := range b.Len() {
		all = append(all, b.At(i))
	}
	return all
}

func TestParse(t *testing.T) {
	tests := []struct {
		name string
		text feed.Text
		want []string
	}{
		{"nothing", plain(""), nil},
		{"blank", hypertext(" <p>&nbsp;</p>\n"), nil},
		{"lines", plain("one\ntwo\r\nthree\rfour\u2028five\n\n\nsix"), []string{"one", "two", "three", "four", "five", "six"}},
		{"plain text has no markup", plain("a <b>& &amp;</b>"), []string{"a <b>& &amp;</b>"}},
		{"an unknown type is plain", feed.Text{Body: "<p>a"}, []string{"<p>a"}},
		{"HTML without tags is lines", hypertext("one &amp; two\nthree < four"), []string{"one & two", "three < four"}},
		{"newlines do not split marked-up text", hypertext("one\ntwo <b>three</b>\n\nfour"), []string{"one two three four"}},
		{"paragraphs", hypertext("<p>one</p><p class=x>two\n  lines</p>three"), []string{"one", "two lines", "three"}},
		{"paragraphs without ends", hypertext("<p>one<p>two<div>three"), []string{"one", "two", "three"}},
		{"line breaks", hypertext("one<br>two<br/><br />three<hr>four"), []string{"one", "two", "three", "four"}},
		{"list items", hypertext("<ul><li>one<li>two <i>x</i></li></ul><ol><li><p>three</p></ol>"), []string{"one", "two x", "three"}},
		{"headings, captions, cells", hypertext("<h2>one</h2><figure><img src=x><figcaption>two</figcaption></figure><table><tr><td>three<td>four</table>"), []string{"one", "two", "three", "four"}},
		{"inline tags do not split", hypertext("o<b>n</b>e <a href=x>t</a>wo<img>three"), []string{"one twothree"}},
		{"script, style, comment and title are no text", hypertext("<title>x</title><script>if (a<b) p</script>one<style>p{}</style><!-- x --> two"), []string{"one two"}},
		{"video and object hide their fallback", hypertext("one<video>x</video> two<object><p>x</p></object>"), []string{"one two"}},
		{"an open object hides nothing", hypertext("<object>one<p>two"), []string{"one", "two"}},
		{"references", hypertext("<p>&copy;2026 &#xC5B;&lt;x&gt; &amp;amp; AT&T &copy2026 &nosuch; &"), []string{"©2026 \u0c5b<x> &amp; AT&T ©2026 &nosuch; &"}},
		{"white space folds", hypertext("<p> a&nbsp;\u3000b\t\n c\u200b\ufeffd\u00ade&#3; </p>"), []string{"a b cde"}},
		{"a tag that was cut off is text", hypertext("<p>one</p><a href=\"x"), []string{"one", "<a href=\"x"}},
		{"XHTML", feed.Text{Type: feed.XHTML, Body: `<div xmlns="http://www.w3.org/1999/xhtml"><p>one</p><script/><p><![CDATA[t<w&o]]></p></div>`}, []string{"one", "t<w&o"}},
		{"names in capitals", hypertext("<P>one<BR>two</P>"), []string{"one", "two"}},
		{"unknown elements are inline", hypertext("<o:p>one</o:p> <news-item>two</news-item>"), []string{"one two"}},
		{"words in angle brackets are text", hypertext("<p>one</p><p><Copyright ⓒ Example. All rights reserved></p><div><END></div>"), []string{"one", "<Copyright ⓒ Example. All rights reserved>", "<END>"}},
		{"a mail address in angle brackets is no markup", hypertext("one\n\nJane Roe <jane@example.com>"), []string{"one", "Jane Roe <jane@example.com>"}},
		{"words in angle brackets are no markup", hypertext("one\n<END>\n<Copyright ⓒ Example>"), []string{"one", "<END>", "<Copyright ⓒ Example>"}},
		{"unknown elements with an end, an attribute or a plain name are no text", hypertext("<News>one</News><x-more><Ad id=1>two<end>"), []string{"onetwo"}},
		{"no UTF-8", hypertext("<p>a\xffb</p>"), []string{"a\uFFFDb"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, blocksOf(test.text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got := Plain(test.text); got != strings.Join(test.want, "\n") {
				t.Errorf("Plain %q", got)
			}
		})
	}
}

func TestWithout(t *testing.T) {
	tests := []struct {
		name string
		text feed.Text
		cut  []string // whole blocks by text, or "from…to" of one
		want string
	}{
		{"nothing", hypertext("<P>one</P>"), nil, "<P>one</P>"},
		{"a paragraph", hypertext("<p>one</p>\n<p>two <b>x</b></p>\n<p>three</p>"), []string{"one", "three"}, "<p>two <b>x</b></p>"},
		{"lines", plain("one\n\ntwo\n\nthree\n"), []string{"one", "three"}, "two"},
		{"line breaks", hypertext("<div>one<br><br>two<br>three<br></div>"), []string{"one", "three"}, "<div>two</div>"},
		{"a middle line takes one break", hypertext("one<br>two<br>three"), []string{"two"}, "one<br>three"},
		{"wrappers go with their text", hypertext("<div><section><p><b><i>one</i></b></p></section><ul><li>two</li></ul></div><p>three</p>"), []string{"one", "two"}, "<p>three</p>"},
		{"a list keeps its other items", hypertext("<ul><li>one<li>two</ul>"), []string{"one"}, "<ul><li>two</ul>"},
		{"an image stays, its caption goes", hypertext(`<figure><a href=x><img src=y></a><figcaption>one</figcaption></figure><p>two`), []string{"one"}, `<figure><a href=x><img src=y></a></figure><p>two`},
		{"an image beside the text stays", hypertext(`<p><img src=y> one</p><p>two</p>`), []string{"one"}, `<p><img src=y></p><p>two</p>`},
		{"all", hypertext("<div><p>one</p><br><p>two</p></div>"), []string{"one", "two"}, ""},
		{"stray end tags beside a cut", hypertext("</b>one</i><br>two"), []string{"one"}, "two"},
		{"unknown wrappers", hypertext("<x-y>one</x-y><p>two</p>"), []string{"one"}, "<p>two</p>"},
		{"an empty wrapper elsewhere stays", hypertext("<p>one</p><p>two<i></i></p><p></p><p>three</p>"), []string{"one"}, "<p>two<i></i></p><p></p><p>three</p>"},
		{"a run at the end", hypertext("<p>one &amp; <b>two</b> <i>three</i></p>"), []string{"one & two three|three"}, "<p>one &amp; <b>two</b></p>"},
		{"a run at the start", hypertext("<p><b>one</b> &nbsp;two</p>"), []string{"one two|one"}, "<p>two</p>"},
		{"a run across tags", hypertext("<p>a o<b>n</b>e b</p>"), []string{"a one b|one"}, "<p>a b</p>"},
		{"what hid nothing does not begin to", hypertext("<p><svg><div>one</div>two</svg>"), []string{"one"}, "<p>two</svg>"},
		{"what was hidden stays hidden", hypertext("<p>a<div>one</div><svg><p>b</p></svg>"), []string{"one"}, "<p>a</p><svg><p>b</p></svg>"},
		{"signs behind a tag cut off stay characters", hypertext("one <a\ntwo <! x"), []string{"one <a"}, "two &lt;! x"},
		{"a tag is no word when its end is cut", hypertext("<p><END>one</p><p>two</END></p>"), []string{"two"}, "<p><END>one</p></END>"},
		{"references are not split", hypertext("<p>a&hellip;&copy;b</p>"), []string{"a…©b|©b"}, "<p>a&hellip;</p>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := Parse(test.text)
			var runs []Run
			for _, cut := range test.cut {
				runs = append(runs, runOf(t, b, cut))
			}
			slices.Reverse(runs) // the order does not matter
			if got := b.Without(runs); got.Body != test.want || got.Type != test.text.Type {
				t.Errorf("got  %q\nwant %q", got.Body, test.want)
			}
		})
	}
}

// runOf finds a run: "block" or "block|part".
func runOf(t *testing.T, b *Blocks, what string) Run {
	t.Helper()
	block, part, _ := strings.Cut(what, "|")
	for i := range b.Len() {
		if b.At(i) != block {
			continue
		}
		if part == "" {
			return b.Whole(i)
		}
		at := strings.Index(block, part)
		return Run{Block: i, From: at, To: at + len(part)}
	}
	t.Fatalf("no block %q", block)
	return Run{}
}

func TestVerbatim(t *testing.T) {
	b := Parse(hypertext("<p> a&nbsp;<b>b\u200b</b>\n  c&copy; d</p>"))
	if got, want := b.Verbatim(b.Whole(0)), "a\u00a0b\u200b c© d"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := b.Verbatim(runOf(t, b, "a b c© d|b c©")); got != "b\u200b c©" {
		t.Errorf("%q", got)
	}
}

// pieces are what random markup is made of.
var pieces = []string{"<p>", "</p>", "<div>", "</div>", "<br>", "<b>", "</b>", "<a href='x?a&amp;b'>", "</a>", "<ul>", "<li>", "</ul>",
	"<img src=x>", "<script>", "</script>", "<svg>", "</svg>", "<END>", "</END>", "<B c>", "<x-y>", "</x-y>", "<!-- c -->", "<td>", "</table>", "<",
	"one", "two ", " three", "&amp;", "&nbsp;", "&copy", "가나다", "\n", " ", "© ", "\u200b", "a@b.example", "@b.example", "<p", "<title>"}

func randomMarkup(t *rapid.T) feed.Text {
	body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(t, "pieces"), "")
	return feed.Text{Type: rapid.SampledFrom([]string{feed.PlainText, feed.HTML, feed.XHTML}).Draw(t, "type"), Body: body}
}

func squeezed(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u200b", "", "\u00a0", " ").Replace(s)), "")
}

// TestCutAndKeptAreTheWhole: for any text and any run, what is cut and what is
// kept are together the text.
func TestCutAndKeptAreTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := randomMarkup(t)
		b := Parse(text)
		if b.Len() == 0 {
			t.Skip()
		}
		last := rapid.IntRange(0, b.Len()-1).Draw(t, "block")
		var runs []Run
		var cut strings.Builder
		for i := range last {
			runs = append(runs, b.Whole(i))
			cut.WriteString(b.Verbatim(b.Whole(i)))
		}
		at := b.At(last)
		to := rapid.IntRange(0, len([]rune(at))).Draw(t, "to")
		run := Run{Block: last, From: 0, To: len(string([]rune(at)[:to]))}
		runs = append(runs, run)
		cut.WriteString(b.Verbatim(run))
		kept := Plain(b.Without(runs))
		if got, want := squeezed(cut.String()+kept), squeezed(b.Plain()); got != want {
			t.Fatalf("cut %q kept %q of %q", cut.String(), kept, text.Body)
		}
		for i := last + 1; i < b.Len(); i++ { // blocks that are not touched keep their tags
			raw, left := b.Raw(i), b.Without(runs).Body
			if !strings.Contains(left, raw) && !strings.Contains(left, lineEnds.Replace(raw)) {
				t.Fatalf("block %q is not in %q of %q", raw, left, text.Body)
			}
		}
		if run.To == len(at) && Parse(b.Without(runs)).Len() != b.Len()-last-1 {
			t.Fatalf("%q left of %q", b.Without(runs).Body, text.Body)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"<p>one<p>two", "one<br>two", "&#x;&copy", "<a <b", "<![CDATA[x]]>", "<script>x", "a\r\nb\u2028"} {
		f.Add(seed, byte(1))
		f.Add(seed, byte(2))
		f.Add(seed, byte(0))
	}
	f.Fuzz(func(t *testing.T, body string, kind byte) {
		text := feed.Text{Type: []string{feed.PlainText, feed.HTML, feed.XHTML}[kind%3], Body: body}
		b := Parse(text)
		var tokens strings.Builder
		for i := range len(b.tokens) - 1 {
			tokens.WriteString(b.raw(i))
			if match := int(b.tokens[i].match); match >= len(b.tokens) || b.tokens[i].kind == start && match <= i {
				t.Fatalf("token %d ends at %d of %d", i, match, len(b.tokens))
			}
		}
		if tokens.String() != b.body {
			t.Fatal("tokens are not the text")
		}
		for i := range b.Len() {
			if block := b.At(i); block == "" || block != strings.TrimSpace(block) || strings.Contains(block, "\n") {
				t.Fatalf("block %q", block)
			}
			left := b.Without([]Run{b.Whole(i)})
			if got, want := squeezed(Plain(left)), squeezed(plainWithout(b, i)); got != want {
				t.Fatalf("without %d of %q:\n%q\n%q", i, body, got, want)
			}
		}
	})
}

func plainWithout(b *Blocks, gone int) string {
	var out strings.Builder
	for i := range b.Len() {
		if i != gone {
			out.WriteString(b.At(i) + "\n")
		}
	}
	return out.String()
}

func BenchmarkParse(b *testing.B) {
	text := hypertext(strings.Repeat("<p>The frigate <a href=\"https://news.example/1?a=1&amp;b=2\">left</a> port on Monday with a crew of 120, the navy said.</p>\n", 25))
	b.SetBytes(int64(len(text.Body)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(text)
	}
}

// TestBroken: what HTML lets stay open is no fault, and what nobody sees is
// counted.
func TestBroken(t *testing.T) {
	for _, test := range []struct {
		body             string
		unclosed, hidden int
	}{
		{"<p>one<p>two<ul><li>three<li>four</ul><table><tr><td>five</table><br><img src=a>", 0, 0},
		{"<div><b>one</div><i>two", 2, 0},
		{"<x-y>one", 0, 0},
		{"<p>one</p><!-- two --><style>p{}</style>", 0, len("<!-- two -->p{}")},
		{"<!-- one <p>two</p>", 0, len("<!-- one <p>two</p>")},
	} {
		b := Parse(hypertext(test.body))
		if b.Unclosed() != test.unclosed || b.Hidden() != test.hidden {
			t.Errorf("%s: %d unclosed, %d hidden", test.body, b.Unclosed(), b.Hidden())
		}
	}
}
