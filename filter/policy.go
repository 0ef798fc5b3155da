package filter

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"sitrep/filter/match"
	"sitrep/filter/story"
	"sitrep/filter/strip"
)

// Problem is one thing that keeps settings from being a policy. Config is the
// line it stands on ("config.yaml:52:12"), or what it is about.
type Problem struct {
	Config string
	Text   string
}

// Error makes a Problem an error.
func (p Problem) Error() string { return p.Config + ": " + p.Text }

// Policy is the compiled rules of a configuration. It never changes, and is
// safe for use by several goroutines.
type Policy struct {
	settings Settings
	sources  map[string]*sourcePolicy // by permanent key
	matcher  *match.Matcher
	feeds    []*feedPolicy
	withhold withholding
	forms    creditForms
}

type sourcePolicy struct {
	Source
	stripper *strip.Stripper
}

type feedPolicy struct {
	Feed
	from  map[string]bool // permanent keys of the sources it takes from
	where *condition
}

// Compile turns settings into a policy, or says all that is wrong with them.
func Compile(s Settings) (*Policy, []Problem) {
	p := &Policy{settings: s, sources: map[string]*sourcePolicy{}, forms: newCreditForms()}
	var problems []Problem
	for _, src := range s.Sources {
		if src.Key == "" {
			src.Key = src.Name
		}
		compiled, err := strip.Compile(src.Strip)
		if err != nil {
			problems = append(problems, split(err, "source "+src.Name)...)
		}
		p.sources[src.Key] = &sourcePolicy{Source: src, stripper: compiled}
	}
	matcher, err := match.Compile(s.Topics)
	if err != nil {
		problems = append(problems, split(err, "topics")...)
	}
	p.matcher = matcher
	topics := make([]string, len(s.Topics))
	for i, t := range s.Topics {
		topics[i] = t.Name
	}
	for _, f := range s.Feeds {
		compiled := &feedPolicy{Feed: f, from: map[string]bool{}}
		for key, src := range p.sources {
			compiled.from[key] = takesFrom(f.From, src.Source)
		}
		if compiled.where, err = compileWhere(f.Where, topics); err != nil {
			problems = append(problems, Problem{Config: wherePlace(f.Config, err), Text: fmt.Sprintf("where of feed %q: %v", f.Name, err)})
		}
		p.feeds = append(p.feeds, compiled)
	}
	p.withhold = compileWithholding(s.Withhold)
	if len(problems) > 0 {
		return nil, problems
	}
	return p, nil
}

// Feeds returns the names of the feeds, in the order of the configuration.
func (p *Policy) Feeds() []string {
	names := make([]string, len(p.feeds))
	for i, f := range p.feeds {
		names[i] = f.Name
	}
	return names
}

// Key returns the permanent key of a configured source; for an unknown name,
// the name.
func (p *Policy) Key(name string) string {
	for key, src := range p.sources {
		if src.Name == name {
			return key
		}
	}
	return name
}

// MaxAge returns the max_age of a feed, 0 for no limit.
func (p *Policy) MaxAge(feedName string) time.Duration {
	for _, f := range p.feeds {
		if f.Name == feedName {
			return f.MaxAge
		}
	}
	return 0
}

// split makes problems of an error that joins several.
func split(err error, about string) []Problem {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		var out []Problem
		for _, e := range joined.Unwrap() {
			out = append(out, split(e, about)...)
		}
		return out
	}
	var placed interface{ Place() string }
	if errors.As(err, &placed) {
		return []Problem{{Config: placed.Place(), Text: err.Error()}}
	}
	return []Problem{{Config: about, Text: err.Error()}}
}

// wherePlace moves the place of a where: value ("config.yaml:52:12") on to the
// column of the fault inside it.
func wherePlace(place string, err error) string {
	var problem *whereProblem
	if !errors.As(err, &problem) || problem.line > 1 {
		return place
	}
	at := strings.LastIndexByte(place, ':')
	if at < 0 {
		return place
	}
	column := 0
	if _, err := fmt.Sscanf(place[at+1:], "%d", &column); err != nil {
		return place
	}
	return fmt.Sprintf("%s:%d", place[:at], column+problem.column)
}

// takesFrom decides a feed's from: on one source: names, tags and all add,
// -name and -tag leave out, whatever their order; leaving out alone means all
// the others.
func takesFrom(from []string, src Source) bool {
	is := func(word string) bool {
		return word == src.Name || slices.Contains(src.Tags, word)
	}
	in, adds := false, false
	for _, word := range from {
		if out, ok := strings.CutPrefix(word, "-"); ok {
			if is(out) {
				return false
			}
			continue
		}
		adds = true
		in = in || word == "all" && !src.Private || is(word)
	}
	return in || !adds && !src.Private
}

// withholding is what is kept out for good.
type withholding struct {
	hosts map[string]bool
	urls  map[string]bool // canonical
	ids   map[string]bool
}

func compileWithholding(words []string) withholding {
	w := withholding{hosts: map[string]bool{}, urls: map[string]bool{}, ids: map[string]bool{}}
	for _, word := range words {
		switch {
		case strings.HasPrefix(word, "tag:") || strings.HasPrefix(word, "urn:"):
			w.ids[word] = true
		case strings.Contains(word, "/"):
			w.urls[story.CanonicalURL(word)] = true
		default:
			w.hosts[strings.ToLower(word)] = true
		}
	}
	return w
}

// names reports whether a report or an address is withheld, and by which word.
func (w withholding) names(report, address string) bool {
	if w.ids[report] {
		return true
	}
	if address == "" {
		return false
	}
	if w.urls[story.CanonicalURL(address)] {
		return true
	}
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	for host != "" {
		if w.hosts[host] {
			return true
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return false
}
