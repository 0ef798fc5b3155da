package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"sitrep/feed/render"
	"sitrep/internal/poll"
)

// testHub is a WebSub hub that keeps the topics it is pinged for, in order.
type testHub struct {
	*httptest.Server
	mu     sync.Mutex
	topics []string
	status int
}

func newTestHub(t *testing.T) *testHub {
	h := &testHub{status: http.StatusNoContent}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.topics = append(h.topics, r.PostFormValue("hub.url"))
		w.WriteHeader(h.status)
	}))
	t.Cleanup(h.Close)
	return h
}

// told are the topics that came since the last call, sorted.
func (h *testHub) told() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	slices.Sort(h.topics)
	told := strings.Join(h.topics, " ")
	h.topics = nil
	return told
}

func (h *testHub) answers(status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.status = status
}

const allForms = "https://desk.example.org/ships.atom https://desk.example.org/ships.json https://desk.example.org/ships.rss"

const firstItem = "w1 | 2026-06-17T00:30:00Z | Frigate returns from Gulf patrol | The frigate returned to Busan on Wednesday.\n"

// hubDesk is a polled desk with a public and a private feed at a hub.
func hubDesk(t *testing.T, h *testHub) *journey {
	t.Helper()
	archive := txtar.Parse(fmt.Appendf(nil, `
-- config.yaml --
site: {title: Desk, base_url: https://desk.example.org/, contact: desk@example.org, id: 'desk.example.org,2026'}
listen: 127.0.0.1:0
backfill: 3650d
fetch: {allow_private: [127.0.0.0/8]}
sources: [{name: wire, url: wire.xml, title: The Wire, every: 30s}]
feeds:
  - {name: ships, hub: %[1]q}
  - {name: inside, hub: %[1]q, token: 'a-secret-of-ours'}
  - {name: quiet}
-- 2026-06-17T01:00:00Z/wire --
%[2]s`, h.URL, firstItem))
	j := &journey{dir: t.TempDir(), archive: archive}
	j.travel(t)
	return j
}

// announces announces once, without waiting for others to serve what is new,
// and returns what was said.
func (j *journey) announces(t *testing.T) string {
	t.Helper()
	d, c := j.open(t)
	defer d.Close()
	var said bytes.Buffer
	c.Stderr = &said
	d.conductor.Settle = 0
	d.announce(c)
	return said.String()
}

// status is what status says, with the hub's address taken out.
func (j *journey) status(t *testing.T, h *testHub, format string) string {
	t.Helper()
	c := j.call()
	cmd := statusCommand{ConfigFlag{filepath.Join(j.dir, "config.yaml")}, FormatFlag{format}}
	if err := cmd.Run(c); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(fmt.Sprint(c.Stdout), h.URL, "https://hub.example")
}

// Every form of a public feed is announced once per change, a private feed
// never; status tells how far it has come.
func TestAnnounceAndStatus(t *testing.T) {
	t.Parallel()
	h := newTestHub(t)
	j := hubDesk(t, h)
	told := map[string]string{} // by format
	look := func(when string) {
		t.Helper()
		for format, begins := range map[string]string{"json": `{"feed"`, "text": "hub "} {
			said := j.status(t, h, format)
			told[format] += when + ":\n" + said[max(0, strings.Index(said, begins)):]
		}
	}
	j.now = j.now.Add(time.Minute)
	look("before anything was announced")
	if said := j.announces(t) + j.announces(t); said != "" || h.told() != allForms {
		t.Errorf("said %q", said)
	}
	j.now = j.now.Add(time.Minute)
	look("announced")

	h.answers(http.StatusInternalServerError)
	j.place(t, "wire", "w2 | 2026-06-17T01:01:00Z | Howitzer plant opens | A plant opened in Changwon on Wednesday.\n"+firstItem)
	j.poll(t)
	j.now = j.now.Add(10 * time.Second)
	said := j.announces(t)
	if got := h.told(); got != allForms {
		t.Errorf("told %q", got)
	}
	if want := "announce ships: post to " + h.URL + ": answered 500 Internal Server Error\n"; said != want {
		t.Errorf("said %q, want %q", said, want)
	}
	if said := j.announces(t); said != "" || h.told() != "" {
		t.Errorf("at once again: said %q", said)
	}
	j.now = j.now.Add(20 * time.Second)
	look("refused")

	h.answers(http.StatusAccepted)
	j.now = j.now.Add(time.Minute)
	if said := j.announces(t) + j.announces(t); said != "" || h.told() != allForms {
		t.Errorf("said %q", said)
	}
	look("taken in the end")
	golden(t, j, "status-hub.txt", told["text"]+told["json"])
}

// The addresses that are announced are those that the documents name, and a
// private feed names no hub.
func TestAnnouncedAddresses(t *testing.T) {
	h := newTestHub(t)
	j := hubDesk(t, h)
	j.write(t, "config.yaml", strings.ReplaceAll(j.part("config.yaml"), "{name: ships", "{name: 국방_2"))
	d, c := j.open(t)
	defer d.Close()
	reader := feedReader{store: d.store, config: d.config}
	for _, f := range d.config.Feeds {
		described, entries, err := reader.Feed(c.context, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if f.Token != "" && (described.Hub != "" || len(announcedOf(d.config.Site, f)) > 0) {
			t.Errorf("the private feed %s has a hub", f.Name)
		}
		if hubOf(f) == "" {
			continue
		}
		var got, want []string
		for _, a := range announcedOf(d.config.Site, f) {
			got = append(got, a.Self)
		}
		for _, form := range []struct {
			write func() ([]byte, error)
			self  string
		}{
			{func() ([]byte, error) { return render.Atom(described, entries) }, `href="([^"]+)" rel="self"`},
			{func() ([]byte, error) { return render.RSS(described, entries) }, `href="([^"]+)" rel="self"`},
			{func() ([]byte, error) { return render.JSON(described, entries) }, `"feed_url":"([^"]+)"`},
		} {
			document, err := form.write()
			if err != nil {
				t.Fatal(err)
			}
			self := regexp.MustCompile(form.self).FindSubmatch(document)
			if self == nil || !bytes.Contains(document, []byte(h.URL)) {
				t.Fatalf("no self or no hub in %s", document)
			}
			want = append(want, string(self[1]))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-in the documents +announced):\n%s", f.Name, diff)
		}
	}
}

// poll announces when it is done; a hub that is down does not make it fail.
func TestPollAnnounces(t *testing.T) {
	t.Parallel()
	h, down := newTestHub(t), newTestHub(t)
	down.Close()
	j := hubDesk(t, h)
	j.write(t, "config.yaml", j.part("config.yaml")+fmt.Sprintf("  - {name: boats, hub: %q}\n", down.URL))
	j.poll(t)
	said := &transcript{}
	status := Main([]string{"poll", "--force", "-c", filepath.Join(j.dir, "config.yaml")}, Surroundings{Stdout: io.Discard, Stderr: said})
	if text := said.String(); status != 0 || strings.Count(text, "announce ") != 1 || !strings.Contains(text, "announce boats: post to "+down.URL+": no connection") {
		t.Errorf("status %d; said:\n%s", status, text)
	}
	if got := h.told(); got != allForms {
		t.Errorf("told %q", got)
	}
}

// A daemon announces what it placed before it started, what it places, and
// what another process places; a hub that fails is told again by itself.
func TestRunAnnounces(t *testing.T) {
	t.Parallel()
	h := newTestHub(t)
	j := hubDesk(t, h)
	j.now = time.Now()
	d, c := j.open(t)
	defer d.Close()
	d.conductor.Settle = 10 * time.Millisecond
	said := &transcript{}
	c.Stderr = said
	c.Now = time.Now
	d.conductor.Now = time.Now
	ctx, stop := context.WithCancel(t.Context())
	c.context = ctx
	ended := make(chan error, 1)
	go func() { ended <- d.serve(c, true) }()
	hears := func(want string) func() bool {
		var told []string
		return func() bool {
			told = append(told, strings.Fields(h.told())...)
			slices.Sort(told)
			return strings.Join(told, " ") == want
		}
	}
	eventually(t, "the hub hears of what was there", said, hears(allForms))
	j.place(t, "wire", "w2 | 2026-06-17T01:01:00Z | Howitzer plant opens | A plant opened in Changwon on Wednesday.\n"+firstItem)
	other, oc := j.open(t)
	defer other.Close()
	if _, err := other.conductor.Round(oc.context, poll.Selection{Force: true}); err != nil {
		t.Fatal(err)
	}
	other.conductor.Settle = 0
	other.announce(oc)
	var aside sync.WaitGroup
	d.announceAside(ctx, &aside) // both at once
	aside.Wait()
	eventually(t, "the hub hears of the change", said, hears(allForms))
	time.Sleep(500 * time.Millisecond)
	if again := h.told(); again != "" {
		t.Errorf("told again: %s", again)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
