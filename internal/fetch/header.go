package fetch

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// parseRetryAfter reads a Retry-After value (RFC 9110, 10.2.3): seconds, or a
// date counted from base. What can't be read, is negative or lies in the past
// is 0; everything over MaxWait is MaxWait.
func parseRetryAfter(value string, base time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if d, ok := parseSeconds(value); ok {
		return d
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return capWait(date.Sub(base))
}

// parseSeconds reads delta-seconds (RFC 9111, 1.2.2). Digits that overflow are
// MaxWait, as is all above it.
func parseSeconds(value string) (time.Duration, bool) {
	if value == "" || strings.Trim(value, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n > int64(MaxWait/time.Second) {
		return MaxWait, true
	}
	return time.Duration(n) * time.Second, true
}

func capWait(d time.Duration) time.Duration {
	return min(max(d, 0), MaxWait)
}

// freshness is how long an answer says it is good for: max-age, else Expires
// less Date, less Age (RFC 9111, 4.2). 0 where it says nothing, forbids
// keeping, or can't be read.
func freshness(h http.Header, now time.Time) time.Duration {
	fresh, ok := parseCacheControl(h["Cache-Control"])
	if !ok {
		expires, err := http.ParseTime(h.Get("Expires"))
		if err != nil {
			return 0
		}
		fresh = expires.Sub(serverTime(h, now))
	}
	if age, ok := parseSeconds(strings.TrimSpace(h.Get("Age"))); ok {
		fresh -= age
	}
	return capWait(fresh)
}

// parseCacheControl returns max-age; ok is false where the header leaves the
// matter to Expires. no-store and no-cache mean 0, and so does a max-age that
// can't be read (RFC 9111, 4.2.1: invalid freshness is stale). The first of
// two counts. s-maxage is for shared caches and does not concern us.
func parseCacheControl(values []string) (age time.Duration, ok bool) {
	for _, value := range values {
		for directive := range splitQuoted(value) {
			name, argument, _ := strings.Cut(directive, "=")
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "no-store", "no-cache":
				return 0, true
			case "max-age":
				if !ok {
					age, _ = parseSeconds(strings.Trim(strings.TrimSpace(argument), `"`))
					ok = true
				}
			}
		}
	}
	return age, ok
}

// splitQuoted yields the parts of a comma-separated list; commas in quoted
// strings do not part (RFC 9110, 5.6.1).
func splitQuoted(value string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start, quoted := 0, false
		for i := 0; i < len(value); i++ {
			switch c := value[i]; {
			case c == '\\' && quoted:
				i++
			case c == '"':
				quoted = !quoted
			case c == ',' && !quoted:
				if !yield(value[start:i]) {
					return
				}
				start = i + 1
			}
		}
		yield(value[start:])
	}
}

// serverTime is the server's own clock, against which its dates are counted,
// so that one that runs wrong does no harm; else now.
func serverTime(h http.Header, now time.Time) time.Time {
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		return date
	}
	return now
}

// validator returns the header's value if it can be sent back as it is, else
// "" and a warning.
func validator(h http.Header, name string) (value, warning string) {
	value = h.Get(name)
	switch {
	case len(value) > maxValidatorBytes:
		return "", name + " is over " + strconv.Itoa(maxValidatorBytes) + " bytes and was not kept"
	case !sendable(value):
		return "", name + " holds control characters and was not kept"
	}
	return value, ""
}

// plainHeader returns a header as sent, a list in one line, less what could not
// be a part of it: control characters, and all after the first 256 bytes.
func plainHeader(h http.Header, name string) string {
	value := strings.TrimSpace(strings.Join(h.Values(name), ", "))
	if len(value) > 256 {
		value = value[:256]
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(value, ""))
}

// sendable reports whether a value may stand in a header line (RFC 9110, 5.5;
// bytes over 0x7f are allowed, as ETags hold them).
func sendable(value string) bool {
	for i := 0; i < len(value); i++ {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// token reports whether a name may be a header's name (RFC 9110, 5.6.2).
func token(name string) bool {
	const others = "!#$%&'*+-.^_`|~"
	for i := 0; i < len(name); i++ {
		c := name[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte(others, c) >= 0) {
			return false
		}
	}
	return name != ""
}
