package poll

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/filter"
	"sitrep/internal/config"
	"sitrep/internal/fetch"
	"sitrep/internal/store"
)

// publisher is a host on loopback that notes when it was asked for what.
type publisher struct {
	*httptest.Server
	mu       sync.Mutex
	asked    []string
	times    []time.Time
	inFlight int
	most     int
	answer   func(w http.ResponseWriter, r *http.Request)
}

func newPublisher(t *testing.T, answer func(w http.ResponseWriter, r *http.Request)) *publisher {
	p := &publisher{answer: answer}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.asked, p.times = append(p.asked, r.URL.Path), append(p.times, time.Now())
		p.inFlight++
		p.most = max(p.most, p.inFlight)
		p.mu.Unlock()
		time.Sleep(10 * time.Millisecond)
		p.answer(w, r)
		p.mu.Lock()
		p.inFlight--
		p.mu.Unlock()
	}))
	t.Cleanup(p.Close)
	return p
}

func document(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, `<rss version="2.0"><channel><title>W</title><link>http://w.example/</link><item><guid isPermaLink="false">%s</guid><link>http://w.example%s</link><title>News of %[1]s</title></item></channel></rss>`, r.URL.Path, r.URL.Path)
}

// process is a conductor on a store that others share, as another process has.
func process(t testing.TB, dsn, owner string, spacing time.Duration, addresses ...string) *Conductor {
	t.Helper()
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	c := &Conductor{Store: s, Owner: owner, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	settings := filter.Settings{Authority: "test,2026", Feeds: []filter.Feed{{Name: "all"}}}
	var refs []store.SourceRef
	var sources []config.Source
	for i, address := range addresses {
		name := fmt.Sprintf("s%d", i)
		refs = append(refs, store.SourceRef{Name: name, URL: address})
		sources = append(sources, config.Source{Name: name, URL: address, Every: time.Hour})
		settings.Sources = append(settings.Sources, filter.Source{Name: name, URL: address})
	}
	if err := s.SyncSources(t.Context(), refs, time.Now()); err != nil {
		t.Fatal(err)
	}
	policy, problems := filter.Compile(settings)
	if problems != nil {
		t.Fatal(problems)
	}
	c.Use(policy, &config.Config{Sources: sources}, fetch.New(fetch.Config{
		PerHost: 2, Spacing: spacing, Admit: c.Admit, AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	}))
	return c
}

// Two processes on one store visit one host, by its sources and by redirects to
// it: together they keep to the limit and the spacing of one.
func TestTwoProcessesAtOneHost(t *testing.T) {
	const spacing = 30 * time.Millisecond
	origin := newPublisher(t, document)
	elsewhere := newPublisher(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, origin.URL+r.URL.Path, http.StatusFound)
	})
	away := strings.Replace(elsewhere.URL, "127.0.0.1", "localhost", 1) // another host by name, at the same machine
	var addresses []string
	for i := range 4 {
		addresses = append(addresses, fmt.Sprintf("%s/own/%d", origin.URL, i), fmt.Sprintf("%s/led/%d", away, i))
	}
	dsn := filepath.Join(t.TempDir(), "shared.db")
	one, two := process(t, dsn, "one", spacing, addresses...), process(t, dsn, "two", spacing, addresses...)
	var work sync.WaitGroup
	begin := time.Now()
	for i, c := range []*Conductor{one, two} {
		names := []string{"s0", "s1", "s2", "s3"}
		if i == 1 {
			names = []string{"s4", "s5", "s6", "s7"}
		}
		work.Go(func() {
			report, err := c.Round(t.Context(), Selection{Names: names, Force: true})
			if err != nil || report.Turns != 4 || report.Failed != 0 {
				t.Errorf("round of %s: %+v, %v", c.Owner, report, err)
			}
		})
	}
	work.Wait()
	if len(origin.asked) != 8 || origin.most > 2 {
		t.Errorf("asked for %v, at most %d at a time", origin.asked, origin.most)
	}
	// What comes late may close up on the one behind it, but nothing comes
	// before it was let go.
	slices.SortFunc(origin.times, time.Time.Compare)
	for i, at := range origin.times {
		if since, least := at.Sub(begin), time.Duration(i)*(spacing-time.Millisecond); since < least { // the store counts milliseconds
			t.Errorf("request %d came %s after the beginning, want %s or more", i, since, least)
		}
	}
}

// A permanent redirect seen twice is taken; when the new address fails, the
// source's own is asked again.
func TestMovedForGood(t *testing.T) {
	broken := false
	origin := newPublisher(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/old":
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
		case broken:
			w.WriteHeader(http.StatusGone)
		default:
			document(w, r)
		}
	})
	c := process(t, filepath.Join(t.TempDir(), "moved.db"), "one", 0, origin.URL+"/old")
	round := func(want string) {
		t.Helper()
		origin.mu.Lock()
		origin.asked = nil
		origin.mu.Unlock()
		if _, err := c.Round(t.Context(), Selection{Force: true}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(origin.asked, " "); got != want {
			t.Errorf("asked for %q, want %q", got, want)
		}
	}
	round("/old /new")
	round("/old /new")
	round("/new")
	broken = true
	round("/new")
	sources, err := c.Store.Sources(t.Context())
	if err != nil || sources[0].Gone || sources[0].Faults != 1 {
		t.Errorf("it is not the source's own address that is gone: %+v, %v", sources, err)
	}
	broken = false
	round("/old /new")
	round("/new")
}

// A document is asked for anew when it is to be read in another way.
func TestEditedReadingForgetsValidators(t *testing.T) {
	lease := store.Lease{Source: store.Source{URL: "https://w.example/f", State: store.State{ETag: `"1"`, BodyHash: "h"}}}
	src := config.Source{URL: lease.URL}
	if r := requestFor(&src, &lease, time.Now()); r.ETag != `"1"` || r.BodyHash != "h" {
		t.Errorf("asked with %+v", r)
	}
	src.Charset = "euc-kr"
	if r := requestFor(&src, &lease, time.Now()); r.ETag != "" || r.BodyHash != "" {
		t.Errorf("asked with %+v after an edit", r)
	}
	lease.ReadAs = readAs(&src)
	if r := requestFor(&src, &lease, time.Now()); r.ETag != `"1"` {
		t.Errorf("asked with %+v after the document was read so", r)
	}
}

// The operator's word on a source's language goes before the server's.
func TestServersLanguageIsHeardWhereNobodySpeaks(t *testing.T) {
	response := fetch.Response{Language: "en", FinalURL: "https://w.example/f"}
	src := config.Source{URL: response.FinalURL}
	if o := ParseOptions(src, response, 0, time.Now()); o.Language != "en" {
		t.Errorf("read with %+v", o)
	}
	before := readAs(&src)
	src.Language = "ko"
	if o := ParseOptions(src, response, 0, time.Now()); o.Language != "" {
		t.Errorf("read with %+v", o)
	}
	if readAs(&src) == before {
		t.Error("a language that was configured leaves the document as it was read")
	}
}

// A turn that waits for a slot gives up with its context and leaves no slot
// taken.
func TestAdmitGivesUp(t *testing.T) {
	c := &Conductor{Now: time.Now}
	for range maxInFlight {
		c.slots() <- struct{}{}
	}
	lease := &store.Lease{Source: store.Source{URL: "https://w.example/f"}}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ctx, v := c.admitted(ctx, lease)
	if _, err := c.Admit(ctx, "w.example"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	v.leave()
	<-c.slots()
	ctx, v = c.admitted(t.Context(), lease)
	v.host = "w.example" // which it has by its lease
	for range 2 {        // a second request of one turn needs no second slot
		if _, err := c.Admit(ctx, "w.example"); err != nil {
			t.Error(err)
		}
	}
	v.leave()
	if len(c.slots()) != maxInFlight-1 {
		t.Errorf("%d slots taken", len(c.slots()))
	}
}
