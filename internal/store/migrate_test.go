package store

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

func TestMigrationsFromZero(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		steps, err := migrations()
		b.must(err)
		version, err := b.schemaVersion(t.Context(), b.read)
		b.must(err)
		if version != len(steps) {
			t.Errorf("version %d, want %d", version, len(steps))
		}
		for table := range tables {
			b.count(table)
		}
		b.sources("a")
		b.again() // a second opening changes nothing
		if n := b.count("sources"); n != 1 {
			t.Errorf("%d sources", n)
		}
	})
}

// Several processes open a new store at once: one makes the tables.
func TestMigrateAtOnce(t *testing.T) {
	test := func(t *testing.T, dsn string) {
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				s, err := Open(t.Context(), dsn)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := s.Waiting(t.Context()); err != nil {
					t.Error(err)
				}
				s.Close()
			})
		}
		wg.Wait()
	}
	t.Run("sqlite", func(t *testing.T) { test(t, sqliteFile(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, postgresSchema(t)) })
}

func TestNewerSchema(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		b.must(b.update(t.Context(), func(tx *tx) error {
			_, err := tx.exec(`UPDATE schema_version SET version = 99`)
			return err
		}))
		for name, open := range map[string]func() (*Store, error){
			"Open":         func() (*Store, error) { return Open(t.Context(), b.dsn) },
			"OpenExisting": func() (*Store, error) { return OpenExisting(t.Context(), b.dsn) },
		} {
			_, err := open()
			var newer *NewerSchemaError
			if !errors.Is(err, ErrNewerSchema) || !errors.As(err, &newer) || newer.Have != 99 {
				t.Fatalf("%s: %v", name, err)
			}
			for _, part := range []string{"version 99", fmt.Sprint("up to ", newer.Known), "update the program"} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%s: %q does not say %q", name, err, part)
				}
			}
		}
	})
}

// A step that fails leaves the version before it, whole.
func TestMigrationFails(t *testing.T) {
	onBoth(t, func(t *testing.T, b *rig) {
		steps, err := migrations()
		b.must(err)
		next := len(steps) + 1
		bad := append(steps, migration{next, "CREATE TABLE extra (id BIGINT);\nINSERT INTO nowhere (id) VALUES (1);\n"})
		if _, err := b.migrateStep(t.Context(), bad); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("to version %d", next)) {
			t.Errorf("got %v", err)
		}
		if version, err := b.schemaVersion(t.Context(), b.read); err != nil || version != next-1 {
			t.Errorf("version %d, %v", version, err)
		}
		good := append(steps, migration{next, "-- a comment; with a semicolon\nCREATE TABLE extra (\n    id BIGINT,\n    name STRING -- of it\n);\nINSERT INTO extra (id, name) VALUES (1, 'x');"})
		if version, err := b.migrateStep(t.Context(), good); err != nil || version != next {
			t.Errorf("version %d, %v", version, err)
		}
		if n := b.count("extra"); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestReadMigrations(t *testing.T) {
	for _, names := range [][]string{{"0002_x.sql"}, {"0001_x.sql", "0003_y.sql"}, {"0001_x.sql", "0001_y.sql"}, {"first.sql"}} {
		files := fstest.MapFS{}
		for _, n := range names {
			files["migrations/"+n] = &fstest.MapFile{Data: []byte("SELECT 1;")}
		}
		if _, err := readMigrations(files); err == nil {
			t.Errorf("%v: accepted", names)
		}
	}
}
