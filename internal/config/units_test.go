package config

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDuration(t *testing.T) {
	for _, test := range []struct {
		text string
		want time.Duration // -1: refused
	}{
		{"15m", 15 * time.Minute}, {"24h", 24 * time.Hour}, {"30d", 720 * time.Hour}, {"2w", 336 * time.Hour},
		{"1d12h", 36 * time.Hour}, {"1.5h", 90 * time.Minute}, {"500ms", 500 * time.Millisecond}, {"0", 0}, {"0s", 0},
		{"", -1}, {"30", -1}, {"m", -1}, {"-5m", -1}, {"5 m", -1}, {"5M", -1}, {"5y", -1}, {"1..5h", -1}, {"99999d", -1},
		{"1e3s", -1}, {"NaNs", -1}, {"5m5", -1}, {"٣m", -1},
	} {
		got, err := parseDuration(test.text)
		if (err != nil) != (test.want < 0) || err == nil && got != test.want {
			t.Errorf("parseDuration(%q) = %v, %v", test.text, got, err)
		}
	}
}

func TestParseDurationReadsWhatGoWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := time.Duration(rapid.Int64Range(1, int64(maxDuration/time.Second)).Draw(t, "seconds")) * time.Second
		got, err := parseDuration(want.String())
		if err != nil || got != want {
			t.Fatalf("parseDuration(%q) = %v, %v", want, got, err)
		}
	})
}

func TestParseSize(t *testing.T) {
	for _, test := range []struct {
		text string
		want int64 // -1: refused
	}{
		{"8MB", 8_000_000}, {"8MiB", 8 << 20}, {"500 KB", 500_000}, {"1.5GB", 1_500_000_000}, {"12345", 12345}, {"10B", 10},
		{"1kib", 1024}, {"2GiB", 2 << 30}, {"", -1}, {"MB", -1}, {"8XB", -1}, {"-1MB", -1}, {"1e99", -1}, {"NaN", -1}, {"9999GB", -1},
	} {
		got, err := parseSize(test.text)
		if (err != nil) != (test.want < 0) || err == nil && got != test.want {
			t.Errorf("parseSize(%q) = %v, %v", test.text, got, err)
		}
	}
}

func TestParsePercent(t *testing.T) {
	for text, want := range map[string]float64{
		"50%": 0.5, "0%": 0, "100%": 1, "12.5 %": 0.125, "50": -1, "%": -1, "101%": -1, "-1%": -1, "NaN%": -1,
	} {
		got, err := parsePercent(text)
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("parsePercent(%q) = %v, %v", text, got, err)
		}
	}
}

func TestParseZone(t *testing.T) {
	at := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]int{"Asia/Seoul": 9 * 3600, "UTC": 0, "+09:00": 9 * 3600, "-03:30": -12600} {
		zone, err := parseZone(text)
		if err != nil {
			t.Errorf("parseZone(%q): %v", text, err)
			continue
		}
		if _, got := at.In(zone).Zone(); got != want {
			t.Errorf("parseZone(%q) is %d seconds east", text, got)
		}
	}
	for _, text := range []string{"", "Local", "KST", "+9", "+25:00", "../etc/passwd", "Asia/Nowhere"} {
		if zone, err := parseZone(text); err == nil {
			t.Errorf("parseZone(%q) = %v", text, zone)
		}
	}
}

func TestParseInstant(t *testing.T) {
	want := time.Date(2026, 6, 18, 0, 0, 0, 0, time.UTC)
	for _, text := range []string{"2026-06-18T00:00:00Z", "2026-06-18", "2026-06-18T09:00:00+09:00", "2026-06-18 09:00:00+09:00"} {
		if got, err := parseInstant(text); err != nil || !got.Equal(want) {
			t.Errorf("parseInstant(%q) = %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "yesterday", "2026-06-18T00:00:00", "18.6.2026"} {
		if got, err := parseInstant(text); err == nil {
			t.Errorf("parseInstant(%q) = %v", text, got)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"every", "cron", "url", "title", "timezone", "summary_length", "대한민국"}
	for name, want := range map[string]string{
		"evry": "every", "Every": "every", "crno": "cron", "utl": "url", "x": "", "ti": "", "timezoen": "timezone",
		"summarylength": "summary_length", "interval": "", "대한민": "대한민국", "": "",
	} {
		if got := nearest(name, names); got != want {
			t.Errorf("nearest(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestDistanceIsAMetric(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abc가")), 0, 8, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := []rune(word.Draw(t, "a")), []rune(word.Draw(t, "b"))
		d := distance(a, b)
		if d != distance(b, a) || (d == 0) != (string(a) == string(b)) || d > max(len(a), len(b)) || d < len(a)-len(b) {
			t.Fatalf("distance(%q, %q) = %d", string(a), string(b), d)
		}
	})
}

func TestParsePlace(t *testing.T) {
	for place, want := range map[string][2]int{"a.yaml:52:12": {52, 12}, "a.yaml:52": {52, 1}, "a.yaml": {0, 0}, "source x": {0, 0}, "c:d:7": {7, 1}} {
		_, line, column := parsePlace(place)
		if line != want[0] || column != want[1] {
			t.Errorf("parsePlace(%q) = %d, %d", place, line, column)
		}
	}
}
