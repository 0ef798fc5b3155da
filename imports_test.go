package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// room is one row of the rooms table in ARCHITECTURE.md.
type room struct {
	level   int
	pure    bool
	imports []string // our own packages it may import
	owns    []string // libraries that only it may import
}

// readRooms reads the table, so that the page cannot lie.
func readRooms(t *testing.T) map[string]room {
	t.Helper()
	page, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	rooms := map[string]room{}
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 6 || !strings.Contains(cells[0], "`") {
			continue
		}
		level, err := strconv.Atoi(strings.TrimSpace(cells[1]))
		if err != nil {
			t.Fatalf("ARCHITECTURE.md: level in %q: %v", line, err)
		}
		rooms[ticked(cells[0])[0]] = room{
			level:   level,
			pure:    strings.TrimSpace(cells[3]) == "yes",
			imports: ticked(cells[4]),
			owns:    ticked(cells[5]),
		}
	}
	if len(rooms) < 10 {
		t.Fatalf("ARCHITECTURE.md: found %d rooms, is the table still there?", len(rooms))
	}
	return rooms
}

// ticked returns the words between back-quotes.
func ticked(cell string) []string {
	var words []string
	for i, word := range strings.Split(cell, "`") {
		if i%2 == 1 {
			words = append(words, word)
		}
	}
	return words
}

// impureImports are what a pure room may not import: sockets, disk, log, randomness.
var impureImports = []string{
	"os", "os/exec", "os/signal", "io/ioutil", "net", "net/http", "log", "log/slog", "math/rand", "math/rand/v2",
	"crypto/rand", "database/sql", "syscall", "embed", "runtime/debug", "path/filepath",
}

// clockCalls are the functions of package time that read or wait for the clock.
var clockCalls = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// checkFile says what in one source file breaks the rules of its room.
func checkFile(rooms map[string]room, importPath, name string, src any) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
	if err != nil {
		return nil, err
	}
	own, ok := rooms[importPath]
	if !ok {
		return []string{fmt.Sprintf("%s: package %s stands in no row of ARCHITECTURE.md", name, importPath)}, nil
	}
	var faults []string
	for _, spec := range file.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		if fault := checkImport(rooms, importPath, own, imported); fault != "" {
			faults = append(faults, name+": "+fault)
		}
	}
	if own.pure {
		faults = append(faults, impurities(name, file)...)
	}
	return faults, nil
}

func checkImport(rooms map[string]room, importPath string, own room, imported string) string {
	if ours, ok := strings.CutPrefix(imported, "sitrep/"); ok {
		if !slices.Contains(own.imports, ours) {
			return fmt.Sprintf("%s may not import %s", importPath, ours)
		}
		if target := rooms[ours]; target.level >= own.level {
			return fmt.Sprintf("%s (level %d) imports %s (level %d)", importPath, own.level, ours, target.level)
		}
		return ""
	}
	if own.pure && slices.Contains(impureImports, imported) {
		return fmt.Sprintf("%s is pure and may not import %s", importPath, imported)
	}
	// The most specific claim counts: html/charset belongs to another room than html.
	owners, claimed := []string{}, ""
	for other, r := range rooms {
		for _, library := range r.owns {
			switch covers := imported == library || strings.HasPrefix(imported, library+"/"); {
			case covers && len(library) > len(claimed):
				owners, claimed = []string{other}, library
			case covers && library == claimed:
				owners = append(owners, other)
			}
		}
	}
	if claimed != "" && !slices.Contains(owners, importPath) {
		return fmt.Sprintf("only %s may import %s", strings.Join(owners, ", "), imported)
	}
	return ""
}

// impurities finds calls of the clock and functions named init.
func impurities(name string, file *ast.File) []string {
	var faults []string
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if pkg, ok := n.X.(*ast.Ident); ok && pkg.Name == "time" && slices.Contains(clockCalls, n.Sel.Name) {
				faults = append(faults, fmt.Sprintf("%s: time.%s in a pure room", name, n.Sel.Name))
			}
		case *ast.FuncDecl:
			if n.Recv == nil && n.Name.Name == "init" {
				faults = append(faults, name+": init() in a pure room")
			}
		}
		return true
	})
	return faults
}

func TestRoomsImportOnlyWhatTheTableAllows(t *testing.T) {
	rooms := readRooms(t)
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "testdata" || entry.Name() == "docs" || strings.HasPrefix(entry.Name(), ".") && file != ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		importPath := path.Dir(filepath.ToSlash(file))
		if importPath == "." {
			importPath = "main"
		}
		seen[importPath] = true
		faults, err := checkFile(rooms, importPath, file, nil)
		for _, fault := range faults {
			t.Error(fault)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range rooms {
		if !seen[name] {
			t.Errorf("ARCHITECTURE.md names %s, which has no Go file", name)
		}
	}
}

func TestPlantedFaultsAreCaught(t *testing.T) {
	rooms := readRooms(t)
	cases := []struct{ name, room, src, want string }{
		{"cross import", "filter/strip", `package strip; import _ "sitrep/filter/match"`, "may not import filter/match"},
		{"upward import", "feed", `package feed; import _ "sitrep/filter"`, "may not import filter"},
		{"log", "filter", `package filter; import _ "log/slog"`, "pure and may not import log/slog"},
		{"disk", "feed/parse", `package parse; import _ "os"`, "pure and may not import os"},
		{"clock", "filter/story", `package story; import "time"; var x = time.Now()`, "time.Now in a pure room"},
		{"init", "feed/render", `package render; func init() {}`, "init() in a pure room"},
		{"library", "internal/poll", `package poll; import _ "github.com/mmcdole/gofeed"`, "only feed/parse may import"},
		{"unknown room", "internal/helpers", `package helpers`, "stands in no row"},
	}
	for _, c := range cases {
		faults, err := checkFile(rooms, c.room, c.name+".go", c.src)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.Join(faults, "\n"), c.want) {
			t.Errorf("%s: planted fault not caught, got %q", c.name, faults)
		}
	}
}
