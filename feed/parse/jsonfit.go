package parse

import (
	"encoding/json"
	"strconv"
	"strings"

	jsonfeed "github.com/mmcdole/gofeed/json"
)

// fit says how much of a value is of the type that JSON Feed has for it.
type fit int

const (
	fitsNot fit = iota
	fitsPartly
	fitsWhole
)

// fitHead reads a head that gofeed refuses, member by member: a value of another
// type costs nothing but itself. It returns nil for what is no object.
func (r *reader) fitHead(object string) *jsonfeed.Feed {
	object = r.validJSON(object)
	if object == "" {
		return nil
	}
	f := new(jsonfeed.Feed)
	for name, raw := range membersOf(object) {
		fits := fitsWhole
		switch name = memberName(name); name {
		case "version":
			f.Version, fits = fitText(raw)
		case "title":
			f.Title, fits = fitText(raw)
		case "home_page_url":
			f.HomePageURL, fits = fitText(raw)
		case "feed_url":
			f.FeedURL, fits = fitText(raw)
		case "description":
			f.Description, fits = fitText(raw)
		case "next_url":
			f.NextURL, fits = fitText(raw)
		case "icon":
			f.Icon, fits = fitText(raw)
		case "favicon":
			f.Favicon, fits = fitText(raw)
		case "language":
			f.Language, fits = fitText(raw)
		case "author":
			f.Author, fits = fitAuthor(raw)
		case "authors":
			f.Authors, fits = fitList(raw, fitAuthor)
		}
		r.reportFit(name, fits)
	}
	return f
}

// fitItem is fitHead for an item.
func (r *reader) fitItem(object string) *jsonfeed.Item {
	object = r.validJSON(object)
	if object == "" {
		return nil
	}
	item := new(jsonfeed.Item)
	for name, raw := range membersOf(object) {
		fits := fitsWhole
		switch name = memberName(name); name {
		case "id":
			item.ID, fits = fitTextOrNumber(raw) // JSON Feed 1.1 has readers take numbers as text
		case "url":
			item.URL, fits = fitText(raw)
		case "external_url":
			item.ExternalURL, fits = fitText(raw)
		case "title":
			item.Title, fits = fitText(raw)
		case "content_html":
			item.ContentHTML, fits = fitText(raw)
		case "content_text":
			item.ContentText, fits = fitText(raw)
		case "summary":
			item.Summary, fits = fitText(raw)
		case "image":
			item.Image, fits = fitText(raw)
		case "banner_image":
			item.BannerImage, fits = fitText(raw)
		case "date_published":
			item.DatePublished, fits = fitText(raw)
		case "date_modified":
			item.DateModified, fits = fitText(raw)
		case "language":
			item.Language, fits = fitText(raw)
		case "author":
			item.Author, fits = fitAuthor(raw)
		case "authors":
			item.Authors, fits = fitList(raw, fitAuthor)
		case "tags":
			item.Tags, fits = fitList(raw, fitTextOrNumber)
		case "attachments":
			var list []jsonfeed.Attachments
			list, fits = fitList(raw, fitAttachment)
			item.Attachments = &list
		}
		r.reportFit(name, fits)
	}
	return item
}

// validJSON returns an object as valid JSON, mended if it has to be; "" if it
// cannot be.
func (r *reader) validJSON(object string) string {
	if json.Valid([]byte(object)) {
		return object
	}
	if object = mendJSON(object); !json.Valid([]byte(object)) {
		return ""
	}
	r.notes.add(r.part(), "is JSON with line ends or escapes in its strings, or commas, that may not be there: mended")
	return object
}

func (r *reader) reportFit(name string, fits fit) {
	switch fits {
	case fitsNot:
		r.notes.add(r.where(name), "has a value of the wrong type: left out")
	case fitsPartly:
		r.notes.add(r.where(name), "holds values of the wrong type: what could be read was kept")
	}
}

// The fit functions read a value. raw is valid JSON without space around it.
// Null is no value, and fits everywhere. What they return shares no memory with
// raw.

func fitText(raw string) (string, fit) {
	switch raw[0] {
	case '"':
		text, _ := unquoteJSON(raw[1 : len(raw)-1])
		return text, fitsWhole
	case 'n':
		return "", fitsWhole
	}
	return "", fitsNot
}

func fitTextOrNumber(raw string) (string, fit) {
	if raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9' {
		return strings.Clone(raw), fitsWhole
	}
	return fitText(raw)
}

// fitAuthor takes a name alone for an author.
func fitAuthor(raw string) (*jsonfeed.Author, fit) {
	switch raw[0] {
	case '"':
		name, _ := fitText(raw)
		return &jsonfeed.Author{Name: name}, fitsPartly
	case 'n':
		return nil, fitsWhole
	case '{':
	default:
		return nil, fitsNot
	}
	author := new(jsonfeed.Author)
	return author, fitMembers(raw, func(name, value string) (fits fit) {
		switch name {
		case "name":
			author.Name, fits = fitText(value)
		case "url":
			author.URL, fits = fitText(value)
		default:
			fits = fitsWhole
		}
		return fits
	})
}

func fitAttachment(raw string) (jsonfeed.Attachments, fit) {
	switch raw[0] {
	case 'n':
		return jsonfeed.Attachments{}, fitsWhole
	case '{':
	default:
		return jsonfeed.Attachments{}, fitsNot
	}
	var attachment jsonfeed.Attachments
	all := fitMembers(raw, func(name, value string) (fits fit) {
		switch name {
		case "url":
			attachment.URL, fits = fitText(value)
		case "mime_type":
			attachment.MimeType, fits = fitText(value)
		case "title":
			attachment.Title, fits = fitText(value)
		case "size_in_bytes":
			attachment.SizeInBytes, fits = fitLength(value)
		default:
			fits = fitsWhole
		}
		return fits
	})
	return attachment, all
}

// fitMembers has the members of an object read, and says how much of it fits.
func fitMembers(object string, read func(name, value string) fit) fit {
	all := fitsWhole
	for name, value := range membersOf(object) {
		if read(memberName(name), value) != fitsWhole {
			all = fitsPartly
		}
	}
	return all
}

// fitLength reads a number of octets, also one in quotes. A fraction is lost, and
// nothing is said of it: lengths are rounded anyway.
func fitLength(raw string) (int64, fit) {
	if raw == "null" {
		return 0, fitsWhole
	}
	n, err := strconv.ParseFloat(strings.Trim(raw, `"`), 64)
	if err != nil || n < 0 || n > 1<<53 {
		return 0, fitsNot
	}
	return int64(n), fitsWhole
}

// fitList keeps the elements of a list that fit. One value is a list of one.
func fitList[T any](raw string, read func(string) (T, fit)) ([]T, fit) {
	if raw == "null" {
		return nil, fitsWhole
	}
	if raw[0] != '[' {
		one, fits := read(raw)
		if fits == fitsNot {
			return nil, fitsNot
		}
		return []T{one}, fitsPartly
	}
	all := fitsWhole
	var kept []T
	for _, element := range membersOf(raw) {
		one, fits := read(element)
		if fits != fitsWhole {
			all = fitsPartly
		}
		if fits != fitsNot && element != "null" {
			kept = append(kept, one)
		}
	}
	if kept == nil && all != fitsWhole {
		return nil, fitsNot
	}
	return kept, all
}
