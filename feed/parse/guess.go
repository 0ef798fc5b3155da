package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// byLook is what decides where the letters look like an encoding's.
const byLook = "a guess by the look of its letters"

// maxGuessed is how many octets of a document a guess looks at.
const maxGuessed = 64 << 10

// guessEncoding reads a document whose encoding nothing tells. What is not
// like one of the encodings that were in use for news is Windows-1252, in which
// every octet means something.
func guessEncoding(body []byte) decoded {
	if name, e := byLetters(body); e != nil {
		d := decodeWith(e, body, name)
		d.decided = byLook
		return d
	}
	d := decodeWith(charmap.Windows1252, body, "windows-1252")
	d.decided = "a guess: nothing tells"
	return d
}

// byLetters returns the encoding that the letters of a document look like, nil
// for none.
func byLetters(body []byte) (name string, e encoding.Encoding) {
	if looksLikeEUCKR(body) {
		return "euc-kr", korean.EUCKR
	}
	for _, candidate := range []struct {
		name  string
		e     encoding.Encoding
		looks func(string) bool
	}{
		{"euc-jp", japanese.EUCJP, looksJapanese},
		{"shift_jis", japanese.ShiftJIS, looksJapanese},
		{"gbk", simplifiedchinese.GBK, looksChinese},
		{"big5", traditionalchinese.Big5, looksChinese},
		{"windows-1251", charmap.Windows1251, looksRussian},
		{"koi8-r", charmap.KOI8R, looksRussian},
	} {
		sample, err := candidate.e.NewDecoder().Bytes(body[:min(len(body), maxGuessed)])
		text := string(sample)
		if err == nil && strings.Count(text, "\ufffd") <= 1 && candidate.looks(text) { // one may be cut in half
			return candidate.name, candidate.e
		}
	}
	return "", nil
}

// enoughLetters is how many octets above 127 a document must have, so that its
// letters count for more than what is said of it.
const enoughLetters = 40

// contradicted reads a document by its letters that was read as labelled, d,
// and does not look like that: Korean labelled as Latin, which many tools put on
// everything, and encodings of one region labelled as another. Then the operator
// is believed, who may have seen it. ok is false if it does look so, or like
// nothing else, or if there is too little to tell.
func contradicted(d decoded, body []byte, operator string) (other decoded, ok bool) {
	if d.decided == byOperator {
		return d, false
	}
	text := clip(d.text, maxGuessed)
	switch d.encoding {
	case "euc-kr":
		ok = looksLikeEUCKR(body)
	case "shift_jis", "euc-jp":
		ok = looksJapanese(text)
	case "gbk", "gb18030", "big5":
		ok = looksChinese(text)
	case "windows-1251", "koi8-r", "koi8-u":
		ok = looksRussian(text)
	case "windows-1252", "iso-8859-15", "iso-8859-2", "windows-1250", "windows-1254":
		ok = looksLatin(body)
	default:
		ok = true
	}
	if ok {
		return d, false
	}
	high := 0
	for _, c := range body[:min(len(body), maxGuessed)] {
		if c >= utf8.RuneSelf {
			high++
		}
	}
	if high < enoughLetters {
		return d, false
	}
	if e := lookup(operator); e != nil {
		if other = decodeWith(e, body, canonicalLabel(operator)); !other.misfit(len(body)) {
			other.decided = byOperator
			return other, true
		}
	}
	name, e := byLetters(body)
	if e == nil || name == d.encoding {
		return d, false
	}
	other = decodeWith(e, body, name)
	other.decided = byLook
	other.warnings = append(other.warnings, "its letters do not look like "+d.encoding+", "+d.decided+": read as "+name+", which is a guess; charset: would settle it")
	return other, true
}

// looksLatin reports whether the octets above 127 stand among others, as
// accented letters do, rather than next to each other.
func looksLatin(body []byte) bool {
	high, alone := 0, 0
	body = body[:min(len(body), maxGuessed)]
	for i, c := range body {
		if c < utf8.RuneSelf {
			continue
		}
		high++
		if (i == 0 || body[i-1] < utf8.RuneSelf) && (i+1 == len(body) || body[i+1] < utf8.RuneSelf) {
			alone++
		}
	}
	return alone*10 > high
}

// letters counts the characters of a text that are not ASCII by script.
type letters struct {
	all, han, common, hiragana, katakana, half int
}

// commonHan are the ideographs that Chinese uses most, in both sets of forms.
const commonHan = "的一是不了在人有我他这這中大来來上国國个個和说說们們为為子年日月出生到地会會部发發今天新对對时時要以同与與于於军軍等将將第"

func countLetters(text string) letters {
	var n letters
	for _, r := range text {
		if r < 0x80 {
			continue
		}
		n.all++
		switch {
		case r >= 0x3041 && r <= 0x309f:
			n.hiragana++
		case r >= 0x30a1 && r <= 0x30ff:
			n.katakana++
		case r >= 0xff61 && r <= 0xff9f:
			n.half++
		case unicode.Is(unicode.Han, r):
			n.han++
			if strings.ContainsRune(commonHan, r) {
				n.common++
			}
		}
	}
	return n
}

// looksJapanese: kana between the ideographs. Other encodings read as
// Japanese are full of half-width katakana, or have none.
func looksJapanese(text string) bool {
	n := countLetters(text)
	return n.hiragana >= 3 && n.hiragana*10 >= n.all && (n.hiragana+n.katakana+n.han)*10 >= n.all*8 && n.half*20 <= n.all
}

// looksChinese: nearly all ideographs, and every eighth a frequent one. Read
// wrongly, the frequent ones become rare ones.
func looksChinese(text string) bool {
	n := countLetters(text)
	return n.han >= 6 && n.han*10 >= n.all*7 && n.common*8 >= n.han
}

// looksRussian: words of Cyrillic letters alone, with vowels in them and
// capitals only in front. The two Cyrillic encodings read as each other have
// the cases exchanged; others have no vowels where Cyrillic has them.
func looksRussian(text string) bool {
	count, lower, vowels, odd := 0, 0, 0, 0
	before := ' '
	for _, r := range text {
		if unicode.Is(unicode.Cyrillic, r) {
			count++
			if unicode.IsLower(r) {
				lower++
			}
			if strings.ContainsRune("аеиоуыэюяёієї", unicode.ToLower(r)) {
				vowels++
			}
			if unicode.IsUpper(r) && unicode.IsLower(before) || before < 0x80 && unicode.IsLetter(before) {
				odd++
			}
		} else if r < 0x80 && unicode.IsLetter(r) && unicode.Is(unicode.Cyrillic, before) {
			odd++
		}
		before = r
	}
	n := countLetters(text)
	return count >= 10 && lower*2 >= count && count*10 >= n.all*8 && vowels*10 >= count*3 && vowels*10 <= count*6 && odd*20 <= count
}

// looksLikeEUCKR reports whether octets above 127 come in pairs that are
// nearly all Hangul syllables of KS X 1001 (rows B0 to C8), as in no other
// double-byte encoding: Chinese and Japanese spread over the ideographs too,
// and Japanese is full of kana.
func looksLikeEUCKR(body []byte) bool {
	hangul, kana, pairs, broken := 0, 0, 0, 0
	for i := 0; i < len(body); i++ {
		lead := body[i]
		if lead < 0x80 {
			continue
		}
		if i+1 == len(body) {
			break
		}
		trail := body[i+1]
		wide := trail >= 0x41 && trail <= 0x5a || trail >= 0x61 && trail <= 0x7a || trail >= 0x81 && trail <= 0xfe
		switch {
		case lead < 0x81 || lead == 0xff || !wide:
			broken++
			continue
		case lead >= 0xb0 && lead <= 0xc8 && trail >= 0xa1:
			hangul++
		case lead <= 0xa0 || lead <= 0xc6 && trail < 0xa1:
			hangul++ // the syllables that CP949 adds
		case (lead == 0xa4 || lead == 0xa5) && trail >= 0xa1:
			kana++ // in EUC-JP every third letter; in EUC-KR single jamo
			pairs--
		case lead >= 0xa1 && lead <= 0xac && trail >= 0xa1:
			pairs-- // signs count neither way
		}
		pairs++
		i++
	}
	return hangul > 0 && broken*20 <= pairs && hangul*10 >= pairs*8 && kana*10 <= hangul
}
