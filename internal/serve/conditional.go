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

// acceptsGzip reports whether a client is to be sent gzip (RFC 9110, section
// 12.5.3): it takes gzip, by name or by the star, and gives it no less weight
// than the plain form; or it refuses the plain form and does not refuse gzip.
// Who refuses both is sent the plain form: the header asks for what there is
// none of, and is then not looked at.
func acceptsGzip(lines []string) bool {
	gzip, plain, star := unnamed, unnamed, unnamed
	for _, line := range lines {
		for coding := range strings.SplitSeq(line, ",") {
			name, parameter, weighted := strings.Cut(coding, ";")
			weight := 1.0
			if weighted {
				weight = weightOf(parameter)
			}
			switch name = strings.TrimSpace(name); {
			case strings.EqualFold(name, "gzip"), strings.EqualFold(name, "x-gzip"):
				gzip = max(gzip, weight)
			case strings.EqualFold(name, "identity"):
				plain = max(plain, weight)
			case name == "*":
				star = max(star, weight)
			}
		}
	}
	if gzip == unnamed {
		gzip = star
	}
	if plain == unnamed && star == 0 {
		plain = star
	}
	if plain == 0 {
		return gzip != 0
	}
	return gzip > 0 && gzip >= plain
}

// unnamed is the weight of a coding that a client does not speak of.
const unnamed = -1.0

// weightOf reads the weight of a coding, "q=0.5"; one that cannot be read
// counts as none given.
func weightOf(parameter string) float64 {
	name, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
	if !strings.EqualFold(strings.TrimSpace(name), "q") {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !(q >= 0) { // which leaves out NaN
		return 1
	}
	return min(q, 1)
}
