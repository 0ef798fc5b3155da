package story

import (
	"cmp"
	"fmt"
	"slices"
)

// Place says how an item relates to what the index holds. It changes nothing.
func (x *Index) Place(p *Print) Placement {
	if pl, ok := x.sameItem(p); ok {
		return pl
	}
	q := &query{print: p}
	x.weigh(q)
	found := x.judge(q)
	if pl, ok := x.take(q, found); ok {
		return pl
	}
	if pl, ok := x.copied(q, found); ok {
		return pl
	}
	if pl, ok := x.covered(q, found); ok {
		return pl
	}
	return apartFrom(q, found)
}

// sameItem knows an item by its id or its address. The address of another
// source's item makes a copy, so that no source can replace another's.
func (x *Index) sameItem(p *Print) (Placement, bool) {
	if number, ok := x.byRef[p.ref()]; ok {
		return placement(Update, x.entry(number), Signal{Name: "same source and id", Value: p.item}), true
	}
	var own, other *entry
	for _, number := range x.byURL[p.url] {
		switch e := x.entry(number); {
		case e.print.source == p.source && (own == nil || compareEntries(e, own) > 0):
			own = e
		case e.print.source != p.source && (other == nil || compareEntries(e, other) < 0):
			other = e
		}
	}
	signal := Signal{Name: "same address", Value: p.url}
	switch {
	case own != nil:
		return placement(Update, own, signal), true
	case other != nil:
		return placement(Copy, other, signal), true
	}
	return Placement{}, false
}

func placement(r Relation, e *entry, signals ...Signal) Placement {
	pl := Placement{Relation: r, Story: e.story, Of: e.print.ref(), Signals: signals}
	if r != Coverage {
		pl.Report = e.report
	}
	return pl
}

// judged is an entry with what a comparison found.
type judged struct {
	entry    *entry
	ev       evidence
	vetoes   veto
	sequence bool // the wire numbered both as takes of one report
}

// joined is the placement of an item with an entry, and why.
func (j *judged) joined(r Relation, q *query, why Signal) Placement {
	return placement(r, j.entry, append([]Signal{why}, j.ev.explain(q.print, &j.entry.print)...)...)
}

// sameTitles is how many of the newest entries with the same title, or of the
// same wire number, are compared.
const sameTitles = 8

// judge compares an item with all entries that may be of its story, the best
// first.
func (x *Index) judge(q *query) []judged {
	p := q.print
	if p.stem == 0 && p.text == 0 {
		return nil // an item that says nothing is like nothing
	}
	entries := x.candidates(q)
	number := serialOf(p.url)
	for _, list := range [][]uint32{x.bySlug[number.report], x.byStem[p.stem]} {
		for _, n := range x.newest(list, sameTitles) {
			if e := x.entry(n); near(e.print.time, p.time, copyWindow) && !slices.Contains(entries, e) {
				entries = append(entries, e)
			}
		}
	}
	found := make([]judged, 0, len(entries))
	for _, e := range entries {
		j := judged{entry: e, ev: x.compare(q, e)}
		j.sequence = number.report != "" && number.report == e.serial.report && e.print.source == p.source
		j.vetoes = vetoes(p, &e.print, &j.ev, nil)
		found = append(found, j)
	}
	slices.SortStableFunc(found, func(a, b judged) int {
		return cmp.Or(cmp.Compare(b.ev.score, a.ev.score), compareEntries(a.entry, b.entry))
	})
	return found
}

// reach is how far back, in seconds, an item looks for what it is a take of. Wires
// send their leads within a day; mistakes are found out later.
func (p *Print) reach() int64 {
	if p.amends() {
		return copyWindow
	}
	return takeWindow
}

// take finds the report of the same source that an item is the next version of.
// A marked take may change numbers, never the date or the place.
func (x *Index) take(q *query, found []judged) (Placement, bool) {
	p := q.print
	for i := range found {
		j := &found[i]
		o := &j.entry.print
		if o.source != p.source || !near(p.time, o.time, p.later(o).reach()) {
			continue
		}
		free := j.sequence || j.ev.versions(p, o)
		against := vetoSeries | vetoDate | vetoPlace
		if !free {
			against |= vetoNumber | vetoNegation | vetoName
		}
		if !free || p.later(o).flags&flagFlash != 0 {
			against |= vetoRepeat // a flash that it happened again opens a report
		}
		if !j.sequence {
			against |= vetoKind
		}
		if !free || j.ev.contained < typeContained {
			against |= vetoType
		}
		if j.vetoes&against != 0 {
			continue
		}
		if why, ok := j.isTake(free); ok {
			if (p.genre^o.genre)&genreGallery != 0 && !j.ev.equalText {
				return j.joined(Coverage, q, why), true // pictures go with a report, and never in its place
			}
			return j.joined(Take, q, why), true
		}
	}
	return Placement{}, false
}

// Shares of phrases, and numbers of them, from which texts count as one.
const (
	typeContained = .5 // a take that corrects the type of a thing
	takeContained = .6 // a take without a mark
	titlesAgree   = .3 // of the title, or with an equal title of the text
	copyContained = .8 // a copy that was cut or added to
	copyResembled = .6 // a copy that was edited
	fewPhrases    = 5
	manyPhrases   = 15
)

func (j *judged) isTake(free bool) (Signal, bool) {
	ev := &j.ev
	switch {
	case j.sequence && !j.ev.turned():
		return Signal{Name: "same wire number", Value: j.entry.serial.report}, true
	case ev.equalStem && (free || ev.onlyTitle || ev.contained >= titlesAgree):
		return Signal{Name: "same title"}, true
	case ev.equalText && !ev.titled, ev.contained >= copyContained && ev.phrases >= fewPhrases,
		ev.contained >= takeContained && (ev.phrases >= manyPhrases || ev.phrases >= fewPhrases && ev.title >= titlesAgree):
		return sameText(ev), true
	case free && ev.score >= takeScore && !ev.turned():
		return Signal{Name: "take of the same report", Value: fmt.Sprintf("%.2f needed", takeScore), Score: ev.score}, true
	}
	return Signal{}, false
}

func sameText(ev *evidence) Signal {
	return Signal{Name: "same text", Value: fmt.Sprintf("%.2f contained", ev.contained)}
}

// copied finds the report of another source that an item repeats.
func (x *Index) copied(q *query, found []judged) (Placement, bool) {
	for i := range found {
		j := &found[i]
		ev := &j.ev
		if j.entry.print.source == q.print.source || j.vetoes != 0 {
			continue
		}
		switch {
		case (ev.contained >= copyContained || ev.resembled >= copyResembled) && ev.phrases >= fewPhrases &&
			!q.print.numbers.part(j.entry.print.numbers):
			return j.joined(Copy, q, sameText(ev)), true
		case ev.equalStem && near(q.print.time, j.entry.print.time, takeWindow) && ev.onlyTitle:
			return j.joined(Copy, q, Signal{Name: "same title"}), true
		}
	}
	return Placement{}, false
}

// covered finds the story whose news an item tells in its own words.
func (x *Index) covered(q *query, found []judged) (Placement, bool) {
	p := q.print
	tried := make([]string, 0, candidateLimit)
	for i := range found {
		j := &found[i]
		if j.vetoes != 0 || slices.Contains(tried, j.entry.story) {
			continue
		}
		title := j.ev.equalStem && near(p.time, j.entry.print.time, takeWindow)
		needed := joinAt(p, &j.entry.print)
		if j.ev.score < needed && !title {
			continue // the score of the whole story is no higher
		}
		tried = append(tried, j.entry.story)
		score, fits := x.ofStory(q, j)
		switch {
		case !fits:
		case score >= needed:
			return j.joined(Coverage, q, Signal{Name: "same news", Value: fmt.Sprintf("%.2f needed", needed), Score: score}), true
		case title:
			return j.joined(Coverage, q, Signal{Name: "same title", Score: score}), true
		}
	}
	return Placement{}, false
}

// storyMost is how many items of a story a new one is compared with: its first
// and its latest.
const storyMost = 12

// ofStory compares an item with a story as a whole, which stands for itself: its
// score is midway between that of its likest item and the mean of all, so that
// no chain of likenesses leads away from what the story was about. fits is false
// if the date, the place or the type of one of them is another.
func (x *Index) ofStory(q *query, best *judged) (score float64, fits bool) {
	const never = vetoSeries | vetoDate | vetoPlace | vetoType | vetoName
	sum, count, highest := 0.0, 0, best.ev.score
	for _, number := range x.within(x.stories[best.entry.story], q.print.time, copyWindow, storyMost) {
		e := x.entry(number)
		ev := &best.ev
		if e != best.entry {
			other := x.compare(q, e)
			if vetoes(q.print, &e.print, &other, nil)&never != 0 {
				return 0, false
			}
			ev = &other
		}
		sum, count, highest = sum+ev.score, count+1, max(highest, ev.score)
	}
	if count == 0 {
		return highest, true
	}
	return rounded((sum/float64(count) + highest) / 2), true
}

// apartFrom is the placement of an item that belongs to nothing: its signals
// name the nearest look-alike and what parted them.
func apartFrom(q *query, found []judged) Placement {
	pl := Placement{Relation: New}
	if len(found) == 0 {
		return pl
	}
	j := &found[0]
	o := &j.entry.print
	pl.Signals = append(pl.Signals,
		Signal{Name: "nearest", Value: o.source + " " + o.item, Score: j.ev.score},
		Signal{Name: "needed", Score: rounded(joinAt(q.print, o))})
	vetoes(q.print, o, &j.ev, func(s Signal) { pl.Signals = append(pl.Signals, s) })
	pl.Signals = append(pl.Signals, j.ev.explain(q.print, o)...)
	return pl
}
