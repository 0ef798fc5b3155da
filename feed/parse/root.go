package parse

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// notText tells documents that are no text at all by their first octets.
func notText(body []byte) error {
	if len(bytes.Trim(body, " \t\r\n\x00\xef\xbb\xbf\xfe\xff")) == 0 {
		return errors.New("document is empty: the server sent no feed; try again later")
	}
	for _, known := range []struct{ magic, what string }{
		{"\x1f\x8b", "gzip data: it was compressed once too often, or saved without being decompressed"},
		{"PK\x03\x04", "a ZIP archive"},
		{"%PDF", "a PDF file"},
		{"\x89PNG", "a PNG image"},
		{"\xff\xd8\xff", "a JPEG image"},
		{"GIF8", "a GIF image"},
		{"(\xb5/\xfd", "zstd data"},
		{"OggS", "an Ogg file"},
		{"ID3", "an MP3 file"},
	} {
		if bytes.HasPrefix(body, []byte(known.magic)) {
			return fmt.Errorf("document is %s, not a feed: check the address", known.what)
		}
	}
	return nil
}

// feedRoots are how the root elements of feeds begin.
var feedRoots = [...]string{"<rss", "<feed", "<rdf:rdf", "<rdf", "<atom:feed", "<a:feed"}

// findRoot returns where to begin reading: at the start, or, where something
// was printed before the document, behind that. The error says what a document
// looks like that holds no feed.
func findRoot(text, base string, n *notes) (int, error) {
	s := newScanner(text, newNotes(0), 16)
	for {
		t, ok := s.next()
		if !ok {
			break
		}
		if t.kind == tokenEnd || t.kind != tokenStart && strings.TrimSpace(t.text) == "" {
			continue
		}
		if t.kind != tokenStart {
			continue
		}
		if isFeedRoot(t.name) || isBareChannel(t) {
			if strings.TrimSpace(text[:min(t.at, 64)]) != "" && strings.TrimLeft(text, " \t\r\n")[0] != '<' {
				n.add("line 1", "text before the document was left out")
			}
			return 0, nil
		}
		from := t.at
		if strings.EqualFold(t.name, "html") { // a page may hold anything; behind it a feed may still come
			from = endOfPage(text, t.at)
		}
		if at := rootBehind(text, from); at >= 0 {
			n.add("line 1", "something was printed before the document: left out")
			return at, nil
		}
		return 0, describe(text, base, t.name)
	}
	if s.cut {
		return 0, errors.New("document ends before its first element: it was cut off; try again later")
	}
	return 0, errors.New("document is plain text, not a feed: check the address; it may be an error message of the server")
}

// maxBeforeJSON is how far in a JSON Feed names its version, behind what servers
// print or put before JSON against being run as a script.
const maxBeforeJSON = 4096

// jsonStart returns where a JSON document begins, -1 for another document.
func jsonStart(text string) int {
	start := len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	if strings.HasPrefix(text[start:], "{") {
		return start
	}
	head := clip(text, maxBeforeJSON)
	version := strings.Index(head, `://jsonfeed.org/version/`)
	if version < 0 {
		return -1
	}
	start = strings.IndexByte(head[:version], '{')
	for start >= 0 && !strings.HasPrefix(strings.TrimLeft(head[start+1:], " \t\r\n"), `"`) {
		next := strings.IndexByte(head[start+1:version], '{')
		if next < 0 {
			return -1
		}
		start += 1 + next
	}
	if start >= 0 && rootBehind(head[:start], 0) >= 0 {
		return -1 // a feed that writes about JSON Feed
	}
	return start
}

// endOfPage returns the offset behind the last HTML page that starts at from or
// later, the end of the text if the page does not end.
func endOfPage(text string, from int) int {
	const end = "</html>"
	for i := len(text) - len(end); i >= from; i-- {
		if text[i] == '<' && strings.EqualFold(text[i:i+len(end)], end) {
			return i + len(end)
		}
	}
	return len(text)
}

func isFeedRoot(name string) bool {
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	return strings.EqualFold(name, "rss") || strings.EqualFold(name, "feed") || strings.EqualFold(name, "rdf")
}

// isBareChannel reports whether a root element is a channel of RSS 1.1, or of
// an RSS that lost its root. Microsoft's CDF has addresses on it.
func isBareChannel(t token) bool {
	if i := strings.LastIndexByte(t.name, ':'); !strings.EqualFold(t.name[i+1:], "channel") {
		return false
	}
	for _, a := range t.attrs {
		if strings.EqualFold(a.name, "href") || strings.EqualFold(a.name, "base") || strings.EqualFold(a.name, "self") {
			return false
		}
	}
	return true
}

// rootBehind returns where a feed begins behind offset from, at its XML
// declaration if there is one, -1 if none does.
func rootBehind(text string, from int) int {
	lower := strings.ToLower(text[from:])
	if len(lower) != len(text)-from {
		return -1 // folding changed lengths; offsets would not fit
	}
	first := -1
	for _, root := range feedRoots {
		at := strings.Index(lower, root)
		if at < 0 || first >= 0 && at >= first {
			continue
		}
		if end := at + len(root); end < len(lower) && (isSpace(lower[end]) || lower[end] == '>') {
			first = at
		}
	}
	if first < 0 {
		return -1
	}
	if declaration := strings.LastIndex(lower[:first], "<?xml "); declaration >= 0 {
		first = declaration
	}
	return from + first
}

// describe says in words what a document with another root element is.
func describe(text, base, root string) error {
	name := strings.ToLower(root)
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	switch name {
	case "html", "head", "body", "div", "meta", "script", "title", "br", "p", "b", "h1", "center", "table", "style", "link":
		return describeHTML(text, base)
	case "opml":
		return errors.New("document is OPML, a list of feeds: import it with `sitrep import` instead")
	case "urlset", "sitemapindex":
		return errors.New("document is a sitemap, not a feed: look on the site for RSS or Atom")
	case "channel":
		return errors.New("document is Microsoft CDF, a format that is no longer read: look on the site for RSS or Atom")
	case "error", "exception", "fault", "envelope", "response":
		return fmt.Errorf("document is an error message in XML (<%s>), not a feed: check the address and its credentials", clip(root, 40))
	case "service", "collection":
		return errors.New("document is an Atom Publishing service document: use the address of one of its collections")
	case "entry":
		return errors.New("document is a single Atom entry, not a feed: use the address of the feed")
	case "svg":
		return errors.New("document is an SVG image, not a feed: check the address")
	}
	return fmt.Errorf("document has root element <%s>, not <rss>, <feed> or <rdf:RDF>: check the address", clip(root, 40))
}

// maxSniff is how much of a page is looked at to say what it is.
const maxSniff = 256 << 10

// describeHTML tells pages apart that servers send in place of a feed.
func describeHTML(text, base string) error {
	page := strings.ToLower(clip(text, maxSniff))
	has := func(words ...string) bool {
		for _, word := range words {
			if strings.Contains(page, word) {
				return true
			}
		}
		return false
	}
	switch {
	case has("cf-challenge", "challenge-platform", "just a moment...", "captcha", "are you a robot", "are you human", "ddos protection"):
		return errors.New("document is an HTML page that checks for robots: the site does not let this program in; ask the publisher, or leave the source out")
	case has(`type="password"`, `type='password'`, "type=password"):
		return errors.New("document is an HTML login page: the feed needs credentials; set auth: or headers: for this source")
	}
	if address := advertisedFeed(text); address != "" {
		return fmt.Errorf("document is an HTML page, not a feed: it names the feed %s; use that address", clip(resolve(base, address), 300))
	}
	if has("404 not found", "page not found", "<title>404", "페이지를 찾을 수 없") {
		return errors.New("document is an HTML page that says the feed is not there: look on the site for its new address")
	}
	return errors.New("document is an HTML page, not a feed: look on the site for the address of its RSS or Atom feed")
}

// advertisedFeed returns the address of the feed that a page names in a link
// element, as it is written, "" if none.
func advertisedFeed(text string) string {
	s := newScanner(clip(text, maxSniff), newNotes(0), 16)
	for {
		t, ok := s.next()
		if !ok {
			return ""
		}
		if t.kind != tokenStart || !strings.EqualFold(t.name, "link") {
			continue
		}
		var rel, kind, href string
		for _, a := range t.attrs {
			switch strings.ToLower(a.name) {
			case "rel":
				rel = strings.ToLower(a.value)
			case "type":
				kind = strings.ToLower(a.value)
			case "href":
				href = a.value
			}
		}
		if rel == "alternate" && href != "" && (strings.Contains(kind, "rss") || strings.Contains(kind, "atom") || strings.Contains(kind, "feed+json")) {
			return href
		}
	}
}

// isFeed reports what is wrong with a root element that has a feed's name.
func (w *walker) isFeed() error {
	switch {
	case w.kind == kindNone:
		return errors.New("document ends before its first element: it was cut off; try again later")
	case w.kind == kindAtom && w.rootSpace != atom && w.rootSpace != native:
		return fmt.Errorf("document has root element <feed> in the namespace %q, which is not Atom's: it is no Atom feed, or its publisher got the namespace wrong", clip(w.rootURI, 100))
	case w.kind == kindRDF && !w.usesRSS && w.head.first == nil && w.count == 0:
		return errors.New("document is RDF, but no RSS: check the address")
	}
	return nil
}
