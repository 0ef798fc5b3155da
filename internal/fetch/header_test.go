package fetch

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 6, 17, 12, 0, 0, 0, time.UTC)

func TestRetryAfter(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"": 0, "0": 0, "120": 2 * time.Minute, " 60 ": time.Minute, "-60": 0, "+60": 0, "1.5": 0, "never": 0, "86401": MaxWait,
		"9223372036854775807": MaxWait, "340282366920938463463374607431768211456": MaxWait,
		"Wed, 17 Jun 2026 12:10:00 GMT": 10 * time.Minute, "Wednesday, 17-Jun-26 12:10:00 GMT": 10 * time.Minute, "Wed Jun 17 12:10:00 2026": 10 * time.Minute,
		"Wed, 17 Jun 2026 11:00:00 GMT": 0, "Mon, 17 Jun 2126 12:00:00 GMT": MaxWait, "Fri, 31 Dec 9999 23:59:59 GMT": MaxWait,
		"Wed, 17 Jun 0001 12:00:00 GMT": 0,
	} {
		if got := parseRetryAfter(value, noon); got != want {
			t.Errorf("parseRetryAfter(%q) = %v, want %v", value, got, want)
		}
	}
}

func TestFreshness(t *testing.T) {
	for _, tt := range []struct {
		header string
		want   time.Duration
	}{
		{"", 0},
		{"Cache-Control: max-age=600", 10 * time.Minute},
		{"Cache-Control: public, MAX-AGE = \"600\" , must-revalidate", 10 * time.Minute},
		{"Cache-Control: public\nCache-Control: max-age=600", 10 * time.Minute},
		{"Cache-Control: max-age=600, max-age=6000", 10 * time.Minute},
		{"Cache-Control: max-age=600\nAge: 240", 6 * time.Minute},
		{"Cache-Control: max-age=600\nAge: 9000", 0},
		{"Cache-Control: max-age=600, no-cache", 0},
		{"Cache-Control: no-store\nExpires: Wed, 17 Jun 2026 13:00:00 GMT", 0},
		{"Cache-Control: max-age=99999999999999999999", MaxWait},
		{"Cache-Control: max-age=-1\nExpires: Wed, 17 Jun 2026 13:00:00 GMT", 0},
		{"Cache-Control: s-maxage=600", 0},
		{"Cache-Control: note=\"a, max-age=5, b\", max-age=60", time.Minute},
		{"Cache-Control: note=\"a\\\", max-age=5", 0},
		{"Expires: Wed, 17 Jun 2026 13:00:00 GMT", time.Hour},
		{"Expires: Wed, 17 Jun 2026 13:00:00 GMT\nDate: Wed, 17 Jun 2026 12:30:00 GMT", 30 * time.Minute},
		{"Expires: 0", 0},
		{"Expires: Thu, 01 Jan 1970 00:00:00 GMT", 0},
		{"Expires: Mon, 17 Jun 2126 12:00:00 GMT", MaxWait},
	} {
		header := http.Header{}
		for line := range strings.Lines(tt.header) {
			name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			header.Add(name, value)
		}
		if got := freshness(header, noon); got != tt.want {
			t.Errorf("freshness(%q) = %v, want %v", tt.header, got, tt.want)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "120", "-1", "Wed, 17 Jun 2026 12:10:00 GMT", "99999999999999999999"} {
		f.Add(seed, int64(1781697600))
	}
	f.Fuzz(func(t *testing.T, value string, base int64) {
		if d := parseRetryAfter(value, time.Unix(base, 0)); d < 0 || d > MaxWait {
			t.Fatalf("parseRetryAfter(%q) = %v", value, d)
		}
	})
}

func FuzzCacheControl(f *testing.F) {
	f.Add("max-age=600", "60", "Wed, 17 Jun 2026 13:00:00 GMT")
	f.Add(`a="b,c\",d", MAX-AGE="5"`, "", "")
	f.Add(`"`, "-1", "0")
	f.Fuzz(func(t *testing.T, control, age, expires string) {
		h := http.Header{"Cache-Control": {control}, "Age": {age}, "Expires": {expires}}
		if d := freshness(h, noon); d < 0 || d > MaxWait {
			t.Fatalf("freshness(%q) = %v", h, d)
		}
		var parts []string
		for part := range splitQuoted(control) {
			parts = append(parts, part)
		}
		if strings.Join(parts, ",") != control {
			t.Fatalf("splitQuoted(%q) = %q", control, parts)
		}
	})
}

func FuzzPlainHeader(f *testing.F) {
	for _, seed := range []string{"text/xml; charset=euc-kr", " application/rss+xml\x00", strings.Repeat("x", 300), "\xff\xfe", "텍스트"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		got := plainHeader(http.Header{"Content-Type": {value}}, "Content-Type")
		if len(got) > 256 || !sendable(got) || strings.ToValidUTF8(got, "") != got {
			t.Fatalf("plainHeader(%q) = %q", value, got)
		}
		if kept, warning := validator(http.Header{"Etag": {value}}, "ETag"); kept != value && (kept != "" || warning == "") {
			t.Fatalf("validator(%q) = %q, %q", value, kept, warning)
		}
	})
}
