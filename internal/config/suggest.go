package config

import "strings"

// maxGuessed is the longest name, in bytes, that suggestions are looked for.
const maxGuessed = 64

// nearest returns the candidate a mistyped name most likely meant, or "" if
// none is near: at most one slip in a short name, one in three characters
// otherwise. Of equally near ones the first wins.
func nearest(name string, candidates []string) string {
	if len(name) > maxGuessed {
		return ""
	}
	given := []rune(strings.ToLower(name))
	best, least := "", max(1, len(given)/3)+1
	for _, candidate := range candidates {
		if len(candidate) > maxGuessed || candidate == "" {
			continue
		}
		wanted := []rune(strings.ToLower(candidate))
		if len(wanted)-len(given) >= least || len(given)-len(wanted) >= least {
			continue
		}
		if d := distance(given, wanted); d < least && d < max(len(given), len(wanted)) {
			best, least = candidate, d
		}
	}
	return best
}

// didYouMean is the end of a message about an unknown name.
func didYouMean(name string, candidates []string) string {
	if guess := nearest(name, candidates); guess != "" {
		return "; did you mean \"" + guess + "\"?"
	}
	return ""
}

// distance is the optimal string alignment distance: insertions, deletions,
// replacements and swaps of neighbours (Damerau 1964).
func distance(a, b []rune) int {
	before, last, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(last[j]+1, next[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, last, next = last, next, before
	}
	return last[len(b)]
}
