package render

import (
	"strconv"

	"sitrep/feed"
)

// media writes media whose address a reader can open, in the elements of Media
// RSS 1.5.1. A thumbnail with a credit or a copyright notice is written as a
// media:content too, because media:thumbnail itself has no room for them.
func (w *xmlWriter) media(media []feed.Media) {
	for _, m := range media {
		address, ok := webAddress(m.URL)
		if !ok {
			continue
		}
		address = asciiURI(address)
		if m.Thumbnail && m.Title == "" && m.Description == "" && m.Credit == "" && m.Copyright == "" {
			w.leaf("media:thumbnail", "", "url", address, "width", pixels(m.Width), "height", pixels(m.Height))
			continue
		}
		w.open("media:content", "url", address, "type", mediaType(m.Type), "medium", medium(m.Medium),
			"width", pixels(m.Width), "height", pixels(m.Height))
		w.optional("media:title", m.Title, "type", "plain")
		w.optional("media:description", m.Description, "type", "plain")
		if m.Thumbnail {
			w.leaf("media:thumbnail", "", "url", address)
		}
		w.optional("media:credit", m.Credit)
		w.optional("media:copyright", m.Copyright)
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
