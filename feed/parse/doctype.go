package parse

import "strings"

// doctype moves behind a document type declaration and takes the internal
// entities it declares. External ones are never fetched. The subset is read in
// one pass; one without end is left where the next tag begins.
func (s *scanner) doctype(from int) {
	if s.sign < from { // remembered, for a run of declarations without end
		s.sign = len(s.src)
		if i := strings.IndexByte(s.src[from:], '>'); i >= 0 {
			s.sign = from + i
		}
	}
	if s.sign == len(s.src) {
		s.cut, s.pos = true, len(s.src)
		return
	}
	first := s.sign - from
	open := strings.IndexByte(s.src[from:from+first], '[')
	if open < 0 {
		s.pos = from + first + 1
		return
	}
	i := from + open + 1
	for i < len(s.src) && !s.noDoctypeEnd {
		switch c := s.src[i]; {
		case c == ']':
			end := strings.IndexByte(s.src[i:], '>')
			if end < 0 {
				s.cut, s.pos = true, len(s.src)
				return
			}
			s.pos = i + end + 1
			return
		case strings.HasPrefix(s.src[i:], "<!--"):
			end := strings.Index(s.src[i+4:], "-->")
			if end < 0 {
				s.noDoctypeEnd = true
				break
			}
			i += 4 + end + 3
		case c == '<':
			i = s.markupDeclaration(i)
		default:
			i++
		}
	}
	s.noDoctypeEnd = true
	s.notes.addAt(from, "document type declaration without end was left out")
	s.pos = from + first + 1
	if tag := strings.IndexByte(s.src[from:from+first], '<'); tag >= 0 {
		s.pos = from + tag
	}
}

// markupDeclaration reads one declaration of the internal subset and returns
// the offset behind it.
func (s *scanner) markupDeclaration(start int) int {
	i := start + 1
	var words []string // unquoted words before the value
	var value string
	quoted := 0
	for i < len(s.src) && s.src[i] != '>' {
		switch c := s.src[i]; {
		case c == '"' || c == '\'':
			end := strings.IndexByte(s.src[i+1:], c)
			if end < 0 {
				return len(s.src)
			}
			if quoted == 0 {
				value = s.src[i+1 : i+1+end]
			}
			quoted++
			i += end + 2
		case isSpace(c):
			i++
		default:
			word := i
			for i < len(s.src) && !isSpace(s.src[i]) && s.src[i] != '>' && s.src[i] != '"' && s.src[i] != '\'' {
				i++
			}
			if len(words) < 4 {
				words = append(words, s.src[word:i])
			}
		}
	}
	if len(words) == 2 && words[0] == "!ENTITY" && quoted == 1 {
		s.entities.declare(words[1], value)
	}
	return min(i+1, len(s.src))
}
