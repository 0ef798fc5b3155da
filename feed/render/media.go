package render

import "sitrep/feed"

// mediaContent is a media:content of Media RSS 1.5.1. A thumbnail that has a
// credit or a copyright notice is written as one too, because media:thumbnail
// itself has no room for them.
type mediaContent struct {
	URL         string          `xml:"url,attr"`
	Type        string          `xml:"type,attr,omitempty"`
	Medium      string          `xml:"medium,attr,omitempty"`
	Width       int             `xml:"width,attr,omitempty"`
	Height      int             `xml:"height,attr,omitempty"`
	Title       *mediaText      `xml:"media:title"`
	Description *mediaText      `xml:"media:description"`
	Thumbnail   *mediaThumbnail `xml:"media:thumbnail"`
	Credit      string          `xml:"media:credit,omitempty"`
	Copyright   string          `xml:"media:copyright,omitempty"`
}

type mediaText struct {
	Type string `xml:"type,attr"`
	Body string `xml:",chardata"`
}

type mediaThumbnail struct {
	URL    string `xml:"url,attr"`
	Width  int    `xml:"width,attr,omitempty"`
	Height int    `xml:"height,attr,omitempty"`
}

// newMedia writes media whose address a reader can open, thumbnails apart.
func newMedia(media []feed.Media) (thumbnails []mediaThumbnail, contents []mediaContent) {
	for _, m := range media {
		address, ok := webAddress(m.URL)
		if !ok {
			continue
		}
		thumbnail := mediaThumbnail{URL: asciiURI(address), Width: max(m.Width, 0), Height: max(m.Height, 0)}
		if m.Thumbnail && m.Title == "" && m.Description == "" && m.Credit == "" && m.Copyright == "" {
			thumbnails = append(thumbnails, thumbnail)
			continue
		}
		content := mediaContent{
			URL: thumbnail.URL, Type: mediaType(m.Type), Medium: medium(m.Medium), Width: thumbnail.Width, Height: thumbnail.Height,
			Title: newMediaText(m.Title), Description: newMediaText(m.Description), Credit: legible(m.Credit), Copyright: legible(m.Copyright),
		}
		if m.Thumbnail {
			content.Thumbnail = &thumbnail
		}
		contents = append(contents, content)
	}
	return thumbnails, contents
}

func newMediaText(s string) *mediaText {
	if s == "" {
		return nil
	}
	return &mediaText{Type: "plain", Body: legible(s)}
}

func medium(s string) string {
	switch s {
	case "image", "audio", "video", "document", "executable":
		return s
	}
	return ""
}
