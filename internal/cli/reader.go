package cli

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"sitrep/feed"
	"sitrep/feed/markup"
	"sitrep/filter"
	"sitrep/internal/config"
	"sitrep/internal/serve"
	"sitrep/internal/store"
)

// feedReader reads published feeds out of the store.
type feedReader struct {
	store  *store.Store
	config *config.Config
}

// Version changes with every commit that changes a feed.
func (r feedReader) Version(ctx context.Context) (int64, error) { return r.store.Version(ctx) }

// Feed is one feed with its entries, newest first.
func (r feedReader) Feed(ctx context.Context, name string) (feed.Feed, []feed.Entry, error) {
	for _, f := range r.config.Feeds {
		if f.Name == name {
			return r.read(ctx, f)
		}
	}
	return feed.Feed{}, nil, fmt.Errorf("read feed %s: there is no such feed", name)
}

func (r feedReader) read(ctx context.Context, f config.Feed) (feed.Feed, []feed.Entry, error) {
	site := r.config.Site
	authority, err := r.store.Authority(ctx, authorityOf(site, time.Time{}))
	if err != nil {
		return feed.Feed{}, nil, err
	}
	stored, err := r.store.Entries(ctx, f.Name, f.Limit)
	if err != nil {
		return feed.Feed{}, nil, err
	}
	changed, err := r.store.FeedChanged(ctx, f.Name)
	if err != nil {
		return feed.Feed{}, nil, err
	}
	out := feed.Feed{
		Name: f.Name, ID: "tag:" + authority + ":feed/" + f.Name, Title: f.Title,
		Self: site.BaseURL + f.Name + ".atom", Page: site.BaseURL + f.Name, Contact: site.Contact, Hub: f.Hub, Version: release,
		Changed: changed,
		Rights:  "Each entry belongs to its source, as its rights and source elements say.",
	}
	entries := make([]feed.Entry, len(stored))
	for i, s := range stored {
		entries[i] = filter.Complete(s.Entry, s.Report, f.Name, f.Also)
		if s.Entry.Updated.After(out.Updated) {
			out.Updated = s.Entry.Updated
		}
	}
	if out.Updated.IsZero() {
		out.Updated = changed
	}
	return out, entries, nil
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
		if at < 0 || r.config.Feeds[at].Token != "" || s.State == filter.Withdrawn {
			continue
		}
		if out.Withdrawn {
			out.Withdrawn, out.Entry = false, filter.Complete(s.Entry, s.Report, s.Feed, r.config.Feeds[at].Also)
		}
		out.Feeds = append(out.Feeds, s.Feed)
	}
	if out.Withdrawn && !slices.ContainsFunc(stored, func(s store.StoredEntry) bool { return s.State == filter.Withdrawn }) {
		return serve.Archived{}, fmt.Errorf("find entry %s: %w", slug, fs.ErrNotExist) // in private feeds only
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

// Why finds verdicts by address, raw id, entry id or words of the title,
// newest first.
func (r feedReader) Why(ctx context.Context, query string, limit int) ([]filter.Verdict, error) {
	var found []filter.Verdict
	keep := func(v filter.Verdict) error {
		found = append(found, v)
		return nil
	}
	if err := r.store.Verdicts(ctx, store.VerdictQuery{URL: query, EntryID: query}, keep); err != nil {
		return nil, err
	}
	if words := strings.Fields(markup.Fold(query)); len(found) == 0 && len(words) > 0 {
		err := r.store.Verdicts(ctx, store.VerdictQuery{All: true}, func(v filter.Verdict) error {
			title := markup.Fold(v.Title)
			if slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(title, word) }) {
				return nil
			}
			return keep(v)
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Reverse(found)
	return found[:min(len(found), limit)], nil
}
