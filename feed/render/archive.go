package render

import (
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
// tombstones for the entries that were withdrawn (RFC 6721). Entries and
// tombstones keep their order.
//
// Tombstones stand here and not in the feed that readers subscribe to, because
// the W3C validator warns of every namespace it does not know, and theirs is
// one, as soon as it is declared. So only an archive document that holds a
// tombstone declares it; all others are without a warning.
func AtomArchive(f feed.Feed, page feed.ArchivePage) ([]byte, error) {
	updated := archiveUpdated(page)
	out := newAtomFeed(f, updated)
	out.History, out.Archive = historyNamespace, &struct{}{}
	out.Links = newLinks([]feed.Link{
		{Rel: feed.RelSelf, Href: page.Self, Type: AtomType},
		{Rel: feed.RelAlternate, Href: f.Page, Type: "text/html"},
		{Rel: relCurrent, Href: f.Self, Type: AtomType},
		{Rel: relPrevArchive, Href: page.Previous, Type: AtomType},
		{Rel: relNextArchive, Href: page.Next, Type: AtomType},
	})
	if len(page.Withdrawn) > 0 {
		out.Deleted = deletedNamespace
	}
	out.Entries = append(tombstones(page.Withdrawn), atomEntries(page.Entries, f.Language, updated)...)
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

// tombstones writes at:deleted-entry elements.
func tombstones(withdrawn []feed.Tombstone) []byte {
	w := xmlWriter{depth: 1}
	for _, t := range withdrawn {
		w.leaf("at:deleted-entry", "", "ref", entryID(t.ID), "when", formatTime(firstTime(t.When)))
	}
	return w.b
}
