package story

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMarks(t *testing.T) {
	const kill, correction, stub = 1, 2, 4
	for _, test := range []struct {
		title, text string
		stem, take  string
		rank, flags int
	}{
		{"Navy opens pier", "", "Navy opens pier", "", 10, 0},
		{"(URGENT) Navy opens pier", "", "Navy opens pier", "URGENT", 1, stub},
		{"(LEAD) Navy opens pier", "x", "Navy opens pier", "LEAD", 11, 0},
		{"(2nd LD) Navy opens pier", "", "Navy opens pier", "2nd LD", 12, 0},
		{"(3rd LD) Navy opens pier", "", "Navy opens pier", "3rd LD", 13, 0},
		{"UPDATE 1-Navy opens pier", "", "Navy opens pier", "UPDATE 1", 11, 0},
		{"UPDATE 12-Navy opens pier", "", "Navy opens pier", "UPDATE 12", 22, 0},
		{"WRAPUP 3-Navy opens pier", "", "Navy opens pier", "WRAPUP 3", 13, 0},
		{"CORRECTED-UPDATE 2-Navy opens pier", "", "Navy opens pier", "UPDATE 2", 12, correction},
		{"CORRECTED: Navy opens pier", "", "Navy opens pier", "CORRECTED", 10, correction},
		{"Navy opens pier - KILL", "", "Navy opens pier", "KILL", 10, kill},
		{"1st Ld-Writethru: Navy opens pier", "", "Navy opens pier", "1st Ld-Writethru", 11, 0},
		{"Navy opens pier (Updated)", "", "Navy opens pier", "Updated", 11, 0},
		{"BREAKING: Navy opens pier", "", "Navy opens pier", "BREAKING", 1, stub},
		{"KILL: Navy opens pier", "", "Navy opens pier", "KILL", 10, kill},
		{"(KILL) Navy opens pier", "", "Navy opens pier", "KILL", 10, kill},
		{"Kill chain shortened by new radar", "", "Kill chain shortened by new radar", "", 10, 0},
		{"Lead: a danger on army ranges", "", "Lead: a danger on army ranges", "", 10, 0},
		{"Live-fire drill opens", "", "Live-fire drill opens", "", 10, 0},
		{"Navy (and army) open pier", "", "Navy (and army) open pier", "", 10, 0},
		{"[속보] 해군 부두 개장", "", "해군 부두 개장", "속보", 1, stub},
		{"[속보]해군 부두 개장", "후속기사가 이어집니다", "해군 부두 개장", "속보", 1, stub},
		{"[1보] 해군 부두 개장", "", "해군 부두 개장", "1보", 1, stub},
		{"[2보] 해군 부두 개장", "", "해군 부두 개장", "2보", 2, 0},
		{"해군 부두 개장(종합)", "", "해군 부두 개장", "종합", 11, 0},
		{"해군 부두 개장(종합2보)", "", "해군 부두 개장", "종합2보", 12, 0},
		{"해군 부두 개장(종합3보)", "", "해군 부두 개장", "종합3보", 13, 0},
		{"[단독] 해군 부두 개장(종합)", "", "해군 부두 개장", "종합", 11, 0},
		{"[영상] 해군 부두 개장", "", "해군 부두 개장", "", 10, 0},
		{"해군 부두 개장 [와이어Pic]", "", "해군 부두 개장", "", 10, 0},
		{"[정정] 해군 부두 개장", "", "해군 부두 개장", "정정", 10, correction},
		{"해군 부두 개장(수정)", "", "해군 부두 개장", "수정", 10, correction},
		{"[전문취소] 해군 부두 개장", "", "해군 부두 개장", "전문취소", 10, kill},
		{"<전문취소> 해군 부두 개장", "", "해군 부두 개장", "전문취소", 10, kill},
		{"Navy opens pier - Daily Example", "", "Navy opens pier", "", 10, 0},
		{"Navy opens pier | example.org", "", "Navy opens pier", "", 10, 0},
		{"해군 부두 개장 행사 - 조선예시 - Chosunexample", "", "해군 부두 개장 행사", "", 10, 0},
		{"Fleet positions - June 17", "", "Fleet positions - June 17", "", 10, 0},
		{"Talks collapse - minister says", "", "Talks collapse - minister says", "", 10, 0},
		{"Navy opens pier", "Story to follow.\n(More to follow)", "Navy opens pier", "", 10, stub},
		{"(URGENT)", "", "(URGENT)", "", 10, 0},
		{"", "", "", "", 10, 0},
	} {
		t.Run(test.title, func(t *testing.T) {
			if got := readTitle(test.title).stem; got != test.stem {
				t.Errorf("stem %q, want %q", got, test.stem)
			}
			p := NewPrint(Document{Title: test.title, Text: test.text})
			if p.Take() != test.take || p.TakeRank() != test.rank {
				t.Errorf("take %q of rank %d, want %q of %d", p.Take(), p.TakeRank(), test.take, test.rank)
			}
			got := 0
			for i, on := range []bool{p.Kill(), p.Correction(), p.Stub()} {
				if on {
					got |= 1 << i
				}
			}
			if got != test.flags {
				t.Errorf("kill, correction, stub are %03b, want %03b", got, test.flags)
			}
		})
	}
}

func TestFurnitureIsNotCompared(t *testing.T) {
	const plain = "The navy opened a pier on Wednesday, its second this year."
	const korean = "해군은 17일 새 부두를 열었다고 밝혔다."
	for _, test := range []struct{ name, title, text, want string }{
		{"dateline", "", "SEOUL, June 17 (Wire) -- " + plain, plain},
		{"dateline with a long dash", "", "BRUSSELS (AP) — " + plain, plain},
		{"dateline of slashes", "", "MOSCOW, June 17. /TASS/. " + plain, plain},
		{"two datelines", "", "[서울=와이어][서울=와이어] 김하나 기자 = " + korean, korean},
		{"reporters", "", "(서울·대구=와이어) 김하나 이두리 기자 = " + korean, korean},
		{"no space after", "", "[서울=와이어]김하나 인턴 기자 = " + korean, korean},
		{"cut off in the dateline", "", "(", ""},
		{"title and outlet", "Navy opens pier - Daily", "Navy opens pier  Daily", ""},
		{"title, then text", "Navy opens pier", "Navy opens pier\n" + plain, plain},
		{"address at the end", "", korean + " ◎와이어 hana@wire.example", korean},
		{"end mark", "", plain + "\n(END)", plain},
		{"byline", "", "By Hana Kim\n" + plain, plain},
		{"footer of blogs", "", plain + " The post Navy opens pier appeared first on Harbour News.", plain},
		{"cut off", "", "해군은 17일 새 부두를 열고 함정을 정박시...", "해군은 17일 새 부두를 열고 함정을"},
		{"a dash in a sentence", "", "The pier - the second this year - is open.", "The pier - the second this year - is open."},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := strings.Join(readText(test.text, readTitle(test.title)).lines, "\n")
			if got != test.want {
				t.Errorf("text %q, want %q", got, test.want)
			}
		})
	}
}

func TestFoldedSpelling(t *testing.T) {
	for _, pair := range [][2]string{
		{"U.S. defence minister’s visit to Ukraine", "US defense ministers' visit to Ukraine"},
		{"KF-21 programme", "KF21 programmes"},
		{"“Quiet” boats", "'quiet' boat"},
		{"北, 미사일 발사", "북한, 미사일을 발사"},
		{"美국방부 훈련", "미국 국방부의 훈련"},
		{"1만㎞ 비행", "1만km 비행"},
		{"Iranian ships", "Iran ship"},
		{"Senate passes the National Defense Authorization Act", "Senate passes the NDAA"}, // one name within another
	} {
		a, b := NewPrint(Document{Title: pair[0]}), NewPrint(Document{Title: pair[1]})
		if a.stem != b.stem {
			t.Errorf("%q and %q are compared as different titles", pair[0], pair[1])
		}
	}
}

func TestDates(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"on June 17", []string{"2026-06-17"}},
		{"on 17 June", []string{"2026-06-17"}},
		{"6월 17일", []string{"2026-06-17"}},
		{"17일 밝혔다", []string{"2026-06-17"}},
		{"31일 발표", []string{"2026-05-31"}},
		{"17일부터 27일까지", []string{"2026-06-17", "2026-06-27"}},
		{"17일간", nil},
		{"12월 25일", []string{"2025-12-25"}},
		{"on Monday", []string{"2026-06-15"}},
		{"on Wednesday", []string{"2026-06-17"}},
		{"월요일", []string{"2026-06-15"}},
		{"may 5 ships", nil},
		{"39사단", nil},
	} {
		r := dateReader{now: noon.UTC()}
		tokens := tokenise(nil, 100, test.text)
		for i := range tokens {
			if n := r.read(tokens, i); n > 1 {
				break
			}
		}
		if test.text == "17일부터 27일까지" {
			r.read(tokens, 2)
		}
		var got []string
		for _, d := range r.days {
			got = append(got, time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly))
		}
		if strings.Join(got, " ") != strings.Join(test.want, " ") {
			t.Errorf("dates of %q are %v, want %v", test.text, got, test.want)
		}
	}
}

// One instant has one weekday, in whatever zone a source writes its dates.
func TestWeekdayOfAnyZone(t *testing.T) {
	published := time.Date(2026, time.June, 16, 3, 0, 0, 0, time.UTC)
	want := NewPrint(Document{Title: "Navy fires a torpedo on Tuesday", Time: published}).days
	for _, hours := range []int{-8, -4, 1, 9, 12} {
		zone := time.FixedZone("", hours*3600)
		if got := NewPrint(Document{Title: "Navy fires a torpedo on Tuesday", Time: published.In(zone)}).days; !slices.Equal(got, want) || len(got) != 1 {
			t.Errorf("at %+d h Tuesday is %v, in UTC %v", hours, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, test := range []struct {
		a, b  string
		apart bool
	}{
		{"fires 2 missiles", "fires 3 missiles", true},
		{"fires two missiles", "fires 2 missiles", false},
		{"fires 2 ballistic missiles", "fires three missiles", true},
		{"orders 16 jets", "orders 9 helicopters", false},
		{"deal worth $1.96 billion", "nearly $2 billion deal", false},
		{"takes 40% of shares", "takes 60 percent of shares", true},
		{"장병 240여명 투입", "장병 240명 투입", false},
		{"장병 240명 투입", "장병 500명 투입", true},
		{"육군 39사단", "육군 7사단", true},
		{"미사일 두 발 발사", "미사일 2발 발사", false},
		{"미사일 두 발 발사", "미사일 4발 발사", true},
		{"3500억 달러 투자", "3500억달러 투자", false},
		{"in 2026", "in 2027", false},
		{"at 07:30", "at 10:30", false},
	} {
		a, b := NewPrint(Document{Title: test.a}), NewPrint(Document{Title: test.b})
		if _, _, got := a.numbers.disagree(b.numbers); got != test.apart {
			t.Errorf("%q (%v) and %q (%v) disagree: %t", test.a, a.numbers, test.b, b.numbers, got)
		}
	}
}

// hostile are items that try to cost time or room.
var hostile = map[string]Document{
	"one character":    {Title: strings.Repeat("a", 1<<20), Text: strings.Repeat("가", 1<<20)},
	"a million words":  {Title: strings.Repeat("a b ", 1<<18), Text: strings.Repeat("word ", 1<<20)},
	"a million blocks": {Text: strings.Repeat("x\n", 1<<20)},
	"brackets":         {Title: strings.Repeat("[", 1<<16) + strings.Repeat("]", 1<<16), Text: strings.Repeat("(=", 1<<18)},
	"labels":           {Title: strings.Repeat("(LEAD) ", 1<<16)},
	"dashes":           {Title: strings.Repeat(" - A", 1<<18), Text: strings.Repeat("--", 1<<18)},
	"ligatures":        {Title: strings.Repeat("\uFDFA", 1<<12), Text: strings.Repeat("\uFDFA ", 1<<16)},
	"marks":            {Text: "a" + strings.Repeat("\u0301", 1<<18)},
	"digits":           {Title: strings.Repeat("9", 1<<16), Text: strings.Repeat("1,", 1<<18)},
	"no UTF-8":         {Title: strings.Repeat("\xff\xfe", 1<<10), Text: strings.Repeat("\x80가", 1<<18), URL: "http://\xff/" + strings.Repeat("a", 1<<20)},
	"one phrase":       {Text: strings.Repeat("one two three four five ", 1<<16)},
}

func TestHostileItemsStaySmall(t *testing.T) {
	for name, d := range hostile {
		t.Run(name, func(t *testing.T) {
			d.Source, d.Item, d.Time, d.Received = "s", "i", noon, noon
			p := NewPrint(d)
			data, err := p.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			if most := 4 << 10; len(data) > most {
				t.Errorf("print takes %d bytes", len(data))
			}
			x := NewIndex()
			x.Add(p, "r", "s", New)
			d.Item = "other"
			x.Place(NewPrint(d))
		})
	}
}

func TestPrintVersion(t *testing.T) {
	data, err := NewPrint(Document{Source: "wire", Item: "1", Title: "Navy opens pier", Text: "It is the second.", Time: noon, Received: noon}).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var p Print
	data[0]++
	if err := p.UnmarshalBinary(data); !errors.Is(err, ErrPrintVersion) {
		t.Errorf("a print of another version gives %v, want %v", err, ErrPrintVersion)
	}
	data[0]--
	for n := range data {
		if err := p.UnmarshalBinary(data[:n]); err == nil {
			t.Errorf("a print cut off after %d of %d bytes is read", n, len(data))
		}
	}
	if err := p.UnmarshalBinary(append(data, 0)); err == nil {
		t.Error("a print with bytes after its end is read")
	}
}

func FuzzNewPrint(f *testing.F) {
	f.Add("(LEAD) N. Korea fires 2 missiles", "SEOUL, June 17 (Wire) -- It fired 2 missiles on Wednesday...", "https://w.example/AEN20260617001552320")
	f.Add("[속보]북 \"미사일\" 3발(종합2보) - 예시", "[서울=와이어]김하나 기자 = 북한이 17일 1만2천㎞를 쏘았다. ◎와이어 a@b.example", "")
	f.Add("海上自衛隊の護衛艦", "護衛艦が17日、出港した。", "http://x")
	f.Add("\xff(\u0301", "((((=", "%")
	f.Fuzz(func(t *testing.T, title, text, url string) {
		p := NewPrint(Document{Source: "s", Item: "i", URL: url, Title: title, Text: text, Time: noon, Received: noon})
		data, err := p.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var q Print
		if err := q.UnmarshalBinary(data); err != nil {
			t.Fatalf("a print of our own is refused: %v", err)
		}
		again, _ := q.MarshalBinary()
		if !bytes.Equal(data, again) {
			t.Fatal("a print changes on its way through storage")
		}
		x := NewIndex()
		x.Add(p, "r", "s", New)
		q.item = "j"
		if pl := x.Place(&q); pl.Relation == Coverage || pl.Relation == Copy {
			t.Fatalf("a source's own item again is %s", pl.Relation)
		}
		x.Remove("s", "i")
		if x.Len() != 0 || x.words.numbers.count != 0 {
			t.Fatal("a removed item leaves words behind")
		}
	})
}

func FuzzUnmarshalBinary(f *testing.F) {
	data, _ := NewPrint(Document{Source: "wire", Item: "1", Title: "Navy opens 2 piers in Odesa on June 17", Text: "It is the second."}).MarshalBinary()
	f.Add(data)
	f.Add([]byte{})
	f.Add([]byte{PrintVersion, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, data []byte) {
		var p Print
		if err := p.UnmarshalBinary(data); err != nil {
			return
		}
		x := NewIndex()
		x.Add(&p, "r", "s", New)
		x.Place(NewPrint(Document{Source: "daily", Item: "2", Title: "Navy opens 2 piers in Odesa", Time: noon}))
		x.Place(&p)
		x.Remove(p.source, p.item)
	})
}
