package match

import (
	"fmt"
	"math"
	"slices"
	"strconv"
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
	b := make([]byte, 0, 256)
	sum := "score " + number(score.Score) + " of " + number(score.Threshold)
	if score.Never != (Hit{}) {
		b = append(b, "never term "...)
		b = strconv.AppendQuote(b, score.Never.Term)
		return string(b) + " in the title (" + sum + ")"
	}
	b = append(append(b, sum...), ": "...)
	evidence := func(hit *Hit) bool { return hit.Weight > 0 }
	counter := func(hit *Hit) bool { return hit.Weight < 0 }
	shield := func(hit *Hit) bool { return hit.Weight == 0 }
	switch {
	case len(score.Hits) == 0:
		return string(append(b, "no term found"...))
	case slices.ContainsFunc(score.Hits, func(hit Hit) bool { return evidence(&hit) }):
		b = appendHits(b, "only ", score.Hits, evidence)
	default:
		b = append(b, "no term for it"...)
	}
	b = appendHits(b, "; against it ", score.Hits, counter)
	return string(appendHits(b, "; not counted ", score.Hits, shield))
}

// appendHits names the hits of one kind after an introduction, if there are any,
// and counts those it leaves out.
func appendHits(b []byte, introduction string, hits []Hit, kind func(*Hit) bool) []byte {
	named := 0
	for i := range hits {
		hit := &hits[i]
		if !kind(hit) {
			continue
		}
		switch named++; {
		case named > maxNamed:
			continue
		case named > 1:
			b = append(b, ", "...)
		default:
			b = append(b, introduction...)
		}
		b = strconv.AppendQuote(b, hit.Term)
		if hit.Weight != 0 {
			b = append(append(b, " ("...), hit.Field...)
			b = append(b, ' ')
			if hit.Weight > 0 {
				b = append(b, '+')
			}
			b = append(strconv.AppendFloat(b, hit.Weight, 'g', 4, 64), ')')
		}
	}
	if named > maxNamed {
		b = fmt.Appendf(b, ", %d more", named-maxNamed)
	}
	return b
}

// number writes a score without the noise of binary fractions.
func number(value float64) string {
	return strconv.FormatFloat(math.Round(value*100)/100, 'f', -1, 64)
}
