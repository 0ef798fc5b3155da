package poll

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"syscall"
	"testing"
)

// cpu is the processor time this process has used, in nanoseconds.
func cpu(b *testing.B) int64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return r.Utime.Nano() + r.Stime.Nano()
}

// BenchmarkUnchanged compares a round over sources that have not changed, due
// times stored durably, with a bare client that asks for them. Both share the
// machine with the origin, whose part is the same.
func BenchmarkUnchanged(b *testing.B) {
	const sources = 200
	answer := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		document(w, r)
	}
	origin := httptest.NewServer(http.HandlerFunc(answer))
	defer origin.Close()
	addresses := make([]string, sources)
	for i := range addresses {
		addresses[i] = fmt.Sprintf("%s/%d", origin.URL, i)
	}
	b.Run("bare", func(b *testing.B) {
		client := &http.Client{Transport: &http.Transport{}}
		defer client.CloseIdleConnections()
		b.ReportAllocs()
		begin := cpu(b)
		for b.Loop() {
			for _, address := range addresses {
				request, err := http.NewRequest(http.MethodGet, address, nil)
				if err != nil {
					b.Fatal(err)
				}
				request.Header.Set("If-None-Match", `"1"`)
				response, err := client.Do(request)
				if err != nil || response.StatusCode != http.StatusNotModified {
					b.Fatal(response, err)
				}
				_, _ = io.Copy(io.Discard, response.Body)
				response.Body.Close()
			}
		}
		b.ReportMetric(float64(cpu(b)-begin)/float64(b.N*sources), "cpu-ns/source")
	})
	b.Run("round", func(b *testing.B) {
		c := process(b, filepath.Join(b.TempDir(), "bench.db"), "one", 0, addresses...)
		round := func() {
			report, err := c.Round(b.Context(), Selection{Force: true})
			if err != nil || report.Turns != sources || report.Failed != 0 {
				b.Fatalf("%+v, %v", report, err)
			}
		}
		round() // brings the documents
		b.ReportAllocs()
		begin := cpu(b)
		for b.Loop() {
			round()
		}
		b.ReportMetric(float64(cpu(b)-begin)/float64(b.N*sources), "cpu-ns/source")
	})
}
