package story

import (
	"fmt"
	"testing"
	"time"
)

// piece is one item of a journey: when it comes after noon of the first day,
// what it says, and how it must relate to what came before it.
type piece struct {
	at     time.Duration
	source string
	title  string
	text   string
	want   Relation
	of     int // which earlier piece it must belong with, from 1; 0 any
	item   string
	url    string
}

// noon is the start of every journey: Wednesday, 17 June 2026, noon in Seoul,
// as a Seoul wire dates it.
var noon = time.Date(2026, 6, 17, 12, 0, 0, 0, time.FixedZone("KST", 9*3600))

const hour = time.Hour

func (p piece) document(n int) Document {
	item, url := p.item, p.url
	if item == "" {
		item = fmt.Sprintf("item-%d", n)
	}
	if url == "" {
		url = fmt.Sprintf("https://%s.example/a/%d", p.source, n)
	}
	at := noon.Add(p.at)
	return Document{Source: p.source, Item: item, URL: url, Title: p.title, Text: p.text, Time: at, Received: at}
}

// journeys are look-alikes of the wires: what must become one and what must
// stay apart. All text is made up.
var journeys = []struct {
	name   string
	pieces []piece
}{
	{"retitle at one address", []piece{
		{0, "wire", "Navy to inspect pier after storm", "Inspectors will look at the pier.", New, 0, "", "https://wire.example/a/x?utm_source=rss"},
		{3 * hour, "wire", "Parliament passes budget for rescue fleet", "Another subject altogether.", Update, 1, "", "http://www.wire.example/a/x/"},
	}},
	{"same raw id, new address", []piece{
		{0, "wire", "Frigate returns to port", "The frigate is back.", New, 0, "guid-1", "https://wire.example/1"},
		{2 * hour, "wire", "Frigate and its crew return", "The frigate is back with its crew.", Update, 1, "guid-1", "https://wire.example/2"},
		{3 * hour, "wire", "Crew returns", "", Update, 1, "guid-2", "https://wire.example/1"},
	}},
	{"another source's address is a copy, however titled", []piece{
		{0, "wire", "Minister opens radar station on the coast", "", New, 0, "", "https://wire.example/radar"},
		{1 * hour, "portal", "Radar: what the minister said", "", Copy, 1, "", "https://m.wire.example/radar?fbclid=1"},
	}},
	{"a front page as link joins nothing", []piece{
		{0, "wire", "Helicopter crews train over the bay", "", New, 0, "", "https://wire.example/"},
		{1 * hour, "wire", "Court hears case of stolen rifles", "", New, 0, "", "https://wire.example"},
	}},
	{"same raw id at two sources says nothing", []piece{
		{0, "wire", "Helicopter crews train over the bay", "", New, 0, "1", ""},
		{1 * hour, "daily", "Court hears case of stolen rifles", "", New, 0, "1", ""},
	}},
	{"flash, report, lead, second lead", []piece{
		{0, "wire", "(URGENT) N. Korea fires ballistic missile toward East Sea: JCS", "", New, 0, "", ""},
		{hour / 4, "wire", "N. Korea fires ballistic missile toward East Sea: JCS", "SEOUL, June 17 (Wire) -- North Korea fired a ballistic missile toward the East Sea on Wednesday, the Joint Chiefs of Staff said.", Take, 1, "", ""},
		{hour, "wire", "(LEAD) N. Korea fires 2 ballistic missiles toward East Sea", "SEOUL, June 17 (Wire) -- North Korea fired two ballistic missiles toward the East Sea on Wednesday, the Joint Chiefs of Staff said, days after a warning over a joint drill.", Take, 2, "", ""},
		{2 * hour, "wire", "(2nd LD) N. Korea launches missiles days after warning over drill", "SEOUL, June 17 (Wire) -- North Korea fired two short-range ballistic missiles toward the East Sea on Wednesday, the Joint Chiefs of Staff said, days after it warned of action over a joint drill of the allies.", Take, 3, "", ""},
	}},
	{"a launch of another day is another story", []piece{
		{0, "wire", "N. Korea fires ballistic missile toward East Sea: JCS", "SEOUL, June 17 (Wire) -- North Korea fired a ballistic missile toward the East Sea on Wednesday, the Joint Chiefs of Staff said.", New, 0, "", ""},
		{72 * hour, "wire", "(LEAD) N. Korea fires 2 ballistic missiles toward East Sea: JCS", "SEOUL, June 20 (Wire) -- North Korea fired two ballistic missiles toward the East Sea on Saturday, the Joint Chiefs of Staff said.", New, 0, "", ""},
		{23 * hour, "daily", "North Korea fires ballistic missile into East Sea", "North Korea fired a ballistic missile toward the East Sea on Thursday, the Joint Chiefs of Staff said.", New, 0, "", ""},
	}},
	{"next day's marked take keeps to its own day", []piece{
		{0, "wire", "Drones hit depot near Kharkiv", "KHARKIV, June 17 -- Drones hit a fuel depot near Kharkiv on June 17, the governor said.", New, 0, "", ""},
		{22 * hour, "wire", "(LEAD) Drones hit depot near Kharkiv", "KHARKIV, June 18 -- Drones hit a fuel depot near Kharkiv on June 18, the governor said.", New, 0, "", ""},
	}},
	{"surface-to-air is not ship-to-air", []piece{
		{0, "wire", "S. Korea test-fires surface-to-air missile", "SEOUL, June 17 (Wire) -- South Korea test-fired a surface-to-air missile on Wednesday, the defense agency said.", New, 0, "", ""},
		{1 * hour, "wire", "(LEAD) S. Korea test-fires surface-to-air missile", "SEOUL, June 17 (Wire) -- South Korea test-fired a surface-to-air missile from a truck on Wednesday, the defense agency said. It hit a target 60 km up.", Take, 1, "", ""},
		{2 * hour, "wire", "S. Korea test-fires ship-to-air missile", "SEOUL, June 17 (Wire) -- South Korea test-fired a ship-to-air missile on Wednesday, the Navy said.", New, 0, "", ""},
	}},
	{"지대공은 함대공이 아니다", []piece{
		{0, "wire", "군, 신형 지대공 유도탄 시험발사 성공", "군이 17일 신형 지대공 유도탄 시험발사에 성공했다고 밝혔다.", New, 0, "", ""},
		{2 * hour, "daily", "해군, 신형 함대공 유도탄 시험발사 성공", "해군이 17일 신형 함대공 유도탄 시험발사에 성공했다고 밝혔다.", New, 0, "", ""},
	}},
	{"short-range is not long-range", []piece{
		{0, "wire", "North Korea test-fires short-range missile", "North Korea test-fired a short-range missile on Wednesday, its news agency said.", New, 0, "", ""},
		{3 * hour, "daily", "North Korea test-fires long-range missile", "North Korea test-fired a long-range missile on Wednesday, its news agency said.", New, 0, "", ""},
	}},
	{"단거리와 장거리", []piece{
		{0, "wire", "北, 동해상으로 단거리 탄도미사일 발사", "(서울=와이어) 김하나 기자 = 북한이 17일 동해상으로 단거리 탄도미사일을 발사했다고 합동참모본부가 밝혔다.", New, 0, "", ""},
		{2 * hour, "daily", "北, 동해상으로 장거리 탄도미사일 발사", "북한이 17일 동해상으로 장거리 탄도미사일을 발사했다고 합동참모본부가 밝혔다.", New, 0, "", ""},
	}},
	{"ballistic is not cruise", []piece{
		{0, "wire", "Navy shoots down ballistic missile in test off Hawaii", "", New, 0, "", ""},
		{2 * hour, "daily", "Navy shoots down cruise missile in test off Hawaii", "", New, 0, "", ""},
	}},
	{"contracts of two days", []piece{
		{0, "gov", "Contracts For June 17, 2026", "ARMY Example Corp., Springfield, was awarded a $12,000,000 contract for trucks.", New, 0, "", ""},
		{24 * hour, "gov", "Contracts For June 18, 2026", "NAVY Sample Inc., Newport, was awarded a $9,100,000 contract for pumps.", New, 0, "", ""},
		{25 * hour, "mirror", "Contracts For June 18, 2026", "A list without the text.", New, 0, "", ""},
	}},
	{"headlines of the hour", []piece{
		{0, "wire", "[와이어 이 시각 헤드라인] - 07:30", "", New, 0, "", ""},
		{3 * hour, "wire", "[와이어 이 시각 헤드라인] - 10:30", "", New, 0, "", ""},
		{24 * hour, "wire", "[와이어 이 시각 헤드라인] - 07:30", "", New, 0, "", ""},
	}},
	{"the day's schedule, twice under one wrong date", []piece{
		{0, "wire", "[오늘의 주요일정]정치(6월17일 수요일)", "◇국방부 10:00 전군 지휘관 회의", New, 0, "", ""},
		{23 * hour, "wire", "[오늘의 주요일정]정치(6월17일 수요일)", "◇국방부 14:00 훈련소 방문", New, 0, "", ""},
	}},
	{"weekly tracker", []piece{
		{0, "navalsite", "Fleet and Marine Tracker: June 15, 2026", "These are the approximate positions of the deployed strike groups.", New, 0, "", ""},
		{50 * hour, "navalsite", "Fleet and Marine Tracker: June 17, 2026", "These are the approximate positions of the deployed strike groups.", New, 0, "", ""},
	}},
	{"personnel notices", []piece{
		{0, "wire", "[인사] 방위사업청", "▲ 국장 홍길동", New, 0, "", ""},
		{20 * hour, "wire", "[인사] 방위사업청", "▲ 과장 성춘향", New, 0, "", ""},
	}},
	{"속보, 종합, 종합2보", []piece{
		{0, "wire", "[속보] 합참 \"북한, 동해상으로 미상 탄도미사일 발사\"", "(서울=와이어)", New, 0, "", ""},
		{hour / 2, "wire", "합참 \"北, 동해상으로 탄도미사일 발사\"", "(서울=와이어) 김하나 기자 = 북한이 17일 동해상으로 탄도미사일을 발사했다고 합동참모본부가 밝혔다.", Take, 1, "", ""},
		{hour, "wire", "北, 동해상으로 탄도미사일 2발 발사…한미훈련 반발(종합)", "(서울=와이어) 김하나 이두리 기자 = 북한이 17일 동해상으로 탄도미사일 2발을 발사했다고 합동참모본부가 밝혔다. 한미 연합훈련에 대한 반발로 풀이된다.", Take, 2, "", ""},
		{2 * hour, "wire", "北, 한미훈련 겨냥 탄도미사일 무력시위(종합2보)", "(서울=와이어) 김하나 이두리 기자 = 북한이 17일 동해상으로 탄도미사일 2발을 발사했다고 합동참모본부가 밝혔다. 한미 연합훈련을 겨냥한 무력시위로 풀이된다.", Take, 3, "", ""},
	}},
	{"flash stubs of two wires", []piece{
		{0, "wire", "[속보]국방장관 \"전역 보류 장병 내일부터 순차 전역\"", "후속기사가 이어집니다", New, 0, "", ""},
		{hour / 6, "other", "[속보] 국방장관 \"전역 보류 장병들 내일부터 차례로 전역시킬 것\"", "(", Coverage, 1, "", ""},
		{hour, "wire", "국방장관 \"전역 보류 장병 내일부터 순차 전역…휴가도 정상화\"", "[서울=와이어]박세나 기자 = 국방부 장관은 17일 전역이 보류된 장병들이 내일부터 순차적으로 전역한다고 밝혔다. 휴가도 정상화된다.", Take, 1, "", ""},
	}},
	{"a short flash after the long text that holds it", []piece{
		{0, "wire", "Destroyer collides with freighter in strait", "A destroyer collided with a freighter in the strait early Wednesday, injuring four sailors, the navy said. Tugs were on their way to both ships. The freighter, bound for a grain terminal, had reported trouble with its rudder an hour earlier. The navy opened an inquiry.", New, 0, "", ""},
		{hour, "portal", "Sailors hurt in collision", "A destroyer collided with a freighter in the strait early Wednesday, injuring four sailors, the navy said.", Copy, 1, "", ""},
	}},
	{"a long text after the flash of another wire", []piece{
		{0, "wire", "FLASH: Destroyer collides with freighter in strait, four sailors injured - navy", "", New, 0, "", ""},
		{hour, "daily", "Destroyer and freighter collide in strait; four sailors injured", "A destroyer collided with a freighter in the strait early Wednesday, injuring four sailors, the navy said. Tugs were on their way to both ships. The freighter, bound for a grain terminal, had reported trouble with its rudder an hour earlier. The navy opened an inquiry.", Coverage, 1, "", ""},
	}},
	{"copy under another title", []piece{
		{0, "wire", "Army orders 200 bridges from Alpine maker", "VIENNA, June 17 (Wire) -- The army ordered 200 folding bridges from an Alpine maker of steel parts on Wednesday, its largest order of the kind since the river floods. Delivery starts next spring and ends in four years, the ministry said.", New, 0, "", ""},
		{5 * hour, "daily", "Bridge builder lands its largest order", "The army ordered 200 folding bridges from an Alpine maker of steel parts on Wednesday, its largest order of the kind since the river floods. Delivery starts next spring and ends in four years, the ministry said. (Wire)", Copy, 1, "", ""},
	}},
	{"proxy of a search engine", []piece{
		{0, "daily", "Marines test ‘quiet’ boats in Baltic harbour", "The marines tried electric boats for a week.", New, 0, "", ""},
		{hour, "proxy", "Marines test 'quiet' boats in Baltic harbor - Daily Example", "Marines test 'quiet' boats in Baltic harbor  Daily Example", Copy, 1, "", "https://news.example/rss/articles/CBMi1?oc=5"},
	}},
	{"own report of the same news", []piece{
		{0, "wire", "Norway picks Kestrel helicopters in $1.4 billion deal", "Norway chose the Kestrel helicopter for its coast guard on Wednesday.", New, 0, "", ""},
		{3 * hour, "daily", "Kestrel wins $1.4B Norwegian coast guard helicopter contract", "The maker of the Kestrel beat two rivals, the Norwegian defence ministry announced.", Coverage, 1, "", ""},
	}},
	{"같은 소식 다른 매체", []piece{
		{0, "wire", "해군 신형 호위함 '가람함' 진수…2028년 인도", "(거제=와이어) 이두리 기자 = 해군의 신형 호위함 가람함 진수식이 17일 거제 조선소에서 열렸다.", New, 0, "", ""},
		{2 * hour, "other", "신형 호위함 가람함 진수식…해군 전력 강화", "[서울=아더] 정다은 기자 = 해군은 17일 거제 조선소에서 신형 호위함 가람함의 진수식을 거행했다고 밝혔다.", Coverage, 1, "", ""},
	}},
	{"reaction is its own story", []piece{
		{0, "wire", "US to withdraw two batteries from Gulf base", "The United States will withdraw two air defence batteries from a Gulf base by August, officials said.", New, 0, "", ""},
		{5 * hour, "daily", "Lawmakers slam plan as gift to rivals", "Members of both parties criticised the administration over the region on Wednesday and asked for a hearing.", New, 0, "", ""},
	}},
	{"반응은 다른 기사", []piece{
		{0, "wire", "국방부, 예비군 훈련 기간 2박3일로 단축 발표", "(서울=와이어) 김하나 기자 = 국방부는 17일 예비군 동원훈련 기간을 단축한다고 발표했다.", New, 0, "", ""},
		{4 * hour, "other", "재향군인회 \"안보 공백 우려\"…야당도 철회 요구", "[서울=아더] 정다은 기자 = 재향군인회는 성명을 내고 국방부 결정에 유감을 표했다.", New, 0, "", ""},
	}},
	{"analysis the day after", []piece{
		{0, "wire", "Sweden joins submarine cable patrol in Baltic", "Sweden said on Wednesday it would join the patrol of submarine cables in the Baltic.", New, 0, "", ""},
		{20 * hour, "daily", "Analysis: Why cable patrols are changing how Baltic navies think", "Patrols alone will not keep cables safe, experts say, but they change budgets and habits.", New, 0, "", ""},
	}},
	{"preview before the event", []piece{
		{0, "wire", "What to expect at Thursday's summit of defence ministers", "Ministers meet on Thursday to talk about ammunition and air policing.", New, 0, "", ""},
		{26 * hour, "daily", "Defence ministers agree on joint ammunition fund", "The ministers agreed on Thursday to pool two billion euros for shells.", New, 0, "", ""},
	}},
	{"gallery with its own captions", []piece{
		{0, "wire", "Tall ships and frigates open naval review in Plymouth", "Forty ships from twelve navies opened the review on Wednesday under grey skies, the organisers said.", New, 0, "", ""},
		{3 * hour, "daily", "In pictures: naval review", "A sailor waves. Children watch from a pier. A dog in a life jacket.", New, 0, "", ""},
	}},
	{"same frame, other place", []piece{
		{0, "wire", "Explosion damages ammunition depot in Kharkiv", "", New, 0, "", ""},
		{2 * hour, "daily", "Explosion damages ammunition depot in Odesa", "", New, 0, "", ""},
	}},
	{"지역만 다른 제목", []piece{
		{0, "wire", "육군, 거제 수해복구 현장에 장병 투입", "", New, 0, "", ""},
		{2 * hour, "other", "육군, 춘천 수해복구 현장에 장병 투입", "", New, 0, "", ""},
	}},
	{"same frame, other number", []piece{
		{0, "wire", "Air force grounds 12 trainer jets after engine fault", "", New, 0, "", ""},
		{2 * hour, "daily", "Air force grounds 30 trainer jets after engine fault", "", New, 0, "", ""},
	}},
	{"부대 번호가 다르다", []piece{
		{0, "wire", "육군 39사단, 혹한기 전술훈련 실시", "", New, 0, "", ""},
		{2 * hour, "other", "육군 7사단, 혹한기 전술훈련 실시", "", New, 0, "", ""},
	}},
	{"denial is another story", []piece{
		{0, "wire", "Belarus moved artillery to border, Lithuania says", "", New, 0, "", ""},
		{3 * hour, "daily", "Belarus denies it moved artillery to border with Lithuania", "", New, 0, "", ""},
	}},
	{"will and will not", []piece{
		{0, "wire", "Turkey will send frigate to gulf patrol", "", New, 0, "", ""},
		{3 * hour, "daily", "Turkey will not send frigate to gulf patrol", "", New, 0, "", ""},
	}},
	{"부인", []piece{
		{0, "wire", "러시아, 북한군 추가 파병 요청", "", New, 0, "", ""},
		{3 * hour, "other", "러시아, 북한군 추가 파병 요청 부인", "", New, 0, "", ""},
	}},
	{"begin and end of a drill", []piece{
		{0, "wire", "Allies begin naval drill in Baltic Sea", "", New, 0, "", ""},
		{20 * hour, "daily", "Allies end naval drill in Baltic Sea", "", New, 0, "", ""},
	}},
	{"훈련 시작과 종료", []piece{
		{0, "wire", "한미 해병대 연합상륙훈련 시작", "", New, 0, "", ""},
		{20 * hour, "other", "한미 해병대 연합상륙훈련 종료", "", New, 0, "", ""},
	}},
	{"an equal title within a day, and after it", []piece{
		{0, "wire", "US military says it completed latest strikes on militia", "", New, 0, "", ""},
		{50 * hour, "daily", "US military says it completed latest strikes on militia", "", New, 0, "", ""},
	}},
	{"equal title, equal text, two days later at another outlet", []piece{
		{0, "wire", "Reservists learn to fly cargo gliders", "Forty reservists spent a week at a grass strip learning to fly cargo gliders, an old craft that planners want back because it makes no noise and leaves no trace on infrared cameras.", New, 0, "", ""},
		{50 * hour, "daily", "Reservists learn to fly cargo gliders", "Forty reservists spent a week at a grass strip learning to fly cargo gliders, an old craft that planners want back because it makes no noise and leaves no trace on infrared cameras.", Copy, 1, "", ""},
		{90 * hour, "monthly", "Reservists learn to fly cargo gliders", "Forty reservists spent a week at a grass strip learning to fly cargo gliders, an old craft that planners want back because it makes no noise and leaves no trace on infrared cameras.", Copy, 2, "", ""},
	}},
	{"correction may change a number", []piece{
		{0, "wire", "Shipyard to build 6 patrol boats for coast guard", "The yard won an order for six patrol boats on Wednesday, the coast guard said in a notice.", New, 0, "", ""},
		{2 * hour, "wire", "CORRECTED-Shipyard to build 8 patrol boats for coast guard", "The yard won an order for eight patrol boats on Wednesday, the coast guard said in a notice.", Take, 1, "", ""},
	}},
	{"정정은 수를 바꿀 수 있다", []piece{
		{0, "wire", "군 헬기 불시착…탑승자 3명 부상", "(포천=와이어) 이두리 기자 = 17일 오전 포천에서 군 헬기가 불시착해 탑승자 3명이 다쳤다.", New, 0, "", ""},
		{2 * hour, "wire", "[정정] 군 헬기 불시착…탑승자 4명 부상", "(포천=와이어) 이두리 기자 = 17일 오전 포천에서 군 헬기가 불시착해 탑승자 4명이 다쳤다.", Take, 1, "", ""},
	}},
	{"kill finds what it withdraws", []piece{
		{0, "wire", "General resigns over leaked memo", "The general resigned on Wednesday, two officials said.", New, 0, "", ""},
		{hour, "wire", "KILL: General resigns over leaked memo", "Editors: please kill this story. It was sent in error.", Take, 1, "", ""},
	}},
	{"전문취소", []piece{
		{0, "wire", "육군 대장 사의 표명", "(서울=와이어) 김하나 기자 = 육군 대장이 17일 사의를 표명했다.", New, 0, "", ""},
		{hour, "wire", "[전문취소] 육군 대장 사의 표명", "기사를 전문 취소합니다.", Take, 1, "", ""},
	}},
	{"a kill and a correction of the day before yesterday's report", []piece{
		{0, "wire", "General resigns over leaked memo", "The general resigned on Wednesday, two officials said.", New, 0, "", ""},
		{hour, "wire", "Shipyard to build 6 patrol boats for coast guard", "The yard won an order for six patrol boats on Wednesday, the coast guard said in a notice.", New, 0, "", ""},
		{40 * hour, "wire", "KILL: General resigns over leaked memo", "Editors: please kill this story. It was sent in error.", Take, 1, "", ""},
		{41 * hour, "wire", "CORRECTED-Shipyard to build 8 patrol boats for coast guard", "The yard won an order for eight patrol boats on Wednesday, the coast guard said in a notice.", Take, 2, "", ""},
		{42 * hour, "wire", "(LEAD) Shipyard to build 9 patrol boats for coast guard", "The yard won an order for nine patrol boats on Friday, the coast guard said in a notice.", New, 0, "", ""},
	}},
	{"updates of a wire", []piece{
		{0, "wire", "Denmark orders mine hunters from Dutch yard", "COPENHAGEN, June 17 (Wire) - Denmark ordered three mine hunters from a Dutch yard on Wednesday.", New, 0, "", ""},
		{hour, "wire", "UPDATE 1-Denmark orders mine hunters from Dutch yard, options for more", "COPENHAGEN, June 17 (Wire) - Denmark ordered three mine hunters from a Dutch yard on Wednesday, with options for two more.", Take, 1, "", ""},
		{3 * hour, "wire", "WRAPUP 2-Denmark, Norway order mine hunters from Dutch yard", "COPENHAGEN, June 17 (Wire) - Denmark and Norway ordered mine hunters from a Dutch yard on Wednesday, with options for more.", Take, 2, "", ""},
	}},
	{"takes by the wire's own number", []piece{
		{0, "wire", "합참의장, 최전방 부대 방문", "(서울=와이어) 김하나 기자 = 합참의장이 17일 최전방 부대를 찾았다.", New, 0, "", "https://wire.example/view/AKR20260617012300504"},
		{2 * hour, "wire", "경계태세 점검한 합참의장 \"즉각 대응\"(종합)", "(서울=와이어) 김하나 기자 = 군 수뇌부가 경계작전 현장을 둘러보며 대비태세를 강조했다.", Take, 1, "", "https://wire.example/view/AKR20260617012351504"},
		{2 * hour, "wire", "문화재청, 산성 복원 착수", "(서울=와이어) 이두리 기자 = 산성 복원이 시작됐다.", New, 0, "", "https://wire.example/view/AKR20260617012400005"},
	}},
	{"two statements of one office", []piece{
		{0, "wire", "국방부 \"병사 급식비 내년 인상\"", "(서울=와이어) 김하나 기자 = 국방부는 17일 병사 급식비를 내년부터 올린다고 밝혔다.", New, 0, "", ""},
		{hour, "wire", "국방부 \"노후 수송기 교체 사업 재검토\"", "(서울=와이어) 이두리 기자 = 국방부는 17일 노후 수송기 교체 사업을 다시 살핀다고 밝혔다.", New, 0, "", ""},
	}},
	{"same minister, other news", []piece{
		{0, "wire", "Macron says France will host training for Ukrainian pilots", "", New, 0, "", ""},
		{2 * hour, "daily", "Macron says pension reform will wait until autumn", "", New, 0, "", ""},
	}},
	{"日本語の同じ記事", []piece{
		{0, "wire", "海上自衛隊の護衛艦、佐世保を出港", "海上自衛隊の護衛艦が17日、佐世保基地を出港した。中東での情報収集に当たる。", New, 0, "", ""},
		{2 * hour, "daily", "護衛艦が佐世保を出港、中東へ", "海上自衛隊の護衛艦が17日、佐世保基地を出港した。中東での情報収集に当たる。任期は半年。", Copy, 1, "", ""},
	}},
	{"the same text with another date is another item", []piece{
		{0, "wire", "Navy escorts grain convoy through strait", "The navy escorted a convoy of nine grain ships through the strait on June 16 without incident, the ministry said.", New, 0, "", ""},
		{24 * hour, "daily", "Navy escorts grain convoy through strait", "The navy escorted a convoy of nine grain ships through the strait on June 17 without incident, the ministry said.", New, 0, "", ""},
	}},
	{"it happened again, hours later", []piece{
		{0, "wire", "Militia drone hits airfield in north", "", New, 0, "", ""},
		{7 * hour, "daily", "Another militia drone hits airfield in north", "", New, 0, "", ""},
	}},
	{"또 발사", []piece{
		{0, "wire", "북한, 서해로 순항미사일 발사", "", New, 0, "", ""},
		{8 * hour, "other", "북한, 또 서해로 순항미사일 발사", "", New, 0, "", ""},
	}},
	{"中文同一条新闻", []piece{
		{0, "wire", "海军新型医院船抵达雅加达访问", "海军新型医院船十七日抵达雅加达，开始为期七天的友好访问，并为当地居民提供诊疗服务。", New, 0, "", ""},
		{2 * hour, "daily", "医院船抵达雅加达 开始友好访问", "海军新型医院船十七日抵达雅加达，开始为期七天的友好访问，并为当地居民提供诊疗服务。", Copy, 1, "", ""},
	}},
	{"a second missile two hours later", []piece{
		{0, "wire", "N. Korea fires ballistic missile into East Sea: JCS", "SEOUL, June 17 (Wire) -- North Korea fired a ballistic missile into the East Sea on Wednesday, the Joint Chiefs of Staff said.", New, 0, "", ""},
		{2 * hour, "wire", "N. Korea fires second ballistic missile into East Sea: JCS", "SEOUL, June 17 (Wire) -- North Korea fired another ballistic missile into the East Sea on Wednesday, two hours after the first, the Joint Chiefs of Staff said.", New, 0, "", ""},
		{5 * hour / 2, "daily", "North Korea fires another missile, hours after first", "North Korea launched a second ballistic missile on Wednesday, Seoul said.", Coverage, 2, "", ""},
	}},
	{"또 쐈다는 속보", []piece{
		{0, "wire", "합참 \"북한, 동해상으로 탄도미사일 발사\"", "", New, 0, "", ""},
		{2 * hour, "wire", "[속보] 합참 \"북한, 동해상으로 탄도미사일 또 발사\"", "", New, 0, "", ""},
	}},
	{"the second this month is the same event", []piece{
		{0, "wire", "N. Korea fires ballistic missile into East Sea", "North Korea fired a ballistic missile into the East Sea on Wednesday.", New, 0, "", ""},
		{2 * hour, "daily", "North Korea fires ballistic missile, second launch this month", "One missile was launched off the North's east coast, the second this month, Seoul said.", Coverage, 1, "", ""},
	}},
	{"reactions are stories of their own", []piece{
		{0, "wire", "US approves $1.1 billion missile sale to Taiwan", "The State Department approved a possible sale of Harpoon missiles to Taiwan.", New, 0, "", ""},
		{6 * hour, "wire", "China condemns US missile sale to Taiwan", "Beijing lodged a protest after Washington approved the sale of Harpoon missiles.", New, 0, "", ""},
		{7 * hour, "daily", "Taiwan thanks US for $1.1 billion missile sale", "Taipei welcomed the approval of the sale of Harpoon missiles.", New, 0, "", ""},
		{8 * hour, "post", "Beijing denounces US missile sale to Taiwan", "China's foreign ministry protested against the sale of Harpoon missiles.", Coverage, 2, "", ""},
	}},
	{"규탄하는 쪽마다 다른 기사", []piece{
		{0, "wire", "북한, 동해상으로 탄도미사일 발사", "(서울=와이어) 김하나 기자 = 북한이 17일 동해상으로 탄도미사일을 발사했다고 합참이 밝혔다.", New, 0, "", ""},
		{2 * hour, "wire", "정부, 북한 탄도미사일 발사 규탄…\"도발 중단하라\"", "(서울=와이어) 이두리 기자 = 정부는 17일 북한의 탄도미사일 발사를 규탄했다.", New, 0, "", ""},
		{3 * hour, "other", "美 \"북한 미사일 발사 규탄…한일 방위공약 철통\"", "[서울=아더]정다은 기자 = 미국 국무부는 북한의 탄도미사일 발사를 규탄했다.", New, 0, "", ""},
	}},
	{"an analysis in the words of the news", []piece{
		{0, "wire", "Germany orders 20 more Eurofighters", "Germany ordered 20 more Eurofighter jets on Wednesday.", New, 0, "", ""},
		{5 * hour, "daily", "Analysis: Why Germany ordered 20 more Eurofighters", "The order keeps a production line busy until the next fighter is ready.", New, 0, "", ""},
		{6 * hour, "post", "What Germany's order of 20 more Eurofighters means", "Experts see a signal to Paris.", New, 0, "", ""},
	}},
	{"사진은 다른 기사", []piece{
		{0, "wire", "해군 호위함 가람함 취역", "해군이 17일 호위함 가람함 취역식을 열었다.", New, 0, "", ""},
		{2 * hour, "other", "[포토] 해군 호위함 가람함 취역", "가람함 취역식에서 장병들이 경례하고 있다.", New, 0, "", ""},
	}},
	{"two orders of one maker", []piece{
		{0, "wire", "Alpine Arms wins $1 billion howitzer order from Romania", "Alpine Arms signed a contract with Romania for howitzers.", New, 0, "", ""},
		{4 * hour, "wire", "Alpine Arms wins $1.6 billion rocket launcher order from Poland", "Alpine Arms signed a contract with Poland for rocket launchers.", New, 0, "", ""},
	}},
	{"수를 우리말로 세다", []piece{
		{0, "wire", "러, 오데사에 미사일 여덟 발 발사", "러시아가 17일 오데사에 미사일 여덟 발을 쐈다.", New, 0, "", ""},
		{hour, "other", "러시아, 오데사에 미사일 10발 발사", "러시아군이 오데사에 미사일 10발을 발사했다고 주지사가 밝혔다.", New, 0, "", ""},
		{2 * hour, "third", "러 미사일 8발 오데사에 떨어져", "러시아가 오데사로 미사일 8발을 쐈다고 주지사가 밝혔다.", Coverage, 1, "", ""},
	}},
	{"천 단위를 섞어 쓴 수", []piece{
		{0, "wire", "상원, 국방법안 가결…주둔군 2만8천500명 유지", "상원이 17일 주둔군 2만8천500명을 유지하는 국방법안을 통과시켰다.", New, 0, "", ""},
		{hour, "other", "'주둔군 2만8500명 유지' 국방법안 상원 통과", "주둔군 감축을 막는 국방법안이 상원을 통과했다.", Coverage, 1, "", ""},
	}},
	{"a span of days", []piece{
		{0, "wire", "한미, 연합훈련 8월 17∼27일 실시…야외훈련 절반 연기", "(서울=와이어) 이두리 기자 = 한미가 8월 17일부터 연합훈련을 실시한다고 합참이 밝혔다.", New, 0, "", ""},
		{hour, "other", "한미연합훈련 8월 17일 시작…야외훈련 절반 9월로", "합동참모본부는 17일 연합훈련 계획을 발표했다.", Coverage, 1, "", ""},
	}},
	{"items without titles", []piece{
		{0, "wire", "", "The frigate Halberd left its home port on Tuesday for a deployment to the eastern Mediterranean, the navy said. It leads four ships.", New, 0, "", ""},
		{hour, "daily", "", "Frigate Halberd has left for the eastern Mediterranean, the navy said on Tuesday, leading a group of four ships.", Coverage, 1, "", ""},
		{2 * hour, "post", "", "The army began to clear mines from a beach near the town after a storm.", New, 0, "", ""},
	}},
	{"numbers of two texts under one title", []piece{
		{0, "wire", "Russia fires missiles at Odesa", "Russia fired 8 missiles at Odesa overnight, the governor said.", New, 0, "", ""},
		{hour, "daily", "Russia fires missiles at Odesa", "Russia fired 10 missiles at Odesa overnight, the governor said.", New, 0, "", ""},
	}},
	{"a kill after a dash, and an outlet", []piece{
		{0, "wire", "Army buys trucks from maker in Ohio", "The army buys trucks.", New, 0, "", ""},
		{hour, "wire", "Army buys trucks from maker in Ohio - KILL", "Please kill.", Take, 1, "", ""},
	}},
	{"a copy with another number is no copy", []piece{
		{0, "wire", "Army to buy trucks", "The army will buy 400 trucks from a maker in Ohio under a contract signed on Wednesday, the service said in a notice, to replace a fleet that is thirty years old.", New, 0, "", ""},
		{2 * hour, "daily", "Army to buy new fleet of trucks", "The army will buy 900 trucks from a maker in Ohio under a contract signed on Wednesday, the service said in a notice, to replace a fleet that is thirty years old.", New, 0, "", ""},
	}},
	{"a compass point in a name is no contrast", []piece{
		{0, "wire", "N. Korea fires ballistic missile into East Sea: JCS", "SEOUL, June 17 (Wire) -- North Korea fired a ballistic missile toward the East Sea on Wednesday, South Korea's military said.", New, 0, "", ""},
		{hour / 2, "other", "North Korea launches ballistic missile toward Sea of Japan: Tokyo", "North Korea launched what appeared to be a ballistic missile on Wednesday, the Japanese government said.", Coverage, 1, "", ""},
	}},
	{"a deal told from both sides", []piece{
		{0, "wire", "Poland to buy 180 Black Ram tanks from Alpine Arms", "Poland signed a contract with Alpine Arms for tanks on Wednesday.", New, 0, "", ""},
		{2 * hour, "daily", "Alpine Arms to sell 180 Black Ram tanks to Poland", "The maker signed the contract in Warsaw on Wednesday.", Coverage, 1, "", ""},
	}},
	{"forces are of any branch, the air force is one", []piece{
		{0, "wire", "US forces strike militia depot in desert of Syria", "", New, 0, "", ""},
		{hour, "daily", "US Navy strikes militia depot in desert of Syria", "", Coverage, 1, "", ""},
		{2 * hour, "post", "US Air Force awards engine contract to Alpine Arms", "", New, 0, "", ""},
		{3 * hour, "tv", "US Navy awards engine contract to Alpine Arms", "", New, 0, "", ""},
	}},
	{"no chain: each is like the last, the third not like the first", []piece{
		{0, "a", "Storm delays launch of patrol ship in Gdansk", "", New, 0, "", ""},
		{hour, "b", "Storm delays patrol ship launch, halts ferries across Baltic", "", Coverage, 1, "", ""},
		{2 * hour, "c", "Ferries across Baltic halted, thousands stranded in ports", "", New, 0, "", ""},
	}},
}

// crowd is a day of other news, so that journeys are judged in a full index as
// well as in an empty one.
var crowd = []string{
	"Parliament debates conscription for women", "Tank maker opens plant in Saxony", "Coast guard seizes drugs off Sicily",
	"Air show draws record crowd in Fairford", "Army chief visits flood victims", "Satellite launch delayed by weather",
	"Pentagon names new head of missile defense agency", "Poland signs deal for howitzers", "Drone maker raises funds for factory",
	"Russia and Ukraine exchange prisoners", "Israel says air strikes hit militia in Lebanon", "Iran rejects inspection of nuclear site",
	"North Korea holds party meeting", "Japan lodges protest over ship near islands", "China holds drill off Taiwan coast",
	"국방부, 병영생활관 개선 사업 착수", "방위사업청, 차기 구축함 사업 설명회 개최", "해병대, 서북도서 방어훈련 실시", "공군, 신형 훈련기 도입 검토",
	"대통령, 국가안보회의 주재", "북한, 당 전원회의 소집", "한미 국방장관 전화 통화", "러시아, 우크라이나 에너지 시설 공습", "이스라엘, 레바논 남부 공습 재개",
	"합참의장, 일본 통합막료장과 회담", "육군, 과학화 전투훈련 공개", "방산 수출 상반기 실적 발표", "군사법원, 가혹행위 간부에 징역형",
}

func TestLookAlikes(t *testing.T) {
	for _, journey := range journeys {
		for _, crowded := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/crowded=%t", journey.name, crowded), func(t *testing.T) {
				x := NewIndex()
				if crowded {
					addCrowd(x)
				}
				walk(t, x, journey.pieces)
			})
		}
	}
}

func addCrowd(x *Index) {
	for i, title := range crowd {
		at := noon.Add(time.Duration(i-len(crowd)) * hour)
		id := fmt.Sprintf("crowd-%d", i)
		x.Add(NewPrint(Document{Source: "crowd", Item: id, Title: title, Time: at, Received: at}), id, id, New)
	}
}

// walk places the pieces one after the other and compares what comes out.
func walk(t *testing.T, x *Index, pieces []piece) {
	t.Helper()
	reports, stories := make([]string, len(pieces)), make([]string, len(pieces))
	for i, piece := range pieces {
		print := NewPrint(piece.document(i))
		pl := x.Place(print)
		reports[i], stories[i] = pl.Report, pl.Story
		if reports[i] == "" {
			reports[i] = fmt.Sprintf("report-%d", i)
		}
		if stories[i] == "" {
			stories[i] = fmt.Sprintf("story-%d", i)
		}
		x.Add(print, reports[i], stories[i], pl.Relation)
		if pl.Relation != piece.want {
			t.Errorf("piece %d %q is %s of %v, want %s\n%v", i+1, piece.title, pl.Relation, pl.Of, piece.want, pl.Signals)
			continue
		}
		if piece.of == 0 {
			continue
		}
		if stories[i] != stories[piece.of-1] {
			t.Errorf("piece %d %q is told with %s, want piece %d", i+1, piece.title, stories[i], piece.of)
		}
		if same := reports[i] == reports[piece.of-1]; same != (piece.want != Coverage) {
			t.Errorf("piece %d %q: one report with piece %d: %t", i+1, piece.title, piece.of, same)
		}
	}
}
