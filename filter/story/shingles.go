package story

import "slices"

// shared compares the texts by their shingles: the share of the shorter one's
// that the longer has, the share of both that both have, and how many the
// shorter has. Texts that were thinned out differently are compared at the
// coarser grain; a text too short for that by its first words.
func (q *query) shared(o *Print) (contained, resembled float64, count int) {
	p := q.print
	if len(p.sample) == 0 || len(o.sample) == 0 {
		return 0, 0, 0
	}
	mask := uint32(1)<<max(p.thinned, o.thinned) - 1
	shared, ours, theirs := common(p.sample, o.sample, mask, &q.phrases)
	const enough = 12
	fewer := min(ours, theirs)
	count = min(len(p.sample)<<p.thinned, len(o.sample)<<o.thinned)
	if total := ours + theirs - shared; total > 0 {
		resembled = float64(shared) / float64(total)
	}
	if fewer >= enough || p.thinned == o.thinned {
		return float64(shared) / float64(max(fewer, 1)), resembled, count
	}
	short, long := p, o
	if len(p.sample)<<p.thinned > len(o.sample)<<o.thinned {
		short, long = o, p
	}
	var first sieve
	for _, h := range short.lead {
		first.add(h)
	}
	shared, ours, _ = common(short.lead, long.lead, 0, &first)
	return float64(shared) / float64(max(ours, 1)), resembled, count
}

// common counts the hashes of two sorted lists that are equal, and those of
// each, at a grain. The first list's are in a sieve.
func common(a, b []uint32, mask uint32, in *sieve) (shared, ours, theirs int) {
	for _, h := range a {
		if h&mask == 0 {
			ours++
		}
	}
	for _, h := range b {
		if h&mask != 0 {
			continue
		}
		theirs++
		if in.may(h) {
			if _, found := slices.BinarySearch(a, h); found {
				shared++
			}
		}
	}
	return shared, ours, theirs
}

// sieve tells most hashes that are not in a list from those that may be. Two
// texts seldom share a phrase: a step through both lists side by side would take
// twice as long.
type sieve [1 << 6]uint64

func (s *sieve) add(h uint32) { s[h>>26] |= 1 << (h >> 20 & 63) }

func (s *sieve) may(h uint32) bool { return s[h>>26]>>(h>>20&63)&1 != 0 }
