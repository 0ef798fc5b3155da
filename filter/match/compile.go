package match

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Scoring of a topic that says nothing else.
const (
	DefaultThreshold   = 5.5
	DefaultTitleFactor = 2
	DefaultCap         = 6
)

// Matcher scores texts against topics. It is safe for use by several
// goroutines at once.
type Matcher struct {
	topics  []Topic // defaults filled in; when built, terms listed again folded into one
	once    sync.Once
	found   *automaton
	lengths []int32 // of the patterns, in bytes
	first   []int32 // entries[first[p]:first[p+1]] are those of pattern p
	entries []entry
	longest int       // find, in bytes
	scratch sync.Pool // of *scratch
}

// entry is a form of a term of a topic, for one pattern of the automaton.
type entry struct {
	topic   int32
	term    int32 // index in the topic's Terms or Never
	never   bool
	literal bool
	tail    tail
}

// Compile makes the Matcher of topics. Everything that is wrong is reported at
// once, joined, each error with the line of the term and its text: not valid
// UTF-8, too long, no letter or digit, a weight that is no number; and of a
// topic: no name, a name given twice, a negative threshold, factor or cap.
//
// The automaton is made when the first text comes: a poll that brings nothing
// new needs none, and takes longer to make it than for all else. Only lists so
// long that they might be too much for it are put to the test here.
func Compile(topics []Topic) (*Matcher, error) {
	m := &Matcher{}
	var faults []error
	names := map[string]bool{}
	for _, topic := range topics {
		faults = append(faults, checkTopic(topic, names)...)
		topic.Threshold = defaulted(topic.Threshold, DefaultThreshold)
		topic.TitleFactor = defaulted(topic.TitleFactor, DefaultTitleFactor)
		topic.Cap = defaulted(topic.Cap, DefaultCap)
		m.topics = append(m.topics, topic)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	if m.statesAtMost() >= maxStates {
		var err error
		if m.once.Do(func() { err = m.build() }); err != nil {
			return nil, fmt.Errorf("compile topics: %w", err)
		}
	}
	m.scratch.New = func() any { return newScratch(m.topics) }
	return m, nil
}

func defaulted(value, otherwise float64) float64 {
	if value == 0 {
		return otherwise
	}
	return value
}

// checkTopic lists what is wrong with a topic and its terms.
func checkTopic(topic Topic, names map[string]bool) (faults []error) {
	switch {
	case topic.Name == "":
		faults = append(faults, errors.New("topic without a name"))
	case names[topic.Name]:
		faults = append(faults, fmt.Errorf("topic %q: listed twice", topic.Name))
	}
	names[topic.Name] = true
	for _, number := range []struct {
		name  string
		value float64
	}{{"threshold", topic.Threshold}, {"title_factor", topic.TitleFactor}, {"cap", topic.Cap}} {
		if !(number.value >= 0) || math.IsInf(number.value, 0) {
			faults = append(faults, fmt.Errorf("topic %q: %s %v is not a positive number", topic.Name, number.name, number.value))
		}
	}
	for _, term := range slices.Concat(topic.Terms, topic.Never) {
		if err := checkTerm(term); err != nil {
			fault := fmt.Errorf("term %.60q of topic %q: %w", term.Text, topic.Name, err)
			if term.Config != "" {
				fault = fmt.Errorf("%s: %w", term.Config, fault)
			}
			faults = append(faults, fault)
		}
	}
	return faults
}

// latest leaves of each term that is listed again the last one, in the order
// of the listing.
func latest(terms []Term) []Term {
	last := make(map[string]int, len(terms))
	for i, term := range terms {
		last[canonical(term.Text)] = i
	}
	kept := make([]Term, 0, len(last))
	for i, term := range terms {
		if last[canonical(term.Text)] == i {
			kept = append(kept, term)
		}
	}
	return kept
}

// statesAtMost is how many states the automaton might have: each byte of a form
// makes one at most. Terms in writing come to a tenth of it.
func (m *Matcher) statesAtMost() int {
	const (
		grows   = 8
		unfolds = 11 // times that NFKC makes a text longer at most (Unicode Standard Annex 15, section 14)
	)
	states := 0
	for _, topic := range m.topics {
		for _, term := range slices.Concat(topic.Terms, topic.Never) {
			size := len(term.Text)
			if strings.ContainsFunc(term.Text, func(r rune) bool { return r >= utf8.RuneSelf && !plainSyllable(r) }) {
				size *= unfolds
			}
			states += grows * (size + longestTail)
		}
	}
	return states
}

// ready makes the automaton if there is none yet.
func (m *Matcher) ready() {
	m.once.Do(func() {
		if err := m.build(); err != nil {
			panic(fmt.Errorf("compile topics: %w", err)) // statesAtMost has let it pass
		}
	})
}

// build gathers the forms of all terms and makes the automaton.
func (m *Matcher) build() error {
	for t := range m.topics {
		topic := &m.topics[t]
		topic.Terms, topic.Never = latest(topic.Terms), latest(topic.Never)
	}
	var patterns []string
	var lists [][]entry
	index := map[string]int{}
	add := func(terms []Term, topic int, never bool) {
		for i, term := range terms {
			for _, form := range forms(term) {
				p, ok := index[form.text]
				if !ok {
					p = len(patterns)
					index[form.text] = p
					patterns = append(patterns, form.text)
					lists = append(lists, nil)
				}
				lists[p] = m.prefer(lists[p], entry{int32(topic), int32(i), never, form.literal, form.tail})
			}
		}
	}
	for t, topic := range m.topics {
		add(topic.Terms, t, false)
		add(topic.Never, t, true)
	}
	for p, list := range lists {
		m.first = append(m.first, int32(len(m.entries)))
		m.lengths = append(m.lengths, int32(len(patterns[p])))
		m.longest = max(m.longest, len(patterns[p])+longestTail)
		m.entries = append(m.entries, list...)
	}
	m.first = append(m.first, int32(len(m.entries)))
	var err error
	m.found, err = build(patterns)
	return err
}

// prefer adds an entry to those of a pattern. Of two terms of a topic that
// have a form in common the one that is listed in this form has it, else the
// first in alphabetical order: the order of listing never counts.
func (m *Matcher) prefer(list []entry, added entry) []entry {
	for i, e := range list {
		if e.topic != added.topic || e.never != added.never {
			continue
		}
		if added.literal && !e.literal || added.literal == e.literal && m.term(added).Text < m.term(e).Text {
			list[i] = added
		}
		return list
	}
	return append(list, added)
}

// term is the term an entry is a form of.
func (m *Matcher) term(e entry) *Term {
	if e.never {
		return &m.topics[e.topic].Never[e.term]
	}
	return &m.topics[e.topic].Terms[e.term]
}

// Topics names the topics in order.
func (m *Matcher) Topics() []string {
	names := make([]string, len(m.topics))
	for i := range m.topics {
		names[i] = m.topics[i].Name
	}
	return names
}
