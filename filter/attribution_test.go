package filter

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/feed"
)

// A date from the future would keep an entry on top of its feed until it has
// come: the receipt counts instead, once and for good.
func TestFutureDatesAreTheReceipt(t *testing.T) {
	for name, c := range map[string]struct{ own, want time.Time }{
		"past":          {day(3), day(3)},
		"a slow clock":  {day(6).Add(clockSkew), day(6).Add(clockSkew)},
		"the far ahead": {day(6).AddDate(70, 0, 0), day(6)},
	} {
		it := attributed()
		it.Published, it.Updated = c.own, c.own
		r := received(it)
		if got := publishedOf(r); !got.Equal(c.want) {
			t.Errorf("%s: published %v, want %v", name, got, c.want)
		}
		if got := dateOf(r); !got.Equal(c.want) {
			t.Errorf("%s: updated %v, want %v", name, got, c.want)
		}
	}
}

// A feed that names itself as an item's source has republished nothing.
func TestAFeedThatNamesItself(t *testing.T) {
	p := policyOf(t, Settings{Sources: []Source{{Name: "wire", URL: "https://wire.example/feed.xml"}}})
	for _, named := range []feed.Source{
		{ID: "tag:wire.example,2020:feed"},
		{Title: feed.Text{Body: "The Wire"}, Links: []feed.Link{{Rel: feed.RelSelf, Href: "http://www.wire.example/feed.xml"}}},
		{Links: []feed.Link{{Rel: feed.RelSelf, Href: "https://wire.example/"}}}, // RSS source with the page for an address
	} {
		it := attributed()
		it.Origin = &named
		e := entryOf(t, p, received(it))
		if e.Source.ID != "tag:wire.example,2020:feed" || e.Source.Rights.Body == "" {
			t.Errorf("named as %+v: source %+v, want the whole of the feed's own", named, e.Source)
		}
		if hasLink(e.Links, feed.RelVia, "https://wire.example/") {
			t.Errorf("named as %+v: the feed is its own via", named)
		}
	}
}

// The rights of everyone a text came through are told.
func TestRightsOfTheWholeChain(t *testing.T) {
	p := policyOf(t, Settings{Sources: []Source{{Name: "wire", URL: "https://wire.example/feed.xml"}}})
	it := attributed()
	it.Origin = &feed.Source{ID: "urn:agency", Title: feed.Text{Body: "Agency"}, Rights: feed.Text{Body: "© Agency"}}
	e := entryOf(t, p, received(it))
	if want := []string{"© Wire 2026", "No AI training", "© Agency", "All rights reserved, The Wire"}; !slices.Equal(e.Rights, want) {
		t.Errorf("rights %q, want %q", e.Rights, want)
	}
	if e.Source.Rights.Body != "© Agency" {
		t.Errorf("the source's rights: %q", e.Source.Rights.Body)
	}
	it.Rights.Body = "© Wire 2026\n© Agency" // as another desk of ours writes them
	if want, got := []string{"© Wire 2026\n© Agency", "No AI training", "All rights reserved, The Wire"}, entryOf(t, p, received(it)).Rights; !slices.Equal(got, want) {
		t.Errorf("rights %q, want %q", got, want)
	}
}

// A source that nothing names but a path on this machine gets an id that is the
// same for all its entries and tells no path; a named one is not given its
// republisher's.
func TestSourcesWithoutAnAddress(t *testing.T) {
	p := policyOf(t, Settings{Sources: []Source{{Name: "wire", URL: "file:///srv/private/feed.xml"}}})
	it := attributed()
	r := received(it)
	r.Origin = feed.Source{}
	e, err := NewEntry(EntryInput{ID: "tag:desk.example.org,2026:1", Reading: p.Read(r), Published: day(3), Updated: day(4)})
	if err != nil {
		t.Fatal(err)
	}
	if e.Source.ID != "tag:desk.example.org,2026:source/wire" || len(e.Source.Links) > 0 {
		t.Errorf("source %+v", e.Source)
	}
	it.Origin = &feed.Source{Title: feed.Text{Body: "Agency"}}
	named := entryOf(t, p, received(it))
	if named.Source.Title.Body != "Agency" || named.Source.ID == wireSource().ID || strings.Contains(named.Source.ID, "feed.xml") {
		t.Errorf("named source %+v", named.Source)
	}
}

// What a feed wrapper wraps is linked, not the wrapper.
func TestWrappedLinks(t *testing.T) {
	p := policyOf(t, Settings{Sources: []Source{{Name: "wire"}}})
	for page, want := range map[string]string{
		"http://feedproxy.google.com/~r/wire/~3/x/1.html": "https://wire.example/1?utm_source=feedburner",
		"http://feeds.wire.example/~r/wire/~3/x/1.html":   "https://wire.example/1?utm_source=feedburner",
		"https://mirror.example/1":                        "https://mirror.example/1",
	} {
		it := attributed()
		it.Links = []feed.Link{{Rel: feed.RelAlternate, Href: page}, {Rel: "canonical", Href: "https://wire.example/1?utm_source=feedburner"}}
		if got := entryOf(t, p, received(it)).Links[0].Href; got != want {
			t.Errorf("%s: %s, want %s", page, got, want)
		}
	}
}

// Mailboxes are told nowhere; a notice stays as it is, word for word.
func TestNoMailboxesInAnEntry(t *testing.T) {
	p := policyOf(t, Settings{Sources: []Source{{Name: "wire"}}})
	it := attributed()
	it.Authors = []feed.Person{{Name: "Jane Roe <jane@private.example>"}, {Name: `<a href="/staff/kim">Kim Ha</a>`}}
	it.Links = append(it.Links, feed.Link{Rel: feed.RelVia, Href: "mailto:desk@private.example"}, feed.Link{Rel: feed.RelRelated, Href: "https://wire.example/2", Title: "Ask ed@private.example"})
	it.Media = []feed.Media{{
		URL: "https://wire.example/1.jpg", Title: "<b>A ship</b>", Description: "<p>The ship. (pool@private.example)</p>", Credit: "Pool pool@private.example\nSecond",
		Copyright: "© Pool, write to rights@pool.example",
	}}
	it.Rights.Body = "© Wire, write to rights@wire.example"
	e := entryOf(t, p, received(it))
	if names := []string{e.Authors[0].Name, e.Authors[1].Name}; !slices.Equal(names, []string{"Jane Roe", "Kim Ha"}) {
		t.Errorf("authors %q", names)
	}
	for _, l := range e.Links {
		if strings.Contains(l.Href+l.Title, "private.example") {
			t.Errorf("link %+v", l)
		}
	}
	if m := e.Media[0]; m.Title != "A ship" || m.Description != "The ship." || m.Credit != "Pool\nSecond" || m.Copyright != "© Pool, write to rights@pool.example" {
		t.Errorf("media %+v", m)
	}
	if e.Rights[0] != it.Rights.Body {
		t.Errorf("rights %q", e.Rights)
	}
	if it.Media[0].Credit == e.Media[0].Credit {
		t.Error("the item that was received is changed")
	}
}
