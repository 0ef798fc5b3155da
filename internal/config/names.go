package config

import (
	"maps"
	"slices"

	"go.yaml.in/yaml/v4"

	"sitrep/filter/strip"
)

// names is what a file has named so far, and with what meaning.
type names struct {
	sets    map[string][]strip.Rule // own rule sets; a shipped one of the same name is hidden
	shipped map[string][]strip.Rule // presets used so far
	words   map[string]words        // shipped word lists used so far
	topics  map[string]bool
	sources map[string]bool
	earlier []earlierName
	tags    map[string]bool
	feeds   map[string]string // lower case, as files of an export may be: as written
	setsAt  []*yaml.Node      // names of own rule sets
	used    map[string]bool   // own rule sets some source lists
}

// earlierName is a name a source had before.
type earlierName struct {
	name, source string
	at           *yaml.Node
}

func newNames() names {
	return names{
		sets: map[string][]strip.Rule{}, shipped: map[string][]strip.Rule{}, words: map[string]words{},
		topics: map[string]bool{}, sources: map[string]bool{}, tags: map[string]bool{},
		feeds: map[string]string{}, used: map[string]bool{},
	}
}

// sorted lists the keys of a map, for suggestions.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
