package filter

import (
	"fmt"
	"slices"
	"testing"

	"sitrep/feed"
	"sitrep/feed/markup"
)

func TestCredited(t *testing.T) {
	forms := newCreditForms()
	long := "\nThe middle of the story says what was agreed, and who was there.\nIt goes on for a while.\nAnd on.\n"
	cases := []struct {
		text string
		want []string // name, and the agency where it is another
	}{
		{"SEOUL, June 17 (Yonhap) -- Peru chose a maker." + long + "It ends here.", []string{"Yonhap"}},
		{"LONDON, March 12 (Reuters) - The ministry said." + long + "It ends.", []string{"Reuters"}},
		{"(서울=연합뉴스) 김하늘 기자 = 군은 17일 밝혔다." + long + "끝났다.", []string{"연합뉴스"}},
		{"[서울=뉴시스]김하늘 기자 = 군은 17일 밝혔다." + long + "끝났다.", []string{"뉴시스"}},
		{"MOSCOW, June 17. /TASS/. The ministry said." + long + "It ends.", []string{"TASS"}},
		{"By Jane Doe, Reuters\nThe ministry said on Monday." + long + "It ends.", []string{"Jane Doe, Reuters|Reuters"}},
		{"KYIV (AP) — Officials said." + long + "It ends.", []string{"AP"}},
		{"The army said on Monday." + long + "The drill ends on Friday. (Yonhap)", []string{"Yonhap"}},
		{"군은 17일 밝혔다." + long + "훈련은 금요일에 끝난다. /연합뉴스", []string{"연합뉴스"}},
		{"The army said." + long + "Reporting by A; Editing by B\nOur Standards: The Thomson Reuters Trust Principles.", []string{"Reuters"}},
		{"The army said on Monday." + long + "It ends.", nil},
		{"The army said on Monday.\nOne.\nTwo.\nThree.\nA spokesman told the agency (Reuters) that the middle of a story is news and not a credit, whatever stands there.\nFour.\nFive.\nSix.", nil},
		{"The navy (Republic of Korea) said." + long + "It ends (for now).", nil},
	}
	for _, c := range cases {
		var got []string
		for _, credit := range forms.credited(markup.Parse(feed.Text{Body: c.text})) {
			if credit.name != credit.agency {
				credit.name += "|" + credit.agency
			}
			got = append(got, credit.name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("credited(%.50q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestReporters(t *testing.T) {
	forms := newCreditForms()
	got := forms.reporters("Reporting by John Roe in Berlin and Ann Bo; Additional reporting by Kim Ha; Writing by Li Wu; Editing by Al Bo")
	if want := []string{"John Roe", "Ann Bo", "Kim Ha", "Li Wu"}; !slices.Equal(got, want) {
		t.Errorf("reporters %q, want %q", got, want)
	}
}

// Whoever is credited beside an agency is named, and an agency that only looks
// like a part of a name is named too.
func TestCreditsLoseNobody(t *testing.T) {
	p := policyOf(t, Settings{Sources: []Source{{Name: "wire"}}})
	body := "<p>%s</p><p>Norway ordered 54 tanks on Wednesday in its largest army contract, officials said.</p>"
	for _, test := range []struct {
		author, line string
		want         []string
	}{
		{"Reuters", "By Jane Roe, Reuters", []string{"Reuters", "Jane Roe, Reuters"}},
		{"Jane Roe", "By Jane Roe, Reuters", []string{"Jane Roe", "Reuters"}},
		{"Jane Roe, Reuters", "By Jane Roe, Reuters", []string{"Jane Roe, Reuters"}},
		{"DANA KAPLAN", "OSLO (AP) — A line.", []string{"DANA KAPLAN", "AP"}},
		{"김태 기자(연합뉴스)", "(서울=연합뉴스) 군은 밝혔다.", []string{"김태 기자(연합뉴스)"}},
	} {
		it := attributed()
		it.Authors = []feed.Person{{Name: test.author}}
		it.Content = []feed.Text{{Type: feed.HTML, Body: fmt.Sprintf(body, test.line)}}
		var got []string
		for _, person := range entryOf(t, p, received(it)).Authors {
			got = append(got, person.Name)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s, %q: authors %q, want %q", test.author, test.line, got, test.want)
		}
	}
}
