package filter

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"sitrep/feed"
	"sitrep/filter/story"
)

// Decide is the one decision of the product: what each feed does with an item,
// and why. It is pure: the same reading, index and policy give the same
// verdict; nothing is changed. The caller folds the verdict in with Index.Add.
func (p *Policy) Decide(rd Reading, known *Index) Verdict {
	v := verdictOf(rd)
	placed := p.place(rd, known)
	d := deciding{policy: p, rd: rd, known: known, relation: placed.Relation, changed: map[string]*Report{}}
	d.open(placed)
	v.Relation, v.Of, v.Signals = placed.Relation, placed.of(), placed.Signals
	v.Report, v.Story = d.report.ID, d.report.Story
	for _, f := range p.feeds {
		v.Decisions = append(v.Decisions, d.decide(f))
	}
	if rd.Print.Kill() {
		d.report.Killed = d.relation != story.New
	}
	v.Entries = d.entries
	v.Warnings = append(v.Warnings, d.warnings...)
	for _, id := range slices.Sorted(maps.Keys(d.changed)) {
		v.Reports = append(v.Reports, d.changed[id])
	}
	return v
}

// SetAside is the verdict on an item that could not be decided: it is shown
// nowhere, holds nobody up, and carries its fault.
func (p *Policy) SetAside(r Received, fault string) Verdict {
	v := p.undecided(r, Drop, "set aside: "+fault)
	v.Fault = fault
	return v
}

// Awaiting is what can be said of an item that was received and is not decided
// yet.
func (p *Policy) Awaiting(rd Reading) Verdict {
	if rd.Print.Stub() {
		return p.undecided(rd.Received, Hold, "a flash line: it waits for its full text, a few minutes at most")
	}
	return p.undecided(rd.Received, Hold, "received, and not placed yet")
}

// undecided is a verdict by which all feeds do the same.
func (p *Policy) undecided(r Received, action Action, reason string) Verdict {
	v := Verdict{
		Source: p.source(r).Name, Key: r.Source, Item: r.Item, URL: r.URL, Title: r.Body.Title.Body, At: r.At.UTC(), Time: r.Time.UTC(),
		Relation: story.New, Scores: map[string]float64{},
	}
	for _, f := range p.feeds {
		v.Decisions = append(v.Decisions, Decision{Feed: f.Name, Action: action, Reason: reason})
	}
	return v
}

// verdictOf fills in what is known before the item is placed.
func verdictOf(rd Reading) Verdict {
	v := Verdict{
		Source: rd.source.Name, Key: rd.Received.Source, Item: rd.Received.Item, URL: rd.Received.URL, Title: rd.title,
		At: rd.Received.At.UTC(), Time: rd.Received.Time.UTC(), Take: rd.Print.Take(), Print: rd.Print, Text: rd.text,
		Cuts: rd.Strip.Cuts, Kept: rd.Strip.Kept, Warnings: rd.Strip.Warnings,
		Scores: map[string]float64{},
	}
	for _, s := range rd.Scores {
		v.Scores[s.Topic] = s.Score
		v.Hits = append(v.Hits, s.Hits...)
		if !s.On && s.Missing != "" {
			if v.Missing == nil {
				v.Missing = map[string]string{}
			}
			v.Missing[s.Topic] = s.Missing
		}
	}
	return v
}

// placement is a story.Placement with the reports it speaks of at hand.
type placement struct {
	story.Placement
	before *Report // nil for coverage and new
}

func (pl placement) of() *story.Ref {
	if pl.Of == (story.Ref{}) {
		return nil
	}
	of := pl.Of
	return &of
}

// place says how the item relates to what is known. An item whose report was
// recalled from the store is an update, however long ago it was compared.
func (p *Policy) place(rd Reading, known *Index) placement {
	ref := story.Ref{Source: rd.Received.Source, Item: rd.Received.Item}
	update := func(r *Report, why string) placement {
		return placement{
			Placement: story.Placement{
				Relation: story.Update, Report: r.ID, Story: r.Story, Of: ref,
				Signals: []story.Signal{{Name: why, Value: rd.Received.Item}},
			},
			before: r,
		}
	}
	if r := known.report(ref, rd.Received.Prior); r != nil {
		return update(r, "same source and id")
	}
	pl := known.stories.Place(rd.Print)
	if r := known.get(rd.Received.Prior); r != nil && pl.Relation != story.Update {
		return update(r, "known to the store by its id or address")
	}
	if pl.Report == "" {
		return placement{Placement: pl}
	}
	r := known.get(pl.Report)
	if r == nil { // the report has left memory while its print was still there: tell it as new, joined to the story
		pl.Relation, pl.Report = story.Coverage, ""
	}
	return placement{Placement: pl, before: r}
}

// deciding is one decision under way.
type deciding struct {
	policy   *Policy
	rd       Reading
	known    *Index
	relation story.Relation
	report   *Report // as it will be after the decision
	member   int     // the item among its members
	previous Member  // the item as it was before; zero if it is new to the report
	changed  map[string]*Report
	entries  []EntryState
	warnings []string
	made     *feed.Entry // the item's entry, the same in every feed with these dates
}

// open makes or copies the report the item belongs to, and puts the item among
// its members.
func (d *deciding) open(pl placement) {
	r := d.rd.Received
	if pl.before != nil {
		d.report = pl.before.clone()
	} else {
		id := mintID(d.policy.settings.Authority, r.Source, r.Item)
		storyID := pl.Story
		if storyID == "" {
			storyID = mintStory(id)
		}
		d.report = &Report{ID: id, Story: storyID, Pass: r.Pass, Published: publishedOf(r), Feeds: map[string]Standing{}}
	}
	d.report.Received = later(d.report.Received, r.At)
	d.changed[d.report.ID] = d.report
	m := Member{
		Source: r.Source, Item: r.Item, Name: d.rd.sourceTitle(), URL: r.URL, Title: d.rd.title, Kind: pl.Relation,
		Take: d.rd.Print.Take(), Version: d.rd.Print.TakeRank(), Rank: d.rd.source.Rank, Time: r.Time, Date: dateOf(r), Visible: d.rd.visible,
	}
	d.member = d.report.member(m.ref())
	if d.member >= 0 {
		d.previous = d.report.Members[d.member]
		m.Kind = d.previous.Kind
		d.report.Members[d.member] = m
		return
	}
	d.member = len(d.report.Members)
	d.report.Members = append(d.report.Members, m)
}

// change returns a report that will be changed by this decision.
func (d *deciding) change(r *Report) *Report {
	if c, ok := d.changed[r.ID]; ok {
		return c
	}
	c := r.clone()
	d.changed[r.ID] = c
	return c
}

// decide is the decision of one feed.
func (d *deciding) decide(f *feedPolicy) Decision {
	st, had := d.report.Feeds[f.Name]
	accepted, reason := d.accepts(f)
	if accepted {
		d.report.Members[d.member].Feeds = append(d.report.Members[d.member].Feeds, f.Name)
	}
	switch {
	case d.policy.withhold.names(d.report.ID, d.rd.Received.URL):
		return d.withdraw(f, st, "withheld by the configuration")
	case d.rd.Print.Kill():
		return d.kill(f, st)
	case had && st.State == Withdrawn:
		return Decision{f.Name, Drop, "its report was withdrawn, and stays so"}
	case had && st.State == Live:
		return d.intoLive(f, st, accepted, reason)
	case !accepted:
		return Decision{f.Name, Drop, reason}
	case had && st.State == Folded:
		return d.intoFolded(f, st, reason)
	}
	return d.enter(f, reason)
}

// accepts says whether the item belongs in the feed by source, topic and
// condition, and why.
func (d *deciding) accepts(f *feedPolicy) (bool, string) {
	src := d.rd.source
	if !f.from[src.Key] {
		return false, fmt.Sprintf("the feed does not take from %s", src.Name)
	}
	on, reason := d.onTopic(f)
	if !on {
		return false, reason
	}
	if f.where == nil {
		return true, reason
	}
	holds, err := f.where.holds(whereFields(&d.rd, d.rd.title, d.rd.text))
	switch {
	case err != nil:
		d.warnings = append(d.warnings, fmt.Sprintf("feed %s: %v", f.Name, err))
		return false, fmt.Sprintf("its condition failed: %v", err)
	case !holds:
		return false, fmt.Sprintf("not where %s", f.Where)
	}
	return true, reason + ", and where holds"
}

func (d *deciding) onTopic(f *feedPolicy) (bool, string) {
	if len(f.Topics) == 0 {
		return true, "the feed takes every topic"
	}
	var missing []string
	for _, topic := range f.Topics {
		if d.rd.source.AcceptAll || slices.Contains(d.rd.source.Accept, topic) {
			return true, fmt.Sprintf("%s is on topic %s by itself", d.rd.source.Name, topic)
		}
		s, ok := d.rd.score(topic)
		switch {
		case ok && s.On:
			return true, fmt.Sprintf("on topic %s: %.1f of %.1f", topic, s.Score, s.Threshold)
		case s.Missing != "":
			missing = append(missing, fmt.Sprintf("off topic %s: %s", topic, s.Missing))
		default:
			missing = append(missing, fmt.Sprintf("off topic %s: %.1f of %.1f", topic, s.Score, s.Threshold))
		}
	}
	return false, strings.Join(missing, "; ")
}

// enter takes a report into a feed it is not in: as an entry, folded into the
// entry that tells its story already, or remembered only.
func (d *deciding) enter(f *feedPolicy, reason string) Decision {
	r, now := d.rd.Received, d.rd.Received.At
	me := d.report.Members[d.member].ref()
	remember := func(why string) Decision {
		d.report.Feeds[f.Name] = Standing{State: backlog, Winner: me}
		return Decision{f.Name, Drop, why}
	}
	key := EntryKey{f.Name, d.report.ID}
	if re := d.known.reapply; re != nil && r.At.Before(re.At) {
		if _, stood := re.Standing[key]; !stood && r.Time.Before(re.At.Add(-d.policy.settings.Backfill)) {
			return remember("older than backfill when the configuration was edited: remembered, not published")
		}
	} else if !r.Since.IsZero() && r.Time.Before(r.Since.Add(-d.policy.settings.Backfill)) {
		return remember("older than backfill when its source was new: remembered, not published")
	}
	if f.MaxAge > 0 && r.Time.Before(now.Add(-f.MaxAge)) {
		return remember("older than the feed's max_age")
	}
	if head := d.known.head(d.report.Story, f.Name); f.Coverage != Separate && head != nil && head.ID != d.report.ID {
		return d.foldInto(f, d.change(head), reason)
	}
	if d.relation == story.Coverage {
		reason = "another report of a story; " + reason
	}
	return d.publish(f, Standing{}, Publish, reason)
}

// foldInto puts a report under the entry that tells its story.
func (d *deciding) foldInto(f *feedPolicy, head *Report, reason string) Decision {
	m := d.report.Members[d.member]
	updated := d.updated(f, d.report.Feeds[f.Name])
	entry, err := d.entry(d.published(f), updated)
	if err != nil {
		return Decision{f.Name, Drop, err.Error()}
	}
	st := head.Feeds[f.Name]
	st.carry(Also{Report: d.report.ID, URL: m.URL, Title: m.Title, Name: m.Name})
	head.Feeds[f.Name] = st
	d.report.Feeds[f.Name] = Standing{State: Folded, Winner: m.ref(), Into: head.ID, Updated: updated}
	// The entry is kept in reserve: it is shown should the head be withdrawn.
	d.entries = append(d.entries, EntryState{
		Feed: f.Name, ID: d.report.ID, Story: d.report.Story, State: Folded, Published: entry.Published, Updated: updated, Entry: &entry,
	})
	return Decision{f.Name, FoldInto, fmt.Sprintf("coverage of a story told by %s; %s", head.ID, reason)}
}

// intoFolded takes an update, take or copy of a report that is folded.
func (d *deciding) intoFolded(f *feedPolicy, st Standing, reason string) Decision {
	head := d.known.get(st.Into)
	if head == nil || head.Feeds[f.Name].State != Live {
		return d.enter(f, reason)
	}
	if st.Winner != d.report.Members[d.member].ref() && d.relation != story.Take {
		return Decision{f.Name, FoldInto, "a copy of coverage folded into " + head.ID}
	}
	return d.foldInto(f, d.change(head), reason)
}

// intoLive takes an update, take or copy of a report that has an entry. A
// published report stays published, also when it is retitled off topic.
func (d *deciding) intoLive(f *feedPolicy, st Standing, accepted bool, reason string) Decision {
	me := d.report.Members[d.member]
	winner := me
	if at := d.report.member(st.Winner); at >= 0 {
		winner = d.report.Members[at]
	}
	mine := winner.ref() == me.ref()
	if !accepted && !mine && winner.Source != me.Source {
		return Decision{f.Name, Drop, reason}
	}
	if !accepted {
		reason = "published, so it stays; " + reason
	}
	switch {
	case mine:
		return d.publish(f, st, Revise, reason)
	case winner.Source == me.Source && (d.previous.Item != "" || !me.supersedes(winner)):
		return Decision{f.Name, Revise, "an earlier take of what is shown; " + reason}
	case winner.Source == me.Source:
		return d.publish(f, st, Revise, "the newest version; "+reason)
	case d.report.Pass == d.rd.Received.Pass && me.Rank > winner.Rank:
		return d.publish(f, st, FoldInto, fmt.Sprintf("a copy whose source ranks higher (%d over %d): its text is shown", me.Rank, winner.Rank))
	}
	return Decision{f.Name, FoldInto, fmt.Sprintf("a copy of %s at %s", winner.Item, winner.Name)}
}

// publish puts the item's text into the feed as the report's entry.
func (d *deciding) publish(f *feedPolicy, st Standing, action Action, reason string) Decision {
	updated := d.updated(f, st)
	entry, err := d.entry(d.published(f), updated)
	if err != nil {
		return Decision{f.Name, Drop, err.Error()}
	}
	st.State, st.Updated, st.Winner, st.Into = Live, updated, d.report.Members[d.member].ref(), ""
	d.report.Feeds[f.Name] = st
	d.entries = append(d.entries, EntryState{
		Feed: f.Name, ID: d.report.ID, Story: d.report.Story, State: Live,
		Published: entry.Published, Updated: updated, Entry: &entry,
	})
	return Decision{f.Name, action, reason}
}

// entry makes the item's entry, once for all feeds that date it alike.
func (d *deciding) entry(published, updated time.Time) (feed.Entry, error) {
	if d.made != nil && d.made.Published.Equal(published) && d.made.Updated.Equal(updated) {
		return *d.made, nil
	}
	entry, err := NewEntry(EntryInput{ID: d.report.ID, Reading: d.rd, Published: published, Updated: updated})
	if err == nil {
		d.made = &entry
	}
	return entry, err
}

// withdraw takes the report's entry down. An entry that an edited policy
// withholds was published, though not under this policy: that it is gone is
// still told, once, and from then on.
func (d *deciding) withdraw(f *feedPolicy, st Standing, reason string) Decision {
	at := later(st.Updated, d.rd.Received.At)
	published := st.State == Live
	if re := d.known.reapply; re != nil && st.State != Withdrawn && !published {
		var stood StandingEntry
		stood, published = re.Standing[EntryKey{f.Name, d.report.ID}]
		published = published && stood.State != Folded
		if at = later(stood.Updated, re.At); stood.State == Withdrawn {
			at = stood.Updated
		}
	}
	st.State = Withdrawn
	st.Folded = d.promote(f, st.Folded)
	if !published {
		d.report.Feeds[f.Name] = Standing{State: Withdrawn}
		return Decision{f.Name, Drop, reason}
	}
	d.report.Feeds[f.Name] = st
	d.entries = append(d.entries, EntryState{
		Feed: f.Name, ID: d.report.ID, Story: d.report.Story, State: Withdrawn, Published: d.published(f), Updated: at,
	})
	return Decision{f.Name, Withdraw, reason}
}

// promote shows the first report that was folded into an entry which is taken
// down, and folds the others into it. It returns what nobody carries now.
func (d *deciding) promote(f *feedPolicy, orphans []Also) []Also {
	for i, a := range orphans {
		r := d.known.get(a.Report)
		if r == nil || r.Feeds[f.Name].State != Folded {
			continue
		}
		r = d.change(r)
		st := r.Feeds[f.Name]
		st.State, st.Into, st.Folded = Live, "", slices.Concat(orphans[:i], orphans[i+1:])
		r.Feeds[f.Name] = st
		for _, other := range st.Folded {
			if o := d.known.get(other.Report); o != nil && o.Feeds[f.Name].State == Folded {
				o = d.change(o)
				standing := o.Feeds[f.Name]
				standing.Into = r.ID
				o.Feeds[f.Name] = standing
			}
		}
		d.entries = append(d.entries, EntryState{
			Feed: f.Name, ID: r.ID, Story: r.Story, State: Live, Published: r.Published, Updated: st.Updated,
		})
		return nil
	}
	return orphans
}

// kill follows a wire's order to take a report down. It binds the entry where
// the wire's own text is shown, and a copy only where the wire is the report's
// first source; a kill of something unknown is shown nowhere.
func (d *deciding) kill(f *feedPolicy, st Standing) Decision {
	if d.relation == story.New || d.relation == story.Coverage {
		return Decision{f.Name, Drop, "a kill of a report that is not known"}
	}
	source := d.rd.Received.Source
	if st.State == Live && (st.Winner.Source == source || d.report.Members[0].Source == source) {
		return d.withdraw(f, st, "killed by "+d.rd.source.Name)
	}
	for i, m := range d.report.Members {
		if m.Source == source {
			d.report.Members[i].Killed = true
		}
	}
	return Decision{f.Name, Drop, "a kill notice is not news"}
}
