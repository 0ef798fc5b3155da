package cli

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// transcript is what a running program says, readable while it runs.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Write(p)
}

func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}

// patience is how long a test waits for what is sure to come: only one that is
// to fail waits so long.
const patience = time.Minute

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, said *transcript, holds func() bool) {
	t.Helper()
	for begin := time.Now(); time.Since(begin) < patience; time.Sleep(50 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("%s: not so after %s; said:\n%s", what, patience, said)
}

const runConfig = `site: {title: Desk, base_url: https://desk.example.org/, contact: desk@example.org}
listen: 127.0.0.1:0
backfill: 3650d
sources: [{name: wire, url: wire.xml, title: The Wire, every: 30s}]
feeds:
  - {name: all}
`

// A daemon serves what it polls, takes edits of its configuration, lets a
// wrong one pass by, and stops with 0 when told to.
func TestRunServesReloadsAndStops(t *testing.T) {
	d := startDaemon(t, t.TempDir(), runConfig,
		rss(t, "wire", "a | 2026-06-17T00:30:00Z | Frigate returns from Gulf patrol | The frigate returned to Busan on Wednesday."))
	eventually(t, "healthy", d.said, d.serves("/healthz", ""))
	eventually(t, "the story is served", d.said, d.serves("/all.atom", "Frigate returns"))
	eventually(t, "the desk links the feed", d.said, d.serves("/", "all.atom"))

	// what a poll from cron commits is served by the running daemon
	d.write("wire.xml", rss(t, "wire", "b | 2026-06-17T01:30:00Z | Howitzer plant opens | A plant opened in Changwon on Wednesday.\na | 2026-06-17T00:30:00Z | Frigate returns from Gulf patrol | The frigate returned to Busan on Wednesday."))
	d.poll()
	eventually(t, "the new story is served", d.said, d.serves("/all.atom", "Howitzer plant"))

	d.write("config.yaml", runConfig+"  - {name: more, form: all}\n")
	eventually(t, "a wrong configuration is told", d.said, func() bool { return strings.Contains(d.said.String(), `unknown key "form"`) })
	if !d.serves("/all.atom", "Frigate returns")() {
		t.Error("after a wrong configuration the feed is gone")
	}
	d.write("config.yaml", runConfig+"  - {name: more, title: More of it}\n")
	eventually(t, "an edited configuration is in force", d.said, d.serves("/more.atom", "More of it"))

	d.write("config.yaml", runConfig+"  - {name: more, title: Still more}\n")
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	eventually(t, "SIGHUP reloads", d.said, d.serves("/more.atom", "Still more"))
	d.stop()
}

// A port that is in use is one clear line and status 1.
func TestRunOnAPortInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	dir := t.TempDir()
	file := filepath.Join(dir, "config.yaml")
	text := strings.Replace(runConfig, "127.0.0.1:0", taken.Addr().String(), 1)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	said := &transcript{}
	if status := Main([]string{"run", "-c", file}, Surroundings{Stdout: io.Discard, Stderr: said}); status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	if text := said.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, fmt.Sprint(taken.Addr())) {
		t.Errorf("said:\n%s", text)
	}
}
