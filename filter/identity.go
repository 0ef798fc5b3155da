package filter

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"sitrep/feed"
)

// Identities gives each item of one document its identity within its source:
// the raw id; without one, or where the id is repeated within the document (a
// repeated id is no id), the link; without that, a hash of its title and text.
func Identities(items []feed.Item) []string {
	seen := make(map[string]int, len(items))
	for _, it := range items {
		seen[it.ID]++
	}
	out := make([]string, len(items))
	for i, it := range items {
		switch link := it.Link(); {
		case it.ID != "" && seen[it.ID] == 1:
			out[i] = it.ID
		case link != "" && link != it.ID:
			out[i] = link
		case it.ID != "":
			out[i] = it.ID
		default:
			out[i] = "sha256:" + digest(it.Title.Body, it.Body().Body)
		}
	}
	return out
}

// ContentHash identifies what was received of one item: two items with the
// same hash were published in the same words, with the same facts.
func ContentHash(it feed.Item) (string, error) {
	h := sha256.New()
	if err := json.NewEncoder(withoutNewline{h}).Encode(it); err != nil {
		return "", fmt.Errorf("encode item %q: %w", it.ID, err)
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// withoutNewline takes what a json.Encoder writes, a value at a time, and leaves
// out the newline it ends each with: the hash is that of json.Marshal, without
// the copy of every text that Marshal returns.
type withoutNewline struct{ to io.Writer }

func (w withoutNewline) Write(p []byte) (int, error) {
	if _, err := w.to.Write(bytes.TrimSuffix(p, []byte("\n"))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// ItemTime is an item's time: its own date, clamped to its receipt, else the
// moment it was first seen.
func ItemTime(it feed.Item, firstSeen, received time.Time) time.Time {
	own := it.Date()
	switch {
	case own.IsZero() && !firstSeen.IsZero():
		return firstSeen
	case own.IsZero() || own.After(received):
		return received
	}
	return own
}

// mintID gives a report its id from its first item: a tag URI (RFC 4151) whose
// specific part depends on the source's permanent key and the raw id only.
func mintID(authority, source, item string) string {
	return "tag:" + authority + ":" + digest(source, item)[:24]
}

// mintStory names a story after its first report.
func mintStory(report string) string { return "story:" + digest(report)[:16] }

// digest hashes its parts so that moving a border between them changes it.
func digest(parts ...string) string {
	var b []byte
	for _, p := range parts {
		b = slices.Grow(b, len(p)+8)
		b = append(append(strconv.AppendInt(b, int64(len(p)), 10), ':'), p...)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
