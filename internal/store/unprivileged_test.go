//go:build unix

package store

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// nobody is a user that owns nothing.
const nobody = 65534

// The superuser may read and write anything, so a superuser runs this test as
// nobody, in a process of its own.
func TestOpenWithoutPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		runAsNobody(t, t.Name())
		return
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "sitrep.db")
	newRig(t, path).sources("a")
	locked := func(mode, dirMode os.FileMode) {
		t.Helper()
		if err := errors.Join(os.Chmod(path, mode), os.Chmod(dir, dirMode)); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { locked(0o600, 0o700) })
	check := func(path, says string) {
		t.Helper()
		s, err := Open(t.Context(), path)
		if err == nil {
			s.Close()
		}
		oneLine(t, err, "open store "+path+": ", says)
		if !errors.Is(err, fs.ErrPermission) {
			t.Errorf("%v is not fs.ErrPermission", err)
		}
	}
	for _, name := range []string{path + "-wal", path + "-shm"} {
		_ = os.Remove(name) // there only if the store was not closed
	}
	locked(0o000, 0o700)
	check(path, "permission denied")
	locked(0o400, 0o700)
	check(path, "the file cannot be written")
	locked(0o600, 0o500)
	check(path, "folder "+dir+" cannot be written")
	check(filepath.Join(dir, "new.db"), "folder "+dir+" cannot be written")

	// One that nobody has open can be read, and writing says why it can't.
	locked(0o600, 0o700)
	shut := filepath.Join(dir, "shut.db")
	s, err := Open(t.Context(), shut)
	if err := errors.Join(err, s.Close(), os.Chmod(shut, 0o400)); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(t.Context(), shut); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Sources(t.Context()); err != nil {
		t.Error(err)
	}
	err = s.SyncSources(t.Context(), []SourceRef{{Name: "a", URL: "https://a.example/feed"}}, t0)
	oneLine(t, err, "store "+shut+": the file cannot be written: permission denied")
}

func runAsNobody(t *testing.T, test string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "nobody")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "test")
	if err := errors.Join(copyProgram(program), os.Chmod(dir, 0o777)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-test.run=^"+test+"$", "-test.v")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "TMPDIR="+dir, postgresEnv+"=")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, fs.ErrPermission) {
		t.Skip("NOT TESTED: no process can be started as another user here")
	}
	if err != nil || !strings.Contains(string(out), "--- PASS: "+test) {
		t.Errorf("as nobody: %v\n%s", err, out)
	}
}

func copyProgram(to string) error {
	name, err := os.Executable()
	if err != nil {
		return err
	}
	from, err := os.Open(name)
	if err != nil {
		return err
	}
	defer from.Close()
	f, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Close())
}
