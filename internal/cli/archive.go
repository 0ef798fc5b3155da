package cli

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"sitrep/feed"
	"sitrep/feed/render"
	"sitrep/filter"
	"sitrep/internal/config"
	"sitrep/internal/serve"
)

// ArchiveDays are the days of a feed's archive pages, newest first. The newest
// is the one on which the newest entry was published that the feed does not
// show; every day before it has a page too, and a page holds its whole day.
// Feed and pages together thus hold all that was published and not yet pruned,
// and a day that is over gets no more entries.
func (r feedReader) ArchiveDays(ctx context.Context, name string) ([]string, error) {
	f, err := r.configured(name)
	if err != nil {
		return nil, err
	}
	left, err := r.store.LeftFeed(ctx, f.Name, f.Limit)
	if err != nil || left.IsZero() {
		return nil, err
	}
	days, err := r.store.EntryDays(ctx, f.Name, endOfDay(left))
	if err != nil {
		return nil, err
	}
	out := make([]string, len(days))
	for i, day := range days {
		out[i] = day.Format(time.DateOnly)
	}
	return out, nil
}

// endOfDay is the last moment, to the millisecond, of the day that a time is in.
func endOfDay(t time.Time) time.Time {
	return t.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1).Add(-time.Millisecond)
}

// ArchivePage is a feed with the archive page of a day.
func (r feedReader) ArchivePage(ctx context.Context, name, day string) (feed.Feed, feed.ArchivePage, error) {
	none := func(err error) (feed.Feed, feed.ArchivePage, error) {
		return feed.Feed{}, feed.ArchivePage{}, fmt.Errorf("read archive of %s, %s: %w", name, day, err)
	}
	f, err := r.configured(name)
	if err != nil {
		return none(err)
	}
	days, err := r.ArchiveDays(ctx, name)
	if err != nil {
		return none(err)
	}
	at := slices.Index(days, day)
	if at < 0 {
		return none(fs.ErrNotExist)
	}
	described, err := r.describe(ctx, f)
	if err != nil {
		return none(err)
	}
	page, err := r.archived(ctx, f, day)
	if err != nil {
		return none(err)
	}
	page.Self = r.archiveAddress(f, day)
	if at > 0 {
		page.Next = r.archiveAddress(f, days[at-1])
	}
	if at+1 < len(days) {
		page.Previous = r.archiveAddress(f, days[at+1])
	}
	return described, page, nil
}

// archived is what was published in a feed on a day, and what of it was
// withdrawn.
func (r feedReader) archived(ctx context.Context, f config.Feed, day string) (feed.ArchivePage, error) {
	var page feed.ArchivePage
	from, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return page, err
	}
	stored, err := r.store.EntriesOf(ctx, f.Name, from)
	if err != nil {
		return page, err
	}
	for _, s := range stored {
		if s.State == filter.Withdrawn {
			page.Withdrawn = append(page.Withdrawn, feed.Tombstone{
				ID: s.Entry.ID, When: s.Updated, Self: r.address(serve.TombstonePath(f.Name, day, s.Entry.ID)),
			})
			continue
		}
		page.Entries = append(page.Entries, filter.Complete(s.Entry, s.Report, f.Name, f.Also))
	}
	return page, nil
}

// archiveAddress is where an archive page is served; empty without a base.
func (r feedReader) archiveAddress(f config.Feed, day string) string {
	return r.address(serve.ArchivePath(f.Name, day))
}

// address is where a path of the site is served; empty without a base.
func (r feedReader) address(path string) string {
	if r.config.Site.BaseURL == "" {
		return ""
	}
	return render.URI(r.config.Site.BaseURL + path)
}
