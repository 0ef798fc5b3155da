package cli

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"sitrep/feed"
	"sitrep/feed/markup"
	"sitrep/feed/parse"
	"sitrep/internal/config"
	"sitrep/internal/fetch"
)

type inspectCommand struct {
	ConfigFlag
	FormatFlag
	What string `arg:"" name:"url|file" help:"The address or file of a source document."`
}

func (cmd inspectCommand) Run(c call) error {
	// One document, perhaps a hostile one: memory is dearer than time.
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	loaded, err := cmd.configIfAny(c)
	if err != nil {
		return err
	}
	address, err := documentAddress(cmd.What)
	if err != nil {
		return err
	}
	settings := fetch.Config{UserAgent: userAgent(config.Site{}), Timeout: 30 * time.Second, PerHost: 2}
	src := config.Source{URL: address}
	if loaded != nil {
		settings = fetch.Config{UserAgent: userAgent(loaded.Site), PerHost: loaded.Fetch.PerHost, Timeout: loaded.Fetch.Timeout,
			MaxSize: loaded.Fetch.MaxSize, AllowPrivate: loaded.Fetch.AllowPrivate}
		for _, s := range loaded.Sources {
			if s.URL == address || s.Name == cmd.What {
				src = s
			}
		}
	}
	response, fault := fetch.New(settings).Get(c.context, fetch.Request{URL: src.URL, Headers: src.Headers, Auth: src.Auth})
	if fault != nil && len(response.Body) == 0 {
		return fault
	}
	document, err := parse.Document(response.Body, parse.Options{
		URL: response.FinalURL, ContentType: response.ContentType, Charset: src.Charset, Location: src.Timezone, Now: c.now(),
	})
	if err != nil {
		return fmt.Errorf("read %s: %w", cmd.What, err)
	}
	if fault != nil { // it broke off; its complete items are shown, as a turn takes them in
		document.Truncated = true
		document.Warnings = append(document.Warnings, feed.Warning{At: "fetch", Text: fault.Error()})
	}
	for _, w := range response.Warnings {
		document.Warnings = append(document.Warnings, feed.Warning{At: "fetch", Text: w})
	}
	if cmd.Format == "json" {
		encoder := json.NewEncoder(c.Stdout)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(document)
	}
	return writeDocument(c, response, document)
}

// configIfAny loads the configuration where there is one; inspect works
// without.
func (cmd inspectCommand) configIfAny(c call) (*config.Config, error) {
	if _, err := os.Stat(cmd.Config); err != nil && cmd.Config == "config.yaml" {
		return nil, nil
	}
	return loadConfig(c, cmd.Config)
}

// documentAddress makes an address of what was typed: an http(s) or file
// address, or a path.
func documentAddress(what string) (string, error) {
	if strings.Contains(what, "://") || strings.HasPrefix(what, "file:") {
		return what, nil
	}
	path, err := filepath.Abs(what)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", what, err)
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String(), nil
}

// writeDocument tells people how a document was read.
func writeDocument(c call, response fetch.Response, d feed.Document) error {
	out := &sheet{w: c.Stdout}
	out.line("read", describeBody(response))
	out.line("format", d.Format+", "+d.Encoding)
	out.line("source", markup.PlainTitle(d.Source.Title))
	out.line("id", d.Source.ID)
	for _, l := range d.Source.Links {
		out.line("link", l.Rel+" "+l.Href)
	}
	out.line("rights", oneLine(markup.Plain(d.Source.Rights)))
	out.line("language", d.Source.Language)
	out.line("asks", describeSchedule(d.Schedule))
	out.line("items", fmt.Sprint(len(d.Items)))
	out.line("certainty", certainty(d))
	for i, it := range d.Items {
		out.print("\n")
		out.line(fmt.Sprintf("%d", i+1), markup.PlainTitle(it.Title))
		out.line("id", it.ID)
		out.line("link", it.Link())
		for _, person := range it.Authors {
			out.line("author", person.Name)
		}
		if date := it.Date(); !date.IsZero() {
			out.line("date", date.Format(time.RFC3339))
		}
		out.line("rights", oneLine(markup.Plain(it.Rights)))
		out.line("text", clip(oneLine(markup.Plain(it.Body())), 2*(pageWidth-labelWidth)-2))
	}
	if len(d.Warnings) > 0 {
		out.print("\n")
	}
	for _, w := range d.Warnings {
		out.line("repaired", w.At+": "+w.Text)
	}
	return out.err
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
	switch {
	case d.Truncated:
		return "the document broke off: items after the last one shown are missing"
	case d.Lossy:
		return fmt.Sprintf("part of it could not be read: %s, told below", count(len(d.Warnings), "warning"))
	case len(d.Warnings) > 0:
		return fmt.Sprintf("all of it was read, with %s, told below", count(len(d.Warnings), "repair"))
	}
	return "all of it was read, and nothing had to be repaired"
}
