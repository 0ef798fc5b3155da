package parse

import (
	"bytes"
	"mime"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// statement is a label for a document's encoding and who says it, in words.
type statement struct{ label, by string }

const byOperator = "as charset: says"

// trusted returns what is said of a document's encoding in the order in which
// it is believed. A default says less than a document that is declared as what
// nobody has by default, and less than an operator.
func trusted(header, declared, operator string) []statement {
	if isDefault(header) && (isMultibyte(declared) || lookup(operator) != nil) {
		header = ""
	}
	if isDefault(declared) && lookup(operator) != nil {
		declared = ""
	}
	var list []statement
	for _, one := range []statement{
		{header, "as the server says"}, {declared, "as its XML declaration says"}, {operator, byOperator},
	} {
		if one.label != "" {
			list = append(list, one)
		}
	}
	return list
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

// isDefault reports whether a label may be a default of a server or a tool
// rather than a statement about the document.
func isDefault(label string) bool { return canonicalLabel(label) == "windows-1252" }

// isMultibyte reports whether a label names an encoding that Latin text would
// hardly be declared as.
func isMultibyte(label string) bool {
	switch canonicalLabel(label) {
	case "euc-kr", "shift_jis", "euc-jp", "gbk", "gb18030", "big5":
		return true
	}
	return false
}
