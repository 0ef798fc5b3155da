package strip

import "fmt"

// Problem is a rule that is valid and wrong. Index counts from 0 in the list
// that was compiled.
type Problem struct {
	Index  int
	Name   string
	Config string
	Text   string
}

// sampleNotices are rights notices in the wordings that wires and papers use.
// A rule that drops one would be overruled each time it matched.
var sampleNotices = [...]string{
	"© 2026 Example News. All rights reserved.",
	"Copyright 2026 The Example Press. All rights reserved. This material may not be published, broadcast, rewritten or redistributed without permission.",
	"(c) 2026 Example Wire",
	"[ⓒ 보기뉴스. 무단전재-재배포 금지]",
	"<저작권자(c) 보기통신, 무단 전재-재배포, AI 학습 및 활용 금지>",
	"본 기사의 무단 전재 및 재배포를 금지합니다.",
	"記事・写真の無断転載を禁じます",
	"未经授权不得转载",
	"Все права защищены",
}

// sampleProse are paragraphs of ordinary stories. A rule that matches several
// of them would eat stories.
var sampleProse = [...]string{
	"The navy said Tuesday it had ordered three frigates, and that the first would be delivered before the end of the decade.",
	"\"We will watch the border closely,\" the minister told reporters, adding that talks would resume next week.",
	"국방부는 17일 신형 호위함 3척을 추가로 건조하기로 했다고 밝혔다.",
	"海軍は火曜日、新型フリゲート艦3隻を発注したと発表した。",
}

// Lint finds rules that are valid and wrong: one that would drop a typical
// rights notice, one whose expression matches nothing at all or any story, one
// that another rule before it makes unreachable.
func (s *Stripper) Lint() []Problem {
	if s == nil {
		return nil
	}
	var found []Problem
	first := map[Rule]*rule{}
	for _, r := range s.rules {
		report := func(format string, args ...any) {
			found = append(found, Problem{Index: r.index, Name: r.Name, Config: r.Config, Text: fmt.Sprintf(format, args...)})
		}
		key := r.Rule
		key.Name, key.Config, key.To = "", "", ""
		if before, seen := first[key]; seen {
			report("never used: %s matches the same", before.label())
			continue
		}
		first[key] = r
		if r.match == nil {
			continue
		}
		if r.match.MatchString("") {
			report("match holds for an empty text, and so for any text it is tried on")
			continue
		}
		if notice := r.hits(sampleNotices[:]); r.To == ToDrop && len(notice) > 0 {
			report("drops a rights notice, which moves to rights instead: %s", clip(notice[0]))
		}
		if prose := r.hits(sampleProse[:]); !r.Keep && r.next == nil && r.Repeats == "" && len(prose) > 1 {
			report("matches ordinary paragraphs: %s", clip(prose[0]))
		}
	}
	return found
}

// hits returns the samples that a rule would cut.
func (r *rule) hits(samples []string) []string {
	e := r.match
	if r.Inline {
		e = r.part
	}
	var found []string
	for _, sample := range samples {
		if e.MatchString(sample) {
			found = append(found, sample)
		}
	}
	return found
}
