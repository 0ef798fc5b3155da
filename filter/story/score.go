package story

import (
	"fmt"
	"math"
)

// Weights of the pair score. They were set on labelled wire streams in English
// and Korean; each is a small, general preference, none a rule for one case.
const (
	joinScore    = .42 // from here on two items tell one story
	takeScore    = .42 // from here on a marked item is a take
	longJoin     = .26 // joinScore of two long texts
	longFrom     = 40. // words of the shorter text
	longTo       = 80.
	perCosine    = .7
	perTitle     = .3
	perPhrases   = .1
	forTake      = .08
	forNumber    = .1
	forGenre     = -.15
	forSpeaker   = -.1
	forOneSource = -.1
	forDay       = -.1
	forDate      = -.15
	forRenewal   = -.1

	ownContained = .4 // share of phrases below which a source tells other news
	renewalHours = 4.
)

// part is one addend of the pair score.
type part struct {
	name  string
	value float64 // what was seen, in the unit of form
	form  string
	score float64
}

// parts calls add for every addend of the pair score.
func (ev *evidence) parts(p, o *Print, add func(part)) {
	cosine, title := perCosine, perTitle
	switch {
	case ev.untitled:
		cosine, title = perCosine+perTitle, 0
	case ev.onlyTitle && (p.text != 0 || o.text != 0):
		cosine, title = perTitle, perCosine
	}
	add(part{"words shared", ev.cosine, "%.2f", cosine * ev.cosine})
	add(part{"title found in the other", ev.title, "%.2f", title * ev.title})
	add(part{"phrases shared", ev.contained, "%.2f", perPhrases * ev.contained})
	one, marked := p.source == o.source, p.marked() || o.marked()
	if one && marked {
		add(part{"take mark of the source", 1, "", forTake})
	}
	if n := p.numbers.shared(o.numbers); n > 0 {
		add(part{"numbers shared", float64(n), "%.0f", forNumber})
	}
	if ours, theirs := p.genre&genreComment, o.genre&genreComment; ours != theirs && (ours == 0 || theirs == 0) {
		add(part{"other kind of piece", 1, "", forGenre})
	}
	if otherSpeaker(p, o) {
		add(part{"other speaker", 1, "", forSpeaker})
	}
	if ev.renewed(p, o) {
		add(part{"happens again", ev.hours, "%.1f h later", forRenewal})
	}
	if one && !marked && ev.contained < ownContained {
		add(part{"same source, other text", ev.contained, "%.2f contained", forOneSource})
	}
	add(part{"time between", ev.hours, "%.1f h", forDay * ev.hours / 24})
	if ev.dates && ev.apart > 0 {
		add(part{"dates differ", float64(ev.apart), "%.0f days", forDate})
	}
}

// total is the pair score. It is rounded, so that no threshold hangs on the last
// bit of a sum.
func (ev *evidence) total(p, o *Print) float64 {
	sum := 0.0
	ev.parts(p, o, func(a part) { sum += a.score })
	return math.Round(sum*1e6) / 1e6
}

// explain names the addends of the pair score.
func (ev *evidence) explain(p, o *Print) []Signal {
	var signals []Signal
	ev.parts(p, o, func(a part) {
		score := math.Round(a.score*1e3) / 1e3
		if score == 0 {
			return
		}
		s := Signal{Name: a.name, Score: score}
		if a.form != "" {
			s.Value = fmt.Sprintf(a.form, a.value)
		}
		signals = append(signals, s)
	})
	return signals
}

const genreComment = genreAnalysis | genreOpinion | genrePreview | genreGallery | genreLive

// otherSpeaker reports whether both titles let somebody speak, and not the same.
func otherSpeaker(p, o *Print) bool {
	if len(p.speakers) == 0 || len(o.speakers) == 0 {
		return false
	}
	for _, s := range p.speakers {
		for _, other := range o.speakers {
			if s == other {
				return false
			}
		}
	}
	return true
}

// renewed reports whether the later of two items says that it happened again,
// and the earlier, of hours ago, does not.
func (ev *evidence) renewed(p, o *Print) bool {
	later := p.later(o)
	return ev.hours >= renewalHours && later.flags&flagRenewed != 0 && (p.flags&o.flags)&flagRenewed == 0
}

// later returns the later of two items.
func (p *Print) later(o *Print) *Print {
	if o.time > p.time {
		return o
	}
	return p
}

// joinAt is the score from which on two items tell one story. Chance likeness
// falls as texts grow, so that two long texts need less.
func joinAt(p, o *Print) float64 {
	words := float64(min(p.words, o.words))
	long := min(1, max(0, (words-longFrom)/(longTo-longFrom)))
	return joinScore + long*(longJoin-joinScore)
}
