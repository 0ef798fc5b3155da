package feed

import "testing"

func TestItemLink(t *testing.T) {
	page := Link{Rel: RelAlternate, Href: "https://x.example/1", Type: "Text/HTML; charset=utf-8"}
	data := Link{Rel: RelAlternate, Href: "https://x.example/1.json", Type: "application/json"}
	via := Link{Rel: RelVia, Href: "https://y.example/1"}
	bare := Link{Rel: RelAlternate, Href: "https://x.example/2"}
	for _, test := range []struct {
		item Item
		want string
	}{
		{Item{Links: []Link{via, data, page}}, page.Href},
		{Item{Links: []Link{data, bare, page}}, bare.Href},
		{Item{Links: []Link{via, data}}, data.Href},
		{Item{ID: "https://x.example/3", Permalink: true, Links: []Link{via}}, "https://x.example/3"},
		{Item{ID: "https://x.example/3", Links: []Link{via}}, ""},
	} {
		if got := test.item.Link(); got != test.want {
			t.Errorf("%+v: %q, want %q", test.item, got, test.want)
		}
	}
}
