package strip

import "math"

// Use is how often a rule cut something among some texts of one source.
type Use struct {
	Hits  int
	Texts int
}

// Limits of the drift alarm.
const (
	driftHits   = 5     // hits a rule must have had before its silence means something
	driftTexts  = 5     // texts without a hit: a source's items of one kind come together
	driftChance = 0.001 // how unlikely the silence must be by chance
)

// Stopped reports whether a rule used to match and has stopped: it has no hit
// in the texts lately, and at the rate it had before that would come about by
// chance less than once in a thousand times. Rules that always were rare, and
// sources that have published little since, raise no alarm.
func Stopped(before, lately Use) bool {
	if before.Hits < driftHits || before.Texts < before.Hits || lately.Hits > 0 || lately.Texts < driftTexts {
		return false
	}
	missed := 1 - float64(before.Hits)/float64(before.Texts+1) // +1: no rule is certain to match
	return math.Pow(missed, float64(lately.Texts)) < driftChance
}
