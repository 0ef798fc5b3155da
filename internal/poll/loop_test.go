package poll

import (
	"math"
	"testing"
	"time"

	"sitrep/internal/store"
)

// While a turn is under way its source counts as due when its lease ends. A
// turn that comes again before the loop would look wakes it.
func TestTurnWakesTheLoop(t *testing.T) {
	d := newDesk(t, "harbour")
	d.publishes("harbour", "h1: Frigate launched in Ulsan")
	woken := func(until int64) bool {
		t.Helper()
		leases, _, err := d.Store.Claim(t.Context(), d.Now(), store.ClaimOptions{Owner: d.Owner, Lease: leaseLife, Limit: 1, Force: true})
		if err != nil || len(leases) != 1 {
			t.Fatalf("claimed %v, %v", leases, err)
		}
		for len(d.wakes()) > 0 {
			<-d.wakes()
		}
		d.asleepUntil.Store(until)
		if _, err := d.Turn(t.Context(), leases[0]); err != nil {
			t.Fatal(err)
		}
		return len(d.wakes()) > 0
	}
	for _, c := range []struct {
		what  string
		until int64
		want  bool
	}{
		{"asleep for long", d.Now().Add(24 * time.Hour).UnixMilli(), true},
		{"asking the store", math.MaxInt64, true},
		{"asleep for a second", d.Now().Add(time.Second).UnixMilli(), false},
		{"at work", 0, false},
	} {
		if got := woken(c.until); got != c.want {
			t.Errorf("%s: woken %v", c.what, got)
		}
	}
}
