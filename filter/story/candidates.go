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
	print   *Print
	total   int64
	terms   [termLimit]queryTerm // words the index does not know are left out
	count   int                  // of terms
	slots   [querySlots]uint8
	norm    int64 // sum of squared weights, also of unknown words
	share   share // of the title
	phrases sieve // of the print's sample
}

type queryTerm struct {
	number uint32
	live   int32
	idf    int32
	weight int32 // with field and kind
	plain  int32 // with kind only
	flags  termFlags
}

// querySlots is the size of the table that finds a query's words by number.
const querySlots = 1 << 9

// weigh fills a query with the words of its print.
func (x *Index) weigh(q *query) {
	p := q.print
	q.total = x.words.total(p.class())
	for _, t := range p.terms {
		number, known := x.words.numbers.get(t.hash)
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
			word := &q.terms[q.count]
			word.number, word.live, word.flags = number, x.words.held[number].live, t.flags
			word.idf, word.weight, word.plain = int32(idf), int32(weight), int32(plain)
			q.count++
			at := number % querySlots
			for q.slots[at] != 0 {
				at = (at + 1) % querySlots
			}
			q.slots[at] = uint8(q.count)
		}
	}
	for _, h := range p.sample {
		q.phrases.add(h)
	}
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

// commonest is how many entries hold a common word, at least: those that hold one
// are as many as are looked at.
const commonest = 255

// byRarity returns the places of the query's words in its list, the word that
// fewest entries hold first. Most are held by few and are counted out; of the
// common ones only as many are put in order as are looked at.
func (q *query) byRarity() (order [termLimit]uint8) {
	var from [commonest + 2]uint8 // by how many entries hold a word
	words := q.terms[:q.count]
	for i := range words {
		from[min(words[i].live, commonest)+1]++
	}
	for live := range commonest + 1 {
		from[live+1] += from[live]
	}
	common := order[from[commonest]:q.count]
	for i := range words {
		at := &from[min(words[i].live, commonest)]
		order[*at] = uint8(i)
		*at++
	}
	for n := range min(len(common), scanLimit/scanPerWord) {
		least := n
		for i := n + 1; i < len(common); i++ {
			a, b := common[i], common[least]
			if words[a].live < words[b].live || words[a].live == words[b].live && a < b {
				least = i
			}
		}
		common[n], common[least] = common[least], common[n]
	}
	return order
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

// factors are the weights of a word's kind and field, by its flags.
var factors = func() (table [1 << 8]struct{ kind, field uint8 }) {
	for i := range table {
		f, factor := termFlags(i), &table[i]
		switch {
		case f&termBigram != 0:
			factor.kind = weightPair
		case f&termName != 0:
			factor.kind = weightName
		default:
			factor.kind = quarter
		}
		switch {
		case f&(termTitle|termAside) == termTitle && f&(termLead|termLater) != 0:
			factor.field = weightBoth
		case f&termAside != 0:
			factor.field = weightAside
		case f&(termTitle|termAside) == termTitle:
			factor.field = weightTitle
		case f&termLead != 0:
			factor.field = weightLead
		default:
			factor.field = weightLater
		}
	}
	return table
}()

// weigh returns the weight of a word with and without that of its field.
func weigh(f termFlags, idf int64) (weight, plain int64) {
	factor := factors[f]
	plain = idf * int64(factor.kind)
	return plain * int64(factor.field), plain
}

// tallySlots is the size of a tally's table.
const tallySlots = 1 << 12

// tally counts what entries share with a query.
type tally struct {
	slots [tallySlots]uint16 // open addressing: place in found, plus one
	found [scanLimit]tallied
	count int // of found
}

type tallied struct {
	number uint32
	score  uint32
}

func (t *tally) add(number uint32, score uint32) {
	at := (number * 0x9E3779B1) >> 20 // 12 bits
	for t.slots[at] != 0 {
		if known := &t.found[t.slots[at]-1]; known.number == number {
			known.score += score
			return
		}
		at = (at + 1) % tallySlots
	}
	t.found[t.count] = tallied{number, score}
	t.count++
	t.slots[at] = uint16(t.count)
}

// candidates finds the entries within the window that share most with a query.
func (x *Index) candidates(q *query) []*entry {
	order := q.byRarity()
	var t tally
	var whole uint32
	scanned := 0
	for _, i := range order[:q.count] {
		if scanned >= scanLimit {
			break
		}
		term := &q.terms[i]
		list := x.words.postings[term.number].list
		share := uint32(int64(term.plain) * int64(term.idf) >> idfBits)
		whole += share
		list = list[max(0, len(list)-min(scanPerWord, scanLimit-scanned)):]
		scanned += len(list)
		for _, number := range list {
			t.add(number, share)
		}
	}
	var likely []*entry
	for i, c := range x.best(&t, q.print.time) {
		e := x.entry(c.number)
		shorter := min(len(e.terms), q.count)
		if i < candidateLeast || int(c.score)*farShare*q.count >= int(whole)*shorter {
			likely = append(likely, e)
		}
	}
	return likely
}

// best returns the entries within the window around a time that have the
// highest tally.
func (x *Index) best(t *tally, at int64) []tallied {
	var list []tallied
	for _, c := range t.found[:t.count] {
		n := len(list)
		if n == candidateLimit && c.score < list[n-1].score || !near(x.timeOf(c.number), at, copyWindow) {
			continue
		}
		list = append(list, c)
		for ; n > 0 && x.likelier(c, list[n-1]); n-- {
			list[n] = list[n-1]
		}
		list[n] = c
		list = list[:min(len(list), candidateLimit)]
	}
	return list
}

// likelier reports whether an entry has a higher tally than another, or the same
// and is newer.
func (x *Index) likelier(a, b tallied) bool {
	return a.score > b.score || a.score == b.score && x.newer(a.number, b.number) < 0
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
