package store

import "slices"

// The steps of CommitTurn and Place, as a failpoint sees them. The two that
// end in "committed" come when all is written: failing there is dying before
// anybody was told.
const (
	StepTurnBegin     = "turn: begin"
	StepTurnSource    = "turn: source and lease"
	StepTurnMarks     = "turn: read marks"
	StepTurnOrigin    = "turn: origin"
	StepTurnItem      = "turn: item"
	StepTurnMark      = "turn: mark"
	StepTurnTouch     = "turn: touch marks"
	StepTurnCommit    = "turn: commit"
	StepTurnCommitted = "turn: committed"

	StepPlaceBegin     = "place: begin"
	StepPlaceLog       = "place: log"
	StepPlaceVerdict   = "place: verdict"
	StepPlaceReport    = "place: report"
	StepPlaceEntry     = "place: entry"
	StepPlaceMark      = "place: mark"
	StepPlaceAge       = "place: age"
	StepPlaceAdopt     = "place: adopt"
	StepPlaceReset     = "place: reset"
	StepPlaceFeeds     = "place: feeds"
	StepPlaceCommit    = "place: commit"
	StepPlaceCommitted = "place: committed"
)

// Steps lists the steps, so that a test can make each of them fail.
func Steps() []string { return slices.Clone(steps[:]) }

var steps = [...]string{
	StepTurnBegin, StepTurnSource, StepTurnMarks, StepTurnOrigin, StepTurnItem, StepTurnMark, StepTurnTouch, StepTurnCommit, StepTurnCommitted,
	StepPlaceBegin, StepPlaceLog, StepPlaceVerdict, StepPlaceReport, StepPlaceEntry, StepPlaceMark, StepPlaceAge, StepPlaceAdopt, StepPlaceReset,
	StepPlaceFeeds, StepPlaceCommit, StepPlaceCommitted,
}
