package strip

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what can be a rights notice, in bytes: the longest of the wires'
// have some hundred characters, of up to three bytes each.
const (
	noticeLimit = 2400
	ownerLimit  = 80 // characters of an owner's name before a phrase
	strayLimit  = 80 // characters of other text that a notice may carry along
)

// IsNotice reports whether a block of text is copyright management information
// (17 USC 1202(c); Korea's Copyright Act, article 2(28)): who owns the text and
// what may be done with it. Prose that speaks of such notices or quotes one is
// none: a notice says it itself, without a speaker and without quotation marks.
func IsNotice(s string) bool {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > noticeLimit || !hasMarker(s) {
		return false
	}
	notice, stray, found := 0, 0, false
	for sentence := range sentences(unwrap(s)) {
		size := utf8.RuneCountInString(sentence)
		switch {
		case isNoticeSentence(sentence):
			notice += size
			found = true
		case !found && !isOwner(sentence):
			return false // what comes before a notice can only be a name
		default:
			stray += size
		}
	}
	return found && stray <= max(strayLimit, notice)
}

// markers are what every notice holds at least one of. They are looked for
// first, because nearly all text has none.
var markers = [...]string{
	"©", "ⓒ", "Ⓒ", "(c)", "(C)", "（c）", "（C）", "opyright", "OPYRIGHT", "ights", "IGHTS", "ermission", "rohibited", "ommercial use",
	"icensed under", "reative Commons", "overnment Licen", "ublic domain", "restrictions shown", "Licensing", "sing any materials", "AI train", "ata mining", "ed to train",
	"무단", "저작권", "재배포", "DB 금지", "DB금지", "無断", "禁じ", "著作", "転載", "转载", "轉載", "版权", "版權", "授权", "授權",
	"рава", "РАВА", "епечат", "спользован", "опирован", "ередрук", "використан", "икористан",
	"roits", "ROITS", "eproduc", "eproducc", "erechos", "ireitos", "iritti", "iproduzione", "echte", "achdruck", "echten",
	"rawa zastrz", "akları", "حقوق", "הזכויות", "oikeudet", "ättigheter", "ettigheter", "ettigheder", "jog fenntartva", "práva", "repturile",
	"ak cipta", "ản quyền", "สงวน", "सर्वाधिकार", "ikaiomata", "δικαι",
}

// markerPairs maps the first two bytes of each marker to those that start so.
var markerPairs = pairMarkers()

func pairMarkers() *[1 << 16][]string {
	pairs := new([1 << 16][]string)
	for _, m := range markers {
		pair := int(m[0])<<8 | int(m[1])
		pairs[pair] = append(pairs[pair], m)
	}
	return pairs
}

// hasMarker reports whether a text holds a marker, in one pass over it.
func hasMarker(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		for _, m := range markerPairs[int(s[i])<<8|int(s[i+1])] {
			if strings.HasPrefix(s[i:], m) {
				return true
			}
		}
	}
	return false
}

const (
	openers = "[<(（［〈《【{"
	closers = "]>)）］〉》】}"
	bullets = "※▶►◇◆■□●○•·*-–—_~|#=: \t"
	quotes  = `"“”„'‘’「」『』«»`
)

// unwrap takes bullets and one pair of brackets from around a notice.
func unwrap(s string) string {
	s = strings.TrimLeft(s, bullets)
	open, size := utf8.DecodeRuneInString(s)
	if strings.ContainsRune(openers, open) && !startsWithSign(s) {
		body := strings.TrimRight(s[size:], bullets+".")
		last, width := utf8.DecodeLastRuneInString(body)
		if strings.ContainsRune(closers, last) {
			return strings.TrimSpace(body[:len(body)-width])
		}
		return strings.TrimSpace(s[size:])
	}
	return strings.TrimSpace(s)
}

func startsWithSign(s string) bool {
	for _, sign := range [...]string{"(c)", "(C)", "（c）", "（C）"} {
		if strings.HasPrefix(s, sign) {
			return true
		}
	}
	return false
}

// sentences splits a notice after full stops that white space follows.
func sentences(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		from := 0
		for i, r := range s {
			if !isBreak(r) {
				continue
			}
			end := i + utf8.RuneLen(r)
			next, _ := utf8.DecodeRuneInString(s[end:])
			if end < len(s) && r != '。' && (!unicode.IsSpace(next) || isRank(s[from:i])) {
				continue
			}
			if part := strings.TrimSpace(s[from:end]); part != "" && !yield(part) {
				return
			}
			from = end
		}
		if part := strings.TrimSpace(s[from:]); part != "" {
			yield(part)
		}
	}
}

// isRank reports whether a full stop belongs to the rank or title before it,
// as in the conditions of a work "by Staff Sgt. Jane Roe".
func isRank(before string) bool {
	word := before[strings.LastIndexByte(before, ' ')+1:]
	switch word {
	case "Sgt", "Spc", "Cpl", "Pfc", "Pvt", "Lt", "Capt", "Maj", "Col", "Gen", "Cmdr", "Adm", "Mr", "Mrs", "Ms", "Dr", "Tech":
		return true
	}
	return false
}

func isBreak(r rune) bool { return r == '.' || r == '!' || r == '?' || r == '。' }

var (
	// A sign, with or without the word, opens the sentence.
	signed = form(`^(?:(?:all (?:contents?|rights|material)s?|copyrights?|copr\.?|저작권자?|著作権者?|版权所有|版權所有|版权|版權)[\s:：,.|-]*)?(?:©|ⓒ|℗|[(（]c[)）])`)
	// "(c)" alone may number a clause.
	lettered = form(`^[(（][cC][)）]`)
	// The word without the sign, with a year or an owner.
	worded = form(`^copyrights?[\s,:]+(?:(?:by|of)\s+\S|(?:\pL+[\s,]+){0,4}(?:19|20)\d\d\b)`)
	// A sign or the word "rights holder" anywhere.
	ownership = form(`©|ⓒ|℗|[(（]c[)）]|저작권|著作権|版权|版權|\bcopyright\b`)

	// All rights reserved, in the languages of wires and national agencies.
	reserved = form(`all rights? (?:are )?reserved|tous (?:les )?droits (?:de \pL+(?: et de \pL+)? )?réservés|alle rechte vorbehalten|todos los derechos (?:están )?reservados|reservados todos los derechos|` +
		`todos os direitos reservados|tutti i diritti (?:sono )?riservati|wszelkie prawa zastrzeżone|alle rechten voorbehouden|(?:bu \pL+ )?tüm hakları (?:saklıdır|mahfuzdur)|` +
		`все права (?:защищены|сохранены)|(?:всі|усі) права захищен[оі]|(?:جميع|كل) الحقوق محفوظة|حقوق النشر محفوظة|כל הזכויות שמורות|版权所有|版權所有|著作權所有|保留(?:所有|一切)[权權]利|` +
		`hak cipta (?:dilindungi|©)|bản quyền thuộc|kaikki oikeudet pidätetään|alla rättigheter förbehåll|alle rettigheter (?:reservert|forbeholdt)|alle rettigheder forbehold|` +
		`minden jog fenntartva|všechna práva vyhrazena|toate drepturile (?:sunt )?rezervate|με επιφύλαξη|สงวนลิขสิทธิ์|सर्वाधिकार सुरक्षित`)

	// What may not be done with a text, in languages with their own order.
	korean      = form(`저작권은.{1,40}(?:있습니다|있음|귀속)|무단\s*(?:전재|복제|배포|도용|사용|인용|수집|발췌|게재|전송|복사|이용|전제)|재배포[^다]{0,16}금지|재판매[^다]{0,8}금지|(?:ai|인공지능)\s*(?:학습|데이터)[^다]{0,16}금지`)
	koreanEnd   = form(`(?:금지|금함|금합니다|불허|사절|전재|복제|배포|(?:금지|불허|처벌|책임|허가|동의|승인|허락|받을|이용|협의|문의).{0,20}니다|바랍니다)[\s.\])>]*$`)
	koreanProse = form(`(?:^|[^니])다[.\s]*$|라고|다고|라며|다며|에 대해`)
	japanese    = form(`無断.{0,24}(?:禁|お断り|ご遠慮|固く)|禁無断|(?:転載|複製|再配布).{0,12}(?:禁じ|禁止|厳禁|お断り|を固く)|著作権(?:は|者).{0,30}(?:帰属|属し|あります)`)
	chinese     = form(`未[经經].{0,20}(?:授[权權]|[许許]可|允[许許]|同意).{0,40}(?:不得|禁止|[严嚴]禁|勿)|(?:[严嚴]禁|禁止|不得|[谢謝][绝絕]|[请請]勿)(?:擅自|任意|非法)?[转轉][载載]|[转轉][载載].{0,6}[请請須须][务務]?必?[注註]明|版[权權](?:归|歸|属|屬).{0,30}`)
	russian     = form(`(?:перепечатк|копировани|использовани|воспроизведени|цитировани|распространени)\pL*.{0,120}(?:запрещ|только (?:с|при|по)|без (?:\pL+ ){0,2}(?:разрешени|согласи)|ссылк\pL* .{0,60}обязательн|обязательн\pL* .{0,40}ссылк)`)
	ukrainian   = form(`(?:використанн|передрук|цитуванн|копіюванн)\pL*.{0,120}(?:лише|тільки|заборонен|без дозволу|посиланн|гіперпосиланн)`)
	european    = form(`reproduction (?:\pL+,? ){0,6}interdite|reproduction et (?:diffusion|représentation) interdites|droits de reproduction|(?:nachdruck|vervielfältigung|weiterverbreitung|verbreitung)\b.{0,80}(?:nur mit|verboten|untersagt|nicht gestattet)|` +
		`prohibid[ao] (?:la |su |toda )?(?:\pL+,? ){0,4}(?:reproducción|difusión|distribución)|proibida a (?:\pL+ )?reprodução|reprodução (?:\pL+ ){0,3}proibida|riproduzione (?:riservata|vietata)|` +
		`(?:kopiowanie|powielanie|rozpowszechnianie).{0,60}(?:zabronione|bez zgody)|(?:izinsiz|kaynak gösterilmeden).{0,60}(?:kullanılamaz|yayınlanamaz|alıntılanamaz|kopyalanamaz)|dilarang (?:mengutip|menyalin|memperbanyak)`)

	// English: of this text, and by nobody who is named.
	english = form(`^(?:this|these|the|no|any|all|any other|our|its?|content|contents|material|materials|contains|articles?|stories|photos?|images?|texts?|republication|republishing|reproduction|redistribution|distribution|unauthori[sz]ed|use|copying|reuse|re-use|it is|permission|licensed|reprinted|republished|reproduced|used|for|not for|you may|while|public domain|purchase|(?:no )?ai training)\b`)
	permits = form(`\b(?:may|must|can|should|shall)(?: ?not|not)? be (?:[\pL-]+,? (?:or |and )?){0,12}(?:published|reproduced|redistributed|rewritten|republished|copied|reprinted|broadcast|distributed|transmitted|reused|stored|used)\b.{0,160}(?:without|in whole|in any form|only|prior|consent|permission)|` +
		`(?:reproduction|redistribution|republication|republishing|copying|duplication|distribution|unauthori[sz]ed use)\b.{0,120}\b(?:prohibited|forbidden|not permitted|not allowed|without (?:\pL+ ){0,4}(?:permission|consent))|` +
		`(?:with|by) (?:the )?(?:kind )?permission (?:of|from)\b|personal,? (?:and )?non-?commercial use|purchase licensing rights|licensed under|under (?:a|the) (?:creative commons|open government licen[cs]e)|` +
		`^(?:no )?ai training\b|\b(?:text|data)[ -]mining\b.{0,80}\b(?:prohibited|forbidden|reserved|not (?:permitted|allowed))|` +
		`\b(?:contents?|materials?|texts?|articles?|publications?|works?|sites?)\b.{0,60}\b(?:ai|artificial intelligence|machine learning)\b.{0,80}\b(?:prohibited|forbidden|not (?:permitted|allowed))|` +
		`\b(?:may|must) not be used\b.{0,60}\b(?:ai training|(?:train|training)\b.{0,30}\b(?:ai|artificial intelligence|machine learning|models?))\b|` +
		`must comply with the restrictions shown|is in the public domain|using any materials|permission is (?:granted|required)|without (?:the )?(?:express |prior |written )*permission (?:of|from)`)
	speech = form(`表示|指出|发言人|發言人|\b(?:said|says|told|added|according to|argued|stressed|asked|claimed|reported|announced|wrote)\b|заявил|сообщил|сказал|повідомив|заявив`)
)

// form compiles an expression of this file.
func form(source string) *expression {
	e, err := newExpression(source)
	if err != nil {
		panic(err) // a constant of this file
	}
	return e
}

// find returns where an expression matches a text, nil for nowhere.
func (e *expression) find(text string) []int {
	if !e.possible(text, func() string { return fold(text) }) {
		return nil
	}
	return e.FindStringIndex(text)
}

// isNoticeSentence reports whether one sentence is a notice by itself.
func isNoticeSentence(s string) bool {
	lower := strings.ToLower(s)
	if at := signed.FindStringIndex(lower); at != nil {
		return (!lettered.MatchString(s) || isLetteredOwner(s)) && !speaksOfSign(lower[at[1]:])
	}
	if worded.MatchString(lower) {
		return speech.find(lower) == nil
	}
	if at := reserved.find(lower); at != nil && standsAlone(s, lower, at) {
		return true
	}
	return forbids(s, lower)
}

// speaksOfSign reports whether what follows a sign is a report about the sign:
// no name, and somebody says it.
func speaksOfSign(after string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	switch word {
	case "mark", "marks", "sign", "signs", "symbol", "symbols", "notice", "notices":
		return speech.find(after) != nil
	}
	return false
}

// isLetteredOwner tells "(c) KYODO NEWS" and "(c) 2026 Tass" from a clause
// numbered c.
func isLetteredOwner(s string) bool {
	rest := strings.TrimSpace(s[strings.IndexAny(s, ")）")+1:])
	rest = strings.TrimLeft(rest, "）") // the byte found may be inside it
	return isOwner(strings.TrimSpace(strings.ToValidUTF8(rest, "")))
}

// standsAlone reports whether a phrase is said by the text itself: only an
// owner or a sign before it, no quotation marks around it, no speaker after it.
func standsAlone(s, lower string, at []int) bool {
	before := strings.TrimSpace(lower[:at[0]])
	if quoted(lower, at) {
		return false
	}
	if speech.find(lower) != nil {
		return false
	}
	if ownership.find(before) != nil {
		return true
	}
	if len(lower) != len(s) { // lower case moved the offsets
		s = lower
	}
	return isOwner(s[:at[0]]) && isOwner(strings.TrimRight(s[at[1]:], closers+bullets+".!"))
}

// forbids reports whether a sentence says what may not, or only so, be done
// with the text it stands under.
func forbids(s, lower string) bool {
	if at := korean.find(lower); at != nil {
		return !quoted(lower, at) && !koreanProse.MatchString(lower) &&
			(ownership.find(lower) != nil || at[0] <= 3*ownerLimit/2 && koreanEnd.MatchString(lower))
	}
	for _, ban := range [...]*expression{japanese, chinese, russian, ukrainian, european} {
		if at := ban.find(lower); at != nil {
			return !quoted(lower, at) && speech.find(lower) == nil && !isJapaneseProse(s)
		}
	}
	if at := permits.find(lower); at != nil {
		return english.MatchString(lower) && !quoted(lower, at) && speech.find(lower) == nil
	}
	return false
}

// isJapaneseProse tells a report about reprinting from a ban on it.
func isJapaneseProse(s string) bool {
	for _, end := range [...]string{"た。", "いる。", "という。", "た", "いる", "する。"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}

// quoted reports whether the words at a place stand in quotation marks.
func quoted(s string, at []int) bool {
	before, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(s[:at[0]]))
	after, _ := utf8.DecodeRuneInString(strings.TrimSpace(s[at[1]:]))
	return at[0] > 0 && strings.ContainsRune(quotes, before) || at[1] < len(s) && strings.ContainsRune(quotes, after)
}

// isOwner reports whether a text can be the name of an owner with its years:
// short, and without a word in lower case other than those that names hold.
func isOwner(s string) bool {
	if utf8.RuneCountInString(s) > ownerLimit {
		return false
	}
	for word := range strings.FieldsSeq(s) {
		first, _ := utf8.DecodeRuneInString(word)
		if strings.ContainsRune(quotes, first) {
			return false
		}
		if unicode.IsLower(first) && !isNameWord(strings.Trim(word, ".,")) && !strings.Contains(word, ".") {
			return false
		}
	}
	return !koreanProse.MatchString(s) && !isJapaneseProse(s)
}

func isNameWord(word string) bool {
	switch word {
	case "of", "the", "and", "by", "for", "in", "de", "la", "le", "les", "des", "du", "del", "der", "die", "das", "und", "et", "y", "e", "i", "da", "do", "van", "von", "via", "to", "worldwide":
		return true
	}
	return false
}

// noticeRun finds a notice that stands at an edge of a block of other text. It
// returns the byte where the notice starts at the end of the block, or where
// it ends at its start; ok is false if there is none.
func noticeRun(s string, at Edge) (border int, ok bool) {
	if at == Start {
		return leadingNotice(s)
	}
	if len(s) > noticeLimit {
		cut := len(s) - noticeLimit
		for cut < len(s) && !utf8.RuneStart(s[cut]) {
			cut++
		}
		border, ok = trailingNotice(s[cut:])
		return cut + border, ok && border > 0
	}
	return trailingNotice(s)
}

// leadingNotice finds a notice in brackets before other text.
func leadingNotice(s string) (end int, ok bool) {
	open, size := utf8.DecodeRuneInString(s)
	if size == 0 || !strings.ContainsRune(openers, open) {
		return 0, false
	}
	head := s[:min(len(s), noticeLimit/4)]
	closing := strings.IndexAny(head[size:], closerOf(open))
	if closing < 0 || startsWithSign(s) {
		return 0, false
	}
	_, width := utf8.DecodeRuneInString(s[size+closing:])
	end = size + closing + width
	return end, IsNotice(s[:end])
}

// closerOf returns the closing bracket of an opening one.
func closerOf(open rune) string { return partner(open, openers, closers) }

// openerOf returns the opening bracket of a closing one.
func openerOf(closing rune) string { return partner(closing, closers, openers) }

func partner(of rune, from, to string) string {
	place := utf8.RuneCountInString(from[:max(0, strings.IndexRune(from, of))])
	return string([]rune(to)[place])
}

// trailingNotice finds a notice after other text: in brackets, or from the
// start of one of the last sentences. Several in a row count as one.
func trailingNotice(s string) (start int, ok bool) {
	if !hasMarker(s) {
		return 0, false
	}
	best := len(s)
	starts := noticeStarts(s)
	for i := len(starts) - 1; i >= 0; i-- {
		piece := s[starts[i]:best]
		owned := best < len(s) && namesOwner(piece) && IsNotice(s[starts[i]:]) // "TASS. All rights reserved."
		signed := startsWithSign(piece) && afterSentence(s[:starts[i]])        // "(c) KYODO NEWS"
		if owned || (signed || closes(piece)) && IsNotice(piece) {
			best = starts[i]
		}
	}
	return best, best < len(s)
}

// namesOwner reports whether a sentence before a notice is a name and no more.
// Scripts without capitals do not show it.
func namesOwner(sentence string) bool {
	first, _ := utf8.DecodeRuneInString(sentence)
	return unicode.IsUpper(first) && isOwner(sentence) && !strings.ContainsFunc(sentence, func(r rune) bool { return unicode.In(r, unicode.Lo) })
}

// afterSentence reports whether a text ends in the end of a sentence.
func afterSentence(before string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(before, closers+quotes+" "))
	return isBreak(last)
}

// closes reports whether a piece that starts with a bracket ends with its
// partner; one that starts otherwise needs none.
func closes(piece string) bool {
	open, _ := utf8.DecodeRuneInString(piece)
	if !strings.ContainsRune(openers, open) {
		return true
	}
	closing := strings.Index(piece, closerOf(open))
	return closing >= 0 && strings.Trim(piece[closing:], closers+bullets+".") == ""
}

// startLimit is how many places a notice is looked for from, the last ones of
// a block.
const startLimit = 12

// noticeStarts returns where a notice may start inside a block: after the end
// of a sentence, at an opening bracket or a bullet, and at a sign that stands
// behind other than a word.
func noticeStarts(s string) []int {
	var starts []int
	ended, after := false, false // a sentence has ended, and white space came after it
	seen := '.'                  // the last character that is no white space
	inside := 0                  // where the bracket that is open closes
	for i, r := range s {
		if unicode.IsSpace(r) {
			after = ended
			continue
		}
		closing := strings.ContainsRune(closers+quotes, r)
		opening := strings.ContainsRune(openers, r)
		if i > 0 && i >= inside && (opening || after && !closing || r == '※' || r == '*' || !isWordRune(seen) && startsWithOwner(s[i:])) {
			starts = append(starts, i)
		}
		if opening && i >= inside {
			inside = i + max(0, strings.Index(s[i:], closerOf(r)))
		}
		switch {
		case isBreak(r):
			ended, after = true, r == '。'
		case !closing:
			ended, after = false, false
		}
		seen = r
	}
	if len(starts) > startLimit {
		starts = starts[len(starts)-startLimit:]
	}
	return starts
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(openers+quotes+",;", r)
}

// startsWithOwner reports whether a text starts by saying whose it is.
func startsWithOwner(s string) bool {
	for _, sign := range [...]string{"©", "ⓒ", "Copyright", "저작권자"} {
		if strings.HasPrefix(s, sign) {
			return true
		}
	}
	return false
}
