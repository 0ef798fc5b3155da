package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// PostgreSQL error codes (appendix A of its manual).
const (
	pgSerializationFailure = "40001"
	pgDeadlockDetected     = "40P01"
)

// postgresDialect: texts compare by their bytes whatever the server's locale,
// so that both engines order items alike. Locks are advisory, one set to a
// schema.
func postgresDialect() *dialect {
	return &dialect{
		// A transaction waits for its lock first, and must then see what the one
		// before it wrote.
		isolation: sql.LevelReadCommitted,
		numbered:  true,
		words: map[string]string{
			"STRING": `TEXT COLLATE "C"`, "BYTES": "BYTEA", "COUNTED_KEY": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
			"NUMBER_KEY": "BIGINT PRIMARY KEY", "CLUSTERED": "",
		},
		ours:  `SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_version'`,
		skip:  "FOR UPDATE OF t SKIP LOCKED",
		lock:  `SELECT pg_advisory_xact_lock(hashtextextended('sitrep ' || current_schema() || ' ' || CAST(? AS TEXT), 0))`,
		clock: `SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)`,
		busy:  func(error) bool { return false },
		retry: func(err error) bool {
			var e *pgconn.PgError
			return errors.As(err, &e) && (e.Code == pgDeadlockDetected || e.Code == pgSerializationFailure)
		},
		backup: copyInto,
		// The tables are written anew: a plain VACUUM leaves deleted text in the
		// pages until something else comes to stand there. What is in the server's
		// own log goes with that.
		compact: func(ctx context.Context, s *Store) error {
			_, err := s.write.db.ExecContext(ctx, `VACUUM (FULL) received, verdicts, reports, entries`)
			return err
		},
	}
}

// postgresConnections bounds what one process takes of the server's.
const postgresConnections = 8

func openPostgres(ctx context.Context, dsn string, _ bool) (*Store, error) {
	address, err := url.Parse(dsn)
	if err != nil { // its text would hold the whole address
		return nil, errors.New("open store: the postgres address cannot be read; write postgres://user:password@host:port/database, with special characters as %XX")
	}
	secrets := secretsOf(address)
	where := "postgres://" + address.Host + address.Path
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", where, redact(err, secrets))
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(postgresConnections)
	db.SetMaxIdleConns(postgresConnections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close() // the error that matters is the first
		return nil, fmt.Errorf("open store %s: %w", where, redact(err, secrets))
	}
	d := postgresDialect()
	p := newPool(db, d)
	return &Store{dialect: d, where: where, write: p, read: p}, nil
}

// secretsOf lists what of an address must not be shown, in each form in which
// a driver might repeat it.
func secretsOf(address *url.URL) []string {
	var out []string
	add := func(s string) {
		if s != "" {
			out = append(out, s, url.QueryEscape(s), url.PathEscape(s))
		}
	}
	if address.User != nil {
		password, _ := address.User.Password()
		add(password)
		if _, escaped, ok := strings.Cut(address.User.String(), ":"); ok {
			add(escaped)
		}
	}
	for key, values := range address.Query() {
		if strings.Contains(key, "password") {
			for _, v := range values {
				add(v)
			}
		}
	}
	return out
}
