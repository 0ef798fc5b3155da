package cli

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"sitrep/feed"
	"sitrep/filter"
)

// The words of the stories that benchmarks read, commonest first. What is left
// out here, names of people and places, is made up.
var (
	particles = strings.Fields(`the of to in and a on for said that with by from at as is it will was has its be he an have
		were are which after their would this not also who been but more they had about into over than when up could last
		during under since one other between before where all her some against through while because only most out both
		until next among there what if first new two three still such no so many how these very well even then now`)
	nouns = strings.Fields(`government ministry country year president week people minister officials month force navy army
		plan company system military report program agreement day state meeting security statement exercise ship work part
		support group time defence region base budget water official contract number power mission talks border service unit
		project course level road price research city office committee leader war air test member sea school house market
		law vote election case family change order station crew cost parliament spokesman student village river rate port
		hospital teacher museum festival harvest flood bridge railway airport factory orchestra library stadium theatre
		bank insurer tariff export import currency bond dividend inflation wage strike union pension retailer startup
		vaccine clinic patient doctor nurse virus trial court judge prosecutor verdict appeal lawyer prison police
		glacier forest reservoir turbine reactor pipeline refinery mine quarry ferry canal lighthouse harbour island
		coach league goal referee striker tournament medal athlete pitch season transfer novel painter actor singer
		chip battery phone software server browser laptop camera sensor robot laboratory telescope comet engine sector`)
	forces = strings.Fields(`missile frigate submarine troops radar destroyer battalion artillery drone fighter helicopter brigade marines
		garrison shipyard sailor ammunition tank patrol convoy sanction treaty summit ceasefire inspection satellite`)
	verbs = strings.Fields(`said plans expects agreed announced began added called made held signed opened reported built
		tested launched delivered approved ordered rejected discussed welcomed warned showed raised cut joined visited
		completed delayed proposed deployed withdrew received completed sold bought replaced inspected trained defended
		criticised confirmed denied reviewed funded designed upgraded retired escorted intercepted resumed suspended`)
	adjectives = strings.Fields(`new joint national annual foreign regional military public local major first recent naval
		southern northern senior long early civilian domestic large small annual strategic economic technical legal final
		bilateral armed nuclear coastal remote modern heavy light unmanned urgent routine quiet crowded empty costly`)
	syllables = strings.Fields(`han dor vel mar kin sul tor bren ost lin ged far mon tal wick ham ster ra ni ko sen bal dun ros tan jin ho`)

	koreanNouns = strings.Fields(`정부 관계자 지난해 대통령 장관 국방부 계획 회담 지역 회사 사업 예산 계약 보고서 시험 장비 체계 국회 위원회
		주민 도로 학교 병원 시장 물가 선거 재판 경찰 협정 제재 수출 생산 개발 연구 산업 기업 노조 임금 항만 철도 공항 축제 농가 홍수 다리 도서관 박물관 감독 선수
		경기 대회 우승 배우 가수 소설 반도체 전지 통신 위성 원전 발전소 정유 광산 여객선 등대 섬`)
	koreanForces  = strings.Fields(`해군 공군 육군 해병대 병력 미사일 부대 함정 기지 훈련 호위함 잠수함 전투기 조선소 사단 포병 레이더 무인기 전차 어뢰`)
	koreanEndings = strings.Fields(`은 이 을 의 에 는 가 를 에서 로 와 도 과 으로 에게 까지 부터 만`)
	koreanVerbs   = strings.Fields(`밝혔다 말했다 전했다 덧붙였다 예정이다 계획이다 설명했다 진행했다 발표했다 강조했다 시작했다 마쳤다 합의했다 연기했다`)
)

// teller tells made-up stories.
type teller struct{ *rand.Rand }

// zipf picks a word as often as its rank makes words: the second half as often
// as the first, the fourth a quarter.
func (t teller) zipf(words []string) string {
	return words[int(math.Pow(float64(len(words)+1), t.Float64()))-1]
}

func (t teller) any(words []string) string { return words[t.IntN(len(words))] }

// rare makes up one of twenty thousand words.
func (t teller) rare() string { return t.any(syllables) + t.any(syllables) + t.any(syllables) }

// koreanRare makes up one of as many.
func (t teller) koreanRare() string {
	return string([]rune{rune('가' + 28*t.IntN(399)), rune('가' + 28*t.IntN(399) + 4)})
}

// name makes up a name of one word.
func (t teller) name() string { return capital(t.rare()) }

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// matter is what a story is about: the words that come again and again in it.
type matter struct {
	nouns, names []string
	number       int
}

func (t teller) matter(words []string, rare func() string) matter {
	var m matter
	for range 5 {
		m.nouns = append(m.nouns, t.any(words), rare())
	}
	for range 4 {
		m.names = append(m.names, t.name())
	}
	m.number = 2 + t.IntN(400)
	return m
}

// noun is one of the story's own, a common or a rare one.
func (t teller) noun(m matter, words []string, rare func() string) string {
	switch t.IntN(8) {
	case 0, 1:
		return t.any(m.nouns)
	case 2, 3:
		return t.any(words)
	case 4, 5:
		return rare()
	}
	return t.zipf(words)
}

// sentence is of 14 to 30 words, of which one in twenty is a name and one in
// thirty a number.
func (t teller) sentence(m matter) string {
	var words []string
	for n := 14 + t.IntN(17); len(words) < n; {
		switch k := t.IntN(60); {
		case k < 3:
			words = append(words, t.any(m.names))
		case k < 4:
			words = append(words, fmt.Sprint(m.number))
		case k < 5:
			words = append(words, fmt.Sprint(1+t.IntN(90)))
		case k < 29:
			words = append(words, t.zipf(particles))
		case k < 47:
			words = append(words, t.noun(m, nouns, t.rare))
		case k < 54:
			words = append(words, t.zipf(verbs))
		case k < 57:
			words = append(words, t.zipf(adjectives))
		default:
			words = append(words, t.noun(m, nouns, t.rare)+",", t.zipf(particles))
		}
	}
	return capital(strings.Join(words, " ")) + "."
}

// koreanSentence is of 8 to 16 words with their particles.
func (t teller) koreanSentence(m matter) string {
	var words []string
	for n := 8 + t.IntN(9); len(words) < n; {
		word := t.noun(m, koreanNouns, t.koreanRare)
		if t.IntN(20) == 0 {
			word = fmt.Sprintf("%d일", 1+t.IntN(28))
		}
		words = append(words, word+t.zipf(koreanEndings))
	}
	return strings.Join(words, " ") + " " + t.zipf(koreanVerbs) + "."
}

// story is a title and the HTML of about 3 KB that a wire sends: byline,
// dateline, paragraphs of one to three sentences, end mark, address, notice.
func (t teller) story(m matter, korean bool) (title, body string) {
	var out strings.Builder
	say, first := t.sentence, fmt.Sprintf("%s, June 17 (Yonhap) -- ", strings.ToUpper(m.names[0]))
	title = fmt.Sprintf("%s %s %s %s in %s", m.names[1], t.any(m.nouns), t.zipf(verbs), t.any(m.nouns), m.names[0])
	if korean {
		say, first = t.koreanSentence, "(서울=연합뉴스) 김하람 기자 = "
		title = fmt.Sprintf("%s, %s %s %s", t.any(m.nouns), t.any(m.nouns), t.any(m.nouns), t.zipf(koreanNouns))
	} else {
		fmt.Fprintf(&out, "<p>By Kim %s-su</p>\n", m.names[2])
	}
	for out.Len() < 2850 {
		out.WriteString("<p>" + first)
		for range 1 + t.IntN(3) {
			out.WriteString(say(m) + " ")
		}
		out.WriteString("</p>\n")
		first = ""
	}
	if korean {
		out.WriteString("<p>desk@yna.co.kr</p>\n<p>&lt;저작권자(c) 연합뉴스, 무단 전재-재배포, AI 학습 및 활용 금지&gt;</p>")
	} else {
		out.WriteString("<p>desk@yna.co.kr</p>\n<p>(END)</p>\n<p>Copyright (c) Yonhap News Agency. All rights reserved.</p>")
	}
	return title, out.String()
}

// benchItems are n items with their stories, half of them about forces, a tenth
// Korean, a tenth telling again what another told an hour before.
func benchItems(n int) []filter.Received {
	t := teller{rand.New(rand.NewPCG(1, 2))}
	start := time.Date(2026, time.June, 17, 0, 0, 0, 0, time.UTC)
	matters := make([]matter, n)
	items := make([]filter.Received, n)
	for i := range items {
		korean, source, rare := i%10 == 0, "yonhap-en", t.rare
		words := [][]string{nouns, forces}[i/10%2]
		if korean {
			source, rare = "yonhap-ko", t.koreanRare
			words = [][]string{koreanNouns, koreanForces}[i/10%2]
		}
		if matters[i] = t.matter(words, rare); i%10 == 7 && i > 60 {
			matters[i], source = matters[i-60], "korea-herald"
		}
		title, body := t.story(matters[i], korean)
		link := fmt.Sprintf("https://wire.example/%d", i)
		at := start.Add(time.Duration(i) * time.Minute)
		items[i] = filter.Received{Source: source, Name: source, Item: fmt.Sprint(i), URL: link, At: at, Time: at, Body: feed.Item{
			ID: fmt.Sprint(i), Title: feed.Text{Body: title}, Links: []feed.Link{{Rel: feed.RelAlternate, Href: link}},
			Content: []feed.Text{{Type: feed.HTML, Body: body}},
		}}
	}
	return items
}
