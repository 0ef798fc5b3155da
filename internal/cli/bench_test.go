package cli

import (
	"slices"
	"syscall"
	"testing"
	"time"

	"sitrep/filter"
	"sitrep/filter/story"
	"sitrep/internal/config"
)

// benchPolicy is the shipped configuration, compiled, its automaton made.
func benchPolicy(b *testing.B, items []filter.Received) *filter.Policy {
	loaded, findings := config.Load("../../config.yaml")
	if loaded == nil {
		b.Fatal(findings)
	}
	settings := loaded.Settings
	settings.Authority = "bench,2026"
	policy, err := compile(settings)
	if err != nil {
		b.Fatal(err)
	}
	policy.Read(items[0])
	return policy
}

// benchEach times do on 4,000 items of 3 KB, again and again, a fresh round
// each time. With -cpu 1 a core does it all, the collector of garbage too; by
// processor time, what else the machine does counts for less.
func benchEach(b *testing.B, round func(*filter.Policy) (do func(filter.Received))) {
	items := benchItems(4000)
	policy := benchPolicy(b, items)
	do := round(policy)
	bytes := 0
	b.ReportAllocs()
	b.ResetTimer()
	from := processorTime(b)
	for i := range b.N {
		if i > 0 && i%len(items) == 0 {
			do = round(policy)
		}
		do(items[i%len(items)])
		bytes += len(items[i%len(items)].Body.Body().Body)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "items/s")
	b.ReportMetric(float64(b.N)/(processorTime(b)-from).Seconds(), "items/cpu-s")
	b.ReportMetric(float64(bytes)/float64(b.N), "B/item")
}

// processorTime is what the process has used.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// batch is as many items as are placed together, and as are read together of
// them (internal/poll).
const batch, together = 200, 25

// benchBatches times reading and then settling items batch by batch.
func benchBatches(b *testing.B, round func(*filter.Policy) (settle func(*filter.Reading))) {
	benchEach(b, func(policy *filter.Policy) func(filter.Received) {
		settle := round(policy)
		var waiting []filter.Received
		var readings []filter.Reading
		return func(r filter.Received) {
			if waiting = append(waiting, r); len(waiting) < batch {
				return
			}
			readings = readings[:0]
			for group := range slices.Chunk(waiting, together) {
				readings = append(readings, policy.ReadAll(group)...)
			}
			for i := range readings {
				settle(&readings[i])
			}
			waiting = waiting[:0]
		}
	})
}

// BenchmarkStripMatchPlace strips and matches items under the shipped
// configuration, and places each among those before it.
func BenchmarkStripMatchPlace(b *testing.B) {
	benchBatches(b, func(*filter.Policy) func(*filter.Reading) {
		index := story.NewIndex()
		return func(rd *filter.Reading) {
			placed := index.Place(rd.Print)
			if placed.Report == "" {
				placed.Report = rd.Received.Item
			}
			if placed.Story == "" {
				placed.Story = rd.Received.Item
			}
			index.Add(rd.Print, placed.Report, placed.Story, placed.Relation)
		}
	})
}

// BenchmarkRead is BenchmarkStripMatchPlace without the placing.
func BenchmarkRead(b *testing.B) {
	benchBatches(b, func(*filter.Policy) func(*filter.Reading) { return func(*filter.Reading) {} })
}

// BenchmarkDecide does all that is done with an item between the log and the
// store: strip, match, place, decide for every feed, make the entry.
func BenchmarkDecide(b *testing.B) {
	benchBatches(b, func(policy *filter.Policy) func(*filter.Reading) {
		index := filter.NewIndex()
		return func(rd *filter.Reading) { index.Add(policy.Decide(*rd, index)) }
	})
}
