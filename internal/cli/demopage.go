package cli

import (
	"cmp"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"

	"sitrep/feed"
	"sitrep/feed/markup"
	"sitrep/feed/parse"
	"sitrep/filter"
	"sitrep/filter/story"
	"sitrep/filter/strip"
	"sitrep/internal/config"
	"sitrep/internal/poll"
)

// demoPage is what the demo prints, part by part.
type demoPage struct {
	sheet
	desk     *desk
	verdicts []filter.Verdict // in the order in which the items were placed
}

func (p *demoPage) heading(text string) {
	p.printf("\n%s\n%s\n", text, strings.Repeat("─", columns(text)))
}

func (p *demoPage) opening(r poll.Report) {
	p.printf("sitrep %s: %d sources, %d items, as of %s; no network\n",
		release, r.Turns, r.New, demoNow().Format("2 January 2006, 15:04 UTC"))
}

// strip shows one story as it came and as it is published.
func (p *demoPage) strip() error {
	most := slices.MaxFunc(p.verdicts, func(a, b filter.Verdict) int { return cmp.Compare(len(a.Cuts), len(b.Cuts)) })
	item, origin, err := p.item(most)
	if err != nil {
		return err
	}
	p.heading("One story as it came …")
	p.line("source", most.Source)
	p.line("title", markup.PlainTitle(item.Title))
	p.print("\n")
	cuts := slices.Clone(most.Cuts)
	for block := range strings.SplitSeq(markup.Plain(item.Body()), "\n") {
		at := slices.IndexFunc(cuts, func(cut strip.Cut) bool { return fields(cut.Text) == fields(block) })
		if at < 0 {
			p.text(4, clip(block, 2*(pageWidth-4)-1))
			continue
		}
		p.printf("  − %s\n", clip(fields(block), pageWidth-4))
		p.printf("      %s → %s\n", cuts[at].Rule, cuts[at].To)
		cuts = slices.Delete(cuts, at, at+1)
	}
	p.heading("… and as it is published")
	reading := p.desk.policy.Read(filter.Received{
		Source: most.Key, Name: most.Source, Item: most.Item, URL: most.URL, Body: item, Origin: origin, At: most.At,
		Time: filter.ItemTime(item, most.At, most.At),
	})
	entry, err := filter.NewEntry(filter.EntryInput{ID: most.Report, Reading: reading, Published: item.Date(), Updated: item.Date()})
	if err != nil {
		return err
	}
	p.line("title", entry.Title)
	for _, person := range entry.Authors {
		p.line("author", person.Name)
	}
	p.line("source", entry.Source.Title.Body)
	p.line("link", entry.Links[0].Href)
	for _, statement := range entry.Rights {
		p.line("rights", statement)
	}
	for _, m := range entry.Media {
		if m.Description != "" {
			p.line("caption", m.Description)
		}
	}
	for _, mark := range entry.Marks {
		p.line("mark", mark)
	}
	p.line("id", entry.ID)
	p.line("text", bodyOf(entry))
	return nil
}

// item reads a verdict's item from its source's document again.
func (p *demoPage) item(v filter.Verdict) (feed.Item, feed.Source, error) {
	src := sourceNamed(p.desk.config, v.Source)
	document, err := readFileSource(src)
	if err != nil {
		return feed.Item{}, feed.Source{}, err
	}
	for i, identity := range filter.Identities(document.Items) {
		if identity == v.Item {
			return document.Items[i], document.Source, nil
		}
	}
	return feed.Item{}, feed.Source{}, fmt.Errorf("find %s in %s again", v.Item, src.URL)
}

func readFileSource(src config.Source) (feed.Document, error) {
	address, err := url.Parse(src.URL)
	if err != nil {
		return feed.Document{}, fmt.Errorf("read %s: %w", src.URL, err)
	}
	body, err := os.ReadFile(address.Path)
	if err != nil {
		return feed.Document{}, fmt.Errorf("read %s: %w", src.URL, err)
	}
	return parse.Document(body, parse.Options{URL: src.URL, Charset: src.Charset, Location: src.Timezone, Now: demoNow()})
}

// takes shows the report with the most takes.
func (p *demoPage) takes() {
	report := p.richest(func(v filter.Verdict) bool { return v.Relation == story.Take })
	if len(report) == 0 {
		return
	}
	p.heading(fmt.Sprintf("%d takes of one report, one entry", len(report)))
	for _, v := range report {
		p.printf("  %s %s %s\n", v.Time.UTC().Format("15:04"), pad(string(v.Relation), 5), clip(v.Title, pageWidth-14))
	}
	last := report[len(report)-1]
	p.printf("\n  entry    %s\n  shows    %s\n", last.Report, clip(last.Title, pageWidth-11))
}

// copies shows copies on other sites, folded with their links kept.
func (p *demoPage) copies() {
	p.heading("Copies and other coverage, folded with their links kept")
	for _, v := range p.verdicts {
		if v.Relation != story.Copy && v.Relation != story.Coverage || !slices.ContainsFunc(v.Decisions, isFold) {
			continue
		}
		p.printf("  %s %s\n", pad(string(v.Relation), 8), clip(v.Title, pageWidth-11))
		p.printf("           %s\n", clip(v.URL, pageWidth-11))
		if of := p.verdict(v.Of); of != nil {
			p.printf("           of %s (%s)\n", clip(of.Title, pageWidth-17-columns(of.Source)), of.Source)
		}
	}
}

// lookAlikes shows pairs with nearly the same headline that stayed apart.
func (p *demoPage) lookAlikes(c call) error {
	type pair struct {
		a, b  filter.Verdict
		alike float64
	}
	var pairs []pair
	for i, a := range p.verdicts {
		for _, b := range p.verdicts[i+1:] {
			if a.Story != b.Story && published(a) && published(b) {
				if alike := overlap(a.Title, b.Title); alike >= 0.6 {
					pairs = append(pairs, pair{a, b, alike})
				}
			}
		}
	}
	if len(pairs) == 0 {
		return nil
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.alike, a.alike) })
	p.heading("Look-alikes kept apart")
	for _, pr := range pairs[:min(len(pairs), 3)] {
		for _, v := range []filter.Verdict{pr.a, pr.b} {
			p.printf("  %s  %s\n", v.Time.UTC().Format("2 Jan"), clip(v.Title, pageWidth-10))
		}
		reasons, err := p.apart(c, pr.a, pr.b)
		if err != nil {
			return err
		}
		for _, reason := range reasons {
			p.printf("          apart: %s\n", clip(reason, pageWidth-17))
		}
	}
	return nil
}

// apart says what keeps two items apart: both are decided again, with nothing
// else to compare them with.
func (p *demoPage) apart(c call, a, b filter.Verdict) ([]string, error) {
	items := make([]filter.Received, 2)
	for i, v := range []filter.Verdict{a, b} {
		stored, err := p.desk.store.LastVersion(c.context, v.Key, v.Item)
		if err != nil {
			return nil, err
		}
		items[i] = receivedOf(v, stored)
	}
	outcome := poll.Fold(p.desk.policy, items)
	var vetoes, doubts []string
	for _, s := range outcome.Verdicts[1].Signals {
		text := signalText(s.Name, s.Value, s.Score)
		switch {
		case s.Name == "nearest":
		case s.Score == 0:
			vetoes = append(vetoes, text)
		case s.Score < 0:
			doubts = append(doubts, text)
		}
	}
	if len(vetoes) > 0 {
		return vetoes, nil
	}
	return doubts, nil
}

// drops shows what no feed took, and why.
func (p *demoPage) drops() {
	p.heading("Dropped, and why")
	for _, v := range p.verdicts {
		if slices.ContainsFunc(v.Decisions, func(d filter.Decision) bool { return d.Action != filter.Drop }) {
			continue
		}
		p.printf("  %s\n", clip(v.Title, pageWidth-2))
		p.printf("    %s\n", clip(dropReason(v), pageWidth-4))
	}
}

// dropReason is the reason of the first feed that takes from the source.
func dropReason(v filter.Verdict) string {
	for _, d := range v.Decisions {
		if !strings.Contains(d.Reason, "does not take from") {
			return d.Reason
		}
	}
	return v.Decisions[0].Reason
}

// shownEntries is how many entries of a feed the demo lists.
const shownEntries = 10

// published shows the feeds as a reader sees them.
func (p *demoPage) published(c call) error {
	reader := p.desk.reader()
	for _, f := range p.desk.config.Feeds {
		described, entries, err := reader.Feed(c.context, f.Name)
		if err != nil {
			return err
		}
		p.heading(fmt.Sprintf("%s (/%s.atom), %s", described.Title, f.Name, entryCount(len(entries))))
		for i, e := range entries {
			if i == shownEntries && len(entries) > shownEntries+1 {
				p.printf("  … and %d more\n", len(entries)-shownEntries)
				break
			}
			also := 0
			for _, l := range e.Links {
				if l.Rel == feed.RelRelated {
					also++
				}
			}
			tail := ""
			if also > 0 {
				tail = fmt.Sprintf(" +%d", also)
			}
			title := clip(e.Title, pageWidth-16)
			if tail != "" {
				title = pad(title, pageWidth-16) + tail
			}
			p.printf("  %s %s\n", e.Published.UTC().Format("02 15:04"), title)
		}
	}
	return nil
}

func entryCount(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

// closing counts what became of the items of each source.
func (p *demoPage) closing() {
	p.heading("What became of the items")
	type row struct{ items, published, updated, folded, dropped int }
	var total row
	rows := map[string]*row{}
	for _, v := range p.verdicts {
		r := rows[v.Source]
		if r == nil {
			r = &row{}
			rows[v.Source] = r
		}
		for _, each := range []*row{r, &total} {
			each.items++
			switch best(v) {
			case filter.Publish:
				each.published++
			case filter.Revise, filter.Withdraw:
				each.updated++
			case filter.FoldInto:
				each.folded++
			default:
				each.dropped++
			}
		}
	}
	line := func(name string, r row) {
		p.printf("  %s %6d %10d %9d %8d %9d\n", pad(clip(name, 30), 30), r.items, r.published, r.updated, r.folded, r.dropped)
	}
	p.printf("  %s %6s %10s %9s %8s %9s\n", pad("source", 30), "items", "published", "updated", "folded", "dropped")
	for _, s := range p.desk.config.Sources {
		if r := rows[s.Name]; r != nil {
			line(s.Name, *r)
		}
	}
	line("all", total)
}

// best is the action of the feed that made the most of an item.
func best(v filter.Verdict) filter.Action {
	for _, action := range []filter.Action{filter.Publish, filter.Withdraw, filter.Revise, filter.FoldInto} {
		if slices.ContainsFunc(v.Decisions, func(d filter.Decision) bool { return d.Action == action }) {
			return action
		}
	}
	return filter.Drop
}

func isFold(d filter.Decision) bool { return d.Action == filter.FoldInto }

func published(v filter.Verdict) bool { return best(v) == filter.Publish }

// richest returns the verdicts on the report that has the most items of a
// kind, in the order in which they were placed.
func (p *demoPage) richest(kind func(filter.Verdict) bool) []filter.Verdict {
	counts := map[string]int{}
	for _, v := range p.verdicts {
		if kind(v) {
			counts[v.Report]++
		}
	}
	bestReport := ""
	for _, v := range p.verdicts {
		if counts[v.Report] > counts[bestReport] {
			bestReport = v.Report
		}
	}
	var out []filter.Verdict
	for _, v := range p.verdicts {
		if bestReport != "" && v.Report == bestReport && (kind(v) || v.Relation == story.New) {
			out = append(out, v)
		}
	}
	return out
}

// verdict finds the verdict on an item.
func (p *demoPage) verdict(ref *story.Ref) *filter.Verdict {
	if ref == nil {
		return nil
	}
	for i, v := range p.verdicts {
		if v.Source == ref.Source && v.Item == ref.Item {
			return &p.verdicts[i]
		}
	}
	return nil
}

// overlap is the share of words two headlines have in common (Jaccard).
func overlap(a, b string) float64 {
	words := func(s string) map[string]bool {
		set := map[string]bool{}
		for word := range strings.FieldsSeq(markup.Fold(s)) {
			set[word] = true
		}
		return set
	}
	first, second := words(a), words(b)
	shared := 0
	for word := range first {
		if second[word] {
			shared++
		}
	}
	if shared == 0 {
		return 0
	}
	return float64(shared) / float64(len(first)+len(second)-shared)
}
