package cli

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A document over http is read with what its server says of it: its charset, its
// language where neither it nor the operator names one, and up to max_size.
func TestInspectHearsTheServer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml; charset=windows-1252")
		w.Header().Set("Content-Language", "fr")
		fmt.Fprintf(w, "<rss version=\"2.0\"><channel><title>Le Quai</title><!-- %s --><item><title>La fr\xe9gate</title></item></channel></rss>", strings.Repeat("-", 9<<20))
	}))
	defer server.Close()
	dir := t.TempDir()
	inspect := func(language string, args ...string) string {
		file := filepath.Join(dir, "config.yaml")
		config := fmt.Sprintf("site: {title: T, base_url: https://desk.example.org/, contact: a@desk.example.org}\n"+
			"fetch: {max_size: 20MB, allow_private: [127.0.0.0/8]}\nsources: [{name: quai, url: %q%s}]\nfeeds: [{name: all}]\n", server.URL, language)
		if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		if status := Main(append([]string{"inspect", "-c", file, "quai"}, args...), Surroundings{Stdout: &out, Stderr: &errs, Now: time.Now}); status != 0 {
			t.Fatalf("status %d: %s", status, &errs)
		}
		return out.String()
	}
	for _, test := range []struct {
		language string
		args     []string
		want     []string
	}{
		{"", nil, []string{"rss20, windows-1252 (as the server says)", "language  fr (as the server says)", "La frégate", "all of it was read, and nothing had to be repaired"}},
		{"", []string{"--format", "json"}, []string{`"source":{"title":{"type":"text","body":"Le Quai"},"language":"fr"}`, `"body":"La frégate"},"language":"fr"}`}},
	} {
		out := inspect(test.language, test.args...)
		for _, want := range test.want {
			if !strings.Contains(out, want) {
				t.Errorf("%q is not in\n%s", want, out)
			}
		}
	}
	if out := inspect(", language: en"); strings.Contains(out, "language") {
		t.Errorf("the server was heard although the operator speaks:\n%s", out)
	}
}
