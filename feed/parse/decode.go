package parse

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// decoded is a document as text.
type decoded struct {
	text     string
	encoding string // name of the encoding it was read in, lower case
	decided  string // what decided that, in words
	replaced int    // octets or sequences that stand for no character
	warnings []string
}

// decode turns a document's octets into text. The order of what decides is: a
// byte order mark; the pattern of "<" in UTF-16 and UTF-32; an ISO-2022 or HZ
// label, or the escape sequences; being valid UTF-8, whatever the labels say; the
// charset of the HTTP header; of the XML declaration; of the operator; and a
// guess (guess.go).
func decode(body []byte, contentType, operator string) decoded {
	if d, ok := decodeMarked(body); ok {
		d.decided = "by its first octets"
		return d
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")) // which was put before something else
	header := headerCharset(contentType)
	declared := declaredCharset(body)
	if d, ok := decodeShifted(body, header, declared, operator); ok {
		d.decided = "by its escape sequences"
		return d
	}
	if whole, ok := validUTF8(body); ok {
		return decoded{text: string(whole), encoding: "utf-8", decided: "all of it is valid"}
	}
	var d decoded
	good, long, bad := countUTF8(body)
	if mostly(good, bad) {
		d = repairUTF8(body)
		d.decided = "nearly all of it is valid"
		return d
	}
	var unknown []string
	for _, said := range trusted(header, declared, operator) {
		if isDefault(said.label) && partly(long, bad) {
			continue
		}
		e := lookup(said.label)
		if e == nil {
			if canonicalLabel(said.label) != "utf-8" {
				unknown = append(unknown, "charset "+quote(said.label)+" is not known")
			}
			continue
		}
		d = decodeWith(e, body, canonicalLabel(said.label))
		if d.misfit(len(body)) {
			continue
		}
		d.decided = said.by
		if other, ok := contradicted(d, body, operator); ok {
			d = other
		}
		d.warnings = append(d.warnings, unknown...)
		return d
	}
	if partly(long, bad) {
		d = repairUTF8(body)
		d.decided = "much of it is valid"
		d.warnings = append(d.warnings, unknown...)
		return d
	}
	d = guessEncoding(body)
	d.warnings = append(unknown, "no charset fits the document: read as "+d.encoding+", which is a guess; charset: would settle it")
	return d
}

// misfit reports whether so much could not be decoded that the label is wrong.
func (d decoded) misfit(size int) bool { return d.replaced > 3 && d.replaced*200 > size }

// decodeMarked reads documents whose first octets tell their encoding.
func decodeMarked(body []byte) (decoded, bool) {
	switch {
	case bytes.HasPrefix(body, []byte{0x00, 0x00, 0xfe, 0xff}):
		return decodeUTF32(body[4:], true), true
	case bytes.HasPrefix(body, []byte{0xff, 0xfe, 0x00, 0x00}):
		return decodeUTF32(body[4:], false), true
	case bytes.HasPrefix(body, []byte{0xfe, 0xff}):
		return decodeUTF16(body[2:], true), true
	case bytes.HasPrefix(body, []byte{0xff, 0xfe}):
		return decodeUTF16(body[2:], false), true
	case bytes.HasPrefix(body, []byte{0xef, 0xbb, 0xbf}):
		if whole, ok := validUTF8(body[3:]); ok {
			return decoded{text: string(whole), encoding: "utf-8"}, true
		}
		if good, _, bad := countUTF8(body[3:]); mostly(good, bad) {
			return repairUTF8(body[3:]), true
		}
	case bytes.HasPrefix(body, []byte{0, 0, 0, '<'}):
		return decodeUTF32(body, true), true
	case bytes.HasPrefix(body, []byte{'<', 0, 0, 0}):
		return decodeUTF32(body, false), true
	case bytes.HasPrefix(body, []byte{0, '<'}), bytes.HasPrefix(body, []byte{0, '{'}):
		return decodeUTF16(body, true), true
	case bytes.HasPrefix(body, []byte{'<', 0}), bytes.HasPrefix(body, []byte{'{', 0}):
		return decodeUTF16(body, false), true
	}
	return decodeByZeros(body)
}

// decodeByZeros reads UTF-16 and UTF-32 that begin with white space, or with
// what was printed before the document: of each character of markup the octets
// at the same places are zero.
func decodeByZeros(body []byte) (decoded, bool) {
	sample := body[:min(len(body), 1024)&^3]
	if len(sample) < 16 || bytes.IndexByte(sample[:4], 0) < 0 {
		return decoded{}, false
	}
	var zeros [4]int
	for i, c := range sample {
		if c == 0 {
			zeros[i%4]++
		}
	}
	quarter := len(sample) / 4
	many := func(place int) bool { return zeros[place]*4 > quarter }
	few := func(place int) bool { return zeros[place]*8 < quarter } // of U+B300 the other octet is zero
	switch {
	case zeros[0] == quarter && few(3) && many(1) && many(2):
		return decodeUTF32(body, true), true
	case zeros[3] == quarter && few(0) && many(1) && many(2):
		return decodeUTF32(body, false), true
	case many(0) && many(2) && few(1) && few(3):
		return decodeUTF16(body, true), true
	case many(1) && many(3) && few(0) && few(2):
		return decodeUTF16(body, false), true
	}
	return decoded{}, false
}

func decodeUTF16(body []byte, big bool) decoded {
	d := decoded{encoding: "utf-16le"}
	if big {
		d.encoding = "utf-16be"
	}
	units := make([]uint16, 0, len(body)/2)
	for i := 0; i+1 < len(body); i += 2 {
		unit := uint16(body[i]) | uint16(body[i+1])<<8
		if big {
			unit = unit<<8 | unit>>8
		}
		units = append(units, unit)
	}
	d.text = string(utf16.Decode(units))
	d.replaced = strings.Count(d.text, "\ufffd")
	return d
}

func decodeUTF32(body []byte, big bool) decoded {
	d := decoded{encoding: "utf-32le"}
	if big {
		d.encoding = "utf-32be"
	}
	var out strings.Builder
	out.Grow(len(body) / 4)
	for i := 0; i+3 < len(body); i += 4 {
		r := rune(uint32(body[i]) | uint32(body[i+1])<<8 | uint32(body[i+2])<<16 | uint32(body[i+3])<<24)
		if big {
			r = rune(uint32(body[i])<<24 | uint32(body[i+1])<<16 | uint32(body[i+2])<<8 | uint32(body[i+3]))
		}
		if !utf8.ValidRune(r) {
			r = utf8.RuneError
			d.replaced++
		}
		out.WriteRune(r)
	}
	d.text = out.String()
	return d
}

func decodeWith(e encoding.Encoding, body []byte, name string) decoded {
	text, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return decoded{encoding: name, replaced: len(body)}
	}
	d := decoded{text: string(text), encoding: name}
	d.replaced = strings.Count(d.text, "\ufffd")
	if d.replaced > 0 {
		d.warnings = []string{"octets that are no " + name + " were replaced"}
	}
	return d
}
