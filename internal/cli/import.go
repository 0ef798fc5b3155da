package cli

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"unicode"
)

type importCommand struct {
	File string `arg:"" name:"opml-file" help:"The OPML file; - for standard input."`
}

// maxOPML is how many octets of a file are read.
const maxOPML = 16 << 20

// outline is an OPML 2.0 outline: a folder, or a subscription if it has an
// address.
type outline struct {
	Text     string    `xml:"text,attr"`
	Title    string    `xml:"title,attr"`
	Address  string    `xml:"xmlUrl,attr"`
	Language string    `xml:"language,attr"`
	Outlines []outline `xml:"outline"`
}

// Run prints the subscriptions of an OPML file as sources; folders become tags.
func (cmd importCommand) Run(c call) error {
	var in io.Reader = c.Stdin
	if cmd.File != "-" {
		file, err := os.Open(cmd.File)
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		defer file.Close()
		in = file
	}
	var document struct {
		XMLName xml.Name  `xml:"opml"`
		Body    []outline `xml:"body>outline"`
	}
	decoder := xml.NewDecoder(io.LimitReader(in, maxOPML))
	decoder.CharsetReader = func(label string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("it is in %s; save it as UTF-8 first", label)
	}
	decoder.Strict = false
	if err := decoder.Decode(&document); err != nil {
		return fmt.Errorf("import %s: it is no OPML file: %w", cmd.File, err)
	}
	w := &sourceWriter{out: &sheet{w: c.Stdout}, names: map[string]bool{}, seen: map[string]bool{}}
	w.walk(document.Body, nil)
	if w.written == 0 {
		return errors.Join(w.out.err, fmt.Errorf("import %s: there is no subscription in it", cmd.File))
	}
	fmt.Fprintf(c.Stderr, "%s, %d left out\n", count(w.written, "source"), w.left)
	return w.out.err
}

// sourceWriter prints sources as the configuration writes them.
type sourceWriter struct {
	out     *sheet
	names   map[string]bool // in use
	seen    map[string]bool // addresses
	written int
	left    int // no http(s) address, or a second time
}

func (w *sourceWriter) walk(outlines []outline, tags []string) {
	for _, o := range outlines {
		name := o.Title
		if name == "" {
			name = o.Text
		}
		if o.Address != "" {
			w.source(o, name, tags)
		}
		inner := tags
		if tag := slug(name); o.Address == "" && tag != "" {
			inner = append(append([]string(nil), tags...), tag)
		}
		w.walk(o.Outlines, inner)
	}
}

func (w *sourceWriter) source(o outline, title string, tags []string) {
	address, err := url.Parse(strings.TrimSpace(o.Address))
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" || w.seen[address.String()] {
		w.left++
		return
	}
	w.seen[address.String()] = true
	if w.written == 0 {
		w.out.print("sources:\n")
	}
	w.written++
	w.out.printf("  - {name: %s, url: %s", w.name(title, address), quoteYAML(address.String()))
	if title = fields(title); title != "" {
		w.out.printf(", title: %s", quoteYAML(title))
	}
	if len(tags) > 0 {
		w.out.printf(", tags: [%s]", strings.Join(tags, ", "))
	}
	w.out.print("}\n")
}

// name is a name that no other source has: of the title, else the host.
func (w *sourceWriter) name(title string, address *url.URL) string {
	base := slug(title)
	if base == "" {
		base = slug(address.Hostname())
	}
	name := base
	for n := 2; w.names[name]; n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	w.names[name] = true
	return name
}

// slug keeps letters and digits, and a hyphen for what stands between them.
func slug(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(s) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}
