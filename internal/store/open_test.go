package store

import (
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// oneLine fails unless the error is a single line that names the store and
// says a thing.
func oneLine(t *testing.T, err error, says ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range says {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("more than a line: %q", err)
	}
}

func TestOpenBadFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	foreign := filepath.Join(dir, "foreign.db")
	db, err := sql.Open("sqlite", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE theirs (id INTEGER)`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	for _, c := range []struct {
		what, path, says string
		is               error
	}{
		{"a folder", dir, "it is a folder", nil},
		{"text", write("text", "sources:\n  - a: long enough to be a header"), "not a sitrep store", ErrNotDatabase},
		{"short text", write("short", "x"), "not a sitrep store", ErrNotDatabase},
		{"a damaged header", write("damaged", sqliteMagic+strings.Repeat("\xff", 4096)), "not a sitrep store", ErrNotDatabase},
		{"no folder", filepath.Join(dir, "none", "x.db"), "none: no such file", fs.ErrNotExist},
		{"a file for a folder", filepath.Join(dir, "text", "x.db"), "", nil},
		{"a device", os.DevNull, "not a regular file", nil},
		{"no name", "", "no file is named", nil},
		{"another program's", foreign, "another program's tables", ErrNotDatabase},
	} {
		s, err := Open(t.Context(), c.path)
		if err == nil {
			s.Close()
		}
		t.Run(c.what, func(t *testing.T) {
			oneLine(t, err, "open store "+c.path+": ", c.says)
			if c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("%v is not %v", err, c.is)
			}
		})
	}
	after, err := os.ReadFile(filepath.Join(dir, "text"))
	if err != nil || !strings.HasPrefix(string(after), "sources:") {
		t.Errorf("a file that is not ours was changed: %q, %v", after, err)
	}
}

func TestOpenExisting(t *testing.T) {
	path := sqliteFile(t)
	_, err := OpenExisting(t.Context(), path)
	oneLine(t, err, "open store "+path)
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Error("it was created")
	}
	b := newRig(t, path)
	s, err := OpenExisting(t.Context(), path)
	b.must(err)
	s.Close()

	empty := filepath.Join(t.TempDir(), "empty")
	b.must(os.WriteFile(empty, nil, 0o600))
	if _, err := OpenExisting(t.Context(), empty); !errors.Is(err, ErrNotDatabase) {
		t.Errorf("empty file: %v", err)
	}
	newRig(t, empty) // Open takes it
}

func TestOpenExistingPostgres(t *testing.T) {
	dsn := postgresSchema(t)
	if _, err := OpenExisting(t.Context(), dsn); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

// A path may hold any character that a file name can.
func TestOddPath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b%20c?mode=ro#x&저장.db")
	b := newRig(t, path)
	b.sources("a")
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

// What WAL and fsync are set to decides what a power cut leaves.
func TestPragmas(t *testing.T) {
	b := newRig(t, sqliteFile(t))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
		var got string
		b.must(b.write.db.QueryRow("PRAGMA " + pragma).Scan(&got))
		if got != want {
			t.Errorf("%s is %s, want %s", pragma, got, want)
		}
	}
	if _, err := b.read.db.Exec(`DELETE FROM sources`); err == nil {
		t.Error("a reader can write")
	}
}

func TestRedact(t *testing.T) {
	address, err := url.Parse("postgres://user:p%40ss@host/db?sslpassword=a+b")
	if err != nil {
		t.Fatal(err)
	}
	fault := errors.New("cannot log in with p@ss or:\n\tp%40ss or a+b\na b\n\na b\na%20b")
	got := redact(fault, secretsOf(address))
	if want := "cannot log in with *** or: *** or ***; ***; ***"; got.Error() != want || !errors.Is(got, fault) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// No secret of an address is in an error, whichever way opening fails.
func TestPostgresSecrets(t *testing.T) {
	const secret = `s3cr%65t&x`
	for _, dsn := range []string{
		"postgres://user:s3cr%2565t%26x@127.0.0.1:1/db",
		"postgres://user:s3cr%2565t%26x@127.0.0.1:bad/db",
		"postgres://user:s3cr%zz@127.0.0.1:1/db",
		"postgres://user@127.0.0.1:1/db?password=s3cr%2565t%26x",
		"postgres://user:s3cr%2565t%26x@127.0.0.1:1/db?sslmode=nonsense",
		"postgresql://user:s3cr%2565t%26x@127.0.0.1:1/db?sslrootcert=/nonexistent&sslmode=verify-full",
	} {
		_, err := Open(t.Context(), dsn)
		oneLine(t, err, "open store")
		if strings.Contains(err.Error(), "s3cr") || strings.Contains(err.Error(), secret) {
			t.Errorf("%q tells the secret", err)
		}
	}
}
