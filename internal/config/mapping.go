package config

import "go.yaml.in/yaml/v4"

// pair is one key of a mapping with its value, aliases followed.
type pair struct{ key, value *yaml.Node }

// pairs are the keys of a mapping and their values, in the order of the file:
// first its own, then what it merges (<<) and does not say itself. Keys that
// are no names or stand twice are reported and left out.
func (r *reader) pairs(n *yaml.Node) []pair { return r.pairsAt(n, 0) }

// pairsAt is pairs of a mapping that stands below so many merges; a mapping
// that merges itself has no end of them.
func (r *reader) pairsAt(n *yaml.Node, depth int) []pair {
	if depth > maxDepth {
		r.errorAt(n, "<< is nested deeper than %d levels", maxDepth)
		r.visits = maxVisits // several of itself would be followed for long
		return nil
	}
	out := make([]pair, 0, len(n.Content)/2)
	lines := make(map[string]int, len(n.Content)/2)
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content) && r.spend(n); i += 2 {
		key, value := n.Content[i], follow(n.Content[i+1])
		if isMerge(key) {
			merged = append(merged, value)
			continue
		}
		if !r.isName(key) {
			continue
		}
		if line, twice := lines[key.Value]; twice {
			r.errorAt(key, "key %s given twice; first on line %d", quote(key.Value), line)
			continue
		}
		lines[key.Value] = key.Line
		out = append(out, pair{key, value})
	}
	for _, from := range merged {
		for _, p := range r.merge(from, depth+1) {
			if lines[p.key.Value] == 0 {
				lines[p.key.Value] = p.key.Line
				out = append(out, p)
			}
		}
	}
	return out
}

// merge are the keys that << takes over: from a mapping, or from several, of
// which the first to have a key gives it (YAML merge key type, 2005).
func (r *reader) merge(from *yaml.Node, depth int) []pair {
	switch from.Kind {
	case yaml.MappingNode:
		return r.pairsAt(from, depth)
	case yaml.SequenceNode:
		var all []pair
		for _, element := range from.Content {
			if !r.spend(from) {
				break
			}
			if element = follow(element); element.Kind != yaml.MappingNode {
				r.errorAt(element, "<< merges mappings, not %s", describe(element))
				continue
			}
			all = append(all, r.pairsAt(element, depth)...)
		}
		return all
	}
	r.errorAt(from, "<< merges mappings, not %s", describe(from))
	return nil
}

func isMerge(key *yaml.Node) bool { return key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge" }

// isName reports whether a key is plain text, and a finding if it is not.
func (r *reader) isName(key *yaml.Node) bool {
	switch {
	case key.Kind != yaml.ScalarNode:
		r.errorAt(key, "a key must be plain text, not %s", describe(key))
	case isNull(key):
		r.errorAt(key, "a key must be plain text, not nothing")
	default:
		return true
	}
	return false
}
