package story

import "strings"

// longName is a name of several words that other reports shorten to one.
type longName struct {
	rest  []uint32 // keys of the words after the first
	short uint32   // key of the one word
}

// longNames are those of states, alliances, commands and bills, by the key of
// their first word. A line holds the short form and then the long ones; of two that
// begin alike the longer comes first.
var longNames = newLongNames(`
us: united states
uk: united kingdom
un: united nations
eu: european union
uae: united arab emirates
isis: islamic state
irgc: islamic revolutionary guard corps, revolutionary guards, revolutionary guard
ndaa: national defense authorization act, defense authorization act, defense authorization bill, defense policy bill, annual defense bill
cr: continuing resolution, stopgap funding bill, stopgap spending bill, stopgap bill
centcom: central command
indopacom: indo pacific command
southcom: southern command
jcs: joint chiefs of staff, joint chiefs
icbm: intercontinental ballistic missile
uav: unmanned aerial vehicle, unmanned aircraft
`)

func newLongNames(lines string) *hashTable[[]longName] {
	table := newHashTable[[]longName]()
	for line := range strings.Lines(lines) {
		short, long, found := strings.Cut(strings.TrimSpace(line), ":")
		if !found {
			continue
		}
		for name := range strings.SplitSeq(long, ",") {
			words := strings.Fields(name)
			n := longName{short: termKey(short, latin)}
			for _, word := range words[1:] {
				n.rest = append(n.rest, termKey(word, latin))
			}
			head := termKey(words[0], latin)
			others, _ := table.get(head)
			table.put(head, append(others, n))
		}
	}
	return table
}

// shorten gives the first word of each long name the key of its short form, and
// takes the others for words that carry no news, in which no other name begins.
func shorten(tokens []token) {
	for i := range tokens {
		if tokens[i].stop { // grammar, or within a name
			continue
		}
		names, found := longNames.get(tokens[i].key)
		if !found {
			continue
		}
		for _, n := range names {
			if n.at(tokens[i+1:]) {
				tokens[i].key, tokens[i].stop = n.short, false
				for j := range n.rest {
					tokens[i+1+j].stop = true
				}
				break
			}
		}
	}
}

// at reports whether some words begin with the rest of a name.
func (n *longName) at(tokens []token) bool {
	if len(tokens) < len(n.rest) {
		return false
	}
	for i, key := range n.rest {
		if tokens[i].key != key || tokens[i].first {
			return false
		}
	}
	return true
}
