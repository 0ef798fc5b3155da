package store

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// body is a text of the usual size.
var body = strings.Repeat("Some words of a story, 한국어도 조금. ", 60)

// benchOn runs a benchmark on each engine.
func benchOn(b *testing.B, run func(b *testing.B, s *rig)) {
	b.Run("sqlite", func(b *testing.B) { run(b, newRig(b, sqliteFile(b))) })
	b.Run("postgres", func(b *testing.B) { run(b, newRig(b, postgresSchema(b))) })
}

// rounds counts the virtual time of a benchmark, so that no lease is held.
func claimAll(s *rig, round, n int) []Lease {
	leases, _, err := s.Claim(s.Context(), t0.Add(time.Duration(round)*2*time.Minute), ClaimOptions{Lease: time.Minute, Limit: n, Force: true})
	s.must(err)
	return leases
}

func manySources(s *rig, n int) {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("source-%04d", i))
	}
	s.sources(all...)
}

// One turn of a source that says "not modified", of 100 in a transaction.
func BenchmarkTurnNotModified(b *testing.B) {
	benchOn(b, func(b *testing.B, s *rig) {
		const sources = 100
		manySources(s, sources)
		b.ReportAllocs()
		for round := 0; b.Loop(); round++ {
			b.StopTimer()
			var turns []Turn
			for _, l := range claimAll(s, round, sources) {
				turns = append(turns, turnOf(l, t0))
			}
			b.StartTimer()
			_, err := s.CommitTurn(b.Context(), turns...)
			s.must(err)
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*sources), "µs/turn")
	})
}

// One turn of a source that sends its 35 items again, of 50 in a transaction:
// the same 35, and 34 of them with an old one back for the other.
func BenchmarkTurnSameItems(b *testing.B)  { benchmarkTurnItems(b, 0) }
func BenchmarkTurnKnownItems(b *testing.B) { benchmarkTurnItems(b, 1) }

func benchmarkTurnItems(b *testing.B, alternate int) {
	benchOn(b, func(b *testing.B, s *rig) {
		const sources = 50
		manySources(s, sources)
		var items []Received
		for i := range 35 + alternate {
			items = append(items, item(fmt.Sprintf("https://example.org/news/2026/%d", i), body, t0))
		}
		commit := func(round int, leases []Lease) {
			var turns []Turn
			for _, l := range leases {
				turns = append(turns, turnOf(l, t0, items[round%2*alternate:][:35]...))
			}
			_, err := s.CommitTurn(b.Context(), turns...)
			s.must(err)
		}
		commit(0, claimAll(s, 0, sources))
		commit(1, claimAll(s, 1, sources))
		b.ReportAllocs()
		for round := 2; b.Loop(); round++ {
			b.StopTimer()
			leases := claimAll(s, round, sources)
			b.StartTimer()
			commit(round, leases)
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*sources), "µs/turn")
	})
}

// One turn with 35 new items of 3 KB, in a transaction of its own.
func BenchmarkTurnNewItems(b *testing.B) {
	benchOn(b, func(b *testing.B, s *rig) {
		manySources(s, 1)
		b.ReportAllocs()
		for round := 0; b.Loop(); round++ {
			b.StopTimer()
			var items []Received
			for i := range 35 {
				items = append(items, item(fmt.Sprintf("https://example.org/news/%d/%d", round, i), body, t0))
			}
			leases := claimAll(s, round, 1)
			b.StartTimer()
			_, err := s.CommitTurn(b.Context(), turnOf(leases[0], t0, items...))
			s.must(err)
		}
	})
}

// Claiming 16 of 1,000 sources.
func BenchmarkClaim(b *testing.B) {
	benchOn(b, func(b *testing.B, s *rig) {
		manySources(s, 1000)
		for round := 0; b.Loop(); round++ {
			claimAll(s, round, 16)
		}
	})
}

// Reading, deciding trivially and writing one item, of 100 in a batch.
func BenchmarkPlace(b *testing.B) {
	benchOn(b, func(b *testing.B, s *rig) {
		const batch = 100
		manySources(s, 1)
		for round := 0; b.Loop(); round++ {
			b.StopTimer()
			var items []Received
			for i := range batch {
				items = append(items, item(fmt.Sprintf("https://example.org/news/%d/%d", round, i), body, t0))
			}
			_, err := s.CommitTurn(b.Context(), turnOf(claimAll(s, round, 1)[0], t0, items...))
			s.must(err)
			b.StartTimer()
			s.place(t0)
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*batch), "µs/item")
	})
}

// The 100 newest of 2,000 entries, with their reports.
func BenchmarkEntries(b *testing.B) {
	benchOn(b, func(b *testing.B, s *rig) {
		manySources(s, 1)
		var items []Received
		for i := range 2000 {
			items = append(items, item(fmt.Sprint(i), body, t0.Add(time.Duration(i)*time.Minute)))
		}
		_, err := s.CommitTurn(b.Context(), turnOf(claimAll(s, 0, 1)[0], t0, items...))
		s.must(err)
		s.place(t0)
		for b.Loop() {
			entries, err := s.Entries(b.Context(), "all", 100)
			s.must(err)
			if len(entries) != 100 {
				b.Fatal(len(entries))
			}
		}
	})
}
