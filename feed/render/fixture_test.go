package render_test

import (
	"time"

	"sitrep/feed"
)

var seoul = time.FixedZone("", 9*3600)

// desk is a feed with everything a feed can have.
func desk() feed.Feed {
	return feed.Feed{
		Name: "defence", ID: "tag:desk.example.org,2026:feed/defence", Title: "Defence news & notes", Subtitle: "Every story once",
		Self: "https://desk.example.org/sub/defence.atom", Page: "https://desk.example.org/sub/defence",
		Contact: "desk@example.org", Hub: "https://hub.example.net/", Version: "0.9",
		Rights:  "Each entry belongs to its source, as its rights and source elements say.",
		Updated: time.Date(2026, 6, 18, 3, 4, 5, 0, time.UTC),
	}
}

// fullEntry has every fact an entry can carry.
func fullEntry() feed.Entry {
	return feed.Entry{
		ID:       "tag:desk.example.org,2026:0123456789abcdef01234567",
		Language: "ko",
		Title:    "해군, 새 구축함 진수 <\"첫 번째\"> & 시운전",
		Summary:  feed.Text{Type: feed.HTML, Body: "<p>해군은 17일 새 구축함을 진수했다고 밝혔다. <a href=\"https://wire.example.kr/기사\">자세히</a></p>"},
		Links: []feed.Link{
			{Rel: feed.RelAlternate, Href: "https://wire.example.kr/기사/1?q=한국&n=2", Type: "text/html", Hreflang: "ko"},
			{Rel: feed.RelVia, Href: "https://portal.example.com/", Title: "A portal"},
			{Rel: feed.RelRelated, Href: "https://paper.example.com/launch", Title: "Navy launches destroyer (A Paper)", Type: "text/html"},
			{Rel: "license", Href: "https://creativecommons.org/licenses/by/4.0/"},
			{Rel: feed.RelEnclosure, Href: "https://wire.example.kr/a.mp3", Type: "audio/mpeg", Length: "12345"},
		},
		Authors: []feed.Person{
			{Name: "김가람 기자", URI: "https://wire.example.kr/reporters/7"},
			{Name: "Jane Roe, Example Wire"},
		},
		Contributors: []feed.Person{{Name: "이나래", URI: "https://wire.example.kr/reporters/8"}},
		Published:    time.Date(2026, 6, 17, 15, 30, 0, 0, seoul),
		Updated:      time.Date(2026, 6, 18, 9, 0, 0, 0, seoul),
		Rights:       []string{"ⓒ 보기통신, 무단 전재 및 재배포 금지", "Photo: Example Pool", "(c) Example Wire 2026"},
		Categories: []feed.Category{
			{Term: "navy", Scheme: "https://wire.example.kr/topics", Label: "해군"},
			{Term: "조달"},
		},
		Media: []feed.Media{
			{
				URL: "https://img.example.kr/사진/1.jpg", Type: "image/jpeg", Medium: "image", Title: "진수식", Description: "▲ 진수식에서 손을 흔드는 승조원",
				Credit: "Example Pool", Copyright: "© Example Pool", Width: 1200, Height: 800,
			},
			{URL: "https://img.example.kr/1_t.jpg", Medium: "image", Width: 120, Height: 80, Thumbnail: true},
			{URL: "https://img.example.kr/2_t.jpg", Medium: "image", Credit: "A. N. Other", Thumbnail: true},
		},
		Identifier: "AKR 2026/0617#1 <raw>",
		Source: feed.Source{
			ID: "https://wire.example.kr/rss/defence.xml", Title: feed.Text{Type: feed.PlainText, Body: "보기통신 국방"},
			Subtitle: feed.Text{Type: feed.PlainText, Body: "국방 기사"}, Language: "ko",
			Links: []feed.Link{
				{Rel: feed.RelSelf, Href: "https://wire.example.kr/rss/defence.xml", Type: "application/rss+xml"},
				{Rel: feed.RelAlternate, Href: "https://wire.example.kr/defence", Type: "text/html"},
			},
			Rights:    feed.Text{Type: feed.PlainText, Body: "(c) Example Wire 2026"},
			Updated:   time.Date(2026, 6, 18, 9, 1, 0, 0, seoul),
			Authors:   []feed.Person{{Name: "Example Wire"}},
			Generator: feed.Generator{Name: "wirepress", Version: "3.1", URI: "https://wirepress.example/"},
		},
		Marks: []string{"2nd LD"},
	}
}

// entries are one of each kind: everything, full text with folded coverage,
// the headline only, and one that is awkward in every field.
func entries() []feed.Entry {
	source := feed.Source{
		ID: "tag:paper.example.com,2020:feed", Title: feed.Text{Body: "A Paper"}, Updated: time.Date(2026, 6, 16, 0, 0, 0, 0, time.UTC),
		Links: []feed.Link{{Rel: feed.RelAlternate, Href: "https://paper.example.com/", Type: "text/html"}},
	}
	full := feed.Entry{
		ID: "tag:desk.example.org,2026:1123456789abcdef01234567", Language: "en", Title: "Destroyer launched",
		Summary: feed.Text{Type: feed.PlainText, Body: "The navy launched a destroyer.\nIt floats."},
		Content: feed.Text{Type: feed.HTML, Body: "<p>The navy launched a <b>destroyer</b> &amp; two tugs.</p><ul><li>one</li></ul>"},
		Links:   []feed.Link{{Rel: feed.RelAlternate, Href: "https://paper.example.com/launch", Type: "text/html"}},
		Authors: []feed.Person{{Name: "A. Writer"}}, Source: source, FoldedLine: "보기통신, Third & Fourth",
		Published: time.Date(2026, 6, 16, 1, 2, 3, 0, time.UTC), Updated: time.Date(2026, 6, 17, 1, 2, 3, 0, time.UTC),
		Rights: []string{"Copyright A Paper. All rights reserved."},
	}
	headline := feed.Entry{
		ID: "tag:desk.example.org,2026:2123456789abcdef01234567", Title: "Headline only",
		Links:   []feed.Link{{Rel: feed.RelAlternate, Href: "https://paper.example.com/headline", Type: "text/html"}},
		Authors: []feed.Person{{Name: "A Paper"}}, Source: source,
		Published: time.Date(2026, 6, 15, 1, 2, 3, 0, time.UTC), Updated: time.Date(2026, 6, 15, 1, 2, 4, 0, time.UTC),
	}
	return []feed.Entry{fullEntry(), full, headline, awkwardEntry()}
}

// awkwardEntry has something in every field that Atom cannot hold.
func awkwardEntry() feed.Entry {
	return feed.Entry{
		ID: "tag:desk.example.org,2026:3123456789abcdef01234567", Language: "en_GB", Title: "Bell\a, \uFFFE, lost \uFFFD and \xff bytes",
		Summary: feed.Text{Type: feed.PlainText, Body: "a < b && c > d\x00"},
		Links: []feed.Link{
			{Rel: feed.RelAlternate, Href: "https://user:secret@odd.example.com/a b?c=[d]#e#f%zz", Type: "html"},
			{Rel: feed.RelAlternate, Href: "https://odd.example.com/second"},
			{Rel: feed.RelVia, Href: "javascript:alert(1)"},
			{Rel: feed.RelVia, Href: "/relative"},
			{Rel: "made up", Href: "https://odd.example.com/made-up", Title: " ", Hreflang: "klingon!"},
			{Rel: feed.RelRelated, Href: "https://very-long.example.com/" + repeat("아주-긴-주소-", 9) + "?q=끝"},
			{Rel: feed.RelRelated, Href: "https://한국.example.com/" + repeat("긴", 40)},
			{Rel: feed.RelEnclosure, Href: "https://odd.example.com/b.bin", Length: "many"},
		},
		Authors:    []feed.Person{{Name: "  "}, {Name: "Only One", Email: "one@example.com", URI: "not an address"}},
		Categories: []feed.Category{{Term: " "}, {Term: "odd", Scheme: "not an address"}},
		Published:  time.Date(2026, 6, 14, 1, 2, 3, 456789, time.FixedZone("", 30615)),
		Updated:    time.Date(2026, 6, 14, 1, 2, 3, 0, time.UTC),
		Media:      []feed.Media{{URL: "data:image/png;base64,AAAA", Credit: "x"}, {URL: "https://odd.example.com/한.png", Medium: "hologram", Type: "png", Width: -3}},
		Source: feed.Source{
			ID: "raw id of a feed", Title: feed.Text{Type: feed.HTML, Body: "The &lt;Odd&gt; <b>One</b>"}, Language: "x-none",
			Links: []feed.Link{
				{Rel: feed.RelSelf, Href: "file:///srv/feeds/odd.xml", Type: "text/xml"},
				{Rel: feed.RelAlternate, Href: "https://odd.example.com/"},
			},
		},
	}
}

func repeat(s string, n int) string {
	out := ""
	for range n {
		out += s
	}
	return out
}

// archives are archive pages by the name of their golden file: one in the
// middle, and the only one, of which all was withdrawn.
func archives() map[string]feed.ArchivePage {
	page := func(day string) string { return "https://desk.example.org/sub/archive/defence/" + day + ".atom" }
	first := time.Date(2026, 6, 15, 1, 2, 3, 0, time.UTC)
	return map[string]feed.ArchivePage{
		"archive.atom": {
			Self: page("2026-06-17"), Previous: page("2026-06-15"), Next: page("2026-06-18"), Entries: entries(),
			Withdrawn: []feed.Tombstone{{
				ID: "tag:desk.example.org,2026:fedcba9876543210fedcba98", When: time.Date(2026, 6, 20, 1, 2, 3, 0, time.UTC),
				Self: "https://desk.example.org/sub/archive/defence/2026-06-17/fedcba9876543210fedcba98.atomdeleted",
			}},
		},
		"withdrawn.atom": {Self: page("2026-06-15"), Withdrawn: []feed.Tombstone{
			{ID: "tag:desk.example.org,2026:1", When: first, Self: "https://desk.example.org/1.atomdeleted"},
			{ID: "no iri", When: first, Self: "https://desk.example.org/2.atomdeleted"},
		}},
	}
}
