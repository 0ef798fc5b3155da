package poll

import (
	"fmt"
	"runtime"
	"slices"
	"sync"

	"sitrep/filter"
	"sitrep/internal/store"
)

// reading is an item read, or the fault that reading met.
type reading struct {
	received filter.Received
	filter.Reading
	fault string
}

// readTogether is how many items are read stage by stage: enough to gain by it,
// and few enough to share a batch out among processors.
const readTogether = 25

// readBatch strips and matches a batch, the dear part of placing it, side by
// side.
func readBatch(policy *filter.Policy, waiting []store.Pending) []reading {
	out := make([]reading, len(waiting))
	for i, w := range waiting {
		out[i].received = receivedOf(w)
	}
	groups := make(chan []reading)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(waiting)) {
		workers.Go(func() {
			for group := range groups {
				readGroup(policy.ReadAll, group)
			}
		})
	}
	for group := range slices.Chunk(out, readTogether) {
		groups <- group
	}
	close(groups)
	workers.Wait()
	return out
}

// readOne reads one item.
func readOne(policy *filter.Policy, r filter.Received) reading {
	one := []reading{{received: r}}
	readGroup(policy.ReadAll, one)
	return one[0]
}

// readGroup reads items, each by itself if that fails for one: it is set aside
// with its fault and holds nobody up.
func readGroup(read func([]filter.Received) []filter.Reading, group []reading) {
	if tryRead(read, group) == "" {
		return
	}
	for i := range group {
		group[i].fault = tryRead(read, group[i:i+1])
	}
}

// tryRead reads items and returns the fault that it met, if any.
func tryRead(read func([]filter.Received) []filter.Reading, group []reading) (fault string) {
	defer func() {
		if met := recover(); met != nil {
			fault = fmt.Sprintf("reading failed: %v", met)
		}
	}()
	received := make([]filter.Received, len(group))
	for i := range group {
		received[i] = group[i].received
	}
	for i, rd := range read(received) {
		group[i].Reading = rd
	}
	return ""
}
