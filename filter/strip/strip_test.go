package strip

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sitrep/feed"
	"sitrep/feed/markup"
)

const (
	storyOne = "The frigate left port on Monday with a crew of 120, the navy said."
	storyTwo = "It will join an exercise in the north and return in May."
)

// paragraphs joins lines as a plain text with blank lines.
func paragraphs(lines ...string) feed.Text {
	return feed.Text{Type: feed.PlainText, Body: strings.Join(lines, "\n\n")}
}

func mustCompile(t testing.TB, rules ...Rule) *Stripper {
	t.Helper()
	s, err := Compile(rules)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// cutsOf writes cuts as "target: text".
func cutsOf(r Result) []string {
	var cuts []string
	for _, c := range r.Cuts {
		cuts = append(cuts, string(c.To)+": "+c.Text)
	}
	return cuts
}

func TestRules(t *testing.T) {
	tests := []struct {
		name  string
		rules []Rule
		title string
		text  []string
		left  []string
		cuts  []string
	}{
		{
			name:  "a rule is tried again and again at its edge",
			rules: []Rule{{At: End, Match: `^\(END\)$`, To: ToDrop}, {At: End, Match: `^---$`, To: ToDrop}},
			text:  []string{storyOne, storyTwo, "---", "(END)", "---"},
			left:  []string{storyOne, storyTwo},
			cuts:  []string{"drop: ---", "drop: (END)", "drop: ---"},
		},
		{
			name:  "the work stops at the first block that no rule knows",
			rules: []Rule{{At: End, Match: `^\(END\)$`, To: ToDrop}},
			text:  []string{storyOne, "(END)", storyTwo, "(END)"},
			left:  []string{storyOne, "(END)", storyTwo},
			cuts:  []string{"drop: (END)"},
		},
		{
			name:  "a rule works at its own edge only",
			rules: []Rule{{At: Start, Match: `^\(END\)$`, To: ToDrop}},
			text:  []string{storyOne, storyTwo, "(END)"},
			left:  []string{storyOne, storyTwo, "(END)"},
		},
		{
			name:  "at most 12 blocks go from an edge",
			rules: []Rule{{At: End, Match: `^x\d+$`, To: ToDrop}},
			text:  []string{storyOne, "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14"},
			left:  []string{storyOne, "x1", "x2"},
			cuts: []string{"drop: x14", "drop: x13", "drop: x12", "drop: x11", "drop: x10", "drop: x9",
				"drop: x8", "drop: x7", "drop: x6", "drop: x5", "drop: x4", "drop: x3"},
		},
		{
			name:  "at most 12 blocks go from the start",
			rules: []Rule{{At: Start, Match: `^x\d+$`, To: ToMark}},
			text:  []string{"x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", storyOne},
			left:  []string{"x13", storyOne},
			cuts: []string{"mark: x1", "mark: x2", "mark: x3", "mark: x4", "mark: x5", "mark: x6",
				"mark: x7", "mark: x8", "mark: x9", "mark: x10", "mark: x11", "mark: x12"},
		},
		{
			name:  "the title is compared without case, quotes, dashes and take marks",
			rules: []Rule{{At: Start, Repeats: RepeatsTitle, To: ToDrop}},
			title: "(2nd LD) Navy – “fit” for ice",
			text:  []string{"NAVY - 'FIT' FOR  ICE", storyOne, storyTwo},
			left:  []string{storyOne, storyTwo},
			cuts:  []string{"drop: NAVY - 'FIT' FOR ICE"},
		},
		{
			name:  "the title is compared without punctuation, and without an outlet behind it",
			rules: []Rule{{At: Start, Repeats: RepeatsTitle, To: ToDrop}},
			title: "U.S. & S.Korea: 'no' delay - The Harbour Post",
			text:  []string{`US and S. Korea : "no" delay`, storyOne, storyTwo},
			left:  []string{storyOne, storyTwo},
			cuts:  []string{`drop: US and S. Korea : "no" delay`},
		},
		{
			name:  "a line that says more than the title is no repeat",
			rules: []Rule{{At: Start, Repeats: RepeatsTitle, To: ToDrop}},
			title: "No delay",
			text:  []string{"No delay - says the navy", storyOne, storyTwo},
			left:  []string{"No delay - says the navy", storyOne, storyTwo},
		},
		{
			name:  "an empty title equals nothing",
			rules: []Rule{{At: Start, Repeats: RepeatsTitle, To: ToDrop}},
			text:  []string{storyOne, storyTwo},
			left:  []string{storyOne, storyTwo},
		},
		{
			name:  "repeats head finds a twin earlier and later, in the text as received",
			rules: []Rule{{At: Start, Repeats: RepeatsHead, To: ToMark}, {At: Start, Match: `^\|`, To: ToMark}},
			text:  []string{"navy-ice drill", "| 2026", "navy-ice drill", storyOne, storyTwo},
			left:  []string{storyOne, storyTwo},
			cuts:  []string{"mark: navy-ice drill", "mark: | 2026", "mark: navy-ice drill"},
		},
		{
			name:  "repeats and match must both hold",
			rules: []Rule{{At: Start, Repeats: RepeatsHead, Match: `-`, To: ToMark}},
			text:  []string{"No dash here", storyOne, "No dash here", storyTwo},
			left:  []string{"No dash here", storyOne, "No dash here", storyTwo},
		},
		{
			name:  "a twin beyond the first 12 blocks is none",
			rules: []Rule{{At: Start, Repeats: RepeatsHead, To: ToMark}},
			text:  append(append([]string{"twin", storyOne}, strings.Split("abcdefghijk", "")...), "twin"),
			left:  append(append([]string{"twin", storyOne}, strings.Split("abcdefghijk", "")...), "twin"),
		},
		{
			name:  "next looks at the block after",
			rules: []Rule{{At: Start, Match: `^(?P<author>\p{Hangul}{2,4})$`, Next: `^\| \d{4}-`, To: ToAuthor}},
			text:  []string{"한가람", "| 2026-03-04 10:20:30", storyOne},
			left:  []string{"| 2026-03-04 10:20:30", storyOne},
			cuts:  []string{"author: 한가람"},
		},
		{
			name:  "next fails without a block after",
			rules: []Rule{{At: End, Match: `^x$`, Next: `.`, To: ToDrop}},
			text:  []string{storyOne, storyTwo, "x"},
			left:  []string{storyOne, storyTwo, "x"},
		},
		{
			name:  "until end takes the earliest match and all after it",
			rules: []Rule{{At: End, Match: `^Related`, Until: UntilEnd, To: ToDrop}},
			text:  []string{storyOne, storyTwo, "Related", "one", "Related again", "two"},
			left:  []string{storyOne, storyTwo},
			cuts:  []string{"drop: two", "drop: Related again", "drop: one", "drop: Related"},
		},
		{
			name:  "until end looks at the last 12 blocks",
			rules: []Rule{{At: End, Match: `^Related`, Until: UntilEnd, To: ToDrop}},
			text:  append([]string{storyOne, "Related"}, strings.Split("abcdefghijkl", "")...),
			left:  append([]string{storyOne, "Related"}, strings.Split("abcdefghijkl", "")...),
		},
		{
			name:  "a notice below until end goes to rights",
			rules: []Rule{{At: End, Match: `^Related`, Until: UntilEnd, To: ToDrop}},
			text:  []string{storyOne, storyTwo, "Related", "© 2026 Example Wire", "two"},
			left:  []string{storyOne, storyTwo},
			cuts:  []string{"drop: two", "rights: © 2026 Example Wire", "drop: Related"},
		},
		{
			name:  "a caption without an image is undone as drops are, after them",
			rules: []Rule{{At: Start, Match: `^▲`, To: ToCaption}, {At: End, Match: `^\(END\)$`, To: ToDrop}, {At: End, Match: `^x$`, To: ToMark}},
			text:  []string{"▲ A frigate at sea, with all of her crew on deck. (Yonhap)", "(END)", "x"},
			left:  []string{"▲ A frigate at sea, with all of her crew on deck. (Yonhap)", "(END)"},
			cuts:  []string{"mark: x"},
		},
		{
			name:  "inline cuts a run at the edge and the rest is tried again",
			rules: []Rule{{At: End, Inline: true, Match: `\(END\)`, To: ToDrop}, {At: End, Inline: true, Match: `\((?P<agency>Yonhap)\)`, To: ToCredit}},
			text:  []string{storyOne, "It (END) ends here. (Yonhap) (END)"},
			left:  []string{storyOne, "It (END) ends here."},
			cuts:  []string{"drop: (END)", "credit: (Yonhap)"},
		},
		{
			name:  "inline at the start",
			rules: []Rule{{At: Start, Inline: true, Match: `\[속보\]`, To: ToMark}},
			text:  []string{"[속보] " + storyOne, storyTwo},
			left:  []string{storyOne, storyTwo},
			cuts:  []string{"mark: [속보]"},
		},
		{
			name:  "a block that inline empties lets the next one be tried",
			rules: []Rule{{At: End, Inline: true, Match: `\(END\)`, To: ToDrop}},
			text:  []string{storyOne, storyTwo + " (END)", "(END)"},
			left:  []string{storyOne, storyTwo},
			cuts:  []string{"drop: (END)", "drop: (END)"},
		},
		{
			name:  "rules on whole blocks come before inline ones, whatever their order",
			rules: []Rule{{At: End, Inline: true, Match: `\(Yonhap\)`, To: ToCredit}, {At: End, Match: `^▲.*\(Yonhap\)$`, To: ToCaption}},
			text:  []string{storyOne, storyTwo, "▲ A frigate (Yonhap)"},
			left:  []string{storyOne, storyTwo},
			cuts:  []string{"caption: ▲ A frigate (Yonhap)"},
		},
		{
			name:  "keep cuts nothing and ends the work",
			rules: []Rule{{At: Start, Match: `^SEOUL.*\((?P<agency>Yonhap)\) --`, Keep: true}, {At: Start, Match: `.`, To: ToDrop}},
			text:  []string{"SEOUL, March 4 (Yonhap) -- " + storyOne, storyTwo},
			left:  []string{"SEOUL, March 4 (Yonhap) -- " + storyOne, storyTwo},
		},
		{
			name:  "drops are undone where little is left, moves are not",
			rules: []Rule{{At: End, Match: `^\(END\)$`, To: ToDrop}, {At: End, Match: `^x@`, To: ToContact}},
			text:  []string{"Too short.", "x@example.com", "(END)"},
			left:  []string{"Too short.", "(END)"},
			cuts:  []string{"contact: x@example.com"},
		},
		{
			name: "a notice needs no rule",
			text: []string{"© 2026 Example Wire", storyOne, storyTwo, "[ⓒ 보기. 무단전재-재배포 금지]"},
			left: []string{storyOne, storyTwo},
			cuts: []string{"rights: © 2026 Example Wire", "rights: [ⓒ 보기. 무단전재-재배포 금지]"},
		},
		{
			name: "a notice behind the last sentence needs no rule",
			text: []string{storyOne, storyTwo + " <ⓒ 보기. 무단전재-재배포 금지>"},
			left: []string{storyOne, storyTwo},
			cuts: []string{"rights: <ⓒ 보기. 무단전재-재배포 금지>"},
		},
		{
			name:  "a drop rule that hits a notice moves it",
			rules: []Rule{{At: End, Match: `무단전재`, To: ToDrop}},
			text:  []string{storyOne, storyTwo, "[ⓒ 보기. 무단전재-재배포 금지]"},
			left:  []string{storyOne, storyTwo},
			cuts:  []string{"rights: [ⓒ 보기. 무단전재-재배포 금지]"},
		},
		{
			name:  "an inline drop rule cannot take a part of a notice",
			rules: []Rule{{At: End, Inline: true, Match: `금지\]`, To: ToDrop}},
			text:  []string{storyOne, storyTwo + " [ⓒ 보기. 무단전재-재배포 금지]"},
			left:  []string{storyOne, storyTwo},
			cuts:  []string{"rights: [ⓒ 보기. 무단전재-재배포 금지]"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := mustCompile(t, test.rules...).Strip(Input{Title: test.title, Text: paragraphs(test.text...)})
			if diff := cmp.Diff(paragraphs(test.left...), got.Text); diff != "" {
				t.Errorf("left (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.cuts, cutsOf(got)); diff != "" {
				t.Errorf("cuts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHarvest(t *testing.T) {
	s := mustCompile(t,
		Rule{At: Start, Match: `^By (?P<author>.+)$`, To: ToAuthor, Name: "own/1", Config: "config.yaml:7"},
		Rule{At: Start, Match: `^(?P<date>\d{4}-\d\d-\d\d)$`, To: ToMark},
		Rule{At: Start, Match: `^▲`, To: ToCaption},
		Rule{At: Start, Match: `^\((?:서울|부산)=(?P<agency>연합뉴스)\) (?P<author>[\p{Hangul} ]+) 기자 =`, Keep: true, Name: "own/4"},
		Rule{At: End, Match: `^\(AP\)$`, To: ToCredit},
		Rule{At: End, Match: `^Written by`, To: ToAuthor},
		Rule{At: End, Match: `^(?P<author>.+) for the desk$`, To: ToAuthor},
	)
	in := Input{Text: paragraphs(
		"By Jane Roe, John Doe, Jr. and Ann Poe in Tokyo",
		"2026-03-04",
		"▲ A frigate at sea. (Pool photo) (Yonhap)",
		"(서울=연합뉴스) 한가람 노다온 기자 = "+storyOne,
		"Written by Sam Coe",
		"By Max Moe for the desk",
		"(AP)",
	)}
	got := s.Strip(in)
	want := Result{
		Text:     paragraphs("(서울=연합뉴스) 한가람 노다온 기자 = " + storyOne),
		Plain:    "(서울=연합뉴스) 한가람 노다온 기자 = " + storyOne,
		Received: got.Received,
		Cuts: []Cut{
			{Rule: "own/1", Config: "config.yaml:7", Text: "By Jane Roe, John Doe, Jr. and Ann Poe in Tokyo", To: ToAuthor, At: Start},
			{Text: "2026-03-04", To: ToMark, At: Start},
			{Text: "▲ A frigate at sea. (Pool photo) (Yonhap)", To: ToCaption, At: Start},
			{Text: "(AP)", To: ToCredit, At: End},
			{Text: "By Max Moe for the desk", To: ToAuthor, At: End},
			{Text: "Written by Sam Coe", To: ToAuthor, At: End},
		},
		Authors:  []string{"Jane Roe", "John Doe, Jr.", "Ann Poe", "한가람", "노다온", "Sam Coe", "Max Moe"},
		Agencies: []string{"연합뉴스", "AP"},
		Dates:    []string{"2026-03-04"},
		Rights:   []string{"(Pool photo) (Yonhap)"},
		Marks:    []string{"2026-03-04"},
		Kept:     []Cut{{Rule: "own/4", Text: "(서울=연합뉴스) 한가람 노다온 기자 =", At: Start}},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(&markup.Blocks{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if want := markup.Plain(in.Text); got.Received.Plain() != want {
		t.Errorf("received %q, want %q", got.Received.Plain(), want)
	}
	in.HasImage = true
	got = s.Strip(in)
	if want := []string{"▲ A frigate at sea. (Pool photo) (Yonhap)"}; !slices.Equal(got.Captions, want) || got.Rights != nil {
		t.Errorf("with an image: captions %q, rights %q", got.Captions, got.Rights)
	}
}

// TestOnlyNamesBecomeAuthors: what until takes along, and a sentence about a
// person, name nobody.
func TestOnlyNamesBecomeAuthors(t *testing.T) {
	s := mustCompile(t,
		Rule{At: End, Match: `^About (?P<author>.+)$`, Until: UntilEnd, To: ToAuthor},
		Rule{At: End, Match: `^By `, To: ToAuthor},
		Rule{At: End, Match: ` reported from `, To: ToAuthor},
	)
	got := s.Strip(Input{Text: paragraphs(storyOne, storyTwo, "Roe reported from Bergen.", "By Sam Coe", "About Jane Roe", "Jane has sailed.")})
	if want := []string{"Sam Coe", "Jane Roe"}; !slices.Equal(got.Authors, want) || len(got.Cuts) != 4 {
		t.Errorf("authors %q of %+v", got.Authors, got.Cuts)
	}
}

// TestRightsWordForWord: a moved notice keeps its characters, no-break spaces
// and all, and only loses what HTML itself would fold.
func TestRightsWordForWord(t *testing.T) {
	text := feed.Text{Type: feed.HTML, Body: "<p>" + storyOne + "</p>\n<p>&copy;&nbsp;2026\n  <b>Example</b> Wire. All&#32;rights&nbsp;reserved.</p>"}
	got := mustCompile(t).Strip(Input{Text: text})
	want := []string{"©\u00a02026 Example Wire. All rights\u00a0reserved."}
	if !slices.Equal(got.Rights, want) {
		t.Errorf("rights %q, want %q", got.Rights, want)
	}
	if got.Text.Body != "<p>"+storyOne+"</p>" {
		t.Errorf("left %q", got.Text.Body)
	}
}

// TestPaddingIsNoPartOfACut: a no-break space that a page puts around a line
// says nothing, and is not carried into rights.
func TestPaddingIsNoPartOfACut(t *testing.T) {
	text := feed.Text{Type: feed.HTML, Body: "<p>" + storyOne + "</p><p>&nbsp;[ⓒ 보기. 무단전재-재배포 금지]&nbsp;&#8203;</p>"}
	if got := mustCompile(t).Strip(Input{Text: text}); !slices.Equal(got.Rights, []string{"[ⓒ 보기. 무단전재-재배포 금지]"}) {
		t.Errorf("rights %q", got.Rights)
	}
}

func TestRightsInTheOrderOfTheText(t *testing.T) {
	got := mustCompile(t).Strip(Input{Text: paragraphs("© Example Photo", storyOne, "© 2026 A", "unknown", "© 2026 B", "© 2026 C")})
	want := []string{"© Example Photo", "© 2026 A", "© 2026 B", "© 2026 C"}
	if !slices.Equal(got.Rights, want) {
		t.Errorf("rights %q", got.Rights)
	}
	if len(got.Warnings) != 1 || !strings.Contains(markup.Plain(got.Text), "© 2026 A") {
		t.Errorf("a notice out of reach: %q in %q", got.Warnings, got.Text.Body)
	}
}

func TestNilStripper(t *testing.T) {
	var s *Stripper
	got := s.Strip(Input{Text: paragraphs(storyOne, "© 2026 Example Wire")})
	if got.Text != paragraphs(storyOne) || len(got.Rights) != 1 {
		t.Errorf("%+v", got)
	}
	if empty := s.Strip(Input{}); !empty.Text.IsZero() || empty.Cuts != nil {
		t.Errorf("%+v", empty)
	}
}

func TestCompileNamesEveryMistake(t *testing.T) {
	_, err := Compile([]Rule{
		{At: End, Match: `ok`, To: ToDrop},
		{At: "middle", Match: `(`, Config: "config.yaml:9"},
		{At: Start, To: "bin", Name: "own/3"},
		{At: Start, Match: `x`, Until: UntilEnd, Keep: true, To: ToDrop},
		{At: End, Match: `x`, Next: `[`, To: ToDrop, Inline: true, Repeats: "tail"},
	})
	var got []string
	for _, fault := range RuleErrors(err) {
		got = append(got, fault.Error())
	}
	want := []string{
		`config.yaml:9: rule 2: at must be start or end, not "middle"`,
		`config.yaml:9: rule 2: has no target: to says where the cut goes`,
		"config.yaml:9: rule 2: match: error parsing regexp: missing closing ): `(`",
		`own/3: needs match or repeats`,
		`own/3: unknown target "bin"`,
		`rule 4: until works at the end only`,
		`rule 4: keep cuts nothing, so until has no meaning`,
		`rule 4: keep cuts nothing, so to has no meaning`,
		`rule 5: repeats must be title or head, not "tail"`,
		`rule 5: inline cuts a part of a block; until and repeats are about whole blocks`,
		"rule 5: next: error parsing regexp: missing closing ]: `[`",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var first *RuleError
	if !errors.As(err, &first) || first.Index != 1 || first.Config != "config.yaml:9" {
		t.Errorf("first fault %+v", first)
	}
}

// TestSizesAreToldOf: what no story has is worth a warning.
func TestSizesAreToldOf(t *testing.T) {
	var notices strings.Builder
	for i := range 60 {
		fmt.Fprintf(&notices, "%s\n© 2026 Example %d\n", storyOne, i)
	}
	for name, in := range map[string]Input{
		"the title has 9000 bytes":         {Title: strings.Repeat("x", 9000), Text: paragraphs(storyOne)},
		"the text has 20000 blocks":        {Text: feed.Text{Type: feed.PlainText, Body: strings.Repeat("x\n", 20000)}},
		"101 elements are never closed":    {Text: feed.Text{Type: feed.HTML, Body: strings.Repeat("<div><p>", 101) + storyOne}},
		"the text shows nothing: 8":        {Text: feed.Text{Type: feed.HTML, Body: "<!-- " + strings.Repeat("x", 80) + "<p>" + storyOne[:0]}},
		"a paragraph of 9000 bytes":        {Text: paragraphs(strings.Repeat("x", 9000))},
		"more rights notices stand inside": {Text: feed.Text{Type: feed.PlainText, Body: notices.String() + storyTwo}},
	} {
		got := mustCompile(t).Strip(in)
		if len(got.Warnings) == 0 || len(got.Warnings) > noteLimit+1 || !strings.Contains(got.Warnings[len(got.Warnings)-1], name) {
			t.Errorf("%s: %q", name, got.Warnings)
		}
	}
}

// TestHostile: size, repetition and broken text cost time, not more.
func TestHostile(t *testing.T) {
	s := mustCompile(t,
		Rule{At: Start, Repeats: RepeatsTitle, To: ToDrop},
		Rule{At: Start, Repeats: RepeatsHead, To: ToMark},
		Rule{At: End, Match: `^(.*)금지(.*)$`, To: ToRights},
		Rule{At: End, Match: `(?i)x+\)?$`, Inline: true, To: ToDrop},
		Rule{At: End, Match: `^Related`, Until: UntilEnd, To: ToDrop},
	)
	const big = 1 << 18 // were the work quadratic in it, this test would not end
	for name, body := range map[string]string{
		"one character": strings.Repeat("x", big),
		"one Hangul":    strings.Repeat("가", big/3),
		"spaces":        strings.Repeat(" ", big),
		"blocks":        strings.Repeat("x\n", big/2),
		"deep":          strings.Repeat("<b><p>", big/6) + "x",
		"ends":          strings.Repeat("</p>", big/4) + "x",
		"signs":         strings.Repeat("©. ", big/4),
		"brackets":      strings.Repeat("[<(", big/3) + strings.Repeat(")>]", 10),
		"no UTF-8":      strings.Repeat("\xff\xfe", big/2),
		"references":    strings.Repeat("&#x", big/3),
		"words in <>":   strings.Repeat("<A b>", big/5),
		"directions":    strings.Repeat("\u202e\u2066가a\u0627", big/12),
		"twins":         strings.Repeat(strings.Repeat("a-b ", 2000)+"\n", big/8000),
		"notices":       strings.Repeat("[ⓒ 보기. 무단전재-재배포 금지]\n", big/40),
		"one line":      strings.Repeat("[ⓒ 보기. 무단전재-재배포 금지] ", big/40),
	} {
		for _, kind := range []string{feed.PlainText, feed.HTML, feed.XHTML} {
			got := s.Strip(Input{Title: strings.Repeat("x", big), Text: feed.Text{Type: kind, Body: body}})
			if len(got.Text.Body) > len(body)*5 {
				t.Errorf("%s as %s grew to %d", name, kind, len(got.Text.Body))
			}
		}
	}
}
