package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteDialect: a transaction begins with the write lock (_txlock=immediate),
// so locks by name are not needed.
func sqliteDialect() *dialect {
	return &dialect{
		prepare: true,
		words: map[string]string{
			"STRING": "TEXT", "BYTES": "BLOB", "COUNTED_KEY": "INTEGER PRIMARY KEY AUTOINCREMENT",
			"NUMBER_KEY": "INTEGER PRIMARY KEY", "CLUSTERED": "WITHOUT ROWID",
		},
		ours:    `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'`,
		foreign: `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
		busy: func(err error) bool {
			return sqliteCode(err) == sqlite3.SQLITE_BUSY
		},
		plainly: readOnlyFault,
		retry:   func(error) bool { return false },
		backup:  vacuumInto,
		compact: compactSQLite,
	}
}

// sqliteCode returns the primary result code, 0 if err is none of SQLite's.
func sqliteCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// readConnections is how many readers one process has on a SQLite file. WAL
// lets them read while one writes.
const readConnections = 4

func openSQLite(ctx context.Context, path string, create bool) (*Store, error) {
	if err := checkFile(path, create); err != nil {
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	s := &Store{dialect: sqliteDialect(), where: path}
	write, err := sqlitePool(ctx, s.dialect, sqliteDSN(path, "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-16384)", "journal_size_limit(67108864)"), 1)
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", path, sqliteFault(path, err))
	}
	read, err := sqlitePool(ctx, s.dialect, sqliteDSN(path, "query_only(1)"), readConnections)
	if err != nil {
		_ = write.close() // the error that matters is the first
		return nil, fmt.Errorf("open store %s: %w", path, sqliteFault(path, err))
	}
	s.write, s.read = write, read
	return s, nil
}

func sqlitePool(ctx context.Context, d *dialect, dsn string, connections int) (*pool, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	for {
		// Turning a new file to WAL needs it alone for a moment, and does not
		// wait for another process that is doing the same.
		if err = db.PingContext(ctx); err == nil || !d.busy(err) || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		_ = db.Close() // the error that matters is the first
		return nil, err
	}
	return newPool(db, d), nil
}

// sqliteDSN writes the URI form, in which a path may hold any character.
func sqliteDSN(path string, pragmas ...string) string {
	query := url.Values{"_txlock": {"immediate"}, "_error_rc": {"1"}}
	for _, p := range append([]string{"busy_timeout(5000)", "temp_store(MEMORY)"}, pragmas...) {
		query.Add("_pragma", p)
	}
	path = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(path))
	return "file:" + path + "?" + query.Encode()
}

// sqliteMagic begins every SQLite file.
const sqliteMagic = "SQLite format 3\x00"

// checkFile finds what SQLite would report as "unable to open database file".
func checkFile(path string, create bool) error {
	if path == "" {
		return errors.New("no file is named")
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && create:
		return checkFolder(filepath.Dir(path))
	case err != nil:
		return cause(err)
	case info.IsDir():
		return errors.New("it is a folder, not a file")
	case !info.Mode().IsRegular():
		return errors.New("it is not a regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return cause(err)
	}
	defer f.Close()
	head := make([]byte, len(sqliteMagic))
	n, err := io.ReadFull(f, head)
	switch {
	case err == io.EOF && create: // an empty file is an empty database
		return nil
	case err == io.EOF:
		return fmt.Errorf("it is empty: %w", ErrNotDatabase)
	case err != nil && err != io.ErrUnexpectedEOF:
		return cause(err)
	case string(head[:n]) != sqliteMagic:
		return ErrNotDatabase
	}
	return nil
}

func checkFolder(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("folder %s: %w", dir, cause(err))
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder", dir)
	}
	return nil
}

// cause drops the verb and path of a file error: the caller names both.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// sqliteFault puts an error of opening into words.
func sqliteFault(path string, err error) error {
	switch sqliteCode(err) {
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR:
		if why := unwritable(path); why != nil {
			return why
		}
	case sqlite3.SQLITE_NOTADB:
		return ErrNotDatabase
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("the file is damaged; restore a backup: %w", err)
	case sqlite3.SQLITE_BUSY:
		return fmt.Errorf("another process holds it locked: %w", err)
	}
	return err
}

// readOnlyFault says why a store that could be opened cannot be written: most
// often another user made it, by a command run by hand.
func readOnlyFault(s *Store, err error) error {
	if sqliteCode(err) != sqlite3.SQLITE_READONLY {
		return err
	}
	if why := unwritable(s.where); why != nil {
		return fmt.Errorf("store %s: %w", s.where, why)
	}
	return err
}

// unwritable says why a file cannot be written, nil if it can. SQLite itself
// only says that something could not be opened.
func unwritable(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err == nil {
		_ = f.Close() // only opened to see whether it may be written
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the file cannot be written: %w", cause(err))
	}
	dir := filepath.Dir(path)
	probe, err := os.CreateTemp(dir, ".sitrep-")
	if err != nil {
		return fmt.Errorf("folder %s cannot be written, and SQLite keeps its log beside the file: %w", dir, cause(err))
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// compactSQLite rewrites the file without its free pages and empties the
// write-ahead log: both may hold deleted text.
func compactSQLite(ctx context.Context, s *Store) error {
	if _, err := s.write.db.ExecContext(ctx, `VACUUM`); err != nil {
		return fmt.Errorf("rewrite the file: %w", err)
	}
	var busy, logged, moved int
	if err := s.write.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &logged, &moved); err != nil {
		return fmt.Errorf("empty the log: %w", err)
	}
	if busy != 0 {
		return errors.New("empty the log: another process is reading; run it again")
	}
	return nil
}
