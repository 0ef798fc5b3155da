package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// secretConfig is a configuration with one source and one feed.
func secretConfig(source, feed string) string {
	return "site: {base_url: https://desk.example.org/, contact: me@desk.example.org}\n" +
		"sources: [{name: a, url: https://a.example.net/" + source + "}]\n" +
		"feeds: [{name: f, from: [a]" + feed + "}]\n"
}

func TestSecretsExpand(t *testing.T) {
	t.Setenv("SITREP_TEST_ONE", "alpha")
	t.Setenv("SITREP_TEST_TWO", "b$e}ta")
	cfg, _ := mustParse(t, secretConfig(`, auth: "${SITREP_TEST_ONE}:x${SITREP_TEST_TWO}$${y}"`, `, token: "Tok$SITREP_TEST_ONE"`))
	if got, want := cfg.Sources[0].Auth, "alpha:xb$e}ta${y}"; got != want {
		t.Errorf("auth = %q, want %q", got, want)
	}
	if got, want := cfg.Feeds[0].Token, "Tok$SITREP_TEST_ONE"; got != want {
		t.Errorf("token = %q, want %q", got, want)
	}
}

func TestSecretFiles(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"good": "Bearer abc\n", "empty": " \n", "long": strings.Repeat("x", maxSecret+1), "lines": "a\nb"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, findings := Parse("config.yaml", []byte(secretConfig(", auth: file:good", "")), dir)
	if cfg == nil || cfg.Sources[0].Auth != "Bearer abc" {
		t.Errorf("relative file: %v", findings)
	}
	cfg, findings = Parse("config.yaml", []byte(secretConfig(", auth: file:"+filepath.Join(dir, "good"), "")), "/")
	if cfg == nil || cfg.Sources[0].Auth != "Bearer abc" {
		t.Errorf("absolute file: %v", findings)
	}
	for _, bad := range []string{"empty", "long", "lines", "missing", ".", "/dev/zero"} {
		if cfg, _ := Parse("config.yaml", []byte(secretConfig(", auth: file:"+bad, "")), dir); cfg != nil {
			t.Errorf("file:%s was accepted", bad)
		}
	}
}

// TestSecretsStaySecret: no finding repeats what a variable or a file holds.
func TestSecretsStaySecret(t *testing.T) {
	const hidden = "hunter2/with space@and:colon"
	t.Setenv("SITREP_TEST_HIDDEN", hidden)
	t.Setenv("SITREP_TEST_EMPTY", "")
	for _, text := range []string{
		"store: 'postgres://u:${SITREP_TEST_HIDDEN}@%zz/db'\n" + secretConfig("", ""),
		"store: 'mysql://${SITREP_TEST_HIDDEN}'\n" + secretConfig("", ""),
		secretConfig(", auth: '${SITREP_TEST_HIDDEN}${SITREP_TEST_EMPTY}'", ""),
		secretConfig(", headers: {Host: '${SITREP_TEST_HIDDEN}'}", ""),
		secretConfig("", ", token: '${SITREP_TEST_HIDDEN}${SITREP_TEST_UNSET}'"),
	} {
		cfg, findings := Parse("config.yaml", []byte(text), t.TempDir())
		if cfg != nil {
			t.Errorf("was accepted: %s", text)
		}
		if got := messages(findings); strings.Contains(got, "hunter2") {
			t.Errorf("told the secret: %s", got)
		}
	}
}

func TestStore(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("SITREP_TEST_PASSWORD", "pw")
	for text, want := range map[string]string{
		"news.db":           filepath.Join(dir, "news.db"),
		"../news.db":        filepath.Join(filepath.Dir(dir), "news.db"),
		"/var/lib/x/new.db": "/var/lib/x/new.db",
		"'postgres://u:${SITREP_TEST_PASSWORD}@db.example.net/desk?sslmode=require'": "postgres://u:pw@db.example.net/desk?sslmode=require",
		"postgres:///desk?host=/run/postgresql":                                      "postgres:///desk?host=/run/postgresql",
	} {
		cfg, findings := Parse("config.yaml", []byte("store: "+text+"\n"+secretConfig("", "")), dir)
		if cfg == nil || cfg.Store != want {
			t.Errorf("store %s: %v, %v", text, cfg, findings)
		}
	}
}

// TestPrivate: what was fetched with credentials is marked, since a feed must
// name such a source to show it.
func TestPrivate(t *testing.T) {
	t.Setenv("SITREP_TEST_KEY", "k")
	for source, want := range map[string]bool{
		"":                                 false,
		", headers: {Accept-Language: ko}": false,
		", headers: {cookie: session}":     true,
		", headers: {X-Custom: '${SITREP_TEST_KEY}'}": true,
		", auth: 'u:${SITREP_TEST_KEY}'":              true,
	} {
		cfg, _ := mustParse(t, secretConfig(source, ""))
		if got := cfg.Settings.Sources[0].Private; got != want {
			t.Errorf("source %q: private = %v", source, got)
		}
	}
}
