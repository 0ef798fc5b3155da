package config

import (
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/unicode/norm"

	"sitrep/filter/match"
)

const (
	bareWeight = 3    // of a term listed without a weight
	mostWeight = 1000 // further weights are slips of the pen
	maxTerm    = 200  // bytes of one term
)

// readTopics decodes topics:.
func (l *loader) readTopics(key string, n *yaml.Node) {
	l.entries(key, n, func(name, body *yaml.Node) {
		switch topic := strings.TrimSpace(name.Value); topic {
		case "", "all", "matching", "none":
			l.errorAt(name, "a topic cannot be called %s, which has a meaning of its own", quote(name.Value))
		default:
			l.names.topics[topic] = true
			l.readTopic(topic, name, body)
		}
	})
}

// readTopic decodes one topic: the shipped lists it uses, then its own terms,
// so that a term listed again replaces the shipped one.
func (l *loader) readTopic(name string, at, n *yaml.Node) {
	topic := match.Topic{Name: name}
	var use, terms, never *yaml.Node
	given := l.object("topic "+shorten(name), n, keys{
		"use":          keep(&use),
		"terms":        keep(&terms),
		"never":        keep(&never),
		"threshold":    l.number(&topic.Threshold, 0.01, mostWeight),
		"title_factor": l.number(&topic.TitleFactor, 0.01, 100),
		"cap":          l.number(&topic.Cap, 0.01, mostWeight),
	})
	if use != nil {
		l.readUse(&topic, use)
	}
	var own words
	if terms != nil {
		l.list(l.term(&own))("terms", terms)
	}
	if never != nil {
		l.list(l.neverTerm(&own))("never", never)
	}
	topic.Terms = append(topic.Terms, own.terms...)
	topic.Never = append(topic.Never, own.never...)
	if given != nil && len(topic.Terms) == 0 {
		l.errorAt(at, "topic %s has no terms; give it terms: or use:", quote(name))
	}
	l.checkShields(topic, own.shields)
	l.checkReach(topic, at)
	l.cfg.Settings.Topics = append(l.cfg.Settings.Topics, topic)
	l.cfg.topicsAt = append(l.cfg.topicsAt, l.spot(at))
}

// readUse takes in the shipped word lists a topic names.
func (l *loader) readUse(topic *match.Topic, n *yaml.Node) {
	seen := map[string]bool{}
	l.list(func(n *yaml.Node) {
		name, ok := l.oneLine("use", n)
		if !ok {
			return
		}
		if seen[name] {
			l.errorAt(n, "use names %s twice", quote(name))
			return
		}
		seen[name] = true
		list, ok := l.wordList(name)
		if !ok {
			l.errorAt(n, "no word list is called %s%s", quote(name), didYouMean(name, presetNames(KindWords)))
			return
		}
		topic.Terms = append(topic.Terms, list.terms...)
		topic.Never = append(topic.Never, list.never...)
	})("use", n)
}

// words is a list of terms on its way into a topic.
type words struct {
	terms []match.Term
	never []match.Term
	lines map[string]term // folded text: where it was listed first

	shields []*yaml.Node // what except: lists
}

// term is how a term was listed before.
type term struct {
	weight float64
	line   int
}

// wordList decodes a shipped word list, once.
func (l *loader) wordList(name string) (words, bool) {
	if list, ok := l.names.words[name]; ok {
		return list, true
	}
	body, r, ok := l.openPreset(KindWords, name)
	if !ok {
		return words{}, false
	}
	list := r.words(name, body)
	l.adopt(r)
	l.names.words[name] = list
	return list, true
}

// words decodes the body of a word list.
func (r *reader) words(name string, body *yaml.Node) words {
	var list words
	if body.Kind == yaml.SequenceNode {
		r.list(r.term(&list))("terms", body)
		return list
	}
	r.object("word list "+name, body, keys{
		"terms": r.list(r.term(&list)),
		"never": r.list(r.neverTerm(&list)),
	})
	return list
}

// term decodes one element of terms: a bare word, or words with a weight and
// the longer ones in which they do not count.
func (r *reader) term(list *words) func(n *yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode {
			r.addTerm(list, n, bareWeight)
			return
		}
		weight := float64(bareWeight)
		var anyOf, except *yaml.Node
		given := r.object("a term", n, keys{
			"any":    keep(&anyOf),
			"weight": r.number(&weight, -mostWeight, mostWeight),
			"except": keep(&except),
		})
		if given == nil {
			return
		}
		if anyOf == nil || isEmpty(anyOf) {
			r.errorAt(n, "a term needs any: with at least one word")
			return
		}
		r.oneOrList(func(n *yaml.Node) { r.addTerm(list, n, weight) })("any", anyOf)
		if except != nil {
			r.oneOrList(func(n *yaml.Node) {
				if r.addTerm(list, n, 0) {
					list.shields = append(list.shields, n)
				}
			})("except", except)
		}
	}
}

// addTerm takes in one word. A word listed before with another weight is
// noted: the later one counts, and it is seldom meant. An exception that gets
// a weight of its own later is meant.
func (r *reader) addTerm(list *words, n *yaml.Node, weight float64) bool {
	s, ok := r.oneLine("a term", n)
	if !ok {
		return false
	}
	text, exact := strings.CutPrefix(s, "=")
	if text = strings.TrimSpace(text); text == "" || len(text) > maxTerm {
		r.errorAt(n, "a term must be 1 to %d bytes, not %s", maxTerm, quote(s))
		return false
	}
	if !strings.ContainsFunc(text, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsNumber(c) }) {
		r.errorAt(n, "term %s has neither letter nor digit", quote(text))
		return false
	}
	folded := fold(text)
	if before, twice := list.lines[folded]; twice && before.weight != weight && before.weight != 0 {
		r.note(n, "term %s has weight %v here and %v on line %d; the later one counts", quote(text), weight, before.weight, before.line)
	}
	if list.lines == nil {
		list.lines = map[string]term{}
	}
	list.lines[folded] = term{weight: weight, line: n.Line}
	list.terms = append(list.terms, match.Term{Text: text, Weight: weight, Exact: exact, Config: r.line(n)})
	return true
}

// neverTerm decodes one element of never:.
func (r *reader) neverTerm(list *words) func(n *yaml.Node) {
	return func(n *yaml.Node) {
		s, ok := r.oneLine("never", n)
		if !ok {
			return
		}
		if len(s) > maxTerm {
			r.errorAt(n, "never takes at most %d bytes, not %s", maxTerm, quote(s))
			return
		}
		list.never = append(list.never, match.Term{Text: s, Config: r.line(n)})
	}
}

// checkShields notes exceptions that shield nothing: one must hold a shorter
// term of the topic, because the longest match wins.
func (l *loader) checkShields(topic match.Topic, shields []*yaml.Node) {
	if len(shields) == 0 {
		return
	}
	counted := make([]string, 0, len(topic.Terms))
	for _, t := range topic.Terms {
		if t.Weight != 0 {
			counted = append(counted, fold(t.Text))
		}
	}
	for _, n := range shields {
		shield := fold(n.Value)
		if !slices.ContainsFunc(counted, func(word string) bool { return word != shield && strings.Contains(shield, word) }) {
			l.note(n, "except %s holds no term of the topic, so it excepts nothing", quote(n.Value))
		}
	}
}

// checkReach notes a threshold that no item can reach, since title and text
// are capped.
func (l *loader) checkReach(topic match.Topic, at *yaml.Node) {
	threshold, factor, limit := topic.Threshold, topic.TitleFactor, topic.Cap
	if threshold == 0 {
		threshold = 5.5
	}
	if factor == 0 {
		factor = 2
	}
	if limit == 0 {
		limit = 6
	}
	if !slices.ContainsFunc(topic.Terms, func(t match.Term) bool { return t.Weight > 0 }) {
		l.note(at, "topic %s can never be reached: none of its terms counts for it", quote(topic.Name))
	}
	if most := factor*limit + limit; most < threshold {
		l.note(at, "topic %s can never be reached: the highest score is %v, the threshold %v", quote(topic.Name), most, threshold)
	}
}

// fold makes two spellings of a word comparable.
func fold(s string) string { return strings.ToLower(norm.NFKC.String(s)) }
