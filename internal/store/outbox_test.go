package store

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	atHub   = Topic{Feed: "all", URL: "https://desk.example.org/all.atom", Hub: "https://hub.example/"}
	atOther = Topic{Feed: "all", URL: "https://desk.example.org/all.atom", Hub: "https://other.example/" + strings.Repeat("long", 1000)}
)

// changed makes the feed "all" change at a time.
func (b *rig) changed(at time.Time) {
	b.Helper()
	b.turn("s", at, item(at.String(), "x", at))
	b.place(at)
}

// pings claims what is due and returns it.
func (b *rig) pings(s *Store, at time.Time, topics ...Topic) []Ping {
	b.Helper()
	pings, err := s.ClaimPings(b.Context(), at, time.Minute, topics)
	b.must(err)
	return pings
}

// ping claims the one ping that must be due.
func (b *rig) ping(at time.Time, topic Topic) Ping {
	b.Helper()
	pings := b.pings(b.Store, at, topic)
	if len(pings) != 1 {
		b.Fatalf("at %s: %d pings, want 1", at.Sub(t0), len(pings))
	}
	return pings[0]
}

// quiet fails if a ping is due.
func (b *rig) quiet(at time.Time, topic Topic) {
	b.Helper()
	if pings := b.pings(b.Store, at, topic); len(pings) > 0 {
		b.Fatalf("at %s: a ping is due: %+v", at.Sub(t0), pings)
	}
}

func (b *rig) announced(topic Topic, want Announcement) {
	b.Helper()
	got, err := b.Announcements(b.Context(), []Topic{topic})
	b.must(err)
	want.Topic = topic
	if diff := cmp.Diff([]Announcement{want}, got); diff != "" {
		b.Errorf("announcement (-want +got):\n%s", diff)
	}
}

func minutes(n int) time.Time { return t0.Add(time.Duration(n) * time.Minute) }

// A change is announced once to each hub; several that wait are one ping.
func TestPingOncePerChange(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		b.sources("s")
		b.quiet(t0, atHub)
		b.announced(atHub, Announcement{})

		b.changed(minutes(1))
		b.announced(atHub, Announcement{Waiting: true, Since: minutes(1)})
		p := b.ping(minutes(2), atHub)
		b.quiet(minutes(2), atHub)                // it is being told
		b.must(b.update(ctx, func(tx *tx) error { // also for one who looked before it was claimed
			if again, claimed, err := tx.claimPing(atHub, minutes(2), time.Minute); claimed || err != nil {
				t.Errorf("claimed twice: %+v, %v", again, err)
			}
			return nil
		}))
		b.must(b.Announced(ctx, p, minutes(2)))
		b.announced(atHub, Announcement{At: minutes(2)})
		b.quiet(minutes(9), atHub)
		b.Store = b.again() // a restart
		b.quiet(minutes(9), atHub)

		b.changed(minutes(10))
		b.changed(minutes(11))
		b.changed(minutes(12))
		b.announced(atHub, Announcement{At: minutes(2), Waiting: true, Since: minutes(10)})
		p = b.ping(minutes(13), atHub)
		b.changed(minutes(14)) // while it is under way
		b.must(b.Announced(ctx, p, minutes(15)))
		b.announced(atHub, Announcement{At: minutes(15), Waiting: true, Since: minutes(14)})
		p = b.ping(minutes(15), atHub)
		b.must(b.Announced(ctx, p, minutes(15)))
		b.quiet(minutes(16), atHub)

		b.must(b.Announced(ctx, b.ping(minutes(17), atOther), minutes(17))) // a hub that is new
		b.quiet(minutes(18), atOther)
		b.quiet(minutes(18), atHub)
		b.quiet(minutes(18), Topic{Feed: "other", URL: "https://desk.example.org/other.atom", Hub: atHub.Hub})
		if n := b.count("announcements"); n != 2 {
			t.Errorf("%d rows, want 2", n)
		}
	})
}

// Every change counts, also one that bears the time of the one before it, or
// an earlier one: clocks differ and go back.
func TestPingWhateverTheClock(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("s")
		for n, at := range []time.Time{minutes(10), minutes(10), minutes(5)} {
			b.turn("s", at, item(fmt.Sprint(n), "x", at))
			b.place(at)
			b.must(b.Announced(t.Context(), b.ping(minutes(20+n), atHub), minutes(20+n)))
		}
		b.quiet(minutes(30), atHub)
	})
}

// What did not change a feed is no change: a turn without news, and folding
// the log again to the same end.
func TestNoPingWithoutChange(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("s")
		b.changed(minutes(1))
		b.must(b.Announced(t.Context(), b.ping(minutes(2), atHub), minutes(2)))
		b.turn("s", minutes(3), item(minutes(1).String(), "x", minutes(1)))
		b.place(minutes(3))
		b.quiet(minutes(3), atHub)
		b.must(b.Place(t.Context(), func(p *Placing) error {
			if _, err := p.Reset(minutes(4)); err != nil {
				return err
			}
			return p.Replay(10, func(items []Pending) error {
				for _, it := range items {
					if _, err := p.Write(minutes(4), settled(it, it.Pass)); err != nil {
						return err
					}
				}
				return nil
			})
		}))
		b.quiet(minutes(5), atHub)
	})
}

func TestPingFails(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		b.sources("s")
		b.changed(minutes(0))
		b.must(b.PingFailed(ctx, b.ping(minutes(1), atHub), "answered\x00 500", minutes(3)))
		b.announced(atHub, Announcement{Waiting: true, Since: minutes(1), Next: minutes(3), Attempts: 1, Fault: "answered␀ 500"})
		b.changed(minutes(2)) // does not hurry it
		b.quiet(minutes(2), atHub)
		p := b.ping(minutes(3), atHub)
		if p.Attempts != 1 {
			t.Errorf("%d attempts before, want 1", p.Attempts)
		}
		b.must(b.PingFailed(ctx, p, "timeout", minutes(5)))
		b.announced(atHub, Announcement{Waiting: true, Since: minutes(1), Next: minutes(5), Attempts: 2, Fault: "timeout"})
		b.must(b.Announced(ctx, b.ping(minutes(5), atHub), minutes(5)))
		b.announced(atHub, Announcement{At: minutes(5)})
	})
}

// A claim that is given back, or has run out because its holder died, can be
// had again; what a late holder says of a failure no longer counts, what it
// says of success does.
func TestPingClaimEnds(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		b.sources("s")
		b.changed(minutes(0))
		b.must(b.ReleasePing(ctx, b.ping(minutes(1), atHub)))
		late := b.ping(minutes(1), atHub)
		p := b.ping(minutes(2), atHub)
		b.must(b.PingFailed(ctx, late, "late", minutes(60)))
		b.must(b.ReleasePing(ctx, late))
		b.quiet(minutes(2), atHub) // p still holds it
		b.announced(atHub, Announcement{Waiting: true, Since: minutes(1)})
		b.must(b.Announced(ctx, late, minutes(2)))
		b.announced(atHub, Announcement{At: minutes(2)})
		b.must(b.Announced(ctx, p, minutes(3))) // nothing to add
		b.announced(atHub, Announcement{At: minutes(2)})
		b.quiet(minutes(9), atHub)
	})
}

// Several claim at once, each through connections of its own, while the feed
// changes: no change is announced by two, and none is left.
func TestDoublePing(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		const changes, workers = 20, 4
		b.sources("s")
		b.changed(t0)
		var mu sync.Mutex
		told := map[int64]int{} // by version
		work := func(s *Store) {
			for _, p := range b.pings(s, t0, atHub, atOther) {
				mu.Lock()
				if p.Hub == atHub.Hub {
					told[p.version]++
				}
				mu.Unlock()
				if err := s.Announced(t.Context(), p, t0); err != nil {
					t.Error(err)
				}
			}
		}
		stop := make(chan struct{})
		var wg sync.WaitGroup
		for range workers {
			s := b.again()
			wg.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						work(s)
					}
				}
			})
		}
		for n := range changes {
			b.changed(minutes(n + 1))
		}
		close(stop)
		wg.Wait()
		work(b.Store)
		for version, times := range told {
			if times > 1 {
				t.Errorf("change %d was announced %d times", version, times)
			}
		}
		if told[changes+1] != 1 {
			t.Errorf("the last change was announced %d times, want once", told[changes+1])
		}
		b.quiet(minutes(99), atHub)
		b.quiet(minutes(99), atOther)
		t.Logf("%d changes, %d pings", changes, len(told))
	})
}

// A store of the first schema is brought up to date with what it holds: its
// feeds have changed, and nobody was told.
func TestMigrateAnnouncements(t *testing.T) {
	test := func(t *testing.T, dsn string) {
		ctx := t.Context()
		connect := openSQLite
		if isPostgres(dsn) {
			connect = openPostgres
		}
		old, err := connect(ctx, dsn, true)
		if err != nil {
			t.Fatal(err)
		}
		steps, err := migrations()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := old.migrateStep(ctx, steps[:1]); err != nil {
			t.Fatal(err)
		}
		if _, err := old.write.db.ExecContext(ctx, fmt.Sprintf(`INSERT INTO feeds (name, changed) VALUES ('all', %d)`, millis(minutes(1)))); err != nil {
			t.Fatal(err)
		}
		if err := old.Close(); err != nil {
			t.Fatal(err)
		}
		b := newRig(t, dsn)
		b.sources("s")
		b.announced(atHub, Announcement{Waiting: true, Since: minutes(1)})
		b.must(b.Announced(ctx, b.ping(minutes(2), atHub), minutes(2)))
		b.changed(minutes(3))
		b.announced(atHub, Announcement{At: minutes(2), Waiting: true, Since: minutes(3)})
	}
	t.Run("sqlite", func(t *testing.T) { test(t, sqliteFile(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, postgresSchema(t)) })
}
