// Package match decides whether a text is on a topic, by weighted terms, and
// says which terms decided.
package match

// Term is one term of a word list. Weight is positive for evidence, negative
// for counter-evidence, 0 for a shield (the longest match wins, so a shield
// keeps the shorter terms inside it from counting).
type Term struct {
	Text   string
	Weight float64
	Exact  bool   // this form only ('=' in front of a listed term): no plural, no possessive; its capitals are capitals in the text too
	Config string // the line it stands on: "config.yaml:31" or "defence-en.yaml:120"
}

// Topic is one topic's terms and scoring. Zero Threshold, TitleFactor and Cap
// mean the defaults 5.5, 2 and 6. Never lists literal strings that put a title
// off topic; Weight is unused in them.
type Topic struct {
	Name        string
	Terms       []Term // a term listed again replaces the earlier one
	Never       []Term
	Threshold   float64
	TitleFactor float64
	Cap         float64
}

// Hit is one term found. Offset is in bytes of the field as it was given to
// Match; in a verdict that is the title, or the text, plain and stripped.
type Hit struct {
	Topic  string  `json:"topic"`
	Term   string  `json:"term"`
	Field  string  `json:"field"` // title or text
	Offset int     `json:"offset"`
	Length int     `json:"length"` // in bytes of the field, plural and variant letter included
	Weight float64 `json:"weight"`
	Config string  `json:"config"`
}

// Score is the outcome for one topic.
type Score struct {
	Topic     string
	Score     float64
	Threshold float64
	On        bool   // on topic: Score ≥ Threshold and no never term in the title
	Never     Hit    // the never term that put it off topic; zero if none
	Hits      []Hit  // title first, then text, by offset; shields too, of weight 0
	Missing   string // for a topic that is off: what was missing, in words
}
