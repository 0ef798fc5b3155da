package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Every step of a turn and of placing is made to fail, at its first and its
// second time: nothing of the transaction is there, and doing it again does
// all of it. A failure after the commit leaves all of it.
func TestEveryStepFails(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		var failing string
		var skip int
		reached := map[string]bool{}
		fault := errors.New("fault")
		s := b.again(WithFailpoint(func(step string) error {
			reached[step] = true
			if step != failing {
				return nil
			}
			if skip--; skip >= 0 {
				return nil
			}
			return fault
		}))
		b.sources("s")
		round := 0
		work := func() error {
			at := t0.Add(time.Duration(round) * 25 * time.Hour)
			leases, err := s.Claim(t.Context(), at, ClaimOptions{Lease: time.Minute, Limit: 1, Force: true})
			b.must(err)
			turn := turnOf(leases[0], at, item("old", "old", at), item(at.String(), "new", at), item("edited", at.String(), at))
			turn.Origin.ID = at.String()
			if _, err := s.CommitTurn(t.Context(), turn); err != nil {
				return err
			}
			return nil
		}
		placing := func() error {
			at := t0.Add(time.Duration(round) * 25 * time.Hour)
			pending, err := s.Pending(t.Context(), 0, 100)
			b.must(err)
			return s.Place(t.Context(), func(p *Placing) error {
				if _, err := p.Adopt(at.String(), at); err != nil {
					return err
				}
				if _, err := p.Reset(at); err != nil {
					return err
				}
				var items []Settled
				err := p.Replay(100, func(again []Pending) error {
					for _, it := range again {
						items = append(items, settled(it, it.Pass))
					}
					return nil
				})
				if err != nil {
					return err
				}
				for _, it := range pending {
					items = append(items, settled(it, p.LastPass()+1))
				}
				if _, err := p.Write(at, items...); err != nil {
					return err
				}
				_, err = p.Age("all", at.Add(-48*time.Hour), at)
				return err
			})
		}
		committed := map[string]bool{StepTurnCommitted: true, StepPlaceCommitted: true}
		try := func(step string, times int, what func() error) {
			t.Helper()
			failing, skip = step, times
			before := b.dump()
			err := what()
			failing = ""
			if times > 0 && err == nil {
				return // it is not reached twice
			}
			if !errors.Is(err, fault) {
				t.Errorf("%s: error %v", step, err)
			}
			after := b.dump()
			if committed[step] == (before == after) {
				t.Errorf("%s: %s", step, cmp.Diff(before, after))
			}
		}
		for _, step := range Steps() {
			for times := range 2 {
				round++
				b.must(work())
				b.must(placing())
				round++
				isTurn := step[:4] == "turn"
				if isTurn {
					// the claim stands; what follows it must not
					at := t0.Add(time.Duration(round) * 25 * time.Hour)
					leases, err := s.Claim(t.Context(), at, ClaimOptions{Lease: time.Minute, Limit: 1, Force: true})
					b.must(err)
					turn := turnOf(leases[0], at, item("old", "old", at), item(at.String(), "new", at), item("edited", at.String(), at))
					turn.Origin.ID = at.String()
					try(step, times, func() error { _, err := s.CommitTurn(t.Context(), turn); return err })
					round += 2 // past the lease
				} else {
					b.must(work())
					try(step, times, placing)
				}
			}
		}
		b.must(work())
		b.must(placing())
		for _, step := range Steps() {
			if !reached[step] {
				t.Errorf("step %q is never reached", step)
			}
		}
	})
}
