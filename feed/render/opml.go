package render

import (
	"cmp"
	"encoding/xml"
	"time"

	"sitrep/feed"
)

// opmlDocument is an OPML 2.0 list of feeds.
type opmlDocument struct {
	XMLName  xml.Name      `xml:"opml"`
	Version  string        `xml:"version,attr"`
	Title    string        `xml:"head>title"`
	Modified string        `xml:"head>dateModified,omitempty"`
	Owner    string        `xml:"head>ownerName,omitempty"`
	Email    string        `xml:"head>ownerEmail,omitempty"`
	OwnerID  string        `xml:"head>ownerId,omitempty"`
	Feeds    []opmlOutline `xml:"body>outline"`
}

type opmlOutline struct {
	Type        string `xml:"type,attr"`
	Text        string `xml:"text,attr"`
	Title       string `xml:"title,attr"`
	XMLURL      string `xml:"xmlUrl,attr"`
	HTMLURL     string `xml:"htmlUrl,attr,omitempty"`
	Description string `xml:"description,attr,omitempty"`
	Language    string `xml:"language,attr,omitempty"`
}

// OPML writes a list of feeds that readers can import. Owner is the contact of
// the desk, an e-mail or web address, and may be empty. A feed without an
// absolute address cannot be subscribed to and is left out.
func OPML(title, owner string, list []feed.Feed) ([]byte, error) {
	out := opmlDocument{Version: "2.0", Title: legible(title)}
	switch {
	case isEmail(owner):
		out.Owner, out.Email = out.Title, owner
	case owner != "":
		out.Owner, out.OwnerID = out.Title, URI(owner)
	}
	var modified time.Time
	for _, f := range list {
		address := URI(f.Self)
		if address == "" {
			continue
		}
		name := legible(cmp.Or(f.Title, f.Name))
		out.Feeds = append(out.Feeds, opmlOutline{
			Type: "rss", Text: name, Title: name, XMLURL: address, HTMLURL: URI(f.Page),
			Description: legible(f.Subtitle), Language: languageTag(f.Language),
		})
		if printable(f.Updated) && f.Updated.After(modified) {
			modified = f.Updated
		}
	}
	if !modified.IsZero() {
		out.Modified = formatMailTime(modified)
	}
	return writeXML(&out, 256*len(list))
}
