package story

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Ranks of takes: flashes come before the plain report, leads and updates
// after it.
const (
	rankFlash  = 1
	rankReport = 10
	rankMost   = 99
)

// genre is what kind of piece an item is, as a set of bits.
type genre uint16

const (
	genreAnalysis  genre = 1 << iota // analysis, explainer, feature, interview
	genreOpinion                     // opinion, column, editorial
	genrePreview                     // what is to come
	genreGallery                     // pictures
	genreVideo                       // moving pictures
	genreSeries                      // a template: the next number differs, the title hardly
	genreLive                        // a page that follows events
	genreExclusive                   // a scoop; says nothing of the kind of piece
	genreAsks                        // worded like an analysis, which news may be too
)

// marks is what the labels around a title say.
type marks struct {
	take       string // as published
	rank       int
	flash      bool
	kill       bool
	correction bool
	genre      genre
}

// label is what one label says; ok is false for one that is not known.
type label struct {
	rank       int // 0: not a take
	flash      bool
	kill       bool
	correction bool
	genre      genre
	ok         bool
}

// ofWire reports whether a label is one by which a wire numbers, corrects or
// withdraws a report.
func (l label) ofWire() bool { return l.ok && (l.rank > 0 || l.kill || l.correction) }

// labelLimit is the longest label in brackets, in characters.
const labelLimit = 24

// readMarks takes the labels off both ends of a title. What stays is the stem;
// it is never empty unless the title is.
func readMarks(title string) (stem string, m marks) {
	stem = strings.TrimSpace(title)
	m.rank = rankReport
	for range 4 {
		rest, inner, l := headLabel(stem)
		if rest == "" {
			break
		}
		stem = rest
		m.add(inner, l)
	}
	for range 4 {
		rest, inner, l := tailLabel(stem)
		if rest == "" {
			break
		}
		stem = rest
		m.add(inner, l)
	}
	return stem, m
}

func (m *marks) add(inner string, l label) {
	m.genre |= l.genre
	m.kill = m.kill || l.kill
	m.correction = m.correction || l.correction
	m.flash = m.flash || l.flash
	switch {
	case l.rank > 0:
		if m.take == "" || m.rank == rankReport {
			m.take = inner
		}
		m.rank = l.rank
	case (l.kill || l.correction) && m.take == "":
		m.take = inner
	}
}

var brackets = map[rune]rune{'[': ']', '(': ')', '<': '>', '【': '】', '〈': '〉', '《': '》', '〔': '〕', '［': '］', '＜': '＞', '（': '）'}

// headLabel cuts a label off the front. rest is empty if there is none.
func headLabel(title string) (rest, inner string, l label) {
	open, size := utf8.DecodeRuneInString(title)
	if shut, ok := brackets[open]; ok {
		end := strings.IndexRune(title, shut)
		if end < 0 || end > 4*labelLimit {
			return "", "", label{}
		}
		inner = strings.TrimSpace(title[size:end])
		rest = strings.TrimLeft(title[end+utf8.RuneLen(shut):], " :-–—")
		if l = knownLabel(inner); !l.ok && (isRound(open) || utf8.RuneCountInString(inner) > labelLimit) {
			return "", "", label{}
		}
		return rest, inner, l
	}
	for at, r := range title[:min(len(title), labelLimit+1)] {
		if r != ':' && r != '-' && r != '|' && r != '—' {
			continue
		}
		inner = strings.TrimSpace(title[:at])
		if l = knownLabel(inner); l.ok && !isHeadline(inner, title[at:], l) {
			return strings.TrimLeft(title[at:], " :-|–—"), inner, l
		}
	}
	return "", "", label{}
}

// isHeadline reports whether what looks like a label is a word of the headline:
// "Lead: ...", "live-fire".
func isHeadline(inner, after string, l label) bool {
	lower := strings.ToLower(inner)
	if inner == strings.ToUpper(inner) || strings.HasPrefix(lower, "update") {
		return false
	}
	if after[0] == '-' && !strings.HasPrefix(after, "- ") {
		return true // a compound word
	}
	return (l.kill || l.rank > 0) && !isDigit(inner[0]) && !strings.HasPrefix(lower, "breaking")
}

// tailLabel cuts a label off the end. rest is empty if there is none.
func tailLabel(title string) (rest, inner string, l label) {
	shut, size := utf8.DecodeLastRuneInString(title)
	for open, other := range brackets {
		if other != shut {
			continue
		}
		start := strings.LastIndex(title, string(open))
		if start <= 0 || len(title)-start > 4*labelLimit {
			return "", "", label{}
		}
		inner = strings.TrimSpace(title[start+utf8.RuneLen(open) : len(title)-size])
		if l = knownLabel(inner); !l.ok && (isRound(open) || utf8.RuneCountInString(inner) > labelLimit) {
			return "", "", label{}
		}
		return strings.TrimSpace(title[:start]), inner, l
	}
	for _, dash := range []string{" - ", " – ", " — "} {
		if at := strings.LastIndex(title, dash); at > 0 {
			inner = strings.TrimSpace(title[at+len(dash):])
			if l = knownLabel(inner); l.ofWire() && inner == strings.ToUpper(inner) {
				return strings.TrimSpace(title[:at]), inner, l
			}
		}
	}
	return "", "", label{}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isRound(open rune) bool { return open == '(' || open == '（' }

// knownLabel reads a label of the wires and desks. Yonhap counts LEAD, 2nd LD;
// Reuters UPDATE 1, WRAPUP 2; Korean wires 속보 or 1보, 2보, then 종합, 종합2보.
func knownLabel(inner string) label {
	folded := strings.ToLower(strings.Join(strings.Fields(inner), " "))
	if l, ok := labels[folded]; ok {
		l.ok = true
		return l
	}
	if rank := numberedTake(folded); rank > 0 {
		return label{rank: min(rank, rankMost), ok: true}
	}
	for _, p := range labelParts {
		if strings.Contains(folded, p.part) {
			return label{genre: p.genre, ok: true}
		}
	}
	return label{}
}

// numberedTake reads "2nd LD", "update 3", "종합2보", "2보"; 0 is none.
func numberedTake(folded string) int {
	compact := strings.ReplaceAll(folded, " ", "")
	for _, form := range []struct {
		before, after string
		base          int
	}{
		{"update", "", rankReport}, {"wrapup", "", rankReport}, {"종합", "보", rankReport}, {"", "보종합", rankReport},
		{"", "보", 0}, {"第", "報", 0}, {"", "报", 0},
	} {
		digits, ok := strings.CutPrefix(compact, form.before)
		if !ok {
			continue
		}
		if digits, ok = strings.CutSuffix(digits, form.after); !ok {
			continue
		}
		if n, err := strconv.Atoi(digits); err == nil && 0 < n && n < 50 {
			if form.base == 0 {
				return min(n, rankReport-1)
			}
			return form.base + n
		}
	}
	number, tail, found := strings.Cut(folded, " ")
	if found && (tail == "ld" || tail == "lead" || strings.HasPrefix(tail, "ld-") || tail == "writethru") {
		digits := strings.TrimRightFunc(number, unicode.IsLetter)
		if n, err := strconv.Atoi(digits); err == nil && 0 < n && n < 50 {
			return rankReport + n
		}
	}
	return 0
}

var labels = map[string]label{
	"urgent": {rank: rankFlash, flash: true}, "flash": {rank: rankFlash, flash: true}, "breaking": {rank: rankFlash, flash: true},
	"breaking news": {rank: rankFlash, flash: true}, "newsflash": {rank: rankFlash, flash: true}, "alert": {rank: rankFlash, flash: true},
	"snap": {rank: rankFlash, flash: true}, "속보": {rank: rankFlash, flash: true}, "긴급": {rank: rankFlash, flash: true},
	"긴급속보": {rank: rankFlash, flash: true}, "1보": {rank: rankFlash, flash: true}, "速報": {rank: rankFlash, flash: true},
	"快讯": {rank: rankFlash, flash: true}, "快訊": {rank: rankFlash, flash: true}, "급보": {rank: rankFlash, flash: true},

	"lead": {rank: rankReport + 1}, "ld": {rank: rankReport + 1}, "update": {rank: rankReport + 1}, "updated": {rank: rankReport + 1},
	"wrapup": {rank: rankReport + 1}, "writethru": {rank: rankReport + 1}, "종합": {rank: rankReport + 1}, "업데이트": {rank: rankReport + 1},

	"corrected": {correction: true}, "correction": {correction: true}, "corrects": {correction: true}, "refile": {correction: true},
	"수정": {correction: true}, "정정": {correction: true}, "고침": {correction: true}, "바로잡음": {correction: true},
	"바로잡습니다": {correction: true}, "정정보도": {correction: true}, "訂正": {correction: true}, "更正": {correction: true},

	"kill": {kill: true}, "killed": {kill: true}, "mandatory kill": {kill: true}, "bulletin kill": {kill: true}, "kill advisory": {kill: true},
	"advisory kill": {kill: true}, "withdrawn": {kill: true}, "withdrawal": {kill: true}, "retracted": {kill: true}, "retraction": {kill: true},
	"전문취소": {kill: true}, "전문 취소": {kill: true}, "기사취소": {kill: true}, "기사 취소": {kill: true}, "취소": {kill: true},

	"analysis": {genre: genreAnalysis}, "news analysis": {genre: genreAnalysis}, "insight": {genre: genreAnalysis}, "explainer": {genre: genreAnalysis},
	"factbox": {genre: genreAnalysis}, "timeline": {genre: genreAnalysis}, "feature": {genre: genreAnalysis}, "interview": {genre: genreAnalysis},
	"q&a": {genre: genreAnalysis}, "profile": {genre: genreAnalysis}, "newsmaker": {genre: genreAnalysis}, "news focus": {genre: genreAnalysis},
	"yonhap feature": {genre: genreAnalysis}, "yonhap interview": {genre: genreAnalysis}, "news in focus": {genre: genreAnalysis},
	"분석": {genre: genreAnalysis}, "해설": {genre: genreAnalysis}, "인터뷰": {genre: genreAnalysis}, "르포": {genre: genreAnalysis},
	"프로필": {genre: genreAnalysis}, "줌인": {genre: genreAnalysis}, "팩트체크": {genre: genreAnalysis}, "q&a식": {genre: genreAnalysis},
	"일문일답": {genre: genreAnalysis}, "뉴스분석": {genre: genreAnalysis}, "이슈분석": {genre: genreAnalysis}, "문답": {genre: genreAnalysis},

	"opinion": {genre: genreOpinion}, "op-ed": {genre: genreOpinion}, "editorial": {genre: genreOpinion}, "commentary": {genre: genreOpinion},
	"column": {genre: genreOpinion}, "breakingviews": {genre: genreOpinion}, "letter": {genre: genreOpinion}, "letters": {genre: genreOpinion},
	"사설": {genre: genreOpinion}, "칼럼": {genre: genreOpinion}, "기고": {genre: genreOpinion}, "시론": {genre: genreOpinion}, "논평": {genre: genreOpinion},
	"기자수첩": {genre: genreOpinion}, "데스크": {genre: genreOpinion}, "만평": {genre: genreOpinion}, "시평": {genre: genreOpinion},

	"preview": {genre: genrePreview}, "curtain raiser": {genre: genrePreview}, "프리뷰": {genre: genrePreview}, "전망": {genre: genrePreview},
	"미리보기": {genre: genrePreview},

	"photos": {genre: genreGallery}, "photo": {genre: genreGallery}, "in pictures": {genre: genreGallery}, "gallery": {genre: genreGallery},
	"pictures": {genre: genreGallery}, "photo gallery": {genre: genreGallery}, "사진": {genre: genreGallery}, "포토": {genre: genreGallery},
	"화보": {genre: genreGallery}, "포토뉴스": {genre: genreGallery}, "그래픽": {genre: genreGallery}, "오늘의 한 컷": {genre: genreGallery},

	"video": {genre: genreVideo}, "watch": {genre: genreVideo}, "영상": {genre: genreVideo}, "쇼츠": {genre: genreVideo}, "동영상": {genre: genreVideo},

	"live": {genre: genreLive}, "live updates": {genre: genreLive}, "live blog": {genre: genreLive}, "생중계": {genre: genreLive},

	"인사": {genre: genreSeries}, "부고": {genre: genreSeries}, "동정": {genre: genreSeries}, "게시판": {genre: genreSeries}, "표": {genre: genreSeries},
	"특징주": {genre: genreSeries}, "운세": {genre: genreSeries}, "날씨": {genre: genreSeries}, "podcast": {genre: genreSeries}, "newsletter": {genre: genreSeries},

	"exclusive": {genre: genreExclusive}, "scoop": {genre: genreExclusive}, "단독": {genre: genreExclusive},
	"ap": {}, "afp": {}, "reuters": {}, "upi": {}, "dpa": {}, "yonhap": {}, "xinhua": {}, "kyodo": {}, "tass": {}, "전문": {}, "copyright": {}, "공식": {},
}

// labelParts are words that tell a label wherever they stand in it.
var labelParts = []struct {
	part  string
	genre genre
}{
	{"주요일정", genreSeries}, {"주요 일정", genreSeries}, {"헤드라인", genreSeries}, {"간추린", genreSeries}, {"오늘의 일정", genreSeries},
	{"주요뉴스", genreSeries}, {"주요 뉴스", genreSeries}, {"증시", genreSeries}, {"시황", genreSeries}, {"환율", genreSeries},
	{"editorial from", genreOpinion}, {"사설", genreOpinion}, {"칼럼", genreOpinion}, {"시론", genreOpinion}, {"오피니언", genreOpinion},
	{"pic", genreGallery}, {"포토", genreGallery}, {"한 컷", genreGallery}, {"photo", genreGallery}, {"사진", genreGallery},
	{"review)", genreOpinion}, {"영상", genreVideo}, {"video", genreVideo}, {"분석", genreAnalysis}, {"인터뷰", genreAnalysis}, {"팩트체크", genreAnalysis},
}
