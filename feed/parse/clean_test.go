package parse

import (
	"testing"

	"pgregory.net/rapid"
)

// TestFirstUnfit looks at every character of texts full of control characters
// and their neighbours.
func TestFirstUnfit(t *testing.T) {
	letters := []rune("aaaaaaaa\x00\x1f\t\n\r  \x7f\u0080\u009f\u00a0\u00bf\u00efé한\ufefe\ufeff\uff1f\ufffd\ufffe\uffff𐀀")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom(letters), 0, 40, -1).Draw(t, "text")
		want := len(text)
		for i, r := range text {
			if !isXMLChar(r) || r == '\ufeff' || r >= 0x80 && r < 0xa0 {
				want = i
				break
			}
		}
		if got := firstUnfit(text); got != want {
			t.Fatalf("%q: found at %d, want %d", text, got, want)
		}
	})
}
