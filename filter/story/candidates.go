package story

import (
	"cmp"
	"slices"
)

// Bounds of one search. They keep placing as fast among 100,000 stories as
// among 100: rare words come first, and of a common word the newest entries.
const (
	scanLimit      = 2000 // entries looked at
	scanPerWord    = 250
	candidateLimit = 10
	candidateLeast = 2 // entries compared in any case
	farShare       = 8 // others must share the eighth of what the shorter item holds
)

// query is an item with the weights of its words.
type query struct {
	print *Print
	total int64
	terms []queryTerm // words the index does not know are left out
	slots [querySlots]uint8
	norm  int64 // sum of squared weights, also of unknown words
	share share // of the title
}

type queryTerm struct {
	number uint32
	live   int32
	flags  termFlags
	weight int64 // with field and kind
	plain  int64 // with kind only
}

// querySlots is the size of the table that finds a query's words by number.
const querySlots = 1 << 9

// query weighs the words of a print.
func (x *Index) query(p *Print) *query {
	q := &query{print: p, total: x.words.total(p.class()), terms: make([]queryTerm, 0, len(p.terms))}
	for _, t := range p.terms {
		number, known := x.words.numbers[t.hash]
		var idf int64
		if known {
			idf = x.words.idf(number, q.total)
		} else {
			idf = x.words.unknown(t.hash, q.total)
		}
		weight, plain := weigh(t.flags, idf)
		q.norm += weight * weight
		q.share.add(t.flags, plain)
		if known {
			q.terms = append(q.terms, queryTerm{number, x.words.postings[number].live, t.flags, weight, plain})
			at := number % querySlots
			for q.slots[at] != 0 {
				at = (at + 1) % querySlots
			}
			q.slots[at] = uint8(len(q.terms))
		}
	}
	return q
}

// find returns a word of the query by its number, or nil.
func (q *query) find(number uint32) *queryTerm {
	for at := number % querySlots; q.slots[at] != 0; at = (at + 1) % querySlots {
		if t := &q.terms[q.slots[at]-1]; t.number == number {
			return t
		}
	}
	return nil
}

// Weights of fields and kinds, in quarters.
const (
	quarter     = 4
	weightTitle = 6  // in the title only
	weightBoth  = 10 // in title and text
	weightAside = 5  // in a clause of the title that gives the background
	weightLead  = 4
	weightLater = 2
	weightName  = 6
	weightPair  = 2 // of characters
)

// weigh returns the weight of a word with and without that of its field.
func weigh(f termFlags, idf int64) (weight, plain int64) {
	plain = idf * quarter
	switch {
	case f&termBigram != 0:
		plain = idf * weightPair
	case f&termName != 0:
		plain = idf * weightName
	}
	switch {
	case f&(termTitle|termAside) == termTitle && f&(termLead|termLater) != 0:
		return plain * weightBoth, plain
	case f&termAside != 0:
		return plain * weightAside, plain
	case f&(termTitle|termAside) == termTitle:
		return plain * weightTitle, plain
	case f&termLead != 0:
		return plain * weightLead, plain
	}
	return plain * weightLater, plain
}

// tallySlots is the size of a tally's table.
const tallySlots = 1 << 12

// tally counts what entries share with a query, in a fixed table.
type tally struct {
	slots [tallySlots]tallySlot
	used  [scanLimit]uint16
	count int
}

type tallySlot struct {
	number uint32 // plus one
	score  uint32
}

func (t *tally) add(number uint32, score uint32) {
	at := (number * 0x9E3779B1) >> 20 // 12 bits
	for t.slots[at].number != 0 && t.slots[at].number != number+1 {
		at = (at + 1) % tallySlots
	}
	if t.slots[at].number == 0 {
		t.slots[at].number = number + 1
		t.used[t.count] = uint16(at)
		t.count++
	}
	t.slots[at].score += score
}

// candidates finds the entries within the window that share most with a query.
func (x *Index) candidates(q *query) []*entry {
	byRarity := make([]uint64, len(q.terms))
	for i := range q.terms {
		byRarity[i] = uint64(q.terms[i].live)<<8 | uint64(i)
	}
	slices.Sort(byRarity)
	var t tally
	var whole uint32
	scanned := 0
	for _, packed := range byRarity {
		if scanned >= scanLimit {
			break
		}
		term := &q.terms[packed&0xFF]
		list := x.words.postings[term.number].list
		share := uint32(term.plain * x.words.idf(term.number, q.total) >> idfBits)
		whole += share
		list = list[max(0, len(list)-min(scanPerWord, scanLimit-scanned)):]
		scanned += len(list)
		for _, number := range list {
			if near(x.timeOf(number), q.print.time, copyWindow) {
				t.add(number, share)
			}
		}
	}
	var likely []*entry
	for i, c := range x.best(&t) {
		e := x.entry(c.number - 1)
		shorter := min(len(e.terms), len(q.terms))
		if i < candidateLeast || int(c.score)*farShare*len(q.terms) >= int(whole)*shorter {
			likely = append(likely, e)
		}
	}
	return likely
}

// best returns what has the highest tally.
func (x *Index) best(t *tally) []tallySlot {
	var list []tallySlot
	for _, at := range t.used[:t.count] {
		s := t.slots[at]
		if n := len(list); n == candidateLimit && s.score < list[n-1].score {
			continue
		}
		at, _ := slices.BinarySearchFunc(list, s, func(a, b tallySlot) int {
			if a.score != b.score {
				return cmp.Compare(b.score, a.score)
			}
			return x.newer(a.number-1, b.number-1)
		})
		list = slices.Insert(list, at, s)
		if len(list) > candidateLimit {
			list = list[:candidateLimit]
		}
	}
	return list
}

// newer orders the numbers of two entries, the newest first.
func (x *Index) newer(a, b uint32) int {
	if c := cmp.Compare(x.timeOf(b), x.timeOf(a)); c != 0 {
		return c
	}
	return compareEntries(x.entry(b), x.entry(a))
}

// newest returns the newest entries of a list.
func (x *Index) newest(numbers []uint32, most int) []uint32 {
	if len(numbers) <= most {
		return numbers
	}
	sorted := slices.Clone(numbers)
	slices.SortFunc(sorted, x.newer)
	return sorted[:most]
}
