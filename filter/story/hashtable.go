package story

// hashTable maps hashes of words to values. Every word of every item is looked
// up in several of them, most in vain. As the keys are hashes already, open
// addressing with half of the room empty finds or misses one in a step or two, in
// about half the time that a map takes to hash it again. Key 0 marks an empty
// slot: the one word in four billion whose hash is 0 is kept as key 1.
type hashTable[V any] struct {
	slots []hashSlot[V] // a power of two
	shift uint8         // takes a product of 32 bits down to a slot's number
	count int
}

type hashSlot[V any] struct {
	key   uint32
	value V
}

func newHashTable[V any]() *hashTable[V] {
	t := &hashTable[V]{}
	t.resize(3)
	return t
}

// resize makes room for 2^bits slots and enters all keys anew.
func (t *hashTable[V]) resize(bits uint8) {
	old := t.slots
	t.slots, t.shift, t.count = make([]hashSlot[V], 1<<bits), 32-bits, 0
	for _, s := range old {
		if s.key != 0 {
			t.put(s.key, s.value)
		}
	}
}

// home is the slot at which a search for a key starts (Knuth's multiplicative
// hashing: the low bits of FNV are its best, the high bits of the product hang
// on all of them).
func (t *hashTable[V]) home(key uint32) int { return int(key * 0x9E3779B1 >> (t.shift & 31)) }

func (t *hashTable[V]) after(slot int) int { return (slot + 1) & (len(t.slots) - 1) }

// find returns the slot of a key, or the empty one where it belongs.
func (t *hashTable[V]) find(key uint32) int {
	at := t.home(key)
	for t.slots[at].key != key && t.slots[at].key != 0 {
		at = t.after(at)
	}
	return at
}

func (t *hashTable[V]) get(key uint32) (value V, ok bool) {
	key = max(key, 1)
	s := &t.slots[t.find(key)]
	return s.value, s.key == key
}

func (t *hashTable[V]) has(key uint32) bool {
	_, ok := t.get(key)
	return ok
}

func (t *hashTable[V]) put(key uint32, value V) {
	key = max(key, 1)
	at := t.find(key)
	if t.slots[at].key == 0 {
		if t.count++; 2*t.count > len(t.slots) {
			t.resize(32 - t.shift + 1)
			t.put(key, value)
			return
		}
	}
	t.slots[at] = hashSlot[V]{key, value}
}

// remove takes a key out. Those after it that a search would no longer reach
// move up (Knuth, The Art of Computer Programming 3, 6.4, algorithm R).
func (t *hashTable[V]) remove(key uint32) {
	gap := t.find(max(key, 1))
	if t.slots[gap].key == 0 {
		return
	}
	t.count--
	for at := t.after(gap); t.slots[at].key != 0; at = t.after(at) {
		home, mask := t.home(t.slots[at].key), len(t.slots)-1
		if (at-home)&mask >= (at-gap)&mask { // its way leads over the gap
			t.slots[gap] = t.slots[at]
			gap = at
		}
	}
	t.slots[gap] = hashSlot[V]{}
}

// hashSet is a set of hashes of words.
type hashSet = hashTable[struct{}]
