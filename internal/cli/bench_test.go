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

// batch is as many items as are placed together, and together as many as are
// read together of them (internal/poll).
const batch, together = 200, 25

// benchBatches times reading and then settling 4,000 items of 3 KB, batch by
// batch, again and again, a fresh round each time. With -cpu 1 a core does it
// all, the collector of garbage too; by processor time, what else the machine
// does counts for less.
func benchBatches(b *testing.B, round func(*filter.Policy) (settle func(*filter.Reading))) {
	items := benchItems(4000)
	policy := benchPolicy(b, items)
	var settle func(*filter.Reading)
	bytes := 0
	b.ReportAllocs()
	b.ResetTimer()
	from := processorTime(b)
	for done := 0; done < b.N; {
		first := done % len(items)
		if first == 0 {
			settle = round(policy)
		}
		waiting := items[first:min(first+batch, first+b.N-done, len(items))]
		readings := make([]filter.Reading, 0, batch)
		for group := range slices.Chunk(waiting, together) {
			readings = append(readings, policy.ReadAll(group)...)
		}
		for i := range readings {
			settle(&readings[i])
			bytes += len(waiting[i].Body.Body().Body)
		}
		done += len(waiting)
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
