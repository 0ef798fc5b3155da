package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// A Get that remembers a permanent redirect asks there, and tells nothing there
// that belongs to the source's own origin.
func TestMovedIsAsked(t *testing.T) {
	var asked []string
	var sent []http.Header
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, sent = append(asked, r.Host+r.URL.Path), append(sent, r.Header)
		w.Write([]byte("body"))
	})
	home, away := httptest.NewServer(handler), httptest.NewServer(handler)
	defer home.Close()
	defer away.Close()
	c := New(Config{AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	defer c.Close()
	request := Request{URL: home.URL + "/old", Auth: "Bearer secret", Headers: map[string]string{"X-Own": "1"}}
	for _, moved := range []string{home.URL + "/new", away.URL + "/new"} {
		request.Moved = moved
		if response, err := c.Get(t.Context(), request); err != nil || response.FinalURL != moved || response.Permanent != "" {
			t.Errorf("%+v, %v", response, err)
		}
	}
	if got, want := strings.Join(asked, " "), strings.NewReplacer("http://", "").Replace(home.URL+"/new "+away.URL+"/new"); got != want {
		t.Fatalf("asked %s, want %s", got, want)
	}
	if sent[0].Get("Authorization") == "" || sent[0].Get("X-Own") == "" || sent[1].Get("Authorization") != "" || sent[1].Get("X-Own") != "" {
		t.Errorf("sent %v", sent)
	}
	for _, moved := range []string{"file:///etc/passwd", "ftp://w.example/", "http://[", "http://w.example/"} {
		_, err := c.Get(t.Context(), Request{URL: "https://w.example/", Moved: moved})
		var fault *Fault
		if !errors.As(err, &fault) || fault.Kind != KindInvalid {
			t.Errorf("moved to %s: %v", moved, err)
		}
	}
}

// A renewed client waits for what the old one has under way.
func TestRenewKeepsHosts(t *testing.T) {
	first := New(Config{PerHost: 1, Spacing: time.Millisecond})
	h, err := first.hosts.acquire(t.Context(), "w.example")
	if err != nil {
		t.Fatal(err)
	}
	second := first.Renew(Config{PerHost: 1, Spacing: time.Millisecond, UserAgent: "other"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := second.hosts.acquire(ctx, "w.example"); err == nil {
		t.Error("the host was given twice")
	}
	first.hosts.release(h)
	if _, err := second.hosts.acquire(t.Context(), "w.example"); err != nil {
		t.Error(err)
	}
	if third := second.Renew(Config{PerHost: 2, Spacing: time.Millisecond}); third.hosts == second.hosts {
		t.Error("an edited limit has no effect")
	}
}
