package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one numbered step of the schema.
type migration struct {
	version int
	text    string
}

// migrations lists the steps in order, numbered 1, 2 … without a gap.
func migrations() ([]migration, error) {
	return readMigrations(migrationFiles)
}

func readMigrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	slices.Sort(names)
	var steps []migration
	for i, name := range names {
		number, _, _ := strings.Cut(strings.TrimPrefix(name, "migrations/"), "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %s: it should be number %d", name, i+1)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		steps = append(steps, migration{version, string(text)})
	}
	return steps, nil
}

// migrate brings the schema up to date, one transaction a step, or refuses a
// newer one. Several processes may do so at once.
func (s *Store) migrate(ctx context.Context, create bool) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	have, err := s.schemaVersion(ctx, s.read)
	if err != nil {
		return err
	}
	if have == 0 && !create {
		return fmt.Errorf("there is no store yet: %w", fs.ErrNotExist)
	}
	for have < len(steps) {
		if have, err = s.migrateStep(ctx, steps); err != nil {
			return err
		}
	}
	if have > len(steps) {
		return &NewerSchemaError{Have: have, Known: len(steps)}
	}
	return nil
}

// migrateStep takes the step that is next once the lock is held, and returns
// the version the schema then has.
func (s *Store) migrateStep(ctx context.Context, steps []migration) (int, error) {
	have := 0
	err := s.update(ctx, func(t *tx) error {
		if err := t.lock("migrate"); err != nil {
			return err
		}
		var err error
		if have, err = s.schemaVersion(ctx, t); err != nil || have >= len(steps) {
			return err
		}
		if have == 0 {
			if err := t.refuseForeign(); err != nil {
				return err
			}
		}
		have++
		return t.apply(steps[have-1])
	})
	if err != nil && !errors.Is(err, ErrNotDatabase) {
		err = fmt.Errorf("bring the schema to version %d: %w", have, err)
	}
	return have, err
}

// refuseForeign keeps our tables out of another program's file.
func (t *tx) refuseForeign() error {
	if t.store.dialect.foreign == "" {
		return nil
	}
	var tables int
	if err := one(t.ctx, t, []any{&tables}, t.store.dialect.foreign); err != nil {
		return err
	}
	if tables > 0 {
		return fmt.Errorf("it holds another program's tables: %w", ErrNotDatabase)
	}
	return nil
}

func (t *tx) apply(step migration) error {
	text := step.text
	if step.version == 1 {
		text = "CREATE TABLE schema_version (version BIGINT NOT NULL);\nINSERT INTO schema_version (version) VALUES (0);\n" + text
	}
	for _, statement := range statements(text, t.store.dialect.words) {
		if _, err := t.sql.ExecContext(t.ctx, statement); err != nil {
			return err
		}
	}
	_, err := t.sql.ExecContext(t.ctx, "UPDATE schema_version SET version = "+strconv.Itoa(step.version))
	return err
}

// statements splits a migration and writes its words out for an engine. A
// statement ends with a semicolon at the end of a line; comments have lines of
// their own.
func statements(text string, words map[string]string) []string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if trimmed := strings.TrimSpace(line); trimmed != "" && !strings.HasPrefix(trimmed, "--") {
			lines = append(lines, line)
		}
	}
	text = strings.Join(lines, "\n")
	for word, meaning := range words {
		text = strings.ReplaceAll(text, word, meaning)
	}
	var out []string
	for statement := range strings.SplitSeq(text, ";\n") {
		if statement = strings.TrimSuffix(strings.TrimSpace(statement), ";"); statement != "" {
			out = append(out, statement)
		}
	}
	return out
}

// schemaVersion returns 0 for a store without tables.
func (s *Store) schemaVersion(ctx context.Context, q queryer) (int, error) {
	var tables, version int
	if err := one(ctx, q, []any{&tables}, s.dialect.ours); err != nil {
		return 0, wrap("read the schema's version", err)
	}
	if tables == 0 {
		return 0, nil
	}
	err := one(ctx, q, []any{&version}, `SELECT version FROM schema_version`)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("its schema has no version: %w", ErrNotDatabase)
	}
	return version, wrap("read the schema's version", err)
}
