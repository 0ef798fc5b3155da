package config

import (
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v4"
)

const maxPattern = 4000 // characters of one regular expression

// scalar returns the text of a plain value. Numbers and dates are taken as
// they are written: terms like 155 need no quotes.
func (r *reader) scalar(key string, n *yaml.Node) (string, bool) {
	switch {
	case isNull(n):
		r.errorAt(n, "%s has no value", key)
	case n.Kind != yaml.ScalarNode:
		r.errorAt(n, "%s must be a single value, not %s", key, describe(n))
	case strings.HasPrefix(n.ShortTag(), "!!") && n.ShortTag() != "!!binary":
		return n.Value, true
	default:
		r.errorAt(n, "%s has a tag (%s) that means nothing here", key, shorten(n.Tag))
	}
	return "", false
}

// text decodes one line of text. It is never empty and has no control characters.
func (r *reader) text(dst *string) decoder {
	return func(key string, n *yaml.Node) {
		if s, ok := r.oneLine(key, n); ok {
			*dst = s
		}
	}
}

// oneLine returns one line of text, trimmed and not empty.
func (r *reader) oneLine(key string, n *yaml.Node) (string, bool) {
	s, ok := r.scalar(key, n)
	if !ok {
		return "", false
	}
	s = strings.TrimSpace(s)
	if s == "" {
		r.errorAt(n, "%s is empty", key)
		return "", false
	}
	if strings.ContainsFunc(s, unicode.IsControl) {
		r.errorAt(n, "%s must be one line of text without control characters", key)
		return "", false
	}
	return s, true
}

// prose decodes text of any length and shape, as it was written.
func (r *reader) prose(dst *string) decoder {
	return func(key string, n *yaml.Node) {
		if s, ok := r.scalar(key, n); ok {
			*dst = s
		}
	}
}

// texts decodes a list of lines; one that stands twice is reported.
func (r *reader) texts(dst *[]string) decoder {
	return r.gather(dst, r.list)
}

// oneOrTexts decodes one line, or a list of lines.
func (r *reader) oneOrTexts(dst *[]string) decoder {
	return r.gather(dst, r.oneOrList)
}

func (r *reader) gather(dst *[]string, shape func(func(*yaml.Node)) decoder) decoder {
	return func(key string, n *yaml.Node) {
		got := []string{}
		seen := map[string]bool{}
		shape(func(n *yaml.Node) {
			s, ok := r.oneLine(key, n)
			if ok && seen[s] {
				r.errorAt(n, "%s names %s twice", key, quote(s))
			} else if ok {
				seen[s] = true
				got = append(got, s)
			}
		})(key, n)
		*dst = got
	}
}

// oneOf decodes one of a few words.
func (r *reader) oneOf(dst *string, words ...string) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := r.scalar(key, n)
		if !ok {
			return
		}
		if !slices.Contains(words, s) {
			r.errorAt(n, "%s must be %s, not %s%s", key, enumerate(words), quote(s), didYouMean(s, words))
			return
		}
		*dst = s
	}
}

// enumerate joins words as a sentence does: "a, b or c".
func enumerate(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// flag decodes true or false.
func (r *reader) flag(dst *bool) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := r.scalar(key, n)
		if !ok {
			return
		}
		switch {
		case n.ShortTag() == "!!bool" || isPlain(n) && (s == "yes" || s == "no"):
			*dst = strings.EqualFold(s, "true") || s == "yes"
		default:
			r.errorAt(n, "%s must be true or false, not %s", key, quote(s))
		}
	}
}

// isPlain reports whether a value was written without quotes.
func isPlain(n *yaml.Node) bool {
	return n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
}

// integer decodes a whole number from least to most.
func (r *reader) integer(dst *int, least, most int) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := r.scalar(key, n)
		if !ok {
			return
		}
		number, err := strconv.Atoi(s)
		switch {
		case err != nil || !isPlain(n):
			r.errorAt(n, "%s must be a whole number, not %s", key, quote(s))
		case number < least || number > most:
			r.errorAt(n, "%s must be from %d to %d, not %d", key, least, most, number)
		default:
			*dst = number
		}
	}
}

// number decodes a finite number from least to most.
func (r *reader) number(dst *float64, least, most float64) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := r.scalar(key, n)
		if !ok {
			return
		}
		number, err := strconv.ParseFloat(s, 64)
		switch {
		case err != nil || math.IsNaN(number) || !isPlain(n):
			r.errorAt(n, "%s must be a number, not %s", key, quote(s))
		case number < least || number > most:
			r.errorAt(n, "%s must be from %v to %v, not %s", key, least, most, shorten(s))
		default:
			*dst = number
		}
	}
}

// duration decodes 15m, 24h, 30d, at least least.
func (r *reader) duration(dst *time.Duration, least time.Duration) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := r.scalar(key, n)
		if !ok {
			return
		}
		length, err := parseDuration(s)
		switch {
		case err != nil:
			r.errorAt(n, "%s must be a length of time such as 15m, 24h or 30d, not %s", key, quote(s))
		case length < least && least <= 1:
			r.errorAt(n, "%s must be longer than 0, not %s", key, quote(s))
		case length < least:
			r.errorAt(n, "%s must be at least %s, not %s", key, least, quote(s))
		default:
			*dst = length
		}
	}
}

// size decodes 8MB, at least least octets.
func (r *reader) size(dst *int64, least, most int64) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := r.scalar(key, n)
		if !ok {
			return
		}
		octets, err := parseSize(s)
		switch {
		case err != nil:
			r.errorAt(n, "%s must be a size such as 500KB or 8MB, not %s", key, quote(s))
		case octets < least || octets > most:
			r.errorAt(n, "%s must be from %d to %d bytes, not %s", key, least, most, quote(s))
		default:
			*dst = octets
		}
	}
}

// percent decodes 50% as 0.5.
func (r *reader) percent(dst *float64) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := r.scalar(key, n)
		if !ok {
			return
		}
		share, err := parsePercent(s)
		if err != nil {
			r.errorAt(n, "%s must be a percentage from 0%% to 100%%, not %s", key, quote(s))
			return
		}
		*dst = share
	}
}

// networks decodes a list of CIDRs.
func (r *reader) networks(dst *[]netip.Prefix) decoder {
	return func(key string, n *yaml.Node) {
		var got []netip.Prefix
		r.list(func(n *yaml.Node) {
			s, ok := r.oneLine(key, n)
			if !ok {
				return
			}
			network, err := parseNetwork(s)
			if err != nil {
				r.errorAt(n, "%s takes networks such as 192.168.1.0/24, not %s", key, quote(s))
				return
			}
			got = append(got, network)
		})(key, n)
		*dst = got
	}
}

// zone decodes a time zone.
func (r *reader) zone(dst **time.Location) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := r.oneLine(key, n)
		if !ok {
			return
		}
		zone, err := parseZone(s)
		if err != nil {
			r.errorAt(n, "%s must be a name such as Asia/Seoul or an offset such as +09:00, not %s", key, quote(s))
			return
		}
		*dst = zone
	}
}

// instant decodes a point in time.
func (r *reader) instant(dst *time.Time) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := r.scalar(key, n)
		if !ok {
			return
		}
		t, err := parseInstant(s)
		if err != nil {
			r.errorAt(n, "%s must be a time such as 2026-06-18T00:00:00Z, not %s", key, quote(s))
			return
		}
		*dst = t
	}
}

// pattern decodes an RE2 expression and keeps its text; it has been compiled
// once, at its place.
func (r *reader) pattern(dst *string) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := r.scalar(key, n)
		if !ok {
			return
		}
		if s == "" || len(s) > maxPattern {
			r.errorAt(n, "%s must be a regular expression of 1 to %d bytes", key, maxPattern)
			return
		}
		if _, err := r.expression(s); err != nil {
			r.errorAt(n, "%s is not a valid regular expression: %s", key, reason(err))
			return
		}
		*dst = s
	}
}

// reason words a regexp error without the package's own prefix.
func reason(err error) string {
	return shorten(strings.TrimPrefix(err.Error(), "error parsing regexp: "))
}
