package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"sitrep/filter"
	"sitrep/filter/match"
	"sitrep/filter/strip"
)

// Load reads a configuration file. The configuration is nil if a finding is an
// error; findings are sorted by place.
func Load(path string) (*Config, []Finding) {
	data, err := readFile(path)
	if err != nil {
		return nil, []Finding{{File: path, Severity: SeverityError, Text: err.Error()}}
	}
	return Parse(path, data, filepath.Dir(path))
}

// readFile reads one file, no more than the longest that is accepted.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", pathless(err))
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", pathless(err))
	}
	return data, nil
}

// Parse reads a configuration. The name is that of the file in findings;
// relative paths in it start at dir. It does no I/O but for secrets that name
// a file, variables, and a look whether the documents of tests exist.
func Parse(name string, data []byte, dir string) (*Config, []Finding) {
	if absolute, err := filepath.Abs(dir); err == nil {
		dir = absolute
	}
	l := newLoader(name, dir)
	l.hash.Write(data)
	root := l.parse(data)
	if root != nil {
		l.readRoot(root)
	}
	switch {
	case root == nil:
	case hasError(l.findings):
		l.compileWhere()
	default:
		l.compile()
	}
	findings := sortFindings(l.findings)
	if l.more > 0 {
		findings = append(findings, Finding{File: name, Severity: SeverityError, Text: fmt.Sprintf("and %d more", l.more)})
	}
	if hasError(findings) {
		return nil, findings
	}
	l.cfg.notes = l.notes
	l.cfg.Hash = hex.EncodeToString(l.hash.Sum(nil))
	return l.cfg, findings
}

// loader decodes one configuration. It knows the names given so far, so that
// later sections can be checked against them.
type loader struct {
	reader
	cfg      *Config
	hash     hash.Hash
	names    names
	defaults draft // what every source starts from
	hasBase  bool  // base_url was written, rightly or not
}

func newLoader(name, dir string) *loader {
	base := filepath.Base(name)
	return &loader{
		reader: reader{file: name, base: base, dir: dir},
		hash:   sha256.New(),
		names:  newNames(),
		defaults: draft{
			Source: Source{Every: 30 * time.Minute, Content: filter.Summary, License: "unknown", Images: "none"},
			policy: filter.Source{SummaryLength: 280},
		},
		cfg: &Config{
			Path: name, Dir: dir,
			Listen:    "127.0.0.1:8080",
			Store:     filepath.Join(dir, "sitrep.db"),
			Retention: 30 * day,
			Backfill:  day,
			MaxLoss:   0.5,
			Fetch:     Fetch{PerHost: 2, Timeout: 30 * time.Second, MaxSize: 8_000_000},
			Settings:  filter.Settings{},
		},
	}
}

// readRoot decodes the sections. They are read in the order in which they
// need each other, whatever their order in the file.
func (l *loader) readRoot(root *yaml.Node) {
	later := func(string, *yaml.Node) {}
	cfg := l.cfg
	sections := l.object("the file", root, keys{
		"site": later, "defaults": later, "sources": later, "topics": later,
		"strip": later, "feeds": later, "tests": later,
		"listen":    l.listener(&cfg.Listen),
		"admin":     l.listener(&cfg.Admin),
		"store":     l.readStore,
		"retention": l.duration(&cfg.Retention, 1),
		"backfill":  l.duration(&cfg.Backfill, 0),
		"reload":    l.readReload,
		"fetch":     l.readFetch,
		"withhold":  l.readWithhold,
	})
	if sections == nil {
		return
	}
	for _, step := range []struct {
		key  string
		read decoder
	}{
		{"site", l.readSite}, {"strip", l.readSets}, {"topics", l.readTopics}, {"defaults", l.readDefaults},
		{"sources", l.readSources}, {"feeds", l.readFeeds}, {"tests", l.readTests},
	} {
		if n := sections[step.key]; n != nil {
			step.read(step.key, n)
		}
	}
	if len(cfg.Sources) == 0 && (sections["sources"] == nil || isEmpty(sections["sources"])) {
		l.errorAt(sections["sources"], "no sources; list the feeds to read under sources:")
	}
	if cfg.Admin == cfg.Listen && !strings.HasSuffix(cfg.Admin, ":0") {
		l.errorAt(sections["admin"], "admin and listen are the same address, %s", cfg.Admin)
	}
	l.completeSite(sections["site"])
	l.noteSite(sections)
	l.noteUnusedSets()
	cfg.Settings.Backfill = cfg.Backfill
}

// isEmpty reports whether a section was left empty.
func isEmpty(n *yaml.Node) bool {
	return isNull(n) || n.Kind != yaml.ScalarNode && len(n.Content) == 0
}

// compile checks what only the filter itself can know: expressions, and terms
// and rules it cannot use. Shipped ones are left out: our tests have compiled
// them, and they are most of the work.
func (l *loader) compile() {
	own := l.cfg.Settings
	own.Sources = slices.Clone(own.Sources)
	for i, s := range own.Sources {
		own.Sources[i].Strip = slices.DeleteFunc(slices.Clone(s.Strip), func(r strip.Rule) bool { return !l.wrote(r.Config) })
	}
	own.Topics = slices.Clone(own.Topics)
	for i, t := range own.Topics {
		own.Topics[i].Terms = slices.DeleteFunc(slices.Clone(t.Terms), func(t match.Term) bool { return !l.wrote(t.Config) })
		own.Topics[i].Never = slices.DeleteFunc(slices.Clone(t.Never), func(t match.Term) bool { return !l.wrote(t.Config) })
	}
	_, problems := filter.Compile(own)
	for _, problem := range problems {
		l.findings = append(l.findings, l.findingOf(problem))
	}
}

// compileWhere checks expressions alone, in a file that has other mistakes.
func (l *loader) compileWhere() {
	own := filter.Settings{Feeds: l.cfg.Settings.Feeds}
	for _, t := range l.cfg.Settings.Topics {
		own.Topics = append(own.Topics, match.Topic{Name: t.Name})
	}
	_, problems := filter.Compile(own)
	for _, problem := range problems {
		if strings.HasPrefix(problem.Text, "where of feed") {
			l.findings = append(l.findings, l.findingOf(problem))
		}
	}
}

// wrote reports whether a place is in the curator's own file.
func (l *loader) wrote(place string) bool {
	file, _, _ := parsePlace(place)
	return file == l.base
}

// findingOf gives a problem of the filter its place in the file. The place may
// also stand in front of the text; a problem without one is the whole file's.
func (l *loader) findingOf(problem filter.Problem) Finding {
	place, text := problem.Config, problem.Text
	if front, rest, ok := strings.Cut(text, ": "); ok {
		if _, line, _ := parsePlace(front); line > 0 {
			place, text = front, rest
		}
	}
	file, line, column := parsePlace(place)
	switch {
	case line == 0:
		file, line, column, text = l.file, 1, 1, place+": "+text
	case file == l.base:
		file = l.file
	}
	return Finding{File: file, Line: line, Column: column, Severity: SeverityError, Text: text}
}
