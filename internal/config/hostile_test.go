package config

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// TestHostile loads what is built to be dear or to break a parser. None of it
// is a configuration, each is refused with findings that fit a screen or two.
func TestHostile(t *testing.T) {
	aliases := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'z'; c++ {
		aliases += fmt.Sprintf("%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", c, c, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1)
	}
	for name, text := range map[string]string{
		"aliases of aliases":     aliases,
		"itself":                 "sources: &a [*a, *a]\n",
		"a key that is itself":   "&a {*a : *a}\n",
		"deep flow":              strings.Repeat("[", 1_000_000),
		"deep mapping":           strings.Repeat("{a: ", 500_000),
		"deep block":             strings.Repeat("- ", 500_000),
		"10 MB of one word":      "site: " + strings.Repeat("x", 10_000_000),
		"a million elements":     "sources: [" + strings.Repeat("a,", 1_000_000) + "]",
		"a million lines":        strings.Repeat("- x\n", 1_000_000),
		"a million unknown keys": strings.Repeat("key_without_end: 1\n", 200_000),
		"all wrong":              "sources:\n" + strings.Repeat("  - {urll: x, evry: y}\n", 20_000),
		"bytes":                  "\x00\x01\x02",
		"UTF-16":                 "\xff\xfes\x00",
	} {
		t.Run(name, func(t *testing.T) {
			cfg, findings := Parse("config.yaml", []byte(text), t.TempDir())
			if cfg != nil {
				t.Error("was accepted")
			}
			if told := messages(findings); len(findings) > maxFindings+1 || len(told) > 200_000 {
				t.Errorf("%d findings in %d bytes", len(findings), len(told))
			}
		})
	}
}

// TestUnreadable: what the parser would be slow on is found before it runs.
func TestUnreadable(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"longest file": {"# " + strings.Repeat("x", maxFile-2), ""},
		"longer file":  {"# " + strings.Repeat("x", maxFile-1), "file is longer than 4 MB"},
		"most lines":   {strings.Repeat("\n", maxMarks), ""},
		"more lines":   {strings.Repeat("\n", maxMarks+1), "more than 250000 lines and list elements"},
		"more commas":  {strings.Repeat(",[{", maxMarks/3+1), "more than 250000 lines and list elements"},
		"Hangul":       {"가: 나 # \t\r\n\u0085", ""},
		"a bell":       {"가: \a", "control character U+0007"},
		"half a rune":  {"가: \xea\xb0", "file is not UTF-8 text"},
	} {
		if got, _ := unreadable([]byte(test.text)); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// TestAliasesAreBounded: a small file that names one list over and over is
// refused for that, not decoded to the end.
func TestAliasesAreBounded(t *testing.T) {
	words := "[" + strings.Repeat("a,", 3000) + "b]"
	text := "sources: [x.xml]\ntopics:\n  t:\n    terms: [&t {any: " + words + "}" + strings.Repeat(", *t", 3000) + "]\n"
	_, findings := Parse("config.yaml", []byte(text), t.TempDir())
	if got := messages(findings); !strings.Contains(got, "once its aliases are followed") {
		t.Errorf("findings: %s", got)
	}
}

// TestMergeOfItself: a mapping that merges itself is refused, however often it
// does.
func TestMergeOfItself(t *testing.T) {
	for _, text := range []string{
		"sources: [&a {<<: *a, url: x.xml}]",
		"sources: [&a {<<: [*a, *a, *a], url: x.xml}]",
		"sources: [&a {url: x.xml, <<: &b {<<: *a}}]",
	} {
		_, findings := Parse("config.yaml", []byte(text), t.TempDir())
		if got := messages(findings); !strings.Contains(got, "<< is nested deeper") {
			t.Errorf("%s: findings: %s", text, got)
		}
	}
}

// TestMerge: what a mapping says itself comes before what it merges, and the
// first of several before the others; its name is the curator's to say.
func TestMerge(t *testing.T) {
	const text = `site: {base_url: https://desk.example.org/}
sources:
  - &paper {name: one, url: one.xml, every: 2h, language: ko, rank: 1}
  - {<<: *paper, name: two, url: two.xml, rank: 2}
  - {name: three, url: three.xml, <<: [{rank: 3, tags: [x]}, *paper]}
`
	cfg, findings := Parse("config.yaml", []byte(text), t.TempDir())
	if cfg == nil || len(findings) > 0 {
		t.Fatalf("findings: %s", messages(findings))
	}
	for i, s := range cfg.Sources {
		if s.Every != 2*time.Hour || s.Language != "ko" || s.Rank != i+1 || len(s.Tags) != i/2 {
			t.Errorf("source %+v", s)
		}
	}
	if two := cfg.Sources[1]; two.Name != "two" || !strings.HasSuffix(two.URL, "two.xml") {
		t.Errorf("source %+v", two)
	}
}

func TestMissingFile(t *testing.T) {
	_, findings := Load("testdata/no-such-file.yaml")
	if got, want := messages(findings), "testdata/no-such-file.yaml: error: read configuration: no such file or directory\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzParse: no bytes panic, and what is refused is refused with a place.
func FuzzParse(f *testing.F) {
	for _, path := range []string{"testdata/smallest.yaml", "testdata/whole.yaml", "testdata/lint-all.yaml", "testdata/invalid-keys.yaml",
		"testdata/invalid-values.yaml", "testdata/invalid-names.yaml", "testdata/invalid-strip.yaml", "testdata/invalid-terms.yaml",
		"testdata/invalid-tests.yaml", "testdata/invalid-secrets.yaml"} {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("sources: &a [*a]\n? [x]\n: y"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		cfg, findings := Parse("config.yaml", data, dir)
		if (cfg == nil) != hasError(findings) {
			t.Fatalf("configuration %v with findings %v", cfg != nil, findings)
		}
		for _, finding := range findings {
			if strings.HasPrefix(finding.Text, "and ") && len(findings) > maxFindings {
				continue
			}
			if finding.File != "config.yaml" || finding.Line < 1 || finding.Column < 1 || finding.Text == "" {
				t.Fatalf("finding without a place: %+v", finding)
			}
		}
		if cfg != nil {
			for _, finding := range Lint(cfg) {
				if finding.Severity != SeverityWarning || finding.Line < 1 {
					t.Fatalf("Lint: %+v", finding)
				}
			}
		}
	})
}
