package parse

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

const (
	koreanText   = "해군은 어제 두 번째 호위함을 진수했다고 밝혔다"
	koreanRare   = koreanText + " 똠방각하 펲시"
	japaneseText = "防衛省は護衛艦の進水を発表しました。カタカナ"
	chineseText  = "海军昨天宣布第二艘护卫舰在上海下水"
	taiwanText   = "海軍昨天宣布第二艘巡防艦在高雄下水"
	russianText  = "Флот объявил о спуске второго фрегата"
	westernText  = "La frégate a été mise à l’eau à Lorient"
	latin9Text   = "La frégate coûte 5 € à Lorient"
)

// labelled writes a small feed that declares an encoding; "-" declares none.
func labelled(label, text string) string {
	declaration := ` encoding="` + label + `"`
	if label == "-" {
		declaration = ""
	}
	return `<?xml version="1.0"` + declaration + `?><rss version="2.0"><channel><item><title>` + text + `</title></item></channel></rss>`
}

func encodeWith(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func utf16Bytes(s string, big, mark bool) []byte {
	units := utf16.Encode([]rune(s))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	var b []byte
	for _, u := range units {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return b
}

func utf32Bytes(s string, big, mark bool) []byte {
	if mark {
		s = "\ufeff" + s
	}
	var b []byte
	for _, r := range s {
		if big {
			b = append(b, 0, byte(r>>16), byte(r>>8), byte(r))
		} else {
			b = append(b, byte(r), byte(r>>8), byte(r>>16), 0)
		}
	}
	return b
}

// iso2022KR encodes as RFC 1557 does.
func iso2022KR(t *testing.T, s string) []byte {
	out := []byte("\x1b$)C\n")
	for _, r := range s {
		b := encodeWith(t, korean.EUCKR, string(r))
		if len(b) == 2 {
			out = append(out, 0x0e, b[0]&0x7f, b[1]&0x7f, 0x0f)
		} else {
			out = append(out, b...)
		}
	}
	return out
}

func TestDecodeEncodings(t *testing.T) {
	type test struct {
		name, text, encoding string
		body                 []byte
		opt                  Options
	}
	add := func(tests []test, name, text, want string, body []byte, opt Options) []test {
		return append(tests, test{name, text, want, body, opt})
	}
	var tests []test
	for _, label := range []string{"euc-kr", "ks_c_5601-1987", "windows-949", "cp949", "ms949", "uhc", "x-windows-949", "KSC5601", "EUC_KR"} {
		tests = add(tests, label, koreanRare, "euc-kr", encodeWith(t, korean.EUCKR, labelled(label, koreanRare)), Options{})
	}
	for _, e := range []struct {
		label, text, want string
		encoding          encoding.Encoding
	}{
		{"Shift_JIS", japaneseText, "shift_jis", japanese.ShiftJIS},
		{"EUC-JP", japaneseText, "euc-jp", japanese.EUCJP},
		{"iso-2022-jp", japaneseText, "iso-2022-jp", japanese.ISO2022JP},
		{"gb18030", chineseText, "gb18030", simplifiedchinese.GB18030},
		{"gb2312", chineseText, "gbk", simplifiedchinese.GBK},
		{"big5", taiwanText, "big5", traditionalchinese.Big5},
		{"windows-1251", russianText, "windows-1251", charmap.Windows1251},
		{"koi8-r", russianText, "koi8-r", charmap.KOI8R},
		{"windows-1252", westernText, "windows-1252", charmap.Windows1252},
		{"iso-8859-1", westernText, "windows-1252", charmap.Windows1252},
		{"iso-8859-15", latin9Text, "iso-8859-15", charmap.ISO8859_15},
	} {
		tests = add(tests, e.label, e.text, e.want, encodeWith(t, e.encoding, labelled(e.label, e.text)), Options{})
	}
	tests = add(tests, "iso-2022-jp without label", japaneseText, "iso-2022-jp", encodeWith(t, japanese.ISO2022JP, labelled("-", japaneseText)), Options{})
	tests = add(tests, "iso-2022-kr", koreanText, "iso-2022-kr", iso2022KR(t, labelled("iso-2022-kr", koreanText)), Options{})
	tests = add(tests, "iso-2022-kr without label", koreanText, "iso-2022-kr", iso2022KR(t, labelled("-", koreanText)), Options{})
	hz := func(label string) []byte {
		return encodeWith(t, simplifiedchinese.HZGB2312, labelled(label, chineseText))
	}
	tests = add(tests, "hz-gb-2312", chineseText, "hz-gb-2312", hz("HZ-GB-2312"), Options{})
	tests = add(tests, "HZ, label in the header", chineseText, "hz-gb-2312", hz("-"), Options{ContentType: "text/xml; charset=hz-gb-2312"})
	tests = add(tests, "HZ with single tildes", "~ a~b 国防 ~c", "hz-gb-2312", []byte(labelled("hz-gb-2312", "~~ a~b ~{9z7@~} ~c ~\n")), Options{})
	tests = add(tests, "HZ without label is ASCII", "~{9z7@~}", "utf-8", []byte(labelled("-", "~{9z7@~}")), Options{})
	tests = add(tests, "UTF-8 labelled HZ", koreanText+" ~{9z7@~}", "utf-8", []byte(labelled("hz-gb-2312", koreanText+" ~{9z7@~}")), Options{})
	tests = add(tests, "an escape sequence in UTF-8", koreanText+"(J", "utf-8", []byte(labelled("-", koreanText+"\x1b(J")), Options{})
	for _, big := range []bool{false, true} {
		for _, mark := range []bool{false, true} {
			end := map[bool]string{false: "le", true: "be"}[big]
			tests = add(tests, "utf-16"+end, koreanText, "utf-16"+end, utf16Bytes(labelled("utf-16", koreanText), big, mark), Options{})
			tests = add(tests, "utf-32"+end, koreanText, "utf-32"+end, utf32Bytes(labelled("utf-32", koreanText), big, mark), Options{})
		}
	}
	for _, label := range []string{"utf-8", "-", "euc-kr", "iso-8859-1", "utf-16", "x-nonsense"} {
		tests = add(tests, "UTF-8 labelled "+label, koreanText, "utf-8", []byte(labelled(label, koreanText)), Options{})
	}
	tests = add(tests, "UTF-8 with mark", koreanText, "utf-8", []byte("\ufeff"+labelled("euc-kr", koreanText)), Options{})
	tests = add(tests, "UTF-8 behind a header of another", koreanText, "utf-8", []byte(labelled("-", koreanText)), Options{ContentType: "text/xml; charset=euc-kr"})
	euckr := func(label, text string) []byte { return encodeWith(t, korean.EUCKR, labelled(label, text)) }
	tests = add(tests, "EUC-KR labelled UTF-8", koreanText, "euc-kr", euckr("utf-8", koreanText), Options{})
	tests = add(tests, "EUC-KR without label", koreanText, "euc-kr", euckr("-", koreanText), Options{})
	tests = add(tests, "CP949 without label", koreanRare, "euc-kr", euckr("-", koreanRare), Options{})
	tests = add(tests, "EUC-KR, header UTF-8", koreanText, "euc-kr", euckr("-", koreanText), Options{ContentType: "application/rss+xml; charset=utf-8"})
	tests = add(tests, "EUC-KR, label in the header", koreanText, "euc-kr", euckr("-", koreanText), Options{ContentType: `text/xml; charset="euc-kr"`})
	tests = add(tests, "EUC-KR, broken header", koreanText, "euc-kr", euckr("-", koreanText), Options{ContentType: `text/xml;; charset=euc-kr`})
	tests = add(tests, "EUC-KR, the header's Latin-1 is the server's default", koreanText, "euc-kr", euckr("euc-kr", koreanText), Options{ContentType: "text/xml; charset=iso-8859-1"})
	tests = add(tests, "Shift_JIS, charset from the operator", japaneseText, "shift_jis", encodeWith(t, japanese.ShiftJIS, labelled("utf-8", japaneseText)), Options{Charset: "shift_jis"})
	tests = add(tests, "header goes before declaration", russianText, "koi8-r", encodeWith(t, charmap.KOI8R, labelled("windows-1251", russianText)), Options{ContentType: "text/xml; charset=koi8-r"})
	long := strings.Repeat(koreanText, 4)
	tests = add(tests, "EUC-KR labelled Latin-1", long, "euc-kr", euckr("iso-8859-1", long), Options{})
	tests = add(tests, "EUC-KR labelled Chinese", long, "euc-kr", euckr("gb2312", long), Options{})
	russian, western := strings.Repeat(russianText, 2), strings.Repeat(westernText, 10)
	tests = add(tests, "KOI8-R labelled Windows", russian, "koi8-r", encodeWith(t, charmap.KOI8R, labelled("windows-1251", russian)), Options{})
	tests = add(tests, "Latin-1 labelled Russian, charset from the operator", western, "windows-1252", encodeWith(t, charmap.Windows1252, labelled("koi8-r", western)), Options{Charset: "iso-8859-1"})
	tests = add(tests, "too little to tell", "鲃谷", "gbk", encodeWith(t, simplifiedchinese.GBK, labelled("gbk", "鲃谷")), Options{})
	tests = add(tests, "a label that fits goes before the operator", russianText, "windows-1251", encodeWith(t, charmap.Windows1251, labelled("windows-1251", russianText)), Options{Charset: "koi8-r"})
	tests = add(tests, "a default goes behind the operator", "国防", "gbk", encodeWith(t, simplifiedchinese.GBK, labelled("us-ascii", "国防")), Options{Charset: "gb2312", ContentType: "text/xml; charset=iso-8859-1"})
	tests = add(tests, "UTF-16 behind line ends", koreanText, "utf-16le", utf16Bytes("\r\n "+labelled("-", koreanText), false, false), Options{})
	tests = add(tests, "UTF-16 behind words", koreanText, "utf-16be", utf16Bytes("Warning: x\n"+labelled("-", koreanText), true, false), Options{})
	tests = add(tests, "UTF-32 behind a line end", koreanText, "utf-32be", utf32Bytes("\n"+labelled("-", koreanText), true, false), Options{})
	tests = add(tests, "CESU-8", koreanText+"😀", "utf-8", []byte(labelled("-", koreanText+"\xed\xa0\xbd\xed\xb8\x80")), Options{})
	tests = add(tests, "EUC-KR in UTF-8", koreanText+" 국방부는 했다", "utf-8", []byte(labelled("iso-8859-1", koreanText+" "+string(encodeWith(t, korean.EUCKR, "국방부는 했다")))), Options{})
	tests = add(tests, "much EUC-KR in UTF-8", long+" "+long, "utf-8", []byte(labelled("-", long+" "+string(encodeWith(t, korean.EUCKR, long)))), Options{})
	tests = add(tests, "nothing fits", westernText, "windows-1252", encodeWith(t, charmap.Windows1252, labelled("-", westernText)), Options{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc, err := Document(test.body, test.opt)
			if err != nil {
				t.Fatal(err)
			}
			if got := doc.Items[0].Title.Body; got != test.text || doc.Encoding != test.encoding {
				t.Errorf("read %q as %s, want %q as %s (warnings %v)", got, doc.Encoding, test.text, test.encoding, doc.Warnings)
			}
			if doc.Lossy {
				t.Errorf("said to be lossy: %v", doc.Warnings)
			}
		})
	}
}

func TestDecodeBrokenUTF8(t *testing.T) {
	body := strings.Replace(labelled("utf-8", koreanText), "호위함", "호위함\xe0\x80", 1)
	doc, err := Document([]byte(body), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Replace(koreanText, "호위함", "호위함\ufffd", 1); doc.Items[0].Title.Body != want || doc.Encoding != "utf-8" {
		t.Errorf("read %q as %s", doc.Items[0].Title.Body, doc.Encoding)
	}
	if !doc.Lossy || len(doc.Warnings) == 0 {
		t.Error("replaced octets were not reported")
	}
}

func TestLooksLikeEUCKR(t *testing.T) {
	for name, test := range map[string]struct {
		body []byte
		want bool
	}{
		"Korean":       {encodeWith(t, korean.EUCKR, koreanText), true},
		"CP949":        {encodeWith(t, korean.EUCKR, koreanRare), true},
		"Chinese":      {encodeWith(t, simplifiedchinese.GBK, chineseText), false},
		"Japanese":     {encodeWith(t, japanese.EUCJP, japaneseText), false},
		"Shift_JIS":    {encodeWith(t, japanese.ShiftJIS, japaneseText), false},
		"Russian":      {encodeWith(t, charmap.Windows1251, russianText), false},
		"KOI8-R":       {encodeWith(t, charmap.KOI8R, russianText), false},
		"Windows-1252": {encodeWith(t, charmap.Windows1252, westernText), false},
		"ASCII":        {[]byte("plain"), false},
	} {
		if got := looksLikeEUCKR(test.body); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// TestGuessEncoding reads documents that say nothing about their encoding.
func TestGuessEncoding(t *testing.T) {
	for _, test := range []struct {
		name, text string
		encoding   encoding.Encoding
	}{
		{"euc-kr", koreanText, korean.EUCKR},
		{"euc-jp", japaneseText, japanese.EUCJP},
		{"shift_jis", japaneseText, japanese.ShiftJIS},
		{"gbk", chineseText, simplifiedchinese.GBK},
		{"big5", taiwanText, traditionalchinese.Big5},
		{"windows-1251", russianText, charmap.Windows1251},
		{"koi8-r", russianText, charmap.KOI8R},
		{"windows-1252", westernText, charmap.Windows1252},
		{"windows-1252", "Müßte für Übergrößen größer über ÄÖÜ sein", charmap.Windows1252},
		{"windows-1252", "ÉTÉ À LA FORÊT: ÇA VA ÊTRE DÉJÀ", charmap.Windows1252},
		{"windows-1252", "España mañana año niño señor piñón", charmap.Windows1252},
	} {
		d := decode(encodeWith(t, test.encoding, labelled("-", test.text)), "", "")
		if d.encoding != test.name || !strings.Contains(d.text, test.text) || !strings.HasPrefix(d.decided, "a guess") || len(d.warnings) == 0 {
			t.Errorf("%s: read as %s, %s, %q", test.text, d.encoding, d.decided, d.text)
		}
	}
	// What is none of them stays as it is.
	for _, other := range []encoding.Encoding{charmap.Windows1255, charmap.Windows1253, charmap.Windows874} {
		text := map[encoding.Encoding]string{
			charmap.Windows1255: "משרד הביטחון הודיע היום על רכישת ספינות חדשות לחיל הים",
			charmap.Windows1253: "Το υπουργείο ανακοίνωσε σήμερα την αγορά νέων πλοίων",
			charmap.Windows874:  "กระทรวงกลาโหมประกาศจัดซื้อเรือรบใหม่ในวันนี้",
		}[other]
		if d := decode(encodeWith(t, other, labelled("-", text)), "", ""); d.encoding != "windows-1252" {
			t.Errorf("%s: read as %s: %q", text, d.encoding, d.text)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(labelled("euc-kr", koreanText)), "text/xml; charset=euc-kr", "")
	f.Add([]byte("\xfe\xff\x00<\x00r"), "", "utf-16")
	f.Add([]byte("\x1b$)C\n\x0e0!"), "", "")
	f.Add([]byte{0, 0, 0xfe, 0xff, 0, 0x11, 0, 0}, "", "cp949")
	f.Add(bytes.Repeat([]byte("\xb0\xa1\xff"), 9), "text/html;charset=x", "big5")
	f.Fuzz(func(t *testing.T, body []byte, contentType, charset string) {
		d := decode(body, contentType, charset)
		if !utf8.ValidString(d.text) {
			t.Errorf("text in %s is no UTF-8", d.encoding)
		}
		if d.encoding == "" {
			t.Error("no encoding named")
		}
		if len(d.text) > 4*len(body)+16 {
			t.Errorf("%d octets became %d", len(body), len(d.text))
		}
		if again := decode(body, contentType, charset); again.text != d.text {
			t.Error("decoded twice, differently")
		}
	})
}
