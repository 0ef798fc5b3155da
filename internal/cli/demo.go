package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"sitrep/filter"
	"sitrep/internal/config"
	"sitrep/internal/poll"
	"sitrep/internal/store"
)

// demoFolder is where the sample feeds and their configuration are shipped.
const demoFolder = "testdata/demo"

// demoNow is when the demo takes place: the sample feeds are of the days
// before it, and the same on every run.
func demoNow() time.Time { return time.Date(2026, time.June, 18, 0, 0, 0, 0, time.UTC) }

// demoMemory is from where on the demo rather collects garbage than takes more
// memory: most of what it needs is made once, while the word lists are compiled.
const demoMemory = 48 << 20

type demoCommand struct {
	Serve  bool   `help:"Then serve the feeds until told to stop."`
	Listen string `default:"127.0.0.1:8080" placeholder:"ADDR" help:"Where --serve listens."`
	Export string `placeholder:"DIR" help:"Write the feeds as static files, too."`
	GzipFlag
}

// Run takes the bundled feeds down the same road as any others, in a folder
// that is gone afterwards.
func (cmd demoCommand) Run(c call) (err error) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(demoMemory))
	dir, err := os.MkdirTemp("", "sitrep-demo-")
	if err != nil {
		return fmt.Errorf("make a folder for the demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := unpack(c.Shipped, demoFolder, dir); err != nil {
		return err
	}
	c.Now = demoNow
	loaded, findings := config.Load(filepath.Join(dir, "config.yaml"))
	if loaded == nil {
		tell(c, findings)
		return errTold
	}
	loaded.Store = filepath.Join(dir, "demo.db")
	if cmd.Serve {
		loaded.Listen = cmd.Listen
		loaded.Site.BaseURL = "http://" + cmd.Listen + "/"
	}
	d, err := openDeskWith(c, loaded, false)
	if err != nil {
		return err
	}
	defer closing(d, &err)
	round, err := d.conductor.Round(c.context, poll.Selection{Force: true})
	if err != nil {
		return err
	}
	for _, f := range round.Faults {
		fmt.Fprintf(c.Stderr, "%s: %v\n", f.Source, f.Err)
	}
	if err := cmd.show(c, d, round); err != nil {
		return err
	}
	if cmd.Export != "" {
		if err := d.export(c, cmd.Export, cmd.GzipFlag); err != nil {
			return err
		}
	}
	if cmd.Serve {
		return d.serve(c, false)
	}
	return nil
}

// unpack copies a shipped folder to disk, so that its sources are files like
// any others.
func unpack(from fs.FS, folder, to string) error {
	sub, err := fs.Sub(from, folder)
	if err != nil {
		return fmt.Errorf("unpack %s: %w", folder, err)
	}
	if err := os.CopyFS(to, sub); err != nil {
		return fmt.Errorf("unpack %s: %w", folder, err)
	}
	return nil
}

// show prints the demo from what the store now holds.
func (cmd demoCommand) show(c call, d *desk, round poll.Report) error {
	var verdicts []filter.Verdict
	err := d.store.Verdicts(c.context, store.VerdictQuery{All: true}, func(v filter.Verdict) error {
		verdicts = append(verdicts, v)
		return nil
	})
	if err != nil {
		return err
	}
	page := &demoPage{sheet: sheet{w: c.Stdout}, desk: d, verdicts: verdicts}
	page.opening(round)
	if err := page.strip(); err != nil {
		return err
	}
	page.takes()
	page.copies()
	if err := page.lookAlikes(c); err != nil {
		return err
	}
	page.drops()
	if err := page.published(c); err != nil {
		return err
	}
	page.closing()
	return page.err
}
