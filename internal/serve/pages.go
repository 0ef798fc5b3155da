package serve

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strings"
	"time"

	"sitrep/feed"
)

//go:embed templates
var templateFiles embed.FS

// pageType is the Content-Type of pages.
const pageType = "text/html; charset=utf-8"

// The mark that browsers show beside a page's title.
const (
	iconName = "icon.svg"
	iconType = "image/svg+xml"
)

var (
	icon       = mustRead("templates/icon.svg") + "\n"
	style      = mustRead("templates/style.css")
	adminStyle = style + "\n" + mustRead("templates/admin.css")
	pages      = template.Must(template.New("").Funcs(template.FuncMap{
		"date": showTime, "machine": func(t time.Time) string { return t.Format(time.RFC3339) },
		"style": func(admin bool) template.CSS { return template.CSS(styleOf(admin)) }, //nolint:gosec // our own files
	}).ParseFS(templateFiles, "templates/*.html"))
)

func mustRead(name string) string {
	b, err := templateFiles.ReadFile(name)
	if err != nil {
		panic(err) // the file is embedded: a missing one does not build
	}
	return strings.TrimSpace(string(b))
}

// styleOf is the style sheet of public pages, or of the operator's.
func styleOf(admin bool) string {
	if admin {
		return adminStyle
	}
	return style
}

// The style sheets as a policy names them.
var (
	styleHash      = hashOf(style)
	adminStyleHash = hashOf(adminStyle)
)

// hashOf is a Content-Security-Policy source for text that stands in a page.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// pagePolicy is the Content-Security-Policy of a public page: no script, no
// frame, our own style sheet and icon, and remote images only where an entry has
// one, which is when the operator asked for images.
func pagePolicy(page []byte) string {
	return inPagePolicy(page) + noFrames
}

const (
	// adminPolicy is that of the operator's pages, without the style sheet.
	adminPolicy = "default-src 'none'; img-src 'self'; form-action 'self'; base-uri 'none'" + noFrames + "; style-src "
	noFrames    = "; frame-ancestors 'none'"
)

// inPagePolicy is the part of a page's policy that the page can state itself
// (Content Security Policy Level 3, section 3.3).
func inPagePolicy(page []byte) string {
	images := ""
	if bytes.Contains(page, []byte("<img ")) {
		images = " http: https:"
	}
	return "default-src 'none'; style-src " + styleHash + "; img-src 'self'" + images + "; form-action 'self'; base-uri 'none'"
}

// statePolicy writes its policy into a page: whoever serves a file sends none.
func statePolicy(page []byte) []byte {
	const after = `<meta charset="utf-8">` + "\n"
	return bytes.Replace(page, []byte(after), []byte(after+`<meta http-equiv="Content-Security-Policy" content="`+inPagePolicy(page)+`">`+"\n"), 1)
}

// pageContext says for where a page is made: served, exported as a file, or on
// the admin address.
type pageContext struct {
	site   Site
	served bool
	admin  bool
}

// frame is what every page has around it.
type frame struct {
	Site    Site
	Title   string // of the page
	Root    string // relative address of the desk page's folder
	Home    string // relative address of the desk page
	Admin   bool
	Contact string // address to open; empty if there is none
	Feeds   []formLinks
}

// formLinks are the relative addresses of one feed.
type formLinks struct {
	Title, Page, Atom, RSS, JSON string
	Self                         string // absolute, to copy into a reader
	Name                         string
	Entries                      int
	Updated                      time.Time
	Private                      bool
	Latest                       []entryView // its newest entries, for the desk page
	Older                        dayLink     // to the newest page of its archive; zero if there is none
}

// Folder and File are the two parts of the address for a reader, between which
// a line may break.
func (l formLinks) Folder() string { return l.address()[:len(l.address())-len(l.File())] }

// File is the second part, from the last slash.
func (l formLinks) File() string { return path.Base(l.address()) }

func (l formLinks) address() string { return cmp.Or(l.Self, l.Atom) }

// dayLink is a link to the page of a day in a feed's archive.
type dayLink struct{ Href, Day string }

// latestShown is how many headlines of each feed the desk page shows.
const latestShown = 5

func (c pageContext) frame(title, root string) frame {
	f := frame{Site: c.site, Title: title, Root: root, Home: cmp.Or(root, "./"), Admin: c.admin}
	if !c.served && !c.admin {
		f.Home = root + "index.html"
	}
	switch contact := c.site.Contact; {
	case strings.Contains(contact, "://"):
		f.Contact = openable(contact)
	case contact != "":
		f.Contact = "mailto:" + contact
	}
	return f
}

// page is the relative address of a page from a page whose folder is root: a
// file's name has an ending.
func (c pageContext) page(root, name string) string {
	if c.served {
		return root + name
	}
	return root + name + pageEnding
}

// links are the addresses of a feed's forms from a page whose folder is root.
func (c pageContext) links(r *rendering, root string) formLinks {
	base := root + r.info.Name
	l := formLinks{
		Title: cmp.Or(r.feed.Title, r.info.Title), Page: c.page(root, r.info.Name), Atom: base + ".atom", RSS: base + ".rss", JSON: base + ".json",
		Self: r.feed.Self, Name: r.info.Name, Entries: len(r.entries), Updated: r.feed.Updated, Private: r.info.Token != "",
	}
	if !l.Private { // whose archive pages a browser cannot open: it sends no token
		l.Older = c.day(root, r.info.Name, r.feed.Previous)
	}
	return l
}

// day is the link to the page of a day, given the address of the document of
// that day; zero if there is none.
func (c pageContext) day(root, name, address string) dayLink {
	if address == "" {
		return dayLink{}
	}
	day := strings.TrimSuffix(path.Base(address), archiveEnding)
	return dayLink{Href: c.page(root, strings.TrimSuffix(ArchivePath(name, day), archiveEnding)), Day: day}
}

// view is an entry with the address of its own page, from a page whose folder
// is root.
func (c pageContext) view(e feed.Entry, private bool, root string) entryView {
	v := newEntryView(e)
	if !private {
		v.Own = c.page(root, entryFolder+v.Slug)
	}
	return v
}

func execute(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("write page: %w", err)
	}
	return b.Bytes(), nil
}

// deskPage is the first page: the feeds, what is new in them, and how to
// subscribe.
func deskPage(c pageContext, renderings []*rendering) ([]byte, error) {
	f := c.frame(c.site.Title, "")
	for _, r := range renderings {
		links := c.links(r, "")
		for _, e := range r.entries[:min(len(r.entries), latestShown)] {
			links.Latest = append(links.Latest, c.view(e, links.Private, ""))
		}
		f.Feeds = append(f.Feeds, links)
	}
	return execute("desk.html", f)
}

// feedPage is a feed with its entries.
func feedPage(c pageContext, r *rendering) ([]byte, error) {
	links := c.links(r, "")
	data := struct {
		frame
		Feed    formLinks
		Entries []entryView
	}{frame: c.frame(links.Title, ""), Feed: links}
	for _, e := range r.entries {
		data.Entries = append(data.Entries, c.view(e, links.Private, ""))
	}
	return execute("feed.html", data)
}

// archivePage is what was published in a feed on one day, for people.
func archivePage(c pageContext, info FeedInfo, day string, f feed.Feed, page feed.ArchivePage) ([]byte, error) {
	const root = "../../"
	links := c.links(&rendering{info: info, feed: f}, root)
	data := struct {
		frame
		Feed           formLinks
		Day            string
		Document       string // relative address of the day's Atom document
		Earlier, Later dayLink
		Entries        []entryView
		Withdrawn      int
	}{
		frame: c.frame(links.Title+", "+day, root), Feed: links, Day: day, Document: root + ArchivePath(info.Name, day),
		Earlier: c.day(root, info.Name, page.Previous), Later: c.day(root, info.Name, page.Next), Withdrawn: len(page.Withdrawn),
	}
	for _, e := range page.Entries {
		data.Entries = append(data.Entries, c.view(e, links.Private, root))
	}
	return execute("archive.html", data)
}

// entryPage is an entry's own page. It names the public feeds that show it.
func entryPage(c pageContext, e feed.Entry, feeds []FeedInfo) ([]byte, error) {
	data := struct {
		frame
		Entry entryView
	}{frame: c.frame(e.Title, "../"), Entry: newEntryView(e)}
	for _, info := range feeds {
		data.Feeds = append(data.Feeds, formLinks{Title: info.Title, Page: c.page("../", info.Name), Atom: "../" + info.Name + ".atom"})
	}
	return execute("entry.html", data)
}

// missingPage says that there is nothing at an address, or no longer.
func missingPage(c pageContext, status int) ([]byte, error) {
	data := struct {
		frame
		Text string
	}{frame: c.frame(http.StatusText(status), prefixOf(c.site.BaseURL)+"/")}
	switch status {
	case http.StatusNotFound:
		data.Text = "There is nothing at this address."
	case http.StatusGone:
		data.Text = "This entry was taken down."
	default:
		data.Text = "Something went wrong here. It has been noted."
	}
	return execute("missing.html", data)
}
