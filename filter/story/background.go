package story

import "strings"

// backgroundWords says of how many among a hundred items of everyday news hold a
// word, for words that are common in any newsroom: states and capitals, offices,
// the vocabulary of politics, war and trade. It makes an index that has seen
// little weigh them as one that has seen much.
var backgroundWords = tiers(`
15 president government state minister people million country new war military force attack trump america security say plan
15 대통령 정부 미국 한국 대표 국회 의원 장관 국민 사업 지원 추진 대한 북한 지역 국가 경제 사회 기업 관계 한미
8 china russia ukraine iran israel britain europe korea japan india france germany putin white house washington pentagon
8 leader official police party group company deal call talk peace meet strike missile defense army navy air
8 billion percent market price trade court law election vote house senate congress chief head top major key report
8 move seek face set bring take make come give help show back support end open build work change increase
8 중국 일본 러시아 우크라이나 이란 이스라엘 군 국방부 국방 안보 외교부 외교 트럼프 이재명 김정은 미사일 훈련 회의 회담 협력
8 서울 시장 산업 기술 개발 계획 방안 문제 상황 결과 조사 사건 사고 경찰 검찰 법원 청와대 여당 야당 국민의힘 더불어민주당
4 nato un iraq syria gaza lebanon turkey taiwan poland canada australia saudi pakistan afghanistan north south east west
4 soldier troop general commander drone jet ship fighter aircraft tank nuclear weapon arm force base system program contract budget
4 kill wound fire launch warn threat sanction conflict crisis ceasefire operation border region area site city capital
4 ministry department agency secretary foreign prime chancellor lawmaker parliament council committee union ally alliance partner nation
4 accuse claim deny denounce urge demand agree approve reject announce launch start begin continue expect want need
4 육군 해군 공군 합참 방산 방위산업 무기 전투기 드론 잠수함 함정 발사 공격 전쟁 평화 동맹 연합 작전 부대 장병 병사 주한미군
4 유엔 나토 유럽 영국 독일 프랑스 대만 중동 이라크 국제 세계 글로벌 시민 주민 논의 요구 강화 확대 축소 지시 비판 촉구 반발 우려 대응
`)

// tiers reads lines of a count and the words that so many items hold.
func tiers(lines string) *hashTable[int32] {
	table := newHashTable[int32]()
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		count := int32(small(words[0], 99))
		for _, word := range words[1:] {
			kind := latin
			if word[0] >= 0x80 {
				kind = hangul
			}
			key := termKey(word, kind)
			if most, _ := table.get(key); count > most {
				table.put(key, count)
			}
		}
	}
	return table
}
