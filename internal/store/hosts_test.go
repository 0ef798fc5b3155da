package store

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestHostOf(t *testing.T) {
	for address, want := range map[string]string{
		"https://Wire.Example:8443/a?b": "wire.example",
		"http://wire.example./":         "wire.example",
		"http://[::1]:80/":              "::1",
		"http://user:pass@wire.example": "wire.example",
		"file:///srv/wire.xml":          "",
		"http://[":                      "",
		"":                              "",
	} {
		if got := HostOf(address); got != want {
			t.Errorf("HostOf(%q) = %q, want %q", address, got, want)
		}
	}
}

// claimAs claims what is due as a process, and returns the names of what it got
// and of what another process's being at the host kept from it.
func (b *rig) claimAs(owner string, now time.Time) (leases []Lease, got, busy []string) {
	b.Helper()
	leases, busy, err := b.Claim(b.Context(), now, ClaimOptions{Owner: owner, Lease: time.Minute, Limit: 9, Force: true})
	b.must(err)
	for _, l := range leases {
		got = append(got, l.Name)
	}
	slices.Sort(got)
	slices.Sort(busy)
	return leases, got, busy
}

// Several sources at one host go to one process, until it has ended their
// turns and the host has rested, or until it has died.
func TestHostBelongsToOneProcess(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		refs := []SourceRef{
			{Name: "a", URL: "https://wire.example/a"}, {Name: "b", URL: "http://WIRE.example:81/b"},
			{Name: "c", URL: "https://other.example/c"}, {Name: "f", URL: "file:///f.xml"}, {Name: "g", URL: "file:///g.xml"},
		}
		b.must(b.SyncSources(t.Context(), refs, t0))
		want := func(owner string, now time.Time, wantGot, wantBusy string) []Lease {
			t.Helper()
			leases, got, busy := b.claimAs(owner, now)
			if fmt.Sprint(got) != wantGot || fmt.Sprint(busy) != wantBusy {
				t.Errorf("%s got %v, busy %v; want %s and %s", owner, got, busy, wantGot, wantBusy)
			}
			return leases
		}
		first, _, err := b.Claim(t.Context(), t0, ClaimOptions{Owner: "one", Lease: time.Minute, Limit: 9, Force: true, Names: []string{"a", "f"}})
		b.must(err)
		second := want("two", t0, "[c g]", "[b]")

		// the turn has ended, the host rests; its own process need not wait
		for _, l := range append(first, second...) {
			turn := turnOf(l, t0)
			turn.Rests = t0.Add(time.Second)
			_, err := b.CommitTurn(t.Context(), turn)
			b.must(err)
		}
		want("two", t0.Add(500*time.Millisecond), "[c f g]", "[a b]")
		want("one", t0.Add(500*time.Millisecond), "[a b]", "[]")
		// it dies, and holds nothing for longer than its leases
		want("two", t0.Add(30*time.Second), "[]", "[]")
		want("two", t0.Add(61*time.Second), "[a b c f g]", "[]")
	})
}

func TestHoldHost(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		hold := func(owner, host string, after time.Duration, want bool) {
			t.Helper()
			now := t0.Add(after)
			got, err := b.HoldHost(ctx, host, owner, now, now.Add(time.Minute))
			b.must(err)
			if got != want {
				t.Errorf("%s holds %s after %s: %v, want %v", owner, host, after, got, want)
			}
		}
		b.sources("wire")
		hold("one", "far.example", 0, true)
		hold("one", "far.example", 0, true)
		hold("two", "far.example", 0, false)
		hold("two", "near.example", 0, true)
		b.must(b.LeaveHosts(ctx, "two", t0, "far.example")) // not its own
		hold("two", "far.example", time.Second, false)
		b.must(b.LeaveHosts(ctx, "one", t0.Add(2*time.Second), "far.example"))
		hold("two", "far.example", time.Second, false) // it rests
		hold("two", "far.example", 3*time.Second, true)
		hold("one", "near.example", 59*time.Second, false)
		hold("one", "near.example", 61*time.Second, true) // two died

		// a lease on a source of the host counts, and the other way round
		hold("two", "wire.example", 0, true)
		if _, got, busy := b.claimAs("one", t0); len(got) != 0 || fmt.Sprint(busy) != "[wire]" {
			t.Errorf("claimed %v, busy %v at a host that is held", got, busy)
		}
		b.must(b.LeaveHosts(ctx, "two", t0, "wire.example"))
		if _, got, _ := b.claimAs("one", t0.Add(time.Millisecond)); fmt.Sprint(got) != "[wire]" {
			t.Errorf("claimed %v, want wire", got)
		}
		hold("two", "wire.example", time.Second, false)
		hold("one", "wire.example", time.Second, true)
	})
}

func TestRenew(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		ctx := t.Context()
		b.sources("wire", "late")
		if _, err := b.HoldHost(ctx, "far.example", "one", t0, t0.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		_, got, _ := b.claimAs("one", t0)
		if len(got) != 2 {
			t.Fatalf("claimed %v", got)
		}
		b.must(b.Renew(ctx, "two", t0, t0.Add(time.Hour))) // has nothing to renew
		b.must(b.Renew(ctx, "one", t0.Add(30*time.Second), t0.Add(90*time.Second)))
		if _, got, _ := b.claimAs("two", t0.Add(89*time.Second)); len(got) != 0 {
			t.Errorf("claimed %v under a renewed lease", got)
		}
		if held, err := b.HoldHost(ctx, "far.example", "two", t0.Add(89*time.Second), t0.Add(time.Hour)); held || err != nil {
			t.Errorf("a renewed host was given away: %v, %v", held, err)
		}
		leases, got, _ := b.claimAs("two", t0.Add(91*time.Second))
		if len(got) != 2 {
			t.Errorf("claimed %v after the leases ended, want both", got)
		}
		b.must(b.Renew(ctx, "one", t0.Add(92*time.Second), t0.Add(time.Hour))) // they are another's by now
		if !leases[0].Until.Equal(t0.Add(151 * time.Second)) {
			t.Errorf("until %s", leases[0].Until)
		}
		if _, got, _ := b.claimAs("three", t0.Add(152*time.Second)); len(got) != 2 {
			t.Errorf("claimed %v, want both: a process renewed what it had lost", got)
		}
	})
}

// A source that moved for good belongs to the host it moved to.
func TestMovedSourceHost(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.must(b.SyncSources(t.Context(), []SourceRef{{Name: "a", URL: "https://old.example/a"}, {Name: "b", URL: "https://new.example/b"}}, t0))
		turn := turnOf(b.claim("a", t0), t0)
		turn.State.Moved, turn.State.MovedSeen = "https://new.example/a", movedSeen
		_, err := b.CommitTurn(t.Context(), turn)
		b.must(err)
		b.claim("b", t0.Add(time.Second))
		if _, got, busy := b.claimAs("two", t0.Add(time.Second)); len(got) != 0 || fmt.Sprint(busy) != "[a]" {
			t.Errorf("claimed %v, busy %v", got, busy)
		}
	})
}
