package match

import (
	"slices"
	"unicode/utf8"
)

// maxFound is how many finds of a topic wait until it is settled which of them
// cover which. Only in a text without any gap between its finds does it matter.
const maxFound = 1 << 13

// maxKept is how much scratch memory, in bytes of text, is kept for the next
// text.
const maxKept = 1 << 20

// find is a form of a term at a place of a folded text.
type find struct {
	start, end int
	length     int // in characters
	term       int32
	literal    bool
}

// scratch is the working memory of one Match.
type scratch struct {
	title, dateline, text folded
	turn                  uint32     // counts fields and texts; what seen compares with
	seen                  [][]uint32 // by topic and term: the turn when it counted last
	finds                 [][]find   // by topic
	never                 []find     // by topic; end 0 means none
	hits                  [][]Hit    // by topic
	covered               []bool     // by byte of a cluster of finds
}

func newScratch(topics []Topic) *scratch {
	s := &scratch{
		finds: make([][]find, len(topics)),
		never: make([]find, len(topics)),
		hits:  make([][]Hit, len(topics)),
	}
	for _, topic := range topics {
		s.seen = append(s.seen, make([]uint32, len(topic.Terms)))
	}
	return s
}

// Match scores a text, plain and without markup, against all topics: one Score
// a topic, in the order given to Compile.
//
// Of finds that overlap the longest counts, so that a term of weight 0 keeps
// the shorter ones in it, or beside it, from counting. A term counts once, in
// the title if it is there. In a dateline only a term of at least half the
// threshold counts: a base or a ship at sea, not the town that is the seat of a
// ministry. Not looked at: the name of an outlet at the end of the title, and a
// text that only says the title again. A never term is looked for in the whole
// title.
func (m *Matcher) Match(title, text string) []Score {
	m.ready()
	s := m.scratch.Get().(*scratch)
	s.start()
	base := afterDateline(text)
	s.title.fold(title)
	s.dateline.fold(text[:base])
	s.text.fold(text[base:])
	to := outletSuffix(title, s.text.text)
	limit := s.title.position(to)

	m.scan(s, field{name: "title", folded: &s.title, source: title, limit: limit, title: true})
	m.scan(s, field{name: "text", folded: &s.dateline, source: text[:base], limit: len(s.dateline.text), dateline: true})
	if !repeats(&s.text, text[base:], s.title.text[:limit]) {
		m.scan(s, field{name: "text", folded: &s.text, source: text[base:], base: base, limit: len(s.text.text)})
	}

	scores := make([]Score, len(m.topics))
	for t := range m.topics {
		scores[t] = m.score(s, t, title)
	}
	if cap(s.title.text)+cap(s.text.text)+cap(s.covered) <= maxKept {
		m.scratch.Put(s)
	}
	return scores
}

// start clears what the text before has left.
func (s *scratch) start() {
	s.turn++
	if s.turn == 0 { // it went round
		for _, seen := range s.seen {
			clear(seen)
		}
		s.turn = 1
	}
	for t := range s.finds {
		s.finds[t], s.hits[t], s.never[t] = s.finds[t][:0], s.hits[t][:0], find{}
	}
}

// field is a field as it is scanned.
type field struct {
	*folded
	name     string
	source   string
	base     int // of the source, in the field as it was given
	limit    int // finds that begin there or later count for never terms only
	title    bool
	dateline bool // only strong terms count
}

// slice is the source of the folded text from start to end.
func (f *field) slice(start, end int) string {
	return f.source[f.offset(start):f.folded.end(end, len(f.source))]
}

// scan finds all terms of all topics in a field and adds the hits.
func (m *Matcher) scan(s *scratch, f field) {
	a, text, at := m.found, f.text, between
	for i := 0; i < len(text); {
		symbol, size := uint32(0), 1
		if c := text[i]; c < utf8.RuneSelf {
			symbol = a.ascii[c]
		} else {
			var r rune
			r, size = utf8.DecodeRune(text[i:])
			symbol = a.symbol(r)
		}
		i += size
		at = a.next(at, symbol)
		if at == inside { // nothing begins or ends before the word does
			i, at = afterWord(text, i), between
			continue
		}
		if end := a.states[at].end; end >= 0 {
			m.collect(s, &f, end, i)
		}
	}
	for t := range m.topics {
		m.settle(s, &f, t, len(f.text)+1)
	}
}

// collect adds the finds that end at end: those of ending i and the shorter
// ones.
func (m *Matcher) collect(s *scratch, f *field, i int32, end int) {
	for ; i >= 0; i = m.found.ends[i].shorter {
		pattern := m.found.ends[i].pattern
		start := end - int(m.lengths[pattern])
		if !borderAt(f.text, start) {
			continue
		}
		for _, e := range m.entries[m.first[pattern]:m.first[pattern+1]] {
			if e.never && !f.title || !e.never && start >= f.limit {
				continue
			}
			to, ok := extent(f.text, end, e.tail)
			if !ok || e.tail == tailCased && !sameCase(m.term(e).Text, f.slice(start, to)) {
				continue
			}
			found := find{start: start, end: to, term: e.term, literal: e.literal && to == end}
			if e.never {
				if n := &s.never[e.topic]; n.end == 0 || start < n.start {
					*n = found
				}
				continue
			}
			found.length = utf8.RuneCount(f.text[start:to])
			s.finds[e.topic] = append(s.finds[e.topic], found)
			if len(s.finds[e.topic]) >= maxFound {
				m.settle(s, f, int(e.topic), end-m.longest)
			}
		}
	}
}

// settle turns the finds of topic t into hits, cluster by cluster of finds
// that overlap; those that later finds, which begin at safe or later, may
// overlap still wait.
func (m *Matcher) settle(s *scratch, f *field, t, safe int) {
	finds := s.finds[t]
	slices.SortFunc(finds, func(a, b find) int { return a.start - b.start })
	from := 0
	for from < len(finds) {
		to, end := from+1, finds[from].end
		for to < len(finds) && finds[to].start < end {
			end = max(end, finds[to].end)
			to++
		}
		if end > safe && (from > 0 || len(finds) < maxFound) {
			break
		}
		m.choose(s, f, t, finds[from:to], end)
		from = to
	}
	s.finds[t] = append(finds[:0], finds[from:]...)
}

// choose adds the hits of a cluster that ends at end: the longest find first,
// then each next one that overlaps none chosen. Of equal ones the listed form
// goes before a derived one, the left before the right.
func (m *Matcher) choose(s *scratch, f *field, t int, cluster []find, end int) {
	if len(cluster) == 1 {
		m.count(s, f, t, cluster[0])
		return
	}
	base := cluster[0].start
	s.covered = append(s.covered[:0], make([]bool, end-base)...)
	slices.SortFunc(cluster, func(a, b find) int {
		switch {
		case a.length != b.length:
			return b.length - a.length
		case a.literal != b.literal:
			if a.literal {
				return -1
			}
			return 1
		case a.start != b.start:
			return a.start - b.start
		}
		return int(a.term - b.term)
	})
	n := 0
	for _, found := range cluster {
		// What was chosen is at least as long, so it covers an end if any of it.
		if s.covered[found.start-base] || s.covered[found.end-1-base] {
			continue
		}
		for i := found.start; i < found.end; i++ {
			s.covered[i-base] = true
		}
		cluster[n] = found
		n++
	}
	slices.SortFunc(cluster[:n], func(a, b find) int { return a.start - b.start })
	for _, found := range cluster[:n] {
		m.count(s, f, t, found)
	}
}

// count adds the hit of a find, if its term has not been counted before and
// does count in this field.
func (m *Matcher) count(s *scratch, f *field, t int, found find) {
	term := &m.topics[t].Terms[found.term]
	if s.seen[t][found.term] == s.turn || f.dateline && 2*term.Weight < m.topics[t].Threshold {
		return
	}
	s.seen[t][found.term] = s.turn
	s.hits[t] = append(s.hits[t], m.hit(t, term, f, found))
}

// hit describes a find in words of the field as it was given.
func (m *Matcher) hit(t int, term *Term, f *field, found find) Hit {
	offset := f.base + f.offset(found.start)
	return Hit{
		Topic:  m.topics[t].Name,
		Term:   term.Text,
		Field:  f.name,
		Offset: offset,
		Length: f.base + f.folded.end(found.end, len(f.source)) - offset,
		Weight: term.Weight,
		Config: term.Config,
	}
}
