package story

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// PrintVersion is the first byte of a stored print. Prints of another version
// are refused: their hashes would be compared with others' in vain.
const PrintVersion = 7

// ErrPrintVersion is the error of UnmarshalBinary for a print that another
// version of the program made; it must be made again from the item.
var ErrPrintVersion = errors.New("print of another version")

var errPrintBytes = errors.New("print is damaged")

// MarshalBinary writes a print in a form of its own: a version, then the fields
// in order, numbers as varints, sorted hashes as differences.
func (p *Print) MarshalBinary() ([]byte, error) {
	b := make([]byte, 0, 64+len(p.url)+6*len(p.terms)+4*(len(p.lead)+len(p.sample)))
	b = append(b, PrintVersion)
	for _, s := range []string{p.source, p.item, p.url, p.take} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	b = append(b, p.rank, p.thinned, p.negative)
	b = binary.AppendUvarint(b, uint64(p.flags))
	b = binary.AppendUvarint(b, uint64(p.genre))
	b = binary.AppendVarint(b, p.time)
	b = binary.AppendVarint(b, p.received)
	b = binary.LittleEndian.AppendUint64(b, p.stem)
	b = binary.LittleEndian.AppendUint64(b, p.text)
	b = binary.LittleEndian.AppendUint32(b, p.subject)
	b = binary.AppendUvarint(b, uint64(p.words))
	b = binary.AppendUvarint(b, uint64(p.inTitle))
	b = binary.AppendUvarint(b, uint64(p.inLead))
	b = binary.AppendUvarint(b, uint64(len(p.terms)))
	last := uint32(0)
	for _, t := range p.terms {
		b = binary.AppendUvarint(b, uint64(t.hash-last))
		b = append(b, byte(t.flags))
		last = t.hash
	}
	for _, list := range [][]uint32{p.lead, p.sample, p.places, p.nations, p.abroad} {
		b = appendSorted(b, list)
	}
	for _, list := range [][]day{p.days, p.dated} {
		b = binary.AppendUvarint(b, uint64(len(list)))
		for _, d := range list {
			b = binary.AppendVarint(b, int64(d))
		}
	}
	b = binary.AppendUvarint(b, uint64(len(p.slots)))
	for _, s := range p.slots {
		b = binary.LittleEndian.AppendUint32(b, s.before)
		b = binary.LittleEndian.AppendUint32(b, s.name)
	}
	b = binary.AppendUvarint(b, uint64(len(p.numbers)))
	for _, n := range p.numbers {
		b = binary.LittleEndian.AppendUint32(b, n.unit)
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(n.value))
		b = append(b, boolByte(n.title))
	}
	return b, nil
}

func boolByte(v bool) byte {
	if v {
		return 1
	}
	return 0
}

func appendSorted(b []byte, list []uint32) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	last := uint32(0)
	for _, h := range list {
		b = binary.AppendUvarint(b, uint64(h-last))
		last = h
	}
	return b
}

// UnmarshalBinary reads what MarshalBinary wrote. It trusts nothing: lists over
// their limits, out of order or cut off are an error, and nothing is kept then.
func (p *Print) UnmarshalBinary(data []byte) error {
	if len(data) == 0 {
		return fmt.Errorf("read print: %w", errPrintBytes)
	}
	if data[0] != PrintVersion {
		return fmt.Errorf("read print: version %d: %w", data[0], ErrPrintVersion)
	}
	r := reader{rest: data[1:]}
	n := Print{
		source: r.text(), item: r.text(), url: r.text(), take: r.text(),
		rank: r.byte(), thinned: r.byte(), negative: r.byte(),
		flags: flags(r.number(1<<16 - 1)), genre: genre(r.number(1<<16 - 1)),
		time: r.signed(), received: r.signed(),
		stem: r.fixed64(), text: r.fixed64(), subject: r.fixed32(),
		words: uint16(r.number(1<<16 - 1)), inTitle: contrasts(r.number(math.MaxUint64)), inLead: contrasts(r.number(math.MaxUint64)),
	}
	n.terms = r.terms()
	n.lead, n.sample, n.places = r.sorted(leadShingles), r.sorted(sampleLimit), r.sorted(termLimit)
	n.nations, n.abroad = r.sorted(namedMost), r.sorted(namedMost)
	n.days, n.dated = r.days(), r.days()
	for range r.number(slotsMost) {
		n.slots = append(n.slots, slot{r.fixed32(), r.fixed32()})
	}
	for range r.number(numbersMost) {
		q := quantity{unit: r.fixed32(), value: math.Float32frombits(r.fixed32()), title: r.byte() == 1}
		if q.value != q.value {
			r.bad = true
		}
		n.numbers = append(n.numbers, q)
	}
	if n.thinned > thinnedMost || r.bad || len(r.rest) > 0 {
		return fmt.Errorf("read print: %w", errPrintBytes)
	}
	*p = n
	return nil
}

// reader reads the fields of a print; after the first fault all it reads is
// zero.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) take(n uint64) []byte {
	if r.bad || n > uint64(len(r.rest)) {
		r.bad = true
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) number(most uint64) uint64 {
	v, size := binary.Uvarint(r.rest)
	if r.bad || size <= 0 || v > most {
		r.bad = true
		return 0
	}
	r.rest = r.rest[size:]
	return v
}

func (r *reader) signed() int64 {
	v, size := binary.Varint(r.rest)
	if r.bad || size <= 0 {
		r.bad = true
		return 0
	}
	r.rest = r.rest[size:]
	return v
}

func (r *reader) text() string { return string(r.take(r.number(math.MaxInt32))) }

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) fixed32() uint32 {
	if b := r.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (r *reader) fixed64() uint64 {
	if b := r.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// rising reads the next of a list of rising hashes.
func (r *reader) rising(last uint32, first bool) uint32 {
	step := r.number(math.MaxUint32)
	next := uint64(last) + step
	if next > math.MaxUint32 || step == 0 && !first {
		r.bad = true
	}
	return uint32(next)
}

func (r *reader) terms() []term {
	n := r.number(termLimit)
	if n == 0 {
		return nil
	}
	list := make([]term, 0, n)
	last := uint32(0)
	for i := range n {
		last = r.rising(last, i == 0)
		list = append(list, term{hash: last, flags: termFlags(r.byte())})
	}
	return list
}

func (r *reader) sorted(most uint64) []uint32 {
	n := r.number(most)
	if n == 0 {
		return nil
	}
	list := make([]uint32, 0, n)
	last := uint32(0)
	for i := range n {
		last = r.rising(last, i == 0)
		list = append(list, last)
	}
	return list
}

func (r *reader) days() []day {
	n := r.number(daysLimit)
	if n == 0 {
		return nil
	}
	list := make([]day, 0, n)
	for range n {
		v := r.signed()
		if v > math.MaxInt32 || v < math.MinInt32 {
			r.bad = true
		}
		list = append(list, day(v))
	}
	return list
}
