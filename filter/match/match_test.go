package match

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func compile(t testing.TB, terms ...Term) *Matcher {
	t.Helper()
	m, err := Compile([]Topic{{Name: "topic", Terms: terms}})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// parse reads terms as a list has them: "=" for exact, " @n" for a weight
// other than 3.
func parse(list ...string) []Term {
	var terms []Term
	for i, text := range list {
		term := Term{Weight: 3, Config: fmt.Sprintf("list:%d", i+1)}
		text, term.Exact = strings.CutPrefix(text, "=")
		if name, weight, ok := strings.Cut(text, " @"); ok {
			text = name
			fmt.Sscan(weight, &term.Weight)
		}
		term.Text = text
		terms = append(terms, term)
	}
	return terms
}

// hits lists what was found, as "term:source text".
func hits(score Score, title, text string) []string {
	found := []string{}
	for _, hit := range score.Hits {
		field := title
		if hit.Field == "text" {
			field = text
		}
		found = append(found, hit.Term+":"+field[hit.Offset:hit.Offset+hit.Length])
	}
	return found
}

func TestForms(t *testing.T) {
	tests := []struct {
		terms []string
		title string
		want  []string
	}{
		// Borders.
		{[]string{"KAI"}, "KAI가 수출, KAIST 교수", []string{"KAI:KAI"}},
		{[]string{"KAI"}, "KAIST 교수", []string{}},
		{[]string{"KAI"}, "한국KAI는", []string{"KAI:KAI"}},
		{[]string{"army"}, "smarmy tale", []string{}},
		{[]string{"해군"}, "대한민국해군은 오늘", []string{"해군:해군"}},
		{[]string{"флот"}, "Черноморский флот вышел, флотилия", []string{"флот:флот"}},
		{[]string{"флот"}, "флотилия", []string{}},
		{[]string{"海軍"}, "日本海軍が", []string{"海軍:海軍"}},
		{[]string{"6·25"}, "16·25년", []string{}},
		{[]string{"[표]"}, "Table[표]", []string{"[표]:[표]"}}, // begins inside a word, with no letter
		{[]string{"6·25"}, "6ㆍ25전쟁", []string{"6·25:6ㆍ25"}},
		// Plural, possessive, man and men, the plural inside.
		{[]string{"missile"}, "Missiles hit", []string{"missile:Missiles"}},
		{[]string{"army"}, "two armies", []string{"army:armies"}},
		{[]string{"army"}, "the Army’s chief", []string{"army:Army"}},
		{[]string{"torpedo"}, "torpedoes", []string{"torpedo:torpedoes"}},
		{[]string{"airman"}, "Airmen honoured", []string{"airman:Airmen"}},
		{[]string{"chief of staff"}, "chiefs of staff meet", []string{"chief of staff:chiefs of staff"}},
		{[]string{"missile"}, "missileer", []string{}},
		{[]string{"=strikes"}, "a strike", []string{}},
		{[]string{"=marine"}, "Marines", []string{}},
		{[]string{"=marine"}, "the marine's view", []string{}},
		{[]string{"=marines"}, "U.S. Marines", []string{"marines:Marines"}},
		// Capitals.
		{[]string{"=KAI"}, "Kai Havertz, KAI가 만든", []string{"KAI:KAI"}},
		{[]string{"=MoD"}, "a mod for the game, MOD's tender", []string{"MoD:MOD"}},
		{[]string{"=MoD"}, "Mod", []string{}},
		{[]string{"=R&D"}, "r&d, R & D and R&D", []string{"R&D:R&D"}},
		{[]string{"=BAE 시스템"}, "bae시스템", []string{}},
		{[]string{"=US"}, "it hit us. U.S. troops", []string{"US:U.S"}},
		{[]string{"=KAI", "KAI IST @0"}, "kai ist", []string{"KAI IST:kai ist"}},
		// Designations.
		{[]string{"F-35"}, "F-35As", []string{"F-35:F-35As"}},
		{[]string{"F-35"}, "F35", []string{"F-35:F35"}},
		{[]string{"Su-30"}, "Su-30MKI", []string{"Su-30:Su-30MKI"}},
		{[]string{"T-72"}, "T-72B3", []string{"T-72:T-72B3"}},
		{[]string{"B-2"}, "B2B sales", []string{}},
		{[]string{"F/A-18"}, "an F/A-18 lands", []string{"F/A-18:F/A-18"}},
		{[]string{"type 45"}, "type 45th", []string{}},
		// Hyphen and space, and scripts that need none.
		{[]string{"counter-drone"}, "counter drone, counterdrone", []string{"counter-drone:counter drone"}},
		{[]string{"air strike"}, "air-strike", []string{"air strike:air-strike"}},
		{[]string{"air strike"}, "airstrike", []string{}},
		{[]string{"무기 체계"}, "무기체계", []string{"무기 체계:무기체계"}},
		{[]string{"K2 전차"}, "K2전차", []string{"K2 전차:K2전차"}},
		{[]string{"army chief"}, "the army. Chief", []string{}},
		// Spelling.
		{[]string{"defence ministry"}, "Defense Ministry", []string{"defence ministry:Defense Ministry"}},
		{[]string{"armored vehicle"}, "armoured vehicles", []string{"armored vehicle:armoured vehicles"}},
		{[]string{"US forces"}, "U.S. forces", []string{"US forces:U.S. forces"}},
		{[]string{"people's liberation army"}, "People’s Liberation Army", []string{"people's liberation army:People’s Liberation Army"}},
		// The longest wins.
		{[]string{"strike", "labour strike @0"}, "labor strike", []string{"labour strike:labor strike"}},
		{[]string{"strike", "labour strike @0"}, "labour strike before air strike", []string{"labour strike:labour strike", "strike:strike"}},
		{[]string{"무기", "무기한 @0"}, "무기한 연기", []string{"무기한:무기한"}},
		{[]string{"부대", "일부대상 @0"}, "일부대상", []string{"일부대상:일부대상"}},
		{[]string{"북군사", "군사우편 @0"}, "경북군사우편", []string{"군사우편:군사우편"}}, // the shield begins inside
		{[]string{"hornet", "=hornets @0"}, "Hornets win", []string{"hornets:Hornets"}},
		{[]string{"=hornets @0", "hornet"}, "Hornets win", []string{"hornets:Hornets"}},
		// A term listed again.
		{[]string{"horoscope @-6", "Horoscope @-4"}, "horoscope", []string{"Horoscope:horoscope"}},
		{[]string{"KF-21 @1", "KF 21 @4"}, "KF-21", []string{"KF 21:KF-21"}},
	}
	for _, test := range tests {
		m := compile(t, parse(test.terms...)...)
		if got := hits(m.Match(test.title, "")[0], test.title, ""); !slices.Equal(got, test.want) {
			t.Errorf("%q in %q: %q, want %q", test.terms, test.title, got, test.want)
		}
	}
}

func TestScore(t *testing.T) {
	terms := parse("missile @4", "navy @4", "base @1", "oil price @-4", "match @-1", "harbour", "air base @0")
	never := []Term{{Text: "[인사]"}, {Text: "daily schedule"}, {Text: "harbour"}}
	m, err := Compile([]Topic{{Name: "defence", Terms: terms, Never: never}})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		title, text string
		score       float64
		missing     string
	}{
		{"Missile found", "", 8, ""},
		{"Missile found", "The missile hit a base", 9, ""},
		{"Navy missile at base", "", 12, ""}, // capped
		{"Missile drives oil price", "", 0, `score 0 of 5.5: only "missile" (title +4); against it "oil price" (title -4)`},
		{"Cow found", "at a base", 1, `score 1 of 5.5: only "base" (text +1)`},
		{"Cow found", "", 0, "score 0 of 5.5: no term found"},
		{"At an air base", "", 0, `score 0 of 5.5: no term for it; not counted "air base"`},
		{"Navy", "oil price, match", 3, `score 3 of 5.5: only "navy" (title +4); against it "oil price" (text -4), "match" (text -1)`},
		{"[인사]Navy missile", "", 12, `never term "[인사]" in the title (score 12 of 5.5)`},
		{"Daily schedules", "missile navy", 6, `never term "daily schedule" in the title (score 6 of 5.5)`},
		{"Missile", "daily schedule", 8, ""},
		{"Harbour", "", 6, `never term "harbour" in the title (score 6 of 5.5)`}, // a term of both kinds
	}
	for _, test := range tests {
		score := m.Match(test.title, test.text)[0]
		if score.Score != test.score || score.Missing != test.missing || score.On != (test.missing == "") {
			t.Errorf("%q, %q: %v, on %v, missing %q; want %v, %q", test.title, test.text, score.Score, score.On, score.Missing, test.score, test.missing)
		}
	}
	got := m.Match("[인사] Navy", "")[0]
	want := Hit{Topic: "defence", Term: "[인사]", Field: "title", Length: len("[인사]")}
	if diff := cmp.Diff(want, got.Never); diff != "" {
		t.Error(diff)
	}
}

func TestTopicSettings(t *testing.T) {
	terms := parse("navy @4", "match @-9")
	m, err := Compile([]Topic{
		{Name: "a", Terms: terms, Threshold: 3, TitleFactor: 1},
		{Name: "b", Terms: append(parse("navy match @0"), terms...), Cap: 2},
	})
	if err != nil {
		t.Fatal(err)
	}
	scores := m.Match("Navy", "navy match")
	if scores[0].Topic != "a" || scores[0].Score != 4-6 || scores[0].On {
		t.Errorf("a: %+v", scores[0])
	}
	if scores[1].Topic != "b" || scores[1].Score != 4 { // the shield of b is not one of a
		t.Errorf("b: %+v", scores[1])
	}
	if diff := cmp.Diff([]string{"a", "b"}, m.Topics()); diff != "" {
		t.Error(diff)
	}
}

func TestHit(t *testing.T) {
	m := compile(t, Term{Text: "missile", Weight: 4, Config: "list:7"}, Term{Text: "해군", Weight: 2, Config: "list:9"})
	title, text := "“Missiles”", "(서울=연합뉴스) 홍길동 기자 = 해군의 missile이"
	want := []Hit{
		{Topic: "topic", Term: "missile", Field: "title", Offset: 3, Length: 8, Weight: 4, Config: "list:7"},
		{Topic: "topic", Term: "해군", Field: "text", Offset: strings.Index(text, "해군"), Length: 6, Weight: 2, Config: "list:9"},
	}
	if diff := cmp.Diff(want, m.Match(title, text)[0].Hits); diff != "" {
		t.Error(diff)
	}
}

func TestFurniture(t *testing.T) {
	m := compile(t, parse("defense", "fort @2.5", "pentagon", "계룡 @2.5", "fort drum @2.75", "never @-9", "미군기지")...)
	tests := []struct {
		title, text string
		want        []string
	}{
		{"Cow found - Defense News", "", []string{}},
		{"The brown cow is found | Breaking Defense", "", []string{}},
		{"Cow found - Breaking Defense", "Cow found  Breaking Defense", []string{}},
		{"Cow found - Breaking Defense", "A cow was found near the village green on Monday", []string{"defense:Defense"}},
		{"Cow found - Pentagon", "", []string{"pentagon:Pentagon"}},
		{"Analysis | Pentagon rearms", "", []string{"pentagon:Pentagon"}},
		{"Cow", "FORT MOORE, Ga. - A cow", []string{}},
		{"Cow", "FORT MOORE, June 17 (Yonhap) -- A cow", []string{}},
		{"Cow", "Fort Moore (AP) — A cow", []string{}},
		{"Cow", "FORT MOORE, June 17. /TASS/. A cow", []string{}},
		{"Cow", "FORT DRUM, N.Y. - A cow", []string{"fort drum:FORT DRUM"}}, // half the threshold
		{"Cow", "FORT DRUM, N.Y. - A fort", []string{"fort drum:FORT DRUM", "fort:fort"}},
		{"Cow", "FORT DRUM, N.Y. (Never News) - Fort Drum's cow", []string{"fort drum:FORT DRUM"}}, // once, where it stands first
		{"Fort Drum", "FORT DRUM, N.Y. - A cow", []string{"fort drum:Fort Drum"}},
		{"Cow", "The fort - a ruin - stands", []string{"fort:fort"}},
		{"Cow", "Officials at the fort (built 1901) — a ruin", []string{"fort:fort"}},
		{"소", "(계룡=연합뉴스) 홍길동 기자 = 소가", []string{}},
		{"소", "[계룡·대전=뉴시스]홍길동 기자 = 소가", []string{}},
		{"소", "[계룡=뉴시스] [계룡=뉴시스]홍길동 기자 = 소가", []string{}},
		{"소", "(평택 미군기지=연합뉴스) 홍길동 기자 = 소가", []string{"미군기지:미군기지"}},
		{"소", "(계룡=연합뉴스) 계룡에서 소가 나왔다. a = b", []string{"계룡:계룡"}},
		{"소", "[계룡 소식] 소가", []string{"계룡:계룡"}},
	}
	for _, test := range tests {
		if got := hits(m.Match(test.title, test.text)[0], test.title, test.text); !slices.Equal(got, test.want) {
			t.Errorf("%q, %q: %q, want %q", test.title, test.text, got, test.want)
		}
	}
}

// What is reckoned with at compiling is never less than what the automaton has,
// or a list too long for it would be found out by the first text.
func TestStatesAtMost(t *testing.T) {
	for _, text := range []string{
		"frigate", "naval-air defense of U.S. & allied armies", "호위함 연구·개발", "F-35", "ﬃ ﬄ ﬁ", strings.Repeat("ﷺ", 12), "㍿ ㌖", "ÄÖÜ ß İ",
	} {
		m := compile(t, Term{Text: text, Weight: 1})
		m.ready()
		states := 0
		for _, s := range m.found.states {
			if s.parent != nowhere {
				states++
			}
		}
		if states > m.statesAtMost() {
			t.Errorf("%q: %d states, reckoned with %d", text, states, m.statesAtMost())
		}
	}
}

func TestCompileErrors(t *testing.T) {
	_, err := Compile([]Topic{
		{Name: "a", Threshold: -1, Terms: []Term{
			{Text: "", Config: "list:1"},
			{Text: "—!", Config: "list:2"},
			{Text: "a\xff", Config: "list:3"},
			{Text: "navy", Weight: math.NaN(), Config: "list:4"},
			{Text: strings.Repeat("x", 301), Config: "list:5"},
		}, Never: []Term{{Text: " "}}},
		{Name: "a"},
		{Name: ""},
	})
	want := `topic "a": threshold -1 is not a positive number
list:1: term "" of topic "a": no letter or digit in it
list:2: term "—!" of topic "a": no letter or digit in it
list:3: term "a\xff" of topic "a": not valid UTF-8
list:4: term "navy" of topic "a": weight NaN is not a number
list:5: term "` + strings.Repeat("x", 60) + `" of topic "a": 301 bytes long, more than 300
term " " of topic "a": no letter or digit in it
topic "a": listed twice
topic without a name`
	if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
		t.Error(diff)
	}
}

func TestNoTopics(t *testing.T) {
	m, err := Compile(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Match("Navy", "navy"); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if got := compile(t).Match("Navy", "navy"); len(got) != 1 || got[0].Score != 0 {
		t.Errorf("%+v", got)
	}
}

// naive finds what Match should find, by trying every form at every place and
// choosing the longest find of all, again and again.
func naive(terms []Term, text string) []string {
	var f folded
	f.fold(text)
	var finds []find
	for i, term := range terms {
		for _, form := range forms(term) {
			for at := 0; at+len(form.text) <= len(f.text); at++ {
				end := at + len(form.text)
				if string(f.text[at:end]) != form.text || !borderAt(f.text, at) {
					continue
				}
				to, ok := extent(f.text, end, form.tail)
				if ok && (form.tail != tailCased || sameCase(term.Text, text[f.offset(at):f.end(to, len(text))])) {
					finds = append(finds, find{at, to, utf8.RuneCount(f.text[at:to]), int32(i), form.literal && to == end})
				}
			}
		}
	}
	var chosen []find
	for len(finds) > 0 {
		best := slices.MinFunc(finds, func(a, b find) int {
			if a.length != b.length {
				return b.length - a.length
			}
			if a.literal != b.literal {
				return map[bool]int{true: -1, false: 1}[a.literal]
			}
			return a.start - b.start
		})
		chosen = append(chosen, best)
		finds = slices.DeleteFunc(finds, func(f find) bool { return f.start < best.end && best.start < f.end })
	}
	slices.SortFunc(chosen, func(a, b find) int { return a.start - b.start })
	seen := map[int32]bool{}
	found := []string{}
	for _, find := range chosen {
		if !seen[find.term] {
			seen[find.term] = true
			found = append(found, fmt.Sprintf("%s@%d", terms[find.term].Text, f.offset(find.start)))
		}
	}
	return found
}

func drawTerms(t *rapid.T) []Term {
	texts := rapid.SliceOfNDistinct(rapid.OneOf(
		rapid.StringMatching(`[가나다]{1,4}`),
		rapid.StringMatching(`[ab]{1,3}([ -][ab]{1,2}){0,2}`),
		rapid.StringMatching(`[a가]{1,4}`),
		rapid.StringMatching(`[.(][ab]{1,2}`),
		rapid.SampledFrom([]string{"defence", "army", "F-35", "Ab", "man of a", "a of b", "b's"}),
	), 1, 12, canonical).Draw(t, "terms")
	var terms []Term
	for _, text := range texts {
		terms = append(terms, Term{Text: text, Exact: rapid.IntRange(0, 4).Draw(t, "exact") == 0, Weight: float64(rapid.IntRange(-4, 4).Draw(t, "weight"))})
	}
	return terms
}

func drawText(t *rapid.T, terms []Term) string {
	pieces := []string{" ", "  ", "-", "'s", "s", "es", ".", "“", "a", "b", "가", "나", "다", "A", "35", "\u200b", "é", "e\u0301", "  "}
	for _, term := range terms {
		pieces = append(pieces, term.Text, strings.ToUpper(term.Text), term.Text+" ")
	}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 40).Draw(t, "text"), "")
}

func TestAgainstNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		text := drawText(t, terms)
		m := compile2(t, terms)
		title := outletFree(text)
		score := m.Match(title, "")[0]
		got := []string{}
		for _, hit := range score.Hits {
			got = append(got, fmt.Sprintf("%s@%d", hit.Term, hit.Offset))
		}
		if want := naive(terms, title); !ambiguous(terms) && !slices.Equal(got, want) {
			t.Fatalf("%+v in %q: %q, want %q", terms, title, got, want)
		}
	})
}

// ambiguous reports whether two terms have a form in common, of which the
// automaton keeps one.
func ambiguous(terms []Term) bool {
	seen := map[string]bool{}
	for _, term := range terms {
		for _, form := range forms(term) {
			if seen[form.text] {
				return true
			}
			seen[form.text] = true
		}
	}
	return false
}

func outletFree(text string) string { return strings.NewReplacer(" - ", " ", " | ", " ").Replace(text) }

func compile2(t *rapid.T, terms []Term) *Matcher {
	m, err := Compile([]Topic{{Name: "topic", Terms: terms}})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// What a hit points at, folded, is a form of its term with its tail.
func TestHitOffsets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		title, text := drawText(t, terms), drawText(t, terms)
		for _, hit := range compile2(t, terms).Match(title, text)[0].Hits {
			field := title
			if hit.Field == "text" {
				field = text
			}
			var f folded
			f.fold(field[hit.Offset : hit.Offset+hit.Length])
			i := slices.IndexFunc(terms, func(term Term) bool { return term.Text == hit.Term })
			if !slices.ContainsFunc(forms(terms[i]), func(form form) bool {
				rest, ok := strings.CutPrefix(strings.TrimRight(string(f.text), " "), form.text)
				return ok && len(rest) <= longestTail
			}) {
				t.Fatalf("%q points at %q, which folds to %q", hit.Term, field[hit.Offset:hit.Offset+hit.Length], f.text)
			}
		}
	})
}

func TestOrderOfTermsDoesNotCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		title, text := drawText(t, terms), drawText(t, terms)
		one := compile2(t, terms).Match(title, text)
		other := compile2(t, rapid.Permutation(terms).Draw(t, "shuffled")).Match(title, text)
		if diff := cmp.Diff(one, other); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Texts that make a careless matcher slow or wrong.
func TestHostile(t *testing.T) {
	m := compile(t, parse("a", "가", "가가", "가가가가가 @0", "army", "a-a-a", "defence", "해군")...)
	size := 1 << 18
	for name, text := range map[string]string{
		"one letter":   strings.Repeat("a", size),
		"one syllable": strings.Repeat("가", size/3),
		"words":        strings.Repeat("a ", size/2),
		"spaces":       strings.Repeat(" ", size),
		"dots":         strings.Repeat("a.", size/2),
		"hyphens":      strings.Repeat("a-", size/2),
		"dashes":       strings.Repeat(" — ", size/5),
		"marks":        "e" + strings.Repeat("\u0301", size/2),
		"jamo":         strings.Repeat("\u1112\u1162", size/6),
		"directions":   strings.Repeat("\u202earmy\u202c", size/10),
		"mixed":        strings.Repeat("аarmy해군\u200f", size/16),
		"broken":       strings.Repeat("\xf0\x9f", size/2),
		"brackets":     strings.Repeat("(", size),
		"ligatures":    strings.Repeat("ﷺ", size/3),
	} {
		score := m.Match(text, text)[0]
		for _, hit := range score.Hits {
			if hit.Offset < 0 || hit.Offset+hit.Length > len(text) {
				t.Errorf("%s: hit %+v outside the text", name, hit)
			}
		}
	}
	m.Match(strings.Repeat("army ", 1<<21), "") // 10 MB
}

// A cluster of finds that is settled in parts gives what one settled whole
// gives, as far as it can be seen: terms count once.
func TestManyFinds(t *testing.T) {
	m := compile(t, parse("해군", "해군기지 @0", "가가", "육군")...)
	text := strings.Repeat("해군기지 ", maxFound) + "육군 해군"
	want := []string{"해군기지:해군기지", "육군:육군", "해군:해군"}
	if got := hits(m.Match("", text)[0], "", text); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("Navy's F-35s - Defense News", "(서울=연합뉴스) 홍길동 기자 = 해군", "navy\nF-35\n=해군")
	f.Add("\u202eU.S.\u0301", "a\xff—b", "U.S.\nb-2\n무기 체계")
	f.Add("가가가가", "MOSCOW, June 17. /TASS/. X", "가가\n가\nchief of staff")
	f.Fuzz(func(t *testing.T, title, text, list string) {
		m, err := Compile([]Topic{{Name: "topic", Terms: parse(strings.Split(list, "\n")...), Never: parse("never")}})
		if err != nil {
			return
		}
		for _, hit := range m.Match(title, text)[0].Hits {
			field := title
			if hit.Field == "text" {
				field = text
			}
			if hit.Offset < 0 || hit.Length < 0 || hit.Offset+hit.Length > len(field) {
				t.Fatalf("hit %+v outside %q", hit, field)
			}
		}
	})
}
