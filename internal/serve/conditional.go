package serve

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// evaluate answers the conditions of a GET or HEAD in the order of RFC 9110,
// section 13.2.2: 304, 412, or 0 to go on. modified is in whole seconds, zero
// if unknown.
func evaluate(h http.Header, etag string, modified time.Time) int {
	if match := h["If-Match"]; len(match) > 0 {
		if !anyTag(match, etag, strongly) {
			return http.StatusPreconditionFailed
		}
	} else if since, ok := dateOf(h["If-Unmodified-Since"]); ok && modified.After(since) {
		return http.StatusPreconditionFailed
	}
	if noneMatch := h["If-None-Match"]; len(noneMatch) > 0 {
		if anyTag(noneMatch, etag, weakly) {
			return http.StatusNotModified
		}
		return 0 // If-Modified-Since does not count beside it
	}
	if since, ok := dateOf(h["If-Modified-Since"]); ok && !modified.IsZero() && !modified.After(since) {
		return http.StatusNotModified
	}
	return 0
}

// dateOf reads a header that holds one date; ok is false if it is absent or no
// HTTP date, which is then not looked at.
func dateOf(values []string) (date time.Time, ok bool) {
	if len(values) != 1 {
		return time.Time{}, false
	}
	date, err := http.ParseTime(values[0])
	return date, err == nil
}

// weakly compares entity tags for reading (RFC 9110, section 8.8.3.2).
func weakly(theirs, ours string) bool { return strings.TrimPrefix(theirs, "W/") == ours }

// strongly compares entity tags for changing: a weak one never matches.
func strongly(theirs, ours string) bool { return theirs == ours }

// anyTag reports whether a list of entity tags, over one or more header lines,
// holds ours, or is the star that any representation matches. What comes after
// a malformed member is not read.
func anyTag(lines []string, ours string, same func(theirs, ours string) bool) bool {
	for _, line := range lines {
		if line == ours {
			return true
		}
		for rest := line; ; {
			rest = strings.TrimLeft(rest, " \t,")
			if rest == "" {
				break
			}
			if rest[0] == '*' {
				return strings.Trim(rest[1:], " \t,") == ""
			}
			tag, after, ok := cutTag(rest)
			if !ok {
				break
			}
			if same(tag, ours) {
				return true
			}
			rest = after
		}
	}
	return false
}

// cutTag takes the entity tag off the front of a list. Commas may stand inside
// its quotes.
func cutTag(s string) (tag, rest string, ok bool) {
	open := 0
	if strings.HasPrefix(s, "W/") {
		open = 2
	}
	if len(s) <= open || s[open] != '"' {
		return "", "", false
	}
	end := strings.IndexByte(s[open+1:], '"')
	if end < 0 {
		return "", "", false
	}
	end += open + 2
	return s[:end], s[end:], true
}

// acceptsGzip reports whether a client takes gzip (RFC 9110, section 12.5.3):
// named, or meant by the star, with a weight above 0.
func acceptsGzip(lines []string) bool {
	star := false
	for _, line := range lines {
		for coding := range strings.SplitSeq(line, ",") {
			name, weight, weighted := strings.Cut(coding, ";")
			name = strings.TrimSpace(name)
			accepted := !weighted || isPositive(weight)
			switch {
			case strings.EqualFold(name, "gzip"), strings.EqualFold(name, "x-gzip"):
				return accepted
			case name == "*":
				star = accepted
			}
		}
	}
	return star
}

// isPositive reads the weight of a coding, "q=0.5"; one that cannot be read
// counts as none given.
func isPositive(weight string) bool {
	name, value, _ := strings.Cut(strings.TrimSpace(weight), "=")
	if !strings.EqualFold(strings.TrimSpace(name), "q") {
		return true
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	return err != nil || q > 0
}
