package filter

import (
	"strings"
	"time"

	"sitrep/feed"
	"sitrep/feed/markup"
	"sitrep/filter/match"
	"sitrep/filter/story"
	"sitrep/filter/strip"
)

// Received is one item as the log holds it: what is decided on.
type Received struct {
	Source string      // the source's permanent key
	Name   string      // the source's name when it was received; used where the policy no longer knows it
	Item   string      // its identity within the source: Identities
	URL    string      // link as given; may be empty
	Body   feed.Item   // as received
	Origin feed.Source // the source as it described itself then
	At     time.Time   // receipt
	Time   time.Time   // ItemTime
	Since  time.Time   // the source's first good turn; zero if unknown
	Pass   int64       // the placing pass it is decided in
	Prior  string      // the report the store remembers for it; empty if none, or if the index is complete
}

// Reading is an item read under a policy: stripped, matched and ready to be
// compared. It depends on the item and the policy only, so readings may be
// made ahead, side by side.
type Reading struct {
	Received Received
	Strip    strip.Result
	Scores   []match.Score
	Print    *story.Print

	source  *sourcePolicy
	forms   creditForms
	title   string // plain
	text    string // stripped, plain
	visible string // hash of what a reader sees
}

// Read strips, matches and prints one item.
func (p *Policy) Read(r Received) Reading { return p.ReadAll([]Received{r})[0] }

// ReadAll reads items as Read does each, but stage by stage: what a stage looks
// things up in is large, and for some dozens of items it stays next to the
// processor until the next stage begins.
func (p *Policy) ReadAll(items []Received) []Reading {
	out := make([]Reading, len(items))
	for i, r := range items {
		out[i] = p.begin(r)
	}
	for _, stage := range [...]func(*Reading){p.strip, p.match, p.print} {
		for i := range out {
			stage(&out[i])
		}
	}
	return out
}

func (p *Policy) begin(r Received) Reading {
	return Reading{Received: r, source: p.source(r), forms: p.forms, title: markup.PlainTitle(r.Body.Title)}
}

func (p *Policy) strip(rd *Reading) {
	body := &rd.Received.Body
	rd.Strip = rd.source.stripper.Strip(strip.Input{Title: rd.title, Text: body.Body(), HasImage: hasImage(*body)})
	rd.text = rd.Strip.Plain
	if markup.TurnsDirection(body.Title) || markup.TurnsDirection(body.Body()) {
		rd.Strip.Warnings = append(rd.Strip.Warnings, "characters that turn the direction of text are left out")
	}
}

func (p *Policy) match(rd *Reading) { rd.Scores = p.matcher.Match(rd.title, rd.text) }

func (p *Policy) print(rd *Reading) {
	r := &rd.Received
	rd.Print = story.NewPrint(story.Document{
		Source:   r.Source,
		Item:     r.Item,
		URL:      r.URL,
		Title:    rd.title,
		Text:     rd.text,
		Language: rd.language(),
		Time:     r.Time,
		Received: r.At,
	})
	rd.visible = digest(rd.title, strings.ReplaceAll(rd.text, "\n", " "), r.URL,
		strings.Join(rd.Strip.Authors, "\n"), names(r.Body.Authors))[:16]
}

// source finds the policy of the item's source; one that is no longer
// configured has none of its own, and no feed takes from it.
func (p *Policy) source(r Received) *sourcePolicy {
	if src, ok := p.sources[r.Source]; ok {
		return src
	}
	return &sourcePolicy{Source: Source{Name: r.Name, Key: r.Source}}
}

// language is the item's language: its own, else as configured, else the
// feed's.
func (rd *Reading) language() string {
	for _, language := range []string{rd.Received.Body.Language, rd.source.Language, rd.Received.Origin.Language} {
		if language != "" {
			return language
		}
	}
	return ""
}

// sourceTitle names the source for people: as configured, else as its feed
// calls itself, else its configured name.
func (rd *Reading) sourceTitle() string {
	if rd.source.Title != "" {
		return rd.source.Title
	}
	if title := markup.PlainTitle(rd.Received.Origin.Title); title != "" {
		return title
	}
	return rd.source.Name
}

// score returns the score for a topic; an unknown topic has none.
func (rd *Reading) score(topic string) (match.Score, bool) {
	for _, s := range rd.Scores {
		if s.Topic == topic {
			return s, true
		}
	}
	return match.Score{}, false
}

func hasImage(it feed.Item) bool {
	for _, m := range it.Media {
		if m.Medium == "image" || strings.HasPrefix(m.Type, "image/") {
			return true
		}
	}
	for _, e := range it.Enclosures {
		if strings.HasPrefix(e.Type, "image/") {
			return true
		}
	}
	return false
}

func names(people []feed.Person) string {
	var b strings.Builder
	for _, person := range people {
		b.WriteString(person.Name)
		b.WriteByte('\n')
	}
	return b.String()
}
