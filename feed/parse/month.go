package parse

import "strings"

// monthOf returns the month a lower-case word names, 0 if none. English and
// the languages of Europe and Asia that news feeds are written in; a name that
// means different months in two languages is left out (Croatian and Polish
// "listopad").
func monthOf(word string) int {
	return months[strings.TrimPrefix(strings.TrimSuffix(word, "."), "ב")] // "in", written on to the month in Hebrew
}

// months maps the names in monthNames to their months.
var months = func() map[string]int {
	table := map[string]int{}
	for i, names := range monthNames {
		for _, name := range strings.Fields(names) {
			if table[name] == 0 { // of two months the first stands
				table[name] = i + 1
			}
		}
	}
	return table
}()

// monthNames holds the names of each month, in full and shortened.
var monthNames = [12]string{
	"january януари 一月 jan janvier janv januar jänner jän jänner. enero ene gennaio gen janeiro janeiro. januari january. stycznia styczeń sty " +
		"января январь янв січня січ januara ledna leden ocak oca ianuarie ian január januar tammikuuta tammikuu ιανουαρίου ιανουάριος ιαν يناير ינואר ינו जनवरी มกราคม",
	"february февруари úno 二月 feb février févr fév fevrier februar feber febrero febbraio febb fevereiro fev februari lutego luty " +
		"февраля февраль фев февр лютого február února únor şubat şub februarie február helmikuuta helmikuu φεβρουαρίου φεβρουάριος φεβ فبراير פברואר פבר फ़रवरी फरवरी กุมภาพันธ์",
	"march marts maret bře 三月 mar mars märz maerz mär mrz marzo março marco maart mrt marca marzec март марта мар березня března březen mart martie március márc maaliskuuta maaliskuu " +
		"μαρτίου μάρτιος μαρ مارس מרץ मार्च มีนาคม",
	"april dub 四月 apr avril avr abril abr aprile kwietnia kwiecień kwi апреля апрель апр квітня dubna duben nisan nis aprilie április ápr huhtikuuta huhtikuu " +
		"απριλίου απρίλιος απρ أبريل إبريل אפריל अप्रैल เมษายน",
	"may kvě mei 五月 mai mayo maggio mag maio mei maja maj май мая травня května květen mayıs mayis május máj toukokuuta toukokuu μαΐου μαϊου μάιος μαϊ μαι مايو מאי मई พฤษภาคม",
	"june čvn юни 六月 jun juin juni junio giugno giu junho czerwca czerwiec cze июня июнь июн червня června červen haziran haz iunie iun június jún kesäkuuta kesäkuu " +
		"ιουνίου ιούνιος ιουν ιούν يونيو יוני जून มิถุนายน",
	"july čvc юли 七月 jul juillet juil juli julio luglio lug julho lipca lipiec lip июля июль июл липня července červenec temmuz tem iulie iul július júl heinäkuuta heinäkuu " +
		"ιουλίου ιούλιος ιουλ ιούλ يوليو יולי जुलाई กรกฎาคม",
	"august srp agt 八月 aug août aout agosto ago ag augustus sierpnia sierpień sie августа август авг серпня srpna ağustos ağu agustos agu augusti augusztus elokuuta elokuu " +
		"αυγούστου αύγουστος αυγ αύγ أغسطس אוגוסט अगस्त สิงหาคม",
	"september zář септември 九月 sep sept septembre septiembre setiembre settembre set setembro września wrzesień wrz сентября сентябрь сен сент вересня září eylül eyl septembrie szeptember szept syyskuuta syyskuu " +
		"σεπτεμβρίου σεπτέμβριος σεπ σεπτ سبتمبر ספטמבר सितंबर กันยายน",
	"october říj октомври 十月 oct octobre oktober okt octubre ottobre ott outubro out października październik paź октября октябрь окт жовтня října říjen ekim eki octombrie október lokakuuta lokakuu " +
		"οκτωβρίου οκτώβριος οκτ أكتوبر אוקטובר अक्टूबर ตุลาคม",
	"november ноември 十一月 nov novembre noviembre novembro ноября ноябрь ноя нояб kasım kas noiembrie marraskuuta marraskuu νοεμβρίου νοέμβριος νοε νοέ نوفمبر נובמבר नवंबर พฤศจิกายน",
	"december декември 十二月 dec décembre déc decembre dezember dez diciembre dic dicembre dezembro grudnia grudzień gru декабря декабрь дек грудня prosince prosinec aralık ara decembrie desember des joulukuuta joulukuu " +
		"δεκεμβρίου δεκέμβριος δεκ ديسمبر דצמבר दिसंबर ธันวาคม",
}

// isWeekday reports whether a lower-case word names a day of the week. "mar"
// and the like, which are months elsewhere, are not here: a weekday that is not
// known is recognised by standing first, before a comma.
func isWeekday(word string) bool {
	switch strings.TrimSuffix(word, ".") {
	case "mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun",
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
		"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
		"montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag",
		"lunes", "martes", "miércoles", "miercoles", "jueves", "viernes", "sábado", "sabado", "domingo",
		"lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica",
		"понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
		"월", "화", "수", "목", "금", "토", "일", "월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일",
		"月", "火", "水", "木", "金", "土", "日", "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日",
		"星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日", "周一", "周二", "周三", "周四", "周五", "周六", "周日",
		"maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
		"mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag",
		"måndag", "tisdag", "lördag", "söndag", "tors",
		"poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela", "niedz",
		"pondělí", "úterý", "středa", "čtvrtek", "pátek", "neděle",
		"pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar",
		"maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai",
		"hétfő", "kedd", "szerda", "csütörtök", "péntek", "szombat", "vasárnap",
		"segunda", "terça", "quarta", "quinta", "sexta", "feira",
		"luni", "marți", "miercuri", "vineri", "sâmbătă", "duminică",
		"понеділок", "вівторок", "середа", "четвер", "пʼятниця", "субота", "неділя",
		"الأحد", "الاثنين", "الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت",
		"ראשון", "שני", "שלישי", "רביעי", "חמישי", "שישי", "שבת", "יום",
		"सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार",
		"senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu",
		"δευτέρα", "τρίτη", "τετάρτη", "πέμπτη", "παρασκευή", "σάββατο", "κυριακή",
		"κυρ", "δευ", "τρι", "τετ", "πεμ", "παρ", "σαβ":
		return true
	}
	return false
}

// isShortWeekday is isWeekday for the short names that are other words as well
// ("to" is a Thursday in Finland); they count where a weekday stands.
func isShortWeekday(word string) bool {
	switch strings.TrimSuffix(word, ".") {
	case "lun", "mer", "jeu", "ven", "sam", "dim", "mo", "di", "mi", "do", "fr", "sa", "so", "mié", "jue", "vie",
		"sáb", "gio", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "ma", "wo", "vr", "za", "zo", "man", "tir",
		"ons", "tor", "fre", "lør", "søn", "mån", "tis", "lör", "sön", "pon", "wt", "śr", "czw", "sob", "po", "út",
		"čt", "pá", "ne", "pzt", "sal", "çar", "per", "cum", "cmt", "paz", "ti", "ke", "to", "pe", "su", "seg",
		"ter", "qua", "qui", "sex", "joi", "нд":
		return true
	}
	return false
}

// isDateFiller reports whether a lower-case word says nothing about the time.
func isDateFiller(word string) bool {
	switch strings.TrimSuffix(word, ".") {
	case "at", "on", "of", "the", "de", "del", "of.", "um", "uhr", "à", "le", "la", "el", "il", "den", "alle", "ore", "klo", "kello", "kl", "às", "saat", "godz", "om", "г", "года", "в", "о",
		"r", "roku", "р", "року", "st", "nd", "rd", "th", "er", "date", "posted", "published", "updated", "입력", "수정", "기사입력", "등록", "송고", "승인", "발행", "기사", "작성":
		return true
	}
	return false
}
