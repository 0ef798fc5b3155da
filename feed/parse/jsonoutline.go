package parse

import (
	"errors"
	"strings"
)

// jsonOutline is a JSON document cut into its items and all the rest.
type jsonOutline struct {
	head     string // the outermost object without its items
	items    []jsonItem
	deep     []int // numbers of items left out for their depth
	more     int   // items left out because there are too many
	hasItems bool  // the object has a member "items" that is an array
	cut      bool  // the document ends too early
}

// jsonItem is a complete item, without the texts that are most of a document:
// gofeed would read every octet of them several times over. html and plain are the
// insides of the strings content_html and content_text, as they are written.
type jsonItem struct {
	number              int // of the item in the document, from 1 on
	object, html, plain string
}

// outlineJSON is the guard of JSON documents: one pass that finds the items,
// holds the limit of depth (decoders recurse) and, where the document was cut
// off, keeps the items before the cut. What lies inside items and other values
// is not checked here.
func outlineJSON(text string, limits Limits) (jsonOutline, error) {
	s := jsonScanner{text: text, limits: limits}
	return s.run()
}

// jsonScanner is the state of the pass.
type jsonScanner struct {
	text   string
	limits Limits
	out    jsonOutline

	depth     int
	key       string // last member name of the outermost object
	inItems   bool   // inside the array "items"
	from, to  int    // the array's brackets
	itemStart int    // start of the item being read, -1 outside
	member    string // last member name of the item
	item      jsonItem
	object    strings.Builder // what item.object will be, up to taken
	taken     int
	tooDeep   bool
	headEnd   int // end of the last complete member of the outermost object
	count     int
}

func (s *jsonScanner) run() (jsonOutline, error) {
	s.itemStart, s.from, s.to = -1, -1, -1
	for i := 0; i < len(s.text); i++ {
		switch s.text[i] {
		case '"':
			end := endOfString(s.text, i)
			if end < 0 {
				return s.finish(false)
			}
			switch {
			case s.depth == 1 && s.isName(end+1):
				s.key = s.text[i+1 : end]
			case s.depth == 3 && s.itemStart >= 0 && s.isName(end+1):
				s.member = s.text[i+1 : end]
			case s.depth == 3 && s.itemStart >= 0:
				s.value(i+1, end)
			}
			i = end
		case '{', '[':
			if err := s.open(i); err != nil {
				return jsonOutline{}, err
			}
		case '}', ']':
			if s.close(i); s.depth == 0 {
				s.headEnd = i
				return s.finish(true)
			}
		case ',':
			if s.depth == 1 {
				s.headEnd = i
			}
		}
	}
	return s.finish(false)
}

// endOfString returns the offset of the quote that ends the string at i, -1 if
// none does.
func endOfString(text string, i int) int {
	for i++; i < len(text); i++ {
		next := strings.IndexAny(text[i:], `"\`)
		if next < 0 {
			return -1
		}
		if i += next; text[i] == '"' {
			return i
		}
		i++
	}
	return -1
}

// isName reports whether a string that ends before that offset is a member's
// name.
func (s *jsonScanner) isName(after int) bool {
	for after < len(s.text) && isSpace(s.text[after]) {
		after++
	}
	return after < len(s.text) && s.text[after] == ':'
}

// value takes the inside of a string of an item out of it, if it is its content.
func (s *jsonScanner) value(from, to int) {
	switch s.member {
	case "content_html":
		s.item.html = s.text[from:to]
	case "content_text":
		s.item.plain = s.text[from:to]
	default:
		return
	}
	s.object.WriteString(s.text[s.taken:from])
	s.taken = to
}

func (s *jsonScanner) open(i int) error {
	if s.depth++; s.depth > s.limits.Depth {
		if s.itemStart < 0 {
			return errors.New("document is JSON whose values lie too deep inside one another: it is no feed")
		}
		s.tooDeep = true
	}
	switch {
	case s.depth == 2 && s.text[i] == '[' && s.key == "items" && s.from < 0:
		s.inItems, s.from, s.out.hasItems = true, i, true
	case s.depth == 3 && s.inItems && s.text[i] == '{':
		s.itemStart, s.tooDeep = i, false
		s.item, s.taken, s.member = jsonItem{}, i, ""
		s.object.Reset()
	}
	return nil
}

func (s *jsonScanner) close(i int) {
	switch {
	case s.depth == 3 && s.inItems && s.itemStart >= 0:
		s.count++
		if s.count > s.limits.Items {
			s.out.more++
		} else if s.tooDeep {
			s.out.deep = append(s.out.deep, s.count)
		} else {
			s.item.number, s.item.object = s.count, s.text[s.taken:i+1]
			if s.object.Len() > 0 {
				s.object.WriteString(s.item.object)
				s.item.object = s.object.String()
			}
			s.out.items = append(s.out.items, s.item)
		}
		s.itemStart = -1
	case s.depth == 2 && s.inItems:
		s.inItems, s.to = false, i
	}
	s.depth--
}

// finish puts the head together: the outermost object with an empty "items".
// Where the text was cut, it ends with the last member that was complete.
func (s *jsonScanner) finish(complete bool) (jsonOutline, error) {
	s.out.cut = !complete
	switch {
	case complete && s.from >= 0:
		s.out.head = s.text[:s.from] + "[]" + s.text[s.to+1:s.headEnd+1]
	case complete:
		s.out.head = s.text[:s.headEnd+1]
	case s.from >= 0 && s.to < 0:
		s.out.head = s.text[:s.from] + "[]}"
	case s.from >= 0 && s.headEnd > s.to:
		s.out.head = s.text[:s.from] + "[]" + s.text[s.to+1:s.headEnd] + "}"
	case s.from >= 0:
		s.out.head = s.text[:s.from] + "[]}"
	case s.headEnd > 0:
		s.out.head = s.text[:s.headEnd] + "}"
	default:
		return jsonOutline{}, errors.New("document ends before its first member: it was cut off; try again later")
	}
	return s.out, nil
}
