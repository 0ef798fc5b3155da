package render

import (
	"encoding/xml"
	"slices"
	"time"

	"sitrep/feed"
)

// Relations between the documents of an archived feed (RFC 5005, section 4).
const (
	relCurrent     = "current"
	relPrevArchive = "prev-archive"
	relNextArchive = "next-archive"
)

// AtomArchive writes an archive document of a feed (RFC 5005, section 4), with
// links to the tombstones of the entries that were withdrawn (RFC 6721).
// Entries and tombstones keep their order.
//
// The tombstones have documents of their own, because the W3C validator warns
// of every namespace it does not know, and theirs is one, as soon as a feed
// declares it.
func AtomArchive(f feed.Feed, page feed.ArchivePage) ([]byte, error) {
	updated := archiveUpdated(page)
	out := newAtomFeed(f, updated)
	out.History, out.Archive = historyNamespace, &struct{}{}
	links := []feed.Link{
		{Rel: feed.RelSelf, Href: page.Self, Type: AtomType},
		{Rel: feed.RelAlternate, Href: f.Page, Type: "text/html"},
		{Rel: relCurrent, Href: f.Self, Type: AtomType},
		{Rel: relPrevArchive, Href: page.Previous, Type: AtomType},
		{Rel: relNextArchive, Href: page.Next, Type: AtomType},
	}
	if page.Previous == "" && page.Next == "" {
		// An archive document without a neighbour counts as incomplete in the
		// W3C validator. What comes after the only one is the feed itself.
		links[len(links)-1].Href = f.Self
	}
	for _, t := range page.Withdrawn {
		links = append(links, feed.Link{Rel: feed.RelRelated, Href: t.Self, Type: DeadType, Title: "Withdrawn: " + entryID(t.ID)})
	}
	out.Links = newLinks(links)
	out.Entries = atomEntries(page.Entries, f.Language, updated)
	return writeXML(&out, len(out.Entries))
}

// archiveUpdated is when the page's newest entry changed, or was withdrawn.
func archiveUpdated(page feed.ArchivePage) time.Time {
	var updated time.Time
	for _, e := range page.Entries {
		if printable(e.Updated) && e.Updated.After(updated) {
			updated = e.Updated
		}
	}
	for _, t := range page.Withdrawn {
		if printable(t.When) && t.When.After(updated) {
			updated = t.When
		}
	}
	return firstTime(updated)
}

// deletedEntry is an at:deleted-entry as the root of a document.
type deletedEntry struct {
	XMLName   xml.Name   `xml:"at:deleted-entry"`
	Ref       string     `xml:"ref,attr"`
	When      string     `xml:"when,attr"`
	Deleted   string     `xml:"xmlns:at,attr"`
	Namespace string     `xml:"xmlns,attr"`
	Links     []atomLink `xml:"link"`
	Source    deadSource `xml:"source"`
}

// deadSource names the feed that an entry was withdrawn from.
type deadSource struct {
	ID      string     `xml:"id"`
	Title   *atomText  `xml:"title"`
	Updated string     `xml:"updated"`
	Links   []atomLink `xml:"link"`
}

// AtomDeleted writes the document of a tombstone (RFC 6721, section 4): which
// entry of which feed was withdrawn, and when.
func AtomDeleted(f feed.Feed, t feed.Tombstone) ([]byte, error) {
	when := formatTime(firstTime(t.When))
	head := newAtomFeed(f, firstTime(t.When))
	links := feedLinks(f)
	links = slices.DeleteFunc(links, func(l atomLink) bool { return l.Rel != feed.RelSelf && l.Rel != feed.RelAlternate })
	return writeXML(&deletedEntry{
		Ref: entryID(t.ID), When: when, Deleted: deletedNamespace, Namespace: atomNamespace,
		Links:  newLinks([]feed.Link{{Rel: feed.RelSelf, Href: t.Self, Type: DeadType}}),
		Source: deadSource{ID: head.ID, Title: head.Title, Updated: when, Links: links},
	}, 1024)
}
