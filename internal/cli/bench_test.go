package cli

import (
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

// BenchmarkStripMatchPlace strips and matches items under the shipped
// configuration, and places each among those before it.
func BenchmarkStripMatchPlace(b *testing.B) {
	benchEach(b, func(policy *filter.Policy) func(filter.Received) {
		index := story.NewIndex()
		return func(r filter.Received) {
			print := policy.Read(r).Print
			placed := index.Place(print)
			if placed.Report == "" {
				placed.Report = r.Item
			}
			if placed.Story == "" {
				placed.Story = r.Item
			}
			index.Add(print, placed.Report, placed.Story, placed.Relation)
		}
	})
}

// BenchmarkRead is BenchmarkStripMatchPlace without the placing.
func BenchmarkRead(b *testing.B) {
	benchEach(b, func(policy *filter.Policy) func(filter.Received) {
		return func(r filter.Received) { policy.Read(r) }
	})
}

// BenchmarkDecide does all that is done with an item between the log and the
// store: strip, match, place, decide for every feed, make the entry.
func BenchmarkDecide(b *testing.B) {
	benchEach(b, func(policy *filter.Policy) func(filter.Received) {
		index := filter.NewIndex()
		return func(r filter.Received) { index.Add(policy.Decide(policy.Read(r), index)) }
	})
}
