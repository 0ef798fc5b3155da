package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sitrep/feed"
	"sitrep/feed/markup"
	"sitrep/internal/fetch"
)

// writeDocument tells people how a document was read: what it says about
// itself, how far to trust the reading, then each item with what was repaired
// in it.
func writeDocument(c call, response fetch.Response, d feed.Document) error {
	out := &sheet{w: c.Stdout}
	out.line("read", describeBody(response))
	out.line("format", fmt.Sprintf("%s, %s (%s)", d.Format, d.Encoding, d.Decided))
	writeSource(out, d.Source, d.SaidBy)
	out.line("asks", describeSchedule(d.Schedule))
	out.line("items", strconv.Itoa(len(d.Items)))
	out.line("certainty", certainty(d))
	notes := placeWarnings(d)
	for _, w := range notes[0] {
		out.line("repaired", w.At+": "+w.Text)
	}
	for i, it := range d.Items {
		out.print("\n")
		writeItem(out, i+1, it)
		for _, w := range notes[i+1] {
			out.line("repaired", w.At+": "+w.Text)
		}
	}
	return out.err
}

// placeWarnings sorts a document's warnings by the item they are about; those
// about the document as a whole stand at 0.
func placeWarnings(d feed.Document) [][]feed.Warning {
	placed := make([][]feed.Warning, len(d.Items)+1)
	for _, w := range d.Warnings {
		n := 0
		if rest, ok := strings.CutPrefix(w.At, "item "); ok {
			number, field, _ := strings.Cut(rest, " ")
			if i, err := strconv.Atoi(number); err == nil && i > 0 && i <= len(d.Items) {
				n, w.At = i, field
			}
		}
		placed[n] = append(placed[n], w)
	}
	return placed
}

// writeSource tells what a document says about itself. languageBy is who says
// its language where it does not.
func writeSource(out *sheet, s feed.Source, languageBy string) {
	if languageBy != "" {
		s.Language += " (" + languageBy + ")"
	}
	out.line("source", markup.PlainTitle(s.Title))
	out.line("about", clip(oneLine(markup.Plain(s.Subtitle)), 2*(pageWidth-labelWidth)-2))
	out.line("id", s.ID)
	writeLinks(out, s.Links)
	writePersons(out, s.Authors, s.Contributors)
	out.line("rights", oneLine(markup.Plain(s.Rights)))
	out.line("language", s.Language)
	out.line("updated", describeTime(s.Updated))
	out.line("topics", describeCategories(s.Categories))
	out.line("made by", strings.Join(strings.Fields(s.Generator.Name+" "+s.Generator.Version+" "+s.Generator.URI), " "))
	out.line("image", s.Image)
}

// writeItem tells how one item was read.
func writeItem(out *sheet, number int, it feed.Item) {
	title := markup.PlainTitle(it.Title)
	if title == "" {
		title = "(no title)"
	}
	out.line(strconv.Itoa(number), title)
	switch {
	case it.ID == "":
		out.line("id", "(none: its link stands in)")
	case it.Permalink:
		out.line("id", it.ID+", a permanent link")
	default:
		out.line("id", it.ID)
	}
	writeLinks(out, it.Links)
	writePersons(out, it.Authors, it.Contributors)
	if it.Date().IsZero() {
		out.line("date", "(none that can be read: the receipt counts)")
	}
	out.line("date", describeTime(it.Published))
	if !it.Updated.Equal(it.Published) {
		out.line("updated", describeTime(it.Updated))
	}
	out.line("rights", oneLine(markup.Plain(it.Rights)))
	for _, more := range it.MoreRights {
		out.line("rights", oneLine(more))
	}
	out.line("language", it.Language)
	out.line("topics", describeCategories(it.Categories))
	if it.Origin != nil {
		origin := markup.PlainTitle(it.Origin.Title)
		if href := feed.LinkTo(it.Origin.Links, feed.RelSelf); href != "" {
			origin += " " + href
		}
		out.line("from", strings.TrimSpace(origin+" "+it.Origin.ID))
	}
	for _, m := range it.Media {
		out.line("media", describeMedia(m))
	}
	writeText(out, "summary", it.Summary)
	for _, t := range it.Content {
		writeText(out, "content", t)
	}
}

// writeText tells a text's type and size, and how it begins.
func writeText(out *sheet, label string, t feed.Text) {
	if t.IsZero() {
		return
	}
	plain := oneLine(markup.Plain(t))
	begins := clip(plain, 2*(pageWidth-labelWidth)-12)
	if columns(plain) > columns(begins) {
		begins += fmt.Sprintf(" (%d characters)", len([]rune(plain)))
	}
	out.line(label, "["+t.Type+"] "+begins)
}

func writeLinks(out *sheet, links []feed.Link) {
	for _, l := range links {
		text := l.Href
		if l.Rel != feed.RelAlternate {
			text = l.Rel + " " + text
		}
		for _, more := range []string{l.Type, l.Hreflang, l.Title} {
			if more != "" {
				text += ", " + more
			}
		}
		out.line("link", text)
	}
}

func writePersons(out *sheet, authors, contributors []feed.Person) {
	describe := func(p feed.Person) string { return strings.Join(strings.Fields(p.Name+" "+p.Email+" "+p.URI), " ") }
	for _, p := range authors {
		out.line("author", describe(p))
	}
	for _, p := range contributors {
		out.line("with", describe(p))
	}
}

// describeTime writes a time with the offset the source gave, "" for none.
func describeTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("Mon 2006-01-02 15:04:05 -07:00")
}

func describeCategories(list []feed.Category) string {
	var parts []string
	for _, c := range list {
		text := c.Term
		if c.Label != "" && c.Label != c.Term {
			text += " (" + c.Label + ")"
		}
		if c.Scheme != "" {
			text += " in " + c.Scheme
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

func describeMedia(m feed.Media) string {
	parts := []string{}
	for _, part := range []string{m.URL, m.Type, m.Title, oneLine(m.Credit), oneLine(m.Copyright)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// describeBody says what was read from where.
func describeBody(r fetch.Response) string {
	text := fmt.Sprintf("%s from %s", count(len(r.Body), "byte"), r.FinalURL)
	if r.ContentType != "" {
		text += ", sent as " + r.ContentType
	}
	if r.Permanent != "" {
		text += ", where it moved to for good"
	}
	return text
}

// describeSchedule says how a document wants to be visited; empty if it does
// not say.
func describeSchedule(s feed.Schedule) string {
	var parts []string
	if s.Every > 0 {
		parts = append(parts, fmt.Sprintf("to be visited every %v minutes", s.Every.Minutes()))
	}
	if len(s.SkipHours) > 0 {
		parts = append(parts, fmt.Sprintf("not in the hours %v (UTC)", s.SkipHours))
	}
	if len(s.SkipDays) > 0 {
		parts = append(parts, fmt.Sprintf("not on %v", s.SkipDays))
	}
	return strings.Join(parts, ", ")
}

// certainty says how far to trust what follows.
func certainty(d feed.Document) string {
	guessed := ""
	if strings.HasPrefix(d.Decided, "a guess") {
		guessed = "; its letters are a guess"
	}
	switch {
	case d.Truncated:
		return "the document broke off: items after the last one shown are missing" + guessed
	case d.Lossy:
		return "part of it could not be read: " + count(len(d.Warnings), "warning") + ", told below" + guessed
	case len(d.Warnings) > 0:
		return "all of it was read, but with " + count(len(d.Warnings), "warning") + ", told below" + guessed
	}
	return "all of it was read, and nothing had to be repaired"
}
