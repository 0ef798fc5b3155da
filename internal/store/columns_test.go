package store

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestMillis(t *testing.T) {
	if !timeOf(millis(time.Time{})).IsZero() {
		t.Error("the zero time does not come back")
	}
	epoch := time.Unix(0, 0)
	if got := timeOf(millis(epoch)); got.IsZero() || got.Sub(epoch).Abs() > time.Millisecond {
		t.Errorf("1970 comes back as %s", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		at := time.UnixMilli(rapid.Int64Range(-1e14, 1e14).Draw(t, "ms"))
		if got := timeOf(millis(at)); at.UnixMilli() != 0 && !got.Equal(at) {
			t.Fatalf("%s comes back as %s", at, got)
		}
	})
}

// Whatever an identity is made of, its indexed form fits an index and a text
// column, and with the raw form it comes back byte for byte.
func TestIndexed(t *testing.T) {
	text := rapid.OneOf(
		rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 50), func(b []byte) string { return string(b) }),
		rapid.Map(rapid.IntRange(0, 4000), func(n int) string { return strings.Repeat("가", n) + "x" }),
		rapid.Map(rapid.IntRange(900, 1100), func(n int) string { return strings.Repeat("\xff", n) }),
	)
	seen := map[string]string{}
	rapid.Check(t, func(t *rapid.T) {
		s := text.Draw(t, "text")
		key := indexed(s)
		if len(key) > maxKey || !utf8.ValidString(key) || strings.Contains(key, "\x00") {
			t.Fatalf("indexed(%q) = %q", s, key)
		}
		if utf8.ValidString(s) {
			if got := unraw(key, raw(s)); got != s {
				t.Fatalf("%q comes back as %q", s, got)
			}
		}
		if other, ok := seen[key]; ok && other != s {
			t.Fatalf("%q and %q are both %q", s, other, key)
		}
		seen[key] = s
	})
}

func TestNumbered(t *testing.T) {
	for query, want := range map[string]string{
		"SELECT 1":                     "SELECT 1",
		"a = ? AND b IN (?,?) LIMIT ?": "a = $1 AND b IN ($2,$3) LIMIT $4",
	} {
		if got := numbered(query); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestChunks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 700).Draw(t, "n")
		values := make([]string, n)
		for i := range values {
			values[i] = strings.Repeat("v", i)
		}
		seen := map[any]bool{}
		lists := map[string]bool{}
		err := chunks(values, func(list string, args []any) error {
			if strings.Count(list, "?") != len(args) || len(args)%listStep != 0 {
				t.Fatalf("%d placeholders for %d values", strings.Count(list, "?"), len(args))
			}
			lists[list] = true
			for _, a := range args {
				seen[a] = true
			}
			return nil
		})
		if err != nil || len(seen) != n || len(lists) > 2 {
			t.Fatalf("%d of %d values in %d lists, %v", len(seen), n, len(lists), err)
		}
	})
}
