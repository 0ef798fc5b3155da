package story

import (
	"cmp"
	"slices"
	"time"
)

// Windows, by the items' own times.
const (
	takeWindow  = 24 * 3600 // seconds
	copyWindow  = 72 * 3600
	keptReceipt = 7 * 24 * time.Hour // after its receipt an item is dropped
)

// Index is what items are compared with: the prints of the last days and the
// reports and stories they were placed in. What it answers depends on what it
// holds, not on how that came to be there; only of a word that very many items
// share, the latest added are looked at. Place may be called from several
// goroutines as long as nothing changes the index meanwhile.
type Index struct {
	entries []*entry // by number less base; nil for one that was dropped
	times   []int64  // the same, for a quick look at the window
	base    uint32
	count   int
	byRef   map[Ref]uint32
	byURL   map[string][]uint32
	bySlug  map[string][]uint32 // the wire's serial
	byStem  map[uint64][]uint32
	stories map[string][]uint32         // by time
	members map[string]map[uint32]int32 // of stories with several items: how many hold a word
	words   vocabulary
}

// entry is one item of the index.
type entry struct {
	number   uint32
	print    Print    // without terms
	terms    []uint32 // numbers in the vocabulary
	flags    []termFlags
	urls     []string // all addresses it had
	serial   serial
	report   string
	story    string
	received int64
}

// NewIndex returns an empty index.
func NewIndex() *Index {
	return &Index{
		byRef:   map[Ref]uint32{},
		byURL:   map[string][]uint32{},
		bySlug:  map[string][]uint32{},
		byStem:  map[uint64][]uint32{},
		stories: map[string][]uint32{},
		members: map[string]map[uint32]int32{},
		words:   newVocabulary(),
	}
}

// Len is the number of items in the index.
func (x *Index) Len() int { return x.count }

// Add folds a placed item in: the report and the story it belongs to, also for
// a new one. An item that is there already is replaced; it stays reachable by
// its earlier addresses.
func (x *Index) Add(p *Print, report, storyID string, _ Relation) {
	e := &entry{print: *p, report: report, story: storyID, received: p.received}
	e.print.terms = nil
	if p.url != "" && identifies(p.url) {
		e.urls = append(e.urls, p.url)
		e.serial = serialOf(p.url)
	}
	if number, known := x.byRef[p.ref()]; known {
		const most = 4
		old := x.entry(number)
		for _, url := range old.urls {
			if !slices.Contains(e.urls, url) && len(e.urls) < most {
				e.urls = append(e.urls, url)
			}
		}
		e.received = max(e.received, old.received)
		x.drop(old)
	}
	x.insert(e, p.terms)
}

// Remove drops an item that was withdrawn or is to be forgotten.
func (x *Index) Remove(source, item string) {
	if number, ok := x.byRef[Ref{Source: source, Item: item}]; ok {
		x.drop(x.entry(number))
	}
}

// Expire drops what was received more than seven days before now, which is the
// time of a receipt and never the clock.
func (x *Index) Expire(now time.Time) {
	if now.IsZero() {
		return
	}
	before := now.Add(-keptReceipt).Unix()
	var old []*entry
	for _, e := range x.entries {
		if e != nil && e.received != 0 && e.received < before {
			old = append(old, e)
		}
	}
	for _, e := range old {
		x.drop(e)
	}
}

func (x *Index) insert(e *entry, terms []term) {
	e.number = x.base + uint32(len(x.entries))
	x.entries = append(x.entries, e)
	x.count++
	x.times = append(x.times, e.print.time)
	x.byRef[e.print.ref()] = e.number
	for _, url := range e.urls {
		x.byURL[url] = append(x.byURL[url], e.number)
	}
	if e.serial.report != "" {
		x.bySlug[e.serial.report] = append(x.bySlug[e.serial.report], e.number)
	}
	if e.print.stem != 0 {
		x.byStem[e.print.stem] = append(x.byStem[e.print.stem], e.number)
	}
	list := x.stories[e.story]
	at, _ := slices.BinarySearchFunc(list, e, func(number uint32, e *entry) int { return compareEntries(x.entry(number), e) })
	x.stories[e.story] = slices.Insert(list, at, e.number)
	x.words.add(e, terms, x.membersFor(e.story))
}

// membersFor returns how many items of a story hold a word, for a story that
// gets another item; nil for one that gets its first.
func (x *Index) membersFor(story string) map[uint32]int32 {
	numbers := x.stories[story]
	if len(numbers) < 2 {
		return nil
	}
	held := x.members[story]
	if held == nil {
		held = map[uint32]int32{}
		for _, number := range numbers {
			for _, word := range x.entry(number).terms { // those of the new one come later
				held[word]++
			}
		}
		x.members[story] = held
	}
	return held
}

func (x *Index) drop(e *entry) {
	x.entries[e.number-x.base] = nil
	x.count--
	delete(x.byRef, e.print.ref())
	for _, url := range e.urls {
		without(x.byURL, url, e.number)
	}
	if e.serial.report != "" {
		without(x.bySlug, e.serial.report, e.number)
	}
	if e.print.stem != 0 {
		without(x.byStem, e.print.stem, e.number)
	}
	without(x.stories, e.story, e.number)
	x.times[e.number-x.base] = gone
	x.words.remove(e, x.members[e.story], func(number uint32) bool { return x.timeOf(number) == gone })
	if len(x.stories[e.story]) < 2 {
		delete(x.members, e.story)
	}
	const spare = 1024
	if len(x.entries) > spare && x.entries[spare-1] == nil {
		x.renumber()
	}
}

// gone stands for the time of an entry that was dropped.
const gone = -1 << 62

func without[K comparable](table map[K][]uint32, key K, number uint32) {
	list := table[key]
	if at := slices.Index(list, number); at >= 0 {
		list = slices.Delete(list, at, at+1)
	}
	if len(list) == 0 {
		delete(table, key)
		return
	}
	table[key] = list
}

// renumber forgets the room of dropped entries before the oldest one.
func (x *Index) renumber() {
	oldest := slices.IndexFunc(x.entries, func(e *entry) bool { return e != nil })
	if oldest < 0 {
		oldest = len(x.entries)
	}
	if oldest*2 < len(x.entries) {
		return
	}
	x.entries = slices.Clone(x.entries[oldest:])
	x.times = slices.Clone(x.times[oldest:])
	x.base += uint32(oldest)
}

// entry returns an entry by its number.
func (x *Index) entry(number uint32) *entry { return x.entries[number-x.base] }

// timeOf returns the time of an entry by its number, gone if it was dropped.
func (x *Index) timeOf(number uint32) int64 {
	if number < x.base {
		return gone
	}
	return x.times[number-x.base]
}

// near reports whether two times lie within a window of so many seconds. An
// unknown time is near to none but an unknown one.
func near(a, b int64, window int64) bool {
	return max(a-b, b-a) <= window
}

// within returns the items of a story within a window around a time, the first
// and the latest of them if there are more than most.
func (x *Index) within(numbers []uint32, t, window int64, most int) []uint32 {
	from, _ := slices.BinarySearchFunc(numbers, t-window, func(n uint32, at int64) int { return cmp.Compare(x.timeOf(n), at) })
	to, _ := slices.BinarySearchFunc(numbers, t+window+1, func(n uint32, at int64) int { return cmp.Compare(x.timeOf(n), at) })
	numbers = numbers[from:to]
	if len(numbers) <= most {
		return numbers
	}
	return append(slices.Clone(numbers[:1]), numbers[len(numbers)-most+1:]...)
}

// compareEntries orders entries by time, source and item, as they are placed.
func compareEntries(a, b *entry) int {
	return cmp.Or(
		cmp.Compare(a.print.time, b.print.time),
		cmp.Compare(a.print.source, b.print.source),
		cmp.Compare(a.print.item, b.print.item),
	)
}
