package filter

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"sitrep/feed/markup"
)

// Where a credit stands: within the first or the last blocks of a text, and
// there near its start (a dateline, a byline) or at its end (a tail).
const (
	creditBlocks = 3
	datelineEnd  = 120 // octets from the start of a block
	tailStart    = 60  // octets from the end of a block
	bylineLimit  = 160 // octets of a line that may be a byline
)

// credit is a name that a text credits, and the agency it is or works for.
type credit struct{ name, agency string }

// credited finds agencies that a text credits, whether or not a strip rule
// knows the form: in datelines, "SEOUL, June 17 (Yonhap) --", "(서울=연합뉴스)",
// "MOSCOW, June 17. /TASS/."; in bylines, "By Jane Roe, Reuters", which are
// credited whole; in tails, "(Yonhap)", "Our Standards: The Thomson Reuters
// Trust Principles". A name in the middle of the text is news, not a credit.
func (c creditForms) credited(text *markup.Blocks) []credit {
	var found []credit
	add := func(name string) {
		name = strings.TrimSpace(name)
		if isAgency(name) && !slices.ContainsFunc(found, func(f credit) bool { return f.agency == name }) {
			found = append(found, credit{name, name})
		}
	}
	for i := range text.Len() {
		first, last := i < creditBlocks, i >= text.Len()-creditBlocks
		if !first && !last {
			continue
		}
		block := text.At(i)
		if first {
			c.inBrackets(head(block, datelineEnd), add)
		}
		if last {
			c.inBrackets(tail(block, tailStart), add)
		}
		if len(block) < bylineLimit {
			if byline := c.byline.FindStringSubmatch(block); byline != nil {
				if agency := agencyIn(byline[1]); agency != "" {
					found = append(found, credit{byline[1], agency})
				}
			}
		}
		if last && strings.Contains(block, "Thomson Reuters Trust Principles") {
			add("Reuters")
		}
	}
	return found
}

// inBrackets tells what stands alone in brackets or between slashes.
func (c creditForms) inBrackets(text string, tell func(string)) {
	if !strings.ContainsAny(text, "([/<【") {
		return
	}
	for _, found := range c.bracketed.FindAllStringSubmatch(text, -1) {
		tell(found[1])
	}
}

// head is the start of a text, of about so many octets, in whole characters.
func head(text string, octets int) string {
	if len(text) <= octets {
		return text
	}
	for octets > 0 && !utf8.RuneStart(text[octets]) {
		octets--
	}
	return text[:octets]
}

// tail is the end of a text, of about so many octets, in whole characters.
func tail(text string, octets int) string {
	if len(text) <= octets {
		return text
	}
	from := len(text) - octets
	for from < len(text) && !utf8.RuneStart(text[from]) {
		from++
	}
	return text[from:]
}

// reporters finds the names of a wire's reporting line, "Reporting by A in
// Berlin and B; Additional reporting by C; Editing by D": all but the editors.
func (c creditForms) reporters(line string) []string {
	var names []string
	for _, part := range c.reporting.FindAllStringSubmatch(line, -1) {
		for _, name := range c.between.Split(part[1], -1) {
			name, _, _ = strings.Cut(name, " in ")
			if name = strings.Trim(name, " ."); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// creditForms are the forms that credits are written in.
type creditForms struct {
	bracketed, byline, reporting, between *regexp.Regexp
}

func newCreditForms() creditForms {
	return creditForms{
		bracketed: regexp.MustCompile(`[(\[/<【](?:[^()\[\]/<>=【】]{1,40}=)?\s*([^()\[\]/<>=【】]{2,40}?)\s*(?:[)\]/>】]|$)`),
		byline:    regexp.MustCompile(`^(?:By|BY|by)\s+(.{3,120})$`),
		reporting: regexp.MustCompile(`(?i)(?:reporting|writing) by ([^;]+)`),
		between:   regexp.MustCompile(`,\s*|\s+and\s+`),
	}
}
