package parse

import "testing"

// TestServersLanguage reads documents whose server says a language.
func TestServersLanguage(t *testing.T) {
	const item = `<item><title>t</title></item>`
	for _, test := range []struct {
		header, body        string
		source, first, said string
	}{
		{"en", `<rss><channel>` + item + `</channel></rss>`, "en", "en", "as the server says"},
		{" ko_KR ", `<rss><channel>` + item + `</channel></rss>`, "ko-KR", "ko-KR", "as the server says"},
		{"en", `{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"t"}]}`, "en", "en", "as the server says"},
		{"en", `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id xml:lang="fr">1</id><title>t</title></entry></feed>`, "en", "en", "as the server says"},
		// What the document says stands.
		{"en", `<rss><channel><language>fr</language>` + item + `</channel></rss>`, "fr", "fr", ""},
		{"en", `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><entry><title>t</title></entry></feed>`, "fr", "fr", ""},
		{"en", `<rss><channel><item><title xml:lang="ko">t</title></item></channel></rss>`, "", "ko", ""},
		{"en", `<rss><channel><item><title xml:lang="en-GB">t</title></item></channel></rss>`, "en", "en-GB", "as the server says"},
		// What says no one language says nothing.
		{"", `<rss><channel>` + item + `</channel></rss>`, "", "", ""},
		{"en, ko", `<rss><channel>` + item + `</channel></rss>`, "", "", ""},
		{"mul", `<rss><channel>` + item + `</channel></rss>`, "", "", ""},
		{"*", `<rss><channel>` + item + `</channel></rss>`, "", "", ""},
		{"x-klingon", `<rss><channel>` + item + `</channel></rss>`, "", "", ""},
		{"englishspeaking", `<rss><channel>` + item + `</channel></rss>`, "", "", ""},
		{"en-", `<rss><channel>` + item + `</channel></rss>`, "", "", ""},
		{"한국어", `<rss><channel>` + item + `</channel></rss>`, "", "", ""},
		{"12", `<rss><channel>` + item + `</channel></rss>`, "", "", ""},
	} {
		doc, err := Document([]byte(test.body), Options{Language: test.header})
		if err != nil {
			t.Fatal(err)
		}
		if doc.Source.Language != test.source || doc.Items[0].Language != test.first || doc.SaidBy != test.said {
			t.Errorf("%q, %s: source %q, item %q, said by %q", test.header, test.body, doc.Source.Language, doc.Items[0].Language, doc.SaidBy)
		}
	}
}
