package filter

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/feed"
	"sitrep/feed/markup"
	"sitrep/filter/strip"
)

// credits are the people and agencies an entry names.
type credits struct {
	authors    []feed.Person
	thirdParty bool // an agency that is not the source's own is credited
}

// creditsOf gathers every author: the item's, the bylines and agencies that
// stripping found, else the feed's, else the source itself. E-mail addresses
// are not republished.
func creditsOf(rd Reading) credits {
	var c credits
	add := func(person feed.Person) {
		person.Email = ""
		if person.Name = cleanName(person.Name); person.Name == "" {
			return
		}
		at := slices.IndexFunc(c.authors, func(p feed.Person) bool { return strings.EqualFold(p.Name, person.Name) })
		switch {
		case at < 0:
			c.authors = append(c.authors, person)
		case c.authors[at].URI == "":
			c.authors[at].URI = person.URI
		}
	}
	for _, person := range rd.Received.Body.Authors {
		add(person)
		if agency := agencyIn(person.Name); agency != "" && !rd.owns(agency) {
			c.thirdParty = true
		}
	}
	named := func(name string) bool { // as part of a byline that names several
		return slices.ContainsFunc(c.authors, func(p feed.Person) bool { return isNamedIn(p.Name, name) })
	}
	for _, name := range rd.Strip.Authors {
		if !named(name) {
			add(feed.Person{Name: name})
		}
	}
	for _, cut := range rd.Strip.Cuts {
		if cut.To != strip.ToAuthor {
			continue
		}
		for _, name := range rd.forms.reporters(cut.Text) {
			if !named(name) {
				add(feed.Person{Name: name})
			}
		}
	}
	var found []credit
	for _, agency := range rd.Strip.Agencies {
		found = append(found, credit{agency, agency})
	}
	for _, credit := range append(found, rd.forms.credited(rd.Strip.Received)...) {
		name := credit.name
		if slices.ContainsFunc(c.authors, func(p feed.Person) bool { return !isAgency(p.Name) && isNamedIn(name, p.Name) }) {
			name = credit.agency // its reporter is named already
		}
		if !named(name) {
			add(feed.Person{Name: name})
		}
		if !rd.owns(credit.agency) {
			c.thirdParty = true
		}
	}
	if len(c.authors) == 0 {
		origin := rd.Received.Origin.Authors
		if named := rd.origin(); named != nil {
			origin = named.Authors
		}
		for _, person := range origin {
			add(person)
		}
	}
	if len(c.authors) == 0 {
		add(feed.Person{Name: rd.sourceTitle()})
	}
	return c
}

// isNamedIn reports whether a byline holds a name, and not as a part of another: AP
// is not in KAPLAN. In scripts without capitals names are written on to words.
func isNamedIn(byline, name string) bool {
	for from := 0; ; {
		at := strings.Index(byline[from:], name)
		if at < 0 {
			return false
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(byline[:at])
		after, _ := utf8.DecodeRuneInString(byline[at+len(name):])
		if !hasCase(before) && !hasCase(after) {
			return true
		}
		_, size := utf8.DecodeRuneInString(byline[at:])
		from = at + size
	}
}

func hasCase(r rune) bool { return unicode.IsUpper(r) || unicode.IsLower(r) }

// owns reports whether a credit is the source's own.
func (rd *Reading) owns(agency string) bool {
	folded := markup.Fold(agency)
	for _, own := range append([]string{rd.source.Name, rd.sourceTitle()}, rd.source.Credits...) {
		if markup.Fold(own) == folded {
			return true
		}
	}
	return false
}

// agencyIn finds the agency that a byline names: "By Jane Roe, Reuters",
// "김태 기자 (연합뉴스)", "AFP". It is "" for a byline that names none.
func agencyIn(byline string) string {
	last := byline
	if at := strings.LastIndexAny(byline, ",(/|"); at >= 0 {
		last = byline[at+1:]
	}
	last = strings.TrimSpace(strings.Trim(strings.TrimSpace(last), "()"))
	if isAgency(last) {
		return last
	}
	return ""
}

// isAgency knows the wire agencies whose copy appears under other mastheads.
func isAgency(name string) bool {
	switch strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(name, "The "), "the ")) {
	case "reuters", "ap", "associated press", "afp", "agence france-presse", "yonhap", "yonhap news", "yonhap news agency",
		"newsis", "news1", "upi", "dpa", "ansa", "efe", "pti", "ani", "bloomberg", "bloomberg news", "kyodo", "kyodo news", "jiji", "jiji press",
		"xinhua", "tass", "interfax", "ria novosti", "anadolu", "anadolu agency", "ukrinform", "cna", "central news agency", "belga", "ntb", "tt", "ritzau",
		"연합뉴스", "뉴시스", "뉴스1", "로이터", "ap통신", "afp통신", "신화통신", "교도통신", "타스통신", "dpa통신",
		"共同通信", "時事通信", "新华社", "新華社", "中央社", "тасс", "интерфакс":
		return true
	}
	return false
}

// cleanName takes an address out of a byline, and tags, white space and control
// characters.
func cleanName(name string) string {
	if strings.Contains(name, "</") {
		name = markup.PlainTitle(feed.Text{Type: feed.HTML, Body: name})
	}
	fields := strings.Fields(markup.CleanTitle(name))
	kept := fields[:0]
	for _, field := range fields {
		bare := strings.Trim(field, "()<>[],;")
		if at := strings.IndexByte(bare, '@'); at > 0 && strings.Contains(bare[at:], ".") {
			continue
		}
		kept = append(kept, field)
	}
	return strings.Trim(strings.Join(kept, " "), " ,;")
}

// withoutAddresses are people less their e-mail addresses.
func withoutAddresses(people []feed.Person) []feed.Person {
	var out []feed.Person
	for _, person := range people {
		person.Email = ""
		if person.Name = cleanName(person.Name); person.Name != "" {
			out = append(out, person)
		}
	}
	return out
}
