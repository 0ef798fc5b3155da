package parse

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
)

// benchDocument writes a feed of the shape news sites serve: wordy bodies in
// RSS's content:encoded and Atom's content, a teaser, a few categories, media.
func benchDocument(format string, items, paragraphs int) []byte {
	var out strings.Builder
	body := strings.Repeat(`<p>The ministry said on Tuesday that the second ship of the class, built at <a href="https://yard.example/ships?id=7&amp;l=en">the yard</a>, will join the fleet "next year". 국방부는 오늘 두 번째 함정이 내년에 배치된다고 밝혔다.</p>`+"\n", paragraphs)
	escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(body)
	switch format {
	case "rss":
		out.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Desk</title><link>https://desk.example/</link><atom:link href="https://desk.example/rss" rel="self"/><ttl>30</ttl>`)
		for i := 0; i < items; i++ {
			fmt.Fprintf(&out, "<item><title>Ship %d joins the fleet</title><link>https://desk.example/a/%d</link><guid isPermaLink=\"false\">desk-%d</guid><dc:creator><![CDATA[Kim Tae, Lee Ann]]></dc:creator><pubDate>Tue, 17 Jun 2025 10:%02d:00 +0900</pubDate><category>Navy</category><category>Ships</category><description><![CDATA[%s]]></description><content:encoded><![CDATA[%s]]></content:encoded><media:content url=\"https://desk.example/i/%d.jpg\" medium=\"image\"/></item>\n", i, i, i, i%60, body[:strings.Index(body, "\n")], body, i)
		}
		out.WriteString("</channel></rss>")
	case "atom":
		out.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Desk</title><id>tag:desk.example,2025:feed</id><updated>2025-06-17T10:00:00Z</updated><link rel="self" href="https://desk.example/atom"/>`)
		for i := 0; i < items; i++ {
			fmt.Fprintf(&out, "<entry><title type=\"html\">Ship %d joins the fleet</title><id>tag:desk.example,2025:%d</id><link rel=\"alternate\" href=\"https://desk.example/a/%d\"/><author><name>Kim Tae</name></author><published>2025-06-17T10:%02d:00+09:00</published><updated>2025-06-17T10:%02d:30+09:00</updated><category term=\"navy\"/><content type=\"html\">%s</content></entry>\n", i, i, i, i%60, i%60, escaped)
		}
		out.WriteString("</feed>")
	case "json":
		out.WriteString(`{"version":"https://jsonfeed.org/version/1.1","title":"Desk","items":[`)
		quoted := strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace(body)
		for i := 0; i < items; i++ {
			if i > 0 {
				out.WriteByte(',')
			}
			fmt.Fprintf(&out, `{"id":"desk-%d","url":"https://desk.example/a/%d","title":"Ship %d joins the fleet","date_published":"2025-06-17T10:%02d:00+09:00","authors":[{"name":"Kim Tae"}],"content_html":"%s"}`, i, i, i, i%60, quoted)
		}
		out.WriteString("]}")
	}
	return []byte(out.String())
}

// BenchmarkDocument holds Document against gofeed's own parser on the same
// octets: the aim is 0.7 of its speed, with all that it leaves out.
func BenchmarkDocument(b *testing.B) {
	for _, format := range []string{"rss", "atom", "json"} {
		for _, size := range []struct {
			name              string
			items, paragraphs int
		}{{"short", 40, 1}, {"long", 40, 15}} {
			body := benchDocument(format, size.items, size.paragraphs)
			b.Run(format+"/"+size.name+"/document", func(b *testing.B) {
				b.SetBytes(int64(len(body)))
				b.ReportAllocs()
				for b.Loop() {
					if _, err := Document(body, Options{}); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run(format+"/"+size.name+"/gofeed", func(b *testing.B) {
				b.SetBytes(int64(len(body)))
				b.ReportAllocs()
				for b.Loop() {
					if _, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
