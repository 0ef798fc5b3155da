package story

import (
	"testing"
	"time"
)

// wordings are look-alikes that hang on how a title is worded: who speaks, what
// is denied, which word is part of a name. All text is made up.
var wordings = []struct {
	name   string
	pieces []piece
}{
	{"days to come are no dates of the event", []piece{
		{0, "wire", "Allies start Iron Tide exercise off Crete", "CRETE, June 17 (Wire) -- Three allies started the Iron Tide exercise in waters off Crete on Wednesday, the navy said.", New, 0, "", ""},
		{2 * hour, "daily", "Three allies begin five-day Iron Tide drills off Crete", "The exercise involves two carriers and will run through Sunday.", Coverage, 1, "", ""},
		{3 * hour, "post", "Iron Tide exercise of three allies starts off Crete", "The allies will hold the closing ceremony on Sunday.", Coverage, 1, "", ""},
	}},
	{"N. Korea is no point of the compass", []piece{
		{0, "wire", "N. Korea fires several rockets toward East Sea: S. Korean military", "", New, 0, "", ""},
		{hour, "daily", "North Korea fires several rockets off east coast, South Korea says", "", Coverage, 1, "", ""},
	}},
	{"a name that looks like a reaction", []piece{
		{0, "wire", "Anvil begins production of Fury drone at Ohio plant", "The maker said the first Fury drone would leave its Ohio plant in spring.", New, 0, "", ""},
		{3 * hour, "daily", "Anvil starts building drones at its new Ohio plant", "Production of the drone for the air force began on Wednesday.", Coverage, 1, "", ""},
	}},
	{"one reaction in two words", []piece{
		{0, "wire", "N. Korea slams allied drill as reckless", "SEOUL, June 17 (Wire) -- North Korea denounced the Iron Tide drill of the allies on Wednesday, warning of consequences.", New, 0, "", ""},
		{hour, "daily", "North Korea condemns allied drill, warns of consequences", "", Coverage, 1, "", ""},
	}},
	{"demands, offers and calls are reactions", []piece{
		{0, "wire", "Iran seizes tanker in Strait of Hormuz", "", New, 0, "", ""},
		{6 * hour, "daily", "Britain demands Iran release tanker seized in Strait of Hormuz", "", New, 0, "", ""},
		{7 * hour, "post", "France calls on Iran to free tanker seized in Strait of Hormuz", "", New, 0, "", ""},
		{8 * hour, "tv", "Oman plays down seizure of tanker by Iran in Strait of Hormuz", "", New, 0, "", ""},
	}},
	{"a rejected claim is a denial", []piece{
		{0, "wire", "Russia says its troops hold all of Vuhledar", "", New, 0, "", ""},
		{3 * hour, "daily", "Ukraine's army rejects Russian claim to hold all of Vuhledar", "", New, 0, "", ""},
	}},
	{"poses no threat", []piece{
		{0, "wire", "N. Korea fires ballistic missile toward East Sea: S. Korean military", "SEOUL, June 17 (Wire) -- North Korea fired a ballistic missile toward the East Sea on Wednesday, South Korea's military said.", New, 0, "", ""},
		{4 * hour, "wire", "U.S. military says N. Korean missile launch poses no immediate threat", "SEOUL, June 17 (Wire) -- The U.S. Indo-Pacific Command said Wednesday North Korea's missile launch posed no threat to its personnel.", New, 0, "", ""},
	}},
	{"차질 없이는 부정이 아니다", []piece{
		{0, "wire", "국방장관 \"병영 급식 개편 차질 없이 추진\"", "", New, 0, "", ""},
		{hour, "other", "국방장관 \"병영 급식 개편 예정대로 추진\"", "", Coverage, 1, "", ""},
	}},
	{"덧붙은 부정은 소식을 가르지 않는다", []piece{
		{0, "wire", "훈련기 1대, 예천기지 이륙 중 화재…조종사 무사", "(서울=와이어) 김하나 기자 = 훈련기 1대가 17일 예천기지에서 이륙하던 중 불이 났다.", New, 0, "", ""},
		{hour, "other", "예천기지서 훈련기 이륙 중 화재…인명피해 없어", "[예천=아더]정다은 기자 = 17일 예천기지에서 훈련기가 이륙하던 중 화재가 발생했다.", Coverage, 1, "", ""},
	}},
	{"one sum in two currencies", []piece{
		{0, "wire", "Norway signs $10.7 billion frigate deal with British yard", "", New, 0, "", ""},
		{hour, "daily", "British yard signs £8bn frigate deal with Norway", "The order secures work for ten years, the yard said.", Coverage, 1, "", ""},
	}},
	{"말하는 쪽은 쉼표 앞에 있다", []piece{
		{0, "wire", "국방부 \"내년 합동훈련 일부 조정 검토…동맹과 협의중\"", "(서울=와이어) 김하나 기자 = 국방부는 17일 내년 합동훈련 가운데 일부를 조정하는 방안을 동맹과 협의하고 있다고 밝혔다.", New, 0, "", ""},
		{hour, "other", "가나당, 합동훈련 조정 검토에 \"안보 포기 선언\"", "[서울=아더]정다은 기자 = 가나당은 17일 국방부의 합동훈련 조정 검토를 두고 \"안보 포기 선언\"이라고 밝혔다.", New, 0, "", ""},
		{2 * hour, "wire", "다라당, 합동훈련 조정 검토에 \"바람직한 결정\"", "(서울=와이어) 이두리 기자 = 다라당은 17일 국방부의 합동훈련 조정 검토를 두고 \"바람직한 결정\"이라고 밝혔다.", New, 0, "", ""},
	}},
	{"no version of a flash hours later", []piece{
		{0, "wire", "[속보] 국방부 \"예비군 훈련 개편안 이달 발표\"", "", New, 0, "", ""},
		{6 * hour, "wire", "예비군 훈련 개편안 발표 앞두고 부대마다 준비 분주", "(원주=와이어) 이두리 기자 = 국방부가 예비군 훈련 개편안을 이달 발표하기로 한 가운데 각 부대가 준비에 나섰다.", New, 0, "", ""},
	}},
	{"demand for goods is no stance", []piece{
		{0, "wire", "Alpine Arms raises annual profit forecast on missile demand", "", New, 0, "", ""},
		{hour, "daily", "Alpine Arms lifts annual forecast as profit beats estimates", "The maker of missiles raised its forecast for profit.", Coverage, 1, "", ""},
	}},
	{"a condition is no negation of the news", []piece{
		{0, "wire", "President says he may send Harrier missiles to Moldova", "", New, 0, "", ""},
		{hour, "daily", "President weighs sending Harrier missiles if neighbour won't end war", "He spoke on a flight home.", Coverage, 1, "", ""},
	}},
	{"one source, one template, other subjects", []piece{
		{0, "wire", "Alpine Arms raises annual profit forecast on missile demand", "", New, 0, "", ""},
		{hour, "wire", "Kestrel raises annual profit forecast on strong defence demand", "", New, 0, "", ""},
		{2 * hour, "daily", "Kestrel raises annual profit forecast", "", Coverage, 2, "", ""},
	}},
	{"long names and their short forms", []piece{
		{0, "wire", "House passes $901 billion defense policy bill", "", New, 0, "", ""},
		{hour, "daily", "House passes NDAA in 312-112 vote", "", Coverage, 1, "", ""},
	}},
	{"who says it, first", []piece{
		{0, "wire", "Pentagon completes AUKUS review, backs submarine deal", "", New, 0, "", ""},
		{12 * hour, "daily", "Australia says it has received US review of AUKUS pact", "", New, 0, "", ""},
	}},
	{"one template, other names", []piece{
		{0, "yard", "Alpine Yard christens future frigate HMS Alder Brook", "The ship was christened on Wednesday at the yard on the firth.", New, 0, "", ""},
		{20 * hour, "yard", "Alpine Yard christens future frigate HMS Stone Ferry", "The ship was christened on Wednesday at the yard on the firth.", New, 0, "", ""},
		{21 * hour, "daily", "Frigate HMS Stone Ferry christened at Alpine Yard", "", Coverage, 2, "", ""},
	}},
	{"따옴표 속 이름이 다르다", []piece{
		{0, "wire", "해군 잠수함 '가온함' 취역", "", New, 0, "", ""},
		{5 * hour, "other", "해군 잠수함 '나래함' 취역", "", New, 0, "", ""},
		{6 * hour, "third", "해군, 잠수함 '나래함' 취역식", "", Coverage, 2, "", ""},
	}},
	{"one template, other base", []piece{
		{0, "gov", "Change of command held at Naval Station Northpoint", "The captain took command of the station on Wednesday.", New, 0, "", ""},
		{6 * hour, "gov", "Change of command held at Naval Station Westhaven", "The captain took command of the station on Wednesday.", New, 0, "", ""},
	}},
	{"one template, other hull", []piece{
		{0, "wire", "Navy awards Alpine Yard $1.2 billion for destroyer DDG-145", "", New, 0, "", ""},
		{5 * hour, "daily", "Navy awards Alpine Yard $1.2 billion for amphibious ship LPD-33", "", New, 0, "", ""},
	}},
	{"one event at a place by two names", []piece{
		{0, "wire", "Army helicopter crashes near Fort Alder, killing four", "", New, 0, "", ""},
		{hour, "daily", "Army helicopter crashes near Springfield, four killed", "The helicopter went down on the range of Fort Alder.", Coverage, 1, "", ""},
	}},
	{"two chambers", []piece{
		{0, "wire", "Senate committee advances defense spending bill", "", New, 0, "", ""},
		{10 * hour, "daily", "House committee advances defense spending bill", "", New, 0, "", ""},
	}},
	{"what a missile is meant for", []piece{
		{0, "wire", "Turkey tests domestically made anti-tank missile", "", New, 0, "", ""},
		{10 * hour, "daily", "Turkey tests domestically made anti-ship missile", "", New, 0, "", ""},
	}},
	{"the East Sea is the Sea of Japan", []piece{
		{0, "wire", "N. Korea fires ballistic missile into East Sea: JCS", "", New, 0, "", ""},
		{hour, "daily", "North Korea fires ballistic missile into Sea of Japan", "", Coverage, 1, "", ""},
	}},
	{"a variant of one type", []piece{
		{0, "wire", "F-35 crashes near Lemoore; pilot safe", "The jet went down near the airfield at Lemoore during a training flight, the navy said.", New, 0, "", ""},
		{hour, "daily", "F-35C Crashes Near Lemoore, Pilot Ejects", "Video shows the jet falling to the ground at the airfield.", Coverage, 1, "", ""},
	}},
}

func TestSeasAreNoStates(t *testing.T) {
	for _, title := range []string{"Jets crash in South China Sea", "Frigate leaves Gulf of Oman", "Convoy crosses Indian Ocean"} {
		if p := NewPrint(Document{Title: title}); len(p.nations) > 0 {
			t.Errorf("%q names a state", title)
		}
	}
}

func TestVersions(t *testing.T) {
	for _, c := range []struct {
		earlier, later string
		hours          float64
		want           bool
	}{
		{"(URGENT) Frigate aground", "Frigate aground off cape", 1, true},
		{"(URGENT) Frigate aground", "Frigate aground off cape", 5, false},
		{"(URGENT) Frigate aground", "(LEAD) Frigate aground off cape", 5, true},
		{"Frigate aground off cape", "(URGENT) Captain of frigate dismissed", 1, false},
		{"(URGENT) Frigate aground", "(URGENT) Frigate aground, crew safe", 1, true},
		{"Frigate aground off cape", "Frigate aground off cape", 1, false},
	} {
		p := NewPrint(Document{Title: c.earlier, Time: noon})
		o := NewPrint(Document{Title: c.later, Time: noon.Add(time.Duration(c.hours * float64(hour)))})
		ev := evidence{hours: c.hours}
		if got := ev.versions(p, o); got != c.want || ev.versions(o, p) != got {
			t.Errorf("%q and %q after %.0f h are versions: %t", c.earlier, c.later, c.hours, got)
		}
	}
}

func TestWordings(t *testing.T) {
	for _, journey := range wordings {
		t.Run(journey.name, func(t *testing.T) {
			x := NewIndex()
			addCrowd(x)
			walk(t, x, journey.pieces)
		})
	}
}
