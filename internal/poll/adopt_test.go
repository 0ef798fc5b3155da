package poll

import (
	"path/filepath"
	"sync"
	"testing"

	"sitrep/internal/config"
	"sitrep/internal/store"
)

// Of several processes that see the same edited configuration at once, one
// applies it to what is stored.
func TestAdoptedOnce(t *testing.T) {
	d := newDesk(t, "harbour")
	d.publishes("harbour", "h1: Frigate launched in Ulsan", "h2: Reservists called up for river exercise")
	if _, err := d.round(t); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "shared.db")
	if err := d.Store.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	applied := 0
	generations := map[int64]int{}
	var ready, done sync.WaitGroup
	const processes = 6
	ready.Add(processes)
	for range processes {
		s, err := store.Open(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		c := &Conductor{Store: s, Now: d.Now, Log: d.Log}
		policy := d.current().policy
		c.Use(policy, &config.Config{}, d)
		done.Go(func() {
			ready.Done()
			ready.Wait()
			adoption, err := c.Adopt(t.Context(), policy, Edit{Hash: "edited", MaxLoss: 1})
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if adoption.Decided > 0 {
				applied++
			}
			generations[adoption.Generation]++
		})
	}
	done.Wait()
	if applied != 1 || len(generations) != 1 {
		t.Errorf("applied by %d processes; generations %v", applied, generations)
	}
}
