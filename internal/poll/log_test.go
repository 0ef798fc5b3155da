package poll

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sitrep/internal/config"
	"sitrep/internal/fetch"
)

// asked is a web that counts how often it is asked.
type asked struct {
	*desk
	times atomic.Int32
}

func (a *asked) Get(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	a.times.Add(1)
	return a.desk.Get(ctx, r)
}

// The loop visits a source when it is due, also one that becomes due while the
// loop sleeps, and the log tells what came of each turn and when the next is.
func TestRunVisitsWhenDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // on a clock that moves only when all wait
		d := newDesk(t, "harbour", "silent")
		d.publishes("harbour", "h1: Frigate launched")
		begin, at := time.Now(), d.now
		d.Now = func() time.Time { return at.Add(time.Since(begin)) }
		var log bytes.Buffer
		d.Log = slog.New(slog.NewTextHandler(&log, nil))
		web := &asked{desk: d}
		d.Use(d.current().policy, &config.Config{Sources: []config.Source{
			{Name: "harbour", URL: "https://harbour.example/feed", Every: 3 * time.Second},
			{Name: "silent", URL: "https://silent.example/feed", Every: time.Hour},
		}}, web)
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		if err := d.Run(ctx, func(context.Context) {}); err != nil {
			t.Fatal(err)
		}
		if n := web.times.Load(); n < 15 || n > 25 {
			t.Errorf("asked %d times in a minute, want about 18", n)
		}
		said := log.String()
		for _, want := range []string{
			`msg=turn source=harbour new=1 changed=0 last_change=2026-06-17T12:00:00Z next_due=2026-06-17T12:00:03Z why="every 3s"`,
			`msg=turn source=harbour new=0 changed=0 last_change=2026-06-17T12:00:00Z next_due=`,
			`msg="turn failed" source=silent fault="get https://silent.example/feed: nobody answers" last_change=never next_due=2026-06-17T13:0`,
		} {
			if !strings.Contains(said, want) {
				t.Errorf("the log does not say %s:\n%s", want, said)
			}
		}
	})
}
