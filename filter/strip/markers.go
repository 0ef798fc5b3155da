package strip

import "strings"

// markers are what every notice holds at least one of. They are looked for
// first, because nearly all text has none.
var markers = [...]string{
	"©", "ⓒ", "Ⓒ", "℗", "(c)", "(C)", "（c）", "（C）", "opyright", "OPYRIGHT", "ights", "IGHTS", "ermission", "rohibited", "ommercial use",
	"icensed under", "reative Commons", "overnment Licen", "ublic domain", "restrictions shown", "Licensing", "sing any materials", "AI train", "ata mining", "ed to train",
	"무단", "저작권", "재배포", "DB 금지", "DB금지", "학습", "공공누리", "学習", "训练", "訓練", "翻印", "無断", "禁じ", "著作", "転載", "转载", "轉載", "版权", "版權", "授权", "授權",
	"рава", "РАВА", "епечат", "спользован", "опирован", "итирован", "опіюван", "итуван", "ередрук", "використан", "икористан",
	"roits", "ROITS", "eproduc", "eproducc", "erechos", "ireitos", "iritti", "iproduzione", "echte", "achdruck", "echten",
	"rawa zastrz", "akları", "حقوق", "הזכויות", "oikeudet", "ättigheter", "ettigheter", "ettigheder", "jog fenntartva", "práva", "repturile",
	"ak cipta", "ản quyền", "สงวน", "सर्वाधिकार", "ikaiomata", "δικαι",
}

// markersBy are the markers by their first byte.
var markersBy = func() (by [256][]string) {
	for _, m := range markers {
		by[m[0]] = append(by[m[0]], m)
	}
	return by
}()

// markerStarts has a bit for each start of a marker, as startOf sums it up. Its
// 4 KB stay in a processor's nearest cache, while a text passes by.
var markerStarts = func() (starts [1 << startBits / 64]uint64) {
	for _, m := range markers {
		for third := range 256 {
			if len(m) > 2 {
				third = int(m[2])
			}
			start := startOf(m[0], m[1], byte(third))
			starts[start/64] |= 1 << (start % 64)
		}
	}
	return starts
}()

// startBits is how many bits of three bytes are looked at.
const startBits = 15

func startOf(a, b, c byte) uint {
	return (uint(a)<<10 ^ uint(b)<<5 ^ uint(c)) & (1<<startBits - 1)
}

// hasMarker reports whether a text holds a marker, in one pass over it.
func hasMarker(s string) bool {
	for i := 2; i < len(s); i++ {
		if start := startOf(s[i-2], s[i-1], s[i]); markerStarts[start/64]&(1<<(start%64)) != 0 && startsWithMarker(s[i-2:]) {
			return true
		}
	}
	return len(s) > 1 && startsWithMarker(s[len(s)-2:])
}

func startsWithMarker(s string) bool {
	for _, m := range markersBy[s[0]] {
		if strings.HasPrefix(s, m) {
			return true
		}
	}
	return false
}
