package story

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// contrasts is a set of words of which one report can hold only one of a kind,
// as bits: short-range or long-range, begin or end.
type contrasts uint64

// contrast is a set of such words. A loose one parts only titles that are
// otherwise alike.
type contrast struct {
	name  string
	loose bool
	mask  contrasts
	words []string // one for each bit of mask, the lowest first
}

// contrastTable holds the words of every contrast by the hash of their stem.
type contrastTable struct {
	list  []contrast
	bits  *hashTable[contrasts]
	parts []contrastPart // Korean compounds: looked for inside words, the longest first
	sides contrasts      // points of the compass
}

type contrastPart struct {
	part string
	bit  contrasts
}

// contrastMost is how many words one contrast has at most.
const contrastMost = 6

var contrastWords = newContrasts(`
range: short medium intermediate long | 단거리 중거리 중장거리 장거리
class: ballistic cruise | 탄도 순항
missile: icbm irbm mrbm srbm slbm
flight: surfacetoair shiptoair airtoair airtoground/airtosurface surfacetosurface | 지대공 함대공 공대공 공대지 지대지
aim: antiship antitank antiaircraft antisatellite antidrone
sea: | 동해 서해 남해
phase: begin end | 시작 종료
state: resume suspend | 재개 중단
verdict: approve reject | 승인 거부 부결 가결
outcome: success fail | 성공 실패
sanction: lift impose | 해제 부과
way: arrive depart | 도착 출발
chamber: senate house | 상원 하원
onset: | 내일부터 돌입/오늘부터
?amount: raise cut | 증액 삭감
?trend: rise fall | 상승 하락 급등 급락
?branch: army navy force marine | 육군 해군 공군 해병
?side: north south east west
`)

// newContrasts reads lines of "name: english words | korean words"; words at
// the same place on both sides are the same, and so are those with a slash between.
func newContrasts(lines string) contrastTable {
	table := contrastTable{bits: newHashTable[contrasts]()}
	bit := contrasts(1)
	for line := range strings.Lines(lines) {
		name, rest, found := strings.Cut(strings.TrimSpace(line), ":")
		if !found {
			continue
		}
		c := contrast{name: strings.TrimPrefix(name, "?"), loose: strings.HasPrefix(name, "?")}
		english, korean, _ := strings.Cut(rest, "|")
		first, used := bit, 0
		var names [contrastMost]string
		for i, words := range strings.Fields(english) {
			for word := range strings.SplitSeq(words, "/") {
				table.bits.put(termKey(word, latin), first<<i)
				names[i] = cmp.Or(names[i], word)
			}
			used = max(used, i+1)
		}
		for i, words := range strings.Fields(korean) {
			for word := range strings.SplitSeq(words, "/") {
				table.parts = append(table.parts, contrastPart{word, first << i})
			}
			used = max(used, i+1)
			names[i] = cmp.Or(names[i], words)
		}
		for range used {
			c.mask |= bit
			bit <<= 1
		}
		c.words = names[:used]
		if c.name == "side" {
			table.sides = c.mask
		}
		table.list = append(table.list, c)
	}
	return table
}

// of returns the bits of one token. "short" is a range only before "range"; of
// "surface-to-air" it is the first that counts, for all three.
func (table *contrastTable) of(tokens []token, i int, key uint32) contrasts {
	t := &tokens[i]
	switch t.script {
	case latin:
		if i+2 < len(tokens) && tokens[i+1].text == "to" {
			if bit, ok := table.bits.get(termKey(t.text+"to"+tokens[i+2].text, latin)); ok {
				return bit
			}
		}
		bit, _ := table.bits.get(key)
		if t.text == "anti" && i+1 < len(tokens) && !tokens[i+1].pause {
			bit, _ = table.bits.get(termKey(t.text+tokens[i+1].text, latin))
			return bit
		}
		if bit&table.list[0].mask != 0 && (i+1 >= len(tokens) || tokens[i+1].text != "range" && tokens[i+1].text != "ranged") {
			return 0
		}
		if t.text == "force" || t.text == "forces" {
			if i == 0 || tokens[i-1].text != "air" {
				return 0 // forces of any branch
			}
		}
		if t.text == "house" && (!t.upper || i > 0 && tokens[i-1].text == "white") {
			return 0
		}
		if bit&table.sides != 0 && t.upper && i+1 < len(tokens) && !tokens[i+1].pause && tokens[i+1].upper {
			return 0 // of a name: "North Korea", "East Sea"
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

// word is the word of the lowest of some bits of the contrast.
func (c *contrast) word(held contrasts) string {
	return c.words[bits.TrailingZeros64(uint64(held))-bits.TrailingZeros64(uint64(c.mask))]
}

// differ names the first contrast of which both hold one and not the same, and
// what each holds. Loose
// contrasts count only if alike is true.
func (a contrasts) differ(b contrasts, alike bool) (name string, found bool) {
	for _, c := range contrastWords.list {
		x, y := a&c.mask, b&c.mask
		if x != 0 && y != 0 && x&y == 0 && (alike || !c.loose) {
			return c.name + ": " + c.word(x) + " / " + c.word(y), true
		}
	}
	return "", false
}

// Negations of a title.
const (
	denial      = 1 << iota // says that it is not so
	negation                // says not
	negatesNews             // does so in the clause that tells the news
)

// negates reports whether one of two titles negates its news and the other
// negates nothing.
func negates(p, o *Print) bool {
	return p.negative&negatesNews != 0 && o.negative&negation == 0 || o.negative&negatesNews != 0 && p.negative&negation == 0
}

// deniesClaim reports whether a title goes on from a word to reject a claim, as
// in "rejects Russian claim".
func deniesClaim(tokens []token) bool {
	const reach = 4
	return rejectionWords.has(tokens[0].key) && slices.ContainsFunc(tokens[1:min(len(tokens), reach)], func(t token) bool { return claimWords.has(t.key) })
}

// deniesTruth reports whether two words of a title say "not true".
func deniesTruth(first, second *token) bool {
	if first.text == "not" {
		return second.text == "true"
	}
	return strings.HasPrefix(first.text, "사실") && (strings.HasPrefix(second.text, "아니") || strings.HasPrefix(second.text, "아냐") ||
		strings.HasPrefix(second.text, "아님") || strings.HasPrefix(second.text, "아닌"))
}

var denialWords = wordKeys(`deny denied denies denial refute refuted rebut debunk disprove untrue 부인 부인했 부인해 사실무근 일축`)

// rejectionWords deny before one of claimWords.
var (
	rejectionWords = wordKeys(`reject dispute dismiss contradict`)
	claimWords     = wordKeys(`claim allegation accusation report rumour rumor assertion`)
)

// negationWords negate what a title tells. "without" and 없이 are none of them: they
// tell how it is done ("차질 없이").
var negationWords = wordKeys(`not no never wont dont doesnt didnt isnt arent wasnt werent cant cannot couldnt wouldnt shouldnt hasnt havent hadnt
않 않는다 않을 않아 않고 않기 안 못 못해 없다 없어 불참 불발 아니다 아냐 없을 않겠다 안해 미참가`)

// renewalWords say that something happens once more: a new event, if it is told
// hours after the last.
var renewalWords = wordKeys(`again fresh renew resume further repeat 다시 연이틀 이틀째 사흘째 나흘째 연일 잇따라`)

// nextWords count the event itself: "a second missile", "또 발사".
var nextWords = wordKeys(`another second third fourth 또 또다시 재차`)

// spanWords show that a count is one over a time: "second this month", "올해 두 번째".
var spanWords = wordKeys(`this year month week decade since straight 올해 이달 이번 들어 사상 역대 만에`)

// renewalRounds do so after "new": "a new round of strikes".
var renewalRounds = wordKeys(`round wave barrage series volley spate batch`)

// reactionWords say how somebody takes the news, not what happened.
var reactionWords = wordKeys(`condemn denounce welcome applaud thank rebuke decry lament deplore
규탄 항의 유감 환영 비난 맹비난 성토 개탄`)

// stanceWords may say so, and may be the news.
var stanceWords = wordKeys(`slam blast criticize criticise protest hail urge vow disappointed disappointment dismay react reaction retaliate outcry backlash
outrage anger fury praise regret backfire mourn demand downplay insist 촉구 비판 반발 우려 질타 반응 맞대응 보복 논평 애도 강력반발`)

// stancePhrases are stances of two words: "plays down".
var stancePhrases = func() map[uint32]string {
	table := map[uint32]string{}
	for verb, after := range map[string]string{"play": "down", "call": "on", "hit": "back", "push": "back", "brush": "off", "speak": "out"} {
		table[termKey(verb, latin)] = after
	}
	return table
}()

// isStance reports whether the word at tokens[i] may say how somebody takes the
// news.
func isStance(tokens []token, i int) bool {
	key := tokens[i].key
	if stanceWords.has(key) {
		return tokens[i].text != "demand" // of goods
	}
	after, found := stancePhrases[key]
	return found && i+1 < len(tokens) && tokens[i+1].text == after
}

// marketWords say that a title is about prices, goodsWords only before a word of
// moveWords: "shares slide", "oil jumps".
var (
	marketWords = wordKeys(`nasdaq kospi kosdaq 유가 국제유가 주가 코스피 코스닥 환율 증시 목표주가`)
	goodsWords  = wordKeys(`share stock oil crude brent gold bond dollar yen index future price yield`)
	moveWords   = wordKeys(`rise fall jump slide surge slump climb drop gain dip edge soar tumble plunge rally sink slip rebound steady up down higher lower`)
)

// wordKeys reads words into the set of their keys.
func wordKeys(list string) *hashSet {
	set := newHashTable[struct{}]()
	for word := range strings.FieldsSeq(list) {
		kind := latin
		if word[0] >= 0x80 {
			kind = hangul
		}
		set.put(termKey(word, kind), struct{}{})
	}
	return set
}

// plainKeys does the same without synonyms.
func plainKeys(list string) *hashSet {
	set := newHashTable[struct{}]()
	for word := range strings.FieldsSeq(list) {
		set.put(stemHash(word), struct{}{})
	}
	return set
}
