package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Backup writes a whole copy of the store, as it is at one moment, to a file
// that must not exist yet; others may read and write meanwhile. The copy is a
// SQLite store, whatever engine this one is on: it can be opened like any other.
func (s *Store) Backup(ctx context.Context, file string) error {
	return wrap("back up store", backUp(ctx, s, file))
}

// backUp makes the copy beside its final name first, so that the name only ever
// holds a finished one.
func backUp(ctx context.Context, s *Store, file string) error {
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s: %w", file, fs.ErrExist)
	}
	dir, err := os.MkdirTemp(filepath.Dir(file), ".backup-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a folder left over is no fault of the backup
	part := filepath.Join(dir, "store")
	if err := s.dialect.backup(ctx, s, part); err != nil {
		return err
	}
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(part, file) // unlike a rename, never over a file that has appeared since
}

// vacuumInto copies a SQLite store by a connection of its own: the readers may
// not write, and the writer is not to wait.
func vacuumInto(ctx context.Context, s *Store, file string) error {
	from, err := sqlitePool(ctx, s.dialect, sqliteDSN(s.where), 1)
	if err != nil {
		return err
	}
	_, err = from.db.ExecContext(ctx, `VACUUM INTO ?`, file)
	return errors.Join(err, from.close())
}

// copyInto copies a store on a server, table by table, into a SQLite store of
// the same schema.
func copyInto(ctx context.Context, s *Store, file string) (err error) {
	to, err := Open(ctx, file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	from, err := s.read.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = from.Rollback() }() // it only read
	tables, err := to.tables(ctx)
	if err != nil {
		return err
	}
	return to.update(ctx, func(t *tx) error {
		// What a row refers to may come after it.
		if _, err := t.exec(`PRAGMA defer_foreign_keys = ON`); err != nil {
			return err
		}
		for _, table := range tables {
			if err := copyTable(ctx, from, t, table); err != nil {
				return fmt.Errorf("copy table %s: %w", table.name, err)
			}
		}
		return nil
	})
}

// table is one table of ours with its columns.
type table struct {
	name    string
	columns []string
}

// tables lists what a SQLite store keeps, but for the version of its schema.
func (s *Store) tables(ctx context.Context) ([]table, error) {
	var all []table
	err := each(ctx, s.read, func(rows *sql.Rows) error {
		var name, column string
		if err := rows.Scan(&name, &column); err != nil {
			return err
		}
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, table{name: name})
		}
		last := &all[len(all)-1]
		last.columns = append(last.columns, column)
		return nil
	}, `SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'schema_version' ORDER BY m.name, c.cid`)
	return all, wrap("list tables", err)
}

// copyTable replaces what a table holds by what it holds elsewhere.
func copyTable(ctx context.Context, from *sql.Tx, to *tx, t table) error {
	if _, err := to.exec(`DELETE FROM ` + t.name); err != nil {
		return err
	}
	columns := strings.Join(t.columns, ", ")
	rows, err := from.QueryContext(ctx, `SELECT `+columns+` FROM `+t.name)
	if err != nil {
		return err
	}
	defer rows.Close()
	insert := `INSERT INTO ` + t.name + ` (` + columns + `) VALUES (?` + strings.Repeat(", ?", len(t.columns)-1) + `)`
	values, into := make([]any, len(t.columns)), make([]any, len(t.columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if _, err := to.exec(insert, values...); err != nil {
			return err
		}
	}
	return rows.Err()
}
