package parse

import (
	"encoding/json"
	"strconv"
	"strings"
)

// jsonMembers are the members of a feed and of its items that gofeed reads, and
// the form it reads each in. One value of another form costs it the document.
var jsonMembers = [...]struct {
	name string
	fit  func(json.RawMessage) (value string, whole bool)
}{
	{"version", fitText}, {"title", fitText}, {"home_page_url", fitText}, {"feed_url", fitText}, {"description", fitText},
	{"next_url", fitText}, {"icon", fitText}, {"favicon", fitText}, {"language", fitText},
	{"author", fitAuthor}, {"authors", fitAuthors},
	{"id", fitID}, {"url", fitText}, {"external_url", fitText}, {"content_html", fitText}, {"content_text", fitText}, {"summary", fitText},
	{"image", fitText}, {"banner_image", fitText}, {"date_published", fitText}, {"date_modified", fitText},
	{"tags", fitTags}, {"attachments", fitAttachments},
}

// salvage writes an object anew with the members that gofeed can read, and
// says which it had to leave out. It returns "" for what is no object.
func (r *reader) salvage(object, at string) string {
	var members map[string]json.RawMessage
	if json.Unmarshal([]byte(object), &members) != nil {
		if json.Unmarshal([]byte(mendJSON(object)), &members) != nil {
			return ""
		}
		r.notes.add(at, "is JSON with line ends or escapes in its strings, or commas, that may not be there: mended")
	}
	var kept []string
	for _, m := range jsonMembers {
		raw := members[m.name]
		if len(raw) == 0 || string(raw) == "null" {
			continue
		}
		value, whole := m.fit(raw)
		switch {
		case value == "":
			r.notes.add(at+" "+m.name, "has a value of the wrong type: left out")
			continue
		case !whole:
			r.notes.add(at+" "+m.name, "holds values of the wrong type: what could be read was kept")
		}
		kept = append(kept, `"`+m.name+`":`+value)
	}
	return "{" + strings.Join(kept, ",") + "}"
}

// The fit functions return a value in the form wanted, "" if it has none, and
// whether all of it was kept. raw is valid JSON without space around it.

func fitText(raw json.RawMessage) (string, bool) {
	if raw[0] != '"' {
		return "", false
	}
	return string(raw), true
}

func isNumber(raw json.RawMessage) bool { return raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9' }

// fitID lets numbers through: JSON Feed 1.1 has readers take them as text.
func fitID(raw json.RawMessage) (string, bool) {
	if isNumber(raw) {
		return string(raw), true
	}
	return fitText(raw)
}

func fitTag(raw json.RawMessage) (string, bool) {
	if isNumber(raw) {
		return `"` + string(raw) + `"`, true
	}
	return fitText(raw)
}

// fitAuthor takes a name alone for an author.
func fitAuthor(raw json.RawMessage) (string, bool) {
	if raw[0] == '"' {
		return `{"name":` + string(raw) + `}`, false
	}
	return fitObject(raw, []string{"name", "url", "avatar"}, nil)
}

func fitAttachment(raw json.RawMessage) (string, bool) {
	return fitObject(raw, []string{"url", "mime_type", "title"}, []string{"size_in_bytes", "duration_in_seconds"})
}

func fitAuthors(raw json.RawMessage) (string, bool)     { return fitList(raw, fitAuthor) }
func fitTags(raw json.RawMessage) (string, bool)        { return fitList(raw, fitTag) }
func fitAttachments(raw json.RawMessage) (string, bool) { return fitList(raw, fitAttachment) }

// fitList keeps the elements of a list that fit. One value is a list of one.
func fitList(raw json.RawMessage, fit func(json.RawMessage) (string, bool)) (string, bool) {
	list := []json.RawMessage{raw}
	if raw[0] == '[' && json.Unmarshal(raw, &list) != nil {
		return "", false
	}
	whole := raw[0] == '['
	var kept []string
	for _, one := range list {
		if string(one) == "null" {
			continue
		}
		value, all := fit(one)
		whole = whole && all
		if value != "" {
			kept = append(kept, value)
		}
	}
	if len(kept) == 0 && len(list) > 0 {
		return "", false
	}
	return "[" + strings.Join(kept, ",") + "]", whole
}

// fitObject keeps the members named, of which some are whole numbers. A number
// with a fraction loses it; nothing is said, for lengths are rounded anyway.
func fitObject(raw json.RawMessage, texts, numbers []string) (string, bool) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return "", false
	}
	whole := true
	var kept []string
	for _, name := range texts {
		value := members[name]
		if len(value) == 0 || string(value) == "null" {
			continue
		}
		if value[0] != '"' {
			whole = false
			continue
		}
		kept = append(kept, `"`+name+`":`+string(value))
	}
	for _, name := range numbers {
		value := members[name]
		if len(value) == 0 || string(value) == "null" {
			continue
		}
		n, err := strconv.ParseFloat(strings.Trim(string(value), `"`), 64)
		if err != nil || n < 0 || n > 1<<53 {
			whole = false
			continue
		}
		kept = append(kept, `"`+name+`":`+strconv.FormatInt(int64(n), 10))
	}
	return "{" + strings.Join(kept, ",") + "}", whole
}
