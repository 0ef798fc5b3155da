package serve

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/feed"
)

// bigFeed is a store whose feed has 100 entries.
func bigFeed() *deskStore {
	store := testStore()
	store.entries["defence"] = nil
	for i := range 100 {
		e := testEntry(fmt.Sprintf("%024x", i), fmt.Sprintf("해군, 새 구축함 %d번 진수", i))
		e.Summary.Body = strings.Repeat(fmt.Sprintf("<p>해군은 17일 새 구축함 %d척을 진수했다고 밝혔다.</p>", i), 5)
		store.entries["defence"] = append(store.entries["defence"], e)
	}
	return store
}

// preparedHandler is the floor: net/http serving the same bytes with the same
// headers, that asks no more than it must.
func preparedHandler(d *document) http.Handler {
	headers := map[string]string{"Etag": d.zipped.etag}
	for _, f := range d.common {
		headers[f.name] = f.value[0]
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for name, value := range headers {
			h.Set(name, value)
		}
		if r.Header.Get("If-None-Match") == d.zipped.etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Type", "application/atom+xml; charset=utf-8")
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", d.zipped.length[0])
		_, _ = w.Write(d.zipped.body)
	})
}

// BenchmarkServe sets serving beside net/http with the same prepared bytes,
// over one kept connection each, turn by turn: the ratio of the two does not
// hang on the machine. The figure to look at is "ratio", floor over ours; both
// are medians, which other work on the machine hardly moves.
func BenchmarkServe(b *testing.B) {
	s := testServer(b, testSite(), bigFeed())
	d := s.shelf.Load().points["/defence.atom"].document
	for _, c := range []struct{ name, header string }{
		{"304", "If-None-Match: " + d.zipped.etag + "\r\n"},
		{"200-gzip", ""},
	} {
		b.Run(c.name, func(b *testing.B) {
			request := []byte("GET /defence.atom HTTP/1.1\r\nHost: desk.example.org\r\nUser-Agent: bench\r\nAccept-Encoding: gzip\r\n" + c.header + "\r\n")
			ours, floor := connect(b, s.Public(), request), connect(b, preparedHandler(d), request)
			b.ReportAllocs()
			for b.Loop() {
				ours.ask(b)
				floor.ask(b)
			}
			if ours.octets != floor.octets {
				b.Fatalf("answers of %d and %d octets", ours.octets, floor.octets)
			}
			b.ReportMetric(floor.median()/ours.median(), "ratio")
			b.ReportMetric(ours.median(), "ours-ns/op")
			b.ReportMetric(floor.median(), "floor-ns/op")
		})
	}
}

// client asks the same question over one kept connection, and reads as many
// octets as the first answer had.
type client struct {
	conn    net.Conn
	request []byte
	buffer  []byte
	octets  int
	spent   []time.Duration
}

// median is of the times that answers took, in nanoseconds.
func (c *client) median() float64 {
	slices.Sort(c.spent)
	return float64(c.spent[len(c.spent)/2])
}

func connect(b *testing.B, handler http.Handler, request []byte) *client {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{Handler: handler}
	go func() { _ = server.Serve(listener) }()
	b.Cleanup(func() { _ = server.Close() })
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	c := &client{conn: conn, request: request, buffer: make([]byte, 1<<20)}
	if _, err := conn.Write(request); err != nil {
		b.Fatal(err)
	}
	c.octets = firstAnswer(b, conn)
	return c
}

// firstAnswer reads one answer with net/http to learn how long it is.
func firstAnswer(b *testing.B, conn net.Conn) int {
	b.Helper()
	counted := &countingReader{conn: conn}
	response, err := http.ReadResponse(bufio.NewReader(counted), nil)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		b.Fatal(err)
	}
	return counted.octets
}

type countingReader struct {
	conn   net.Conn
	octets int
}

func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.conn.Read(p)
	r.octets += n
	return n, err
}

func (c *client) ask(b *testing.B) {
	start := time.Now()
	if _, err := c.conn.Write(c.request); err != nil {
		b.Fatal(err)
	}
	if _, err := io.ReadFull(c.conn, c.buffer[:c.octets]); err != nil {
		b.Fatal(err)
	}
	c.spent = append(c.spent, time.Since(start))
}

// hits are the answers that nearly every request gets.
func hits(s *Server) map[string]*http.Request {
	etag := s.shelf.Load().points["/defence.atom"].document.zipped.etag
	requests := map[string]*http.Request{}
	for name, header := range map[string]http.Header{
		"304":      {"Accept-Encoding": {"gzip, deflate, br"}, "If-None-Match": {etag}},
		"200-gzip": {"Accept-Encoding": {"gzip, deflate, br"}},
		"private":  {"Accept-Encoding": {"gzip, deflate, br"}, "Authorization": {"Bearer " + token}},
	} {
		path := "/defence.atom"
		if name == "private" {
			path = "/secret.atom"
		}
		requests[name] = httptest.NewRequest("GET", path, nil)
		requests[name].Header = header
	}
	return requests
}

// BenchmarkHandler is the cost of a hit without the network.
func BenchmarkHandler(b *testing.B) {
	s := testServer(b, testSite(), bigFeed())
	public := s.Public()
	for name, r := range hits(s) {
		b.Run(name, func(b *testing.B) {
			w := &sink{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				clear(w.header)
				public.ServeHTTP(w, r)
			}
		})
	}
}

// A hit costs no memory but what net/http takes for any request.
func TestHitsAllocateNothing(t *testing.T) {
	s := testServer(t, testSite(), bigFeed())
	public := s.Public()
	for name, r := range hits(s) {
		w := &sink{header: http.Header{}}
		if n := testing.AllocsPerRun(100, func() {
			clear(w.header)
			public.ServeHTTP(w, r)
		}); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// sink is a http.ResponseWriter that keeps nothing.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }
func (s *sink) WriteHeader(int)             {}

// BenchmarkRefresh prepares a feed of 100 entries anew after one changed.
func BenchmarkRefresh(b *testing.B) {
	store := bigFeed()
	s := testServer(b, testSite(), store)
	for i := 0; b.Loop(); i++ {
		store.change(func() {
			list := append([]feed.Entry(nil), store.entries["defence"]...)
			list[0].Title = fmt.Sprintf("changed %d", i)
			store.entries["defence"] = list
		})
		if err := s.Refresh(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
