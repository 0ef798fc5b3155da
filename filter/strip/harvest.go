package strip

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/feed/markup"
)

// names are what the named groups of an expression found.
type names struct {
	authors, agencies, dates []string
}

// harvest reads the named groups of a match.
func (e *expression) harvest(text string, groups []int) names {
	var found names
	for n, name := range e.SubexpNames() {
		if name == "" || 2*n+1 >= len(groups) || groups[2*n] < 0 {
			continue
		}
		value := strings.TrimSpace(text[groups[2*n]:groups[2*n+1]])
		switch name {
		case "author":
			found.authors = append(found.authors, splitNames(byline.ReplaceAllString(value, ""))...)
		case "agency":
			found.agencies = append(found.agencies, splitNames(value)...)
		case "date":
			if value != "" {
				found.dates = append(found.dates, value)
			}
		}
	}
	return found
}

// separators stand between the names of a byline.
var separators = regexp.MustCompile(`\s*[,;、，/·ㆍ•]\s*(?:(?:and|und|et|y|및)\s+)?|\s+(?:and|und|et|y|&|및)\s+`)

// whereabouts is what a byline says of the place a name writes from.
var whereabouts = regexp.MustCompile(`\s+in\s+\p{Lu}.*$`)

// splitNames splits a byline into its people. Parts of one name (Jr., III, a
// title) stay with it; Hangul names stand apart by spaces alone.
func splitNames(line string) []string {
	var all []string
	for _, piece := range separators.Split(line, -1) {
		part := strings.Trim(whereabouts.ReplaceAllString(piece, ""), " \t.,;:()[]=-")
		if part == "" {
			continue
		}
		if len(all) > 0 && isNameSuffix(part) {
			if strings.HasSuffix(piece, part+".") {
				part += "." // of an abbreviation
			}
			all[len(all)-1] += ", " + part
			continue
		}
		all = append(all, hangulNames(part)...)
	}
	return all
}

func isNameSuffix(part string) bool {
	switch strings.TrimSuffix(part, ".") {
	case "Jr", "Sr", "II", "III", "IV", "MD", "PhD", "Ph.D":
		return true
	}
	return false
}

// hangulNames splits "김철선 이민지" where every word can be a Korean name.
func hangulNames(part string) []string {
	words := strings.Fields(part)
	for _, word := range words {
		if n := utf8.RuneCountInString(word); n < 2 || n > 4 || strings.ContainsFunc(word, notHangul) {
			return []string{part}
		}
	}
	return words
}

func notHangul(r rune) bool { return !unicode.Is(unicode.Hangul, r) }

// gather adds names to the result.
func (w *work) gather(found names) {
	add(&w.out.Authors, found.authors...)
	add(&w.out.Agencies, found.agencies...)
	add(&w.out.Dates, found.dates...)
}

// add appends what is not empty and not yet there.
func add(list *[]string, values ...string) {
	for _, v := range values {
		if v != "" && !slices.Contains(*list, v) {
			*list = append(*list, v)
		}
	}
}

// result sums up the cuts, in the order of the text.
func (w *work) result() Result {
	runs := make([]markup.Run, 0, len(w.steps))
	ordered := slices.Concat(w.steps, w.kept)
	sort.SliceStable(ordered, func(i, j int) bool {
		a, b := ordered[i].run, ordered[j].run
		return a.Block < b.Block || a.Block == b.Block && a.From < b.From
	})
	for _, s := range ordered {
		w.gather(s.harvested)
		w.send(s)
	}
	for _, s := range w.steps {
		runs = append(runs, s.run)
		w.out.Cuts = append(w.out.Cuts, s.Cut)
	}
	for _, s := range w.kept {
		w.out.Kept = append(w.out.Kept, s.Cut)
	}
	sort.SliceStable(w.rights, func(i, j int) bool {
		a, b := w.rights[i], w.rights[j]
		return a.block < b.block || a.block == b.block && a.from < b.from
	})
	seen := make(map[string]bool, len(w.rights)) // a text may be nothing but notices
	for _, notice := range w.rights {
		if notice.text != "" && !seen[notice.text] {
			seen[notice.text] = true
			w.out.Rights = append(w.out.Rights, notice.text)
		}
	}
	w.out.Received = w.blocks
	w.out.Text = w.blocks.Without(runs)
	w.out.Plain = w.plain()
	return w.out
}

// plain is the plain text of what remains. It is a part of that of the whole,
// for only edges are cut, unless cuts were undone.
func (w *work) plain() string {
	if w.undone > 0 {
		return markup.Plain(w.out.Text)
	}
	if w.low > w.high {
		return ""
	}
	to := w.to
	if to < 0 {
		to = len(w.blocks.At(w.high))
	}
	return w.blocks.Between(w.low, w.from, w.high, to)
}

// merge takes in what stripping the rest once more has found.
func (r *Result) merge(again Result) {
	r.Text, r.Plain = again.Text, again.Plain
	r.Cuts = append(r.Cuts, again.Cuts...)
	add(&r.Authors, again.Authors...)
	add(&r.Agencies, again.Agencies...)
	add(&r.Dates, again.Dates...)
	add(&r.Rights, again.Rights...)
	add(&r.Marks, again.Marks...)
	add(&r.Captions, again.Captions...)
	add(&r.Warnings, again.Warnings...)
	for _, kept := range again.Kept {
		if !slices.Contains(r.Kept, kept) {
			r.Kept = append(r.Kept, kept)
		}
	}
}

// send puts a cut where it goes; what a keep rule matched goes nowhere.
func (w *work) send(s step) {
	switch s.To {
	case ToRights:
		w.move(s, s.Text)
	case ToAuthor:
		if s.namesAreText() {
			w.gather(names{authors: splitNames(byline.ReplaceAllString(s.Text, ""))})
		}
	case ToCredit:
		if s.namesAreText() {
			w.gather(names{agencies: splitNames(strings.Trim(s.Text, openers+closers+bullets))})
		}
	case ToMark:
		add(&w.out.Marks, s.Text)
	case ToCaption:
		w.caption(s)
	}
}

// namesAreText reports whether a cut that goes to people or agencies is their
// names, all of it, because its rule named no group. A sentence about a person
// is none.
func (s step) namesAreText() bool {
	const longest = 80
	return !s.below && len(s.harvested.authors) == 0 && len(s.harvested.agencies) == 0 &&
		utf8.RuneCountInString(s.Text) <= longest && speech.find(strings.ToLower(s.Text)) == nil
}

// byline is what stands before the name in a byline without a named group.
var byline = regexp.MustCompile(`^(?i:(?:story |written |reported |reporting |posted )?by\b[:\s]*|author[:\s]+)`)

func (w *work) move(s step, text string) {
	w.rights = append(w.rights, moved{block: s.run.Block, from: s.run.From, text: text})
}

// bracketLimit is the longest text in brackets that can be a credit or a
// mark, in bytes.
const bracketLimit = 240

// lastBrackets returns where the bracketed groups at the end of a text start:
// "(Pool photo) (Yonhap)" of a caption.
func lastBrackets(s string) int {
	start := len(s)
	for {
		body := strings.TrimRight(s[:start], " ")
		closing, width := utf8.DecodeLastRuneInString(body)
		if width == 0 || !strings.ContainsRune(closers, closing) {
			return start
		}
		inner := body[:len(body)-width]
		at := strings.LastIndex(inner, openerOf(closing))
		if at < 0 || len(inner)-at > bracketLimit || strings.ContainsRune(inner[at:], closing) {
			return start
		}
		start = at
	}
}

// firstBrackets returns where the bracketed groups at the start of a text end.
func firstBrackets(s string) int {
	end := 0
	for {
		body := strings.TrimLeft(s[end:], " ")
		opening, width := utf8.DecodeRuneInString(body)
		if width == 0 || !strings.ContainsRune(openers, opening) {
			return end
		}
		closer := closerOf(opening)
		at := strings.Index(body, closer)
		if at < 0 || at > bracketLimit {
			return end
		}
		end = len(s) - len(body) + at + len(closer)
	}
}

// caption sends a caption to the image, or its credit to rights where there is
// no image. A notice in it goes to rights in any case.
func (w *work) caption(s step) {
	if w.in.HasImage {
		add(&w.out.Captions, s.Text)
	}
	credit := strings.TrimSpace(s.Text[lastBrackets(s.Text):])
	if border, ok := noticeRun(s.Text, End); ok {
		credit = s.Text[border:]
	} else if IsNotice(s.Text) {
		credit = s.Text
	} else if w.in.HasImage {
		return
	}
	if credit == "" {
		credit = strings.Join(s.harvested.agencies, ", ")
	}
	if credit != "" {
		w.move(s, credit)
	}
}

// titleKey returns a title or a block, folded, in the form in which they are
// compared: letters and digits only, without the marks in brackets that wires
// add and take away between versions: "(2nd LD)", "[속보]", "(종합2보)".
func titleKey(folded string) string {
	bare := folded[:lastBrackets(folded)]
	if key := letters(bare[firstBrackets(bare):]); key != "" {
		return key
	}
	return letters(folded)
}

// letters leaves out all but letters, their marks and digits; & is a word.
func letters(folded string) string {
	var out strings.Builder
	for _, r := range folded {
		switch {
		case r == '&':
			out.WriteString("and")
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			out.WriteRune(r)
		}
	}
	return out.String()
}

// outletBorder stands between a title and the name of an outlet behind it, as
// portals and page titles write it: "Navy orders frigates - The Harbour Post".
var outletBorder = regexp.MustCompile(`\s(?:[-–—|]|::|»)\s`)

// withoutOutlet returns a title up to its last border, "" if it has none.
func withoutOutlet(title string) string {
	places := outletBorder.FindAllStringIndex(title, -1)
	if len(places) == 0 {
		return ""
	}
	return title[:places[len(places)-1][0]]
}
