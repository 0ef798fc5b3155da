package fetch

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkNotModified compares a warm 304 through this client with one
// through a bare http.Client that sends the same header.
func BenchmarkNotModified(b *testing.B) {
	server := origin(b, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"same"`)
		if r.Header.Get("If-None-Match") == `"same"` {
			w.WriteHeader(http.StatusNotModified)
		}
	})
	b.Run("bare", func(b *testing.B) {
		client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
		defer client.CloseIdleConnections()
		b.ReportAllocs()
		for b.Loop() {
			request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, server.URL, nil)
			if err != nil {
				b.Fatal(err)
			}
			request.Header.Set("User-Agent", "bare/1")
			request.Header.Set("Accept-Encoding", "gzip")
			request.Header.Set("If-None-Match", `"same"`)
			response, err := client.Do(request)
			if err != nil || response.StatusCode != http.StatusNotModified {
				b.Fatal(err)
			}
			response.Body.Close()
		}
	})
	b.Run("client", func(b *testing.B) {
		client := quick(b)
		b.ReportAllocs()
		for b.Loop() {
			r, err := client.Get(context.Background(), Request{URL: server.URL, ETag: `"same"`})
			if err != nil || !r.Unchanged {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkChanged compares a document of 143 KB, sent as gzip, with a bare
// client that decompresses it.
func BenchmarkChanged(b *testing.B) {
	var text strings.Builder
	for i := 0; text.Len() < 143<<10; i++ {
		fmt.Fprintf(&text, "<item><title>Frigate %d leaves harbour</title><guid>%x</guid></item>", i, i*i*7919)
	}
	zipped := zip(b, text.String())
	server := origin(b, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(zipped)
	})
	b.Run("bare", func(b *testing.B) {
		client := &http.Client{Transport: &http.Transport{}}
		defer client.CloseIdleConnections()
		b.ReportAllocs()
		for b.Loop() {
			response, err := client.Get(server.URL)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.ReadAll(response.Body); err != nil {
				b.Fatal(err)
			}
			response.Body.Close()
		}
	})
	b.Run("client", func(b *testing.B) {
		client := quick(b)
		b.ReportAllocs()
		for b.Loop() {
			mustGet(b, client, Request{URL: server.URL})
		}
	})
}

func BenchmarkFileUnchanged(b *testing.B) {
	path := filepath.Join(b.TempDir(), "feed.xml")
	if err := os.WriteFile(path, []byte(strings.Repeat(feedText, 1000)), 0o600); err != nil {
		b.Fatal(err)
	}
	client := quick(b)
	first := mustGet(b, client, Request{URL: "file://" + path})
	b.SetBytes(int64(len(first.Body)))
	for b.Loop() {
		mustGet(b, client, Request{URL: "file://" + path, BodyHash: first.BodyHash})
	}
}
