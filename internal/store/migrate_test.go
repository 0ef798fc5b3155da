package store

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
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

// A store of before schedules had their own table keeps them, its leases too.
func TestMigrateSchedule(t *testing.T) {
	test := func(t *testing.T, connect func() (*Store, error)) {
		steps, err := migrations()
		if err != nil {
			t.Fatal(err)
		}
		s, err := connect()
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		b := &rig{TB: t, Store: s}
		for range 4 {
			_, err := s.migrateStep(t.Context(), steps[:4])
			b.must(err)
		}
		b.must(s.update(t.Context(), func(tx *tx) error {
			_, err := tx.exec(`INSERT INTO sources (key, name, url, host, active, since, good, present, digest, touched, every, next_due, owner, lease_until, token, rests, last_turn, last_good, reason, state)
				VALUES ('a', 'A', 'https://a.example/', 'a.example', 1, 1000, 3000, 2000, 'd', 2500, 60000, 63000, 'one', 9000, 7, 3250, 3100, 3200, 'every 1m', '{"items":3}')`)
			return err
		}))
		b.must(s.migrate(t.Context(), false))
		for _, again := range []struct {
			at    int64
			owner string
			want  int
		}{{8999, "one", 0}, {9000, "two", 1}} {
			leases, _, err := s.Claim(t.Context(), timeOf(again.at), ClaimOptions{Owner: again.owner, Lease: time.Minute, Limit: 1, Force: true})
			b.must(err)
			if len(leases) != again.want {
				t.Fatalf("at %d: %d leases, want %d", again.at, len(leases), again.want)
			}
			if again.want == 0 {
				continue
			}
			want := Lease{Token: 8, Until: timeOf(again.at).Add(time.Minute), Source: Source{
				Key: "a", Name: "A", URL: "https://a.example/", Active: true, Since: timeOf(1000),
				State: State{NextDue: timeOf(63000), NextReason: "every 1m", Interval: time.Minute, LastTurn: timeOf(3100), LastGood: timeOf(3200), Items: 3},
				host:  "a.example", past: past{good: 3000, present: 2000, digest: "d", touched: 2500}, stored: &State{Items: 3},
			}}
			if !reflect.DeepEqual(leases[0], want) {
				t.Errorf("got %+v, want %+v", leases[0], want)
			}
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		test(t, func() (*Store, error) { return openSQLite(t.Context(), sqliteFile(t), true) })
	})
	t.Run("postgres", func(t *testing.T) {
		dsn := postgresSchema(t)
		test(t, func() (*Store, error) { return openPostgres(t.Context(), dsn, true) })
	})
}
