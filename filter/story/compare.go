package story

import (
	"math"
)

// evidence is what a comparison of two items found.
type evidence struct {
	cosine    float64 // of all words
	title     float64 // mean share of the title's words found in the other item
	frame     float64 // resemblance of the two titles
	ours      float64 // share of our main clause found in the other item
	theirs    float64 // share of theirs
	mains     float64 // share of the shorter main clause that the other one holds
	contained float64 // share of the shorter text's phrases found in the longer
	resembled float64 // share of both texts' phrases that both have
	phrases   int     // phrases of the shorter text
	absent    int     // titles whose speaker the other item does not name
	template  float64 // resemblance of the titles but for names that one of them has behind its subject
	strange   int     // titles with such a name that the other item does not hold
	titled    bool    // both have a title
	equalText bool
	equalStem bool
	onlyTitle bool // one of the two has no text
	hours     float64
	apart     day // of the dates given
	dates     bool
	score     float64
}

// compare weighs an item against an entry.
func (x *Index) compare(q *query, e *entry) evidence {
	p, o := q.print, &e.print
	ev := x.overlap(q, e)
	ev.equalStem = p.stem != 0 && p.stem == o.stem
	ev.equalText = p.text != 0 && p.text == o.text
	ev.onlyTitle = p.text == 0 || o.text == 0
	ev.titled = p.stem != 0 && o.stem != 0
	ev.hours = math.Abs(float64(p.time-o.time)) / 3600
	ev.apart, ev.dates = apart(p.days, o.days)
	ev.contained, ev.resembled, ev.phrases = q.shared(o)
	if ev.equalText {
		ev.contained, ev.resembled = 1, 1
	}
	ev.score = ev.total(p, o)
	return ev
}

// share is the weight of a title's words: of all, of its main clause, of those
// that name who speaks, and of the names behind its subject.
type share struct{ title, main, speaker, object int64 }

func (s *share) add(f termFlags, plain int64) {
	if f&termTitle == 0 {
		return
	}
	s.title += plain
	if f&termAside == 0 {
		s.main += plain
	}
	if f&termSpeaker != 0 {
		s.speaker += plain
	}
	if f&termObject != 0 {
		s.object += plain
	}
}

// overlap compares the words.
func (x *Index) overlap(q *query, e *entry) evidence {
	var dot, norm, frame, mains int64
	ours := q.share
	var theirs, oursFound, theirsFound share
	for j, number := range e.terms {
		idf := x.words.idf(number, q.total)
		flags := e.flags[j]
		weight, plain := weigh(flags, idf)
		norm += weight * weight
		theirs.add(flags, plain)
		t := q.find(number)
		if t == nil {
			continue
		}
		dot += int64(t.weight) * weight
		oursFound.add(t.flags, int64(t.plain))
		theirsFound.add(flags, plain)
		if t.flags&flags&termTitle != 0 {
			frame += int64(t.plain)
			if (t.flags|flags)&termAside == 0 {
				mains += int64(t.plain)
			}
		}
	}
	ev := evidence{
		ours:   ratio(oursFound.main, ours.main),
		theirs: ratio(theirsFound.main, theirs.main),
		mains:  ratio(mains, min(ours.main, theirs.main)),
		frame:  ratio(frame, ours.title+theirs.title-frame),
	}
	oursAlone, theirsAlone := ours.object-oursFound.object, theirs.object-theirsFound.object
	ev.template = ratio(frame, ours.title+theirs.title-frame-oursAlone-theirsAlone)
	if q.norm > 0 && norm > 0 {
		ev.cosine = float64(dot) / (math.Sqrt(float64(q.norm)) * math.Sqrt(float64(norm)))
	}
	ev.title = ratio(oursFound.title, ours.title) + ratio(theirsFound.title, theirs.title)
	if ours.title > 0 && theirs.title > 0 {
		ev.title /= 2
	}
	if ours.speaker > 0 && oursFound.speaker == 0 {
		ev.absent++
	}
	if theirs.speaker > 0 && theirsFound.speaker == 0 {
		ev.absent++
	}
	if oursAlone > 0 {
		ev.strange++
	}
	if theirsAlone > 0 {
		ev.strange++
	}
	return ev
}

func ratio(part, whole int64) float64 {
	if whole <= 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// turned reports whether two titles tell their news without one word in common:
// the wire has turned its file to other news.
func (ev *evidence) turned() bool {
	return ev.titled && ev.mains == 0 && ev.contained < copyContained
}
