package match

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// The automaton finds each pattern wherever the text holds it, but for one that
// begins with an ASCII letter or digit right after another.
func TestAutomatonFindsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.SampledFrom([]rune("aab 가나-é𐌀")), 1, 5, -1)
		patterns := rapid.SliceOfNDistinct(word, 1, 12, rapid.ID[string]).Draw(t, "patterns")
		text := rapid.StringOfN(rapid.SampledFrom([]rune("aaab 가나-éz無𐌀")), 0, 40, -1).Draw(t, "text")
		a, err := build(patterns)
		if err != nil {
			t.Fatal(err)
		}
		at := between
		for i, r := range text {
			at = a.next(at, a.symbol(r))
			var got, want []string
			for e := a.states[at].end; e >= 0; e = a.ends[e].shorter {
				got = append(got, patterns[a.ends[e].pattern])
			}
			read := text[:i+utf8.RuneLen(r)]
			for _, pattern := range patterns {
				before, _ := utf8.DecodeLastRuneInString(strings.TrimSuffix(read, pattern))
				inWord := before < utf8.RuneSelf && bordered(before) && pattern[0] < utf8.RuneSelf && bordered(rune(pattern[0]))
				if strings.HasSuffix(read, pattern) && !(inWord && read != pattern) {
					want = append(want, pattern)
				}
			}
			slices.SortFunc(want, func(a, b string) int { return len(b) - len(a) })
			if !slices.Equal(got, want) {
				t.Fatalf("after %q: %q, want %q", read, got, want)
			}
		}
	})
}
