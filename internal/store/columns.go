package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// millis is how a time stands in a column: milliseconds since 1970 in UTC, 0
// for the zero time. The one millisecond that would look like the zero time is
// moved by one.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	if ms := t.UnixMilli(); ms != 0 {
		return ms
	}
	return 1
}

// timeOf is the inverse of millis, in UTC.
func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// maxKey is how many bytes of a text may stand in an index. PostgreSQL refuses
// index rows over 2,704 bytes, and a source must not stop its turns by sending
// an id of a megabyte.
const maxKey = 1000

// clean makes a text storable: PostgreSQL takes neither NUL nor invalid UTF-8.
func clean(s string) string {
	if strings.IndexByte(s, 0) < 0 && utf8.ValidString(s) {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\u2400")
}

// indexed is a text as it stands in an indexed column: itself, or for one that
// is too long or not storable its beginning and a hash of the whole.
func indexed(s string) string {
	if len(s) <= maxKey && clean(s) == s {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	head := clean(s[:min(len(s), maxKey-100)])
	return head[:min(len(head), maxKey-80)] + "…" + hex.EncodeToString(sum[:16])
}

// raw keeps a text that indexed has changed, as a JSON string, so that it can
// be given back; empty if indexed holds it.
func raw(s string) string {
	if indexed(s) == s {
		return ""
	}
	b, err := json.Marshal(s)
	if err != nil { // a string always encodes
		return ""
	}
	return string(b)
}

// unraw is the inverse of the pair indexed and raw.
func unraw(indexed, raw string) string {
	var s string
	if raw == "" || json.Unmarshal([]byte(raw), &s) != nil {
		return indexed
	}
	return s
}

// encode is JSON without HTML escapes: bodies are mostly markup, and grow by a
// fifth with them.
func encode(v any) (string, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return string(bytes.TrimSuffix(buf.Bytes(), []byte("\n"))), nil
}

func decode(text string, v any) error {
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fmt.Errorf("decode %T: %w", v, err)
	}
	return nil
}

// identify names a text by its content.
func identify(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}
