package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// childEnv holds the address of the store that a child process of this test
// is to work on until it is killed.
const childEnv = "SITREP_TEST_CHILD"

func TestMain(m *testing.M) {
	if dsn := os.Getenv(childEnv); dsn != "" {
		if err := childWork(dsn); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// killItems is how many items each turn of a child brings.
const killItems = 7

// childWork makes turns and places them, as fast as it can, forever.
func childWork(dsn string) error {
	ctx := context.Background()
	s, err := Open(ctx, dsn)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	for n := 0; ; n++ {
		leases, _, err := s.Claim(ctx, t0, ClaimOptions{Owner: "child", Lease: time.Millisecond, Limit: 2, Force: true})
		if err != nil {
			return err
		}
		var turns []Turn
		for _, l := range leases {
			var items []Received
			for i := range killItems {
				items = append(items, item(fmt.Sprintf("%d.%d.%d", os.Getpid(), n, i), "x", t0))
			}
			turns = append(turns, turnOf(l, t0, items...))
		}
		if _, err := s.CommitTurn(ctx, turns...); err != nil && !strings.Contains(err.Error(), ErrFenced.Error()) {
			return err
		}
		if err := placeWaiting(ctx, s); err != nil {
			return err
		}
	}
}

// placeWaiting places what still waits once the lock is held.
func placeWaiting(ctx context.Context, s *Store) error {
	pending, err := s.Pending(ctx, 0, 50)
	if err != nil {
		return err
	}
	return s.Place(ctx, func(p *Placing) error {
		var seqs []int64
		for _, it := range pending {
			seqs = append(seqs, it.Seq)
		}
		still, err := p.StillWaiting(seqs)
		if err != nil {
			return err
		}
		var items []Settled
		for _, it := range pending {
			if still[it.Seq] {
				items = append(items, settled(it, p.LastPass()+1))
			}
		}
		_, err = p.Write(t0, items...)
		return err
	})
}

// Processes are killed in the middle of their work, two at a time: what they
// leave is whole, nothing is there twice, and the work goes on.
func TestKilled(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("a", "b", "c")
		for range 4 {
			var children []*exec.Cmd
			for range 2 {
				children = append(children, startChild(t, b.dsn))
			}
			time.Sleep(20*time.Millisecond + rand.N(60*time.Millisecond))
			for _, c := range children {
				if err := c.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				_ = c.Wait() // "signal: killed"
			}
			checkWhole(b)
		}
		b.must(placeWaiting(t.Context(), b.Store))
		b.turn("a", t0.Add(time.Hour), item("after", "x", t0))
		b.place(t0)
		checkWhole(b)
		t.Logf("%d items, %d verdicts", b.count("received"), b.count("verdicts"))
	})
}

func startChild(t *testing.T, dsn string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program)
	c.Env = append(os.Environ(), childEnv+"="+dsn)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("child said %q, %v", line, err)
	}
	return c
}

// checkWhole fails if a transaction left a part of itself.
func checkWhole(b *rig) {
	b.Helper()
	for what, query := range map[string]string{
		"items of half a turn":         `SELECT count(*) FROM (SELECT source, received FROM received GROUP BY source, received HAVING count(*) % 7 <> 0 AND source <> 'a') x`,
		"items without a mark":         `SELECT count(*) FROM received r WHERE NOT EXISTS (SELECT 1 FROM marks m WHERE m.source = r.source AND m.item = r.item)`,
		"items that are there twice":   `SELECT count(*) FROM (SELECT source, item FROM received GROUP BY source, item HAVING count(*) > 1) x`,
		"items without an origin":      `SELECT count(*) FROM received r WHERE NOT EXISTS (SELECT 1 FROM origins o WHERE o.id = r.origin)`,
		"places without a verdict":     `SELECT count(*) FROM received r WHERE r.place IS NOT NULL AND NOT EXISTS (SELECT 1 FROM verdicts v WHERE v.seq = r.seq AND v.place = r.place)`,
		"verdicts on waiting items":    `SELECT count(*) FROM verdicts v JOIN received r ON r.seq = v.seq WHERE r.place IS NULL`,
		"verdicts without a report":    `SELECT count(*) FROM verdicts v WHERE NOT EXISTS (SELECT 1 FROM reports p WHERE p.id = v.report)`,
		"reports without an entry":     `SELECT count(*) FROM reports p WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.id = p.id)`,
		"marks without their report":   `SELECT count(*) FROM marks m JOIN verdicts v ON v.source = m.source AND v.item = m.item WHERE m.report <> v.report`,
		"places that are left out":     `SELECT (SELECT value FROM counters WHERE name = 'place') - count(*) FROM verdicts`,
		"feeds that do not know of it": `SELECT count(*) FROM entries WHERE NOT EXISTS (SELECT 1 FROM feeds f WHERE f.name = entries.feed)`,
	} {
		var n int
		b.must(one(b.Context(), b.read, []any{&n}, query))
		if n != 0 {
			b.Errorf("%d %s", n, what)
		}
	}
	if b.dialect.numbered {
		return
	}
	var sound string
	b.must(one(b.Context(), b.read, []any{&sound}, `PRAGMA integrity_check`))
	if sound != "ok" {
		b.Errorf("integrity check: %s", sound)
	}
}
