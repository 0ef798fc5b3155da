package parse

import (
	"strings"

	"sitrep/feed"
	"sitrep/feed/markup"
)

// byline reads a person from the one line that RSS and Dublin Core give. An
// e-mail address is taken out in its usual forms, "mail (name)", "name (mail)"
// and "name <mail>"; all else is the name, as it is written: `김태 기자
// (연합뉴스)` and "A, B and C" cannot be split without guessing.
func byline(line string) feed.Person {
	line = strings.TrimSpace(line)
	at := strings.IndexByte(line, '@')
	if at < 0 {
		if isWebAddress(line) {
			return feed.Person{URI: line}
		}
		return feed.Person{Name: line}
	}
	start, end := at, at+1
	for start > 0 && isMailByte(line[start-1]) {
		start--
	}
	for end < len(line) && (isMailByte(line[end]) && line[end] != '+') {
		end++
	}
	for end > at+1 && line[end-1] == '.' {
		end--
	}
	email := line[start:end]
	if start == at || end == at+1 || !strings.Contains(line[at+1:end], ".") {
		return feed.Person{Name: line} // "@handle", or no address at all
	}
	name := strings.TrimSuffix(line[:start], "mailto:") + line[end:]
	for _, empty := range []string{"()", "<>", "&lt;&gt;", "[]"} {
		name = strings.Replace(name, empty, "", 1)
	}
	name = strings.TrimSpace(name)
	if strings.HasPrefix(name, "(") && strings.HasSuffix(name, ")") {
		name = strings.TrimSpace(name[1 : len(name)-1])
	}
	name = strings.TrimSpace(strings.TrimRight(strings.Trim(name, `"`), ",;-–=/| "))
	return feed.Person{Name: name, Email: email}
}

// bylines cuts a line that holds several e-mail addresses into one for each
// person: "a@x.example (A), b@x.example (B)". Commas between addresses part
// them, those in a name, in brackets or in quotes do not.
func bylines(line string) []string {
	if fields := strings.Fields(line); len(fields) == strings.Count(line, "@") && everyHas(fields, "@") {
		return fields
	}
	var lines []string
	start, depth, quoted := 0, 0, false
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '"':
			quoted = !quoted
		case '(', '[':
			depth++
		case ')', ']':
			depth = max(0, depth-1)
		case ',', ';':
			if depth == 0 && !quoted && strings.IndexByte(line[start:i], '@') >= 0 {
				lines = append(lines, line[start:i])
				start = i + 1
			}
		}
	}
	return append(lines, line[start:])
}

func everyHas(list []string, part string) bool {
	for _, one := range list {
		if !strings.Contains(one, part) {
			return false
		}
	}
	return true
}

// isMailByte reports whether the octet can stand in an e-mail address as feeds
// write them (RFC 5322 allows more, none of it seen).
func isMailByte(c byte) bool {
	return isWord(c) || c == '.' || c == '-' || c == '+' || c == '%'
}

// addPersons adds the persons of an author or contributor who are not there yet.
func (r *reader) addPersons(list []feed.Person, n *node) []feed.Person {
	if n.first != nil {
		return addPerson(list, r.person(n))
	}
	line := r.plain(n)
	if strings.Count(line, "@") < 2 {
		return addPerson(list, r.byline(n, line))
	}
	for _, one := range bylines(line) {
		list = addPerson(list, r.byline(n, one))
	}
	return list
}

// byline reads a person from a line of an element.
func (r *reader) byline(n *node, line string) feed.Person {
	p := byline(line)
	p.Name = r.personName(n, p.Name)
	return p
}

// personName finishes a name: markup around it is no part of it.
func (r *reader) personName(n *node, name string) string {
	name = r.once(n, name)
	if strings.IndexByte(name, '<') < 0 || !looksLikeHTML(name) {
		return name
	}
	r.note(n, "name holds markup: its text was taken")
	return markup.Plain(feed.Text{Type: feed.HTML, Body: name})
}

// person reads an author or contributor: an Atom person construct, also where
// RSS uses one, else a line of text.
func (r *reader) person(n *node) feed.Person {
	var p feed.Person
	for c := n.first; c != nil; c = c.next {
		if c.space != n.space && c.space != atom && c.space != native {
			continue
		}
		switch c.name {
		case "name":
			p.Name = r.plain(c)
		case "email":
			p.Email = strings.TrimPrefix(r.plain(c), "mailto:")
		case "uri", "url", "homepage":
			p.URI = r.resolve(c.base, r.plain(c))
		}
	}
	if p == (feed.Person{}) {
		return r.byline(n, r.plain(n))
	}
	p.Name = r.personName(n, p.Name)
	return p
}

// addPerson adds a person who is not there yet. What one mention lacks another
// supplies: RSS author and dc:creator often name the same person.
func addPerson(list []feed.Person, p feed.Person) []feed.Person {
	if p == (feed.Person{}) || len(list) >= maxList {
		return list
	}
	for i, known := range list {
		sameName := known.Name == p.Name || known.Name == "" || p.Name == ""
		sameMail := known.Email == p.Email || known.Email == "" || p.Email == ""
		shared := known.Name != "" && known.Name == p.Name || known.Email != "" && known.Email == p.Email
		if sameName && sameMail && shared && (known.URI == p.URI || known.URI == "" || p.URI == "") {
			list[i] = feed.Person{Name: either(known.Name, p.Name), Email: either(known.Email, p.Email), URI: either(known.URI, p.URI)}
			return list
		}
	}
	return append(list, p)
}

// either returns the first of two strings that is not empty.
func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
