package config

import (
	"net"
	"net/url"
	"regexp"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// readSite decodes site:. What it leaves out is filled in by completeSite.
func (l *loader) readSite(_ string, n *yaml.Node) {
	if isNull(n) {
		return
	}
	site := &l.cfg.Site
	l.object("site", n, keys{
		"title":    l.text(&site.Title),
		"base_url": l.baseURL,
		"contact":  l.contact(&site.Contact),
		"id":       l.authority(&site.ID),
	})
}

// baseURL decodes the address self links begin with. It always ends with a
// slash, so that names can be put behind it.
func (l *loader) baseURL(key string, n *yaml.Node) {
	s, ok := l.oneLine(key, n)
	l.hasBase = true
	if !ok {
		return
	}
	u, problem := webAddress(s)
	switch {
	case problem != "":
		l.errorAt(n, "%s %s", key, problem)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		l.errorAt(n, "%s must not have a query or a fragment", key)
	default:
		l.cfg.Site.BaseURL = strings.TrimRight(u.String(), "/") + "/"
	}
}

var authorityForm = regexp.MustCompile(`^(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?,(\d{4}(?:-\d\d(?:-\d\d)?)?)$`)

// authority decodes the taggingEntity of tag URIs (RFC 4151, section 2.1): a
// host or e-mail address, a comma and a date.
func (l *loader) authority(dst *string) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := l.oneLine(key, n)
		if !ok {
			return
		}
		parts := authorityForm.FindStringSubmatch(s)
		valid := parts != nil
		if valid {
			date := parts[2]
			_, err := time.Parse(time.DateOnly[:len(date)], date)
			valid = err == nil
		}
		if !valid {
			l.errorAt(n, "%s must be a host and a date, such as desk.example.org,2026, not %s", key, quote(s))
			return
		}
		*dst = s
	}
}

// completeSite fills in what site: left out.
func (l *loader) completeSite(site *yaml.Node) {
	s := &l.cfg.Site
	if s.BaseURL == "" {
		s.BaseURL = localURL(l.cfg.Listen)
	}
	if !l.hasBase {
		l.warnAt(site, "site has no base_url; links will begin with %s, which only this machine can follow", s.BaseURL)
	}
	if s.Title == "" {
		s.Title = "sitrep"
		if u, err := url.Parse(s.BaseURL); err == nil && u.Hostname() != "" {
			s.Title = u.Hostname()
		}
	}
}

// localURL is the address at which this machine reaches a listener.
func localURL(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "http://localhost/"
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port) + "/"
}

// readStore decodes store:, a path relative to the file or a PostgreSQL address.
func (l *loader) readStore(key string, n *yaml.Node) {
	var value secret
	l.secret(&value)(key, n)
	s := value.value
	switch {
	case s == "":
	case strings.HasPrefix(s, "postgres://") || strings.HasPrefix(s, "postgresql://"):
		// The text is not repeated: it may hold a password by now.
		if u, err := url.Parse(s); err != nil || u.Host == "" && u.RawQuery == "" {
			l.errorAt(n, "%s is not a valid postgres:// address; characters such as / @ : in a password must be percent-encoded", key)
			return
		}
		if u, err := url.Parse(s); err == nil && u.User != nil && !value.outside {
			if _, written := u.User.Password(); written {
				l.note(n, "%s holds a password in clear; write ${NAME} and set the variable, or file:PATH", key)
			}
		}
		l.cfg.Store = s
	case strings.Contains(s, "://"):
		l.errorAt(n, "%s must be a path or a postgres:// address", key)
	default:
		l.cfg.Store = l.resolve(s)
	}
}

// readFetch decodes fetch:.
func (l *loader) readFetch(_ string, n *yaml.Node) {
	if isNull(n) {
		return
	}
	f := &l.cfg.Fetch
	l.object("fetch", n, keys{
		"per_host":      l.integer(&f.PerHost, 1, 64),
		"timeout":       l.duration(&f.Timeout, 1),
		"max_size":      l.size(&f.MaxSize, 1000, 1e9),
		"allow_private": l.networks(&f.AllowPrivate),
	})
}

// readReload decodes reload:.
func (l *loader) readReload(_ string, n *yaml.Node) {
	if isNull(n) {
		return
	}
	l.object("reload", n, keys{"max_loss": l.percent(&l.cfg.MaxLoss)})
}

// readWithhold decodes withhold:, the addresses, hosts and entry ids kept out.
func (l *loader) readWithhold(key string, n *yaml.Node) {
	seen := map[string]bool{}
	l.list(func(n *yaml.Node) {
		s, ok := l.oneLine(key, n)
		if !ok {
			return
		}
		switch {
		case strings.HasPrefix(s, "tag:") || strings.HasPrefix(s, "urn:"):
		case strings.Contains(s, "://"):
			if _, problem := webAddress(s); problem != "" {
				l.errorAt(n, "an address under %s %s", key, problem)
				return
			}
		case !isHost(s):
			l.errorAt(n, "%s takes addresses, hosts and entry ids, not %s", key, quote(s))
			return
		}
		if seen[s] {
			l.note(n, "%s names %s twice", key, quote(s))
		}
		seen[s] = true
		l.cfg.Settings.Withhold = append(l.cfg.Settings.Withhold, s)
	})(key, n)
}

// isHost reports whether a text can be the name of a host.
func isHost(s string) bool {
	u, problem := webAddress("http://" + s)
	return problem == "" && u.Host == strings.ToLower(s) && u.Port() == "" && strings.Contains(s, ".")
}
