package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var errFault = errors.New("fault")

// faulty is a store of which one step can be made to fail, and the work that
// reaches every step.
type faulty struct {
	*rig
	failing string // this step
	skip    int    // after it succeeded so often
	reached map[string]bool
	round   int
}

func newFaulty(b *rig) *faulty {
	f := &faulty{reached: map[string]bool{}}
	f.rig = &rig{TB: b.TB, dsn: b.dsn}
	f.Store = b.again(WithFailpoint(f.fail))
	f.sources("s")
	return f
}

func (f *faulty) fail(step string) error {
	f.reached[step] = true
	if step != f.failing {
		return nil
	}
	if f.skip--; f.skip >= 0 {
		return nil
	}
	return errFault
}

// now moves far enough with each round for marks to be touched and for entries
// to age.
func (f *faulty) now() time.Time { return t0.Add(time.Duration(f.round) * 25 * time.Hour) }

// next prepares a turn with an old item, a new one and one that has changed.
func (f *faulty) next() Turn {
	at := f.now()
	turn := turnOf(f.claim("s", at), at, item("old", "old", t0), item(at.String(), "new", at), item("edited", at.String(), at))
	turn.Origin.ID = at.String()
	return turn
}

// commit commits a turn.
func (f *faulty) commit(turn Turn) error {
	_, err := f.CommitTurn(f.Context(), turn)
	return err
}

// placeAll adopts a config, folds the log again, places what waits, and ages.
func (f *faulty) placeAll() error {
	at := f.now()
	pending, err := f.Pending(f.Context(), 0, 100)
	f.must(err)
	return f.Place(f.Context(), func(p *Placing) error {
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

// try makes a step fail and looks at what that leaves: nothing of the
// transaction, or all of it where the failure came after the commit.
func (f *faulty) try(step string, skip int, what func() error) {
	f.Helper()
	before := f.dump()
	f.failing, f.skip = step, skip
	err := what()
	f.failing = ""
	if skip > 0 && err == nil {
		return // it is not reached so often
	}
	if !errors.Is(err, errFault) {
		f.Errorf("%s: error %v", step, err)
	}
	after := f.dump()
	if committed := strings.HasSuffix(step, "committed"); committed == (before == after) {
		f.Errorf("%s: %s", step, cmp.Diff(before, after))
	}
}

// Every step of a turn and of placing is made to fail, at its first and its
// second time; after each the store is whole, and the next turn goes on.
func TestEveryStepFails(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		f := newFaulty(b)
		goOn := func() {
			t.Helper()
			f.round++
			f.must(f.commit(f.next()))
			f.must(f.placeAll())
		}
		for _, step := range Steps() {
			for skip := range 2 {
				goOn()
				f.round++
				turn := f.next()
				if strings.HasPrefix(step, "turn") {
					f.try(step, skip, func() error { return f.commit(turn) })
					continue
				}
				f.must(f.commit(turn))
				f.try(step, skip, f.placeAll)
			}
		}
		goOn()
		for _, step := range Steps() {
			if !f.reached[step] {
				t.Errorf("step %q is never reached", step)
			}
		}
	})
}
