package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"time"
)

// Generation is a configuration as it was adopted: its number, counting from
// 1, its hash, and when. The zero Generation means none was adopted yet.
type Generation struct {
	Number  int64
	Hash    string
	Adopted time.Time
}

const latestGeneration = `SELECT generation, hash, adopted FROM configs ORDER BY generation DESC LIMIT 1`

// Generation returns the configuration adopted last.
func (s *Store) Generation(ctx context.Context) (Generation, error) {
	g, err := readGeneration(ctx, s.read)
	return g, wrap("read the config's generation", err)
}

// Generation returns the configuration adopted last, as this transaction sees
// it.
func (p *Placing) Generation() (Generation, error) {
	g, err := readGeneration(p.tx.ctx, p.tx)
	return g, wrap("read the config's generation", err)
}

func readGeneration(ctx context.Context, q queryer) (Generation, error) {
	var g Generation
	var adopted int64
	err := one(ctx, q, []any{&g.Number, &g.Hash, &adopted}, latestGeneration)
	if errors.Is(err, sql.ErrNoRows) {
		return Generation{}, nil
	}
	g.Adopted = timeOf(adopted)
	return g, err
}

// Adopt makes the configuration with this hash the latest and returns its
// generation: a new one, or the present one if it is the latest already.
func (p *Placing) Adopt(hash string, at time.Time) (int64, error) {
	if err := p.tx.step(StepPlaceAdopt); err != nil {
		return 0, err
	}
	g, err := p.Generation()
	if err != nil || g.Number > 0 && g.Hash == hash {
		return g.Number, err
	}
	_, err = p.tx.exec(`INSERT INTO configs (generation, hash, adopted) VALUES (?, ?, ?)`, g.Number+1, hash, millis(at))
	return g.Number + 1, wrap("adopt config", err)
}

// Standing is an entry as it stood before a Reset, in whichever state.
type Standing struct {
	Feed      string
	ID        string
	State     string
	Published time.Time
	Updated   time.Time
}

// Reset deletes everything the log can make anew: verdicts, entries, and
// reports; a report whose items were pruned goes back to what it was then. It
// returns the entries that stood, by feed and id. Replay and Write follow, in
// the same transaction; at is when a feed that comes out different is said to
// have changed.
func (p *Placing) Reset(at time.Time) ([]Standing, error) {
	if err := p.tx.step(StepPlaceReset); err != nil {
		return nil, err
	}
	if at.After(p.at) {
		p.at = at
	}
	var standing []Standing
	before, err := p.digestFeeds(func(e Standing) { standing = append(standing, e) })
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	if p.before == nil {
		p.before = before
	}
	for _, statement := range []string{
		`DELETE FROM verdicts`,
		`DELETE FROM entries WHERE forgotten = 0`,
		`DELETE FROM reports WHERE kept = ''`,
		`UPDATE reports SET body = kept WHERE kept <> '' AND body <> kept`,
		`UPDATE marks SET report = kept WHERE report <> kept`,
	} {
		if _, err := p.tx.execLong(statement); err != nil {
			return nil, fmt.Errorf("delete what is derived: %w", err)
		}
	}
	p.newEpoch()
	return standing, nil
}

// Replay calls fn with the log's placed items in the order of their places, at
// most batch at a time. fn may write them: each keeps its place.
func (p *Placing) Replay(batch int, fn func([]Pending) error) error {
	for last := int64(0); ; {
		items, err := p.tx.store.readLog(p.tx.ctx, p.tx, `WHERE r.place > ? ORDER BY r.place LIMIT ?`, last, batch)
		if err != nil {
			return fmt.Errorf("replay the log: %w", err)
		}
		if len(items) == 0 {
			return nil
		}
		if err := fn(items); err != nil {
			return err
		}
		last = items[len(items)-1].Place
	}
}

// compareFeeds leaves among the touched feeds those whose entries are not what
// they were before the Reset.
func (p *Placing) compareFeeds() error {
	after, err := p.digestFeeds(func(Standing) {})
	if err != nil {
		return fmt.Errorf("compare entries: %w", err)
	}
	for name := range p.before {
		p.touched[name] = p.before[name] != after[name]
	}
	for name := range p.touched {
		p.touched[name] = p.before[name] != after[name]
	}
	return nil
}

// digestFeeds hashes each feed's entries with what is shown beside them.
func (p *Placing) digestFeeds(entry func(Standing)) (map[string]string, error) {
	sums := map[string]hash.Hash{}
	err := each(p.tx.ctx, p.tx, func(rows *sql.Rows) error {
		var e Standing
		var published, updated int64
		var body string
		var report sql.NullString
		if err := rows.Scan(&e.Feed, &e.ID, &e.State, &published, &updated, &body, &report); err != nil {
			return err
		}
		if sums[e.Feed] == nil {
			sums[e.Feed] = sha256.New()
		}
		fmt.Fprintf(sums[e.Feed], "%q %s %d %d %q %q\n", e.ID, e.State, published, updated, body, report.String)
		e.Published, e.Updated = timeOf(published), timeOf(updated)
		entry(e)
		return nil
	}, `SELECT e.feed, e.id, e.state, e.published, e.updated, e.body, r.body FROM entries e LEFT JOIN reports r ON r.id = e.id ORDER BY e.feed, e.id`)
	out := make(map[string]string, len(sums))
	for name, h := range sums {
		out[name] = hex.EncodeToString(h.Sum(nil))
	}
	return out, err
}
