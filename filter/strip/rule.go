// Package strip takes furniture off the edges of a text: bylines, stamps,
// captions, end marks, copyright footers. It says what it cut, by which rule,
// and where the cut goes; a rights notice can only go to rights.
package strip

import (
	"sitrep/feed"
	"sitrep/feed/markup"
)

// Edge is the end of the text a rule works on.
type Edge string

// The two edges of a text.
const (
	Start Edge = "start"
	End   Edge = "end"
)

// Target says where a cut goes.
type Target string

// The targets of a cut. Drop is the only one that discards, and a rights
// notice is never dropped: it moves to ToRights whatever the rule says.
const (
	ToRights  Target = "rights"  // atom:rights, word for word
	ToAuthor  Target = "author"  // an author of the entry
	ToCredit  Target = "credit"  // an agency: an author too, and a third party unless the source's own
	ToCaption Target = "caption" // to the image; without one its credit goes to rights
	ToMark    Target = "mark"    // slug, stamp, take: metadata that where: and explain see
	ToContact Target = "contact" // reporter's address, tip line: not republished
	ToDrop    Target = "drop"    // discarded
)

// Values of Rule.Repeats and Rule.Until.
const (
	RepeatsTitle = "title" // the block is the title again
	RepeatsHead  = "head"  // the block stands twice among the first 12
	UntilEnd     = "end"   // the block and all after it
)

// Rule is one strip rule as a curator writes it (shared design, section 4).
// Match and Next are RE2 expressions, searched for in the plain text of a whole
// block (anchor them with ^ and $); Repeats is "title", "head" or empty; Until
// is "end" or empty. Conditions given together must all hold.
type Rule struct {
	At      Edge
	Match   string
	Repeats string
	Next    string
	Until   string
	Inline  bool
	Keep    bool
	To      Target
	Name    string // for people: rule set and number, "yonhap-en/3"
	Config  string // the line it stands on: "config.yaml:41" or "yonhap-en.yaml:7"
}

// Cut is one removed run of text. Text is plain, word for word.
type Cut struct {
	Rule   string `json:"rule"`
	Config string `json:"config"`
	Text   string `json:"text"`
	To     Target `json:"to"`
	At     Edge   `json:"at,omitempty"`
}

// NoticeRule is the name that a cut of a rights notice carries where no rule
// of the configuration named it.
const NoticeRule = "rights notice"

// Input is what a stripper reads: the item's title as published and the text
// to strip (content, else summary). HasImage says whether a caption has an
// image to go to.
type Input struct {
	Title    string
	Text     feed.Text
	HasImage bool
}

// Result is what stripping made of a text. Empty lists mean nothing of the
// kind was found.
type Result struct {
	Text     feed.Text      // what remains, in the markup it came in
	Plain    string         // the same, plain: its blocks joined by newlines
	Received *markup.Blocks // all of it, as it was received
	Cuts     []Cut          // in the order they were made, start edge first
	Authors  []string       // harvested or cut bylines, in order
	Agencies []string       // harvested or cut credits, in order
	Dates    []string       // harvested dates, as written
	Rights   []string       // notices moved, word for word, in the order of the text
	Marks    []string       // slugs, stamps, takes
	Captions []string       // captions for the item's image
	Kept     []Cut          // keep: rules that matched; nothing of them was cut
	Warnings []string       // a drop rule that hit a notice, drops undone, …
}
