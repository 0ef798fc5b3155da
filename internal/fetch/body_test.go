package fetch

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

func TestBodies(t *testing.T) {
	zipped := zip(t, feedText)
	for _, tt := range []struct {
		name, encoding string
		body           []byte
		warnings       int
	}{
		{"plain", "", []byte(feedText), 0},
		{"identity", "identity", []byte(feedText), 0},
		{"gzip", "gzip", zipped, 0},
		{"old name of gzip", "X-Gzip", zipped, 0},
		{"two members", "gzip", append(zip(t, feedText[:20]), zip(t, feedText[20:])...), 0},
		{"padding after the end", "gzip", append(bytes.Clone(zipped), make([]byte, 100)...), 0},
		{"gzip without the label", "", zipped, 1},
		{"the label without gzip", "gzip", []byte(feedText), 1},
		{"a charset as encoding", "UTF-8", []byte(feedText), 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := origin(t, func(w http.ResponseWriter, _ *http.Request) {
				if tt.encoding != "" {
					w.Header().Set("Content-Encoding", tt.encoding)
				}
				_, _ = w.Write(tt.body)
			})
			r := mustGet(t, quick(t), Request{URL: server.URL})
			if string(r.Body) != feedText || len(r.Warnings) != tt.warnings {
				t.Errorf("body %q, warnings %q", r.Body, r.Warnings)
			}
		})
	}
	empty := mustGet(t, quick(t), Request{URL: raw(t, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Encoding: gzip\r\n\r\n")})
	if len(empty.Body) != 0 || empty.BodyHash == "" || len(empty.Warnings) != 0 {
		t.Errorf("empty body: %+v", empty)
	}
	for _, encoding := range []string{"br", "zstd", "deflate"} {
		mustFail(t, quick(t), Request{URL: raw(t, "HTTP/1.1 200 OK\r\nContent-Encoding: "+encoding+"\r\n\r\n\x0b\x02")}, KindEncoding)
	}
}

func TestTruncatedBodies(t *testing.T) {
	zipped := string(zip(t, strings.Repeat(feedText, 50)))
	half := feedText[:len(feedText)/2]
	corrupt := zipped[:len(zipped)/2] + "\xff\xff\xff\xff\xff\xff" + zipped[len(zipped)/2+6:]
	head := "HTTP/1.1 200 OK\r\nETag: \"t\"\r\nLast-Modified: Wed, 17 Jun 2026 00:00:00 GMT\r\n"
	for name, answer := range map[string]string{
		"short of its length":      head + fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(feedText), half),
		"cut in a chunk":           head + fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s", len(feedText), half),
		"no last chunk":            head + fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", len(half), half),
		"not a chunk":              head + fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\nzz\r\n", len(half), half),
		"gzip cut":                 head + "Content-Encoding: gzip\r\n\r\n" + zipped[:len(zipped)-20],
		"gzip without trailer":     head + "Content-Encoding: gzip\r\n\r\n" + zipped[:len(zipped)-8],
		"gzip corrupt":             head + "Content-Encoding: gzip\r\n\r\n" + corrupt,
		"gzip header only":         head + "Content-Encoding: gzip\r\n\r\n" + zipped[:5],
		"gzip sum wrong":           head + "Content-Encoding: gzip\r\n\r\n" + zipped[:len(zipped)-8] + "\x00\x00\x00\x00" + zipped[len(zipped)-4:],
		"gzip whole, length short": head + fmt.Sprintf("Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(zipped)+9, zipped),
	} {
		t.Run(name, func(t *testing.T) {
			r, fault := mustFail(t, quick(t), Request{URL: raw(t, answer)}, KindTruncated)
			if !strings.HasPrefix(strings.Repeat(feedText, 50), string(r.Body)) || len(r.Body) == 0 && !strings.HasPrefix(name, "gzip") {
				t.Errorf("kept %q", r.Body)
			}
			if r.ETag+r.LastModified+r.ValidatorURL+r.BodyHash != "" || r.Unchanged || !fault.Temporary || fault.Status != 200 {
				t.Errorf("half a document left validators or a hash: %+v", r)
			}
		})
	}
}

func TestSizeLimits(t *testing.T) {
	const limit = 64 << 10
	sizes := func(c *Config) { c.MaxSize = limit }
	text := func(n int) string { return "<rss>" + strings.Repeat("x", n-5) }
	for _, tt := range []struct {
		name, encoding string
		body           []byte
		chunked, fits  bool
	}{
		{"at the cap", "", []byte(text(limit)), false, true},
		{"one over", "", []byte(text(limit + 1)), false, false},
		{"one over, length unsaid", "", []byte(text(limit + 1)), true, false},
		{"gzip at the cap", "gzip", zip(t, text(limit)), false, true},
		{"gzip one over", "gzip", zip(t, text(limit+1)), false, false},
		{"padding over the cap", "gzip", append(zip(t, feedText), make([]byte, limit)...), true, false},
		{"empty members over the cap", "gzip", bytes.Repeat(zip(t, ""), limit/20), true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := origin(t, func(w http.ResponseWriter, _ *http.Request) {
				if tt.encoding != "" {
					w.Header().Set("Content-Encoding", tt.encoding)
				}
				if tt.chunked {
					w.(http.Flusher).Flush()
				}
				_, _ = w.Write(tt.body)
			})
			if tt.fits {
				if r := mustGet(t, quick(t, sizes), Request{URL: server.URL}); len(r.Body) != limit {
					t.Errorf("read %d bytes, want %d", len(r.Body), limit)
				}
				return
			}
			r, fault := mustFail(t, quick(t, sizes), Request{URL: server.URL}, KindTooLarge)
			if r.Body != nil || fault.Temporary {
				t.Errorf("kept %d bytes, temporary %v", len(r.Body), fault.Temporary)
			}
		})
	}
	server := origin(t, serveFeed)
	mustFail(t, quick(t), Request{URL: server.URL, MaxSize: int64(len(feedText)) - 1}, KindTooLarge)
	mustGet(t, quick(t, sizes), Request{URL: server.URL, MaxSize: int64(len(feedText))})
}

// TestBombLeftAtCap sends 256 MB of zeroes as about 1 MB of gzip.
func TestBombLeftAtCap(t *testing.T) {
	var bomb bytes.Buffer
	w, _ := gzip.NewWriterLevel(&bomb, gzip.BestSpeed)
	block := make([]byte, 1<<20)
	for range 64 {
		_, _ = w.Write(block)
	}
	w.Close()
	member := bomb.Bytes()
	endless := io.MultiReader(bytes.NewReader(member), bytes.NewReader(member), bytes.NewReader(member), bytes.NewReader(member))
	counted := &countReader{from: endless}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	body, _, err := newDecoder().read(counted, -1, 1<<20)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, errTooLarge) || len(body) != 1<<20 {
		t.Errorf("read %d bytes, %v", len(body), err)
	}
	if counted.n > 64<<10 {
		t.Errorf("took %d bytes off the wire", counted.n)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 16<<20 {
		t.Errorf("allocated %d bytes", grown)
	}
}

// TestErrorIsKept: a connection that breaks within the first two bytes is told
// once, to the look at what kind of body it is.
func TestErrorIsKept(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("<"), iotest.ErrReader(io.ErrClosedPipe))
	once := &onceReader{from: broken}
	body, _, err := newDecoder().read(once, -1, 100)
	if string(body) != "<" || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("read %q, %v", body, err)
	}
}

// onceReader says an error once and then ends, like some transports.
type onceReader struct {
	from io.Reader
	said bool
}

func (o *onceReader) Read(p []byte) (int, error) {
	if o.said {
		return 0, io.EOF
	}
	n, err := o.from.Read(p)
	o.said = err != nil
	return n, err
}

type countReader struct {
	from io.Reader
	n    int
}

func (c *countReader) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += n
	return n, err
}

// FuzzBody checks that no body reads past its limits, and that a decoder used
// before reads the same as a new one.
func FuzzBody(f *testing.F) {
	zipped := zip(f, feedText)
	for _, seed := range [][]byte{nil, {0x1f}, {0x1f, 0x8b}, []byte(feedText), zipped, zipped[:30], append(bytes.Clone(zipped), zipped...)} {
		f.Add(seed, int64(1000))
	}
	used := newDecoder()
	f.Fuzz(func(t *testing.T, data []byte, limit int64) {
		limit = max(0, limit%(1<<16))
		want, zipped, err := newDecoder().read(bytes.NewReader(data), -1, limit)
		got, zippedAgain, errAgain := used.read(bytes.NewReader(data), int64(len(data)), limit)
		if !bytes.Equal(want, got) || zipped != zippedAgain || fmt.Sprint(err) != fmt.Sprint(errAgain) {
			t.Fatalf("a used decoder reads %d bytes, %v; a new one %d, %v", len(got), errAgain, len(want), err)
		}
		if int64(len(got)) > limit {
			t.Fatalf("read %d bytes over a limit of %d", len(got), limit)
		}
		if !zipped && int64(len(data)) <= limit && (err != nil || !bytes.Equal(got, data)) {
			t.Fatalf("plain body changed: %v", err)
		}
	})
}

// A body stays as it is until it is released, whatever is read meanwhile, and
// its space is used again then.
func TestRelease(t *testing.T) {
	server := origin(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, strings.Repeat(r.URL.Path, 1000)) })
	client := quick(t)
	get := func(path string) Response { return mustGet(t, client, Request{URL: server.URL + path}) }
	first, second := get("/first"), get("/other")
	if string(first.Body) != strings.Repeat("/first", 1000) || string(second.Body) != strings.Repeat("/other", 1000) {
		t.Error("a body was overwritten while it was held")
	}
	for range 2 {
		first.Release()
		if first.Body != nil {
			t.Error("a body outlives its release")
		}
	}
	third, fourth := get("/third"), get("/fours") // two bodies in one space, were it given back twice
	if string(third.Body) != strings.Repeat("/third", 1000) || string(fourth.Body) != strings.Repeat("/fours", 1000) {
		t.Error("a body was given back twice")
	}
	file := Response{Body: []byte("x")}
	file.Release()
}

// So does that of a file.
func TestReleaseOfFiles(t *testing.T) {
	dir, client := t.TempDir(), quick(t)
	get := func(name string) Response {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(strings.Repeat(name, 1000)), 0o600); err != nil {
			t.Fatal(err)
		}
		return mustGet(t, client, Request{URL: "file://" + path})
	}
	first, second := get("first"), get("other")
	if string(first.Body) != strings.Repeat("first", 1000) || string(second.Body) != strings.Repeat("other", 1000) {
		t.Error("a body was overwritten while it was held")
	}
}
