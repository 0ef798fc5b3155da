package story

import (
	"testing"

	"pgregory.net/rapid"
)

// A table answers as a map does, whatever is put in and taken out; long runs of
// keys with close homes among it.
func TestHashTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, want := newHashTable[int](), map[uint32]int{}
		for i := range rapid.IntRange(0, 80).Draw(t, "steps") {
			key := crowded(rapid.Uint32Range(0, 24).Draw(t, "key"))
			if rapid.IntRange(0, 2).Draw(t, "step") == 0 {
				table.remove(key)
				delete(want, key)
			} else {
				table.put(key, i)
				want[key] = i
			}
		}
		if table.count != len(want) {
			t.Fatalf("%d keys, want %d", table.count, len(want))
		}
		for k := range uint32(30) {
			got, ok := table.get(crowded(k))
			if value, known := want[crowded(k)]; known != ok || got != value {
				t.Fatalf("key %d is %d %v, want %d %v", k, got, ok, value, known)
			}
		}
	})
}

// crowded makes keys whose homes are few and next to each other, the last slot
// among them.
func crowded(k uint32) uint32 {
	const inverse = 0x0E8B2F51 // of the factor of home
	return (k<<30 | k) * inverse
}
