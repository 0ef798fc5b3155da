package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"sitrep/feed"
	"sitrep/feed/markup"
	"sitrep/feed/render"
	"sitrep/filter"
	"sitrep/internal/config"
	"sitrep/internal/poll"
	"sitrep/internal/serve"
	"sitrep/internal/store"
)

// feedReader reads published feeds out of the store. Its policy is what the
// text of an item is stripped by once more where it is shown; with none, verdicts
// are shown without text.
type feedReader struct {
	store  *store.Store
	config *config.Config
	policy *filter.Policy
}

// reader reads what is published under the configuration in force.
func (d *desk) reader() feedReader {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return feedReader{store: d.store, config: d.config, policy: d.policy}
}

// Version changes with every commit that changes a feed.
func (r feedReader) Version(ctx context.Context) (int64, error) { return r.store.Version(ctx) }

// Feed is one feed with its entries, newest first.
func (r feedReader) Feed(ctx context.Context, name string) (feed.Feed, []feed.Entry, error) {
	f, err := r.configured(name)
	if err != nil {
		return feed.Feed{}, nil, err
	}
	return r.read(ctx, f)
}

// configured is a feed as the configuration has it.
func (r feedReader) configured(name string) (config.Feed, error) {
	for _, f := range r.config.Feeds {
		if f.Name == name {
			return f, nil
		}
	}
	return config.Feed{}, fmt.Errorf("read feed %s: %w", name, fs.ErrNotExist)
}

func (r feedReader) read(ctx context.Context, f config.Feed) (feed.Feed, []feed.Entry, error) {
	out, err := r.describe(ctx, f)
	if err != nil {
		return feed.Feed{}, nil, err
	}
	stored, err := r.store.Entries(ctx, f.Name, f.Limit)
	if err != nil {
		return feed.Feed{}, nil, err
	}
	left, err := r.store.LeftFeed(ctx, f.Name, f.Limit)
	if err != nil {
		return feed.Feed{}, nil, err
	}
	if !left.IsZero() {
		out.Previous = r.archiveAddress(f, left.UTC().Format(time.DateOnly))
	}
	entries := make([]feed.Entry, len(stored))
	for i, s := range stored {
		entries[i] = filter.Complete(s.Entry, s.Report, f.Name, f.Also)
		if s.Entry.Updated.After(out.Updated) {
			out.Updated = s.Entry.Updated
		}
	}
	if out.Updated.IsZero() {
		out.Updated = out.Changed
	}
	return out, entries, nil
}

// describe is a feed without what follows from its entries.
func (r feedReader) describe(ctx context.Context, f config.Feed) (feed.Feed, error) {
	site := r.config.Site
	authority, err := r.store.Authority(ctx, authorityOf(site, time.Time{}))
	if err != nil {
		return feed.Feed{}, err
	}
	changed, err := r.store.FeedChanged(ctx, f.Name)
	if err != nil {
		return feed.Feed{}, err
	}
	return feed.Feed{
		Name: f.Name, ID: "tag:" + authority + ":feed/" + f.Name, Title: f.Title,
		Self: selfOf(site, f), Page: render.URI(site.BaseURL + f.Name), Contact: site.Contact, Hub: hubOf(f), Version: release,
		Changed: changed,
		Rights:  "Each entry belongs to its source, as its rights and source elements say.",
	}, nil
}

// Entry finds an entry by the last part of its id, in whichever feeds it is or
// was.
func (r feedReader) Entry(ctx context.Context, slug string) (serve.Archived, error) {
	authority, err := r.store.Authority(ctx, authorityOf(r.config.Site, time.Time{}))
	if err != nil {
		return serve.Archived{}, err
	}
	stored, err := r.store.EntryByID(ctx, "tag:"+authority+":"+slug)
	if err != nil {
		return serve.Archived{}, err
	}
	out := serve.Archived{Withdrawn: true}
	for _, s := range stored {
		at := slices.IndexFunc(r.config.Feeds, func(f config.Feed) bool { return f.Name == s.Feed })
		if at < 0 || r.config.Feeds[at].Token != "" || s.State == filter.Folded {
			continue
		}
		if out.Withdrawn && s.State != filter.Withdrawn {
			out.Withdrawn, out.Entry = false, filter.Complete(s.Entry, s.Report, s.Feed, r.config.Feeds[at].Also)
		}
		out.Feeds = append(out.Feeds, s.Feed)
	}
	if len(out.Feeds) == 0 {
		return serve.Archived{}, fmt.Errorf("find entry %s: %w", slug, fs.ErrNotExist) // in private feeds, or in reserve, only
	}
	return out, nil
}

// Sources are the configured sources and how they are, by name.
func (r feedReader) Sources(ctx context.Context) ([]serve.SourceHealth, error) {
	sources, err := r.store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	var out []serve.SourceHealth
	for _, s := range sources {
		if s.Active {
			out = append(out, serve.SourceHealth(statusOf(s)))
		}
	}
	return out, nil
}

// errEnough ends a search that has found as much as is wanted.
var errEnough = errors.New("enough")

// Why finds verdicts by address, raw id, entry id, or words of the title and
// the source's name, newest first; the newest of all where nothing is asked.
func (r feedReader) Why(ctx context.Context, query string, limit int) ([]filter.Verdict, error) {
	var found []filter.Verdict
	find := func(q store.VerdictQuery, wanted func(filter.Verdict) bool) error {
		q.Newest = true
		err := r.store.Verdicts(ctx, q, func(v filter.Verdict) error {
			if wanted(v) {
				found = append(found, v)
			}
			if len(found) == limit {
				return errEnough
			}
			return nil
		})
		if errors.Is(err, errEnough) {
			return nil
		}
		return err
	}
	if r.policy != nil && query != "" { // what waits to be decided is the newest
		err := poll.Awaiting(ctx, r.store, r.policy, store.VerdictQuery{URL: query}, func(v filter.Verdict) error {
			if len(found) < limit-1 {
				found = append(found, v)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if err := find(store.VerdictQuery{URL: query, EntryID: query}, func(filter.Verdict) bool { return true }); err != nil {
		return nil, err
	}
	if len(found) == 0 {
		words := strings.Fields(markup.Fold(query))
		err := find(store.VerdictQuery{All: true}, func(v filter.Verdict) bool {
			said := markup.Fold(v.Title + " " + v.Source)
			return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(said, word) })
		})
		if err != nil {
			return nil, err
		}
	}
	for i := range found {
		if err := r.addText(ctx, &found[i]); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// addText gives a verdict the text that it left, which is not kept: it follows
// from the item. An item that was pruned or forgotten has none.
func (r feedReader) addText(ctx context.Context, v *filter.Verdict) error {
	if r.policy == nil {
		return nil
	}
	it, err := r.store.LastVersion(ctx, v.Key, v.Item)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	reading := r.policy.Read(receivedOf(*v, it))
	v.Text = markup.Plain(reading.Strip.Text)
	return nil
}

// receivedOf is a stored item in the words of the filter.
func receivedOf(v filter.Verdict, it store.Pending) filter.Received {
	return filter.Received{
		Source: v.Key, Name: v.Source, Item: it.Item, URL: it.URL, Body: it.Body, Origin: it.Origin, At: it.Received, Time: it.Time,
	}
}
