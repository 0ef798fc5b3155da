package config

import (
	"os"
	"strings"
	"testing"
)

// BenchmarkParseShipped measures what a reload of the shipped file costs.
func BenchmarkParseShipped(b *testing.B) {
	data, err := os.ReadFile("../../config.yaml")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if cfg, findings := Parse("config.yaml", data, "../.."); cfg == nil {
			b.Fatal(findings)
		}
	}
}

// BenchmarkParseThousandSources measures a large desk.
func BenchmarkParseThousandSources(b *testing.B) {
	var text strings.Builder
	text.WriteString("sources:\n")
	for i := range 1000 {
		text.WriteString("  - {name: source-" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + "-")
		text.WriteString(strings.Repeat("y", i/26) + ", url: https://a.example.net/feed, tags: [one, two], rank: 10, strip: []}\n")
	}
	data := []byte(text.String())
	b.ReportAllocs()
	for b.Loop() {
		if cfg, findings := Parse("config.yaml", data, "."); cfg == nil {
			b.Fatal(findings)
		}
	}
}
