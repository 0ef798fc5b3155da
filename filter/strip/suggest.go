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

// Proposal is a strip rule that would take off a head or a tail which repeats
// among the texts of one source and which no rule knows yet.
type Proposal struct {
	Rule    Rule   // At, Match, To and Inline are set
	Seen    int    // texts it would cut something from
	Of      int    // texts looked at
	Example string // what it would cut from one of them
}

// Limits of what is proposed.
const (
	suggestRounds  = 6   // blocks deep that is looked at each edge
	suggestSeen    = 3   // texts that must share a line
	suggestShare   = 20  // and at least one in so many of all
	familyShare    = 8   // the same for lines that only begin and end alike
	suggestLimit   = 400 // bytes of a line that is looked at
	commonLeast    = 10  // characters that the lines of a family must share
	namesLeast     = 3   // the same where people's names are all that differs
	familyLineMost = 100 // characters of a line known by its start alone
)

// Suggest proposes rules for repeated heads and tails that a stripper leaves in
// texts of one source, the most frequent first at each depth. Texts that are
// equal count once. The proposals are for a person to judge.
func Suggest(texts []Input, s *Stripper) []Proposal {
	texts = distinct(texts)
	var proposals []Proposal
	var rules []Rule
	for range suggestRounds {
		stripper, err := s.with(rules)
		if err != nil {
			return proposals // cannot be: the rules are made of quoted text
		}
		fresh := 0
		for _, p := range suggestOnce(texts, stripper) {
			if !slices.Contains(rules, p.Rule) { // undone drops stand there again
				rules = append(rules, p.Rule)
				proposals = append(proposals, p)
				fresh++
			}
		}
		if fresh == 0 {
			break
		}
	}
	return proposals
}

// distinct drops texts that repeat an earlier one.
func distinct(texts []Input) []Input {
	seen := map[string]bool{}
	var all []Input
	for _, in := range texts {
		if key := markup.Plain(in.Text); key != "" && !seen[key] {
			seen[key] = true
			all = append(all, in)
		}
	}
	return all
}

// suggestOnce looks at what now stands at the edges.
func suggestOnce(texts []Input, s *Stripper) []Proposal {
	edges := map[Edge][]string{}  // blocks that may be furniture, all of them
	inside := map[Edge][]string{} // blocks of the story that may hold some
	for _, in := range texts {
		left := markup.Parse(s.Strip(in).Text)
		last := left.Len() - 1
		if last < 0 {
			continue
		}
		for edge, i := range map[Edge]int{Start: 0, End: last} {
			line := left.At(i)
			inside[edge] = append(inside[edge], line)
			if last > 0 && len(line) <= suggestLimit { // a text of one block is no furniture
				edges[edge] = append(edges[edge], line)
			}
		}
	}
	var found []Proposal
	for _, edge := range [...]Edge{Start, End} {
		lines := edges[edge]
		all := append(repeated(edge, lines, len(texts)), families(edge, lines, len(texts))...)
		sortProposals(all)
		all = unshadowed(all)
		found = append(found, all...)
		found = append(found, inlineParts(edge, unmatched(inside[edge], all), len(texts))...)
	}
	return found
}

// unmatched leaves out the lines that some proposals cut whole.
func unmatched(lines []string, proposals []Proposal) []string {
	for _, p := range proposals {
		if e, err := regexp.Compile(p.Rule.Match); err == nil {
			lines = slices.DeleteFunc(lines, e.MatchString)
		}
	}
	return lines
}

func enough(seen, of, share int) bool { return seen >= suggestSeen && seen*share >= of }

// repeated proposes lines that are the same but for their digits.
func repeated(at Edge, lines []string, of int) []Proposal {
	count, example := map[string]int{}, map[string]string{}
	for _, line := range lines {
		pattern := quote(line)
		count[pattern]++
		if _, ok := example[pattern]; !ok {
			example[pattern] = line
		}
	}
	var found []Proposal
	for pattern, seen := range count {
		if !enough(seen, of, suggestShare) {
			continue
		}
		line := example[pattern]
		found = append(found, Proposal{Rule: Rule{At: at, Match: "^" + pattern + "$", To: guess(line)}, Seen: seen, Of: of, Example: line})
	}
	return found
}

// sortProposals puts the most frequent first, a line before its family.
func sortProposals(found []Proposal) {
	sort.Slice(found, func(i, j int) bool {
		a, b := found[i], found[j]
		if a.Seen != b.Seen {
			return a.Seen > b.Seen
		}
		if general := strings.Contains(a.Rule.Match, ".+"); general != strings.Contains(b.Rule.Match, ".+") {
			return !general
		}
		return a.Rule.Match < b.Rule.Match
	})
}

// quote writes a line as an expression, its numbers as any numbers.
func quote(line string) string {
	return digits.ReplaceAllString(regexp.QuoteMeta(line), `\d+`)
}

var digits = regexp.MustCompile(`\d+`)

// families proposes lines that begin alike and, if they are long, end alike:
// "The post … appeared first on Example.", and lines that end alike behind
// people's names: "… is the naval editor of Example."
func families(at Edge, lines []string, of int) []Proposal {
	groups := map[string][]string{}
	for _, line := range lines {
		words := strings.Fields(line)
		if len(words) < 3 {
			continue
		}
		first, last := words[0]+" ", " "+words[len(words)-1]
		for _, key := range [...]string{first + "\x00" + last, first, "\x00" + last} {
			groups[key] = append(groups[key], line)
		}
	}
	var found []Proposal
	for key, group := range groups {
		if !enough(len(group), of, familyShare) {
			continue
		}
		if match, to := familyRule(key, group); match != "" {
			found = append(found, Proposal{Rule: Rule{At: at, Match: match, To: to}, Seen: len(group), Of: of, Example: group[0]})
		}
	}
	return found
}

// familyRule returns an expression for lines that share the first word, the
// last or both, as key says, and where they go; "" if they share too little.
// Where people's names make the difference, the rule harvests them.
func familyRule(key string, group []string) (match string, to Target) {
	prefix, suffix := common(group)
	first, last, closed := strings.Cut(key, "\x00")
	if first == "" {
		prefix = ""
	}
	if last == "" {
		suffix = ""
	}
	shared := utf8.RuneCountInString(prefix) + utf8.RuneCountInString(suffix)
	if first != "" && prefix == "" || closed && suffix == "" || endsBefore(group, suffix) {
		return "", ""
	}
	if shared >= namesLeast && differInNames(group, prefix, suffix) {
		return "^" + quote(prefix) + "(?P<author>.+)" + quote(suffix) + "$", ToAuthor
	}
	if shared < commonLeast || first == "" || isDateline(prefix) || last == "" && longest(group) > familyLineMost {
		return "", ""
	}
	return "^" + quote(prefix) + ".+" + quote(suffix) + "$", guess(group[0])
}

// isDateline reports whether what lines begin with is a place and an agency,
// behind which a story begins: attribution, not furniture.
func isDateline(prefix string) bool {
	bare := strings.TrimSpace(prefix[firstBrackets(prefix):])
	return bare == "" || strings.HasSuffix(bare, "=") || strings.HasSuffix(bare, "-") || strings.HasSuffix(bare, "—")
}

// endsBefore reports whether what lines have in common at their end follows the
// end of a sentence in each: then it is the end of a story's own block.
func endsBefore(lines []string, suffix string) bool {
	return suffix != "" && !slices.ContainsFunc(lines, func(line string) bool {
		return !afterSentence(strings.TrimSuffix(line, suffix))
	})
}

// personName is a name as bylines write it.
var personName = regexp.MustCompile(`^(?:\p{Hangul}{2,4}|\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*){1,3})$`)

// differInNames reports whether what lines do not share is people's names, at
// least two of them.
func differInNames(lines []string, prefix, suffix string) bool {
	seen := map[string]bool{}
	for _, line := range lines {
		if len(line) <= len(prefix)+len(suffix) {
			return false
		}
		for _, name := range splitNames(line[len(prefix) : len(line)-len(suffix)]) {
			if !personName.MatchString(name) {
				return false
			}
			seen[name] = true
		}
	}
	return len(seen) > 1
}

// unshadowed leaves out lines that a more frequent proposal holds already.
func unshadowed(found []Proposal) []Proposal {
	var kept []Proposal
	for _, p := range found {
		known := false
		for _, k := range kept {
			if e, err := regexp.Compile(k.Rule.Match); err == nil && e.MatchString(p.Example) {
				known = true
				break
			}
		}
		if !known {
			kept = append(kept, p)
		}
	}
	return kept
}

func longest(lines []string) int {
	most := 0
	for _, line := range lines {
		most = max(most, utf8.RuneCountInString(line))
	}
	return most
}

// common returns how all lines start and end, in whole words. Lines that are
// all the same have no common end beside their start.
func common(lines []string) (prefix, suffix string) {
	prefix, suffix = lines[0], commonEnd(lines)
	for _, line := range lines[1:] {
		n := 0
		for n < len(prefix) && n < len(line) && prefix[n] == line[n] {
			n++
		}
		prefix = prefix[:n]
	}
	prefix = prefix[:strings.LastIndexByte(prefix, ' ')+1]
	suffix = suffix[max(0, strings.IndexByte(suffix, ' ')):]
	if !strings.HasPrefix(suffix, " ") {
		suffix = ""
	}
	for _, line := range lines {
		if len(prefix)+len(suffix) >= len(line) {
			return prefix, ""
		}
	}
	return prefix, suffix
}

// commonEnd returns the bytes that all lines end with.
func commonEnd(lines []string) string {
	suffix := lines[0]
	for _, line := range lines[1:] {
		n := 0
		for n < len(suffix) && n < len(line) && suffix[len(suffix)-1-n] == line[len(line)-1-n] {
			n++
		}
		suffix = suffix[len(suffix)-n:]
	}
	return suffix
}

// inlineParts proposes what blocks of a story begin or end with alike: a tail
// from the start of a sentence or of a sign, a head in brackets.
func inlineParts(at Edge, lines []string, of int) []Proposal {
	groups := map[string][]string{}
	for _, line := range lines {
		if words := strings.Fields(line); len(words) > 4 {
			key := words[0]
			if at == End {
				key = words[len(words)-1]
			}
			key = digits.ReplaceAllString(key, "0")
			groups[key] = append(groups[key], line)
		}
	}
	var found []Proposal
	for _, group := range groups {
		if !enough(len(group), of, suggestShare) {
			continue
		}
		part, to := bracketHead(group), ToMark
		if at == End {
			part = sentenceTail(commonEnd(group))
			to = guess(part)
		}
		if part == "" || at == End && utf8.RuneCountInString(part) < commonLeast {
			continue
		}
		found = append(found, Proposal{Rule: Rule{At: at, Inline: true, Match: quote(part), To: to}, Seen: len(group), Of: of, Example: part})
	}
	sortProposals(found)
	return found
}

// headMost is the size in bytes of the longest head in brackets.
const headMost = 60

// bracketHead returns what stands in brackets at the start of all of some
// lines, the same but for its digits. Datelines are no such heads: they are
// attribution, and hold a sign between place and agency or stand before one.
func bracketHead(lines []string) string {
	head := ""
	for _, line := range lines {
		end := firstBrackets(line)
		if end == 0 || end > headMost || strings.ContainsAny(line[:end], "=/") || strings.HasPrefix(strings.TrimSpace(line[end:]), "-") {
			return ""
		}
		if head == "" {
			head = line[:end]
		}
		if quote(line[:end]) != quote(head) {
			return ""
		}
	}
	return head
}

// sentenceTail returns the part of a text from its first sentence start.
func sentenceTail(s string) string {
	ended := false
	for i, r := range s {
		switch {
		case strings.ContainsRune("[<〈【©ⓒ※◎▶☞", r):
			return s[i:]
		case isBreak(r):
			ended = true
		case ended && !unicode.IsSpace(r) && !strings.ContainsRune(closers+quotes, r):
			return s[i:]
		}
	}
	return ""
}

var (
	contactLine = regexp.MustCompile(`@[A-Za-z0-9-]+\.|제보|^(?i:(?:media )?contact|for more information|follow )`)
	bylineLine  = regexp.MustCompile(`^(?:By|BY|Reporting by|Story by) \p{Lu}|^\p{Hangul}{2,4}\s?(?:기자|특파원)$`)
	stampLine   = regexp.MustCompile(`^\D{0,24}\d{4}\D\d{1,2}\D\d{1,2}\D{0,3}(?:\d{1,2}:\d{2}(?::\d{2})?)?\D{0,8}$`)
	captionLine = regexp.MustCompile(`^[▲△]|(?i:\bfile photo\b|photo by|자료사진)`)
)

// guess says where a line should probably go. Of a line that nothing is known
// about it says drop, for a person to decide.
func guess(line string) Target {
	switch {
	case IsNotice(line):
		return ToRights
	case contactLine.MatchString(line):
		return ToContact
	case bylineLine.MatchString(line):
		return ToAuthor
	case stampLine.MatchString(line):
		return ToMark
	case captionLine.MatchString(line):
		return ToCaption
	}
	return ToDrop
}
