package cli

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// daemon is `run`, as a test runs it.
type daemon struct {
	t       *testing.T
	dir     string
	said    *transcript
	address string // of the public pages, without a slash at its end
	ended   chan int
}

// startDaemon runs a configuration whose source is wire.xml in its folder, and
// stops it at the end of the test at the latest.
func startDaemon(t *testing.T, dir, config, wire string) *daemon {
	t.Helper()
	d := &daemon{t: t, dir: dir, said: &transcript{}, ended: make(chan int, 1)}
	d.write("wire.xml", wire)
	d.write("config.yaml", config)
	go func() {
		d.ended <- Main([]string{"run", "-c", d.config()}, Surroundings{Stdout: io.Discard, Stderr: d.said})
	}()
	eventually(t, "serving", d.said, func() bool {
		found := regexp.MustCompile(`on (http://[0-9.:]+)/`).FindStringSubmatch(d.said.String())
		if found != nil {
			d.address = found[1]
		}
		return found != nil
	})
	t.Cleanup(d.stop)
	return d
}

func (d *daemon) config() string { return filepath.Join(d.dir, "config.yaml") }

func (d *daemon) write(name, text string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, name), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// poll is a poll from cron beside the daemon.
func (d *daemon) poll() {
	d.t.Helper()
	if status := Main([]string{"poll", "--force", "-c", d.config()}, Surroundings{Stdout: io.Discard, Stderr: d.said}); status != 0 {
		d.t.Errorf("poll beside the daemon ended with %d; said:\n%s", status, d.said)
	}
}

func (d *daemon) get(path string) (int, string) {
	response, err := http.Get(d.address + path)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(body)
}

// serves asks whether a text is served at a path.
func (d *daemon) serves(path, text string) func() bool {
	return func() bool {
		status, body := d.get(path)
		return status == http.StatusOK && strings.Contains(body, text)
	}
}

// stop tells the daemon to stop, once, and waits until it has.
func (d *daemon) stop() {
	if d.ended == nil {
		return
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
		d.t.Error(err)
	}
	select {
	case status := <-d.ended:
		if status != 0 {
			d.t.Errorf("ended with %d; said:\n%s", status, d.said)
		}
	case <-time.After(patience):
		d.t.Errorf("still running %s after SIGTERM; said:\n%s", patience, d.said)
	}
	d.ended = nil
}
