package parse

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
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
	if mostlyUTF8(body) {
		d = repairUTF8(body)
		d.decided = "nearly all of it is valid"
		return d
	}
	if ambiguousHeader(header) && lookup(declared) != nil && isMultibyte(declared) {
		header = "" // a server's default says less than the document
	}
	var unknown []string
	for _, said := range []struct{ label, by string }{
		{header, "as the server says"}, {declared, "as its XML declaration says"}, {operator, "as charset: says"},
	} {
		if said.label == "" {
			continue
		}
		e := lookup(said.label)
		if e == nil {
			if canonicalLabel(said.label) != "utf-8" {
				unknown = append(unknown, "charset "+quote(said.label)+" is not known")
			}
			continue
		}
		if d = decodeWith(e, body, canonicalLabel(said.label)); !d.misfit(len(body)) {
			d.decided = said.by
			d.warnings = append(d.warnings, unknown...)
			return d
		}
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
		if mostlyUTF8(body[3:]) {
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

// validUTF8 reports whether body is UTF-8, as far as it goes: a document cut
// off inside a character is still UTF-8, less that character.
func validUTF8(body []byte) (whole []byte, ok bool) {
	if utf8.Valid(body) {
		return body, true
	}
	for cut := 1; cut < utf8.UTFMax && cut < len(body); cut++ {
		tail := body[len(body)-cut:]
		if utf8.RuneStart(tail[0]) {
			whole = body[:len(body)-cut]
			return whole, tail[0] >= 0xc2 && !utf8.FullRune(tail) && utf8.Valid(whole)
		}
	}
	return nil, false
}

// mostlyUTF8 reports whether body is UTF-8 with a few broken characters, as
// tools leave them that cut text by octets. In other encodings nearly every
// octet above 127 is broken as UTF-8.
func mostlyUTF8(body []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
		}
		i += size
	}
	return good > 4*bad
}

// repairUTF8 replaces each run of octets that is no UTF-8 with U+FFFD.
func repairUTF8(body []byte) decoded {
	d := decoded{encoding: "utf-8", text: strings.ToValidUTF8(string(body), "\ufffd"), warnings: []string{"octets that are no UTF-8 were replaced"}}
	d.replaced = max(1, strings.Count(d.text, "\ufffd")-bytes.Count(body, []byte("\ufffd")))
	return d
}

// headerCharset returns the charset of an HTTP Content-Type, "" if none.
func headerCharset(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err == nil {
		return strings.TrimSpace(params["charset"])
	}
	_, rest, ok := strings.Cut(strings.ToLower(contentType), "charset=")
	if !ok {
		return ""
	}
	rest, _, _ = strings.Cut(rest, ";")
	return strings.Trim(strings.TrimSpace(rest), `"'`)
}

// declaredCharset returns the encoding that the XML declaration names. It is
// looked for near the start only.
func declaredCharset(body []byte) string {
	head := body[:min(len(body), 1024)]
	start := bytes.Index(head, []byte("<?xml"))
	if start < 0 {
		return ""
	}
	head = head[start:]
	if end := bytes.IndexByte(head, '>'); end >= 0 {
		head = head[:end]
	}
	_, rest, ok := bytes.Cut(head, []byte("encoding"))
	if !ok {
		return ""
	}
	rest = bytes.TrimLeft(rest, " \t\r\n=\"'")
	end := bytes.IndexAny(rest, " \t\r\n\"'?")
	if end < 0 {
		end = len(rest)
	}
	return string(rest[:end])
}

// canonicalLabel maps a label to the name x/text knows it by.
func canonicalLabel(label string) string {
	label = strings.ToLower(strings.Trim(strings.TrimSpace(label), `"'`))
	switch strings.NewReplacer("-", "", "_", "", " ", "").Replace(label) {
	case "cp949", "ms949", "uhc", "xwindows949", "windows949", "ksc5601", "ksc56011987", "ksc56011992", "ksx1001", "euckr", "cseuckr", "korean", "johab949", "ibm949", "xcp949":
		return "euc-kr"
	case "utf8", "unicode11utf8", "unicode20utf8", "xunicode20utf8":
		return "utf-8"
	case "sjis", "shiftjis", "xsjis", "ms932", "cp932", "windows31j", "mskanji":
		return "shift_jis"
	case "ujis", "eucjp", "xeucjp":
		return "euc-jp"
	case "cp936", "ms936", "windows936", "gb2312", "gbk", "xgbk", "euccn":
		return "gbk"
	case "gb18030", "gb180302000", "gb180302022":
		return "gb18030"
	case "cp950", "ms950", "big5", "big5hkscs", "windows950", "xbig5":
		return "big5"
	case "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258":
		return "windows-" + label[len(label)-4:]
	case "latin1", "iso88591", "ascii", "usascii", "ansix3.41968":
		return "windows-1252" // as browsers read them
	}
	return label
}

// lookup returns the encoding of a label, nil for one that is not known or
// that cannot be the encoding of octets that are no UTF-8.
func lookup(label string) encoding.Encoding {
	label = canonicalLabel(label)
	switch label {
	case "", "utf-8", "utf-16", "utf-16le", "utf-16be", "utf-32", "utf-32le", "utf-32be", "ucs-2", "iso-10646-ucs-2":
		return nil
	}
	e, err := htmlindex.Get(label)
	if err != nil {
		return nil
	}
	if name, err := htmlindex.Name(e); err != nil || name == "replacement" || strings.HasPrefix(name, "utf-") {
		return nil
	}
	return e
}

// ambiguousHeader reports whether a header's charset may be a server's default
// rather than a statement about the document.
func ambiguousHeader(label string) bool { return canonicalLabel(label) == "windows-1252" }

// isMultibyte reports whether a label names an encoding that Latin text would
// hardly be declared as.
func isMultibyte(label string) bool {
	switch canonicalLabel(label) {
	case "euc-kr", "shift_jis", "euc-jp", "gbk", "gb18030", "big5":
		return true
	}
	return false
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
