package parse

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var (
	seoul  = time.FixedZone("KST", 9*3600)
	berlin = time.FixedZone("CEST", 2*3600)
	korea  = time.FixedZone("Asia/Seoul", 9*3600) // by its name, as the operator writes it
)

// TestDate lists forms of dates with the instant they mean in UTC. "" means
// that nothing may be read, because it could be wrong.
func TestDate(t *testing.T) {
	for _, test := range []struct {
		in   string
		want string
		loc  *time.Location
	}{
		// RFC 822 and its relatives.
		{"Wed, 18 Mar 2026 10:00:00 +0900", "2026-03-18 01:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 GMT", "2026-03-18 10:00:00", nil},
		{"Wed, 18 Mar 26 10:00 GMT", "2026-03-18 10:00:00", nil},
		{"Wednesday, 18-Mar-26 10:00:00 GMT", "2026-03-18 10:00:00", nil},
		{"18 Mar 2026 10:00 +0900", "2026-03-18 01:00:00", nil},
		{"Wed,18 March, 2026 10:00:00+09:00", "2026-03-18 01:00:00", nil},
		{"Weds 18 Mar 2026 1:2:3 -0000", "2026-03-18 01:02:03", nil},
		{"Wed, 18 Mar 2026 10:00:00 --0700", "2026-03-18 17:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 -700", "2026-03-18 17:00:00", nil},
		{"Wed, 18 Mar 2026 24:00:00 +0900", "2026-03-18 15:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:60 GMT", "2026-03-18 10:01:00", nil},
		{"Wed Mar 18 10:00:00 2026", "2026-03-18 01:00:00", seoul},
		{"Wed Mar 18 10:00:00 +0900 2026", "2026-03-18 01:00:00", nil},
		{"Wed Mar 18 10:00:00 KST 2026", "2026-03-18 01:00:00", nil},
		{"Wed Mar 18 2026 10:00:00 GMT+0900 (Korean Standard Time)", "2026-03-18 01:00:00", nil},
		{"Thu, 01 Jan 70 00:00:10 GMT", "1970-01-01 00:00:10", nil},
		// Zones.
		{"Wed, 18 Mar 2026 10:00:00 KST", "2026-03-18 01:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 JST", "2026-03-18 01:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 MSK", "2026-03-18 07:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 AEST", "2026-03-18 00:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 AEDT", "2026-03-17 23:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 HKT", "2026-03-18 02:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 SGT", "2026-03-18 02:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 MEST", "2026-03-18 08:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 WEST", "2026-03-18 09:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 NPT", "2026-03-18 04:15:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 EST", "2026-03-18 15:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 ET", "2026-03-18 14:00:00", nil},
		{"Sat, 07 Mar 2026 10:00:00 ET", "2026-03-07 15:00:00", nil},
		{"Mon, 01 Apr 2002 10:00:00 PT", "2002-04-01 18:00:00", nil},
		{"Mon, 08 Apr 2002 10:00:00 PT", "2002-04-08 17:00:00", nil},
		{"Mon, 26 January 2004 16:31:00 AT", "2004-01-26 20:31:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 GMT+9", "2026-03-18 01:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 UTC-03:30", "2026-03-18 13:30:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 Etc/GMT-9", "2026-03-18 01:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 Asia/Seoul", "2026-03-18 01:00:00", nil},
		{"2026-03-18T10:00:00+09:00[Asia/Seoul]", "2026-03-18 01:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 IST", "", nil},
		{"Wed, 18 Mar 2026 10:00:00 IST", "2026-03-18 04:30:00", time.FixedZone("", 5*3600+1800)},
		{"Wed, 18 Mar 2026 10:00:00 IST", "2026-03-18 08:00:00", time.FixedZone("", 2*3600)},
		{"Wed, 18 Mar 2026 10:00:00 CST", "2026-03-18 16:00:00", nil},
		{"Wed, 18 Mar 2026 10:00:00 CST", "2026-03-18 02:00:00", time.FixedZone("", 8*3600)},
		{"Wed, 18 Mar 2026 10:00:00 XYZ", "", nil},
		{"Wed, 18 Mar 2026 10:00:00 A", "", nil},
		{"Wed, 18 Mar 2026 10:00:00 Europe/Berlin", "", nil},
		{"Wed, 18 Mar 2026 10:00:00 +9900", "", nil},
		{"Wed, 18 Mar 2026 10:00:00 +0975", "", nil},
		{"Wed, 18 Mar 2026 10:00:00 +0900 +0800", "", nil},
		// RFC 3339 and its relatives.
		{"2026-03-18T10:00:00Z", "2026-03-18 10:00:00", nil},
		{"2026-03-18t10:00:00.25z", "2026-03-18 10:00:00", nil},
		{"2026-03-18T10:00:00,5+09:00", "2026-03-18 01:00:00", nil},
		{"2026-03-18T10:00+0900", "2026-03-18 01:00:00", nil},
		{"2026-03-18T10:00:00+09", "2026-03-18 01:00:00", nil},
		{"2026-03-18 10:00:00 +0900", "2026-03-18 01:00:00", nil},
		{"2026-003-18T10:00:00Z", "2026-03-18 10:00:00", nil},
		{"2026-03-18T24:00:00Z", "2026-03-19 00:00:00", nil},
		{"20260318T100000Z", "2026-03-18 10:00:00", nil},
		{"20260318T1000+0900", "2026-03-18 01:00:00", nil},
		{"20260318100000", "2026-03-18 01:00:00", seoul},
		{"20260318", "2026-03-17 15:00:00", seoul},
		{"2026-03-18+09:00", "2026-03-17 15:00:00", nil},
		{"2026-03", "2026-03-01 00:00:00", nil},
		{"2026", "2026-01-01 00:00:00", nil},
		{"2026-077", "2026-03-18 00:00:00", nil},
		{"1773828000", "2026-03-18 10:00:00", nil},
		{"1773828000000", "2026-03-18 10:00:00", nil},
		{"2026-03-18T25:00:00Z", "", nil},
		{"2026-03-18T10:60:00Z", "", nil},
		{"2026-02-29T10:00:00Z", "", nil},
		{"2026-13-18T10:00:00Z", "", nil},
		{"2026-03-18T10:00:00-06:00Textra", "", nil},
		{"0000-00-00 00:00:00", "", nil},
		{"0001-01-01T00:00:00Z", "", nil},
		// Korean, Japanese, Chinese.
		{"2026.03.18 10:00", "2026-03-18 01:00:00", seoul},
		{"2026. 3. 18. 오후 3:04:05", "2026-03-18 06:04:05", nil},
		{"2026-03-18 오전 12:00:00", "2026-03-17 15:00:00", nil},
		{"2026년 3월 18일 오후 3시", "2026-03-18 06:00:00", nil},
		{"2026년 03월 18일(수) 15시 30분 5초", "2026-03-18 06:30:05", nil},
		{"2026년3월18일오전9시5분", "2026-03-18 00:05:00", nil},
		{"입력 2026.03.18 10:00", "2026-03-18 01:00:00", seoul},
		{"수, 18 3월 2026 10:00:00 +0900", "2026-03-18 01:00:00", nil},
		{"2026年3月18日(水) 午後3時", "2026-03-18 06:00:00", seoul},
		{"2026年3月18日 15时30分", "2026-03-18 06:30:00", seoul},
		// Other languages.
		{"mar., 17 mars 2026 10:00:00 +0100", "2026-03-17 09:00:00", nil},
		{"Mar, 17 Jun 2025 10:00:00 +0200", "2025-06-17 08:00:00", nil},
		{"17 août 2025 10h30 CEST", "2025-08-17 08:30:00", nil},
		{"Mi., 18. März 2026 10:00 Uhr MEZ", "2026-03-18 09:00:00", nil},
		{"mié, 18 mar 2026 10:00:00 +0100", "2026-03-18 09:00:00", nil},
		{"ter, 17 fev 2026 10:00:00 -0300", "2026-02-17 13:00:00", nil},
		{"Ср, 18 мар 2026 10:00:00 +0300", "2026-03-18 07:00:00", nil},
		{"18 marca 2026 10:00 CET", "2026-03-18 09:00:00", nil},
		{"2004-július-13T9:15-05:00", "2004-07-13 14:15:00", nil},
		{"Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11 17:00:00", nil},
		{"Wed, 18 Xyz 2026 10:00:00 +0900", "", nil},
		// Numbers whose order must be known.
		{"18.03.2026 10:00", "2026-03-18 08:00:00", berlin},
		{"03.04.2026 10:00", "2026-04-03 08:00:00", berlin},
		{"18/03/2026 10:00 +0200", "2026-03-18 08:00:00", nil},
		{"3/18/2026 3:04:05 PM EDT", "2026-03-18 19:04:05", nil},
		{"05/05/2026 10:00 UTC", "2026-05-05 10:00:00", nil},
		{"03/04/2026 10:00 UTC", "", nil},
		{"26-03-18", "", nil},
		{"98-12-31T10:00:00Z", "1998-12-31 10:00:00", nil},
		// English as it is spoken.
		{"March 18th, 2026 at 10:00 am EDT", "2026-03-18 14:00:00", nil},
		{"Sept. 18, 2026 3 p.m. EDT", "2026-09-18 19:00:00", nil},
		{"10:00 AM EDT, March 18, 2026", "2026-03-18 14:00:00", nil},
		{"18/Mar/2026:10:00:00 +0900", "2026-03-18 01:00:00", nil},
		{"Wed, 18 Mar 2026 13:00 AM GMT", "", nil},
		// Eras, weeks, days of the year, seconds since 1970.
		{"令和8年3月18日 15時5分", "2026-03-18 06:05:00", seoul},
		{"令和元年5月1日", "2019-04-30 15:00:00", seoul},
		{"昭和64年1月7日", "1989-01-06 15:00:00", seoul},
		{"平成32年1月7日", "", seoul},
		{"民國115年3月18日", "2026-03-18 00:00:00", nil},
		{"18 มีนาคม 2569 10:00 +0700", "2026-03-18 03:00:00", nil},
		{"2026-W12-3", "2026-03-18 00:00:00", nil},
		{"2026W123T10:00:00+0900", "2026-03-18 01:00:00", nil},
		{"2026-W12", "2026-03-16 00:00:00", nil},
		{"2026-W01-1", "2025-12-29 00:00:00", nil},
		{"2026-W54-1", "", nil},
		{"2026-W12-8", "", nil},
		{"2026-W12-3 5 May", "", nil},
		{"2026-077T10:00:00Z", "2026-03-18 10:00:00", nil},
		{"2026-366", "", nil},
		{"@1773828000", "2026-03-18 10:00:00", nil},
		{"1773828000.25", "2026-03-18 10:00:00", nil},
		{"1773828000000000", "2026-03-18 10:00:00", nil},
		// Signs and words of other scripts, and what escaped into a date.
		{"２０２６-０３-１８ １０:００ UTC", "2026-03-18 10:00:00", nil},
		{"١٨ مارس ٢٠٢٦ 10:00 UTC", "2026-03-18 10:00:00", nil},
		{"2026-03-18T10:00:00−05:00", "2026-03-18 15:00:00", nil},
		{"&nbsp;Wed, 18 Mar 2026 10:00:00 GMT", "2026-03-18 10:00:00", nil},
		{"2026-03-18 10:00:00.5 +0900 KST m=+0.01", "2026-03-18 01:00:00", nil},
		{"woensdag 18 maart 2026 10:00 +0100", "2026-03-18 09:00:00", nil},
		{"18. März 2026 um 15.05 Uhr", "2026-03-18 13:05:00", berlin},
		{"onsdag 18. marts 2026 kl. 15.05", "2026-03-18 13:05:00", berlin},
		{"среда, 18 марта 2026, 10:00 МСК", "2026-03-18 07:00:00", nil},
		{"2026-03-18 10:00 北京时间", "2026-03-18 02:00:00", nil},
		{"2026-03-18T10Z", "2026-03-18 10:00:00", nil},
		{"2026-03-18T10:00:00+09:60", "", nil},
		{"Wed, 18 Mar 2026 10:00:00 +0960", "", nil},
		{"26.03.18 10:00", "2026-03-18 01:00:00", korea},
		{"26.03.18 10:00", "", berlin},
		{"Wed, 18 Mar 2026 10:00:00 GMT<br />", "2026-03-18 10:00:00", nil},
		{"18 marca 2026 r. 10:00 CET", "2026-03-18 09:00:00", nil},
		// Short weekdays are other words elsewhere.
		{"ke 18.3.2026 klo 15.05", "2026-03-18 13:05:00", berlin},
		{"18.3.2026 (ke) 15:05 EET", "2026-03-18 13:05:00", nil},
		{"to, 19 Mar 2026 10:00 GMT", "2026-03-19 10:00:00", nil},
		{"18 Mar 2026 to 10:00 GMT", "", nil},
		{"18 Mar 2026 10:00 to 11:00 GMT", "", nil},
		// Names of zones in several words.
		{"18 Mar 2026 10:00 Eastern Time", "2026-03-18 14:00:00", nil},
		{"18 Mar 2026 10:00 Eastern Standard Time", "2026-03-18 15:00:00", nil},
		{"18 Mar 2026 10:00 Pacific Daylight Time", "2026-03-18 17:00:00", nil},
		{"18 Mar 2026 10:00 Japan Standard Time", "2026-03-18 01:00:00", nil},
		{"18 Mar 2026 10:00 Coordinated Universal Time", "2026-03-18 10:00:00", nil},
		{"18 Mar 2026 10:00 Central European Time", "", nil},
		{"18 Mar 2026 10:00 Pacific Islands", "", nil},
		{"18 Mar 2026 10:00 EST Australia", "", nil},
		{"18 Mar 2026 10:00 EDT EST", "", nil},
		{"18 Mar 2026 10:00 GMT UTC", "2026-03-18 10:00:00", nil},
		// Digits that are a day and an hour, and seconds far ahead.
		{"2026031815", "", nil},
		{"2026031815050512", "", nil},
		{"Wed, 18 Mar 2026 10:00:00 +1500", "", nil},
		{"18 Mar 1026 10:00 GMT", "", nil},
		// No dates.
		{"", "", nil}, {"-", "", nil}, {"now", "", nil}, {"3 hours ago", "", nil}, {"18 Mar 10:00 GMT", "", nil},
		{"Wed, 32 Mar 2026 10:00:00 +0900", "", nil}, {"Sun, 16 Dec 2012 1:2:3:4 GMT", "", nil},
		{"99999999999999999999999", "", nil}, {strings.Repeat("1 ", 200), "", nil},
	} {
		got, warning, ok := Date(test.in, test.loc)
		if !ok {
			if test.want != "" {
				t.Errorf("Date(%q): not read (%s), want %s", test.in, warning, test.want)
			} else if strings.TrimSpace(test.in) != "" && warning == "" {
				t.Errorf("Date(%q): not read, and no reason given", test.in)
			}
			continue
		}
		if utc := got.UTC().Format("2006-01-02 15:04:05"); utc != test.want {
			t.Errorf("Date(%q) = %s, want %q", test.in, utc, test.want)
		}
	}
}

// TestDateSaysWhatIsDoubtful lists dates that are read with a reservation.
func TestDateSaysWhatIsDoubtful(t *testing.T) {
	for in, want := range map[string]string{
		"2026-03-18 10:00:00":             "taken as UTC",
		"2026년 3월 18일 10:00":              "taken as Korean time",
		"Wed, 18 Mar 2026 10:00:00 CST":   "CST",
		"Wed, 18 Mar 2026 10:00 +0000KST": "contradict",
		"2026-03":                         "first of the month",
		"2026-W12":                        "Monday",
		"2026-03-18T10:00:00Z+09:00":      "contradict",
		"Wed, 18 Mar 1926 10:00 GMT":      "hardly meant",
	} {
		if _, warning, ok := Date(in, nil); !ok || !strings.Contains(warning, want) {
			t.Errorf("Date(%q): ok %v, warning %q lacks %q", in, ok, warning, want)
		}
	}
	for _, in := range []string{"Wed, 18 Mar 2026 10:00:00 +0900", "2026-03-18T10:00:00Z", "Wed, 18 Mar 2026 10:00:00 KST"} {
		if _, warning, ok := Date(in, nil); !ok || warning != "" {
			t.Errorf("Date(%q): ok %v, warning %q", in, ok, warning)
		}
	}
}

func TestDateKeepsTheOffset(t *testing.T) {
	for in, want := range map[string]string{
		"Wed, 18 Mar 2026 10:00:00 +0900": "2026-03-18T10:00:00+09:00",
		"Wed, 18 Mar 2026 10:00:00 KST":   "2026-03-18T10:00:00+09:00",
		"2026-03-18T10:00:00.5-03:30":     "2026-03-18T10:00:00.5-03:30",
		"2026-03-18T10:00:00+00:00":       "2026-03-18T10:00:00Z",
	} {
		got, _, _ := Date(in, nil)
		if text, err := got.MarshalText(); err != nil || string(text) != want {
			t.Errorf("Date(%q) = %s (%v), want %s", in, text, err, want)
		}
	}
}

// TestDateRoundTrip: whatever Go writes in the forms of RFC 822 and 3339 is
// read back as the same instant with the same offset.
func TestDateRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seconds := rapid.Int64Range(0, 7_000_000_000).Draw(t, "seconds")
		minutes := rapid.IntRange(-12*60, 14*60).Draw(t, "offset")
		want := time.Unix(seconds, 0).In(time.FixedZone("", minutes*60))
		for _, layout := range []string{time.RFC3339, time.RFC1123Z, time.RFC822Z, "2006-01-02 15:04:05 -0700", "Mon Jan _2 15:04:05 -0700 2006", "January 2, 2006 3:04:05 PM -0700"} {
			text := want.Format(layout)
			got, _, ok := Date(text, nil)
			if layout == time.RFC822Z {
				want = want.Truncate(time.Minute)
			}
			if !ok || !got.Equal(want) && layout != time.RFC822Z {
				t.Fatalf("Date(%q) = %v, %v, want %v", text, got, ok, want)
			}
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"Wed, 18 Mar 2026 10:00:00 KST", "2026년 3월 18일 오후 3시", "2026-03-18T10:00:00+09:00", "20260318T100000Z", "mar., 17 juin 2025 10h30", "(+-:", "9999-12-31T23:59:59-14:00", "1.1.1 1:1:1 1"} {
		f.Add(s, 540)
	}
	f.Fuzz(func(t *testing.T, s string, minutes int) {
		var loc *time.Location
		if minutes > -840 && minutes < 840 {
			loc = time.FixedZone("", minutes*60)
		}
		got, warning, ok := Date(s, loc)
		if !ok {
			if !got.IsZero() {
				t.Errorf("Date(%q) gives a time and says it is none", s)
			}
			return
		}
		if _, err := got.MarshalText(); err != nil {
			t.Errorf("Date(%q) = %v cannot be written: %v", s, got, err)
		}
		again, said, _ := Date(s, loc)
		if !again.Equal(got) || said != warning {
			t.Errorf("Date(%q) is not the same twice", s)
		}
	})
}
