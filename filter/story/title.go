package story

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// titleLimit is how much of a title is read, in bytes.
const titleLimit = 1 << 10

// heading is a title taken apart.
type heading struct {
	stem string // without labels and outlet
	marks
}

// readTitle takes labels and outlets off a title.
func readTitle(title string) heading {
	title = strings.TrimSpace(cut(title, titleLimit))
	stem, m := readMarks(withoutOutlet(title))
	h := heading{stem: withoutOutlet(stem), marks: m}
	h.genre |= genreOf(h.stem)
	return h
}

// cut shortens a text to at most limit bytes, at a character.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}

// withoutOutlet drops what portals and proxies put after a title, " - Outlet"
// or " | Outlet", as often as it comes. An outlet is a short name: every word
// of it starts with a capital, or it is a host, or one Hangul word or two.
func withoutOutlet(title string) string {
	for range 3 {
		at, size := -1, 0
		for _, dash := range []string{" - ", " | ", " – ", " — ", " :: ", " ｜ "} {
			if i := lastIndex(title, dash); i > at {
				at, size = i, len(dash)
			}
		}
		if at < 0 || !isOutlet(title[at+size:]) || utf8.RuneCountInString(title[:at]) < 8 {
			return title
		}
		title = strings.TrimSpace(title[:at])
	}
	return title
}

func isOutlet(name string) bool {
	const most = 40
	if knownLabel(name).ofWire() {
		return false
	}
	words := strings.Fields(name)
	if len(words) == 0 || len(words) > 5 || len(name) > most {
		return false
	}
	hangul := 0
	for _, word := range words {
		first, _ := utf8.DecodeRuneInString(word)
		switch {
		case unicode.Is(unicode.Hangul, first):
			hangul++
		case unicode.IsDigit(first):
			return false // a date, a clock time or a number tells items of a series apart
		case !unicode.IsUpper(first) && !isLinkWord(word) && !isHost(word):
			return false
		}
	}
	return hangul == 0 || len(words) <= 2
}

func isLinkWord(word string) bool {
	switch word {
	case "of", "the", "and", "&", "on", "for", "in", "de":
		return true
	}
	return false
}

func isHost(word string) bool {
	dot := strings.LastIndexByte(word, '.')
	return dot > 0 && len(word)-dot > 2 && !strings.ContainsAny(word, "'\"“”")
}

// genreOf tells the kind of piece from the wording of its title. The phrases
// are those of news desks in general, not of one subject.
func genreOf(stem string) genre {
	var g genre
	padded := " " + stem + " "
	titlePhrases.each(padded, func(phrase, _ int) { g |= genreOfPhrase[phrase].genre })
	if endsInClock(stem) {
		g |= genreSeries
	}
	if hasPrefixFold(padded[1:], "contracts for ") { // the day's list of them
		g |= genreSeries
	}
	for _, head := range explainerHeads {
		if hasPrefixFold(padded[1:], head) {
			g |= genreAnalysis
		}
	}
	for _, head := range askingHeads {
		if hasPrefixFold(padded[1:], head) {
			g |= genreAsks
		}
	}
	if strings.HasSuffix(stem, "?") || strings.HasSuffix(stem, "？") {
		g |= genreAsks
	}
	return g
}

// endsInClock reports whether a title ends in a time of day, as the headlines
// of the hour do: "07:30".
func endsInClock(stem string) bool {
	const form = "00:00"
	if len(stem) < len(form) {
		return false
	}
	tail := stem[len(stem)-len(form):]
	for i := range len(form) {
		if (form[i] == ':') != (tail[i] == ':') || form[i] == '0' && (tail[i] < '0' || tail[i] > '9') {
			return false
		}
	}
	return true
}

// endsInDate reports whether a title ends in a full date, as the numbers of a
// series do: "Contracts For July 8, 2026", "(8월18일 화요일)".
func endsInDate(tokens []token) bool {
	const dateTokens = 3
	n := len(tokens)
	switch {
	case n <= dateTokens || !slices.ContainsFunc(tokens[:n-dateTokens], isNewsWord):
		return false
	case tokens[n-1].script == digits && len(tokens[n-1].text) == 4 && tokens[n-2].script == digits:
		return monthName(&tokens[n-3]) > 0
	case tokens[n-1].script == digits && len(tokens[n-1].text) == 4:
		return monthName(&tokens[n-2]) > 0 && tokens[n-3].script == digits
	}
	_, weekday := koreanWeekdays[tokens[n-1].text]
	return weekday && tokens[n-2].text == "일"
}

// isNewsWord reports whether a token is a word, and none of a date or a clock time.
func isNewsWord(t token) bool {
	_, day := weekdays[t.text]
	return t.script != digits && !day && !t.stop
}

// explainerHeads open the titles of pieces that explain.
var explainerHeads = []string{"who is ", "who was ", "what ", "what's ", "what’s ", "where are ", "where is ", "here are ", "here is ", "here's ", "here’s ",
	"why ", "how ", "when is ", "inside ", "meet the ", "a look at ", "the case for "}

// askingHeads open the titles of pieces that weigh what may be.
var askingHeads = []string{"can ", "will ", "could ", "should ", "is the ", "are the "}

var titlePhrases = func() *phraseSet {
	phrases := make([]string, len(genreOfPhrase))
	for i, p := range genreOfPhrase {
		phrases[i] = p.phrase
	}
	return newPhraseSet(phrases...)
}()

var genreOfPhrase = []struct {
	phrase string
	genre  genre
}{
	{"daily schedule", genreSeries}, {"schedule for ", genreSeries}, {"fleet tracker", genreSeries},
	{"marine tracker", genreSeries}, {"weekly summary", genreSeries}, {"summary of ", genreSeries}, {"news summary", genreSeries},
	{"news in brief", genreSeries}, {"news brief", genreSeries}, {"business brief", genreSeries}, {"morning brief", genreSeries}, {"evening brief", genreSeries},
	{"roundup:", genreSeries}, {"weekly roundup", genreSeries}, {"daily roundup", genreSeries}, {"week in review", genreSeries}, {"the week ahead", genreSeries},
	{"top headlines", genreSeries}, {"top stories", genreSeries}, {"top news", genreSeries}, {"morning headlines", genreSeries}, {"market report", genreSeries},
	{"today in history", genreSeries}, {"photo of the day", genreSeries}, {"photos of the day", genreSeries}, {"press review", genreSeries},
	{"newspaper headlines", genreSeries}, {"situation report", genreSeries}, {"weekly tracker", genreSeries}, {" tracker: ", genreSeries},
	{"deaths and obituaries", genreSeries}, {"this week in ", genreSeries}, {"horoscope", genreSeries},
	{"주요일정", genreSeries}, {"주요 일정", genreSeries}, {"오늘의 일정", genreSeries}, {"이 시각 헤드라인", genreSeries}, {"오늘의 헤드라인", genreSeries},
	{"주요뉴스", genreSeries}, {"주요 뉴스", genreSeries}, {"뉴스 브리핑", genreSeries}, {"간추린 ", genreSeries}, {"마감시황", genreSeries},
	{"오늘의 운세", genreSeries}, {"오늘의 날씨", genreSeries}, {"계약 현황", genreSeries}, {"계약현황", genreSeries}, {"주간 동향", genreSeries}, {"주간동향", genreSeries},

	{" analysis:", genreAnalysis}, {"what to know", genreAnalysis}, {"what we know", genreAnalysis}, {"explained", genreAnalysis}, {" here's ", genreAnalysis},
	{" here’s ", genreAnalysis}, {"things to know", genreAnalysis}, {" why ", genreAsks}, {" how ", genreAsks}, {"takeaways", genreAnalysis},
	{"lessons from", genreAnalysis}, {"진짜 이유", genreAnalysis}, {"속내는", genreAnalysis}, {"배경은", genreAnalysis}, {"왜?", genreAnalysis},
	{"의미는", genreAnalysis}, {"이유는", genreAnalysis}, {"어떻게", genreAsks},

	{"in pictures", genreGallery}, {"in photos", genreGallery}, {"photos:", genreGallery}, {"gallery:", genreGallery},
	{" preview", genrePreview}, {"what to watch", genrePreview}, {"what we're watching", genrePreview}, {"what we’re watching", genrePreview},
	{"what to expect", genrePreview}, {"미리 보는", genrePreview}, {"미리보는", genrePreview},
	{"관전 포인트", genrePreview}, {" live: ", genreLive}, {"live updates", genreLive}, {"live blog", genreLive}, {"as it happened", genreLive},
}
