package story

import (
	"strings"
	"unicode/utf8"
)

// hash32 is FNV-1a (Fowler, Noll, Vo), kept at 32 bits: a print holds a few
// hundred words, so that a chance collision moves a score by little.
func hash32(kind byte, s string) uint32 {
	const offset = 2166136261
	h := hashByte(offset, kind)
	for i := range len(s) {
		h = hashByte(h, s[i])
	}
	return h
}

func hashByte(h uint32, c byte) uint32 {
	const prime = 16777619
	return (h ^ uint32(c)) * prime
}

// hash64 is FNV-1a with 64 bits, for whole titles and texts.
func hash64(h uint64, v uint32) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	if h == 0 {
		h = offset
	}
	for range 4 {
		h = (h ^ uint64(v&0xFF)) * prime
		v >>= 8
	}
	return h
}

// Kinds of terms: equal letters of different kinds are different terms.
const (
	kindWord   = 'w'
	kindNumber = 'n'
	kindBigram = 'b'
	kindPlace  = 'p'
)

// stemEnglish cuts the common endings off a folded English word, the same way
// for every form of it: a lighter form of Porter's stemmer (Program 14(3),
// 1980), with British spelling folded. The stem is no word.
func stemEnglish(word string) string {
	n := len(word)
	if isVariant(word) {
		return word[:n-1]
	}
	if n < 4 {
		return word
	}
	switch word[n-1] {
	default:
		return word // no ending of those below
	case 'g', 'd', 'e', 'r':
	case 's':
		switch {
		case strings.HasSuffix(word, "ies") && n > 4:
			word = word[:n-3] + "y"
		case strings.HasSuffix(word, "sses"), n > 4 && (strings.HasSuffix(word, "xes") || strings.HasSuffix(word, "ches") || strings.HasSuffix(word, "shes")):
			word = word[:n-2]
		case word[n-2] != 's' && word[n-2] != 'u' && (word[n-2] != 'i' || n > 6):
			word = word[:n-1]
		}
	}
	n = len(word)
	switch {
	case word[n-1] == 'g' && n > 5 && strings.HasSuffix(word, "ing"):
		word = undouble(word[:n-3])
	case word[n-1] == 'd' && n > 4 && strings.HasSuffix(word, "ied"):
		word = word[:n-3] + "y"
	case word[n-1] == 'd' && n > 4 && word[n-2] == 'e':
		word = undouble(word[:n-2])
	}
	n = len(word)
	switch {
	case n > 5 && strings.HasSuffix(word, "ence"):
		word = word[:n-2] + "s" // defence, offence, licence
	case n > 3 && word[n-1] == 'e':
		word = word[:n-1]
	case n > 5 && strings.HasSuffix(word, "our"):
		word = word[:n-2] + "r" // armour, harbour
	}
	if n = len(word); n > 5 && strings.HasSuffix(word, "is") {
		word = word[:n-1] + "z" // organise
	}
	return word
}

// isVariant reports whether a word is a type designation with the letter of its
// variant at the end, which other reports leave out: "f35a", "p8a".
func isVariant(word string) bool {
	const least, most = 3, 7
	n := len(word)
	return least <= n && n <= most && isASCIILetter(word[0]) && isASCIILetter(word[n-1]) && isDigit(word[n-2])
}

// undouble takes one of two equal consonants off the end: "stopp" is "stop".
func undouble(word string) string {
	n := len(word)
	if n > 3 && word[n-1] == word[n-2] {
		switch word[n-1] {
		case 'a', 'e', 'i', 'o', 'u', 'l', 's', 'z':
		default:
			return word[:n-1]
		}
	}
	return word
}

// koreanEndings are particles and verb endings, the longest first. They come
// off while two syllables stay.
var koreanEndings = []string{
	"했습니다", "됐습니다", "하겠다고", "이라면서",
	"에서는", "에서도", "으로는", "으로도", "이라고", "이라며", "했다고", "한다고", "하겠다", "하라고", "했지만", "하면서", "됐다고", "된다고",
	"에게는", "까지는", "입니다", "합니다", "됩니다", "했으며", "하기로", "하도록", "이라는", "으로서", "으로써", "로부터", "이라도", "되면서", "시켰다", "시킨다",
	"에서", "에게", "으로", "부터", "까지", "보다", "처럼", "라고", "라며", "했다", "한다", "하며", "하고", "하는", "하라", "해야", "하기", "하자", "하면",
	"되는", "된다", "됐다", "되며", "되고", "돼야", "에는", "와의", "과의", "로서", "로써", "이나", "이며", "이란", "들이", "들은", "들의", "들을", "들도", "들과",
	"했던", "됐던", "하다", "되다", "한테", "였다", "이다", "인데", "라는", "다는", "다며", "다고", "하려", "에도", "만에", "조차", "마저", "이자", "할지", "여만",
	"은", "는", "이", "가", "을", "를", "의", "에", "와", "과", "도", "로", "만", "들", "할", "한", "해", "된", "될", "등", "께", "서", "측",
}

const syllable = len("가") // every Hangul syllable has this many bytes

// endingsBySyllable groups the endings by their last syllable.
var endingsBySyllable = func() map[string][]string {
	groups := map[string][]string{}
	for _, ending := range koreanEndings {
		last := ending[len(ending)-syllable:]
		groups[last] = append(groups[last], ending)
	}
	return groups
}()

// stemKorean cuts particles and endings off a Korean word.
func stemKorean(word string) string {
	for range 2 {
		rest := withoutEnding(word, 2*syllable)
		if rest == word {
			break
		}
		word = rest
	}
	return word
}

// withoutEnding cuts the longest ending off that leaves so many bytes.
func withoutEnding(word string, least int) string {
	if len(word) < least+syllable {
		return word
	}
	for _, ending := range endingsBySyllable[word[len(word)-syllable:]] {
		if len(word) >= len(ending)+least && word[len(word)-len(ending):] == ending {
			return word[:len(word)-len(ending)]
		}
	}
	return word
}

// hanja unfolds the one-character names of Korean headlines: countries,
// offices, presidents. They stand for a word of their own even where they
// touch the next.
func hanja(character string) string {
	r, _ := utf8.DecodeRuneInString(character)
	return hanjaNames[r]
}

var hanjaNames = map[rune]string{
	'北': "북한", '南': "남한", '韓': "한국", '美': "미국", '中': "중국", '日': "일본", '英': "영국", '佛': "프랑스", '獨': "독일", '露': "러시아",
	'臺': "대만", '台': "대만", '印': "인도", '伊': "이탈리아", '濠': "호주", '豪': "호주", '加': "캐나다", '比': "필리핀", '越': "베트남", '泰': "태국",
	'靑': "청와대", '青': "청와대", '與': "여당", '野': "야당", '軍': "군", '檢': "검찰", '警': "경찰", '法': "법원", '黨': "당", '國': "국",
	'前': "전", '新': "신", '對': "대", '核': "핵", '硏': "연구소", '銀': "은행", '株': "주식", '車': "자동차", '社': "회사", '外': "외국",
	'李': "이", '尹': "윤", '文': "문", '朴': "박", '金': "김", '盧': "노", '丁': "정", '安': "안", '韋': "위", '曺': "조", '趙': "조",
	'獄': "감옥", '戰': "전쟁", '展': "전", '亞': "아시아", '歐': "유럽", '反': "반", '親': "친", '脫': "탈", '母': "모친", '女': "여성", '男': "남성",
	'故': "고", '現': "현", '無': "무", '非': "비", '高': "고", '低': "저", '家': "가", '發': "발", '行': "행", '式': "식", '系': "계", '産': "산",
}

// termKey is the hash of the stem of a word, after synonyms and demonyms.
func termKey(word string, kind script) uint32 {
	t := token{text: word, script: kind}
	t.read(hash32(kindWord, word))
	return t.key
}

// synonymOf is the key of the word that stands for all of its sense.
func synonymOf(key uint32) uint32 {
	if other, ok := synonyms.get(key); ok {
		return other
	}
	return key
}
