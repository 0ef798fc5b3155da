package story

import "strings"

// The lists below are about how news is worded, not about one subject: words
// that carry no news, words of the same sense, names of peoples for names of
// countries, words that exclude each other. They are read once and not changed.

// stopWords carry no news: articles, pronouns, auxiliaries, words of speaking.
var stopWords = stopTable(`
a an the and or but nor of in on at to for from by with without as is are was were be been being am it its this that these those
he she they them his her their our your my we you i who whom whose which what when where there here than then so such if into onto over under
up down out off about after before during between among against amid through via per not no yes also more most many much some any all each
both other another same own very just only even still yet again now has have had having do does did done will would shall should can could may
might must say says said saying tell told tells according add added adds report reports reported reporting official officials source sources
statement spokesperson spokesman spokeswoman monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow
january february march april june july august september october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec
year years month months week weeks day days hour hours time times am pm mr mrs ms dr like new news latest update first last next one
because while since until upon toward towards across around near how why us-based while amid whether
기자 특파원 이날 오늘 어제 내일 것 것으로 위해 위한 통해 대한 대해 대해서 관련 관련해 따르면 따라 따른 밝혔 밝혔다 밝힌 밝혀 말했 말했다 전했 전했다 전해졌
있다 있는 있어 있습니다 없다 했다 한다 하는 됐다 된다 된 될 할 한 그 이 저 및 등 또 또한 그리고 하지만 그러나 이번 지난 최근 현지 시간 현지시간 오전 오후
가운데 때문 때문에 이후 이전 당시 현재 앞서 함께 대해선 관한 의한 같은 같이 등을 등이 등의 위원 관계자 지난해 올해 내년 이어 이라 라며 라고
것이 것은 것을 수 중 후 간 내 외 더 안 못 잘 다시 모두 각각 바 점 데 뒤 전 때 곳 씨 측 만 약 총 여 이를 이에 이와 그는 그가 우리 저는 제가
따르 전해 알려졌 나타났 이뤄 강조 설명 덧붙 지적 언급 보도 발표`)

// synonyms folds words of one sense, irregular verbs and names of peoples. The
// first word of a line stands for the others.
var synonyms = synonymTable(`
buy bought purchase acquire acquisition procure procurement
sell sold sale
strike struck attack hit bomb bombard bombardment raid airstrike pound shelling bombing
intercept interception interceptor downed downs
fire fired launch shoot shot shooting testfire
blaze inferno ablaze
kill killed dead die died death slain fatality
wound injure injury hurt
name appoint tap pick appointment nominate choose chose chosen select selection
win won get got awarded award land secure clinch
build built construct construction
agree agreement deal pact accord treaty
approve clear greenlight okay approval clearance endorse
begin began start kick commence
end finish conclude complete wrap
meet met talk meeting summit
send sent deploy dispatch deployment
drone uav unmanned uncrewed uncrew unman
troop soldier serviceman
ship vessel warship
jet fighter warplane aircraft plane
helicopter chopper
submarine sub
ammunition ammo munition
drill exercise manoeuvre maneuver wargame
navy naval
pentagon dod
defense defence
plan plans planned
raise raised boost increase hike
cut slash reduce reduction trim
warn warning
sink sank sunk
test tested trial
quit resign resignation step
oust dismiss dismissal sack removal ouster expel purge
cancel scrap axe ax terminate ditch shelve cancellation
delay postpone defer postponement
swap exchange
unveil reveal debut showcase
accuse blame
violate violation incursion intrude intrusion
collide collision
prisoner captive pow
free freed release
seize seizure capture
forecast outlook guidance
budget spending spend spent
fund funding finance financing
firm company
startup
lawmaker legislator congressman
chief head boss
satellite spacecraft
port harbour
fall fell
lead led
hold held
say
leave left
fight fought
break broke broken
steal stole stolen
grow grew grown growth
rise rose risen
fly flew flown flight
hide hid hidden
lose lost loss
pay paid payment
arrive arrival
sue lawsuit
outage blackout
factory plant
probe investigation inquiry investigate
worker employee staff workforce
close closure
ceasefire truce
row dispute spat
weapon arm weaponry
aid assistance
militant insurgent
surround encircle
pledge promise
zelensky zelenskiy zelenskyy zelenskyi
hezbollah hizbollah hizbullah
ukraine ukrainian kyiv kiev
russia russian moscow kremlin
israel israeli
iran iranian tehran
iraq iraqi baghdad
china chinese beijing
japan japanese tokyo
korea korean seoul pyongyang
america american usa us washington
britain british uk london
france french paris elysee
germany german berlin
poland polish warsaw
italy italian rome
spain spanish madrid
turkey turkish türkiye turkiye ankara
india indian delhi
pakistan pakistani islamabad
syria syrian
lebanon lebanese
yemen yemeni
egypt egyptian cairo
europe european eu
taiwan taiwanese taipei
philippine filipino manila
vietnam vietnamese hanoi
australia australian canberra
canada canadian ottawa
norway norwegian oslo
sweden swedish stockholm
finland finnish helsinki
denmark danish copenhagen
netherlands dutch
belgium belgian
greece greek athens
romania romanian
hungary hungarian
czech czechia
estonia estonian tallinn
latvia latvian
lithuania lithuanian
afghanistan afghan
sudan sudanese
somalia somali
nigeria nigerian
brazil brazilian
mexico mexican
venezuela venezuelan
colombia colombian
cuba cuban
serbia serbian
bulgaria bulgarian
croatia croatian
portugal portuguese
switzerland swiss
austria austrian
ireland irish
belarus belarusian
moldova moldovan
armenia armenian
azerbaijan azerbaijani azeri
kazakhstan kazakh
libya libyan
ethiopia ethiopian
kenya kenyan
jordan jordanian
kuwait kuwaiti
singapore singaporean
indonesia indonesian
malaysia malaysian
thailand thai
myanmar burmese
saudi saudis
qatar qatari
emirate emirati uae
houthi houthis
palestine palestinian
gaza gazan
러시아 러
우크라이나 우크라
북한 북
미국 미
한국 우리나라
청와대 대통령실
훈련 연습
발사 쏘아 쐈
공격 공습 타격 폭격
사망 숨져 숨졌 숨진 숨지
부상 다쳐 다쳤
지시 명령
축소 줄여 줄이 감축
합참의장 합동참모의장
합참 합동참모본부
국방장관 국방부장관
전작권 전시작전권 전시작전통제권
핵잠 핵잠수함 핵추진잠수함
한미연합훈련 한미훈련 연합훈련 한미연합연습 한미연합군사훈련 한미군사훈련 연합연습 한미연습
을지프리덤실드 ufs
국민의힘 국힘
더불어민주당 민주당
방사청 방위사업청
면담 회동 회담 만나
구매 구입 도입 매입
드론 무인기
항모 항공모함
함정 군함
통과 가결 의결
폐지 해체
연기 미뤄 미뤄져 미루
인상 증액 올려 올린
석방 풀어 풀려
교환 맞교환
공개 선보여 첫선
선정 뽑혀 낙점
불시착 비상착륙
침범 월선
군사분계선 mdl
비무장지대 dmz
국방수권법 국방수권법안 ndaa
정유공장 정유소 정유시설
봉급 월급
부사관
수주 계약 낙찰
시작 돌입 개시 착수
종료 마무리 끝나
방문 찾아 찾은
인도네시아 인니`)

// keys are the hashes of the stem of a word, before and after synonyms.
type keys struct{ plain, key uint32 }

// stopTable reads words into a table from the hash of each to its keys.
func stopTable(list string) *hashTable[keys] {
	table := newHashTable[keys]()
	for word := range strings.FieldsSeq(list) {
		plain := stemHash(word)
		table.put(hash32(kindWord, word), keys{plain, synonymOf(plain)})
	}
	return table
}

// synonymTable reads lines of words of one sense into a table from the hash of
// each stem to the hash of the first word's stem.
func synonymTable(lines string) *hashTable[uint32] {
	table := newHashTable[uint32]()
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		head := stemHash(words[0])
		for _, word := range words[1:] {
			if other := stemHash(word); other != head {
				table.put(other, head)
			}
		}
	}
	return table
}

// stemHash is termKey before synonyms.
func stemHash(word string) uint32 {
	if word[0] < 0x80 {
		return hash32(kindWord, stemEnglish(word))
	}
	return hash32(kindWord, stemKorean(word))
}
