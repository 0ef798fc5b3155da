package cli

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"sitrep/feed"
	"sitrep/filter"
	"sitrep/internal/config"
)

// benchItems are invented items of about 3 KB, a tenth of them Korean.
func benchItems(n int) []filter.Received {
	random := rand.New(rand.NewPCG(1, 2))
	english := strings.Fields("the navy army minister said on monday that officials frigate missile drill talks seoul korea troops budget agency contract ship base plan new report summit river port yard crew winter bridge market")
	korean := strings.Fields("해군은 군은 장관은 월요일 관계자는 호위함 미사일 훈련 회담 서울 병력 예산 계약 함정 기지 계획 보고 정상회담 항구 조선소 승조원")
	now := time.Date(2026, time.June, 17, 0, 0, 0, 0, time.UTC)
	items := make([]filter.Received, n)
	for i := range items {
		words := english
		if i%10 == 0 {
			words = korean
		}
		text := func(count int) string {
			var b strings.Builder
			for range count {
				b.WriteString(words[random.IntN(len(words))])
				fmt.Fprintf(&b, "%d ", random.IntN(300))
			}
			return b.String()
		}
		link := fmt.Sprintf("https://wire.example/%d", i)
		it := feed.Item{ID: fmt.Sprint(i), Title: feed.Text{Body: text(9)}, Links: []feed.Link{{Rel: feed.RelAlternate, Href: link}}}
		body := ""
		for len(body) < 3000 {
			body += "<p>" + text(40) + ".</p>"
		}
		it.Content = []feed.Text{{Type: feed.HTML, Body: body}}
		at := now.Add(time.Duration(i) * time.Minute)
		items[i] = filter.Received{Source: "yonhap-en", Name: "yonhap-en", Item: it.ID, URL: link, Body: it, At: at, Time: at}
	}
	return items
}

// BenchmarkDecide strips, matches and places items of 3 KB under the shipped
// configuration, one after the other.
func BenchmarkDecide(b *testing.B) {
	loaded, findings := config.Load("../../config.yaml")
	if loaded == nil {
		b.Fatal(findings)
	}
	settings := loaded.Settings
	settings.Authority = "bench,2026"
	policy, err := compile(settings)
	if err != nil {
		b.Fatal(err)
	}
	items := benchItems(4000)
	index := filter.NewIndex()
	b.ResetTimer()
	for i := range b.N {
		if i%len(items) == 0 {
			index = filter.NewIndex()
		}
		v := policy.Decide(policy.Read(items[i%len(items)]), index)
		index.Add(v)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "items/s")
}
