package parse

import (
	"strings"

	"sitrep/feed"
)

// languageTag writes a language tag with hyphens (RFC 5646).
func languageTag(s string) string {
	return strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
}

// takeServersLanguage gives a document that declares no language the one of the
// HTTP header Content-Language (RFC 9110, 8.5). That header names the languages
// of the readers a document is for, so several say nothing of its text, nor does
// one that an item contradicts.
func takeServersLanguage(doc *feed.Document, header string) {
	tag := languageTag(header)
	if doc.Source.Language != "" || !isLanguage(tag) {
		return
	}
	for i := range doc.Items {
		if own := doc.Items[i].Language; own != "" && !strings.EqualFold(primary(own), primary(tag)) {
			return
		}
	}
	doc.Source.Language, doc.SaidBy = tag, "as the server says"
	for i := range doc.Items {
		if doc.Items[i].Language == "" {
			doc.Items[i].Language = tag
		}
	}
}

// primary returns the language of a tag, without script and region.
func primary(tag string) string {
	tag, _, _ = strings.Cut(tag, "-")
	return tag
}

// isLanguage reports whether a tag is well formed (RFC 5646, 2.1) and names one
// language: not "mul", "und" and the like, nor a private use.
func isLanguage(tag string) bool {
	for i, part := range strings.Split(tag, "-") {
		if len(part) == 0 || len(part) > 8 || strings.IndexFunc(part, func(r rune) bool { return r > 'z' || !isWord(byte(r)) || r == '_' }) >= 0 {
			return false
		}
		if i == 0 && (len(part) < 2 || strings.ContainsAny(part, "0123456789")) {
			return false
		}
	}
	switch strings.ToLower(primary(tag)) {
	case "mul", "und", "zxx", "mis":
		return false
	}
	return true
}
