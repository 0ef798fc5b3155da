package story

import (
	"math"
	"slices"
)

// vocabulary is the inverted index: for each word, which entries hold it.
// Weights are whole numbers, so that sums do not depend on their order.
type vocabulary struct {
	numbers  *hashTable[uint32] // hash of a word → its number
	postings []posting          // by number
	held     []held             // by number
	free     []uint32           // numbers without a word
	logs     []int64            // weights of counts
	entries  [classes]int
}

// held says how many entries hold a word: all, and with those of one story taken
// for one and the items of everyday news.
type held struct{ live, count int32 }

// postingMost bounds the list of a word: of one that more entries hold the latest
// half are kept, still more than are ever looked at.
const postingMost = 4 * scanPerWord

// posting lists the entries that hold a word, oldest first; some may be gone.
type posting struct {
	hash uint32
	list []uint32
}

func newVocabulary() vocabulary { return vocabulary{numbers: newHashTable[uint32]()} }

// add enters the terms of an entry. A word counts once for a story, however many
// of its items hold it: else the words of a story told often would weigh less
// and less in it. members is how often the items of the story hold a word; nil
// for its first.
func (v *vocabulary) add(e *entry, terms []term, members map[uint32]int32) {
	e.terms, e.flags = make([]uint32, len(terms)), make([]termFlags, len(terms))
	for i, t := range terms {
		number, known := v.numbers.get(t.hash)
		if !known {
			number = v.mint(t.hash)
		}
		p, held := &v.postings[number], &v.held[number]
		if len(p.list) == postingMost {
			p.list = slices.Delete(p.list, 0, postingMost/2)
		}
		p.list = append(p.list, e.number)
		held.live++
		if members == nil || members[number] == 0 {
			held.count++
			v.reach(int(held.count))
		}
		if members != nil {
			members[number]++
		}
		e.terms[i], e.flags[i] = number, t.flags
	}
	v.entries[e.print.class()]++
}

// mint gives a word a number.
func (v *vocabulary) mint(hash uint32) uint32 {
	before, _ := backgroundWords.get(hash)
	v.reach(int(before))
	var number uint32
	if n := len(v.free); n > 0 {
		number, v.free = v.free[n-1], v.free[:n-1]
		v.postings[number], v.held[number] = posting{hash: hash}, held{count: before}
	} else {
		number = uint32(len(v.postings))
		v.postings, v.held = append(v.postings, posting{hash: hash}), append(v.held, held{count: before})
	}
	v.numbers.put(hash, number)
	return number
}

// reach makes sure that the weight of a count is known.
func (v *vocabulary) reach(count int) {
	for len(v.logs) <= count {
		v.logs = append(v.logs, logarithm(len(v.logs)+1))
	}
}

// remove takes an entry's terms out. A posting is swept only when half of it is
// gone, so that dropping many entries stays cheap.
func (v *vocabulary) remove(e *entry, members map[uint32]int32, gone func(number uint32) bool) {
	v.entries[e.print.class()]--
	for _, number := range e.terms {
		p, held := &v.postings[number], &v.held[number]
		held.live--
		if members != nil {
			members[number]--
		}
		if members == nil || members[number] == 0 {
			held.count--
		}
		switch {
		case held.live == 0:
			v.numbers.remove(p.hash)
			*p = posting{}
			v.free = append(v.free, number)
		case len(p.list) > 2*int(held.live)+8:
			p.list = slices.DeleteFunc(p.list, gone)
		}
	}
}

// Weights are fixed-point numbers with so many bits after the point.
const idfBits = 6

// prior is how many items of everyday news stand for those seen before the
// first: in an empty index no word is rare yet. Of them so many hold a word of
// each tier of backgroundWords.
const prior = 100

// total is the weight, in a language, of a word that no item holds.
func (v *vocabulary) total(c class) int64 { return logarithm(v.entries[c] + prior) }

// idf is the weight of a word by its number: ln((N+100)/(df+1)), with N and df
// counted over the index and the items that stand for everyday news.
func (v *vocabulary) idf(number uint32, total int64) int64 {
	return max(1, total-v.logs[v.held[number].count])
}

// unknown is the weight of a word that no entry holds.
func (v *vocabulary) unknown(hash uint32, total int64) int64 {
	before, _ := backgroundWords.get(hash)
	if int(before) < len(v.logs) {
		return max(1, total-v.logs[before])
	}
	return max(1, total-logarithm(int(before)+1))
}

func logarithm(n int) int64 { return int64((1<<idfBits)*math.Log(float64(n)) + .5) }
