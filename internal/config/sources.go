package config

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/encoding/htmlindex"

	"sitrep/filter"
)

// draft is a source while it is decoded: what fetches it, what decides about
// its items, and what can only be checked once all of it is known.
type draft struct {
	Source
	policy  filter.Source
	address string // as written
	strip   *yaml.Node
	accept  *yaml.Node
	auth    secret
	secrets bool // a header comes from outside the file, or is a credential
}

// readDefaults decodes defaults:, which every source starts from.
func (l *loader) readDefaults(_ string, n *yaml.Node) {
	if isNull(n) {
		return
	}
	d := &l.defaults
	own := l.sourceKeys(d)
	for _, key := range []string{"name", "was", "url"} {
		own[key] = func(key string, n *yaml.Node) {
			l.errorAt(n, "%s belongs to one source and cannot be a default", key)
		}
	}
	given := l.object("defaults", n, own)
	if both := given["cron"]; both != nil && given["every"] != nil {
		l.errorAt(both, "every and cron together; a source has one or the other")
	}
	l.notePace(given)
	if d.strip != nil {
		d.policy.Strip = l.readStrip("defaults", d.strip)
		d.strip = nil
	}
	if d.accept != nil {
		l.readAccept(d)
		d.accept = nil
	}
}

// sourceKeys is the keys of a source, each with where its value goes.
func (l *loader) sourceKeys(d *draft) keys {
	return keys{
		"name":           l.text(&d.Name),
		"was":            l.texts(&d.Was),
		"url":            l.text(&d.address),
		"title":          l.text(&d.Title),
		"language":       l.language(&d.Language),
		"tags":           l.texts(&d.Tags),
		"strip":          keep(&d.strip),
		"credits":        l.texts(&d.policy.Credits),
		"rank":           l.integer(&d.Rank, -1_000_000, 1_000_000),
		"timezone":       l.zone(&d.Timezone),
		"accept":         keep(&d.accept),
		"content":        l.oneOf(&d.Content, filter.Headline, filter.Summary, filter.Full),
		"summary_length": l.integer(&d.policy.SummaryLength, 1, 100_000),
		"license":        l.license(&d.License),
		"every":          l.duration(&d.Every, 1),
		"cron":           l.cron(&d.Cron),
		"charset":        l.charset(&d.Charset),
		"headers":        l.headers(d),
		"auth":           l.auth(&d.auth),
		"disabled":       l.flag(&d.Disabled),
		"max_items":      l.integer(&d.MaxItems, 1, 100_000),
		"images":         l.oneOf(&d.Images, "none", "link"),
	}
}

// readSources decodes sources:. An element is a mapping, or an address alone.
func (l *loader) readSources(key string, n *yaml.Node) {
	l.list(func(n *yaml.Node) {
		d := l.defaults
		d.Config = l.place(n)
		d.Was = nil
		var given map[string]*yaml.Node
		if n.Kind == yaml.ScalarNode {
			given = map[string]*yaml.Node{}
			l.text(&d.address)("a source", n)
			given["url"] = n
		} else if given = l.object("a source", n, l.sourceKeys(&d)); given == nil {
			return
		}
		l.completeSource(&d, n, given)
	})(key, n)
	l.checkEarlier()
}

// completeSource checks a source as a whole and takes it in.
func (l *loader) completeSource(d *draft, n *yaml.Node, given map[string]*yaml.Node) {
	l.nameSource(d, n, given)
	l.schedule(d, given)
	if d.strip != nil {
		d.policy.Strip = l.readStrip(d.Name, d.strip)
	}
	if d.accept != nil {
		l.readAccept(d)
	}
	if d.Content == filter.Full && d.License != "" && !allowsFull(d.License) {
		at := n
		for _, key := range []string{"license", "content"} {
			if given[key] != nil {
				at = given[key]
			}
		}
		l.errorAt(at, `content: full needs a license that allows it: public-domain, ogl-3, cc-… or "permission: who, when"; source %s has %s`, quote(d.Name), quote(d.License))
	}
	d.Auth = d.auth.value
	p := &d.policy
	p.Name, p.URL, p.Title, p.Language, p.Tags = d.Name, d.URL, d.Title, d.Language, d.Tags
	p.Rank, p.Content, p.License, p.Images = d.Rank, d.Content, d.License, d.Images == "link"
	p.Private = d.Auth != "" || d.secrets
	for _, tag := range d.Tags {
		l.names.tags[tag] = true
	}
	l.cfg.Sources = append(l.cfg.Sources, d.Source)
	l.cfg.Settings.Sources = append(l.cfg.Settings.Sources, *p)
	l.cfg.sourcesAt = append(l.cfg.sourcesAt, l.spot(n))
}

// nameSource resolves the address of a source and gives it its name: the one
// written, else host and path.
func (l *loader) nameSource(d *draft, n *yaml.Node, given map[string]*yaml.Node) {
	implied := ""
	switch {
	case given["url"] == nil:
		l.errorAt(n, "a source needs url:")
	case d.address != "":
		var problem string
		if d.URL, implied, problem = l.sourceAddress(d.address); problem != "" {
			l.errorAt(given["url"], "url %s", problem)
		}
	}
	if d.Name == "" && given["name"] == nil {
		d.Name = implied
	}
	if d.Name == "" {
		return // its mistake has been reported
	}
	at := given["name"]
	if at == nil {
		at = n
	}
	if d.Name == "all" || strings.HasPrefix(d.Name, "-") {
		l.errorAt(at, "a source cannot be called %s, which means something else in from:", quote(d.Name))
	}
	if l.names.sources[d.Name] {
		hint := ""
		if given["name"] == nil {
			hint = "; give this one a name:"
		}
		l.errorAt(at, "another source is called %s%s", quote(d.Name), hint)
		return
	}
	l.names.sources[d.Name] = true
	for _, was := range d.Was {
		l.names.earlier = append(l.names.earlier, earlierName{name: was, source: d.Name, at: given["was"]})
	}
}

// checkEarlier reports earlier names that belong to more than one source:
// history can only be handed on to one.
func (l *loader) checkEarlier() {
	owner := map[string]string{}
	for _, e := range l.names.earlier {
		if l.names.sources[e.name] {
			l.errorAt(e.at, "was names %s, which a source is called now", quote(e.name))
		} else if other, taken := owner[e.name]; taken && other != e.source {
			l.errorAt(e.at, "was names %s, which source %s was called too", quote(e.name), quote(other))
		}
		owner[e.name] = e.source
	}
}

// schedule settles every: against cron:. What a source says itself replaces
// both defaults.
func (l *loader) schedule(d *draft, given map[string]*yaml.Node) {
	every, cron := given["every"], given["cron"]
	switch {
	case every != nil && cron != nil:
		l.errorAt(cron, "every and cron together; a source has one or the other")
	case every != nil:
		d.Cron = ""
	case d.Cron != "":
		d.Every = 0
	}
	l.notePace(given)
}

// notePace notes intervals that are hard on a publisher.
func (l *loader) notePace(given map[string]*yaml.Node) {
	if n := given["every"]; n != nil {
		if every, err := parseDuration(n.Value); err == nil && every > 0 && every < shortestPolite {
			l.note(n, "every is below 5m, which is hard on the publisher")
		}
	}
	if n := given["cron"]; n != nil {
		if gap := shortestGap(n.Value); gap > 0 && gap < shortestPolite {
			l.note(n, "cron comes again after %s, which is hard on the publisher", gap)
		}
	}
}

// shortestPolite is the time between turns below which check warns.
const shortestPolite = 5 * time.Minute

// readAccept decodes accept: matching, all, or the topics a specialist source
// is on by itself.
func (l *loader) readAccept(d *draft) {
	d.policy.AcceptAll, d.policy.Accept = false, nil
	l.oneOrList(func(n *yaml.Node) {
		s, ok := l.oneLine("accept", n)
		switch {
		case !ok:
		case d.accept.Kind == yaml.ScalarNode && s == "matching":
		case d.accept.Kind == yaml.ScalarNode && s == "all":
			d.policy.AcceptAll = true
		case !l.names.topics[s]:
			l.errorAt(n, "accept must be matching, all or a list of topics; no topic is called %s%s", quote(s),
				didYouMean(s, append(sorted(l.names.topics), "matching", "all")))
		case slices.Contains(d.policy.Accept, s):
			l.errorAt(n, "accept names %s twice", quote(s))
		default:
			d.policy.Accept = append(d.policy.Accept, s)
		}
	})("accept", d.accept)
}

var languageForm = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// language decodes a language tag (BCP 47).
func (l *loader) language(dst *string) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := l.oneLine(key, n)
		if !ok {
			return
		}
		if !languageForm.MatchString(s) {
			l.errorAt(n, "%s must be a language tag such as en, ko or en-GB, not %s", key, quote(s))
			return
		}
		*dst = s
	}
}

var licenseForm = regexp.MustCompile(`^(cc0|cc-[a-z0-9.-]+|permission: *\S.*)$`)

// license decodes what a source allows.
func (l *loader) license(dst *string) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := l.oneLine(key, n)
		if !ok {
			return
		}
		if s != "unknown" && !allowsFull(s) {
			l.errorAt(n, `%s must be unknown, public-domain, ogl-3, cc-by-4 or another cc-…, or "permission: who, when", not %s%s`, key, quote(s),
				didYouMean(s, []string{"unknown", "public-domain", "ogl-3", "cc-by-4"}))
			*dst = "" // nothing follows from a license that is a mistake
			return
		}
		*dst = s
	}
}

// allowsFull reports whether a license lets us republish whole texts.
func allowsFull(license string) bool {
	return license == "public-domain" || license == "ogl-3" || licenseForm.MatchString(license)
}

// charset decodes the name of an encoding, by its label in the WHATWG
// Encoding Standard or one of the names Korean publishers use.
func (l *loader) charset(dst *string) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := l.oneLine(key, n)
		if !ok {
			return
		}
		_, err := htmlindex.Get(s)
		known := []string{"cp949", "ms949", "uhc"}
		if err != nil && !slices.Contains(known, strings.ToLower(s)) {
			l.errorAt(n, "%s must be an encoding such as utf-8, euc-kr or shift_jis, not %s", key, quote(s))
			return
		}
		*dst = s
	}
}

// ownHeaders is the request headers fetching sets itself.
var ownHeaders = []string{"accept-encoding", "connection", "content-length", "host", "if-modified-since",
	"if-none-match", "range", "te", "trailer", "transfer-encoding", "upgrade"}

// credentialHeaders is the request headers whose answer is not for everybody.
var credentialHeaders = []string{"authorization", "cookie", "proxy-authorization", "x-api-key"}

// headers decodes extra request headers.
func (l *loader) headers(d *draft) decoder {
	return func(key string, n *yaml.Node) {
		d.Headers, d.secrets = nil, false
		l.entries(key, n, func(name, value *yaml.Node) {
			lower := strings.ToLower(name.Value)
			switch {
			case !isToken(name.Value):
				l.errorAt(name, "%s is not a header's name", quote(name.Value))
				return
			case slices.Contains(ownHeaders, lower):
				l.errorAt(name, "header %s is set by fetching itself", quote(name.Value))
				return
			}
			var content secret
			l.secret(&content)("header "+shorten(name.Value), value)
			if d.Headers == nil {
				d.Headers = map[string]string{}
			}
			d.Headers[name.Value] = content.value
			d.secrets = d.secrets || content.outside || slices.Contains(credentialHeaders, lower)
		})
	}
}

// isToken reports whether a text can be a header's name (RFC 9110, 5.6.2).
func isToken(s string) bool {
	return s != "" && len(s) <= 100 && !strings.ContainsFunc(s, func(c rune) bool {
		return c > unicode.MaxASCII || !strings.ContainsRune("!#$%&'*+-.^_`|~", c) &&
			(c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')
	})
}

// auth decodes the credentials of a source. The text is not repeated.
func (l *loader) auth(dst *secret) decoder {
	return func(key string, n *yaml.Node) {
		var value secret
		l.secret(&value)(key, n)
		if value.value == "" {
			return
		}
		token, bearer := strings.CutPrefix(value.value, "Bearer ")
		if bearer && strings.TrimSpace(token) == "" || !bearer && !strings.Contains(value.value, ":") {
			l.errorAt(n, `%s must be "user:${PASSWORD}" or "Bearer ${TOKEN}"`, key)
			return
		}
		if !value.outside {
			l.note(n, "%s is written in clear; write ${NAME} and set the variable, or file:PATH", key)
		}
		*dst = value
	}
}
