package poll

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sitrep/internal/config"
	"sitrep/internal/fetch"
	"sitrep/internal/store"
)

// hub is a WebSub hub on this machine that counts pings by topic.
type hub struct {
	*httptest.Server
	mu     sync.Mutex
	pings  map[string]int
	answer func(w http.ResponseWriter)
}

func newHub(t *testing.T, answer func(w http.ResponseWriter)) *hub {
	h := &hub{pings: map[string]int{}, answer: answer}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		topic := r.PostFormValue("hub.url")
		if r.Method != http.MethodPost || r.PostFormValue("hub.mode") != "publish" || r.PostFormValue("hub.topic") != topic {
			t.Errorf("%s with %v", r.Method, r.PostForm)
		}
		h.mu.Lock()
		h.pings[topic]++
		answer := h.answer
		h.mu.Unlock()
		answer(w)
	}))
	t.Cleanup(h.Close)
	t.Cleanup(h.CloseClientConnections)
	return h
}

// count is how many pings came for a topic.
func (h *hub) count(topic string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.pings[topic]
}

// patience is how long a test waits for what is sure to come: only one that is
// to fail waits so long.
const patience = time.Minute

// await waits until so many pings have come.
func (h *hub) await(t *testing.T, want int) {
	t.Helper()
	for begin := time.Now(); time.Since(begin) < patience; time.Sleep(time.Millisecond) {
		if h.count(topic) >= want {
			return
		}
	}
	t.Fatalf("%d pings after %s, want %d", h.count(topic), patience, want)
}

func (h *hub) answers(answer func(w http.ResponseWriter)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answer = answer
}

func with(status int) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { w.WriteHeader(status) }
}

const topic = "https://desk.example.org/all.atom"

func (h *hub) feed() Announced { return Announced{Name: "all", Self: topic, Hub: h.URL} }

// poster posts to this machine.
func poster() *fetch.Client {
	return fetch.New(fetch.Config{Timeout: patience, AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
}

// posterFunc is a hub without a network.
type posterFunc func() error

func (f posterFunc) Post(context.Context, string, url.Values) error { return f() }

// pressDesk is a desk that can announce, with a source that changes its feed.
func pressDesk(t *testing.T) *desk {
	d := newDesk(t, "harbour")
	d.poster = poster()
	return d
}

// change makes the feed change; n is different each time, and so is the length
// of the document.
func (d *desk) change(t *testing.T, n int) {
	t.Helper()
	d.publishes("harbour", fmt.Sprintf("h%d: Frigate launched %s", n, strings.Repeat("again ", n)))
	if report, err := d.round(t); err != nil || report.New != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
}

// announce announces, and wants so many taken; fault is part of the error.
func (d *desk) announce(t *testing.T, want int, fault string, feeds ...Announced) {
	t.Helper()
	sent, err := d.Announce(t.Context(), feeds)
	if sent != want || (err == nil) != (fault == "") || err != nil && !strings.Contains(err.Error(), fault) {
		t.Fatalf("sent %d, want %d; error %v, want %q", sent, want, err, fault)
	}
}

// later moves the clock.
func (d *desk) later(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

func TestAnnounceOncePerChange(t *testing.T) {
	d, h := pressDesk(t), newHub(t, with(http.StatusNoContent))
	d.announce(t, 0, "", h.feed()) // nothing was published yet
	d.change(t, 1)
	d.announce(t, 1, "", h.feed())
	d.announce(t, 0, "", h.feed())
	for n := range 3 {
		d.change(t, 2+n)
	}
	d.announce(t, 1, "", h.feed())
	if _, err := d.round(t); err != nil { // brings nothing
		t.Fatal(err)
	}
	d.later(24 * time.Hour)
	d.announce(t, 0, "", h.feed())
	rss := h.feed()
	rss.Self = "https://desk.example.org/all.rss"
	d.announce(t, 1, "", h.feed(), rss)
	if a, b := h.count(topic), h.count(rss.Self); a != 2 || b != 1 {
		t.Errorf("%d and %d pings, want 2 and 1", a, b)
	}
}

// A hub in trouble is asked after a minute and ever more rarely, whatever
// changes meanwhile, and by whichever process; once it takes the ping it has
// peace.
func TestAnnounceRetries(t *testing.T) {
	d, h := pressDesk(t), newHub(t, with(http.StatusInternalServerError))
	d.change(t, 1)
	for n, wait := range []time.Duration{1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360} {
		d.announce(t, 0, "announce all: post to "+h.URL+": answered 500", h.feed())
		d.change(t, 2+n)
		d.later(wait*time.Minute - time.Second)
		d.announce(t, 0, "", h.feed())
		if got := h.count(topic); got != n+1 {
			t.Fatalf("%d pings, want %d", got, n+1)
		}
		d.later(time.Second)
	}
	h.answers(func(w http.ResponseWriter) {
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	d.announce(t, 0, "429", h.feed())
	state, err := d.Store.Announcements(t.Context(), []store.Topic{{Feed: "all", URL: topic, Hub: h.URL}})
	if err != nil || state[0].Attempts != 12 || !strings.Contains(state[0].Fault, "429") || state[0].Next.Sub(d.now) != 6*time.Hour {
		t.Errorf("%+v, %v", state, err)
	}
	h.answers(with(http.StatusAccepted))
	d.later(6 * time.Hour)
	d.announce(t, 1, "", h.feed())
	d.later(24 * time.Hour)
	d.announce(t, 0, "", h.feed())
	if got := h.count(topic); got != 13 {
		t.Errorf("%d pings, want 13", got)
	}
}

func TestPingWait(t *testing.T) {
	asked := &fetch.Fault{RetryAfter: 20 * time.Minute}
	for _, c := range []struct {
		before int
		fault  error
		want   time.Duration
	}{
		{0, errors.New("x"), time.Minute},
		{1, errors.New("x"), 2 * time.Minute},
		{0, fmt.Errorf("x: %w", asked), 20 * time.Minute},
		{5, asked, 32 * time.Minute},
		{9, asked, 6 * time.Hour},
		{1 << 40, asked, 6 * time.Hour},
		{0, &fetch.Fault{RetryAfter: 1000 * time.Hour}, 6 * time.Hour},
	} {
		if got := pingWait(c.before, c.fault); got != c.want {
			t.Errorf("after %d failures and %v: %v, want %v", c.before, c.fault, got, c.want)
		}
	}
}

// A hub that hangs holds up neither another hub, nor turns and placing. For how
// long whoever announces waits for it is a matter of internal/fetch.
func TestHangingHub(t *testing.T) {
	given := make(chan struct{})
	giveUp := sync.OnceFunc(func() { close(given) })
	d := pressDesk(t)
	hanging := newHub(t, func(http.ResponseWriter) {
		<-given
		panic(http.ErrAbortHandler)
	})
	defer giveUp()
	good := newHub(t, with(http.StatusNoContent))
	d.change(t, 1)
	hung := make(chan error, 1)
	go func() {
		_, err := d.Announce(t.Context(), []Announced{hanging.feed(), good.feed()})
		hung <- err
	}()
	good.await(t, 1)
	hanging.await(t, 1)
	d.change(t, 2)
	// the hanging hub is left to the first, and the good one hears of the second change
	for good.count(topic) < 2 && t.Context().Err() == nil {
		if _, err := d.Announce(t.Context(), []Announced{hanging.feed(), good.feed()}); err != nil {
			t.Fatal(err)
		}
	}
	giveUp()
	if err := <-hung; err == nil || !strings.Contains(err.Error(), "closed before an answer") {
		t.Errorf("error %v", err)
	}
	if a, b := hanging.count(topic), good.count(topic); a != 1 || b != 2 {
		t.Errorf("%d and %d pings, want 1 and 2", a, b)
	}
}

// Stopping while a ping waits gives it back; stopping while the hub answers
// waits for the answer. Neither is a fault.
func TestAnnounceStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // on a clock that moves only when all wait
		d, pings := pressDesk(t), 0
		d.poster = posterFunc(func() error { pings++; return nil })
		d.change(t, 1)
		d.Settle = time.Hour
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		feed := Announced{Name: "all", Self: topic, Hub: "https://hub.example/"}
		if sent, err := d.Announce(ctx, []Announced{feed}); sent != 0 || err != nil || pings != 0 {
			t.Fatalf("sent %d of %d pings, %v", sent, pings, err)
		}
		d.announce(t, 1, "", feed)
	})
	d, h := pressDesk(t), newHub(t, with(http.StatusNoContent))
	d.change(t, 1)
	ctx, cancel := context.WithCancel(t.Context())
	h.answers(func(w http.ResponseWriter) {
		cancel()
		time.Sleep(50 * time.Millisecond)
		w.WriteHeader(http.StatusNoContent)
	})
	if sent, err := d.Announce(ctx, []Announced{h.feed()}); sent != 1 || err != nil {
		t.Fatalf("sent %d, %v", sent, err)
	}
	d.announce(t, 0, "", h.feed())
}

// childEnv holds the store and the hub that a child process of a test is to
// announce to, until its standard input ends.
const childEnv = "SITREP_TEST_ANNOUNCER"

func TestMain(m *testing.M) {
	if at := os.Getenv(childEnv); at != "" {
		if err := announceAlways(at); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func announceAlways(at string) error {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	file, address, _ := strings.Cut(at, " ")
	s, err := store.Open(ctx, file)
	if err != nil {
		return err
	}
	defer s.Close()
	c := &Conductor{Store: s, Now: time.Now}
	c.Use(nil, &config.Config{}, poster())
	fmt.Println("ready")
	for ctx.Err() == nil {
		if _, err := c.Announce(ctx, []Announced{{Name: "all", Self: topic, Hub: address}}); err != nil && ctx.Err() == nil {
			return err
		}
		time.Sleep(time.Millisecond)
	}
	return nil
}

// Several processes announce at once, and go and come: each change is told
// once.
func TestAnnounceFromSeveralProcesses(t *testing.T) {
	d, h := pressDesk(t), newHub(t, with(http.StatusNoContent))
	file := filepath.Join(t.TempDir(), "test.db")
	if err := d.Store.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	shared, err := store.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer shared.Close()
	d.Store = shared
	for n := range 6 {
		if n%3 == 0 {
			stop := []func(){startAnnouncer(t, file, h.URL), startAnnouncer(t, file, h.URL)}
			defer func() { // the second pair runs beside the first
				for _, s := range stop {
					s()
				}
			}()
		}
		d.change(t, n)
		h.await(t, n+1)
		time.Sleep(20 * time.Millisecond)
		if got := h.count(topic); got != n+1 {
			t.Fatalf("after %d changes: %d pings", n+1, got)
		}
	}
}

// startAnnouncer starts a process and returns what ends it.
func startAnnouncer(t *testing.T, file, address string) (stop func()) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program)
	c.Env = append(os.Environ(), childEnv+"="+file+" "+address)
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("child said %q, %v", line, err)
	}
	return func() {
		_ = in.Close()
		if err := c.Wait(); err != nil {
			t.Error(err)
		}
	}
}
