package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"sitrep/feed/render"
	"sitrep/internal/config"
	"sitrep/internal/fetch"
	"sitrep/internal/poll"
	"sitrep/internal/store"
)

// announceEvery is how often a running process looks for hubs that are to be
// told again, or of what another process has committed.
const announceEvery = 15 * time.Second

// settling is how long after a commit everybody is served what it brought: a
// process looks once in lookEvery and has to render then, and a cache in front
// may be a second behind (docs/nginx.md).
const settling = 3 * time.Second

// hubOf is a feed's hub. A private feed has none: a hub fetches without a
// token, and would hand what it gets to anybody.
func hubOf(f config.Feed) string {
	if f.Token != "" {
		return ""
	}
	return f.Hub
}

// selfOf is the address of a feed's Atom form.
func selfOf(site config.Site, f config.Feed) string {
	return render.URI(site.BaseURL + f.Name + ".atom")
}

// announcedOf lists the addresses of a feed that hubs are told of: the self
// links of its forms, since whoever subscribes to one is told of that one only.
// It is empty without a hub.
func announcedOf(site config.Site, f config.Feed) []poll.Announced {
	hub := hubOf(f)
	if hub == "" {
		return nil
	}
	var out []poll.Announced
	for _, form := range []string{render.AtomType, render.RSSType, render.JSONType} {
		out = append(out, poll.Announced{Name: f.Name, Self: render.FormAddress(selfOf(site, f), form), Hub: hub})
	}
	return out
}

// announce tells hubs what has changed, once. A hub that fails is told about
// and is no failure of ours: a later run tries again.
func (d *desk) announce(c call) {
	var all []poll.Announced
	for _, f := range d.config.Feeds {
		all = append(all, announcedOf(d.config.Site, f)...)
	}
	if _, err := d.conductor.Announce(c.context, all); err != nil {
		fmt.Fprintln(c.Stderr, err)
	}
}

// announceAside tells hubs what has changed while other work goes on: each
// feed by itself, so that a hub that hangs holds no other feed up.
func (d *desk) announceAside(ctx context.Context, work *sync.WaitGroup) {
	loaded := d.current()
	for _, f := range loaded.Feeds {
		announced := announcedOf(loaded.Site, f)
		if len(announced) == 0 {
			continue
		}
		work.Go(func() {
			for sent := 1; sent > 0 && ctx.Err() == nil; { // what changed meanwhile is told next
				var err error
				if sent, err = d.conductor.Announce(ctx, announced); err != nil && ctx.Err() == nil {
					d.log.Warn("hub", "fault", err)
				}
			}
		})
	}
}

// hubStatus is a feed's hub as programs read it, part of the contract of
// `status --format json`. Times are absent where they never came.
type hubStatus struct {
	Feed      string    `json:"feed"`
	Hub       string    `json:"hub"`                // without credentials
	Announced time.Time `json:"announced,omitzero"` // when the hub had last been told of all forms of the feed
	Lag       int64     `json:"lag_seconds"`        // how long the oldest change it was not told of has waited; 0 if it knows all
	Fault     string    `json:"fault,omitempty"`    // of the last attempt
	Faults    int       `json:"faults,omitempty"`   // failures in a row
	NextDue   time.Time `json:"next_due,omitzero"`  // after a failure, when it is tried again
}

// hubStatuses are the hubs of all feeds that have one.
func hubStatuses(c call, loaded *config.Config, opened *store.Store) ([]hubStatus, error) {
	var out []hubStatus
	for _, f := range loaded.Feeds {
		var topics []store.Topic
		for _, a := range announcedOf(loaded.Site, f) {
			topics = append(topics, store.Topic{Feed: a.Name, URL: a.Self, Hub: a.Hub})
		}
		if len(topics) == 0 {
			continue
		}
		announcements, err := opened.Announcements(c.context, topics)
		if err != nil {
			return nil, err
		}
		out = append(out, hubStatusOf(announcements, c.now()))
	}
	return out, nil
}

// hubStatusOf puts together how far the forms of one feed have been announced:
// the least of it counts.
func hubStatusOf(forms []store.Announcement, now time.Time) hubStatus {
	out := hubStatus{Feed: forms[0].Feed, Hub: fetch.Redact(forms[0].Hub), Announced: utc(forms[0].At)}
	for _, a := range forms {
		if a.At.Before(out.Announced) {
			out.Announced = utc(a.At)
		}
		if a.Waiting {
			out.Lag = max(out.Lag, int64(now.Sub(a.Since).Seconds()))
		}
		if a.Attempts > out.Faults {
			out.Fault, out.Faults, out.NextDue = a.Fault, a.Attempts, utc(a.Next)
		}
	}
	return out
}

// tellHubs is the part of status on hubs.
func (cmd statusCommand) tellHubs(c call, out *sheet, encoder *json.Encoder, hubs []hubStatus) error {
	var faults []error
	for _, h := range hubs {
		if cmd.Format == "json" {
			faults = append(faults, encoder.Encode(h))
			continue
		}
		writeHub(out, h, c.now())
	}
	return errors.Join(faults...)
}

// writeHub tells one hub to people.
func writeHub(out *sheet, h hubStatus, now time.Time) {
	out.printf("%s  %s\n", pad("hub", 8), h.Feed)
	out.line("", h.Hub)
	lag := ""
	if h.Lag > 0 {
		lag = fmt.Sprintf(", lags by %s", time.Duration(h.Lag)*time.Second)
	}
	out.line("", "announced "+ago(h.Announced, now)+lag)
	if h.Fault != "" {
		out.line("", fmt.Sprintf("fault (%d in a row): %s", h.Faults, h.Fault))
		out.line("", "next attempt "+ahead(h.NextDue, now))
	}
}
