package cli

import (
	"fmt"

	"sitrep/internal/config"
	"sitrep/internal/serve"
	"sitrep/internal/store"
)

type exportCommand struct {
	ConfigFlag
	Dir string `arg:"" help:"The folder to write to; made if it does not exist."`
}

func (cmd exportCommand) Run(c call) error {
	return withStore(c, cmd.Config, func(loaded *config.Config, opened *store.Store) error {
		d := &desk{config: loaded, store: opened}
		return d.export(c, cmd.Dir)
	})
}

// export writes every public feed as static files.
func (d *desk) export(c call, dir string) error {
	report, err := serve.Export(c.context, dir, siteOf(d.config), feedReader{store: d.store, config: d.config})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Stderr, "%s: %s written, %d unchanged\n", dir, count(report.Written, "file"), report.Unchanged)
	return nil
}

// siteOf is the site as serving shows it.
func siteOf(loaded *config.Config) serve.Site {
	site := serve.Site{
		Title: loaded.Site.Title, BaseURL: loaded.Site.BaseURL, Contact: loaded.Site.Contact, Version: release,
	}
	for _, f := range loaded.Feeds {
		site.Feeds = append(site.Feeds, serve.FeedInfo{Name: f.Name, Title: f.Title, Token: f.Token, Hub: f.Hub})
	}
	return site
}
