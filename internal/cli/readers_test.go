package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// readersEnv asks for the test with other people's feed readers, newsboat and
// sfeed of Debian's packages.
const readersEnv = "SITREP_TEST_READERS"

// Feed readers subscribe to a running desk: titles, authors, dates and ids are
// right in each form, and an update at the source appears in its place, once.
func TestFeedReaders(t *testing.T) {
	if os.Getenv(readersEnv) == "" {
		t.Skipf("NO READER TRIED: set %s to subscribe with newsboat and sfeed", readersEnv)
	}
	dir := t.TempDir()
	d := startDaemon(t, dir, runConfig, rss(t, "wire",
		"b | 2026-06-17T01:30:00Z | 창원 자주포 공장 준공 | 창원에 자주포 공장이 17일 문을 열었다.\n"+
			"a | 2026-06-17T00:30:00Z | Frigate returns from Gulf patrol | The frigate returned to Busan on Wednesday."))
	eventually(t, "both stories are served", d.said, d.serves("/all.atom", "Frigate returns"))

	newsboat := func() string {
		return reader(t, dir, nil, "newsboat", "-u", "urls", "-c", "cache.db", "-C", os.DevNull, "-x", "reload", "print-unread")
	}
	if err := os.WriteFile(filepath.Join(dir, "urls"), []byte(d.address+"/all.atom\n"+d.address+"/all.rss\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	// An entry has one id in all forms, so a reader of two of them has it once.
	if got := newsboat(); !strings.HasPrefix(got, "2 unread") {
		t.Errorf("newsboat has %q", got)
	}
	first := map[string]string{}
	for _, form := range []string{"atom", "rss"} {
		first[form] = sfeed(t, d, form)
		for _, want := range []string{
			fmt.Sprintf("%d\tFrigate returns from Gulf patrol\thttps://wire.example/a\t", time.Date(2026, 6, 17, 0, 30, 0, 0, time.UTC).Unix()),
			fmt.Sprintf("%d\t창원 자주포 공장 준공\thttps://wire.example/b\t", time.Date(2026, 6, 17, 1, 30, 0, 0, time.UTC).Unix()),
			"\ttag:desk.example.org,", "\tThe Wire\t",
		} {
			if !strings.Contains(first[form], want) {
				t.Errorf("sfeed reads no %q in the %s form:\n%s", want, form, first[form])
			}
		}
	}

	d.write("wire.xml", rss(t, "wire",
		"b | 2026-06-17T01:30:00Z | 창원 자주포 공장 준공 | 창원에 자주포 공장이 17일 문을 열었다.\n"+
			"a | 2026-06-17T00:30:00Z | Frigate back from Gulf patrol | The frigate and her crew of 120 returned to Busan on Wednesday."))
	d.poll()
	eventually(t, "the update is served", d.said, d.serves("/all.atom", "crew of 120"))
	if got := newsboat(); !strings.HasPrefix(got, "2 unread") {
		t.Errorf("after an update newsboat has %q", got)
	}
	for _, form := range []string{"atom", "rss"} {
		again := sfeed(t, d, form)
		if !strings.Contains(again, "Frigate back") || strings.Count(again, "\n") != 2 || ids(again) != ids(first[form]) {
			t.Errorf("after an update sfeed reads\n%sbefore it\n%s", again, first[form])
		}
	}
}

// reader runs a feed reader and returns what it says.
func reader(t *testing.T, dir string, input []byte, name string, arguments ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, arguments...)
	command.Dir, command.Env = dir, append(os.Environ(), "HOME="+dir, "LC_ALL=C.UTF-8")
	command.Stdin = strings.NewReader(string(input))
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// sfeed reads one form of the feed: a line an item, of date, title, link, two
// fields of content, id, author and more.
func sfeed(t *testing.T, d *daemon, form string) string {
	t.Helper()
	_, body := d.get("/all." + form)
	return reader(t, t.TempDir(), []byte(body), "sfeed")
}

// ids are the ids in what sfeed read, in order.
func ids(read string) string {
	var out []string
	for line := range strings.Lines(read) {
		if fields := strings.Split(line, "\t"); len(fields) > 5 {
			out = append(out, fields[5])
		}
	}
	return strings.Join(out, " ")
}
