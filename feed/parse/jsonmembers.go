package parse

import (
	"iter"
	"strings"
)

// membersOf yields the names and values of an object as they are written, or the
// elements of an array, whose names are empty. raw is valid JSON that starts with
// its bracket. Making a map of them takes encoding/json three times as long.
func membersOf(raw string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for i := afterSpace(raw, 1); raw[i] != '}' && raw[i] != ']'; i = afterSpace(raw, i) {
			if raw[i] == ',' {
				i = afterSpace(raw, i+1)
			}
			name := ""
			if raw[0] == '{' {
				end := endOfString(raw, i)
				name = raw[i+1 : end]
				i = afterSpace(raw, afterSpace(raw, end+1)+len(":"))
			}
			end := endOfValue(raw, i)
			if !yield(name, raw[i:end]) {
				return
			}
			i = end
		}
	}
}

// memberName returns a member's name without escapes and capitals: gofeed takes
// it in any case.
func memberName(written string) string {
	if strings.IndexByte(written, '\\') >= 0 {
		written, _ = unquoteJSON(written)
	}
	return strings.ToLower(written)
}

// afterSpace returns the offset of the first character from i on that is no
// space; there is one.
func afterSpace(raw string, i int) int {
	for isSpace(raw[i]) {
		i++
	}
	return i
}

// endOfValue returns the offset behind the value at i, which a bracket follows
// somewhere.
func endOfValue(raw string, i int) int {
	for depth := 0; ; i++ {
		switch raw[i] {
		case '"':
			i = endOfString(raw, i)
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		default: // part of a number or of a word
			if depth == 0 && strings.IndexByte(", \t\r\n]}", raw[i+1]) < 0 {
				continue
			}
		}
		if depth == 0 {
			return i + 1
		}
	}
}
