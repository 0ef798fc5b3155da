package markup

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitrep/feed"
)

// tokensOf reads a text, all of it by the tokenizer or only what has to be.
func tokensOf(body string, xml, all bool) []token {
	s := &scanned{body: body, coded: true, xml: xml}
	t := tags{scanned: s, open: elements{scanned: s}, words: words{scanned: s}}
	offset := 0
	if !all {
		offset = t.plain()
	}
	if offset < len(body) {
		offset = t.tokenize(offset)
	}
	if offset < len(body) {
		s.text(offset, len(body)-offset)
	}
	t.open.closeAll()
	t.words.restore()
	return s.tokens
}

var markupPieces = []string{
	"<p>", "</p>", "<P class=\"a\">", "<a href='x>y' b>", "</a >", "<br/>", "<br />", "<img src=\"a\" / >", "<i", "<", ">", "</", "</>", "< b>", "text ", "é가 ",
	"<!-- c -->", "<!x>", "<?x?>", "<script>", "</script>", "<title/>", "<TEXTAREA>", "<b a=c>", "<b a = \"c\">", "<END>", "<Copyright a>", "</END>", "\"", "'", "/", "=",
	"<a b=\"/\"/>", "<h1\tid=\"x\"\n>", "<a-b>", "<a:b>", "<a\"b>", "&lt;", "\n", "\x00", "<li>", "</ul>", "<svg>", "<plaintext>",
}

// What is read without the tokenizer is read as by it.
func TestPlainTagsAreTheTokenizers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(markupPieces), 0, 12).Draw(t, "pieces"), "")
		xml := rapid.Bool().Draw(t, "xml")
		if got, want := tokensOf(body, xml, false), tokensOf(body, xml, true); !slices.Equal(got, want) {
			t.Fatalf("%q:\n%v, want\n%v", body, got, want)
		}
	})
}

func FuzzPlainTags(f *testing.F) {
	f.Add(strings.Join(markupPieces, ""), true)
	for _, piece := range markupPieces {
		f.Add("a"+piece+"<p b=\"c\">", false)
	}
	f.Fuzz(func(t *testing.T, body string, xml bool) {
		if got, want := tokensOf(body, xml, false), tokensOf(body, xml, true); !slices.Equal(got, want) {
			t.Fatalf("%q:\n%v, want\n%v", body, got, want)
		}
	})
}

// A block that is cut whole stands where its characters are found one by one.
func TestWholeBlockIsFoundAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := append([]string{"&nbsp;", "&#x200b;", " ", "\u00a0x", "&amp;", "&shy;"}, markupPieces...)
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces"), "")
		text := feed.Text{Type: rapid.SampledFrom([]string{feed.HTML, feed.PlainText}).Draw(t, "type"), Body: body}
		parsed, splitOnly := Parse(text), split(text)
		for i := range parsed.Len() {
			run := parsed.Whole(i)
			got, kept := parsed.locate([]Run{run})
			want, wantKept := splitOnly.locate([]Run{run})
			if !slices.Equal(got, want) || kept != wantKept {
				t.Fatalf("block %d of %q: %v, %d, want %v, %d", i, body, got, kept, want, wantKept)
			}
		}
	})
}
