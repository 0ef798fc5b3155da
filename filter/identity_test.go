package filter

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"sitrep/feed"
)

// Stores hold hashes of what they received: another hash of the same item would
// be taken for an edit of everything.
func TestContentHashStays(t *testing.T) {
	it := feed.Item{ID: "1", Title: feed.Text{Body: "A & B <c>"}, Content: []feed.Text{{Body: strings.Repeat("text\n", 5000)}}, Published: time.Unix(1e9, 0).UTC()}
	encoded, err := json.Marshal(it)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(encoded)
	if got, err := ContentHash(it); err != nil || got != hex.EncodeToString(sum[:16]) {
		t.Errorf("got %s, %v", got, err)
	}
	if got, err := ContentHash(feed.Item{}); err != nil || got != "cfe5bb9f3d7ca78d639758448308022e" {
		t.Errorf("of an empty item: got %s, %v", got, err)
	}
}
