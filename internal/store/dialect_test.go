package store

import (
	"context"
	"errors"
	"testing"
)

// A transaction whose context ends writes nothing, and its error is the
// context's, whatever the driver says of it.
func TestTransactionEndsWithItsContext(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		const insert = `INSERT INTO meta (name, value) VALUES (?, '')`
		for name, fn := range map[string]func(*tx) error{
			"before a statement": func(t *tx) error { _, err := t.exec(insert, "second"); return err },
			"before a long statement": func(t *tx) error {
				_, err := t.execLong(`UPDATE meta SET value = 'x'`)
				return err
			},
			"before a query":    func(t *tx) error { return one(t.ctx, t, []any{new(int)}, `SELECT count(*) FROM meta`) },
			"before the commit": func(t *tx) error { return nil },
			"in the driver":     func(t *tx) error { return t.because(errors.New("sql: statement is closed")) },
		} {
			ctx, cancel := context.WithCancel(t.Context())
			err := b.update(ctx, func(t *tx) error {
				if _, err := t.exec(insert, "first"); err != nil {
					return err
				}
				cancel()
				return fn(t)
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", name, err)
			}
			if n := b.count("meta"); n != 0 {
				t.Errorf("%s: %d rows", name, n)
			}
		}
	})
}
