package filter

import (
	"fmt"
	"reflect"
	"testing"
)

// Read together, items are read as each is by itself.
func TestReadAll(t *testing.T) {
	p := policyOf(t, Settings{Sources: []Source{{Name: "wire"}}, Feeds: []Feed{{Name: "all"}}})
	var items []Received
	for i := range 5 {
		it := attributed()
		it.ID = fmt.Sprint("item ", i)
		it.Title.Body += fmt.Sprint(" ", i)
		items = append(items, received(it))
	}
	for i, rd := range p.ReadAll(items) {
		if one := p.Read(items[i]); !reflect.DeepEqual(rd, one) {
			t.Errorf("item %d is read as %+v, by itself as %+v", i, rd, one)
		}
	}
}
