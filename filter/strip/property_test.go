package strip

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitrep/feed"
	"sitrep/feed/markup"
)

// furniture and prose are what random documents are made of. No line of prose
// is known to a rule.
var (
	furnitureLines = []string{"(END)", "navy-ice drill", "한가람", "| 2026-03-04 10:20:30", "By Jane Roe",
		"▲ A frigate at sea. (Pool photo) (Yonhap)", "x@example.com", "Related", "A title of its own"}
	noticeLines = []string{"[ⓒ 보기. 무단전재-재배포 금지]", "© 2026 Example Wire. All rights reserved.", "Все права защищены",
		"무단 전재 및 재배포 금지", "記事・写真の無断転載を禁じます"}
	proseLines = []string{storyOne, storyTwo, "무단전재를 막는 법이 나왔다고 그는 말했다.", "He said all rights reserved to the state were sold.",
		"▲ opens this paragraph, and no credit ends it", "a < b & c > d", "Seen (END) inside a line"}
)

func randomRules() []Rule {
	return []Rule{
		{At: Start, Repeats: RepeatsTitle, To: ToDrop, Name: "title"},
		{At: Start, Repeats: RepeatsHead, Match: `^[^.]+-[^.]+$`, To: ToMark, Name: "slug"},
		{At: Start, Match: `^(?P<author>\p{Hangul}{2,4})$`, Next: `^\|`, To: ToAuthor, Name: "byline"},
		{At: Start, Match: `^\| \d{4}`, To: ToMark, Name: "stamp"},
		{At: Start, Match: `^▲.*\(Yonhap\)$`, To: ToCaption, Name: "caption"},
		{At: Start, Match: `^By (?P<author>.+)$`, To: ToAuthor, Name: "by"},
		{At: End, Match: `^\(END\)$`, To: ToDrop, Name: "end"},
		{At: End, Match: `@`, To: ToContact, Name: "contact"},
		{At: End, Inline: true, Match: `\(Yonhap\)`, To: ToCredit, Name: "credit"},
		{At: End, Match: `ⓒ|무단`, To: ToDrop, Name: "wrong"},
	}
}

// document draws lines and writes them in one of the shapes of feeds.
func document(t *rapid.T) (lines []string, text feed.Text) {
	all := slices.Concat(furnitureLines, noticeLines, proseLines, proseLines)
	lines = rapid.SliceOfN(rapid.SampledFrom(all), 0, 18).Draw(t, "lines")
	return lines, shape(t, lines)
}

func shape(t *rapid.T, lines []string) feed.Text {
	escaped := make([]string, len(lines))
	for i, line := range lines {
		escaped[i] = html.EscapeString(line)
		if word, rest, ok := strings.Cut(escaped[i], " "); ok && rapid.Bool().Draw(t, "emphasis") {
			escaped[i] = "<em>" + word + "</em> " + rest
		}
	}
	switch rapid.SampledFrom([]string{"plain", "p", "br", "div", "li"}).Draw(t, "shape") {
	case "p":
		return feed.Text{Type: feed.HTML, Body: "<p>" + strings.Join(escaped, "</p>\n<p>") + "</p>"}
	case "br":
		return feed.Text{Type: feed.HTML, Body: "<div>" + strings.Join(escaped, "<br>") + "</div>"}
	case "div":
		return feed.Text{Type: feed.XHTML, Body: "<div><div>" + strings.Join(escaped, "</div><div>") + "</div></div>"}
	case "li":
		return feed.Text{Type: feed.HTML, Body: "<ul><li>" + strings.Join(escaped, "<li>") + "</ul>"}
	}
	return feed.Text{Type: feed.PlainText, Body: strings.Join(lines, "\n")}
}

// squeezed is a text without white space, in which cuts and what is kept can
// be put together again.
func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// whole puts the cuts of a result back around what is left.
func whole(r Result) string {
	var before, after strings.Builder
	for _, c := range r.Cuts {
		if c.At == Start {
			before.WriteString(c.Text)
		}
	}
	for _, c := range slices.Backward(r.Cuts) {
		if c.At == End {
			after.WriteString(c.Text)
		}
	}
	return squeezed(before.String() + markup.Plain(r.Text) + after.String())
}

func TestCutsAndKeptAreTheWhole(t *testing.T) {
	s := mustCompile(t, randomRules()...)
	rapid.Check(t, func(t *rapid.T) {
		_, text := document(t)
		got := s.Strip(Input{Title: "A title of its own", Text: text})
		a, b := whole(got), squeezed(markup.Plain(text))
		if undone(got) { // drops that were taken back stand between moves
			a, b = sorted(a), sorted(b)
		}
		if a != b {
			t.Fatalf("%+v\nof %q", got, text.Body)
		}
		if want := markup.Plain(got.Text); got.Plain != want {
			t.Fatalf("plain %q, want %q\nof %q", got.Plain, want, text.Body)
		}
	})
}

// TestMarkupThatStaysIsKept: a block that is not cut keeps every tag in it.
func TestMarkupThatStaysIsKept(t *testing.T) {
	s := mustCompile(t, randomRules()...)
	rapid.Check(t, func(t *rapid.T) {
		_, text := document(t)
		got := s.Strip(Input{Title: "A title of its own", Text: text})
		before, after := markup.Parse(text), markup.Parse(got.Text)
		next := 0
		for i := range after.Len() {
			for next < before.Len() && before.Raw(next) != after.Raw(i) {
				next++ // cut, or cut in part
			}
			if next++; next > before.Len() && !slices.ContainsFunc(got.Cuts, func(c Cut) bool { return c.Rule == "credit" || c.Rule == NoticeRule }) {
				t.Fatalf("%q is not as it was in %q", after.Raw(i), text.Body)
			}
		}
	})
}

func sorted(s string) string {
	all := []rune(s)
	slices.Sort(all)
	return string(all)
}

func undone(r Result) bool {
	return slices.ContainsFunc(r.Warnings, func(w string) bool { return strings.Contains(w, "undone") })
}

func TestStripTwiceIsOnce(t *testing.T) {
	s := mustCompile(t, randomRules()...)
	rapid.Check(t, func(t *rapid.T) {
		lines, text := document(t)
		in := Input{Title: "A title of its own", Text: text}
		got := s.Strip(in)
		if len(lines) > blockLimit {
			t.Skip("more may lie beyond the limit of blocks")
		}
		in.Text = got.Text
		if again := s.Strip(in); again.Text != got.Text {
			t.Fatalf("once %q\ntwice %q", got.Text.Body, again.Text.Body)
		}
	})
}

// TestMiddleStays: whatever stands between two paragraphs that no rule knows
// is left to the byte.
func TestMiddleStays(t *testing.T) {
	s := mustCompile(t, randomRules()...)
	rapid.Check(t, func(t *rapid.T) {
		all := slices.Concat(furnitureLines, noticeLines, proseLines)
		draw := func(name string) []string { return rapid.SliceOfN(rapid.SampledFrom(all), 0, 8).Draw(t, name) }
		middle := "<p>" + storyOne + "</p>" + shape(t, draw("middle")).Body + "<p>" + storyTwo + "</p>"
		text := feed.Text{Type: feed.HTML, Body: "<p>" + strings.Join(draw("head"), "</p><p>") + "</p>" + middle + "<p>" + strings.Join(draw("tail"), "</p><p>") + "</p>"}
		if got := s.Strip(Input{Title: "A title of its own", Text: text}); !strings.Contains(got.Text.Body, middle) {
			t.Fatalf("middle %q\nleft %q", middle, got.Text.Body)
		}
	})
}

// TestEveryNoticeEndsInRights: a notice is in rights word for word, wherever
// it stood, and in no other cut.
func TestEveryNoticeEndsInRights(t *testing.T) {
	s := mustCompile(t, randomRules()...)
	rapid.Check(t, func(t *rapid.T) {
		lines, text := document(t)
		got := s.Strip(Input{Title: "A title of its own", Text: text})
		for _, line := range lines {
			if slices.Contains(noticeLines, line) && !slices.Contains(got.Rights, line) {
				t.Fatalf("%q is not in rights %q of %q", line, got.Rights, text.Body)
			}
		}
		for _, c := range got.Cuts {
			if c.To != ToRights && IsNotice(c.Text) {
				t.Fatalf("a notice went to %s: %q", c.To, c.Text)
			}
		}
	})
}

// TestLiteralsNeverHideAMatch: what lets a rule be skipped, a literal or the
// bounds, is only ever missing from texts that do not match.
func TestLiteralsNeverHideAMatch(t *testing.T) {
	sources := []string{`(?i)ks+`, `a(?:bc|de)+f?`, `[©ⓒ]x`, `(?:foo|(?i:bar)|[xy]z)`, `^(?P<author>ab{2,3})$`, `a|`, `(?i:µ|ß)`, `.*`,
		`^(?:a|b{2,3}c?)$`, `^\s*[a-d](?i:k)$|^x{0,2}y`, `^(?:[^a-f]?b|\PL)+z?$`, `^$`, `(?m:^a$)`, `^(?:|ab)$`, `^(?i:s)[fo]{1,3}$`, `^(?:\b|x)a`, `^(?:(?:ab){2}|f)$`, `^a$|b`, `a.?(?:b|k)+c*s`, `(?:ab|(?i:k)s)(?:f|o).*x`}
	letters := []rune("abcdefksKS\u212Aſ©ⓒxyzfoobarBAR µΜßẞ")
	rapid.Check(t, func(t *rapid.T) {
		e, err := newExpression(rapid.SampledFrom(sources).Draw(t, "source"))
		if err != nil {
			t.Fatal(err)
		}
		text := string(rapid.SliceOfN(rapid.SampledFrom(letters), 0, 8).Draw(t, "text"))
		if e.MatchString(text) && !e.possible(&lookup{text: text}) {
			t.Fatalf("%s matches %q, needs %+v", e, text, e.needs)
		}
	})
}

func FuzzStrip(f *testing.F) {
	f.Add("A title", "<p>A title</p><p>"+storyOne+"</p><p>© 2026 X</p>", byte(1))
	f.Add("", "navy-ice\n\n"+storyOne+"\n\nnavy-ice\n(END)", byte(0))
	f.Add("x", "<ul><li>(END)<li>x<br>&copy;&nbsp;", byte(2))
	f.Add("x", strings.Repeat("[ⓒ ", 40), byte(1))
	s := mustCompile(f, randomRules()...)
	f.Fuzz(func(t *testing.T, title, body string, kind byte) {
		text := feed.Text{Type: []string{feed.PlainText, feed.HTML, feed.XHTML}[kind%3], Body: body}
		got := s.Strip(Input{Title: title, Text: text})
		a, b := bare(whole(got)), bare(squeezed(markup.Plain(text)))
		if undone(got) {
			a, b = sorted(a), sorted(b)
		}
		if a != b {
			t.Fatalf("cuts and kept\n%q\nare not the whole\n%q\n%+v", a, b, got)
		}
		if want := markup.Plain(got.Text); got.Plain != want {
			t.Fatalf("plain %q, want %q", got.Plain, want)
		}
	})
}

// bare leaves out what cuts keep word for word and Plain folds.
func bare(s string) string { return squeezed(markup.Plain(feed.Text{Body: s})) }

func BenchmarkStrip(b *testing.B) {
	var body strings.Builder
	for _, line := range []string{"navy-ice drill", "한가람", "| 2026-03-04 10:20:30", "▲ A frigate at sea. (Pool photo) (Yonhap)", "navy-ice drill"} {
		fmt.Fprintf(&body, "<p>%s</p>\n", line)
	}
	for body.Len() < 3000 {
		fmt.Fprintf(&body, "<p>%s <a href=\"https://news.example/1?a=1&amp;b=2\">It</a> was &quot;cold&quot;. %s</p>\n", storyOne, storyTwo)
	}
	body.WriteString("<p>(END)</p>\n<p>[ⓒ 보기. 무단전재-재배포 금지]</p>")
	s := mustCompile(b, randomRules()...)
	in := Input{Title: "A title of its own", Text: feed.Text{Type: feed.HTML, Body: body.String()}}
	b.SetBytes(int64(body.Len()))
	b.ReportAllocs()
	for b.Loop() {
		s.Strip(in)
	}
}

// BenchmarkHostile: the cost of a byte is to be the same at both sizes.
func BenchmarkHostile(b *testing.B) {
	s := mustCompile(b, randomRules()...)
	for name, line := range map[string]string{"letters": "x", "blocks": "x\n", "notices": "[ⓒ 보기. 무단전재-재배포 금지]\n", "tags": "<b><p>", "words": "<A b>"} {
		for _, size := range []int{1 << 18, 1 << 20} {
			text := feed.Text{Type: feed.HTML, Body: strings.Repeat(line, size/len(line))}
			b.Run(fmt.Sprintf("%s/%dK", name, size>>10), func(b *testing.B) {
				b.SetBytes(int64(len(text.Body)))
				for b.Loop() {
					s.Strip(Input{Title: "x", Text: text})
				}
			})
		}
	}
}
