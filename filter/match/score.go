package match

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// maxNamed is how many hits Missing names.
const maxNamed = 6

// score sums the hits of topic t. Evidence is capped, so that a long text of
// vague words never weighs more than a clear one:
//
//	score = title_factor·(min(cap, title +) + title −) + min(cap, text +) + max(−cap, text −)
func (m *Matcher) score(s *scratch, t int, headline string) Score {
	topic := &m.topics[t]
	score := Score{Topic: topic.Name, Threshold: topic.Threshold, Hits: slices.Clone(s.hits[t])}
	var title, text struct{ plus, minus float64 }
	for _, hit := range score.Hits {
		sum := &text
		if hit.Field == "title" {
			sum = &title
		}
		if hit.Weight > 0 {
			sum.plus += hit.Weight
		} else {
			sum.minus += hit.Weight
		}
	}
	score.Score = topic.TitleFactor*(min(topic.Cap, title.plus)+title.minus) +
		min(topic.Cap, text.plus) + max(-topic.Cap, text.minus)
	if found := s.never[t]; found.end > 0 {
		score.Never = m.hit(t, &topic.Never[found.term], &field{folded: &s.title, name: "title", source: headline}, found)
	}
	score.On = score.Score >= topic.Threshold && score.Never == Hit{}
	if !score.On {
		score.Missing = missing(&score)
	}
	return score
}

// missing says why a score is off topic.
func missing(score *Score) string {
	sum := fmt.Sprintf("score %s of %s", number(score.Score), number(score.Threshold))
	if score.Never != (Hit{}) {
		return fmt.Sprintf("never term %q in the title (%s)", score.Never.Term, sum)
	}
	var evidence, counter, shields []string
	for _, hit := range score.Hits {
		named := fmt.Sprintf("%q (%s %+.4g)", hit.Term, hit.Field, hit.Weight)
		switch {
		case hit.Weight > 0:
			evidence = append(evidence, named)
		case hit.Weight < 0:
			counter = append(counter, named)
		default:
			shields = append(shields, fmt.Sprintf("%q", hit.Term))
		}
	}
	var parts []string
	switch {
	case len(evidence) == 0 && len(counter) == 0 && len(shields) == 0:
		return sum + ": no term found"
	case len(evidence) == 0:
		parts = append(parts, "no term for it")
	default:
		parts = append(parts, "only "+list(evidence))
	}
	if len(counter) > 0 {
		parts = append(parts, "against it "+list(counter))
	}
	if len(shields) > 0 {
		parts = append(parts, "not counted "+list(shields))
	}
	return sum + ": " + strings.Join(parts, "; ")
}

// list joins names, and counts those it leaves out.
func list(names []string) string {
	if len(names) > maxNamed {
		names = append(names[:maxNamed:maxNamed], fmt.Sprintf("%d more", len(names)-maxNamed))
	}
	return strings.Join(names, ", ")
}

// number writes a score without the noise of binary fractions.
func number(value float64) string {
	return strconv.FormatFloat(math.Round(value*100)/100, 'f', -1, 64)
}
