package filter

import (
	"regexp"
	"slices"
	"strings"

	"sitrep/feed/markup"
)

// Where a credit stands: within the first or the last blocks of a text, and
// there near its start (a dateline, a byline) or at its end (a tail).
const (
	creditBlocks = 3
	datelineEnd  = 120 // octets from the start of a block
	tailStart    = 60  // octets from the end of a block
)

// credited finds agencies that a text credits, whether or not a strip rule
// knows the form: in datelines, "SEOUL, June 17 (Yonhap) --", "(서울=연합뉴스)",
// "MOSCOW, June 17. /TASS/."; in bylines, "By Jane Roe, Reuters"; in tails,
// "(Yonhap)", "Our Standards: The Thomson Reuters Trust Principles". A name in
// the middle of the text is news, not a credit.
func (c creditForms) credited(text string) []string {
	var found []string
	add := func(name string) {
		if name = strings.TrimSpace(name); isAgency(name) && !slices.Contains(found, name) {
			found = append(found, name)
		}
	}
	blocks := strings.Split(text, "\n")
	for i, block := range blocks {
		first, last := i < creditBlocks, i >= len(blocks)-creditBlocks
		if !first && !last {
			continue
		}
		for _, at := range c.bracketed.FindAllStringSubmatchIndex(block, -1) {
			if first && at[0] < datelineEnd || last && at[1] > len(block)-tailStart {
				add(block[at[2]:at[3]])
			}
		}
		if byline := c.byline.FindStringSubmatch(block); byline != nil {
			add(agencyIn(byline[1]))
		}
		if last && strings.Contains(block, "Thomson Reuters Trust Principles") {
			add("Reuters")
		}
	}
	return found
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

// received is the text of an item as it came, plain.
func (rd *Reading) received() string { return markup.Plain(rd.Received.Body.Body()) }
