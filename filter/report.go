package filter

import (
	"maps"
	"slices"

	"sitrep/filter/story"
)

// backlog is the state of a report that is remembered, not published: an entry
// cannot be in it.
const backlog = "backlog"

// clone copies a report so that the copy can be changed and the original
// stays as the index holds it.
func (r *Report) clone() *Report {
	c := *r
	c.Members = slices.Clone(r.Members)
	c.Feeds = maps.Clone(r.Feeds)
	if c.Feeds == nil {
		c.Feeds = map[string]Standing{}
	}
	for name, st := range c.Feeds {
		st.Folded = slices.Clone(st.Folded)
		c.Feeds[name] = st
	}
	return &c
}

// member returns the place of an item among the members, or -1.
func (r *Report) member(ref story.Ref) int {
	return slices.IndexFunc(r.Members, func(m Member) bool { return m.Source == ref.Source && m.Item == ref.Item })
}

// carry puts coverage under the entry that carries it, or renews its title and
// link.
func (st *Standing) carry(a Also) {
	at := slices.IndexFunc(st.Folded, func(b Also) bool { return b.Report == a.Report })
	if at < 0 {
		st.Folded = append(st.Folded, a)
		return
	}
	st.Folded[at] = a
}

// ref names a member.
func (m Member) ref() story.Ref { return story.Ref{Source: m.Source, Item: m.Item} }

// supersedes reports whether the text of a member takes the place of another
// version by the same source: the later one does, and of two of one time the
// further take, since undated feeds date all takes of a turn alike.
func (m Member) supersedes(o Member) bool {
	if order := m.Time.Compare(o.Time); order != 0 {
		return order > 0
	}
	return m.Version >= o.Version
}
