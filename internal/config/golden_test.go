package config

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the expected findings of testdata")

// TestInvalid loads every testdata/invalid-*.yaml and compares all it has to
// say, word for word, with the .txt beside it.
func TestInvalid(t *testing.T) {
	paths, err := filepath.Glob("testdata/invalid-*.yaml")
	if err != nil || len(paths) < 10 {
		t.Fatalf("found %d files: %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			cfg, findings := Load(path)
			if cfg != nil {
				t.Error("was accepted")
			}
			compareGolden(t, path, messages(findings))
		})
	}
}

// TestLint loads every testdata/lint-*.yaml, which are valid, and compares
// what Lint says of them with the .txt beside it.
func TestLint(t *testing.T) {
	paths, err := filepath.Glob("testdata/lint-*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("found %d files: %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			cfg, findings := Load(path)
			if cfg == nil {
				t.Fatalf("was refused:\n%s", messages(findings))
			}
			compareGolden(t, path, messages(append(findings, Lint(cfg)...)))
		})
	}
}

func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	golden := strings.TrimSuffix(path, ".yaml") + ".txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}
