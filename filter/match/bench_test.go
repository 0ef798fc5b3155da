package match

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// vocabulary makes up words of a language like English and one like Korean.
func vocabulary(r *rand.Rand, n int, hangul bool) []string {
	words := make([]string, n)
	for i := range words {
		var word strings.Builder
		if hangul {
			for range 2 + r.IntN(3) {
				word.WriteRune(rune(0xac00 + 28*r.IntN(399)))
			}
		} else {
			for range 2 + r.IntN(3) {
				word.WriteByte("bcdfghklmnprstvw"[r.IntN(16)])
				word.WriteByte("aeiou"[r.IntN(5)])
				word.WriteString([]string{"", "", "n", "r", "st"}[r.IntN(5)])
			}
		}
		words[i] = word.String()
	}
	return words
}

// sample is n terms, one in five of them Korean, and a text of a size in which
// one byte in ten is Hangul, one word in forty a term, and the others as
// unequally frequent as words are.
func sample(n, size int) (terms []Term, text string) { return sampleOf(n, size, 20) }

// sampleOf is sample with that many Hangul words in four hundred; 390 leaves no
// others but the terms.
func sampleOf(n, size, korean int) (terms []Term, text string) {
	r := rand.New(rand.NewPCG(1, 2))
	latin, hangul := vocabulary(r, 3*n, false), vocabulary(r, n, true)
	common, everyday := vocabulary(r, 3*n, false), vocabulary(r, n, true)
	pick := func(words []string) string { return words[r.IntN(len(words))] }
	zipf := func(words []string) string { return words[int(math.Pow(float64(len(words)), r.Float64()))-1] }
	for i := range n {
		var parts []string
		for range 1 + r.IntN(3) {
			parts = append(parts, pick(latin))
		}
		text := strings.Join(parts, " ")
		if i%5 == 0 {
			text = pick(hangul) + pick(hangul)
		}
		terms = append(terms, Term{Text: text, Weight: 3, Config: fmt.Sprintf("list:%d", i)})
	}
	var b strings.Builder
	for b.Len() < size {
		switch k := r.IntN(400); {
		case k < 10:
			b.WriteString(terms[r.IntN(n)].Text)
		case k < 10+korean:
			b.WriteString(zipf(everyday) + "은")
		default:
			word := zipf(common)
			if k >= 350 {
				word = strings.ToUpper(word[:1]) + word[1:]
			}
			b.WriteString(word)
		}
		b.WriteString([]string{" ", " ", " ", " ", " ", ", ", ". ", "-", "’s "}[r.IntN(9)])
	}
	return terms, b.String()
}

// hangulBytes counts the bytes of Hangul syllables.
func hangulBytes(text string) (n int) {
	for _, r := range text {
		if plainSyllable(r) {
			n += 3
		}
	}
	return n
}

// BenchmarkMatch reads a megabyte of text, 3 KB at a time: a processor learns
// the turns of one short text by heart.
func BenchmarkMatch(b *testing.B) {
	const size = 3000
	for _, c := range []struct {
		terms, korean int
		text          string
	}{{1000, 20, "fresh"}, {10000, 20, "fresh"}, {10000, 390, "fresh"}, {10000, 20, "again"}, {10000, 390, "again"}} {
		terms, text := sampleOf(c.terms, 1<<20, c.korean)
		m := compile(b, terms...)
		m.ready()
		step := size
		if c.text == "again" {
			step = 0
		}
		b.Run(fmt.Sprintf("terms=%d/hangul=%d%%/text=%s", c.terms, 100*hangulBytes(text)/len(text), c.text), func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			at, from := 0, processorTime(b)
			for b.Loop() {
				if at += step; at+size > len(text) {
					at = 0
				}
				m.Match(text[at:at+80], text[at+80:at+size])
			}
			b.ReportMetric(float64(b.N*size)/1e6/(processorTime(b)-from).Seconds(), "MB/cpu-s")
		})
	}
}

// processorTime is what the process has used: what else the machine does counts
// for less.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func BenchmarkCompile(b *testing.B) {
	terms, _ := sample(10000, 0)
	var m *Matcher
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	m = compile(b, terms...)
	m.ready()
	runtime.GC()
	runtime.ReadMemStats(&after)
	for b.Loop() {
		compile(b, terms...).ready()
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
	b.ReportMetric(float64(m.found.bytes())/1e6, "MB-automaton")
	runtime.KeepAlive(m)
}
