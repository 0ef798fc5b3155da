package filter

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/feed"
)

func day(hour int) time.Time { return time.Date(2026, time.June, 17, hour, 0, 0, 0, time.UTC) }

// policyOf compiles settings for a test.
func policyOf(t *testing.T, s Settings) *Policy {
	t.Helper()
	if s.Authority == "" {
		s.Authority = "desk.example.org,2026"
	}
	p, problems := Compile(s)
	if problems != nil {
		t.Fatal(problems)
	}
	return p
}

// attributed is an item that carries every attribution fact a feed can give.
func attributed() feed.Item {
	return feed.Item{
		ID:    "HTTP://Wire.example/기사/1 ",
		Title: feed.Text{Type: feed.HTML, Body: "K-2 tanks &amp; howitzers for Norway"},
		Content: []feed.Text{{Type: feed.HTML,
			Body: "<p>OSLO, June 17 (Wire) -- Norway ordered 54 tanks on Wednesday in its largest army contract in a generation, officials said.</p>"}},
		Links: []feed.Link{
			{Rel: feed.RelAlternate, Href: "https://wire.example/1"},
			{Rel: feed.RelVia, Href: "https://agency.example/77", Title: "Agency"},
		},
		Authors:      []feed.Person{{Name: "김태 기자", Email: "kim@wire.example"}, {Name: "Jane Roe", URI: "https://wire.example/roe"}},
		Contributors: []feed.Person{{Name: "Lee Min"}},
		Published:    day(3), Updated: day(4),
		Rights:     feed.Text{Type: feed.PlainText, Body: "© Wire 2026"},
		MoreRights: []string{"No AI training"},
		Language:   "en",
		Categories: []feed.Category{{Term: "army", Scheme: "https://wire.example/tags", Label: "Army"}},
		Media:      []feed.Media{{URL: "https://wire.example/1.jpg", Medium: "image", Credit: "Pool", Copyright: "© Pool 2026"}},
		Enclosures: []feed.Enclosure{{Href: "https://wire.example/1.mp3", Type: "audio/mpeg", Length: "12345"}},
	}
}

func wireSource() feed.Source {
	return feed.Source{
		ID: "tag:wire.example,2020:feed", Title: feed.Text{Body: "The Wire"}, Rights: feed.Text{Body: "All rights reserved, The Wire"},
		Links: []feed.Link{{Rel: feed.RelSelf, Href: "https://wire.example/feed.xml"}, {Rel: feed.RelAlternate, Href: "https://wire.example/"}}, Updated: day(5),
	}
}

func received(it feed.Item) Received {
	return Received{Source: "wire", Name: "wire", Item: Identities([]feed.Item{it})[0], URL: it.Link(), Body: it, Origin: wireSource(), At: day(6), Time: ItemTime(it, time.Time{}, day(6))}
}

func entryOf(t *testing.T, p *Policy, r Received) feed.Entry {
	t.Helper()
	e, err := NewEntry(EntryInput{ID: "tag:x", Reading: p.Read(r), Published: day(3), Updated: day(4)})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestNewEntryCarriesEveryFact(t *testing.T) {
	p := policyOf(t, Settings{Sources: []Source{{Name: "wire", URL: "https://wire.example/feed.xml", Credits: []string{"Wire"}}}})
	it := attributed()
	e := entryOf(t, p, received(it))
	facts := map[string]bool{
		"title":          e.Title == "K-2 tanks & howitzers for Norway",
		"link":           e.Links[0].Rel == feed.RelAlternate && e.Links[0].Href == "https://wire.example/1",
		"raw id":         e.Identifier == it.ID,
		"author":         slices.ContainsFunc(e.Authors, func(p feed.Person) bool { return p.Name == "김태 기자" }),
		"author uri":     slices.Contains(e.Authors, feed.Person{Name: "Jane Roe", URI: "https://wire.example/roe"}),
		"no addresses":   !slices.ContainsFunc(e.Authors, func(p feed.Person) bool { return p.Email != "" }),
		"contributor":    slices.Contains(e.Contributors, feed.Person{Name: "Lee Min"}),
		"rights":         slices.Contains(e.Rights, "© Wire 2026"),
		"more rights":    slices.Contains(e.Rights, "No AI training"),
		"source rights":  slices.Contains(e.Rights, "All rights reserved, The Wire") && e.Source.Rights.Body == "All rights reserved, The Wire",
		"language":       e.Language == "en",
		"category":       slices.Contains(e.Categories, it.Categories[0]),
		"media":          len(e.Media) == 1 && e.Media[0].Credit == "Pool" && e.Media[0].Copyright == "© Pool 2026",
		"enclosure":      hasLink(e.Links, feed.RelEnclosure, "https://wire.example/1.mp3"),
		"via":            hasLink(e.Links, feed.RelVia, "https://agency.example/77"),
		"source id":      e.Source.ID == "tag:wire.example,2020:feed",
		"source title":   e.Source.Title.Body == "The Wire",
		"source links":   hasLink(e.Source.Links, feed.RelSelf, "https://wire.example/feed.xml") && hasLink(e.Source.Links, feed.RelAlternate, "https://wire.example/"),
		"source updated": e.Source.Updated.Equal(day(5)),
		"dates":          e.Published.Equal(day(3)) && e.Updated.Equal(day(4)),
	}
	for name, holds := range facts {
		if !holds {
			t.Errorf("%s is lost: %+v", name, e)
		}
	}
}

// An item that names its own source keeps it as atom:source; the feed we got
// it from becomes rel=via with its title, and its rights stay in rights.
func TestNewEntryOfARepublishedItem(t *testing.T) {
	p := policyOf(t, Settings{Sources: []Source{{Name: "wire", URL: "https://wire.example/feed.xml"}}})
	it := attributed()
	it.Links = it.Links[:1]
	it.Origin = &feed.Source{ID: "urn:agency", Title: feed.Text{Body: "Agency"}, Links: []feed.Link{{Rel: feed.RelSelf, Href: "https://agency.example/feed"}}}
	e := entryOf(t, p, received(it))
	if e.Source.ID != "urn:agency" || e.Source.Title.Body != "Agency" {
		t.Errorf("source %+v", e.Source)
	}
	want := feed.Link{Rel: feed.RelVia, Href: "https://wire.example/", Title: "The Wire"}
	if !slices.Contains(e.Links, want) {
		t.Errorf("links %+v lack %+v", e.Links, want)
	}
	if !slices.Contains(e.Rights, "All rights reserved, The Wire") {
		t.Errorf("rights %q lack those of the feed we got it from", e.Rights)
	}
}

func TestNewEntryRefusesWhatCannotBeAttributed(t *testing.T) {
	p := policyOf(t, Settings{Sources: []Source{{Name: "wire"}}})
	it := attributed()
	it.Links, it.Permalink = nil, false
	_, err := NewEntry(EntryInput{ID: "tag:x", Reading: p.Read(received(it))})
	if !errors.Is(err, ErrNoLink) {
		t.Errorf("error %v, want ErrNoLink", err)
	}
}

func TestTheSourceStandsInForAnAuthor(t *testing.T) {
	p := policyOf(t, Settings{Sources: []Source{{Name: "wire"}}})
	it := attributed()
	it.Authors = nil
	it.Content = []feed.Text{{Type: feed.HTML, Body: "<p>Norway ordered 54 tanks on Wednesday in its largest army contract, officials said.</p>"}}
	e := entryOf(t, p, received(it))
	if want := []feed.Person{{Name: "The Wire"}}; !slices.Equal(e.Authors, want) {
		t.Errorf("authors %+v, want %+v", e.Authors, want)
	}
}

// Another agency's credit holds the text to a summary, whatever the licence.
func TestThirdPartyTextIsHeldToASummary(t *testing.T) {
	long := "<p>" + strings.Repeat("Norway ordered 54 tanks on Wednesday in its largest army contract. ", 20) + "</p>"
	source := Source{Name: "wire", Content: Full, License: "public-domain", Credits: []string{"Wire"}}
	p := policyOf(t, Settings{Sources: []Source{source}})
	own := attributed()
	own.Content = []feed.Text{{Type: feed.HTML, Body: long}}
	if e := entryOf(t, p, received(own)); e.Content.IsZero() || !e.Summary.IsZero() {
		t.Errorf("own text: content %d, summary %d octets; want content only", len(e.Content.Body), len(e.Summary.Body))
	}
	theirs := own
	theirs.Authors = []feed.Person{{Name: "Jane Roe, Reuters"}}
	if e := entryOf(t, p, received(theirs)); !e.Content.IsZero() || e.Summary.IsZero() {
		t.Errorf("third party's text: content %d, summary %d octets; want summary only", len(e.Content.Body), len(e.Summary.Body))
	}
}

func TestAgencyIn(t *testing.T) {
	cases := map[string]string{
		"Phil Stewart and Idrees Ali, Reuters": "Reuters",
		"김태 기자 (연합뉴스)":                         "연합뉴스",
		"The Associated Press":                 "The Associated Press",
		"AFP":                                  "AFP",
		"Jane Roe":                             "",
		"Reuters Smith":                        "",
		"":                                     "",
	}
	for byline, want := range cases {
		if got := agencyIn(byline); got != want {
			t.Errorf("agencyIn(%q) = %q, want %q", byline, got, want)
		}
	}
}

func TestCompleteNamesCopiesAndCoverage(t *testing.T) {
	e := feed.Entry{ID: "tag:x", Links: []feed.Link{{Rel: feed.RelAlternate, Href: "https://wire.example/1"}}}
	r := Report{
		ID: "tag:x",
		Members: []Member{
			{Source: "wire", Item: "1", URL: "https://wire.example/1", Title: "Tanks", Name: "The Wire", Feeds: []string{"all"}},
			{Source: "paper", Item: "9", URL: "https://paper.example/9", Title: "Tanks", Name: "Harbour Post", Feeds: []string{"all"}},
			{Source: "secret", Item: "5", URL: "https://secret.example/5", Title: "Tanks", Name: "Secret", Feeds: []string{"private"}},
			{Source: "dead", Item: "6", URL: "https://dead.example/6", Killed: true, Feeds: []string{"all"}},
		},
		Feeds: map[string]Standing{"all": {State: Live, Folded: []Also{{Report: "tag:y", URL: "https://far.example/2", Title: "Oslo buys", Name: "Far"}}}},
	}
	r.Feeds["all"] = Standing{State: Live, Winner: r.Members[0].ref(), Folded: r.Feeds["all"].Folded}
	got := Complete(e, r, "all", true)
	want := []feed.Link{
		{Rel: feed.RelAlternate, Href: "https://wire.example/1"},
		{Rel: feed.RelRelated, Href: "https://paper.example/9", Title: "Tanks (Harbour Post)"},
		{Rel: feed.RelRelated, Href: "https://far.example/2", Title: "Oslo buys (Far)"},
	}
	if !slices.Equal(got.Links, want) {
		t.Errorf("links %+v, want %+v", got.Links, want)
	}
	if got.FoldedLine != "Far" {
		t.Errorf("visible line %q", got.FoldedLine)
	}
	if len(e.Links) != 1 {
		t.Error("the entry that was given is changed")
	}
}
