package store

import (
	"database/sql"
	"fmt"
	"os"
	"testing"
	"time"
)

func TestScaleTmp(t *testing.T) {
	for _, dsn := range []string{sqliteFile(t), ""} {
		if dsn == "" {
			dsn = postgresSchema(t)
		}
		b := newRig(t, dsn)
		manySources(b, 1000)
		leases := claimAll(b, 0, 1000)
		start := time.Now()
		lap := func(what string) { fmt.Println(what, time.Since(start).Round(time.Millisecond)); start = time.Now() }
		for _, l := range leases {
			var items []Received
			for i := range 35 {
				items = append(items, item(fmt.Sprintf("%s/%d", l.Name, i), body, t0.Add(time.Duration(i)*time.Minute)))
			}
			_, err := b.CommitTurn(t.Context(), turnOf(l, t0, items...))
			b.must(err)
		}
		lap("35k items received")
		for {
			pending, err := b.Pending(t.Context(), 0, 256)
			b.must(err)
			if len(pending) == 0 {
				break
			}
			b.must(b.Place(t.Context(), func(p *Placing) error {
				var items []Settled
				var keys []ItemKey
				for _, it := range pending {
					items = append(items, settled(it, p.LastPass()+1))
					keys = append(keys, ItemKey{it.Source.Key, it.Item, it.URLKey})
				}
				if _, err := p.Marks(keys); err != nil {
					return err
				}
				_, err := p.Write(t0, items...)
				return err
			}))
		}
		lap("35k placed")
		n := 0
		b.must(b.Placed(t.Context(), t0.Add(-day), func(Placed) error { n++; return nil }))
		lap(fmt.Sprint(n, " read for the index"))
		_, err := b.RecentReports(t.Context(), t0)
		b.must(err)
		lap("reports")
		_, err = b.Entries(t.Context(), "all", 100)
		b.must(err)
		lap("100 entries")
		for range 62 {
			claimAll(b, 1, 16)
		}
		lap("claim 1000 by 16")
		b.must(b.Place(t.Context(), func(p *Placing) error {
			if _, err := p.Reset(t0); err != nil {
				return err
			}
			lap("reset")
			return p.Replay(500, func(ps []Pending) error {
				var items []Settled
				for _, it := range ps {
					items = append(items, settled(it, it.Pass))
				}
				_, err := p.Write(t0, items...)
				return err
			})
		}))
		lap("replay")
		fmt.Println(b.Prune(t.Context(), t0.Add(100*day), PruneOptions{Retention: 30 * day, Shown: map[string]int{"all": 100}}))
		lap("prune")
		if !isPostgres(dsn) {
			for _, q := range []string{
				`SELECT r.seq FROM received r JOIN sources s ON s.key = r.source LEFT JOIN marks m ON m.source = r.source AND m.item = r.item WHERE r.place IS NULL AND r.seq <= 5 ORDER BY r.sort_time, r.source, r.item, r.seq LIMIT 5`,
				entryQuery + `WHERE e.feed = 'x' AND e.state = 'live' ORDER BY e.published DESC, e.id LIMIT 5`,
				`SELECT v.place, v.source, s.name, v.body FROM verdicts v JOIN sources s ON s.key = v.source WHERE v.place > 5 AND (1=0 OR v.url = 'x' OR v.url_key IN ('a', 'b') OR v.item = 'x') AND NOT EXISTS (SELECT 1 FROM verdicts n WHERE n.item = v.item AND n.source = v.source AND n.place > v.place) ORDER BY v.place LIMIT 5`,
			} {
				b.must(each(t.Context(), b.read, func(r *sql.Rows) error {
					var a, c, d int
					var s string
					err := r.Scan(&a, &c, &d, &s)
					fmt.Println("   ", s)
					return err
				}, "EXPLAIN QUERY PLAN "+q))
			}
			fi, _ := os.Stat(dsn)
			fmt.Println(fi.Size() >> 20)
		}
	}
}
