package render_test

import (
	"fmt"
	"testing"

	"sitrep/feed"
	"sitrep/feed/render"
)

// thousand are 1,000 entries in the shape of a desk that publishes summaries,
// with everything a source tells about an item.
func thousand() []feed.Entry {
	list := make([]feed.Entry, 1000)
	for i := range list {
		e := fullEntry()
		e.ID = fmt.Sprintf("tag:desk.example.org,2026:%024x", i)
		e.Title = fmt.Sprintf("해군, 새 구축함 %d척 진수 (Navy launches destroyer)", i)
		e.Summary.Body = "<p>해군은 17일 새 구축함을 진수했다고 밝혔다. The navy said it had launched a new destroyer on the 17th, the first of a class of six that will carry the fleet's ballistic missile defence through the next decade. 시운전은 내년 3월에 시작한다.</p>"
		list[i] = e
	}
	return list
}

func BenchmarkRender(b *testing.B) {
	list, f := thousand(), desk()
	for _, form := range []struct {
		name  string
		write func(feed.Feed, []feed.Entry) ([]byte, error)
	}{{"atom", render.Atom}, {"rss", render.RSS}, {"json", render.JSON}} {
		b.Run(form.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				body, err := form.write(f, list)
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(body)))
			}
		})
	}
}
