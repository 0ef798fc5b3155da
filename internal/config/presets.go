package config

import (
	"embed"
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Kinds of preset.
const (
	KindStrip = "strip" // strip rules
	KindWords = "words" // a word list
)

//go:embed presets/strip/*.yaml presets/words/*.yaml
var presetFiles embed.FS

// Preset is one set of strip rules or one word list shipped in the program.
// Text is YAML that can be pasted into a configuration and changed.
type Preset struct {
	Name string
	Kind string // KindStrip or KindWords
	Text string
}

// Presets lists what is shipped: strip rules, then word lists, by name.
func Presets() []Preset {
	var all []Preset
	for _, kind := range []string{KindStrip, KindWords} {
		for _, name := range presetNames(kind) {
			text, err := presetFiles.ReadFile(presetPath(kind, name))
			if err == nil {
				all = append(all, Preset{Name: name, Kind: kind, Text: paste(string(text), kind, name)})
			}
		}
	}
	return all
}

// paste puts a shipped file below the keys it stands under in a configuration,
// unless it has them already.
func paste(text, kind, name string) string {
	section := sectionOf(kind)
	if strings.HasPrefix(text, section+":") || strings.Contains(text, "\n"+section+":") {
		return text
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s:\n  %s:\n", section, name)
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			b.WriteString("    ")
		}
		b.WriteString(line)
	}
	return b.String()
}

// sectionOf is the section of a configuration that presets of a kind belong to.
func sectionOf(kind string) string {
	if kind == KindWords {
		return "topics"
	}
	return "strip"
}

func presetPath(kind, name string) string { return path.Join("presets", kind, name+".yaml") }

// presetNames lists the presets of a kind.
func presetNames(kind string) []string {
	files, err := presetFiles.ReadDir(path.Join("presets", kind))
	if err != nil {
		return nil // none of this kind is shipped
	}
	var names []string
	for _, file := range files {
		if name, ok := strings.CutSuffix(file.Name(), ".yaml"); ok {
			names = append(names, name)
		}
	}
	return names
}

// openPreset parses a shipped file and returns its body and a reader that
// knows its places. Using a preset makes it part of the configuration's hash.
func (l *loader) openPreset(kind, name string) (*yaml.Node, *reader, bool) {
	if strings.ContainsAny(name, "/\\") {
		return nil, nil, false
	}
	text, err := presetFiles.ReadFile(presetPath(kind, name))
	if err != nil {
		return nil, nil, false
	}
	l.hash.Write([]byte("\x00" + kind + "/" + name + "\x00"))
	l.hash.Write(text)
	file := name + ".yaml"
	r := &reader{file: file, base: file, dir: l.dir}
	body := r.parse(text)
	if body == nil { // reported; as good as an empty one
		return &yaml.Node{Kind: yaml.SequenceNode}, r, true
	}
	return presetBody(body, kind, name), r, true
}

// presetBody finds the rules or words inside a shipped file, which stand
// where they would stand in a configuration: below "strip:" or "topics:" and
// the preset's name, or at the top.
func presetBody(n *yaml.Node, kind, name string) *yaml.Node {
	for _, key := range []string{sectionOf(kind), name} {
		if below := child(n, key); below != nil {
			n = below
		}
	}
	return n
}

// child is the value of a key in a mapping, or nil.
func child(n *yaml.Node, key string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return follow(n.Content[i+1])
		}
	}
	return nil
}

// adopt takes over the mistakes a reader of a shipped file has found. What is
// valid and wrong in it is for our own tests: a curator could not change it.
func (l *loader) adopt(r *reader) {
	l.findings = append(l.findings, r.findings...)
	l.more += r.more
}
