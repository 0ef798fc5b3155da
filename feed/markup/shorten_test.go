package markup

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"sitrep/feed"
)

func TestShorten(t *testing.T) {
	tests := []struct {
		name  string
		text  feed.Text
		limit int
		want  string
	}{
		{"fits", hypertext("<p>One two.</p>"), 8, "<p>One two.</p>"},
		{"no room", hypertext("<p>One two.</p>"), 0, ""},
		{"one character", plain("One two"), 1, "…"},
		{"a sentence", plain("The ship sailed on Monday. It will be back in May, they say."), 40, "The ship sailed on Monday."},
		{"a word", plain("The ship sailed on Monday to join the others in the north."), 30, "The ship sailed on Monday to…"},
		{"a sentence too short to stand alone", plain("No. The ship sailed on Monday to join the others."), 30, "No. The ship sailed on Monday…"},
		{"no comma before the ellipsis", plain("The ship, the captain, and all others sailed."), 24, "The ship, the captain…"},
		{"abbreviations end no sentence", plain("The U.S. Navy and Gen. Roe met Mr. Doe at 5.30 p.m. on Monday in the north."), 60, "The U.S. Navy and Gen. Roe met Mr. Doe at 5.30 p.m. on…"},
		{"a quotation ends with its sentence", plain("\"We sail on Monday.\" Then he left for the north, they say."), 40, "\"We sail on Monday.\""},
		{"not inside a quotation", plain("The ship sailed on Monday, he said. \"It is well. It will be back by the end of May.\""), 60, "The ship sailed on Monday, he said."},
		{"nor inside a Korean one", plain("장관은 4일 배가 떠났다고 밝혔다. “걱정할 것 없다. 다음 달에는 반드시 돌아온다.”"), 32, "장관은 4일 배가 떠났다고 밝혔다."},
		{"unless there is nothing else", plain("\"The ship sailed on Monday. It will be back by the end of May.\""), 40, "\"The ship sailed on Monday."},
		{"Korean by sentence", plain("국방부는 4일 다음 달 연습을 한다고 밝혔다. 병력 1만2천명이 참가할 예정이다."), 40, "국방부는 4일 다음 달 연습을 한다고 밝혔다."},
		{"Korean by word", plain("국방부는 4일 다음 달 대규모 연합 연습을 실시한다고 밝혔다."), 24, "국방부는 4일 다음 달 대규모 연합 연습을…"},
		{"Japanese by sentence", plain("海軍は火曜日、艦を発注した。引き渡しは二年後になるという。"), 20, "海軍は火曜日、艦を発注した。"},
		{"Japanese by character", plain("海軍は火曜日に新型フリゲート艦三隻を発注したと発表した。"), 12, "海軍は火曜日に新型フリ…"},
		{"marks stay with their letter", plain("e\u0301e\u0301e\u0301e\u0301e\u0301"), 6, "e\u0301e\u0301…"},
		{"flags stay whole", plain("🇰🇷🇰🇷🇰🇷🇰🇷"), 6, "🇰🇷🇰🇷…"},
		{"open elements are closed", hypertext("<div><p>The ship <b>sailed <i>on Monday to join</i></b> the others in the north.</p><p>x</p></div>"), 30, "<div><p>The ship <b>sailed <i>on Monday to…</i></b></p></div>"},
		{"blocks after the cut go", hypertext("<p>The ship sailed on Monday.</p><ul><li>one item here</li><li>two</li></ul>"), 30, "<p>The ship sailed on Monday.</p>"},
		{"a cut between blocks", hypertext("<p>Headline without a stop</p><p>Then a long paragraph follows it</p>"), 25, "<p>Headline without a stop…</p>"},
		{"a block that just fits is not all", hypertext("<p>12345</p><p>6</p>"), 5, "<p>1234…</p>"},
		{"made safe", hypertext("<p onclick=x>The ship <a href=\"javascript:x\">sailed</a><img src=https://x.example/1> kim@x.example</p>"), 100, "<p>The ship sailed</p>"},
		{"references count once", hypertext("<p>&amp;&amp;&amp;&amp; &lt;&lt;</p>"), 7, "<p>&amp;&amp;&amp;&amp; &lt;&lt;</p>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Shorten(test.text, test.limit)
			if got.Body != test.want {
				t.Errorf("got  %q\nwant %q", got.Body, test.want)
			}
			if n := utf8.RuneCountInString(Plain(got)); n > test.limit {
				t.Errorf("%d characters", n)
			}
		})
	}
}

// TestShortenLong: of a long text only the start is worked on, and what is cut
// away shows.
func TestShortenLong(t *testing.T) {
	word := "word "
	for _, body := range []string{strings.Repeat(word, 1<<17), "<p>" + strings.Repeat(word, 1<<17), strings.Repeat("<p>"+word+"</p>", 1<<15), strings.Repeat("a@b.example ", 1<<15) + "x"} {
		got := Shorten(hypertext(body), 50)
		text := Plain(got)
		if n := utf8.RuneCountInString(text); n > 50 || !strings.HasSuffix(text, "…") {
			t.Errorf("%d characters: %q", n, text)
		}
	}
}

func TestShortenHoldsItsLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkShort(t, randomMarkup(t), rapid.IntRange(0, 60).Draw(t, "limit"))
	})
}

func checkShort(t fatal, text feed.Text, limit int) {
	got := Shorten(text, limit)
	short := Plain(got)
	if n := utf8.RuneCountInString(short); n > limit {
		t.Fatalf("%d characters of %d: %q of %q", n, limit, short, text.Body)
	}
	if got.Type == feed.HTML {
		checkSafe(t, got.Body, false)
	}
	whole := Plain(Sanitise(text, Options{}))
	if start, cut := strings.CutSuffix(short, ellipsis); limit > 0 && !strings.HasPrefix(whole, short) && !(cut && strings.HasPrefix(whole, start)) {
		t.Fatalf("%q does not start %q", short, whole)
	}
}

func FuzzShorten(f *testing.F) {
	f.Add("<p>The ship <b>sailed.</b> It is gone.</p>", byte(1), 12)
	f.Add("국방부는 4일 밝혔다. 다음", byte(0), 10)
	f.Add("a\u0301\u200d🏽", byte(0), 2)
	f.Add("<table><tr><td>a. b<td>c", byte(2), 3)
	f.Fuzz(func(t *testing.T, body string, kind byte, limit int) {
		checkShort(t, feed.Text{Type: []string{feed.PlainText, feed.HTML, feed.XHTML}[kind%3], Body: body}, max(0, limit%300))
	})
}

func BenchmarkShorten(b *testing.B) {
	text := hypertext(strings.Repeat("<p>The frigate <a href=\"https://news.example/1?a=1&amp;b=2\">left</a> port on Monday with a crew of 120, the navy said.</p>\n", 25))
	b.SetBytes(int64(len(text.Body)))
	b.ReportAllocs()
	for b.Loop() {
		Shorten(text, 280)
	}
}
