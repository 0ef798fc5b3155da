package store

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/feed"
)

// A turn that learns nothing writes the schedule and leaves the rest alone.
func TestScheduleAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("a")
		b.turn("a", t0, item("1", "one", t0))
		text := func() (s string) {
			b.must(one(t.Context(), b.read, []any{&s}, `SELECT state FROM sources`))
			return s
		}
		before := text()
		at := t0.Add(time.Hour)
		turn := turnOf(b.claim("a", at), at)
		turn.Present, turn.State.Items = nil, 1
		turn.State.NextReason, turn.State.NextDue, turn.State.Interval = "because", at.Add(2*time.Hour), 2*time.Hour
		if !turn.Lease.lasts(&turn.State) {
			t.Fatal("it takes the schedule for more")
		}
		_, err := b.CommitTurn(t.Context(), turn)
		b.must(err)
		sources, err := b.again().Sources(t.Context())
		b.must(err)
		if diff := cmp.Diff(turn.State, sources[0].State); diff != "" {
			t.Error(diff)
		}
		if !sources[0].Since.Equal(t0) || sources[0].past.good != millis(at) {
			t.Errorf("since %s, past %+v", sources[0].Since, sources[0].past)
		}
		if text() != before {
			t.Errorf("wrote %s", text())
		}
	})
}

// Whatever else a turn learns is written.
func TestStateLasts(t *testing.T) {
	moving := map[string]bool{"NextDue": true, "NextReason": true, "Interval": true, "LastTurn": true, "LastGood": true}
	of := reflect.TypeFor[State]()
	for i := range of.NumField() {
		var st State
		switch f := reflect.ValueOf(&st).Elem().Field(i).Addr().Interface().(type) {
		case *string:
			*f = "x"
		case *int:
			*f = 1
		case *bool:
			*f = true
		case *time.Time:
			*f = t0
		case *time.Duration:
			*f = time.Hour
		case *feed.Schedule:
			f.SkipHours = []int{3}
		case *[]feed.Warning:
			*f = []feed.Warning{{Text: "x"}}
		default:
			switch v := reflect.ValueOf(f).Elem(); v.Kind() {
			case reflect.String:
				v.SetString("x")
			default:
				t.Fatalf("give %s a value here", of.Field(i).Name)
			}
		}
		l := &Lease{Source: Source{stored: &State{}}}
		if name := of.Field(i).Name; l.lasts(&st) != moving[name] {
			t.Errorf("%s: lasts = %v", name, !moving[name])
		}
	}
	if (&Lease{}).lasts(&State{}) {
		t.Error("what was not read from the store lasts")
	}
}

// A row of before, which has all in its state, is read as it was written.
func TestStateOfBefore(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.sources("a")
		b.must(b.update(t.Context(), func(tx *tx) error {
			if _, err := tx.exec(`UPDATE schedule SET every = 3600000`); err != nil {
				return err
			}
			_, err := tx.exec(`UPDATE sources SET state = ?`,
				`{"next_reason":"every 1h","interval":3600000000000,"last_turn":"2026-06-17T00:00:00Z","last_good":"2026-06-16T00:00:00Z","items":3}`)
			return err
		}))
		sources, err := b.Sources(t.Context())
		b.must(err)
		day := time.Date(2026, 6, 17, 0, 0, 0, 0, time.UTC)
		want := State{NextReason: "every 1h", Interval: time.Hour, LastTurn: day, LastGood: day.Add(-24 * time.Hour), Items: 3, NextDue: sources[0].NextDue}
		if diff := cmp.Diff(want, sources[0].State); diff != "" {
			t.Error(diff)
		}
	})
}
