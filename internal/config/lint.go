package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"sitrep/filter"
)

// Lint finds what is valid and wrong in a configuration. The findings are
// warnings, sorted by place.
func Lint(c *Config) []Finding {
	lint := linter{cfg: c, findings: slices.Clone(c.notes)}
	lint.sources()
	lint.feeds()
	lint.topics()
	return sortFindings(lint.findings)
}

type linter struct {
	cfg      *Config
	findings []Finding
}

func (l *linter) warn(at Finding, format string, args ...any) {
	at.Text = fmt.Sprintf(format, args...)
	l.findings = append(l.findings, at)
}

// noteSite notes what a reader or a publisher would miss, and pages for the
// operator that anybody can reach.
func (l *loader) noteSite(sections map[string]*yaml.Node) {
	if l.cfg.Site.Contact == "" {
		l.note(sections["site"], "site has no contact; publishers could not reach you before they block you")
	}
	if len(l.cfg.Feeds) == 0 {
		l.note(sections["feeds"], "no feeds; nothing would be published")
	}
	if host, _, err := net.SplitHostPort(l.cfg.Admin); err == nil && l.cfg.Admin != "" {
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			l.note(sections["admin"], "admin listens on %s, where others can reach it; it asks for no password", l.cfg.Admin)
		}
	}
}

// sources warns of sources read for nothing, or twice.
func (l *linter) sources() {
	addresses := map[string]string{}
	for i, s := range l.cfg.Sources {
		at := l.cfg.sourcesAt[i]
		if other, twice := addresses[s.URL]; twice {
			l.warn(at, "source %s has the same url as %s", quote(s.Name), quote(other))
		} else {
			addresses[s.URL] = s.Name
		}
		l.sourceFile(at, s)
		used := slices.ContainsFunc(l.cfg.Settings.Feeds, func(f filter.Feed) bool { return takes(f, l.cfg.Settings.Sources[i]) })
		if !used && !s.Disabled && len(l.cfg.Feeds) > 0 {
			l.warn(at, "no feed takes from source %s", quote(s.Name))
		}
	}
}

// sourceFile warns of a source that is to be read from a file which cannot be:
// one that is not there yet may come, so that it is no error.
func (l *linter) sourceFile(at Finding, s Source) {
	u, err := url.Parse(s.URL)
	if err != nil || u.Scheme != "file" || s.Disabled {
		return
	}
	path := filepath.FromSlash(u.Path)
	near, err := filepath.Rel(l.cfg.Dir, path)
	if err != nil {
		near = path
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.warn(at, "there is no file %s for source %s to be read from", quote(near), quote(s.Name))
	case err == nil && info.IsDir():
		l.warn(at, "%s, which source %s is to be read from, is a directory; name the file in it", quote(near), quote(s.Name))
	case errors.Is(err, fs.ErrPermission) || err == nil && info.Mode().IsRegular() && !readable(path):
		l.warn(at, "this user may not read the file %s of source %s", quote(near), quote(s.Name))
	}
}

// readable reports whether this user may read a file.
func readable(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return !errors.Is(err, fs.ErrPermission)
	}
	_ = f.Close() // only opened to see whether it may be read
	return true
}

// takes reports whether a feed takes from a source, as the filter reads from:
// names, tags and all add, -name leaves out, leaving out alone means all the
// others, and a source fetched with credentials must be named.
func takes(f filter.Feed, s filter.Source) bool {
	in, adds := false, false
	for _, word := range f.From {
		name, out := strings.CutPrefix(word, "-")
		is := name == s.Name || slices.Contains(s.Tags, name)
		switch {
		case out && is:
			return false
		case !out:
			adds = true
			in = in || is || name == "all" && !s.Private
		}
	}
	return in || !adds && !s.Private
}

// feeds warns of feeds that stay empty, and of feeds open to all that publish
// what was fetched with credentials.
func (l *linter) feeds() {
	for i, f := range l.cfg.Settings.Feeds {
		at := l.cfg.feedsAt[i]
		sources := 0
		for j, s := range l.cfg.Settings.Sources {
			if !takes(f, s) {
				continue
			}
			if !l.cfg.Sources[j].Disabled {
				sources++
			}
			if s.Private && l.cfg.Feeds[i].Token == "" {
				l.warn(at, "feed %s is open to all and takes from source %s, which is fetched with credentials", quote(f.Name), quote(s.Name))
			}
		}
		if c := l.cfg.Feeds[i]; c.Hub != "" && c.Token != "" {
			l.warn(at, "feed %s is private, so its hub is not told of it: a hub fetches without a token", quote(f.Name))
		}
		if sources == 0 {
			l.warn(at, "feed %s takes from no source that is read", quote(f.Name))
		}
	}
}

// topics warns of topics nothing asks for.
func (l *linter) topics() {
	for i, t := range l.cfg.Settings.Topics {
		byFeed := slices.ContainsFunc(l.cfg.Settings.Feeds, func(f filter.Feed) bool {
			return slices.Contains(f.Topics, t.Name) || strings.Contains(f.Where, t.Name)
		})
		if !byFeed {
			l.warn(l.cfg.topicsAt[i], "no feed is about topic %s", quote(t.Name))
		}
	}
}
