package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var ping = url.Values{"hub.mode": {"publish"}, "hub.url": {"https://desk.example.org/a b.atom"}}

func TestPostSends(t *testing.T) {
	var header http.Header
	var form url.Values
	server := origin(t, func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.Method != http.MethodPost {
			t.Errorf("%s: %v", r.Method, err)
		}
		header, form = r.Header.Clone(), r.PostForm
		w.WriteHeader(http.StatusNoContent)
	})
	address := strings.Replace(server.URL, "http://", "http://desk:pass%20word@", 1)
	c := quick(t)
	for range 2 { // the second time on the connection of the first
		if err := c.Post(context.Background(), address, ping); err != nil {
			t.Fatal(err)
		}
	}
	want := http.Header{
		"User-Agent": {"sitrep/test (+desk@example.org)"}, "Accept": {"*/*"}, "Content-Type": {"application/x-www-form-urlencoded"},
		"Content-Length": {"66"}, "Authorization": {"Basic ZGVzazpwYXNzIHdvcmQ="},
	}
	if diff := cmp.Diff(want, header); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(ping, form); diff != "" {
		t.Errorf("form (-want +got):\n%s", diff)
	}
}

// Each answer is success or a fault that names the address, without what is
// secret in it.
func TestPostAnswers(t *testing.T) {
	other := origin(t, func(http.ResponseWriter, *http.Request) { t.Error("the form went to another origin") })
	for _, c := range []struct {
		name     string
		status   int
		location string
		want     Kind // empty: success
		text     string
	}{
		{name: "200", status: 200},
		{name: "202", status: 202},
		{name: "204", status: 204},
		{name: "refused", status: 400, want: KindStatus, text: "answered 400 Bad Request"},
		{name: "in trouble", status: 503, want: KindUnavailable, text: "answered 503 Service Unavailable"},
		{name: "not modified", status: 304, want: KindRedirect, text: "without a readable address"},
		{name: "kept method", status: 307, location: "/taken"},
		{name: "kept method for good", status: 308, location: "/taken"},
		{name: "another method", status: 303, location: "/taken", want: KindRedirect, text: "configure that address"},
		{name: "another method for good", status: 301, location: "/taken", want: KindRedirect, text: "configure that address"},
		{name: "another origin", status: 307, location: other.URL + "/", want: KindRedirect, text: other.URL},
		{name: "another scheme", status: 308, location: "file:///etc/passwd", want: KindRedirect, text: "configure that address"},
		{name: "unreadable", status: 308, location: "http://[", want: KindRedirect, text: "without a readable address"},
		{name: "circle", status: 308, location: "/", want: KindRedirectLoop, text: "again and again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked := 0
			server := origin(t, func(w http.ResponseWriter, r *http.Request) {
				asked++
				if r.URL.Path == "/taken" {
					if r.PostFormValue("hub.mode") != "publish" {
						t.Error("the form was lost on the way")
					}
					return
				}
				if c.location != "" {
					w.Header().Set("Location", c.location)
				}
				w.Header().Set("Retry-After", "60")
				w.WriteHeader(c.status)
			})
			err := quick(t).Post(context.Background(), strings.Replace(server.URL, "//", "//user:secret@", 1), ping)
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var fault *Fault
			if !errors.As(err, &fault) || fault.Kind != c.want || !strings.Contains(fault.Text, c.text) {
				t.Fatalf("got %v", err)
			}
			if text := err.Error(); !strings.HasPrefix(text, "post to "+server.URL) || strings.Contains(text, "secret") {
				t.Errorf("error %q", text)
			}
			if asked > 1+MaxRedirects {
				t.Errorf("asked %d times", asked)
			}
			if wait := fault.RetryAfter; c.status == 503 && wait != time.Minute {
				t.Errorf("retry after %v", wait)
			}
		})
	}
}

// What cannot be posted to is never asked.
func TestPostRefuses(t *testing.T) {
	var asked atomic.Int32
	server := origin(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	guarded := quick(t, func(c *Config) { c.AllowPrivate = nil })
	for address, want := range map[string]Kind{
		server.URL:              KindPrivate,
		"http://2130706433/":    KindPrivate,
		"file:///etc/passwd":    KindInvalid,
		"http://":               KindInvalid,
		"http://%zz":            KindInvalid,
		"//hub.example.org/":    KindInvalid,
		"ftp://hub.example.org": KindInvalid,
	} {
		var fault *Fault
		if err := guarded.Post(context.Background(), address, ping); !errors.As(err, &fault) || fault.Kind != want {
			t.Errorf("%s: got %v, want a fault of kind %q", address, err, want)
		}
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("asked %d times", n)
	}
}

// A server that takes the form and never answers, and one that answers and
// never ends, cost no more than the time allowed; the second has taken it.
func TestPostHangs(t *testing.T) {
	const limit = time.Second
	handler := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/endless" {
			_, _ = w.Write([]byte("taken, and "))
			_ = http.NewResponseController(w).Flush()
		}
		_, _ = io.Copy(io.Discard, r.Body) // else the end of the connection goes unnoticed
		<-r.Context().Done()
	}
	onFakeTime(t, handler, func(t *testing.T, c *Client) {
		var fault *Fault
		start := time.Now()
		err := c.Post(t.Context(), "http://hub.example.org/", ping)
		if took := time.Since(start); !errors.As(err, &fault) || fault.Kind != KindTimeout || took != limit/2 {
			t.Errorf("got %v after %v", err, took)
		}
		start = time.Now()
		if err := c.Post(t.Context(), "http://hub.example.org/endless", ping); err != nil || time.Since(start) != 0 {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := c.Post(ctx, "http://hub.example.org/", ping); !errors.As(err, &fault) || fault.Kind != KindCanceled {
			t.Errorf("got %v", err)
		}
	}, timeout(limit))
}
