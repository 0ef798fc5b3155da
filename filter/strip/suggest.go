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
	edges := map[Edge][]string{}
	for _, in := range texts {
		left := markup.Parse(s.Strip(in).Text)
		if left.Len() < 2 { // a text of one block has no furniture of its own
			if left.Len() == 1 {
				edges["inline"] = append(edges["inline"], left.At(0))
			}
			continue
		}
		for edge, i := range map[Edge]int{Start: 0, End: left.Len() - 1} {
			if line := left.At(i); len(line) <= suggestLimit {
				edges[edge] = append(edges[edge], line)
			}
		}
	}
	var found []Proposal
	for _, edge := range [...]Edge{Start, End} {
		lines := edges[edge]
		all := append(repeated(edge, lines, len(texts)), families(edge, lines, len(texts))...)
		sortProposals(all)
		found = append(found, unshadowed(all)...)
	}
	return append(found, inlineTails(edges["inline"], len(texts))...)
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
	if first != "" && prefix == "" || closed && suffix == "" {
		return "", ""
	}
	if shared >= namesLeast && differInNames(group, prefix, suffix) {
		return "^" + quote(prefix) + "(?P<author>.+)" + quote(suffix) + "$", ToAuthor
	}
	if shared < commonLeast || first == "" || last == "" && longest(group) > familyLineMost {
		return "", ""
	}
	return "^" + quote(prefix) + ".+" + quote(suffix) + "$", guess(group[0])
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

// inlineTails proposes what texts of one block end with alike, from the start
// of a sentence or of a sign.
func inlineTails(lines []string, of int) []Proposal {
	groups := map[string][]string{}
	for _, line := range lines {
		words := strings.Fields(line)
		if len(words) > 4 {
			last := words[len(words)-1]
			groups[last] = append(groups[last], line)
		}
	}
	var found []Proposal
	for _, group := range groups {
		if !enough(len(group), of, suggestShare) {
			continue
		}
		tail := sentenceTail(commonEnd(group))
		if utf8.RuneCountInString(tail) < commonLeast {
			continue
		}
		found = append(found, Proposal{Rule: Rule{At: End, Inline: true, Match: quote(tail), To: guess(tail)}, Seen: len(group), Of: of, Example: tail})
	}
	sortProposals(found)
	return found
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
