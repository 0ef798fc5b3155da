package config

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"sitrep/filter"
)

const (
	defaultLimit = 100    // entries of a feed
	maxLimit     = 10_000 // a feed larger than this serves nobody
	maxWhere     = 4000   // bytes of an expression
)

// feedForm is what a feed may be called: its name is part of addresses and of
// file names.
var feedForm = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]{0,63}$`)

// readFeeds decodes feeds:.
func (l *loader) readFeeds(key string, n *yaml.Node) {
	l.list(l.readFeed)(key, n)
}

// readFeed decodes one feed.
func (l *loader) readFeed(n *yaml.Node) {
	f := Feed{Limit: defaultLimit, Coverage: filter.Fold, Config: l.place(n)}
	var token secret
	var where string
	given := l.object("a feed", n, keys{
		"name":     l.text(&f.Name),
		"title":    l.text(&f.Title),
		"from":     l.from(&f.From),
		"topic":    l.topic(&f.Topics),
		"where":    l.where(&where),
		"coverage": l.oneOf(&f.Coverage, filter.Fold, filter.Separate),
		"limit":    l.integer(&f.Limit, 1, maxLimit),
		"max_age":  l.duration(&f.MaxAge, 0),
		"hub":      l.web(&f.Hub),
		"token":    l.secret(&token),
		"also":     l.flag(&f.Also),
	})
	if given == nil {
		return
	}
	f.Token = token.value
	if token.value != "" && !token.outside {
		l.note(given["token"], "token is written in clear; write ${NAME} and set the variable, or file:PATH")
	}
	if given["name"] == nil {
		l.errorAt(n, "a feed needs name:")
	} else if f.Name != "" {
		l.nameFeed(&f, given["name"])
	}
	place := f.Config
	if at := given["where"]; at != nil {
		place = l.inside(at)
	}
	l.cfg.Feeds = append(l.cfg.Feeds, f)
	l.cfg.feedsAt = append(l.cfg.feedsAt, l.spot(n))
	l.cfg.Settings.Feeds = append(l.cfg.Settings.Feeds, filter.Feed{
		Name: f.Name, From: f.From, Topics: f.Topics, Where: where, Coverage: f.Coverage,
		Limit: f.Limit, MaxAge: f.MaxAge, Also: f.Also, Config: place,
	})
}

// nameFeed checks the name of a feed and fills in its title.
func (l *loader) nameFeed(f *Feed, at *yaml.Node) {
	lower := strings.ToLower(f.Name)
	switch {
	case !feedForm.MatchString(f.Name):
		l.errorAt(at, "a feed's name is part of its address: letters, digits, - and _ only, not %s", quote(f.Name))
	case slices.Contains([]string{"index", "feeds", "healthz", "metrics"}, lower):
		l.errorAt(at, "a feed cannot be called %s, which is a page of its own", quote(f.Name))
	case l.names.feeds[lower] != "":
		l.errorAt(at, "another feed is called %s", quote(l.names.feeds[lower]))
	default:
		l.names.feeds[lower] = f.Name
	}
	if f.Title == "" {
		f.Title = f.Name
	}
}

// from decodes where a feed takes from: sources, tags, all; -name leaves out.
func (l *loader) from(dst *[]string) decoder {
	return func(key string, n *yaml.Node) {
		if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
			l.errorAt(n, "%s is empty, so the feed would be too; leave it out to take from all", key)
			return
		}
		l.list(func(n *yaml.Node) {
			s, ok := l.oneLine(key, n)
			if !ok {
				return
			}
			name := strings.TrimPrefix(s, "-")
			switch {
			case name != "all" && !l.names.sources[name] && !l.names.tags[name]:
				l.errorAt(n, "%s: no source or tag is called %s%s", key, quote(name),
					didYouMean(name, append(sorted(l.names.sources), append(sorted(l.names.tags), "all")...)))
			case s == "-all":
				l.errorAt(n, "%s leaves out everything", key)
			case slices.Contains(*dst, s):
				l.errorAt(n, "%s names %s twice", key, quote(s))
			default:
				*dst = append(*dst, s)
			}
		})(key, n)
	}
}

// topic decodes the topics of a feed: one, a list, or none for everything.
func (l *loader) topic(dst *[]string) decoder {
	return func(key string, n *yaml.Node) {
		if n.Kind == yaml.ScalarNode && n.Value == "none" {
			return
		}
		l.oneOrList(func(n *yaml.Node) {
			s, ok := l.oneLine(key, n)
			switch {
			case !ok:
			case !l.names.topics[s]:
				l.errorAt(n, "no topic is called %s%s", quote(s), didYouMean(s, sorted(l.names.topics)))
			case slices.Contains(*dst, s):
				l.errorAt(n, "%s names %s twice", key, quote(s))
			default:
				*dst = append(*dst, s)
			}
		})(key, n)
	}
}

// where decodes an expression. It is compiled with the policy, where its
// names are known.
func (l *loader) where(dst *string) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := l.scalar(key, n)
		switch {
		case !ok:
		case strings.TrimSpace(s) == "":
			l.errorAt(n, "%s is empty", key)
		case len(s) > maxWhere:
			l.errorAt(n, "%s is longer than %d bytes", key, maxWhere)
		default:
			*dst = s
		}
	}
}
