package fetch

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

// quick is a client for loopback origins with limits a test can reach.
func quick(t testing.TB, change ...func(*Config)) *Client {
	config := Config{
		UserAgent: "sitrep/test (+desk@example.org)", Timeout: 5 * time.Second, MaxSize: 1 << 20, PerHost: 8, AllowPrivate: loopback,
	}
	for _, f := range change {
		f(&config)
	}
	c := New(config)
	t.Cleanup(c.Close)
	return c
}

func timeout(d time.Duration) func(*Config) { return func(c *Config) { c.Timeout = d } }

// origin serves one handler and closes with the test.
func origin(t testing.TB, h http.HandlerFunc) *httptest.Server {
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = discard
	server.Start()
	t.Cleanup(server.CloseClientConnections)
	t.Cleanup(server.Close)
	return server
}

// raw answers each request with these bytes and closes the connection: what no
// net/http server would send.
func raw(t testing.TB, answer string) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					_, _ = conn.Write([]byte(answer))
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String() + "/feed"
}

func zip(t testing.TB, text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func mustGet(t testing.TB, c *Client, r Request) Response {
	t.Helper()
	response, err := c.Get(context.Background(), r)
	if err != nil {
		t.Fatalf("Get(%s): %v", r.URL, err)
	}
	return response
}

// mustFail gets a document that has to fail with that kind of fault.
func mustFail(t testing.TB, c *Client, r Request, want Kind) (Response, *Fault) {
	t.Helper()
	response, err := c.Get(context.Background(), r)
	var fault *Fault
	switch {
	case err == nil:
		t.Fatalf("Get(%s) brought %d bytes, want a fault of kind %q", r.URL, len(response.Body), want)
	case !errors.As(err, &fault):
		t.Fatalf("Get(%s): error of type %T, want *Fault", r.URL, err)
	case fault.Kind != want:
		t.Fatalf("Get(%s): kind %q, want %q: %v", r.URL, fault.Kind, want, err)
	case fault.URL == "" || !strings.HasPrefix(fault.Error(), "fetch "+fault.URL+": ") || len(fault.Text) < 10:
		t.Errorf("Get(%s): fault does not say where and what: %v", r.URL, err)
	}
	return response, fault
}

const feedText = `<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour watch</title></channel></rss>`

func serveFeed(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
	fmt.Fprint(w, feedText)
}
