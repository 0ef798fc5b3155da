package strip

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/feed/markup"
)

// Limits of the work at one edge.
const (
	blockLimit  = 12   // blocks from an edge that may be cut, and that repeats: head compares
	matchLimit  = 8192 // bytes of the longest block that a rule is tried on whole
	windowLimit = 4096 // bytes of a block that inline rules see from its edge
	inlineLimit = 12   // runs cut from one block
	leastLeft   = 40   // characters; with fewer left, drops are undone
)

// Strip takes furniture off both edges of a text. The cuts and what remains
// are together the whole text; nothing between the edges is touched; a rights
// notice ends in Rights, whatever the rules say.
func (s *Stripper) Strip(in Input) Result {
	if s == nil {
		s = &Stripper{}
	}
	out, undone := s.once(in)
	for undone { // what stands at the edges again may be known to a rule that moves
		in.Text = out.Text
		var again Result
		if again, undone = s.once(in); len(again.Cuts) == 0 {
			break
		}
		out.merge(again)
	}
	return out
}

// once strips a text, and says whether drops were undone.
func (s *Stripper) once(in Input) (out Result, undone bool) {
	w := newWork(s, in)
	w.strip(Start, s.start)
	w.strip(End, s.end)
	w.undoDrops()
	w.noteInner()
	w.noteSize()
	return w.result(), w.undone > 0
}

// work is one text being stripped.
type work struct {
	*Stripper
	in     Input
	blocks *markup.Blocks
	folds  map[int]string // texts of blocks, folded for comparing
	low    int            // first block that is not cut
	high   int            // last block that is not cut
	from   int            // where the rest of block low starts: bytes of its text
	to     int            // where the rest of block high ends; -1 for its end
	titles []string       // the title as isTitle compares it, once it is wanted
	steps  []step
	undone int    // characters of cuts that were taken back
	kept   []step // of keep: rules, which cut nothing
	rights []moved
	out    Result
}

// step is one cut with what it took from where.
type step struct {
	Cut
	run       markup.Run
	harvested names
	below     bool // taken along by until: it was not looked at for names
}

// moved is a notice and its place in the text.
type moved struct {
	block, from int
	text        string
}

func newWork(s *Stripper, in Input) *work {
	w := &work{Stripper: s, in: in, blocks: markup.Parse(in.Text), folds: map[int]string{}, to: -1}
	w.high = w.blocks.Len() - 1
	return w
}

// isTitle reports whether a text is the title again: all of it, or without an
// outlet behind it.
func (w *work) isTitle(text string) bool {
	if !alike(text, w.in.Title) || len(w.in.Title) > matchLimit {
		return false
	}
	if w.titles == nil {
		w.titles = []string{titleKey(markup.Fold(w.in.Title)), titleKey(markup.Fold(withoutOutlet(w.in.Title)))}
	}
	key := titleKey(markup.Fold(text))
	return key != "" && slices.Contains(w.titles, key)
}

// rest returns what is not cut of a block, and where that starts in its text.
func (w *work) rest(i int) (text string, offset int) {
	text = w.blocks.At(i)
	if i == w.high && w.to >= 0 {
		text = text[:w.to]
	}
	if i == w.low {
		return text[w.from:], w.from
	}
	return text, 0
}

// strip works on one edge until no rule matches there.
func (w *work) strip(at Edge, rules edgeRules) {
	parts := 0 // cut from the block now at the edge
	for w.low <= w.high {
		i := w.edge(at)
		if at == Start && i >= blockLimit || at == End && i < w.blocks.Len()-blockLimit {
			return
		}
		found, done := w.wholeRule(at, i, rules.whole)
		if done {
			return
		}
		switch {
		case found:
			parts = 0
		case w.wholeNotice(at, i):
			parts = 0
		case parts < inlineLimit && w.part(at, i, rules.inline):
			if parts++; w.edge(at) != i || w.low > w.high {
				parts = 0
			}
		default:
			return
		}
	}
}

// edge returns the block at an edge.
func (w *work) edge(at Edge) int {
	if at == Start {
		return w.low
	}
	return w.high
}

// wholeRule applies the first rule that matches the block at the edge; done
// means that a keep rule ended the work there.
func (w *work) wholeRule(at Edge, i int, rules []*rule) (found, done bool) {
	text, _ := w.rest(i)
	look := lookup{text: text}
	for _, r := range rules {
		if r.Until != "" {
			if w.until(r) {
				return true, false
			}
			continue
		}
		groups, ok := w.matches(r, i, &look)
		if !ok {
			continue
		}
		if r.Keep {
			w.keep(r, i, groups)
			return true, true
		}
		w.cutBlock(r, at, i, groups, false)
		return true, false
	}
	return false, false
}

// matches reports whether a rule knows what is left of block i, and the place
// of its expression's groups.
func (w *work) matches(r *rule, i int, look *lookup) (groups []int, ok bool) {
	if look.text == "" || len(look.text) > matchLimit {
		return nil, false
	}
	if r.Repeats != "" && !w.repeats(r.Repeats, i, look.text) {
		return nil, false
	}
	if r.match != nil {
		if !r.match.possible(look) {
			return nil, false
		}
		if groups = r.match.FindStringSubmatchIndex(look.text); groups == nil {
			return nil, false
		}
	}
	return groups, r.next == nil || w.nextMatches(r.next, i)
}

func (w *work) nextMatches(next *expression, i int) bool {
	if i+1 >= w.blocks.Len() {
		return false
	}
	after := w.blocks.At(i + 1)
	return len(after) <= matchLimit && next.MatchString(after)
}

// repeats reports whether a block's text is the title, or stands in another
// of the first blocks of the text as it was received.
func (w *work) repeats(what string, i int, text string) bool {
	if what == RepeatsTitle {
		return w.isTitle(text)
	}
	for j := range min(blockLimit, w.blocks.Len()) {
		if j != i && alike(w.blocks.At(j), w.blocks.At(i)) && w.folded(j) == w.folded(i) {
			return true
		}
	}
	return false
}

// alike reports whether two texts may be equal once folded, which costs more to
// find out: they are near enough in length, and their first words are not
// different ones of ASCII letters.
func alike(a, b string) bool {
	const slack = 64 // the marks of a title, an outlet behind it
	if len(a) > 4*len(b)+slack || len(b) > 4*len(a)+slack {
		return false
	}
	for i := 0; i+1 < len(a) && i+1 < len(b); i++ {
		// What follows a letter may be a mark that it is composed with.
		if !isPlainLetter(a[i]) || !isPlainLetter(b[i]) || a[i+1] >= utf8.RuneSelf || b[i+1] >= utf8.RuneSelf {
			return true
		}
		if a[i]|0x20 != b[i]|0x20 {
			return false
		}
	}
	return true
}

func isPlainLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// folded returns a block's text for comparing; a text too long for furniture
// equals none.
func (w *work) folded(i int) string {
	key, ok := w.folds[i]
	if !ok {
		if text := w.blocks.At(i); len(text) <= matchLimit {
			key = markup.Fold(text)
		} else {
			key = fmt.Sprint(i)
		}
		w.folds[i] = key
	}
	return key
}

// until applies a rule that takes everything from the earliest of the last
// blocks it matches.
func (w *work) until(r *rule) bool {
	for i := max(w.low, w.blocks.Len()-blockLimit); i <= w.high; i++ {
		text, _ := w.rest(i)
		groups, ok := w.matches(r, i, &lookup{text: text})
		if !ok {
			continue
		}
		for w.high >= i {
			if w.high > i {
				w.cutBlock(r, End, w.high, nil, true)
			} else {
				w.cutBlock(r, End, i, groups, false)
			}
		}
		return true
	}
	return false
}

// keep notes a rule that only harvests.
func (w *work) keep(r *rule, i int, groups []int) {
	text, offset := w.rest(i)
	s := step{Cut: Cut{Rule: r.Name, Config: r.Config, Text: text, At: r.At}, run: markup.Run{Block: i, From: offset}}
	if groups != nil {
		s.harvested = r.match.harvest(text, groups)
		s.Text = text[groups[0]:groups[1]]
		s.run.From += groups[0]
	}
	w.kept = append(w.kept, s)
}

// cutBlock cuts what is left of block i; below says that it stands under the
// block that the rule matched.
func (w *work) cutBlock(r *rule, at Edge, i int, groups []int, below bool) {
	text, offset := w.rest(i)
	s := step{Cut: Cut{Rule: r.Name, Config: r.Config, To: r.To, At: at}, below: below}
	if groups != nil {
		s.harvested = r.match.harvest(text, groups)
	}
	s.run = markup.Run{Block: i, From: offset, To: offset + len(text)}
	w.cut(s, text)
}

// cut records a cut and moves the edge past it. Text is what was left of the
// block before.
func (w *work) cut(s step, text string) {
	s.Text = strings.TrimFunc(w.blocks.Verbatim(s.run), isPadding)
	_, offset := w.rest(s.run.Block)
	s.To = w.target(s, text[s.run.From-offset:s.run.To-offset])
	w.steps = append(w.steps, s)
	w.pass(s.run, s.At)
}

// isPadding reports whether a character around a cut says nothing: white
// space, no-break too, and what has no width.
func isPadding(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200B' || r == '\u2060' || r == '\uFEFF' || r == '\u00AD'
}

// pass moves an edge past a run.
func (w *work) pass(run markup.Run, at Edge) {
	text := w.blocks.At(run.Block)
	switch {
	case at == Start:
		w.from = run.To
		for w.from < len(text) && text[w.from] == ' ' {
			w.from++
		}
		if rest, _ := w.rest(run.Block); rest == "" {
			w.low, w.from = run.Block+1, 0
		}
	default:
		w.to = run.From
		for w.to > 0 && text[w.to-1] == ' ' {
			w.to--
		}
		if run.Block == w.low && w.to <= w.from || w.to == 0 {
			w.high, w.to = run.Block-1, -1
		}
	}
}

func (w *work) warn(format string, args ...any) {
	w.out.Warnings = append(w.out.Warnings, fmt.Sprintf(format, args...))
}

// label names a rule for people.
func (r *rule) label() string { return step{Cut: Cut{Rule: r.Name, Config: r.Config}}.label() }

func (s step) label() string {
	switch {
	case s.Rule != "" && s.Config != "":
		return s.Rule + " (" + s.Config + ")"
	case s.Rule != "":
		return s.Rule
	case s.Config != "":
		return s.Config
	}
	return "a rule"
}

// clip shortens a text for a message.
func clip(s string) string {
	const most = 80
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}

// undoDrops takes drops back where too little would be left: first those of
// rules that drop, then captions that have no image to go to, of which only the
// credit would stay. Every other move stands.
func (w *work) undoDrops() {
	for _, lost := range [...]func(step) bool{
		func(s step) bool { return s.To == ToDrop },
		func(s step) bool { return s.To == ToCaption && !w.in.HasImage },
	} {
		if w.left() >= leastLeft || !slices.ContainsFunc(w.steps, lost) {
			continue
		}
		for _, s := range w.steps {
			if lost(s) {
				w.undone += utf8.RuneCountInString(s.Text)
			}
		}
		w.steps = slices.DeleteFunc(w.steps, lost)
	}
	if w.undone > 0 {
		w.warn("fewer than %d characters would have been left: drops undone", leastLeft)
	}
}

// left counts the characters that remain, as far as it matters.
func (w *work) left() int {
	count := w.undone
	for i := w.low; i <= w.high && count < leastLeft; i++ {
		text, _ := w.rest(i)
		count += utf8.RuneCountInString(text)
	}
	return count
}

// innerLimit is the size in bytes, with its markup, of the longest block
// between the edges that is looked at for a notice.
const innerLimit = 1200

// noteLimit is how many notices inside a text are told of one by one.
const noteLimit = 5

// noteInner copies notices that stand out of reach of the edges to rights.
// They stay where they are, but a text that is shortened may lose them.
func (w *work) noteInner() {
	found := 0
	for i := w.low; i <= w.high; i++ {
		text, offset := w.rest(i)
		if len(w.blocks.Raw(i)) > innerLimit || !IsNotice(text) {
			continue
		}
		w.rights = append(w.rights, moved{block: i, from: offset, text: text})
		if found++; found <= noteLimit {
			w.warn("a rights notice stands inside the text, out of reach of any rule; it is kept there and in rights: %s", clip(text))
		}
	}
	if found > noteLimit {
		w.warn("%d more rights notices stand inside the text", found-noteLimit)
	}
}

// manyBlocks is how many blocks a text may have before it is remarked on.
const manyBlocks = 10_000

// manyUnclosed is how many elements that are never closed are remarked on.
const manyUnclosed = 100

// noteSize tells of sizes that no story has, at which rules see less than all,
// and of markup that shows less than it holds.
func (w *work) noteSize() {
	if size := len(w.in.Title); size > matchLimit {
		w.warn("the title has %d bytes: it is compared with no line of the text", size)
	}
	if open := w.blocks.Unclosed(); open > manyUnclosed {
		w.warn("the markup is broken: %d elements are never closed", open)
	}
	n := w.blocks.Len()
	if hidden := w.blocks.Hidden(); n == 0 && hidden > 0 {
		w.warn("the text shows nothing: %d bytes of it stand in a comment, a script or a style", hidden)
	}
	if n > manyBlocks {
		w.warn("the text has %d blocks: rules see the first and the last %d", n, blockLimit)
	}
	for _, i := range [...]int{w.low, w.high} {
		if i < 0 || i >= n {
			continue
		}
		if size := len(w.blocks.At(i)); size > matchLimit {
			w.warn("a paragraph of %d bytes: rules see %d bytes at its edge", size, windowLimit)
			break
		}
	}
}
