package story

import "strings"

// contrasts is a set of words of which one report can hold only one of a kind,
// as bits: short-range or long-range, begin or end.
type contrasts uint64

// contrast is a set of such words. A loose one parts only titles that are
// otherwise alike.
type contrast struct {
	name  string
	loose bool
	mask  contrasts
}

// contrastTable holds the words of every contrast by the hash of their stem.
type contrastTable struct {
	list  []contrast
	bits  map[uint32]contrasts
	parts []contrastPart // Korean compounds: looked for inside words, the longest first
}

type contrastPart struct {
	part string
	bit  contrasts
}

var contrastWords = newContrasts(`
range: short medium intermediate long | 단거리 중거리 중장거리 장거리
class: ballistic cruise | 탄도 순항
missile: icbm irbm mrbm srbm slbm
sea: | 동해 서해 남해
phase: begin end | 시작 종료
state: resume suspend | 재개 중단
verdict: approve reject | 승인 거부 부결 가결
outcome: success fail | 성공 실패
sanction: lift impose | 해제 부과
way: arrive depart | 도착 출발
?amount: raise cut | 증액 삭감
?trend: rise fall | 상승 하락 급등 급락
?branch: army navy force marine | 육군 해군 공군 해병
?trade: buy sell
?side: north south east west
`)

// newContrasts reads lines of "name: english words | korean words"; words at
// the same place on both sides are the same.
func newContrasts(lines string) contrastTable {
	table := contrastTable{bits: map[uint32]contrasts{}}
	bit := contrasts(1)
	for line := range strings.Lines(lines) {
		name, rest, found := strings.Cut(strings.TrimSpace(line), ":")
		if !found {
			continue
		}
		c := contrast{name: strings.TrimPrefix(name, "?"), loose: strings.HasPrefix(name, "?")}
		english, korean, _ := strings.Cut(rest, "|")
		first, used := bit, 0
		for i, word := range strings.Fields(english) {
			table.bits[termKey(word, latin)] = first << i
			used = max(used, i+1)
		}
		for i, word := range strings.Fields(korean) {
			table.parts = append(table.parts, contrastPart{word, first << i})
			used = max(used, i+1)
		}
		for range used {
			c.mask |= bit
			bit <<= 1
		}
		table.list = append(table.list, c)
	}
	return table
}

// of returns the bits of one token. "short" is a range only before "range".
func (table *contrastTable) of(tokens []token, i int, key uint32) contrasts {
	t := &tokens[i]
	switch t.script {
	case latin:
		bit := table.bits[key]
		if bit&table.list[0].mask != 0 && (i+1 >= len(tokens) || tokens[i+1].text != "range" && tokens[i+1].text != "ranged") {
			return 0
		}
		return bit
	case hangul:
		if len(t.text) < 2*syllable {
			return 0
		}
		for _, p := range table.parts {
			if at := strings.Index(t.text, p.part); at >= 0 {
				if p.part == "장거리" && at >= syllable && t.text[at-syllable:at] == "중" {
					continue
				}
				return p.bit
			}
		}
	}
	return 0
}

// differ names the first contrast of which both hold one and not the same. Loose
// contrasts count only if alike is true.
func (a contrasts) differ(b contrasts, alike bool) (name string, found bool) {
	for _, c := range contrastWords.list {
		x, y := a&c.mask, b&c.mask
		if x != 0 && y != 0 && x&y == 0 && (alike || !c.loose) {
			return c.name, true
		}
	}
	return "", false
}

// Negations of a title.
const (
	denial   = 1 << iota // says that it is not so
	negation             // says not
)

var denialWords = wordKeys(`deny denied denies denial refute refuted rebut debunk disprove 부인 부인했 부인해 사실무근 일축`)

var negationWords = wordKeys(`not no never without wont dont doesnt didnt isnt arent wasnt werent cant cannot couldnt wouldnt shouldnt hasnt havent hadnt
않 않는다 않을 않아 않고 않기 안 못 못해 없다 없어 없이 불참 불발 아니다 아냐 없을 않겠다 안해 미참가`)

// renewalWords say that something happens once more: a new event, if it is told
// hours after the last.
var renewalWords = wordKeys(`again another fresh renew resume second third further repeat 또 또다시 다시 재차 연이틀 이틀째 사흘째 나흘째 연일 잇따라`)

// renewalRounds do so after "new": "a new round of strikes".
var renewalRounds = wordKeys(`round wave barrage series volley spate batch`)

// wordKeys reads words into the set of their keys.
func wordKeys(list string) map[uint32]bool {
	set := map[uint32]bool{}
	for word := range strings.FieldsSeq(list) {
		kind := latin
		if word[0] >= 0x80 {
			kind = hangul
		}
		set[termKey(word, kind)] = true
	}
	return set
}

// cities are places below the level of a country: an event happens in one of
// them. States act and are acted on, and capitals stand for them ("Tokyo
// protests"), so the names of those part nothing; nor do names that are also
// common words.
var cities = wordKeys(`
kyiv kharkiv odesa odessa lviv dnipro zaporizhzhia kherson mykolaiv sumy chernihiv poltava donetsk luhansk kramatorsk pokrovsk bakhmut avdiivka mariupol
kryvyi vinnytsia zhytomyr rivne lutsk ternopil crimea sevastopol belgorod kursk bryansk rostov voronezh moscow petersburg novorossiysk murmansk kaliningrad
vladivostok saratov ryazan tula kazan minsk rzeszow vilnius riga tallinn munich hamburg marseille lyon
portsmouth plymouth glasgow naples milan barcelona hague amsterdam bucharest sofia belgrade
istanbul nicosia chisinau tbilisi yerevan baku haifa gaza rafah jenin nablus hebron beirut sidon damascus aleppo homs idlib latakia
baghdad mosul erbil basra isfahan natanz fordow bushehr shiraz tabriz bandar jeddah dhahran dubai sharjah manama muscat sanaa aden hodeidah marib
suez tripoli benghazi tunis algiers rabat khartoum darfur mogadishu nairobi addis djibouti bamako niamey abuja lagos maiduguri kinshasa goma
kabul kandahar karachi lahore peshawar quetta rawalpindi mumbai srinagar jammu dhaka colombo kathmandu yangon naypyidaw palawan
shanghai shenzhen guangzhou fujian kaohsiung kinmen okinawa yokosuka osaka nagoya sapporo guam saipan hawaii honolulu
wonsan sinpo sunan yongbyon sohae kaesong nampo busan incheon daegu daejeon gwangju ulsan pyeongtaek osan gunsan pohang jinhae jeju changwon sacheon
boston chicago houston dallas seattle denver philadelphia baltimore detroit miami tampa norfolk guantanamo caracas bogota havana
키이우 하르키우 오데사 르비우 드니프로 자포리자 헤르손 도네츠크 루한스크 마리우폴 크림 벨고로드 쿠르스크 모스크바
가자지구 라파 베이루트 다마스쿠스 바그다드 이스파한 나탄즈 포르도 두바이 카불 상하이 오키나와 괌 하와이
원산 신포 순안 영변 동창리 남포 함흥 청진 신의주 회령 부산 인천 대구 대전 광주 울산 세종 수원 평택 오산 군산 포항 진해 제주 창원 사천 거제 통영 여수 목포 순천 전주
청주 충주 천안 논산 계룡 춘천 원주 강릉 동해시 속초 양구 철원 파주 연천 포천 동두천 의정부 고양 김포 백령도 연평도 대청도 서산 당진 안동 김해 광양 나주 익산
`)
