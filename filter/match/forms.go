package match

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxTerm is the longest term, in bytes; a longer one is a sentence in the
// wrong place.
const maxTerm = 300

// form is one written form of a term, folded.
type form struct {
	text    string
	literal bool // as listed, not derived by a rule
	tail    tail
}

// tail says what may stand after a form, before the border.
type tail uint8

const (
	tailNone     tail = iota // nothing
	tailExact                // nothing, and no possessive either
	tailCased                // nothing; capitals of the term are capitals of the text
	tailPlural               // s
	tailSibilant             // es: after s, x, z, ch, sh and o
	tailVariant              // the variant of a designation: F-35A, Su-30MKI, T-72B3
)

// longestTail is the most bytes a tail has.
const longestTail = 5

// toBritish and toAmerican swap the spellings that stand for each other in
// every term.
var toBritish, toAmerican = func() (*strings.Replacer, *strings.Replacer) {
	pairs := [][2]string{
		{"defence", "defense"}, {"offence", "offense"}, {"licence", "license"},
		{"armour", "armor"}, {"harbour", "harbor"}, {"labour", "labor"},
		{"centre", "center"}, {"theatre", "theater"}, {"programme", "program"},
		{"manoeuvre", "maneuver"}, {"isation", "ization"},
	}
	var british, american []string
	for _, pair := range pairs {
		british = append(british, pair[1], pair[0])
		american = append(american, pair[0], pair[1])
	}
	return strings.NewReplacer(british...), strings.NewReplacer(american...)
}()

// checkTerm says what is wrong with a term, apart from where it stands.
func checkTerm(term Term) error {
	switch {
	case !utf8.ValidString(term.Text):
		return errors.New("not valid UTF-8")
	case len(term.Text) > maxTerm:
		return fmt.Errorf("%d bytes long, more than %d", len(term.Text), maxTerm)
	case math.IsNaN(term.Weight) || math.IsInf(term.Weight, 0):
		return fmt.Errorf("weight %v is not a number", term.Weight)
	case !strings.ContainsFunc(canonical(term.Text), wordly):
		return errors.New("no letter or digit in it")
	}
	return nil
}

// canonical is what two terms have in common that are the same term.
func canonical(text string) string {
	var f folded
	f.fold(text)
	return toAmerican.Replace(strings.TrimRight(string(f.text), " "))
}

// forms lists the written forms of a term, the listed one first.
//
// Derived by rule, so that a list needs one form only: a hyphen or slash is a
// space or nothing (counter-drone, counter drone, counterdrone; F/A-18), a
// space beside a script without word borders likewise (무기 체계, 무기체계),
// British and American spelling, y to ies, man to men, and the plural of what
// stands before "of" (chiefs of staff). The plural s, the possessive and the
// variant letter of a designation are left to the tail. An exact term has its
// listed form only; if it has capitals it is a name (KAI, MoD) that small
// letters do not mean (Kai, mod).
func forms(term Term) []form {
	joints, pieces := split(term.Text)
	listed := join(pieces, joints, 0)
	if term.Exact {
		exact := form{text: listed, literal: true, tail: tailExact}
		if strings.ContainsFunc(term.Text, unicode.IsUpper) {
			exact.tail = tailCased
		}
		return []form{exact}
	}
	texts := []string{listed}
	optional := 0
	for _, joint := range joints {
		if joint {
			optional++
		}
	}
	all := 1<<optional - 1
	for closed := 1; closed <= all && optional < 16; closed++ {
		if optional > 3 && closed != all {
			continue // all closed or none: no term has so many ways to be written
		}
		if text := join(pieces, joints, closed); len(text) > 2 { // B-2 is no b2
			texts = append(texts, text)
		}
	}
	for _, text := range texts[:len(texts):len(texts)] {
		texts = append(texts, inflections(text)...)
	}
	seen := map[string]bool{}
	var list []form
	for _, text := range texts {
		for _, spelled := range []string{text, toAmerican.Replace(text), toBritish.Replace(text)} {
			if !seen[spelled] {
				seen[spelled] = true
				list = append(list, form{text: spelled, literal: spelled == listed, tail: tailOf(spelled)})
			}
		}
	}
	return list
}

// joiner stands for a hyphen inside a word while a term is folded.
const joiner = '\ue000'

// split folds a term and cuts it at its spaces and at the hyphens inside its
// words. joints[i] says that between pieces i and i+1 the space may go.
func split(text string) (joints []bool, pieces []string) {
	var marked strings.Builder
	for i, r := range text {
		if c := foldPunctuation(r); (r == '/' || r == '-' || c == '-') && attached(text, i, utf8.RuneLen(r)) {
			r = joiner
		}
		marked.WriteRune(r)
	}
	var f folded
	f.fold(marked.String())
	rest := strings.TrimRight(string(f.text), " ")
	for {
		i := strings.IndexAny(rest, " "+string(joiner))
		if i < 0 {
			return joints, append(pieces, rest)
		}
		separator, size := utf8.DecodeRuneInString(rest[i:])
		pieces = append(pieces, rest[:i])
		before, _ := utf8.DecodeLastRuneInString(rest[:i])
		rest = rest[i+size:]
		after, _ := utf8.DecodeRuneInString(rest)
		joints = append(joints, separator == joiner || !bordered(before) && wordly(before) || !bordered(after) && wordly(after))
	}
}

// join puts the pieces together: with nothing at the joints whose bits are set
// in closed, counting the optional ones only, and with a space at the others.
func join(pieces []string, joints []bool, closed int) string {
	var text strings.Builder
	for i, piece := range pieces {
		text.WriteString(piece)
		if i == len(joints) {
			break
		}
		if !joints[i] {
			text.WriteByte(' ')
			continue
		}
		if closed&1 == 0 {
			text.WriteByte(' ')
		}
		closed >>= 1
	}
	return text.String()
}

// inflections are the forms of a folded text that no tail gives.
func inflections(text string) []string {
	var list []string
	if stem, ok := strings.CutSuffix(text, "man"); ok && len(stem) > 2 && asciiLetter(stem[len(stem)-1]) {
		list = append(list, stem+"men")
	}
	if stem, ok := strings.CutSuffix(text, "y"); ok && len(stem) > 2 && asciiLetter(stem[len(stem)-1]) && !strings.ContainsRune("aeou", rune(stem[len(stem)-1])) {
		list = append(list, stem+"ies")
	}
	if head, rest, ok := strings.Cut(text, " of "); ok && head != "" && asciiLetter(head[len(head)-1]) {
		switch tailOf(head) {
		case tailSibilant:
			list = append(list, head+"es of "+rest)
		case tailPlural:
			list = append(list, head+"s of "+rest)
		}
		for _, plural := range inflections(head) {
			list = append(list, plural+" of "+rest)
		}
	}
	return list
}

// tailOf says what may follow a folded text.
func tailOf(text string) tail {
	if text == "" {
		return tailNone
	}
	last := text[len(text)-1]
	switch {
	case '0' <= last && last <= '9':
		if designation(text) {
			return tailVariant
		}
	case !asciiLetter(last):
	case last == 's', last == 'x', last == 'z', last == 'o',
		strings.HasSuffix(text, "ch"), strings.HasSuffix(text, "sh"):
		return tailSibilant
	default:
		return tailPlural
	}
	return tailNone
}

// designation reports whether text ends like the designation of a type that
// has variants: a letter in it, and at the end two digits, or one after a
// space (so that neither k9 nor a year is one).
func designation(text string) bool {
	stem := strings.TrimRight(text, "0123456789")
	digits := len(text) - len(stem)
	return strings.ContainsFunc(stem, wordly) && digits < 4 && (digits > 1 || strings.HasSuffix(stem, " "))
}

// notVariants are endings of a number that name no variant: ordinals, units
// and times.
var notVariants = map[string]bool{
	"st": true, "nd": true, "rd": true, "th": true, "mm": true, "cm": true, "km": true,
	"kg": true, "nm": true, "am": true, "pm": true, "bn": true, "mn": true, "x": true,
}

// extent is where a form found to end at end really ends, its tail included;
// ok is false if no border is there.
func extent(text []byte, end int, tail tail) (to int, ok bool) {
	if borderAt(text, end) {
		return end, tail != tailExact || !possessive(text, end)
	}
	rest := text[end:]
	switch {
	case (tail == tailPlural || tail == tailSibilant) && rest[0] == 's' && borderAt(text, end+1):
		return end + 1, tail == tailPlural
	case tail == tailSibilant && rest[0] == 'e' && len(rest) > 1 && rest[1] == 's' && borderAt(text, end+2):
		return end + 2, true
	case tail == tailVariant:
		letters := 0
		for letters < len(rest) && letters < 3 && asciiLetter(rest[letters]) {
			letters++
		}
		n := letters
		for n < len(rest) && n < letters+2 && '0' <= rest[n] && rest[n] <= '9' {
			n++
		}
		return end + n, letters > 0 && borderAt(text, end+n) && !notVariants[string(rest[:n])]
	}
	return end, false
}

// possessive reports whether an 's stands at end.
func possessive(text []byte, end int) bool {
	return len(text) > end+1 && text[end] == '\'' && text[end+1] == 's' && borderAt(text, end+2)
}

// sameCase reports whether each capital of term is a capital at its place in
// found too; marks and spaces of either do not count.
func sameCase(term, found string) bool {
	for _, want := range term {
		if !wordly(want) {
			continue
		}
		for {
			r, size := utf8.DecodeRuneInString(found)
			if size == 0 {
				return false
			}
			found = found[size:]
			if wordly(r) {
				if unicode.IsUpper(want) && unicode.IsLower(r) {
					return false
				}
				break
			}
		}
	}
	return true
}
