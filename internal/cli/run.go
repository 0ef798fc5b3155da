package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"sitrep/internal/config"
	"sitrep/internal/serve"
)

// settle is how long a configuration file must lie still before it is read
// again: editors write in several steps.
const settle = 300 * time.Millisecond

// holdStubs is how long a daemon lets a flash stub wait for its full take.
const holdStubs = 10 * time.Minute

// pruneEvery is how often a running process deletes what has passed its time.
const pruneEvery = 6 * time.Hour

// lookEvery is how often a serving process looks for what another process, a
// poll from cron, has committed: often enough that it is served within a second.
const lookEvery = time.Second / 2

type runCommand struct {
	ConfigFlag
}

func (cmd runCommand) Run(c call) (err error) {
	d, err := openDesk(c, cmd.Config, false)
	if err != nil {
		return err
	}
	defer closing(d, &err)
	d.conductor.Hold = holdStubs
	return d.serve(c, true)
}

// serve serves the feeds until the context ends, and with polling visits
// sources as they become due.
func (d *desk) serve(c call, polling bool) error {
	ctx, stop := context.WithCancel(c.context)
	defer stop()
	server := serve.New(siteOf(d.config), d.reader(), d.log)
	public, err := serve.Listen(d.config.Listen, server.Public())
	if err != nil {
		return err
	}
	listeners := []*serve.Listener{public}
	if d.config.Admin != "" {
		admin, err := serve.Listen(d.config.Admin, server.Admin())
		if err != nil {
			return errors.Join(err, public.Close())
		}
		listeners = append(listeners, admin)
	}
	var stale atomic.Bool // told once, since it is tried again all the time
	refresh := func(ctx context.Context) {
		err := server.Refresh(ctx)
		switch {
		case ctx.Err() != nil:
		case err != nil && !stale.Swap(true):
			d.log.Error("refresh feeds: what was served before is served on", "error", err)
		case err == nil && stale.Swap(false):
			d.log.Info("feeds are refreshed again")
		}
	}
	refresh(ctx)
	fmt.Fprintf(c.Stderr, "serving %s on http://%s/\n", d.config.Site.Title, public.Addr())
	var work sync.WaitGroup
	failed := make(chan error, len(listeners))
	for _, l := range listeners {
		work.Go(func() {
			if err := l.Serve(ctx); err != nil {
				failed <- err
				stop()
			}
		})
	}
	if polling {
		work.Go(func() {
			_ = d.conductor.Run(ctx, func(ctx context.Context) {
				refresh(ctx)
				d.announceAside(ctx, &work)
			})
		})
		work.Go(func() { repeat(ctx, announceEvery, func() { d.announceAside(ctx, &work) }) })
		work.Go(func() { d.watch(ctx, c, server) })
		work.Go(func() { repeat(ctx, pruneEvery, func() { d.prune(ctx, c) }) })
	}
	work.Go(func() { repeat(ctx, lookEvery, func() { refresh(ctx) }) })
	work.Wait()
	close(failed)
	return <-failed // nil when told to stop
}

// repeat does something again and again until the context ends, the first time
// after one interval.
func repeat(ctx context.Context, interval time.Duration, do func()) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			do()
		}
	}
}

// prune deletes what has passed its retention.
func (d *desk) prune(ctx context.Context, c call) {
	if _, err := d.store.Prune(ctx, c.now(), pruneOptions(d.current())); err != nil && ctx.Err() == nil {
		d.log.Error("prune", "error", err)
	}
}

// watch reloads the configuration on SIGHUP and when its file changes. It
// watches the folder, since editors and mounts replace files.
func (d *desk) watch(ctx context.Context, c call, server *serve.Server) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	var changes <-chan fsnotify.Event
	var lost <-chan error
	watcher, err := fsnotify.NewWatcher()
	if err == nil {
		defer watcher.Close()
		err = watcher.Add(d.current().Dir)
		changes, lost = watcher.Events, watcher.Errors
	}
	if err != nil {
		d.log.Warn("cannot watch the configuration; send SIGHUP to reload", "error", err)
	}
	name := filepath.Base(d.current().Path)
	var still <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangups:
			d.reload(c, server, true)
		case event := <-changes:
			if filepath.Base(event.Name) == name || filepath.Base(event.Name) == "..data" {
				still = time.After(settle)
			}
		case err := <-lost: // events may be missing: look at the file itself
			d.log.Warn("watch the configuration", "error", err)
			still = time.After(settle)
		case <-still:
			still = nil
			d.reload(c, server, false)
		}
	}
}

// reload puts an edited configuration in place of the running one, unless it
// is wrong, its tests fail, or it would withdraw too much: then the old one
// goes on.
func (d *desk) reload(c call, server *serve.Server, asked bool) {
	loaded, findings := config.Load(d.current().Path)
	tell(c, findings)
	if loaded == nil {
		d.log.Error("reload: the configuration is wrong; the running one goes on", "file", d.current().Path)
		server.SetFault(findingsText(findings), c.now())
		return
	}
	if loaded.Hash == d.current().Hash && !asked {
		server.SetFault("", c.now()) // what was wrong with it has been put back
		return
	}
	if running := d.current(); loaded.Listen != running.Listen || loaded.Admin != running.Admin || loaded.Store != running.Store {
		d.log.Warn("reload: listen, admin and store take effect at the next start")
		loaded.Listen, loaded.Admin, loaded.Store = running.Listen, running.Admin, running.Store
	}
	if err := d.adopt(c, loaded, false); err != nil {
		d.log.Error("reload: the running configuration goes on", "error", err)
		server.SetFault(err.Error(), c.now())
		return
	}
	server.SetFault("", c.now())
	server.SetSite(siteOf(loaded), d.reader())
	if err := server.Refresh(c.context); err != nil {
		d.log.Error("refresh feeds", "error", err)
	}
	d.log.Info("reloaded", "file", d.current().Path, "sources", len(loaded.Sources), "feeds", len(loaded.Feeds))
}

// findingsText is what is wrong with a configuration, a line each.
func findingsText(findings []config.Finding) string {
	lines := make([]string, len(findings))
	for i, f := range findings {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}
