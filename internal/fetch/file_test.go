package fetch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "피드 100%?.xml")
	if err := os.WriteFile(path, []byte(feedText), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "feed.xml.gz"), zip(t, feedText), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "cut.gz"), zip(t, feedText)[:40], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := quick(t)
	escaped := "피드%20100%25%3F.xml"
	first := mustGet(t, c, Request{URL: "file://" + dir + "/" + escaped})
	if string(first.Body) != feedText || first.Unchanged || first.Status != 0 || first.FinalURL == "" {
		t.Errorf("file: %+v", first)
	}
	for _, address := range []string{"file:" + dir + "/" + escaped, "file://localhost" + dir + "/" + escaped} {
		if again := mustGet(t, c, Request{URL: address, BodyHash: first.BodyHash}); !again.Unchanged {
			t.Errorf("%s: not recognised as unchanged", address)
		}
	}
	if r := mustGet(t, c, Request{URL: "file://" + dir + "/feed.xml.gz"}); string(r.Body) != feedText {
		t.Errorf("gzip file: %q", r.Body)
	}
	t.Chdir(dir)
	mustGet(t, c, Request{URL: "file:feed.xml.gz"})

	for address, words := range map[string]string{
		"file://" + dir:               "directory",
		"file://" + dir + "/none.xml": "no such file",
		"file://" + dir + "/pipe":     "pipe",
		"file:///dev/zero":            "device",
		"file://desk.example.org/a":   "this machine only",
		"file://" + dir + "/a?b":      "%3F",
		"file://" + dir + "/a#b":      "%3F",
		"file:":                       "names no file",
		"file:bad%zzescape":           "can't be read",
		"file://" + dir + "/a%00b":    "can't be read",
	} {
		if _, fault := mustFail(t, c, Request{URL: address}, KindFile); !strings.Contains(fault.Error(), words) {
			t.Errorf("%s: %v does not say %q", address, fault, words)
		}
	}
	mustFail(t, c, Request{URL: "file://" + dir + "/" + escaped, MaxSize: 10}, KindTooLarge)
	mustFail(t, c, Request{URL: "file://" + dir + "/feed.xml.gz", MaxSize: int64(len(feedText)) - 1}, KindTooLarge)
	if r, _ := mustFail(t, c, Request{URL: "file://" + dir + "/cut.gz"}, KindTruncated); !strings.HasPrefix(feedText, string(r.Body)) || r.BodyHash != "" {
		t.Errorf("cut file: %+v", r)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Get(ctx, Request{URL: "file://" + dir + "/feed.xml.gz"}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

// TestFilePermission tests the words only: root may read everything.
func TestFilePermission(t *testing.T) {
	fault := openFault(&fs.PathError{Op: "open", Path: "/home/desk/feed.xml", Err: fs.ErrPermission})
	if fault.Kind != KindFile || !strings.Contains(fault.Text, "permission") || strings.Contains(fmt.Sprint(fault), "/home") {
		t.Errorf("fault: %v", fault)
	}
}
