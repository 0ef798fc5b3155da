package render

import (
	"strconv"
	"strings"

	"sitrep/feed"
)

// media writes media in the elements of Media RSS 1.5.1. An address that a
// reader cannot open is left out, what is said of the rights stays. A thumbnail
// with a credit or a copyright notice is written as a media:content too,
// because media:thumbnail itself has no room for them.
func (w *xmlWriter) media(media []feed.Media) {
	for _, m := range media {
		address, _ := webAddress(m.URL)
		if strings.ContainsAny(address, "[]") {
			address = "" // Media RSS has a URI of RFC 2396 here
		}
		address = asciiURI(address)
		told := m.Title != "" || m.Description != "" || m.Credit != "" || m.Copyright != ""
		attributes := []string{
			"url", address, "type", mediaType(m.Type), "medium", medium(m.Medium), "width", pixels(m.Width), "height", pixels(m.Height),
		}
		switch {
		case address == "" && m.Credit == "" && m.Copyright == "":
			continue
		case m.Thumbnail && !told:
			w.leaf("media:thumbnail", "", "url", address, "width", pixels(m.Width), "height", pixels(m.Height))
			continue
		case !told:
			w.leaf("media:content", "", attributes...)
			continue
		}
		w.open("media:content", attributes...)
		w.typed("media:title", m.Title, "plain")
		w.typed("media:description", m.Description, "plain")
		if m.Thumbnail && address != "" {
			w.leaf("media:thumbnail", "", "url", address)
		}
		for credit := range strings.SplitSeq(m.Credit, "\n") {
			w.optional("media:credit", credit)
		}
		w.prose("media:copyright", untagged(m.Copyright))
		w.close("media:content")
	}
}

func pixels(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func medium(s string) string {
	switch s {
	case "image", "audio", "video", "document", "executable":
		return s
	}
	return ""
}
