package parse

import (
	"strings"
	"time"
)

// fixedZone returns the offset in minutes east of UTC of a zone abbreviation
// that means one offset only, wherever news is published.
func fixedZone(name string) (minutes int, ok bool) {
	const h = 60
	switch name {
	case "utc", "gmt", "ut", "z", "zulu", "wet", "coordinated":
		return 0, true
	// RFC 822, section 5, and its daylight names.
	case "est":
		return -5 * h, true
	case "edt":
		return -4 * h, true
	case "cdt":
		return -5 * h, true
	case "mst":
		return -7 * h, true
	case "mdt":
		return -6 * h, true
	case "pst":
		return -8 * h, true
	case "pdt":
		return -7 * h, true
	case "akst":
		return -9 * h, true
	case "akdt":
		return -8 * h, true
	case "hst", "hast":
		return -10 * h, true
	case "chst":
		return 10 * h, true
	case "nst":
		return -3*h - 30, true
	case "ndt":
		return -2*h - 30, true
	case "adt":
		return -3 * h, true
	// Europe.
	case "cet", "met", "mez":
		return 1 * h, true
	case "west":
		return 1 * h, true
	case "cest", "mest", "mesz":
		return 2 * h, true
	case "eet":
		return 2 * h, true
	case "eest", "msk", "trt", "fet":
		return 3 * h, true
	case "msd", "samt":
		return 4 * h, true
	// Africa, South America.
	case "sast", "cat":
		return 2 * h, true
	case "eat":
		return 3 * h, true
	case "wat":
		return 1 * h, true
	case "brt", "art", "uyt", "clst":
		return -3 * h, true
	case "brst":
		return -2 * h, true
	case "clt", "vet", "bot":
		return -4 * h, true
	case "cot", "pet":
		return -5 * h, true
	}
	return easternZone(name)
}

// easternZone is fixedZone for Asia, Australia and the Pacific.
func easternZone(name string) (minutes int, ok bool) {
	const h = 60
	switch name {
	// Asia.
	case "kst", "jst", "tlt", "wit":
		return 9 * h, true
	case "kdt":
		return 10 * h, true
	case "hkt", "sgt", "pht", "myt", "awst", "wita", "ulat":
		return 8 * h, true
	case "ict", "wib", "novt", "krat":
		return 7 * h, true
	case "idt":
		return 3 * h, true
	case "irst":
		return 3*h + 30, true
	case "irdt":
		return 4*h + 30, true
	case "pkt", "uzt", "yekt", "mvt":
		return 5 * h, true
	case "npt":
		return 5*h + 45, true
	case "aft":
		return 4*h + 30, true
	case "mmt":
		return 6*h + 30, true
	case "vlat":
		return 10 * h, true
	// Australia, New Zealand, Pacific.
	case "aest", "pgt":
		return 10 * h, true
	case "aedt":
		return 11 * h, true
	case "acst":
		return 9*h + 30, true
	case "acdt":
		return 10*h + 30, true
	case "nzst", "fjt":
		return 12 * h, true
	case "nzdt":
		return 13 * h, true
	}
	return 0, false
}

// sharedZone returns the offsets in minutes that an abbreviation with several
// meanings can stand for. The first is the one that RFC 822 defines or that a
// reader in doubt may take; none is returned first where there is no such.
func sharedZone(name string) (offsets []int, usual bool) {
	const h = 60
	switch name {
	case "cst": // US Central (RFC 822), China
		return []int{-6 * h, 8 * h}, true
	case "bst": // British Summer, Bangladesh
		return []int{1 * h, 6 * h}, true
	case "ist": // India, Israel, Ireland
		return []int{5*h + 30, 2 * h, 1 * h}, false
	case "ast": // Atlantic, Arabia
		return []int{-4 * h, 3 * h}, false
	case "gst": // Gulf, South Georgia, Guam
		return []int{4 * h, -2 * h, 10 * h}, false
	case "sst": // Samoa, Singapore
		return []int{-11 * h, 8 * h}, false
	case "amt": // Amazon, Armenia
		return []int{-4 * h, 4 * h}, false
	case "ect": // Ecuador, Eastern Caribbean
		return []int{-5 * h, -4 * h}, false
	case "wst": // Western Australia, Samoa
		return []int{8 * h, 13 * h}, false
	case "bt": // Bhutan, Baghdad
		return []int{6 * h, 3 * h}, false
	}
	return nil, false
}

// genericUS returns the standard offset of the zone names that leave open
// whether daylight time is in force ("ET"). The rule decides: from 2007 the
// second Sunday of March to the first of November, from 1987 the first Sunday
// of April to the last of October (15 USC 260a), at two o'clock.
func genericUS(name string, wall time.Time) (minutes int, ok bool) {
	switch name {
	case "et", "eastern":
		minutes = -300
	case "ct", "central":
		minutes = -360
	case "mt", "mountain":
		minutes = -420
	case "pt", "pacific":
		minutes = -480
	case "at", "atlantic":
		minutes = -240
	default:
		return 0, false
	}
	if daylightUS(wall) {
		minutes += 60
	}
	return minutes, true
}

// daylightUS reports whether a wall-clock time lies in US daylight time.
func daylightUS(wall time.Time) bool {
	year := wall.Year()
	begin := sunday(year, time.March, 8)
	end := sunday(year, time.November, 1)
	if year < 2007 {
		begin = sunday(year, time.April, 1)
		end = sunday(year, time.October, 25)
	}
	return !wall.Before(begin) && wall.Before(end)
}

// sunday returns two o'clock on the first Sunday on or after a day.
func sunday(year int, month time.Month, day int) time.Time {
	t := time.Date(year, month, day, 2, 0, 0, 0, time.UTC)
	return t.AddDate(0, 0, (7-int(t.Weekday()))%7)
}

// namedPlace returns the offset of a place name of the zone database that has
// had no daylight time this century. Others need the source's own location.
func namedPlace(name string) (minutes int, ok bool) {
	switch name {
	case "asia/seoul", "asia/tokyo", "asia/pyongyang", "rok", "japan", "korea", "한국", "한국시간", "한국시각", "日本", "日本時間":
		return 540, true
	case "asia/shanghai", "asia/hong_kong", "asia/taipei", "asia/singapore", "asia/manila", "asia/kuala_lumpur", "asia/macau", "prc", "hongkong", "singapore", "北京", "北京时间", "北京時間":
		return 480, true
	case "asia/bangkok", "asia/ho_chi_minh", "asia/jakarta":
		return 420, true
	case "asia/kolkata", "asia/calcutta":
		return 330, true
	case "мск", "москва":
		return 180, true
	case "asia/dubai":
		return 240, true
	case "etc/gmt", "etc/utc", "etc/zulu", "etc/universal", "universal":
		return 0, true
	}
	return 0, false
}

// zoneOffset returns the offset in minutes of a zone's name that means one only.
func zoneOffset(name string) (minutes int, ok bool) {
	if minutes, ok = fixedZone(name); ok {
		return minutes, true
	}
	return namedPlace(name)
}

// zoneAt settles a zone name for a wall-clock time. loc is the source's own
// zone: of several meanings its own is taken. The warning says what was
// doubtful; ok is false where nothing may be taken.
func zoneAt(name string, wall time.Time, loc *time.Location) (zone *time.Location, warning string, ok bool) {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if minutes, ok := genericUS(name, wall); ok {
		return offsetZone(minutes), "", true
	}
	if loc != nil {
		if strings.EqualFold(name, loc.String()) {
			return loc, "", true
		}
		there := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, loc)
		abbreviation, seconds := there.Zone()
		if offsets, _ := sharedZone(name); contains(offsets, seconds/60) || strings.EqualFold(abbreviation, name) {
			return offsetZone(seconds / 60), "", true
		}
	}
	if minutes, ok := zoneOffset(name); ok {
		return offsetZone(minutes), "", true
	}
	if offsets, usual := sharedZone(name); usual {
		return offsetZone(offsets[0]), "zone " + quote(name) + " taken as UTC" + written(offsets[0]) + "; the source's timezone: would settle it", true
	} else if len(offsets) > 0 {
		return nil, "zone " + quote(name) + " means several offsets; the source's timezone: would settle it", false
	}
	return nil, "zone " + quote(name) + " is not known", false
}

// written returns an offset in minutes as "+09:00".
func written(minutes int) string {
	return time.Unix(0, 0).In(time.FixedZone("", minutes*60)).Format("-07:00")
}

func contains(list []int, n int) bool {
	for _, one := range list {
		if one == n {
			return true
		}
	}
	return false
}

// offsetZone returns a zone with an offset only, UTC for none.
func offsetZone(minutes int) *time.Location {
	if minutes == 0 {
		return time.UTC
	}
	return time.FixedZone("", minutes*60)
}

// quote shows a word from outside, upper case and short.
func quote(word string) string { return `"` + strings.ToUpper(clip(word, 20)) + `"` }
