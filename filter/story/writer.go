package story

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"
)

// writer fills a print from tokens.
type writer struct {
	print *Print
	dates dateReader
	table termTable
	trail [shingleSize]uint32 // the last words that carry news
	words int

	lead    [leadShingles]uint32
	leads   int // of them in use
	sample  [sampleMost]uint32
	samples int // of them in use
	thinned uint8
}

// title reads the words of the stem.
func (w *writer) title(tokens []token) {
	p := w.print
	cased := titleCase(tokens)
	from, to := mainClause(tokens)
	p.flag(flagSequel, from > 0 && tokens[0].script == latin || to < len(tokens) && to > 0 && isSequel(tokens[to-1].text))
	speakFrom, speakTo := speaker(tokens)
	p.flag(flagSays, speakFrom == 0 && speakTo > 0)
	for i := range tokens {
		w.wording(tokens, i, from <= i && i < to && !isName(&tokens[i], cased))
	}
	if speakTo == 0 && p.flags&flagStance != 0 {
		speakFrom, speakTo = from, from+1 // who takes the news stands first
	}
	told := false // the subject lies behind
	w.walk(tokens, len(tokens), func(i int, key uint32) {
		t := &tokens[i]
		flag := termTitle
		if isName(t, cased) {
			flag |= termName
		}
		if i < from || i >= to {
			flag |= termAside
		} else if p.subject == 0 {
			p.subject = key
		}
		switch {
		case speakFrom <= i && i < speakTo:
			flag |= termSpeaker
		case flag&termAside != 0:
		case t.named && t.script == hangul:
			flag |= w.object(tokens, i, key)
		case flag&termName == 0:
			told = told || i > from
		case told && t.script == latin && !nations.has(key) && !capitals.has(t.plain):
			flag |= w.object(tokens, i, key)
		}
		w.term(t, tokens, i, key, flag)
		p.stem = hash64(p.stem, key)
		p.inTitle |= contrastWords.of(tokens, i, key)
		if cities.has(t.plain) && !speaks(tokens, i) {
			p.places = append(p.places, t.plain)
		}
		if nations.has(key) && len(p.nations) < namedMost {
			p.nations = append(p.nations, key)
		}
	}, true)
	if !cased {
		w.initials(tokens, termTitle|termName)
	}
	p.flag(flagTitlePlace, len(p.places) > 0)
	p.dated = slices.Clone(w.dates.days)
	w.words, w.trail = 0, [shingleSize]uint32{}
}

// object notes a name behind the subject of a title: a type, a hull number or what
// Korean puts in single quotation marks wherever it stands, others by the word
// before them.
func (w *writer) object(tokens []token, i int, key uint32) termFlags {
	t, before := &tokens[i], uint32(0)
	if !t.digit && t.script == latin {
		if i == 0 || t.pause || isWhere(tokens[i-1].text) {
			return termObject
		}
		before = tokens[i-1].plain
	}
	if p := w.print; len(p.slots) < slotsMost {
		p.slots = append(p.slots, slot{before, key})
	}
	return termObject
}

// isWhere reports whether a word leads to the name of a place, which one report
// names by its town and another by its state.
func isWhere(word string) bool {
	switch word {
	case "in", "near", "at", "off", "over", "outside", "around", "across":
		return true
	}
	return false
}

// wording reads what one word of a title says of how things are told.
func (w *writer) wording(tokens []token, i int, main bool) {
	p, key := w.print, tokens[i].key
	if denialWords.has(key) || deniesClaim(tokens[i:]) || i > 0 && deniesTruth(&tokens[i-1], &tokens[i]) {
		p.negative |= denial
	}
	if negationWords.has(key) {
		if p.negative |= negation; main {
			p.negative |= negatesNews
		}
	}
	if renewalWords.has(key) || i > 0 && tokens[i-1].text == "new" && renewalRounds.has(key) {
		p.flags |= flagRenewed
	}
	if isNext(tokens, i) {
		p.flags |= flagRenewed | flagNext
	}
	if tokens[i].stop {
		p.inTitle |= contrastWords.of(tokens, i, key)
	}
	if !main {
		return
	}
	if reactionWords.has(key) {
		p.flags |= flagReaction | flagStance
	}
	if isStance(tokens, i) {
		p.flags |= flagStance
	}
	if marketWords.has(key) || moveWords.has(key) && i > 0 && goodsWords.has(tokens[i-1].key) {
		p.flags |= flagMarket
	}
}

// body reads the words of the text.
func (w *writer) body(tokens []token) {
	p := w.print
	w.walk(tokens, factTokens, func(i int, key uint32) {
		t := &tokens[i]
		flag := termLead
		if w.words > leadTokens {
			flag = termLater
		}
		if isName(t, false) {
			flag |= termName
		}
		w.term(t, tokens, i, key, flag)
		p.text = hash64(p.text, key)
		if i < factTokens {
			p.inLead |= contrastWords.of(tokens, i, key)
			if cities.has(t.plain) && p.flags&flagTitlePlace == 0 && !slices.Contains(p.places, t.plain) && len(p.places) < 8 {
				p.places = append(p.places, t.plain)
			}
			if nations.has(key) && len(p.abroad) < namedMost {
				p.abroad = append(p.abroad, key)
			}
		}
		w.shingle(key)
	}, false)
	w.initials(tokens[:min(len(tokens), factTokens)], termLead|termName)
	p.words = uint16(min(w.words, 1<<16-1))
	if w.words == 0 {
		p.text = 0
	}
}

// walk visits the tokens that carry news, as keys of words or numbers. Dates are
// read and not visited; numbers of the first facts tokens become quantities.
func (w *writer) walk(tokens []token, facts int, visit func(i int, key uint32), title bool) {
	for i := 0; i < len(tokens); i++ {
		t := &tokens[i]
		if i < facts {
			if n := w.dates.read(tokens, i); n > 0 {
				i += n - 1
				continue
			}
		}
		if t.script == digits || i < facts {
			if f := readFigure(tokens, i); f.size > 0 {
				if !f.date {
					w.words++
					visit(i, figureKey(f.value))
					if i < facts {
						w.quantity(f, title)
					}
				}
				if t.script == digits {
					i += w.figureEnd(tokens, i, f)
				}
				continue
			}
		}
		if t.stop {
			continue
		}
		key := t.key
		w.words++
		visit(i, key)
	}
}

// figureEnd returns how many tokens after a number belong to it and are no
// words of their own.
func (w *writer) figureEnd(tokens []token, i int, f figure) int {
	if f.size > 1 && tokens[i+1].script == hangul && len(tokens[i+1].text) > 3*syllable {
		return 0 // "39사단장" and the like is a word as well
	}
	return max(f.parts, min(f.size, 2)) - 1
}

func (w *writer) quantity(f figure, title bool) {
	p := w.print
	for _, unit := range f.units[:f.count] {
		if len(p.numbers) < numbersMost {
			p.numbers = append(p.numbers, quantity{unit: unit, value: float32(f.value), title: title})
		}
	}
}

// term adds a word to the terms, and for Korean and dense scripts the pairs of
// its characters.
func (w *writer) term(t *token, tokens []token, i int, key uint32, flag termFlags) {
	w.table.add(key, flag)
	switch t.script {
	case hangul:
		stem := t.text[:t.stem]
		if len(stem) < 3*syllable {
			return
		}
		for at := 0; at+2*syllable <= len(stem) && utf8.RuneStart(stem[at]); at += syllable {
			w.table.add(hash32(kindBigram, stem[at:at+2*syllable]), flag&^termName|termBigram)
		}
	case dense:
		if i+1 < len(tokens) && tokens[i+1].script == dense && !tokens[i+1].pause {
			w.table.add(hash32(kindWord, t.text+tokens[i+1].text), flag)
		}
	}
}

// speaks reports whether a place stands for those who govern there: it opens a
// clause, or a word of saying follows.
func speaks(tokens []token, i int) bool {
	return capitals.has(tokens[i].plain) && (tokens[i].first || tokens[i].pause || i+1 < len(tokens) && isSaying(tokens[i+1].text))
}

// isNext reports whether a word counts the event itself.
func isNext(tokens []token, i int) bool {
	t := &tokens[i]
	ordinal := i > 0 && strings.HasPrefix(t.text, "번째") && (tokens[i-1].text == "두" || tokens[i-1].text == "세")
	if !nextWords.has(t.key) && !ordinal {
		return false
	}
	return !slices.ContainsFunc(tokens, func(t token) bool { return spanWords.has(t.key) })
}

// initials adds the letters that a long name is shortened to elsewhere: a run of
// three to six capitalised words, as in "Government Accountability Office".
func (w *writer) initials(tokens []token, flag termFlags) {
	const least, most = 3, 6
	var letters [most + 1]byte
	n := 0
	for i := 0; i <= len(tokens); i++ {
		if i < len(tokens) {
			t := &tokens[i]
			inner := n > 0 && !t.pause
			switch {
			case t.script == latin && t.upper && !t.loud && !t.first && (inner || n == 0) && t.text[0] < utf8.RuneSelf:
				if n <= most {
					letters[n] = t.text[0]
					n++
				}
				continue
			case inner && isLinkWord(t.text):
				continue
			}
		}
		if least <= n && n <= most {
			w.table.add(hash32(kindWord, string(letters[:n])), flag)
		}
		n = 0
	}
}

// shingle notes the last three words that carry news.
func (w *writer) shingle(key uint32) {
	w.trail = [shingleSize]uint32{w.trail[1], w.trail[2], key}
	if w.words < shingleSize {
		return
	}
	h := uint32(2166136261)
	for _, k := range w.trail {
		h = (h ^ k) * 16777619
		h ^= h >> 15
	}
	h *= 0x85EBCA6B
	h ^= h >> 13
	if w.leads < len(w.lead) {
		w.lead[w.leads] = h
		w.leads++
	}
	if h&(1<<w.thinned-1) != 0 {
		return
	}
	w.sample[w.samples] = h
	if w.samples++; w.samples == len(w.sample) {
		w.thin()
	}
}

// thin halves the sample of shingles until it holds to its limit, by their last
// bits, so that two samples can be compared at the coarser grain of both.
func (w *writer) thin() {
	for w.samples > sampleLimit && w.thinned < thinnedMost {
		w.thinned++
		kept := 0
		for _, h := range w.sample[:w.samples] {
			w.sample[kept] = h
			if h&(1<<w.thinned-1) == 0 {
				kept++
			}
		}
		w.samples = kept
	}
	if w.samples > sampleLimit { // one phrase again and again
		w.samples = min(len(distinct(w.sample[:w.samples])), sampleLimit)
	}
}

// distinct sorts hashes in place and drops those that come again.
func distinct(hashes []uint32) []uint32 {
	if len(hashes) > 32 && len(hashes) <= sampleMost {
		spread(hashes)
	} else {
		slices.Sort(hashes)
	}
	return slices.Compact(hashes)
}

// spread sorts up to sampleMost hashes. Their first bits are as good as random:
// dealt out by them, the hashes are nearly in order, in a fourth of the time that
// comparing takes.
func spread(hashes []uint32) {
	var room [sampleMost]uint32
	var ends [1 << 8]uint16
	for _, h := range hashes {
		ends[h>>24]++
	}
	sum := uint16(0)
	for i, n := range ends {
		ends[i], sum = sum, sum+n
	}
	for _, h := range hashes {
		room[ends[h>>24]] = h
		ends[h>>24]++
	}
	copy(hashes, room[:])
	for i := 1; i < len(hashes); i++ {
		for j := i; j > 0 && hashes[j-1] > hashes[j]; j-- {
			hashes[j-1], hashes[j] = hashes[j], hashes[j-1]
		}
	}
}

// finish sorts what was gathered and holds it to its limits.
func (w *writer) finish() {
	p := w.print
	p.terms = w.table.sorted()
	p.lead = append([]uint32(nil), distinct(w.lead[:w.leads])...)
	w.thin()
	p.sample, p.thinned = append([]uint32(nil), distinct(w.sample[:w.samples])...), w.thinned
	p.days = w.dates.days
	p.places, p.nations, p.abroad = distinct(p.places), distinct(p.nations), distinct(p.abroad)
}

// addressKey is what is kept of an address: its canonical form, or for a long
// one that form's digest.
func addressKey(raw string) string {
	if raw == "" {
		return ""
	}
	canonical := CanonicalURL(raw)
	if len(canonical) <= urlLimit {
		return canonical
	}
	sum := sha256.Sum256([]byte(canonical))
	return cut(canonical, urlLimit/2) + "#" + hex.EncodeToString(sum[:16])
}
