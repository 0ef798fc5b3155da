package match

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The parts of a field that say where a text comes from and not, or hardly,
// what it is about: an outlet's name often holds "Defense", and a dateline the
// name of a capital at war or a garrison town.

// datelineReach is how far from its start, in bytes, a text may have a
// dateline.
const datelineReach = 160

// afterDateline is the offset in text after its dateline and byline, 0 if it
// has none. Forms: `(서울=연합뉴스) 홍길동 기자 = `, `[서울=뉴시스]홍길동 기자 = `,
// `SEOUL, June 17 (Yonhap) -- `, `LONDON (AP) — `, `NORFOLK, Va. - `, `AFP - `,
// `MOSCOW, June 17. /TASS/. `.
func afterDateline(text string) int {
	start := leadingSpace(text)
	for range 2 { // some wires print it twice
		n := koreanDateline(text[start:])
		if n == 0 {
			break
		}
		start += n
	}
	if start == leadingSpace(text) {
		start += latinDateline(text[start:])
	}
	return start
}

func leadingSpace(text string) int {
	return len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
}

func head(text string, n int) string {
	return text[:min(n, len(text))]
}

// koreanDateline is the length of a bracket with an equals sign in it and of
// the byline after it.
func koreanDateline(text string) int {
	var closing string
	switch {
	case strings.HasPrefix(text, "("):
		closing = ")"
	case strings.HasPrefix(text, "["):
		closing = "]"
	default:
		return 0
	}
	n := strings.Index(head(text, datelineReach), closing)
	if n < 0 || !strings.Contains(text[:n], "=") {
		return 0
	}
	n += len(closing)
	if byline := strings.Index(head(text[n:], datelineReach), "="); byline >= 0 &&
		!strings.ContainsAny(text[n:n+byline], ".!?\"([") {
		n += byline + 1
	}
	return n + leadingSpace(text[n:])
}

// latinDateline is the length of a place, date or agency before a dash.
func latinDateline(text string) int {
	first := head(text, datelineReach)
	if place, agency, ok := strings.Cut(first, "/"); ok && capitalised(place) {
		if name, _, ok := strings.Cut(agency, "/."); ok && name != "" && name == strings.ToUpper(name) && !strings.Contains(name, " ") {
			n := len(place) + len(name) + 3
			return n + leadingSpace(text[n:])
		}
	}
	for i, r := range first {
		size := 0
		switch {
		case strings.HasPrefix(first[i:], " - "), strings.HasPrefix(first[i:], "-- "):
			size = 3
		case r == '—' || r == '–':
			size = utf8.RuneLen(r)
		}
		if size == 0 {
			continue
		}
		if !dateline(strings.TrimRight(first[:i], " -")) {
			return 0
		}
		return i + size + leadingSpace(text[i+size:])
	}
	return 0
}

// dateline reports whether what stands before the first dash is a dateline: a
// place or nothing and an agency in brackets, a place in capitals, or an
// agency.
func dateline(text string) bool {
	if place, agency, ok := strings.Cut(text, "("); ok {
		return strings.HasSuffix(agency, ")") && strings.IndexByte(agency, ')') == len(agency)-1 && capitalised(place)
	}
	word, _, _ := strings.Cut(strings.ReplaceAll(text, ",", " "), " ")
	letters := 0
	for _, r := range word {
		if !unicode.IsUpper(r) && r != '.' && r != '-' {
			return word == text && (text == "Reuters" || text == "Yonhap" || text == "Xinhua" || text == "Kyodo")
		}
		letters++
	}
	return letters > 1 && capitalised(text)
}

// capitalised reports whether each word begins like a name or a number, and
// there are at most eight.
func capitalised(text string) bool {
	words := strings.Fields(text)
	for _, word := range words {
		r, _ := utf8.DecodeRuneInString(word)
		if !unicode.IsUpper(r) && !unicode.IsDigit(r) && !plainSyllable(r) {
			return false
		}
	}
	return len(words) <= 8
}

// maxOutlet is the most words an outlet's name has.
const maxOutlet = 5

// outletSuffix is the offset in title where the name of an outlet is appended
// (" - Reuters", " | Daily News"), len(title) if none is. What follows the last
// dash can as well be the one who said it ("- Pentagon"), so a name counts only
// if it looks like a newspaper's or if the text, too, is the title and that
// name.
func outletSuffix(title string, text []byte) int {
	cut, size := -1, 0
	for _, separator := range []string{" - ", " – ", " — ", " | "} {
		if i := strings.LastIndex(title, separator); i > cut {
			cut, size = i, len(separator)
		}
	}
	if cut <= 0 {
		return len(title)
	}
	name := title[cut+size:]
	words := strings.Fields(head(name, datelineReach))
	if len(words) == 0 || len(words) > maxOutlet || len(name) >= datelineReach {
		return len(title)
	}
	if strings.HasSuffix(title[:cut+size], "| ") && len(name) < cut && capitalised(name) || newspaper(words) {
		return cut
	}
	if len(text) > len(title)+len(title)/2 {
		return len(title)
	}
	var f folded
	f.fold(title[:cut])
	rest, ok := afterRepeat(text, f.text)
	f.fold(name)
	if tail, same := afterRepeat(rest, f.text); ok && same && len(tail) == 0 {
		return cut
	}
	return len(title)
}

// newspaper reports whether a name has a word of the trade in it.
func newspaper(words []string) bool {
	for _, word := range words {
		if r, _ := utf8.DecodeRuneInString(word); !unicode.IsUpper(r) && !plainSyllable(r) && !strings.Contains(word, ".") {
			return false
		}
	}
	for _, word := range words {
		switch strings.ToLower(word) {
		case "news", "times", "post", "herald", "daily", "journal", "press", "tribune", "telegraph",
			"guardian", "magazine", "gazette", "monitor", "tv", "media", "reuters", "afp", "ap", "bbc",
			"cnn", "yonhap", "xinhua", "kyodo", "tass":
			return true
		}
		for _, ending := range []string{".com", ".net", ".org", "일보", "신문", "뉴스", "방송", "통신", "타임스", "투데이", "저널"} {
			if strings.HasSuffix(word, ending) {
				return true
			}
		}
	}
	return false
}

// afterRepeat is what is left of folded text after the words of folded prefix;
// ok is false if it begins with others. Punctuation and spaces don't count.
func afterRepeat(text, prefix []byte) (rest []byte, ok bool) {
	mark := func(b byte) bool { return b < utf8.RuneSelf && !bordered(rune(b)) }
	trim := func(text []byte) []byte {
		for len(text) > 0 && mark(text[0]) {
			text = text[1:]
		}
		return text
	}
	text, prefix = trim(text), trim(prefix)
	for len(prefix) > 0 {
		if len(text) == 0 || text[0] != prefix[0] {
			return nil, false
		}
		text, prefix = trim(text[1:]), trim(prefix[1:])
	}
	return text, true
}

// repeats reports whether text says the folded title again and nothing more
// but the name of an outlet.
func repeats(text *folded, source string, title []byte) bool {
	rest, ok := afterRepeat(text.text, title)
	if !ok {
		return false
	}
	name := source[text.offset(len(text.text)-len(rest)):]
	return len(name) < datelineReach && len(strings.Fields(name)) <= maxOutlet && capitalised(name)
}
