package cli

import (
	"fmt"

	"sitrep/internal/config"
	"sitrep/internal/serve"
	"sitrep/internal/store"
)

type exportCommand struct {
	ConfigFlag
	GzipFlag
	Dir string `arg:"" help:"The folder to write to; made if it does not exist."`
}

func (cmd exportCommand) Run(c call) error {
	return withStore(c, cmd.Config, func(loaded *config.Config, opened *store.Store) error {
		d := &desk{config: loaded, store: opened}
		return d.export(c, cmd.Dir, cmd.GzipFlag)
	})
}

// GzipFlag is the flag of the commands that export.
type GzipFlag struct {
	Gzip bool `help:"Write a compressed file NAME.gz beside each exported one, for web servers that send prepared ones."`
}

// export writes every public feed as static files, and removes those of an
// earlier export that are not served any more.
func (d *desk) export(c call, dir string, flag GzipFlag) error {
	reader := d.reader()
	report, err := serve.Export(c.context, dir, siteOf(d.config), reader, serve.ExportOptions{Gzip: flag.Gzip})
	if err != nil {
		return err
	}
	removed := ""
	if report.Removed > 0 {
		removed = fmt.Sprintf(", %d no longer served removed", report.Removed)
	}
	fmt.Fprintf(c.Stderr, "%s: %s written, %d unchanged%s\n", dir, count(report.Written, "file"), report.Unchanged, removed)
	return nil
}

// siteOf is the site as serving shows it.
func siteOf(loaded *config.Config) serve.Site {
	site := serve.Site{
		Title: loaded.Site.Title, BaseURL: loaded.Site.BaseURL, Contact: loaded.Site.Contact, Version: release,
	}
	for _, f := range loaded.Feeds {
		site.Feeds = append(site.Feeds, serve.FeedInfo{Name: f.Name, Title: f.Title, Token: f.Token, Hub: hubOf(f)})
	}
	return site
}
