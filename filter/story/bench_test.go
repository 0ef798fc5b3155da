package story

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"
)

// newsroom writes invented reports of about 3 KB: sentences in which every second
// word is one of grammar and the others are as frequent as in a language, with a
// name or a number now and then.
type newsroom struct {
	rnd     *rand.Rand
	grammar []string
	words   []string // the frequent ones first
	names   []string
	common  *rand.Zipf
}

func newNewsroom() *newsroom {
	const words, names = 20_000, 4_000
	rnd := rand.New(rand.NewPCG(1, 2))
	n := &newsroom{rnd: rnd, common: rand.NewZipf(rnd, 1.1, 8, words-1)}
	n.grammar = strings.Fields(`the of to and in a that for on it is was with as at by from said has be its are will have an were which been not had
		they would their he after more than who this about or but also could during when new against between under since`)
	for i := range words {
		n.words = append(n.words, n.word(1+i%3)+[]string{"", "s", "ed", "ing", "ion", "er"}[rnd.IntN(6)])
	}
	for range names {
		name := n.word(2)
		n.names = append(n.names, strings.ToUpper(name[:1])+name[1:])
	}
	return n
}

// word invents a word of so many syllables.
func (n *newsroom) word(syllables int) string {
	const onsets, vowels, codas = "bcdfghklmnprstvw", "aeiou", "nrtlsmdk"
	var b strings.Builder
	for range syllables {
		b.WriteByte(onsets[n.rnd.IntN(len(onsets))])
		b.WriteByte(vowels[n.rnd.IntN(len(vowels))])
		b.WriteByte(codas[n.rnd.IntN(len(codas))])
	}
	return b.String()
}

// next returns the next word of a text.
func (n *newsroom) next(grammar bool) string {
	switch k := n.rnd.IntN(24); {
	case k == 0:
		return fmt.Sprint(2 + n.rnd.IntN(400))
	case k < 3:
		return n.names[n.rnd.IntN(len(n.names))]
	case grammar:
		return n.grammar[min(n.rnd.IntN(len(n.grammar)), n.rnd.IntN(len(n.grammar)))]
	}
	return n.words[n.common.Uint64()]
}

// text writes paragraphs of two sentences.
func (n *newsroom) text(size int) string {
	var b strings.Builder
	for sentence := 1; b.Len() < size; sentence++ {
		for i := range 12 + n.rnd.IntN(14) {
			word := n.next(i%2 == 0)
			switch {
			case i == 0:
				word = strings.ToUpper(word[:1]) + word[1:]
			case n.rnd.IntN(10) == 0:
				b.WriteString(", ")
			default:
				b.WriteByte(' ')
			}
			b.WriteString(word)
		}
		b.WriteString([]string{".\n", ". "}[sentence%2])
	}
	return b.String()
}

func (n *newsroom) title() string {
	words := make([]string, 10)
	for i := range words {
		words[i] = n.next(i%4 == 2)
	}
	return strings.ToUpper(words[0][:1]) + strings.Join(words, " ")[1:]
}

func (n *newsroom) document(i int, at time.Time) Document {
	return Document{
		Source: fmt.Sprintf("source-%d", i%300), Item: fmt.Sprintf("item-%d", i), URL: fmt.Sprintf("https://source-%d.example/%d", i%300, i),
		Title: n.title(), Text: n.text(2900), Time: at, Received: at,
	}
}

func (n *newsroom) documents(count, from int, at time.Time) []Document {
	docs := make([]Document, count)
	for i := range docs {
		docs[i] = n.document(from+i, at)
	}
	return docs
}

func BenchmarkNewPrint(b *testing.B) {
	docs := newNewsroom().documents(512, 0, noon)
	b.ReportAllocs()
	b.SetBytes(int64(len(docs[0].Text)))
	b.ResetTimer()
	for i := range b.N {
		NewPrint(docs[i%len(docs)])
	}
}

func BenchmarkNewPrintKorean(b *testing.B) {
	text := strings.Repeat("해군은 17일 거제 조선소에서 신형 호위함의 진수식을 열고 전력화 시험에 들어간다고 밝혔다. ", 24)
	d := Document{Source: "wire", Item: "1", Title: "해군 신형 호위함 진수…2028년 인도(종합)", Text: text, Time: noon, Received: noon}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for range b.N {
		NewPrint(d)
	}
}

// BenchmarkPlaceAndAdd places items in an index that grows from nothing to a
// few thousand stories, as a turn of many sources does.
func BenchmarkPlaceAndAdd(b *testing.B) {
	n := newNewsroom()
	prints := make([]*Print, 4096)
	for i := range prints {
		prints[i] = NewPrint(n.document(i, noon.Add(time.Duration(i)*time.Minute)))
	}
	var x *Index
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		if i%len(prints) == 0 {
			x = NewIndex()
		}
		p := prints[i%len(prints)]
		x.Place(p)
		x.Add(p, p.item, p.item, New)
	}
}

const largeIndex = 100_000

// largeStream is an index of 100,000 stories of three days, and what comes next.
var largeStream = sync.OnceValues(func() (*Index, []Document) {
	n := newNewsroom()
	x := NewIndex()
	for i := range largeIndex {
		p := NewPrint(n.document(i, noon.Add(time.Duration(i)*2*time.Second)))
		x.Add(p, p.item, p.item, New)
	}
	return x, n.documents(512, largeIndex, noon.Add(largeIndex*2*time.Second))
})

// BenchmarkPlace places items among 100,000 stories. Its bound is twice
// BenchmarkNewPrint.
func BenchmarkPlace(b *testing.B) {
	x, docs := largeStream()
	prints := make([]*Print, len(docs))
	for i, d := range docs {
		prints[i] = NewPrint(d)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		x.Place(prints[i%len(prints)])
	}
}

// BenchmarkPrintAndPlace does both.
func BenchmarkPrintAndPlace(b *testing.B) {
	x, docs := largeStream()
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		x.Place(NewPrint(docs[i%len(docs)]))
	}
}

// BenchmarkRestore reads stored prints and folds them into an index, as a start
// of the program does; an operation is one item.
func BenchmarkRestore(b *testing.B) {
	n := newNewsroom()
	stored := make([][]byte, 4096)
	for i := range stored {
		stored[i], _ = NewPrint(n.document(i, noon.Add(time.Duration(i)*time.Minute))).MarshalBinary()
	}
	var x *Index
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		if i%len(stored) == 0 {
			x = NewIndex()
		}
		p := new(Print)
		if err := p.UnmarshalBinary(stored[i%len(stored)]); err != nil {
			b.Fatal(err)
		}
		x.Add(p, p.item, p.item, New)
	}
}
