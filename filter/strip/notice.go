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

const (
	openers = "[<(（［〈《【{＜｛〔"
	closers = "]>)）］〉》】}＞｝〕"
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
	worded = form(`^copyrights?[\s,:]+(?:(?:by|of)\s+\S|(?:\pL+[\s,]+){0,4}(?:19|20)\d\d\b)|^crown copyright[\s\d.,–-]*$`)
	// A sign or the word "rights holder" anywhere.
	ownership = form(`©|ⓒ|℗|[(（]c[)）]|저작권|著作権|版权|版權|\bcopyright\b`)

	// All rights reserved, in the languages of wires and national agencies.
	reserved = form(`all rights? (?:are )?reserved|tous (?:les )?droits (?:de \pL+(?: et de \pL+)? )?réservés|alle rechte vorbehalten|todos los derechos (?:están )?reservados|reservados todos los derechos|` +
		`todos os direitos reservados|tutti i diritti (?:sono )?riservati|wszelkie prawa zastrzeżone|alle rechten voorbehouden|(?:bu \pL+ )?tüm hakları (?:saklıdır|mahfuzdur)|` +
		`все права (?:защищены|сохранены)|(?:всі|усі) права захищен[оі]|(?:جميع|كل) الحقوق محفوظة|حقوق النشر محفوظة|כל הזכויות שמורות|版权所有|版權所有|著作權所有|保留(?:所有|一切)[权權]利|` +
		`hak cipta (?:dilindungi|©)|bản quyền thuộc|kaikki oikeudet pidätetään|alla rättigheter förbehåll|alle rettigheter (?:reservert|forbeholdt)|alle rettigheder forbehold|` +
		`minden jog fenntartva|všechna práva vyhrazena|toate drepturile (?:sunt )?rezervate|με επιφύλαξη|สงวนลิขสิทธิ์|सर्वाधिकार सुरक्षित`)

	speech = form(`表示|指出|[他她]说|[他她]說|说[，：]|說[，：]|发言人|發言人|\b(?:said|says|told|added|according to|argued|stressed|asked|claimed|reported|announced|wrote)\b|заявил|сообщил|говорится|сказал|повідомив|заявив`)
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
	if !e.possible(&lookup{text: text}) {
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
	if at := worded.FindStringIndex(lower); at != nil {
		return speech.find(lower) == nil && !goesOn(s, at[1])
	}
	if signedByOwner(s) {
		return true
	}
	if at := reserved.find(lower); at != nil && standsAlone(s, lower, at) {
		return true
	}
	return forbids(s, lower)
}

// goesOn reports whether a sentence goes on, from a place in its lower-case
// form, as prose does: "Copyright 2025 was printed on its cover."
func goesOn(s string, from int) bool {
	if from > len(s) || !unicode.IsDigit(rune(s[from-1])) {
		return false // an owner follows, no year
	}
	word, _, _ := strings.Cut(strings.TrimLeft(s[from:], " ,.;:|–-0123456789"), " ")
	return word != "all" && !isOwner(word)
}

// signedByOwner reports whether a sentence is a sign with the owner or the
// years before it, and no more: "Harbour News © 2026".
func signedByOwner(s string) bool {
	at := strings.IndexAny(s, "©ⓒ℗")
	if at <= 0 {
		return false
	}
	before, after := strings.TrimSpace(s[:at]), s[at:]
	_, size := utf8.DecodeRuneInString(after)
	years := strings.Trim(before, "0123456789-– ") == ""
	return (years || namesOwner(before)) && isOwner(strings.TrimSpace(after[size:]))
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

// quoted reports whether the words at a place stand in quotation marks.
func quoted(s string, at []int) bool {
	before, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(s[:at[0]]))
	after, _ := utf8.DecodeRuneInString(strings.TrimLeft(s[at[1]:], " .,!?。")) // a full stop may stand inside the marks
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
	return withBullet(s, best), best < len(s)
}

// withBullet moves the start of a notice to the bullet that stands before it.
func withBullet(s string, start int) int {
	bare := strings.TrimRight(s[:start], bullets)
	mark := s[len(bare):start]
	if strings.TrimSpace(mark) == "" || mark == strings.TrimLeft(mark, " \t") && !afterSentence(bare) {
		return start
	}
	return start - len(strings.TrimLeft(mark, " \t"))
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
// partner, or has a heading in brackets that says what it is ("【版权声明】…");
// one that starts otherwise needs none.
func closes(piece string) bool {
	open, _ := utf8.DecodeRuneInString(piece)
	if !strings.ContainsRune(openers, open) {
		return true
	}
	heading, rest, closed := strings.Cut(piece, closerOf(open))
	return closed && (strings.Trim(rest, closers+bullets+".") == "" || ownership.find(strings.ToLower(heading)) != nil && IsNotice(rest))
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
