package config

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Severities of a finding. A configuration with an error is not used.
const (
	SeverityError   = "error"
	SeverityWarning = "warning"
)

// Finding is one thing wrong in a configuration. Line and Column count from 1,
// columns in characters; both are 0 where the file as a whole is meant.
type Finding struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Severity string `json:"severity"`
	Text     string `json:"text"`
}

// String is the finding as compilers print them, which editors can jump to:
// config.yaml:12:7: error: unknown key "evry"; did you mean "every"?
func (f Finding) String() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s: %s", f.File, f.Severity, f.Text)
	}
	return fmt.Sprintf("%s:%d:%d: %s: %s", f.File, f.Line, f.Column, f.Severity, f.Text)
}

// sortFindings orders by place and takes out what is said twice, which happens
// where an anchored part of the file is used in two places.
func sortFindings(findings []Finding) []Finding {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(findings)
}

// hasError reports whether a configuration with these findings must not be used.
func hasError(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Severity == SeverityError })
}

// parsePlace takes "config.yaml:52:12" or "config.yaml:52" apart. A missing
// column is 1; a text without a line is all file.
func parsePlace(place string) (file string, line, column int) {
	rest, last, ok := cutNumber(place)
	if !ok {
		return place, 0, 0
	}
	if file, first, ok := cutNumber(rest); ok {
		return file, first, last
	}
	return rest, last, 1
}

// cutNumber cuts ":12" from the end of a place.
func cutNumber(place string) (before string, number int, ok bool) {
	at := strings.LastIndexByte(place, ':')
	if at < 0 {
		return place, 0, false
	}
	number, err := strconv.Atoi(place[at+1:])
	if err != nil || number < 1 {
		return place, 0, false
	}
	return place[:at], number, true
}
