package filter

import (
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"
)

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
// are not fields, topics that do not exist, and what could run long or grow
// (where_bounds.go) are errors. There is no clock.
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
	visitor := &boundsCheck{}
	options := []expr.Option{expr.Env(environment), expr.AsBool(), expr.MaxNodes(maxWhereNodes), expr.Patch(visitor)}
	for _, name := range builtin.Names {
		if !whereBuiltins[name] {
			options = append(options, expr.DisableBuiltin(name))
		}
	}
	program, err := expr.Compile(source, options...)
	if err != nil {
		var at *file.Error
		if errors.As(err, &at) {
			return nil, &whereProblem{line: at.Line, column: at.Column, text: at.Message}
		}
		return nil, &whereProblem{line: 1, text: err.Error()}
	}
	measured := &bounds{names: map[string]int{}}
	if measured.check(visitor.root); measured.fault != nil {
		at := (&file.Error{Location: measured.fault.Location()}).Bind(file.NewSource(source))
		return nil, &whereProblem{line: at.Line, column: at.Column, text: measured.text}
	}
	return &condition{program: program}, nil
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

// whereFields gives a reading in the names where: uses. Of title and text it
// has the first maxWhereText bytes.
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
		"title":      beginning(title),
		"text":       beginning(text),
		"authors":    authors,
		"categories": categories,
		"url":        rd.Received.URL,
		"published":  rd.Received.Time,
		"take":       rd.Print.Take(),
		"marks":      rd.Strip.Marks,
		"scores":     scores,
	}
}

// beginning is the part of a text that where: sees, whole characters.
func beginning(text string) string {
	if len(text) <= maxWhereText {
		return text
	}
	end := maxWhereText
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}
