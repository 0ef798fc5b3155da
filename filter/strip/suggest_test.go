package strip

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/feed"
)

func TestSuggest(t *testing.T) {
	var texts []Input
	for i := range 12 {
		story := fmt.Sprintf("%s %s, in what the navy called %s.", strings.Repeat(string(rune('A'+i)), 5+i),
			[]string{"sailed on Monday with all hands", "will not return before the spring", "was laid down in the north"}[i%3], strings.Repeat(string(rune('z'-i)), 3+i))
		texts = append(texts, Input{Text: paragraphs(
			fmt.Sprintf("Sea Desk, edition %d", i),
			story,
			fmt.Sprintf("%s and %s were there.", strings.Repeat(string(rune('M'-i)), 9), strings.Repeat(string(rune('n'+i)), 4)),
			fmt.Sprintf("The post %s appeared first on Sea Example.", []string{"Ship sails", "Drill ends", "Navy waits", "Crew is home"}[i%4]),
			"Known tail",
			"Write to desk@sea.example",
		)})
	}
	texts = append(texts, texts...) // what repeats whole says nothing
	var got []string
	for _, p := range Suggest(texts, mustCompile(t, Rule{At: End, Match: `^Known tail$`, To: ToDrop})) {
		got = append(got, fmt.Sprintf("%s %s → %s (%d of %d)", p.Rule.At, p.Rule.Match, p.Rule.To, p.Seen, p.Of))
	}
	want := []string{
		`start ^Sea Desk, edition \d+$ → drop (12 of 12)`,
		`end ^Write to desk@sea\.example$ → contact (12 of 12)`,
		`end ^The post .+ appeared first on Sea Example\.$ → drop (12 of 12)`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSuggestInline(t *testing.T) {
	var texts []Input
	for i := range 6 {
		texts = append(texts, Input{Text: feed.Text{Type: feed.HTML, Body: fmt.Sprintf("제%d함대는 훈련을 %d일 했다고 %s. ◎보기통신 sea@example.kr", i, i*3, []string{"밝혔다", "말했다", "적었다"}[i%3])}})
	}
	got := Suggest(texts, nil)
	if len(got) != 1 || got[0].Rule != (Rule{At: End, Inline: true, Match: `◎보기통신 sea@example\.kr`, To: ToContact}) {
		t.Errorf("%+v", got)
	}
	if clean := Suggest(texts[:2], nil); clean != nil {
		t.Errorf("from two texts: %+v", clean)
	}
}

// TestSuggestNames: where people's names make the difference between lines,
// the rule proposed harvests them.
func TestSuggestNames(t *testing.T) {
	names := []string{"Jane Roe", "John Doe", "Ann Poe and Lee Foe"}
	hangul := []string{"한가람", "노다온", "이하늘"}
	var texts []Input
	for i := range 9 {
		texts = append(texts, Input{Text: paragraphs("[보기] "+hangul[i%3]+" 기자", strings.Repeat(string(rune('A'+i)), 30)+" sailed.", strings.Repeat(string(rune('a'+i)), 30)+", the navy said.", names[i/3]+" reports on ships for Sea Example.")})
	}
	var got []string
	for _, p := range Suggest(texts, nil) {
		got = append(got, fmt.Sprintf("%s %s → %s (%d of %d)", p.Rule.At, p.Rule.Match, p.Rule.To, p.Seen, p.Of))
	}
	want := []string{
		`start ^\[보기\] (?P<author>.+) 기자$ → author (9 of 9)`,
		`end ^(?P<author>.+) reports on ships for Sea Example\.$ → author (9 of 9)`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSuggestInlineSentence: texts of one block that end in the same sentence.
func TestSuggestInlineSentence(t *testing.T) {
	var texts []Input
	for i := range 6 {
		texts = append(texts, Input{Text: paragraphs(fmt.Sprintf("Ship %d left port with %s. Read this at Sea Example.", i, strings.Repeat(string(rune('a'+i)), 9)))})
	}
	got := Suggest(texts, nil)
	if len(got) != 1 || got[0].Rule != (Rule{At: End, Inline: true, Match: `Read this at Sea Example\.`, To: ToDrop}) {
		t.Errorf("%+v", got)
	}
}

func TestStopped(t *testing.T) {
	tests := []struct {
		before, lately Use
		want           bool
	}{
		{Use{100, 100}, Use{0, 5}, true},
		{Use{100, 100}, Use{1, 50}, false},
		{Use{100, 100}, Use{0, 4}, false},
		{Use{20, 100}, Use{0, 20}, false},
		{Use{20, 100}, Use{0, 40}, true},
		{Use{4, 4}, Use{0, 100}, false},
		{Use{0, 100}, Use{0, 100}, false},
		{Use{9, 3}, Use{0, 9}, false},
		{Use{}, Use{}, false},
	}
	for _, test := range tests {
		if got := Stopped(test.before, test.lately); got != test.want {
			t.Errorf("Stopped(%v, %v) = %v", test.before, test.lately, got)
		}
	}
}

// TestSuggestHeads: a head in brackets, and a sentence behind the last one of
// a text of several blocks. A dateline is neither.
func TestSuggestHeads(t *testing.T) {
	var texts []Input
	for i := range 9 {
		texts = append(texts, Input{Text: paragraphs(
			fmt.Sprintf("[SEA DESK %d] Nobody knew how many would sail with %s.", i*7, strings.Repeat(string(rune('A'+i)), 80)),
			fmt.Sprintf("(서울=보기통신) %s, the navy %s. More at our desk.", strings.Repeat(string(rune('a'+i)), 30), []string{"said", "wrote", "held"}[i%3]),
		)})
	}
	var got []string
	for _, p := range Suggest(texts, nil) {
		got = append(got, fmt.Sprintf("%s %s → %s %v (%d of %d)", p.Rule.At, p.Rule.Match, p.Rule.To, p.Rule.Inline, p.Seen, p.Of))
	}
	want := []string{
		`start \[SEA DESK \d+\] → mark true (9 of 9)`,
		`end More at our desk\. → drop true (9 of 9)`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
