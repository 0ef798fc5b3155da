package match

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	tests := []struct{ in, want string }{
		{"U.S. Navy", "us navy"},
		{"the U.S. said", "the us said"},
		{"U.K., U.N", "uk, un"},
		{"J. Smith", "j. smith"},
		{"ends in 5. Then", "ends in 5. then"},
		{"No.1 vs. A.B.C", "no.1 vs. abc"},
		{"air-to-air  missile", "air to air missile"},
		{"F/A-18", "f a 18"},
		{"long- and short-range", "long- and short range"},
		{"talks - army", "talks - army"},
		{"talks—army", "talks;army"},
		{"Zelenskyy’s “plan”", "zelenskyy's \"plan\""},
		{"R&D and Aerospace & Defense", "r d and aerospace and defense"},
		{"Ｆ－３５Ａ", "f 35a"},
		{"１５５㎜ shells", "155mm shells"},
		{"ΣΑΣ σας", "σασ σασ"},
		{"Kızılelma İHA", "kizilelma iha"},
		{"Straße", "strasse"},
		{"cafe\u0301 Café", "café café"},
		{"\u1112\u1162\u1100\u116e\u11ab", "해군"},
		{"하\u11ab국", "한국"},
		{"9ㆍ19 9‧19", "9·19 9·19"},
		{"【속보】", "[속보]"},
		{"  leading\u00a0and\t\nspace ", "leading and space "},
		{"soft\u00adhyphen\u200b \u202eright\u202c", "softhyphen right"},
		{"Hellfire™ missile", "hellfire missile"},
		{"a\xffb", "a\ufffdb"},
	}
	for _, test := range tests {
		var f folded
		if f.fold(test.in); string(f.text) != test.want {
			t.Errorf("fold(%q) = %q, want %q", test.in, f.text, test.want)
		}
	}
}

// What lies between the source offsets of a stretch of folded text folds to
// that stretch, if both its ends are borders of words.
func TestFoldOffsets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{
			"Army", "missile's", "F-35", "해군", "하\u11ab국", "é", "cafe\u0301", "Ｋ９", "㎜", "ß", "армия", "海軍",
			"U.S.", "\u200b", "(", "“", "—", "\xf0", "ﬁre", "½", "각\u11a8", "A\u030a",
		}), 1, 12).Draw(t, "words")
		spaces := []string{" ", "  ", "\n", "\u00a0", " \u200b ", "\u3000"}
		var source strings.Builder
		for _, word := range words {
			source.WriteString(word)
			source.WriteString(rapid.SampledFrom(spaces).Draw(t, "space"))
		}
		s := source.String()
		var f folded
		f.fold(s)
		last := 0
		for out := range f.text {
			in := f.offset(out)
			if in < last || in > len(s) {
				t.Fatalf("offset(%d) = %d after %d of %d", out, in, last, len(s))
			}
			last = in
			if utf8.RuneStart(f.text[out]) && in < len(s) && !utf8.RuneStart(s[in]) {
				t.Fatalf("offset(%d) = %d is inside a character of %q", out, in, s)
			}
		}
		text := string(f.text)
		for from := 0; from < len(text); {
			to := from + strings.IndexByte(text[from:]+" ", ' ')
			if word := text[from:to]; word != "" {
				in, end := f.offset(from), f.end(to, len(s))
				var again folded
				if again.fold(s[in:end]); strings.TrimRight(string(again.text), " ") != word && word != "and" {
					t.Fatalf("%q at %d:%d of %q folds to %q, want %q", s[in:end], in, end, s, again.text, word)
				}
				if at := f.position(in); at != from {
					t.Fatalf("position(%d) = %d, want %d in %q", in, at, from, s)
				}
			}
			from = to + 1
		}
	})
}
