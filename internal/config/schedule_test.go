package config

import (
	"testing"
	"time"
)

func TestEveryAndCron(t *testing.T) {
	for name, test := range map[string]struct {
		defaults, source string
		every            time.Duration
		cron             string
		refused          bool
	}{
		"nothing":                       {every: 30 * time.Minute},
		"default every":                 {defaults: "every: 10m", every: 10 * time.Minute},
		"own every":                     {defaults: "every: 10m", source: "every: 1h", every: time.Hour},
		"own cron beside default every": {defaults: "every: 10m", source: "cron: '0 6 * * *'", cron: "0 6 * * *"},
		"default cron":                  {defaults: "cron: '@daily'", cron: "@daily"},
		"own every beside default cron": {defaults: "cron: '@daily'", source: "every: 1h", every: time.Hour},
		"both":                          {source: "every: 1h, cron: '@daily'", refused: true},
		"both as defaults":              {defaults: "every: 1h, cron: '@daily'", refused: true},
		"29 February":                   {source: "cron: '0 0 29 2 *'", cron: "0 0 29 2 *"},
		"30 February":                   {source: "cron: '0 0 30 2 *'", refused: true},
		"six fields":                    {source: "cron: '0 0 0 1 1 *'", refused: true},
		"a zone":                        {source: "cron: 'CRON_TZ=Asia/Seoul 0 6 * * *'", cron: "CRON_TZ=Asia/Seoul 0 6 * * *"},
	} {
		t.Run(name, func(t *testing.T) {
			text := "defaults: {" + test.defaults + "}\nsources: [{url: https://a.example.net/, " + test.source + "}]\n"
			cfg, findings := Parse("config.yaml", []byte(text), t.TempDir())
			if (cfg == nil) != test.refused {
				t.Fatalf("findings: %v", findings)
			}
			if cfg != nil && (cfg.Sources[0].Every != test.every || cfg.Sources[0].Cron != test.cron) {
				t.Errorf("every %v, cron %q", cfg.Sources[0].Every, cfg.Sources[0].Cron)
			}
		})
	}
}

func TestNextCron(t *testing.T) {
	after := time.Date(2026, 3, 13, 5, 50, 0, 0, time.UTC) // a Friday
	for _, test := range []struct {
		source Source
		want   time.Time
	}{
		{Source{Every: 30 * time.Minute}, time.Time{}},
		{Source{Cron: "*/20 * * * *"}, time.Date(2026, 3, 13, 6, 0, 0, 0, time.UTC)},
		{Source{Cron: "CRON_TZ=Asia/Seoul 0 15 * * *"}, time.Date(2026, 3, 13, 6, 0, 0, 0, time.UTC)},
		// As in every crontab, a day of the month and one of the week are alternatives.
		{Source{Cron: "0 0 1 * 1"}, time.Date(2026, 3, 16, 0, 0, 0, 0, time.UTC)},
	} {
		if got := test.source.NextCron(after); !got.Equal(test.want) {
			t.Errorf("%+v: next turn at %v, want %v", test.source, got, test.want)
		}
	}
}
