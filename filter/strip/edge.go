package strip

import (
	"unicode/utf8"

	"sitrep/feed/markup"
)

// wholeNotice moves the block at the edge to rights, if it is a notice that no
// rule named.
func (w *work) wholeNotice(at Edge, i int) bool {
	text, offset := w.rest(i)
	if !hasMarker(text) || !IsNotice(text) || w.inlineRights(at, i, text) {
		return false
	}
	run := markup.Run{Block: i, From: offset, To: offset + len(text)}
	w.cut(step{Cut: Cut{Rule: NoticeRule, To: ToRights, At: at}, run: run}, text)
	return true
}

// inlineRights reports whether an inline rule sends the notice to rights
// itself, which then is the one to be named.
func (w *work) inlineRights(at Edge, i int, text string) bool {
	rules := w.start.inline
	if at == End {
		rules = w.end.inline
	}
	p, ok := w.firstPart(at, i, text, rules)
	return ok && p.rule.To == ToRights
}

// piece is a run that an inline rule matched: its place in the text it was
// looked for in, and the groups of its expression.
type piece struct {
	rule      *rule
	from, to  int
	harvested names
}

// part cuts a run at the edge of block i: by a rule, or a notice. A rule for
// anything else that hits a notice moves all of it to rights.
func (w *work) part(at Edge, i int, rules []*rule) bool {
	text, offset := w.rest(i)
	p, found := w.firstPart(at, i, text, rules)
	border, noticed := noticeRun(text, at)
	from, to := border, len(text)
	if at == Start {
		from, to = 0, border
	}
	hit := noticed && p.from < to && from < p.to
	switch {
	case found && (!hit || p.rule.To == ToRights):
		r := p.rule
		run := markup.Run{Block: i, From: offset + p.from, To: offset + p.to}
		w.cut(step{Cut: Cut{Rule: r.Name, Config: r.Config, To: r.To, At: at}, run: run, harvested: p.harvested}, text)
	case noticed:
		if found {
			w.warn("%s hit a part of a rights notice; all of it moved to rights", p.rule.label())
		}
		run := markup.Run{Block: i, From: offset + from, To: offset + to}
		w.cut(step{Cut: Cut{Rule: NoticeRule, To: ToRights, At: at}, run: run}, text)
	default:
		return false
	}
	return true
}

// firstPart finds the first inline rule that matches at the edge of what is
// left of block i. Of a long text it sees a window at the edge.
func (w *work) firstPart(at Edge, i int, text string, rules []*rule) (p piece, ok bool) {
	from, to := 0, len(text)
	if to > windowLimit && at == Start {
		to = runeStart(text, windowLimit)
	} else if to > windowLimit {
		from = runeStart(text, to-windowLimit)
	}
	look := lookup{text: text[from:to]}
	for _, r := range rules {
		if !r.part.possible(&look) {
			continue
		}
		groups := r.part.FindStringSubmatchIndex(look.text)
		if groups == nil || groups[0] == groups[1] {
			continue
		}
		if from > 0 && groups[0] == 0 || to < len(text) && groups[1] == len(look.text) {
			continue // the window's border is not the block's
		}
		if r.next != nil && !w.nextMatches(r.next, i) {
			continue
		}
		return piece{rule: r, from: from + groups[0], to: from + groups[1], harvested: r.part.harvest(look.text, groups)}, true
	}
	return piece{}, false
}

// runeStart returns n, moved back to where a character starts.
func runeStart(s string, n int) int {
	for n > 0 && n < len(s) && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// target says where a cut really goes: a notice goes to rights.
func (w *work) target(s step, text string) Target {
	if s.To == ToRights || s.To == ToCaption || !hasMarker(text) {
		return s.To
	}
	if !IsNotice(text) {
		if _, inside := noticeRun(text, End); !inside {
			return s.To
		}
	}
	w.warn("%s sends to %s what is a rights notice; it moved to rights: %s", s.label(), s.To, clip(s.Text))
	return ToRights
}
