package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// The house rules that a machine can hold: how long a file and a function may
// be, that nothing runs by itself at start, and that every exported name says
// what it is.
const (
	mostFileLines     = 500
	mostFunctionLines = 100
)

// styleFaults says what in one source file breaks the house rules.
func styleFaults(name string, src any) ([]string, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, src, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	var faults []string
	add := func(at token.Pos, what string) {
		faults = append(faults, set.Position(at).String()+": "+what)
	}
	line := func(at token.Pos) int { return set.Position(at).Line }
	if line(file.FileEnd) > mostFileLines {
		add(file.Pos(), "the file holds more than one idea: over 500 lines")
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if line(d.End())-line(d.Pos()) >= mostFunctionLines {
				add(d.Pos(), d.Name.Name+" is over 100 lines")
			}
			if d.Name.Name == "init" && d.Recv == nil {
				add(d.Pos(), "init runs by itself; nothing greps from caller to callee")
			}
			if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
				add(d.Pos(), d.Name.Name+" is exported and says nothing of itself")
			}
		case *ast.GenDecl:
			for _, name := range undocumented(d) {
				add(name.Pos(), name.Name+" is exported and says nothing of itself")
			}
		}
	}
	return faults, nil
}

// exportedReceiver reports whether a function, or the type it is a method of,
// can be seen from outside. A Run or an Error of a private type is there for an
// interface, which says what it is.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	of := d.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	if index, ok := of.(*ast.IndexExpr); ok {
		of = index.X
	}
	name, ok := of.(*ast.Ident)
	return !ok || name.IsExported()
}

// undocumented returns the exported names of a declaration that have no
// comment. One comment serves a group of constants or variables, and a type's
// serves its fields.
func undocumented(d *ast.GenDecl) []*ast.Ident {
	var bare []*ast.Ident
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil {
				bare = append(bare, spec.Name)
			}
		case *ast.ValueSpec:
			if d.Doc != nil || spec.Doc != nil || spec.Comment != nil {
				continue
			}
			for _, name := range spec.Names {
				if name.IsExported() {
					bare = append(bare, name)
				}
			}
		}
	}
	return bare
}

func TestHouseRules(t *testing.T) {
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && name != "." || d.Name() == "testdata" || d.Name() == "tools") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		faults, err := styleFaults(name, nil)
		for _, fault := range faults {
			t.Error(fault)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestHouseRulesCatch(t *testing.T) {
	for name, src := range map[string]string{
		"a long file":            "package p\n" + strings.Repeat("\n", mostFileLines),
		"a long function":        "package p\nfunc f() {\n" + strings.Repeat("\n", mostFunctionLines) + "}\n",
		"an init":                "package p\nfunc init() {}\n",
		"a bare function":        "package p\nfunc F() {}\n",
		"a bare method":          "package p\nfunc (t *T) M() {}\n",
		"a bare type":            "package p\ntype T int\n",
		"a bare constant":        "package p\nconst C = 1\n",
		"a bare name of a group": "package p\nvar (\n\t// A is said.\n\tA int\n\tB int\n)\n",
	} {
		if faults, err := styleFaults("planted.go", src); err != nil || len(faults) != 1 {
			t.Errorf("%s: %q, %v", name, faults, err)
		}
	}
	fine := "package p\n// F does.\nfunc F() {}\n// Days of the week.\nconst (\n\tSunday = iota\n\tMonday\n)\nfunc (t *T) m() {}\nfunc (t t) M() {}\n"
	if faults, err := styleFaults("fine.go", fine); err != nil || len(faults) != 0 {
		t.Errorf("fine: %q, %v", faults, err)
	}
}
