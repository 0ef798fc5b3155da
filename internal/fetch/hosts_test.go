package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestHostsLimitAndSpacing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hs := newHosts(2, time.Second)
		begin := time.Now()
		var (
			mu     sync.Mutex
			starts []time.Duration
			group  sync.WaitGroup
			busy   atomic.Int32
		)
		for range 6 {
			group.Go(func() {
				h, err := hs.acquire(t.Context(), "desk.example.org")
				if err != nil {
					t.Error(err)
					return
				}
				if busy.Add(1) > 2 {
					t.Error("more than two requests at one host")
				}
				mu.Lock()
				starts = append(starts, time.Since(begin))
				mu.Unlock()
				time.Sleep(5 * time.Second)
				busy.Add(-1)
				hs.release(h)
			})
		}
		// Another host is not held up.
		h, err := hs.acquire(t.Context(), "other.example.org")
		if err != nil || time.Since(begin) != 0 {
			t.Errorf("other host: %v after %v", err, time.Since(begin))
		}
		hs.release(h)
		group.Wait()
		want := []time.Duration{0, 1, 5, 6, 10, 11}
		for i, start := range starts {
			if start != want[i]*time.Second {
				t.Errorf("start %d after %v, want %v", i, start, want[i]*time.Second)
			}
		}
	})
}

func TestHostsGiveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hs := newHosts(1, time.Hour)
		h, _ := hs.acquire(t.Context(), "a")
		for range 2 { // first waiting for the slot, then for the spacing
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			if _, err := hs.acquire(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("acquire = %v", err)
			}
			cancel()
			if h != nil {
				hs.release(h)
				h = nil
			}
		}
		if users := hs.states["a"].users; users != 0 || len(hs.states["a"].slots) != 0 {
			t.Errorf("%d users and %d slots left behind", users, len(hs.states["a"].slots))
		}
	})
}

func TestHostsForgetIdle(t *testing.T) {
	hs := newHosts(2, 0)
	kept, _ := hs.acquire(t.Context(), "kept")
	for i := range 20 * firstSweep {
		h, err := hs.acquire(t.Context(), fmt.Sprintf("host-%d", i))
		if err != nil {
			t.Fatal(err)
		}
		hs.release(h)
	}
	if len(hs.states) > 2*firstSweep {
		t.Errorf("%d hosts remembered", len(hs.states))
	}
	if hs.states["kept"] != kept {
		t.Error("a host in use was forgotten")
	}
}

// TestRedirectsWaitTheirTurn: each hop is a request at its host.
func TestRedirectsWaitTheirTurn(t *testing.T) {
	var starts []time.Duration
	const spacing = 30 * time.Millisecond
	var begin time.Time
	handler := func(w http.ResponseWriter, r *http.Request) {
		starts = append(starts, time.Since(begin))
		if len(r.URL.Path) < 4 {
			http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
			return
		}
		serveFeed(w, r)
	}
	onFakeTime(t, handler, func(t *testing.T, c *Client) {
		begin = time.Now()
		mustGet(t, c, Request{URL: "http://desk.example.org/"}) // one slot is enough: a hop gives its own back
		if want := []time.Duration{0, spacing, 2 * spacing, 3 * spacing}; !slices.Equal(starts, want) {
			t.Errorf("asked after %v, want %v", starts, want)
		}
	}, func(c *Config) { c.Spacing, c.PerHost = spacing, 1 })
}
