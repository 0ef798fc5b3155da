package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var discard = log.New(io.Discard, "", 0)

func TestGetSendsAndReturns(t *testing.T) {
	var got http.Header
	server := origin(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		w.Header().Set("Set-Cookie", "visitor=1")
		w.Header().Set("Cache-Control", "max-age=600")
		w.Header()["Content-Language"] = []string{" ko", "en "}
		serveFeed(w, r)
	})
	c := quick(t, func(c *Config) { c.Accept = "application/atom+xml, */*;q=0.1" })
	var r Response
	for range 2 { // the second time shows that no cookie came back
		r = mustGet(t, c, Request{URL: server.URL + "/feed#top"})
	}
	want := http.Header{
		"User-Agent":      {"sitrep/test (+desk@example.org)"},
		"Accept":          {"application/atom+xml, */*;q=0.1"},
		"Accept-Encoding": {"gzip"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("request header (-want +got):\n%s", diff)
	}
	wantResponse := Response{
		Status: 200, Body: []byte(feedText), BodyHash: r.BodyHash,
		ContentType: "application/rss+xml; charset=utf-8", Language: "ko, en", FinalURL: server.URL + "/feed", Fresh: 10 * time.Minute,
	}
	if diff := cmp.Diff(wantResponse, r, cmpopts.IgnoreUnexported(Response{})); diff != "" {
		t.Errorf("response (-want +got):\n%s", diff)
	}
	if len(r.BodyHash) != 64 {
		t.Errorf("BodyHash = %q", r.BodyHash)
	}
	again := mustGet(t, c, Request{URL: server.URL + "/feed", BodyHash: r.BodyHash})
	if !again.Unchanged || again.Status != 200 {
		t.Errorf("same body: Unchanged %v, Status %d", again.Unchanged, again.Status)
	}
}

func TestValidatorsVerbatim(t *testing.T) {
	for _, tag := range []string{`"plain"`, `W/"weak"`, `unquoted`, `"with \"quotes\" inside"`, `W/unquoted weak`, `"한글-é"`, `""`, `"a", "b"`} {
		t.Run(tag, func(t *testing.T) {
			const modified = "Wed, 17 Jun 2026 6:15:16 +0900" // not RFC 9110, and to be echoed all the same
			server := origin(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header()["Etag"] = []string{tag}
				w.Header().Set("Last-Modified", modified)
				match, since := r.Header["If-None-Match"], r.Header["If-Modified-Since"]
				if len(match) == 1 && match[0] == tag && len(since) == 1 && since[0] == modified {
					w.Header()["Etag"] = []string{`"another"`} // as some servers do on 304
					w.WriteHeader(http.StatusNotModified)
					return
				}
				serveFeed(w, r)
			})
			c := quick(t)
			first := mustGet(t, c, Request{URL: server.URL})
			if first.ETag != tag || first.LastModified != modified || first.ValidatorURL != server.URL {
				t.Fatalf("validators %q, %q of %q", first.ETag, first.LastModified, first.ValidatorURL)
			}
			second := mustGet(t, c, Request{
				URL: server.URL, ETag: first.ETag, LastModified: first.LastModified, ValidatorURL: first.ValidatorURL, BodyHash: first.BodyHash,
			})
			want := Response{
				Status: 304, Unchanged: true, BodyHash: first.BodyHash, ETag: tag, LastModified: modified,
				ValidatorURL: server.URL, FinalURL: server.URL,
			}
			if diff := cmp.Diff(want, second, cmpopts.IgnoreUnexported(Response{})); diff != "" {
				t.Errorf("304 (-want +got):\n%s", diff)
			}
		})
	}
}

// TestValidatorsBelong checks to whom validators go and from where they are taken.
func TestValidatorsBelong(t *testing.T) {
	asked := map[string][]string{}
	server := origin(t, func(w http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path] = append(asked[r.URL.Path], r.Header.Get("If-None-Match"))
		switch r.URL.Path {
		case "/feed":
			w.Header().Set("ETag", `"of-the-redirect"`)
			http.Redirect(w, r, "/current", http.StatusFound)
		case "/current":
			w.Header().Set("ETag", `"current"`)
			serveFeed(w, r)
		case "/error":
			w.Header().Set("ETag", `"error-page"`)
			w.WriteHeader(http.StatusInternalServerError)
		case "/bare":
			serveFeed(w, r)
		case "/long":
			w.Header().Set("ETag", `"`+strings.Repeat("e", maxValidatorBytes)+`"`)
			serveFeed(w, r)
		case "/304":
			w.WriteHeader(http.StatusNotModified)
		}
	})
	c := quick(t)
	first := mustGet(t, c, Request{URL: server.URL + "/feed"})
	if first.ETag != `"current"` || first.ValidatorURL != server.URL+"/current" {
		t.Fatalf("validators %q of %q", first.ETag, first.ValidatorURL)
	}
	mustGet(t, c, Request{URL: server.URL + "/feed", ETag: first.ETag, ValidatorURL: first.ValidatorURL})
	want := map[string][]string{"/feed": {"", ""}, "/current": {"", `"current"`}}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("If-None-Match sent to each path (-want +got):\n%s", diff)
	}
	if r, _ := mustFail(t, c, Request{URL: server.URL + "/error"}, KindUnavailable); r.ETag != "" {
		t.Errorf("validator %q taken from an error page", r.ETag)
	}
	if r := mustGet(t, c, Request{URL: server.URL + "/bare", ETag: `"old"`}); r.ETag != "" || r.ValidatorURL != "" {
		t.Errorf("validator %q kept although the answer came without", r.ETag)
	}
	if r := mustGet(t, c, Request{URL: server.URL + "/long"}); r.ETag != "" || len(r.Warnings) != 1 {
		t.Errorf("long validator: kept %d bytes, warnings %q", len(r.ETag), r.Warnings)
	}
	mustFail(t, c, Request{URL: server.URL + "/304"}, KindProtocol)
	mustFail(t, c, Request{URL: server.URL + "/304", ETag: `"x"`, ValidatorURL: server.URL + "/elsewhere"}, KindProtocol)
}

func TestStatus(t *testing.T) {
	server := origin(t, func(w http.ResponseWriter, r *http.Request) {
		var status int
		fmt.Sscanf(r.URL.Path, "/%d", &status)
		if after := r.URL.Query().Get("after"); after != "" {
			w.Header().Set("Retry-After", after)
		}
		w.WriteHeader(status)
		if status != http.StatusNoContent {
			fmt.Fprint(w, feedText) // an error page is not a document, whatever it holds
		}
	})
	for _, tt := range []struct {
		path      string
		kind      Kind
		temporary bool
		wait      time.Duration
	}{
		{"/401", KindUnauthorized, false, 0},
		{"/403", KindForbidden, false, 0},
		{"/404", KindNotFound, false, 0},
		{"/410", KindGone, false, 0},
		{"/429", KindTooMany, true, 0},
		{"/429?after=90", KindTooMany, true, 90 * time.Second},
		{"/429?after=-5", KindTooMany, true, 0},
		{"/429?after=soon", KindTooMany, true, 0},
		{"/429?after=99999999999999999999999", KindTooMany, true, MaxWait},
		{"/503?after=Thu,%2001%20Jan%202126%2000:00:00%20GMT", KindUnavailable, true, MaxWait},
		{"/503?after=Thu,%2001%20Jan%201970%2000:00:00%20GMT", KindUnavailable, true, 0},
		{"/500", KindUnavailable, true, 0},
		{"/502", KindUnavailable, true, 0},
		{"/599", KindUnavailable, true, 0},
		{"/400", KindStatus, false, 0},
		{"/408", KindStatus, true, 0},
		{"/418", KindStatus, false, 0},
		{"/204", KindStatus, false, 0},
		{"/206", KindStatus, false, 0},
		{"/300", KindStatus, false, 0},
	} {
		r, fault := mustFail(t, quick(t), Request{URL: server.URL + tt.path}, tt.kind)
		if fault.Temporary != tt.temporary || fault.RetryAfter != tt.wait || r.Body != nil {
			t.Errorf("%s: temporary %v, wait %v, %d bytes; want %v, %v, 0", tt.path, fault.Temporary, fault.RetryAfter, len(r.Body), tt.temporary, tt.wait)
		}
		if want := strings.SplitN(tt.path[1:], "?", 2)[0]; fmt.Sprint(fault.Status) != want || fmt.Sprint(r.Status) != want {
			t.Errorf("%s: status %d, response %d", tt.path, fault.Status, r.Status)
		}
	}
}

func TestRedirects(t *testing.T) {
	server := origin(t, func(w http.ResponseWriter, r *http.Request) {
		var status, steps int
		switch path := r.URL.Path; {
		case path == "/end":
			serveFeed(w, r)
		case path == "/empty":
			w.WriteHeader(http.StatusFound)
		case path == "/circle":
			http.Redirect(w, r, "/circle2", http.StatusFound)
		case path == "/circle2":
			http.Redirect(w, r, "/circle#again", http.StatusMovedPermanently)
		case path == "/self":
			http.Redirect(w, r, "/self", http.StatusFound)
		case path == "/mixed":
			http.Redirect(w, r, "/to/302/2", http.StatusMovedPermanently)
		case path == "/late":
			http.Redirect(w, r, "/to/301/2", http.StatusFound)
		case path == "/raw":
			w.Header()["Location"] = []string{r.URL.Query().Get("to")}
			w.WriteHeader(http.StatusFound)
		default:
			fmt.Sscanf(path, "/to/%d/%d", &status, &steps)
			to := fmt.Sprintf("../%d/%d", status, steps-1)
			if steps == 1 {
				to = "/end"
			}
			w.Header().Set("Location", to)
			w.WriteHeader(status)
			fmt.Fprint(w, strings.Repeat("moved ", 4000))
		}
	})
	for _, tt := range []struct {
		path      string
		kind      Kind
		permanent string // path
	}{
		{path: "/to/301/1", permanent: "/end"},
		{path: "/to/308/3", permanent: "/end"},
		{path: "/to/302/1"},
		{path: "/to/303/5"},
		{path: "/to/307/1"},
		{path: "/mixed", permanent: "/to/302/2"}, // what is beyond a 302 is not for good
		{path: "/late"},
		{path: "/to/302/6", kind: KindRedirectLoop},
		{path: "/circle", kind: KindRedirectLoop},
		{path: "/self", kind: KindRedirectLoop},
		{path: "/empty", kind: KindRedirect},
		{path: "/raw?to=file:///etc/hostname", kind: KindRedirect},
		{path: "/raw?to=gopher://example.org/", kind: KindRedirect},
		{path: "/raw?to=http://exa%20mple.org/", kind: KindRedirect},
		{path: "/raw?to=http:///feed", kind: KindInvalid},
		{path: "/raw?to=http://10.0.0.1/", kind: KindPrivate},
		{path: "/raw?to=//169.254.169.254/latest", kind: KindPrivate},
		{path: "/raw?to=http://[::1]/", kind: KindPrivate},
	} {
		t.Run(tt.path, func(t *testing.T) {
			if tt.kind != "" {
				_, fault := mustFail(t, quick(t), Request{URL: server.URL + tt.path}, tt.kind)
				if circle := tt.path == "/self" || tt.path == "/circle"; circle && !strings.Contains(fault.Text, "in a circle") {
					t.Errorf("a circle was walked to the last redirect: %v", fault)
				}
				return
			}
			r := mustGet(t, quick(t), Request{URL: server.URL + tt.path})
			if got := strings.TrimPrefix(r.Permanent, server.URL); got != tt.permanent || r.FinalURL != server.URL+"/end" {
				t.Errorf("permanent %q, final %q", r.Permanent, r.FinalURL)
			}
		})
	}
}

func TestDowngradeRefused(t *testing.T) {
	plain := origin(t, serveFeed)
	secure := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/feed" {
			serveFeed(w, r)
			return
		}
		http.Redirect(w, r, plain.URL, http.StatusMovedPermanently)
	}))
	secure.Config.ErrorLog = discard
	secure.EnableHTTP2 = true
	secure.StartTLS()
	t.Cleanup(secure.Close)
	mustFail(t, quick(t), Request{URL: secure.URL + "/feed"}, KindTLS)

	c := quick(t)
	c.transport.TLSClientConfig = &tls.Config{RootCAs: secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	if r := mustGet(t, c, Request{URL: secure.URL + "/feed"}); string(r.Body) != feedText {
		t.Errorf("over TLS: %q", r.Body)
	}
	mustFail(t, c, Request{URL: secure.URL + "/down"}, KindDowngrade)
	mustFail(t, c, Request{URL: strings.Replace(plain.URL, "http:", "https:", 1)}, KindTLS)
}

func TestCredentialsStayAtTheirOrigin(t *testing.T) {
	type seen struct{ authorization, key string }
	var (
		mu     sync.Mutex
		seenAt = map[string]seen{}
	)
	record := func(name string, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seenAt[name+r.URL.Path] = seen{r.Header.Get("Authorization"), r.Header.Get("X-Api-Key")}
	}
	var home *httptest.Server
	other := origin(t, func(w http.ResponseWriter, r *http.Request) {
		record("other", r)
		if r.URL.Path == "/back" {
			http.Redirect(w, r, home.URL+"/private", http.StatusFound)
			return
		}
		w.WriteHeader(http.StatusUnauthorized)
	})
	home = origin(t, func(w http.ResponseWriter, r *http.Request) {
		record("home", r)
		switch r.URL.Path {
		case "/away":
			http.Redirect(w, r, other.URL+"/feed", http.StatusFound)
		case "/there-and-back":
			http.Redirect(w, r, other.URL+"/back", http.StatusFound)
		case "/inside":
			http.Redirect(w, r, "/feed", http.StatusFound)
		default:
			serveFeed(w, r)
		}
	})
	get := func(path, auth string) error {
		clear(seenAt)
		_, err := quick(t).Get(context.Background(), Request{URL: home.URL + path, Auth: auth, Headers: map[string]string{"x-api-key": "k1"}})
		return err
	}
	full := seen{"Basic dXNlcjpwYXNz", "k1"}
	for _, tt := range []struct {
		path string
		want map[string]seen
	}{
		{"/inside", map[string]seen{"home/inside": full, "home/feed": full}},
		{"/away", map[string]seen{"home/away": full, "other/feed": {}}},
		{"/there-and-back", map[string]seen{"home/there-and-back": full, "other/back": {}, "home/private": {}}},
	} {
		err := get(tt.path, "user:pass")
		if !maps.Equal(seenAt, tt.want) {
			t.Errorf("%s: seen %v, want %v", tt.path, seenAt, tt.want)
		}
		if tt.path == "/away" && (err == nil || !strings.Contains(err.Error(), "left the configured origin")) {
			t.Errorf("%s: the fault does not say why nothing was sent: %v", tt.path, err)
		}
	}
	if err := get("/feed", "bearer token-1"); err != nil || seenAt["home/feed"].authorization != "Bearer token-1" {
		t.Errorf("bearer: %v, %v", err, seenAt)
	}
	mustGet(t, quick(t), Request{URL: strings.Replace(home.URL, "http://", "http://user:pass@", 1) + "/feed"})
	if got := seenAt["home/feed"].authorization; got != full.authorization {
		t.Errorf("userinfo sent as %q", got)
	}
}

func TestNoSecretInFault(t *testing.T) {
	for _, r := range []Request{
		{URL: "https://user:s3cret@127.0.0.1/feed"},
		{URL: "https://user:s3cret@exa mple.org/feed"},
		{URL: "https://user:s3cret@example.org:port/feed"},
		{URL: "https://user:s3cret%zz@example.org/feed"},
		{URL: "http://user:s3cret/@"},
		{URL: "ftp://user:s3cret@example.org/feed"},
		{URL: "file://user:s3cret@example.org/feed"},
		{URL: "http://127.0.0.1/", Auth: "s3cret"},
		{URL: "http://127.0.0.1/", Auth: "user:s3cret\r\nX: y"},
		{URL: "http://127.0.0.1/", Headers: map[string]string{"X-Key": "s3cret\n"}},
	} {
		_, err := quick(t, func(c *Config) { c.AllowPrivate = nil }).Get(context.Background(), r)
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("Get(%q): %v", r.URL, err)
		}
	}
}

func TestInvalidRequests(t *testing.T) {
	for _, r := range []Request{
		{URL: ""}, {URL: "desk.example.org/feed"}, {URL: "//desk.example.org/feed"}, {URL: "http://"}, {URL: "http:///feed"},
		{URL: "http://desk.example.org:http/"}, {URL: "javascript:alert(1)"}, {URL: "http://a\x00b/"},
		{URL: "http://127.0.0.1/", Headers: map[string]string{"Host": "x"}},
		{URL: "http://127.0.0.1/", Headers: map[string]string{"range": "bytes=0-1"}},
		{URL: "http://127.0.0.1/", Headers: map[string]string{"bad name": "x"}},
		{URL: "http://127.0.0.1/", Headers: map[string]string{"": "x"}},
		{URL: "http://127.0.0.1/", Auth: "just-a-token"},
	} {
		mustFail(t, quick(t), r, KindInvalid)
	}
}

func TestTimes(t *testing.T) {
	const limit = 100 * time.Millisecond
	handler := func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/silent":
			<-r.Context().Done()
		case "/drip":
			for i := range feedText {
				if _, err := io.WriteString(w, feedText[i:i+1]); err != nil {
					return
				}
				if http.NewResponseController(w).Flush() != nil {
					return
				}
				time.Sleep(limit / 10)
			}
		case "/endless":
			time.Sleep(limit / 3)
			http.Redirect(w, r, r.URL.Path+"?"+r.URL.RawQuery+"x", http.StatusFound)
		}
	}
	onFakeTime(t, handler, func(t *testing.T, c *Client) {
		for path, want := range map[string]time.Duration{"/silent": limit / 2, "/drip": limit, "/endless": limit} {
			start := time.Now()
			r, fault := mustFail(t, c, Request{URL: "http://desk.example.org" + path}, KindTimeout)
			if took := time.Since(start); took != want || !fault.Temporary {
				t.Errorf("%s: left after %v, want %v; temporary %v", path, took, want, fault.Temporary)
			}
			if path == "/drip" && (len(r.Body) == 0 || !strings.HasPrefix(feedText, string(r.Body)) || r.BodyHash != "") {
				t.Errorf("%s: kept %q, hash %q", path, r.Body, r.BodyHash)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(limit/4, cancel)
		_, err := c.Get(ctx, Request{URL: "http://desk.example.org/silent"})
		var fault *Fault
		if !errors.As(err, &fault) || fault.Kind != KindCanceled || !errors.Is(err, context.Canceled) {
			t.Errorf("canceled: %v", err)
		}
	}, timeout(limit))
}

func TestConnectionFaults(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	mustFail(t, quick(t), Request{URL: closed.URL}, KindRefused)
	mustFail(t, quick(t), Request{URL: raw(t, "")}, KindRefused)
	mustFail(t, quick(t), Request{URL: raw(t, "220 mail.example.org ESMTP\r\n")}, KindProtocol)
	mustFail(t, quick(t), Request{URL: raw(t, "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", maxHeaderBytes+8192)+"\r\n\r\n")}, KindTooLarge)
	mustFail(t, quick(t), Request{URL: raw(t, "HTTP/1.1 200 OK\r\n"+strings.Repeat("X: y\r\n", maxHeaderBytes/4)+"\r\n")}, KindTooLarge)
	lost := quick(t)
	lost.transport.DialContext = func(context.Context, string, string) (net.Conn, error) { // as a resolver says it
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "no-such-name.invalid", IsNotFound: true}}
	}
	_, fault := mustFail(t, lost, Request{URL: "http://no-such-name.invalid/feed"}, KindDNS)
	if !fault.Temporary || !strings.Contains(fault.Error(), "no-such-name.invalid") {
		t.Errorf("dns: %v", fault)
	}
}

func TestAdmitHoldsBack(t *testing.T) {
	target := origin(t, serveFeed)
	first := origin(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target.URL, http.StatusFound) })
	var asked []string
	released := 0
	c := quick(t, func(c *Config) {
		c.Admit = func(_ context.Context, host string) (func(), error) {
			asked = append(asked, host)
			return func() { released++ }, nil
		}
	})
	mustGet(t, c, Request{URL: first.URL})
	if len(asked) != 2 || asked[1] != "127.0.0.1" || released != 2 {
		t.Errorf("asked %q, released %d times", asked, released)
	}
	refusal := errors.New("the store is locked")
	c = quick(t, func(c *Config) { c.Admit = func(context.Context, string) (func(), error) { return nil, refusal } })
	if _, fault := mustFail(t, c, Request{URL: first.URL}, KindCanceled); !errors.Is(fault, refusal) {
		t.Errorf("refused: %v", fault)
	}
}
