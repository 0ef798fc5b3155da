package story

import (
	"time"
)

// Print is all that is kept of an item to compare later ones with: hashes of
// its words and phrases, and the facts that tell two reports apart. It holds a
// few kilobytes at most, whatever the item's size. It is not changed once made.
type Print struct {
	source, item string
	url          string // canonical, or its digest; empty without one
	take         string
	rank         uint8
	flags        flags
	genre        genre
	time         int64 // Unix seconds; 0 is unknown
	received     int64 // Unix seconds

	stem     uint64   // hash of the title's words; 0 without a title
	text     uint64   // hash of the text's words; 0 without a text
	subject  uint32   // first word of the title's news
	words    uint16   // words of the text that carry news
	terms    []term   // by hash
	lead     []uint32 // shingles of the first words, sorted
	sample   []uint32 // shingles of the whole text, thinned out, sorted
	thinned  uint8    // how often the sample was halved
	numbers  quantities
	days     []day // dates of title and lead
	dated    []day // dates of the title alone
	places   []uint32
	slots    []slot   // names behind the subject of the title
	nations  []uint32 // states that the title names
	abroad   []uint32 // states that the first words of the text name
	inTitle  contrasts
	inLead   contrasts
	negative uint8 // denial, negation
}

type flags uint16

const (
	flagKill flags = 1 << iota
	flagCorrection
	flagStub
	flagFlash
	flagWhole      // the text was not cut off by its source
	flagTitlePlace // places stand in the title
	flagKorean     // most words are Hangul
	flagDense      // most characters are Han or kana
	flagRenewed    // the title says that it happens again
	flagNext       // it counts the event: "a second missile"
	flagReaction   // the title tells how somebody takes the news
	flagStance     // it may
	flagMarket     // the title tells of prices
	flagSequel     // the title says what came before its news
	flagSays       // it opens with who says its news
)

// slot is a name of a title by the word before it, both as keys: titles of one
// template hold other names there. The word is 0 where the place says nothing.
type slot struct{ before, name uint32 }

// term is one word of an item.
type term struct {
	hash  uint32
	flags termFlags
}

type termFlags uint8

const (
	termTitle   termFlags = 1 << iota // in the title
	termLead                          // in the first words of the text
	termLater                         // after them
	termName                          // a name, a number or a type designation
	termBigram                        // two characters within a word
	termAside                         // in a clause of the title that gives the background
	termSpeaker                       // who speaks in the title
	termObject                        // a name in the title's news behind its subject: what it happens to, and where
)

// Limits of one print.
const (
	titleTokens  = 256 // words of a title
	leadTokens   = 60  // words of a text that count as its lead
	factTokens   = 40  // words of a text in which facts of the event are looked for
	termLimit    = 128 // terms kept
	leadShingles = 64
	sampleLimit  = 128  // shingles kept of the whole text
	sampleMost   = 1024 // shingles gathered before they are thinned out
	thinnedMost  = 16
	numbersMost  = 16
	namedMost    = 8   // states of one title
	slotsMost    = 6   // names of one title
	shingleSize  = 3   // words; Broder, On the resemblance and containment of documents (1997)
	stubWordsMax = 12  // a flash with fewer words than this says no more than its title
	urlLimit     = 512 // bytes of an address kept as they are
)

// NewPrint makes the print of an item.
func NewPrint(d Document) *Print {
	h := readTitle(d.Title)
	b := readText(d.Text, h)
	p := &Print{
		source: d.Source, item: d.Item, url: addressKey(d.URL),
		take: cut(h.take, labelLimit*4), rank: uint8(h.rank), genre: h.genre,
		time: seconds(d.Time), received: seconds(d.Received),
	}
	p.flag(flagKill, h.kill)
	p.flag(flagCorrection, h.correction)
	p.flag(flagFlash, h.flash)
	p.flag(flagWhole, b.whole)
	w := writer{print: p, dates: dateReader{now: d.Time.UTC()}}
	// The tokens of an ordinary report fit on the stack: a heap would have 20 KB
	// more to clear for each.
	var titleRoom [32]token
	var textRoom [512]token
	title, text := tokenise(titleRoom[:0], titleTokens, h.stem), tokenise(textRoom[:0], tokenLimit, b.lines...)
	if endsInDate(title) {
		p.genre |= genreSeries
	}
	w.title(title)
	if p.stem == 0 { // untitled, or titled with a date
		w.title(opening(text))
		p.stem, p.dated = 0, nil
	}
	w.body(text)
	p.flags |= classOf(title, text)
	w.finish()
	p.flag(flagStub, b.stub || h.flash && p.words < stubWordsMax)
	return p
}

func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func (p *Print) flag(f flags, on bool) {
	if on {
		p.flags |= f
	}
}

// Take is the version mark of a wire as published: "URGENT", "LEAD", "2nd LD",
// "속보", "종합2보", "UPDATE 1"; for a correction or a kill without one, that
// mark. It is empty for an item without a mark.
func (p *Print) Take() string { return p.take }

// TakeRank orders the takes of one report: flashes 1 to 9, an unmarked report
// 10, then leads, updates and 종합 in their order.
func (p *Print) TakeRank() int { return int(p.rank) }

// Kill reports whether the item withdraws an earlier one (KILL, 전문취소).
func (p *Print) Kill() bool { return p.flags&flagKill != 0 }

// Correction reports whether the item corrects an earlier one (CORRECTED, 정정).
func (p *Print) Correction() bool { return p.flags&flagCorrection != 0 }

// amends reports whether the item mends or withdraws an earlier one.
func (p *Print) amends() bool { return p.Kill() || p.Correction() }

// Stub reports whether the item only announces a report that will follow: a
// flash of one line, or one that says so (후속기사가 이어집니다).
func (p *Print) Stub() bool { return p.flags&flagStub != 0 }

func (p *Print) ref() Ref { return Ref{Source: p.source, Item: p.item} }

// marked reports whether the item calls itself a version of a report.
func (p *Print) marked() bool { return p.take != "" }

// class is the kind of language of an item. A word is rare or common among the
// items of its own kind.
type class uint8

const (
	classSpaced class = iota // alphabetic scripts with spaces
	classKorean
	classDense
	classes
)

func (p *Print) class() class {
	switch {
	case p.flags&flagKorean != 0:
		return classKorean
	case p.flags&flagDense != 0:
		return classDense
	}
	return classSpaced
}

// opening is the first sentence of a text: what an item without a title is about.
func opening(text []token) []token {
	const most = 30
	for i := range text[:min(len(text), most)] {
		if i > 3 && text[i].first {
			return text[:i]
		}
	}
	return text[:min(len(text), most)]
}
