package story

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// textLimit is how much of a text is read, in bytes: beyond it wire copy holds
// background that other reports share.
const textLimit = 20 << 10

// body is the text of an item as it is compared.
type body struct {
	lines []string
	stub  bool // says itself that the report will follow
	whole bool // false where the source cut it off
}

// readText takes off a text what does not tell its news: datelines, bylines,
// addresses, end marks, the title or outlet said again, an ellipsis and the
// broken word before it.
func readText(text string, h heading) body {
	b := body{whole: true}
	text = strings.TrimSpace(cut(text, textLimit))
	if text == "" {
		return b
	}
	kept := make([]string, 0, 16)
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		var stub bool
		line, stub = withoutStubWords(line)
		b.stub = b.stub || stub
		if len(kept) == 0 {
			line = withoutDateline(withoutTitle(line, h.stem))
		}
		if line == "" || isFurniture(line) {
			continue
		}
		kept = append(kept, line)
	}
	if n := len(kept); n > 0 {
		kept[n-1], b.whole = withoutEllipsis(withoutTail(kept[n-1]))
	}
	size := len(kept) - 1
	for _, line := range kept {
		size += len(line)
	}
	if size >= len("(...)") {
		b.lines = kept
	}
	return b
}

// stubWords are what the wires put where the report will be.
var stubWords = newPhraseSet(
	"후속기사가 이어집니다", "후속 기사가 이어집니다", "(계속)", "추후 업데이트", "자세한 내용은 추후", "곧 이어집니다",
	"(more to follow)", "more to follow", "more to come", "details to follow", "this is a developing story", "this is a breaking news",
)

func withoutStubWords(line string) (rest string, stub bool) {
	if len(line) > 300 {
		return line, false
	}
	end, named := -1, len(stubWords.phrases)
	stubWords.each(line, func(phrase, at int) {
		if phrase < named {
			end, named = at, phrase
		}
	})
	if end < 0 {
		return line, false
	}
	return strings.TrimRight(strings.TrimSpace(line[:end]), "(["), true
}

// withoutTitle drops a text's first words where they only say the title again,
// as the proxies of search engines do (title, then outlet).
func withoutTitle(line, stem string) string {
	if stem == "" || len(line) < len(stem) || line[:len(stem)] != stem {
		return line
	}
	rest := strings.TrimSpace(line[len(stem):])
	if outlet := strings.TrimLeft(rest, "-–—| \u00a0"); utf8.RuneCountInString(outlet) <= 40 && !strings.ContainsAny(outlet, ".!?。") ||
		isHost(outlet) {
		return ""
	}
	return rest
}

// datelineLimit is how far into a text a dateline may reach, in bytes.
const datelineLimit = 160

// withoutDateline drops a dateline: "SEOUL, June 17 (Yonhap) --", "MOSCOW, June
// 17. /TASS/.", "(서울=연합뉴스) 김 기자 =", "[서울=뉴시스]", also twice.
func withoutDateline(line string) string {
	for range 2 {
		rest := line
		if rest = withoutKoreanDateline(rest); rest == line {
			rest = withoutLatinDateline(rest)
		}
		if rest == line {
			return line
		}
		line = rest
	}
	return line
}

func withoutKoreanDateline(line string) string {
	open, size := utf8.DecodeRuneInString(line)
	if open != '(' && open != '[' {
		return line
	}
	head := cut(line, datelineLimit)
	end := strings.IndexRune(head, brackets[open])
	if end < 0 {
		if len(line) < len("(서울=연합뉴스)") {
			return "" // cut off within the dateline
		}
		return line
	}
	if !strings.ContainsRune(head[size:end], '=') {
		return line
	}
	rest := strings.TrimSpace(line[end+1:])
	head = cut(rest, datelineLimit)
	if at := strings.Index(head, "="); at >= 0 && isByline(head[:at]) {
		rest = strings.TrimSpace(rest[at+1:])
	}
	return rest
}

// isByline reports whether Korean words before an equals sign name reporters.
func isByline(s string) bool {
	s = strings.TrimSpace(s)
	for _, role := range []string{"기자", "특파원", "통신원", "논설위원", "위원", "인턴", "객원", "선임", "PD", "취재단", "팀"} {
		if strings.HasSuffix(s, role) {
			return true
		}
	}
	return utf8.RuneCountInString(s) <= 12 && !strings.ContainsAny(s, "0123456789[]()")
}

func withoutLatinDateline(line string) string {
	head := cut(line, datelineLimit)
	if at := strings.Index(head, "/TASS/."); at > 0 {
		return strings.TrimSpace(line[at+len("/TASS/."):])
	}
	at, size := -1, 0
	for _, dash := range []string{" -- ", " — ", " – ", " - ", "--", "—", "–"} {
		if i := strings.Index(head, dash); i > 0 && (at < 0 || i < at) {
			at, size = i, len(dash)
		}
	}
	if at < 0 || !isDateline(head[:at]) {
		return line
	}
	return strings.TrimSpace(line[at+size:])
}

// isDateline reports whether words before a dash are a place in capitals, with
// a date or an agency, or a place and an agency in brackets.
func isDateline(s string) bool {
	agency := strings.Contains(s, "(") && strings.HasSuffix(strings.TrimSpace(s), ")")
	first, _, _ := strings.Cut(s, ",")
	first, _, _ = strings.Cut(first, "(")
	if len(strings.Fields(s)) > 12 {
		return false
	}
	loud, letters := 0, 0
	for _, r := range first {
		if unicode.IsLetter(r) {
			letters++
			if unicode.IsUpper(r) {
				loud++
			}
		}
	}
	return letters > 2 && loud*10 >= letters*8 || agency && letters > 0 && len(strings.Fields(first)) <= 4
}

// isFurniture reports whether a line tells nothing of the news: a byline, an
// address, an end mark.
func isFurniture(line string) bool {
	if len(line) > 200 {
		return false
	}
	for _, mark := range [...]string{"(end)", "(끝)", "enditem", "-end-", "-30-", "advertisement", "끝"} {
		if len(line) == len(mark) && hasPrefixFold(line, mark) {
			return true
		}
	}
	for _, head := range [...]string{"reporting by ", "editing by ", "writing by ", "by ", "◎", "▶", "※", "the post ", "our standards", "copyright", "ⓒ", "©", "<저작권자", "[ⓒ", "제보는", "file photo", "subscribe"} {
		if hasPrefixFold(line, head) && (head != "by " || len(strings.Fields(line)) <= 8) &&
			(head != "the post " || strings.Contains(strings.ToLower(line), "appeared first on")) {
			return true
		}
	}
	return len(line) < 60 && strings.Contains(line, "@") && len(strings.Fields(line)) <= 3
}

// withoutTail drops furniture at the end of the last line.
func withoutTail(line string) string {
	const most = 400 // bytes of furniture
	for _, mark := range [...]string{"The post ", "◎공감언론", "◎", "Reporting by ", "[ⓒ", "<ⓒ", "<저작권자", "(END)", "(끝)", "Enditem"} {
		from := max(0, len(line)-most)
		if at := lastIndex(line[from:], mark); at >= 0 &&
			(mark != "The post " || strings.Contains(line[from+at:], "appeared first on")) {
			line = strings.TrimSpace(line[:from+at])
		}
	}
	return line
}

// withoutEllipsis drops the ellipsis where a source cut a text off, and the
// word before it, which may be broken.
func withoutEllipsis(line string) (rest string, whole bool) {
	for _, dots := range []string{"...", "…", "[&#8230;]", "[…]", "[...]"} {
		if rest, found := strings.CutSuffix(line, dots); found {
			rest = strings.TrimRight(rest, "[ .…")
			if at := strings.LastIndexByte(rest, ' '); at > len(rest)/2 {
				rest = rest[:at]
			}
			return strings.TrimSpace(rest), false
		}
	}
	return line, true
}

// lastIndex is strings.LastIndex for what most texts do not hold: that one
// hashes the text byte by byte, strings.Contains skips through it.
func lastIndex(s, part string) int {
	if !strings.Contains(s, part) {
		return -1
	}
	return strings.LastIndex(s, part)
}
