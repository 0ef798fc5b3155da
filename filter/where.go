package filter

import (
	"errors"
	"fmt"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"
)

// maxWhereNodes bounds the size of a where: expression, so that a pasted
// monster is refused at load and not met at run time.
const maxWhereNodes = 1000

// whereProblem is what is wrong with a where: expression. Column counts from 0
// in the expression; Line from 1.
type whereProblem struct {
	line, column int
	text         string
}

func (p *whereProblem) Error() string { return p.text }

// condition is a compiled where: expression; nil means no condition.
type condition struct{ program *vm.Program }

// compileWhere compiles an expression over the fields of an item. Names that
// are not fields, and topics that do not exist, are errors. There is no clock,
// no range operator and at most two nested loops, so that its time is bounded
// by the item.
func compileWhere(source string, topics []string) (*condition, error) {
	if source == "" {
		return nil, nil
	}
	scores := types.Map{}
	for _, t := range topics {
		scores[t] = types.Float
	}
	environment := types.Map{
		"source":     types.String,
		"tags":       types.Array(types.String),
		"rank":       types.Int,
		"language":   types.String,
		"title":      types.String,
		"text":       types.String,
		"authors":    types.Array(types.String),
		"categories": types.Array(types.String),
		"url":        types.String,
		"published":  types.TypeOf(time.Time{}),
		"take":       types.String,
		"marks":      types.Array(types.String),
		"scores":     scores,
	}
	bounds := &boundsCheck{}
	options := []expr.Option{expr.Env(environment), expr.AsBool(), expr.MaxNodes(maxWhereNodes), expr.Patch(bounds)}
	// take is a field here; the others read a clock or the disk, or grow memory.
	for _, name := range []string{"now", "timezone", "take", "repeat", "fromJSON", "toJSON"} {
		options = append(options, expr.DisableBuiltin(name))
	}
	program, err := expr.Compile(source, options...)
	if err != nil {
		var at *file.Error
		if errors.As(err, &at) {
			return nil, &whereProblem{line: at.Line, column: at.Column, text: at.Message}
		}
		return nil, &whereProblem{line: 1, text: err.Error()}
	}
	if bounds.fault != "" {
		return nil, &whereProblem{line: 1, text: bounds.fault}
	}
	return &condition{program: program}, nil
}

// boundsCheck refuses what could run long: ranges and deep nesting of loops.
type boundsCheck struct{ fault string }

// Visit implements ast.Visitor. It is called after a node's children.
func (b *boundsCheck) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.BinaryNode:
		if n.Operator == ".." {
			b.fault = "ranges are not allowed in where:"
		}
	case *ast.BuiltinNode:
		if loopDepth(n) > 2 {
			b.fault = "more than two nested loops are not allowed in where:"
		}
	}
}

// loopDepth counts the nested predicates of a builtin call.
func loopDepth(n *ast.BuiltinNode) int {
	deepest := 0
	for _, argument := range n.Arguments {
		predicate, ok := argument.(*ast.PredicateNode)
		if !ok {
			continue
		}
		counter := &depthCounter{}
		inner := predicate.Node
		ast.Walk(&inner, counter)
		deepest = max(deepest, 1+counter.deepest)
	}
	return deepest
}

type depthCounter struct{ deepest int }

func (c *depthCounter) Visit(node *ast.Node) {
	if n, ok := (*node).(*ast.BuiltinNode); ok {
		c.deepest = max(c.deepest, loopDepth(n))
	}
}

// holds evaluates the condition on one item. A nil condition holds always.
func (c *condition) holds(fields map[string]any) (bool, error) {
	if c == nil {
		return true, nil
	}
	out, err := expr.Run(c.program, fields)
	if err != nil {
		return false, fmt.Errorf("evaluate where: %w", err)
	}
	return out == true, nil
}

// whereFields gives a reading in the names where: uses.
func whereFields(rd *Reading, title, text string) map[string]any {
	authors := make([]string, 0, len(rd.Received.Body.Authors)+len(rd.Strip.Authors))
	for _, person := range rd.Received.Body.Authors {
		authors = append(authors, person.Name)
	}
	authors = append(authors, rd.Strip.Authors...)
	categories := make([]string, 0, len(rd.Received.Body.Categories))
	for _, c := range rd.Received.Body.Categories {
		categories = append(categories, c.Term)
	}
	scores := make(map[string]float64, len(rd.Scores))
	for _, s := range rd.Scores {
		scores[s.Topic] = s.Score
	}
	return map[string]any{
		"source":     rd.source.Name,
		"tags":       rd.source.Tags,
		"rank":       rd.source.Rank,
		"language":   rd.language(),
		"title":      title,
		"text":       text,
		"authors":    authors,
		"categories": categories,
		"url":        rd.Received.URL,
		"published":  rd.Received.Time,
		"take":       rd.Print.Take(),
		"marks":      rd.Strip.Marks,
		"scores":     scores,
	}
}
