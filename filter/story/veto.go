package story

import (
	"fmt"
	"slices"
)

// veto is a reason why two items are not one report or one story, whatever
// their words.
type veto uint16

const (
	vetoSeries veto = 1 << iota
	vetoDate
	vetoPlace
	vetoNumber
	vetoNegation
	vetoType
	vetoRepeat
	vetoKind
	vetoName
)

// alikeFrame is the resemblance from which two titles count as one frame with
// other words in it.
const alikeFrame = .5

// statesFrame is the same for titles that name other states, ownFrame for those
// of one source: it tells one piece of news once, so that of two titles alike
// with other subjects each is news ("Alpine Arms raises forecast", "Kestrel
// raises forecast").
const (
	statesFrame = .3
	ownFrame    = .3
)

// sameTemplate is the likeness from which titles that differ in their names tell
// of two things of one kind: ships named, bases visited, makers picked.
const sameTemplate = .5

// A title that comes again after a day needs half its text to come again too:
// wires word recurring events alike.
const (
	sameFrame     = .8
	halfContained = .5
)

// staleHours is how old news is when no wire sends a flash of it any more.
const staleHours = 12

// vetoes finds what parts two items, and tells it if tell is given.
func vetoes(p, o *Print, ev *evidence, tell func(Signal)) (v veto) {
	add := func(bit veto, name, form string, values ...any) {
		v |= bit
		if tell != nil {
			tell(Signal{Name: name, Value: fmt.Sprintf(form, values...)})
		}
	}
	alike := ev.frame >= alikeFrame
	if (p.genre|o.genre)&genreSeries != 0 {
		add(vetoSeries, "number of a series", "")
	}
	if ev.contained < halfContained || ev.phrases < fewPhrases {
		if (p.genre|o.genre)&genreComment != 0 && !ev.equalStem || p.otherKind(o, genreComment) {
			add(vetoKind, "a piece of its own kind", "")
		}
		if (p.flags|o.flags)&flagReaction != 0 && (p.flags&o.flags)&flagStance == 0 || (p.flags|o.flags)&flagStance != 0 && ev.absent > 0 {
			add(vetoKind, "a reaction", "")
		}
	}
	if d, both := apart(p.dated, o.dated); both && d > 0 {
		add(vetoDate, "dates of the titles differ", "%s", days(float64(d)))
	} else if ev.dates && (ev.apart > 1 || ev.apart == 1 && (alike || ev.contained >= .5)) {
		add(vetoDate, "dates differ", "%s", days(float64(ev.apart)))
	}
	if (ev.equalStem || ev.frame >= sameFrame) && ev.hours > 24 && ev.contained < halfContained {
		add(vetoRepeat, "the same title again", "%.1f h later", ev.hours)
	}
	if later := p.later(o); later.flags&flagFlash != 0 && ev.hours >= staleHours && ev.contained < halfContained {
		add(vetoRepeat, "a flash is fresh news", "%.1f h later", ev.hours)
	}
	if alike && ev.renewed(p, o) && (ev.contained < halfContained || ev.phrases < manyPhrases) {
		add(vetoRepeat, "it happened again", "%.1f h later", ev.hours)
	}
	if ev.strange == 2 && ev.template >= sameTemplate && slotsPart(p, o) && (ev.contained < halfContained || ev.phrases < manyPhrases) {
		add(vetoName, "names differ", "")
	}
	if p.source == o.source && ev.frame >= ownFrame && p.subject != o.subject && !ev.onceMore(p, o) {
		add(vetoName, "subjects differ", "")
	}
	if placesPart(p, o) {
		add(vetoPlace, "places differ", "")
	}
	if ev.titled && ev.frame >= statesFrame && !ev.equalText && statesPart(p, o) {
		add(vetoPlace, "states differ", "")
	}
	if a, b, found := p.numbers.disagree(o.numbers); found && (!moneyUnits.has(a.unit) || alike) {
		add(vetoNumber, "numbers differ", "%g and %g", a.value, b.value)
	} else if alike && p.numbers.part(o.numbers) {
		add(vetoNumber, "numbers of the texts differ", "")
	}
	if (p.negative^o.negative)&denial != 0 && !ev.equalStem {
		add(vetoNegation, "one denies", "")
	} else if negates(p, o) && alike {
		add(vetoNegation, "one negates", "")
	}
	if name, found := p.inTitle.differ(o.inTitle, alike); found {
		add(vetoType, "types differ", "%s", name)
	} else if name, found := sharpen(p).differ(sharpen(o), false); found {
		add(vetoType, "types differ", "%s", name)
	}
	return v
}

// days is a number of days in words.
func days(n float64) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%.0f days", n)
}

// sharpen is what a title says of types, and the lead where the title does not.
func sharpen(p *Print) contrasts {
	hard := contrastWords.list[0].mask | contrastWords.list[1].mask
	all := p.inTitle & hard
	for _, c := range contrastWords.list[:2] {
		if all&c.mask == 0 {
			all |= p.inLead & c.mask
		}
	}
	return all
}

// slotsPart reports whether the titles hold different names behind one word.
func slotsPart(p, o *Print) bool {
	for _, x := range p.slots {
		for _, y := range o.slots {
			if x.before == y.before && x.name != y.name {
				return true
			}
		}
	}
	return false
}

// statesPart reports whether each title names a state that the other item does
// not name.
func statesPart(p, o *Print) bool {
	alone := func(a, b *Print) bool {
		return slices.ContainsFunc(a.nations, func(h uint32) bool {
			return !slices.Contains(b.nations, h) && !slices.Contains(b.abroad, h)
		})
	}
	return alone(p, o) && alone(o, p)
}

// placesPart reports whether both items name places and neither names one of
// the other's.
func placesPart(p, o *Print) bool {
	if len(p.places) == 0 || len(o.places) == 0 || (p.flags|o.flags)&flagTitlePlace == 0 {
		return false
	}
	for _, place := range p.places {
		if slices.Contains(o.places, place) {
			return false
		}
	}
	return true
}
