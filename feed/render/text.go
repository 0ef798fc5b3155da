package render

import (
	"html"
	"strings"
	"time"
	"unicode/utf8"

	"sitrep/feed"
	"sitrep/feed/markup"
)

// unreadable stands for a character that was lost before it reached us
// (U+FFFD). The square says so to readers, as it does in Korean and Japanese
// print; U+FFFD itself counts as a broken encoding in validators.
const unreadable = '□'

// legible returns a text as XML can hold it and readers can show it: control
// characters other than white space, noncharacters and bytes that are no UTF-8
// are left out or marked unreadable (XML 1.0, section 2.2).
func legible(s string) string {
	at := firstIllegible(s)
	if at == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:at])
	for _, r := range s[at:] {
		switch {
		case r == utf8.RuneError:
			b.WriteRune(unreadable)
		case isLegible(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// firstIllegible is the place of the first character that legible changes, or
// the length of the text.
func firstIllegible(s string) int {
	for i, r := range s {
		if r == utf8.RuneError || !isLegible(r) {
			return i
		}
	}
	return len(s)
}

func isLegible(r rune) bool {
	switch {
	case r < ' ':
		return r == '\n' || r == '\t' || r == '\r'
	case r < 0x7F:
		return true
	case r < 0xA0:
		return false
	}
	return r&0xFFFE != 0xFFFE && (r < 0xFDD0 || r > 0xFDEF)
}

// formatTime writes a time as RFC 3339 with the offset and the fraction of a
// second it was given in. The time is printable.
func formatTime(t time.Time) string { return writable(t).Format(time.RFC3339Nano) }

// formatMailTime writes a time as RSS wants it (RFC 822 with a year of four
// digits). Validators know offsets of whole half hours only.
func formatMailTime(t time.Time) string {
	t = writable(t)
	if _, offset := t.Zone(); offset%1800 != 0 {
		t = t.UTC()
	}
	return t.Format(time.RFC1123Z)
}

// writable is the time in an offset that RFC 3339 can express: whole minutes,
// less than a day, and within the years 0 to 9999.
func writable(t time.Time) time.Time {
	_, offset := t.Zone()
	if offset%60 != 0 || offset <= -24*3600 || offset >= 24*3600 || t.Year() < 1 || t.Year() > 9999 {
		return t.UTC()
	}
	return t
}

// printable reports whether a time is given and RFC 3339 can express it.
func printable(t time.Time) bool {
	return !t.IsZero() && t.UTC().Year() >= 1 && t.UTC().Year() <= 9999
}

// noDate stands for a date that was never given, such as the change of a feed
// that never had an entry. It is a fixed one, because there is no clock here.
func noDate() time.Time { return time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC) }

// firstTime is the first time that is printable.
func firstTime(times ...time.Time) time.Time {
	for _, t := range times {
		if printable(t) {
			return t
		}
	}
	return noDate()
}

// asPlain is a short text, such as a title or a statement of rights, as plain
// text.
func asPlain(t feed.Text) string {
	if t.IsMarkup() {
		return legible(markup.PlainTitle(t))
	}
	return legible(t.Body)
}

// asHTML is a text as HTML: plain text escaped, its lines kept apart.
func asHTML(t feed.Text) string {
	if t.IsMarkup() || t.IsZero() {
		return legible(t.Body)
	}
	return strings.ReplaceAll(html.EscapeString(legible(t.Body)), "\n", "<br>\n")
}

// bodies are an entry's summary and content with the visible line that names
// folded coverage at the end of the one that readers show.
func bodies(e *feed.Entry) (summary, content feed.Text) {
	summary, content = e.Summary, e.Content
	for _, t := range [...]*feed.Text{&summary, &content} {
		if !t.IsMarkup() {
			t.Body = legible(t.Body)
		}
	}
	if e.FoldedLine == "" {
		return summary, content
	}
	line := foldedLabel(e.Language) + e.FoldedLine
	if content.IsZero() {
		return withLine(summary, line), content
	}
	return summary, withLine(content, line)
}

func withLine(t feed.Text, line string) feed.Text {
	switch {
	case t.IsMarkup():
		t.Body += "<p>" + html.EscapeString(line) + "</p>"
	case t.IsZero():
		t.Body = line
	default:
		t.Body += "\n\n" + line
	}
	return t
}

// foldedLabel introduces the sources that report the same story, in the
// language of the entry where we know its word for it.
func foldedLabel(language string) string {
	switch base, _, _ := strings.Cut(strings.ToLower(language), "-"); base {
	case "ko":
		return "같은 소식: "
	case "ja":
		return "ほかの報道: "
	case "zh":
		return "其他报道: "
	}
	return "Also at: "
}
