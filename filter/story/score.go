package story

import (
	"fmt"
	"math"
)

// Weights of the pair score. They were set on labelled wire streams in English
// and Korean, each in the middle of the range that serves both; each is a small,
// general preference, none a rule for one case.
const (
	joinScore    = .4  // from here on two items tell one story
	takeScore    = .5  // from here on a marked item is a take
	longJoin     = .22 // joinScore of two long texts
	longFrom     = 35. // words of the shorter text
	longTo       = 80.
	perCosine    = .7
	perTitle     = .3
	perPhrases   = .1
	forTake      = .08
	forNumber    = .15
	forNumbers   = -.1
	forGenre     = -.25
	forReaction  = -.15
	forMarket    = -.15
	forSequel    = -.2
	forSpeaker   = -.1
	forOneSource = -.1
	forDay       = -.2
	forDate      = -.15
	forRenewal   = -.1
	forNegation  = -.1

	ownContained = .4  // share of phrases below which a source tells other news
	sequelMain   = .45 // share of its main clause below which a title goes on from the other
	renewalHours = 4.  // before which "again" may tell of the same event
	nextHours    = 1.  // before which "another" may
	reportHours  = 3.  // in which a wire's report follows its flash
)

// part is one addend of the pair score.
type part struct {
	name  string
	value float64 // what was seen, in the unit of form
	form  string
	score float64
}

// inDays is the form of a part that counts days.
const inDays = "days"

// parts calls add for every addend of the pair score. ours and theirs are the
// prints in the order in which they were compared.
func (ev *evidence) parts(ours, theirs *Print, add func(part)) {
	cosine, title := perCosine, perTitle
	if ev.onlyTitle && (ours.text != 0 || theirs.text != 0) {
		cosine, title = perTitle, perCosine
	}
	add(part{"words shared", ev.cosine, "%.2f", cosine * ev.cosine})
	add(part{"title found in the other", ev.title, "%.2f", title * ev.title})
	add(part{"phrases shared", ev.contained, "%.2f", perPhrases * ev.contained})
	if n := ours.numbers.shared(theirs.numbers); n > 0 {
		add(part{"numbers shared", float64(n), "%.0f", forNumber})
	}
	if ours.numbers.part(theirs.numbers) {
		add(part{"numbers differ", 1, "", forNumbers})
	}
	ev.kinds(ours, theirs, add)
	if one := ours.source == theirs.source; one && ev.versions(ours, theirs) && !ev.turned() {
		if ours.later(theirs).marked() {
			add(part{"take mark of the source", 1, "", forTake})
		}
	} else if one && (ev.contained < ownContained || ev.turned()) {
		add(part{"same source, other text", ev.contained, "%.2f contained", forOneSource})
	}
	if ours.source != theirs.source || !ours.later(theirs).amends() {
		add(part{"time between", ev.hours, "%.1f h", forDay * ev.hours / 24})
	}
	if ev.dates && ev.apart > 0 {
		add(part{"dates differ", float64(ev.apart), inDays, forDate})
	}
}

// kinds adds what tells another kind of news about one event: a comment, a
// reaction, prices, what came of it, who speaks.
func (ev *evidence) kinds(ours, theirs *Print, add func(part)) {
	if ours.otherKind(theirs, genreComment|genreAsks) {
		add(part{"other kind of piece", 1, "", forGenre})
	}
	if (ours.flags^theirs.flags)&flagStance != 0 {
		add(part{"one is a reaction", 1, "", forReaction})
	}
	if (ours.flags^theirs.flags)&flagMarket != 0 {
		add(part{"one is of prices", 1, "", forMarket})
	}
	switch {
	case ours.flags&flagSequel != 0 && ev.ours < sequelMain:
		add(part{"one is what followed", ev.ours, "%.2f of its main clause in the other", forSequel})
	case theirs.flags&flagSequel != 0 && ev.theirs < sequelMain:
		add(part{"one is what followed", ev.theirs, "%.2f of its main clause in the other", forSequel})
	}
	if ev.absent == 2 || ev.absent == 1 && (ours.flags|theirs.flags)&(flagSays|flagStance) != 0 {
		add(part{"other speaker", float64(ev.absent), "%.0f not in the other", forSpeaker * float64(ev.absent)})
	}
	if negates(ours, theirs) {
		add(part{"one negates", 1, "", forNegation})
	}
	if ev.renewed(ours, theirs) {
		add(part{"happens again", ev.hours, "%.1f h later", forRenewal})
	}
}

// total is the pair score. It is rounded, so that no threshold hangs on the last
// bit of a sum.
func (ev *evidence) total(p, o *Print) float64 {
	sum := 0.0
	ev.parts(p, o, func(a part) { sum += a.score })
	return rounded(sum)
}

func rounded(score float64) float64 { return math.Round(score*1e6) / 1e6 }

// explain names the addends of the pair score.
func (ev *evidence) explain(p, o *Print) []Signal {
	var signals []Signal
	ev.parts(p, o, func(a part) {
		score := math.Round(a.score*1e3) / 1e3
		if score == 0 {
			return
		}
		s := Signal{Name: a.name, Score: score}
		switch a.form {
		case "":
		case inDays:
			s.Value = days(a.value)
		default:
			s.Value = fmt.Sprintf(a.form, a.value)
		}
		signals = append(signals, s)
	})
	return signals
}

// otherKind reports whether one item is a comment, a gallery or the like and the
// other is not.
func (p *Print) otherKind(o *Print, kinds genre) bool {
	a, b := p.genre&kinds, o.genre&kinds
	return a != b && (a == 0 || b == 0)
}

const genreComment = genreAnalysis | genreOpinion | genrePreview | genreGallery | genreLive

// renewed reports whether the later of two items says that it happened again,
// and the earlier, of hours ago, does not.
func (ev *evidence) renewed(p, o *Print) bool {
	later := p.later(o)
	if (p.flags&o.flags)&flagRenewed != 0 {
		return false
	}
	return later.flags&flagNext != 0 && ev.hours >= nextHours || later.flags&flagRenewed != 0 && ev.hours >= renewalHours
}

// versions reports whether by their marks two items of a source may be versions
// of one report: the later bears the mark of one, or follows a flash. No flash is
// a version of a report before it.
func (ev *evidence) versions(p, o *Print) bool {
	later, earlier := p.later(o), p
	if later == p {
		earlier = o
	}
	switch {
	case p.time == o.time:
		return p.marked() || o.marked()
	case later.flags&flagFlash != 0:
		return earlier.flags&flagFlash != 0
	case later.marked():
		return true
	}
	return earlier.marked() && ev.hours <= reportHours
}

// onceMore reports whether an item of a source may tell again what another of its
// items told.
func (ev *evidence) onceMore(p, o *Print) bool {
	return !ev.titled || ev.contained >= halfContained || ev.versions(p, o)
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
