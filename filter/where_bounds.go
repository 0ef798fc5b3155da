package filter

import (
	"fmt"
	"reflect"
	"regexp/syntax"

	"github.com/expr-lang/expr/ast"
)

// The language of expr is open-ended: it can double a string in a loop, or
// compare each letter of a text with each other. A publisher writes the text,
// so what an expression may cost is settled when it is compiled, for the worst
// item.
const (
	maxWhereNodes = 1000      // nodes of an expression
	maxWhereText  = 64 << 10  // bytes of title and of text that where: sees
	maxWhereList  = 256       // elements of a field that is a list, as parsing bounds it
	maxWhereCost  = 1_000_000 // steps; some tenths of a second
	maxPattern    = 1000      // instructions of a compiled pattern

	scanCost = 640 // steps of reading a title or a text once
)

// whereBuiltins are the functions of expr that where: has: what neither reads
// a clock nor makes text or lists longer than those it is given.
var whereBuiltins = map[string]bool{
	"all": true, "none": true, "any": true, "one": true, "filter": true, "map": true, "find": true, "findIndex": true,
	"findLast": true, "findLastIndex": true, "count": true, "sum": true, "len": true, "type": true, "abs": true,
	"ceil": true, "floor": true, "round": true, "int": true, "float": true, "string": true, "trim": true,
	"trimPrefix": true, "trimSuffix": true, "upper": true, "lower": true, "indexOf": true, "lastIndexOf": true,
	"hasPrefix": true, "hasSuffix": true, "max": true, "min": true, "mean": true, "median": true, "duration": true,
	"date": true, "first": true, "last": true, "get": true,
}

// boundsCheck is a visitor that keeps the root, which is visited last and by
// then has types.
type boundsCheck struct{ root ast.Node }

// Visit implements ast.Visitor.
func (b *boundsCheck) Visit(node *ast.Node) { b.root = *node }

// bounds measures a checked expression.
type bounds struct {
	names    map[string]int // cost of reading a variable once
	pointers []int          // cost of reading the element of each loop around
	fault    ast.Node       // the first one that is refused
	text     string         // why
}

// refuse notes a fault; the first counts.
func (b *bounds) refuse(node ast.Node, format string, values ...any) {
	if b.fault == nil {
		b.fault, b.text = node, fmt.Sprintf(format, values...)
	}
}

// check refuses a node's fault and an expression that costs too much.
func (b *bounds) check(root ast.Node) {
	if cost := b.cost(root); cost > maxWhereCost {
		b.refuse(root, "this could take too long: loops are nested, or title and text are read too often in them")
	}
}

// cost is how many steps evaluating a node takes at most, in steps of one
// comparison.
func (b *bounds) cost(node ast.Node) int {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		if known, ok := b.names[n.Value]; ok {
			return known
		}
		if n.Value == "text" || n.Value == "title" {
			return scanCost
		}
	case *ast.PointerNode:
		if len(b.pointers) > 0 {
			return b.pointers[len(b.pointers)-1]
		}
	case *ast.BinaryNode:
		return b.binary(n)
	case *ast.BuiltinNode:
		return b.builtin(n)
	case *ast.VariableDeclaratorNode:
		value := b.cost(n.Value)
		before, shadows := b.names[n.Name]
		b.names[n.Name] = value
		all := add(value, b.cost(n.Expr))
		delete(b.names, n.Name)
		if shadows {
			b.names[n.Name] = before
		}
		return all
	}
	all := 1
	for _, child := range children(node) {
		all = add(all, b.cost(child))
	}
	return all
}

// binary is the cost of an operator.
func (b *bounds) binary(n *ast.BinaryNode) int {
	all := add(1, add(b.cost(n.Left), b.cost(n.Right)))
	switch n.Operator {
	case "..":
		b.refuse(n, "ranges are not allowed in where:")
	case "+":
		if !adds(n.Left) && !adds(n.Right) {
			b.refuse(n, "where: adds numbers only; text cannot be joined")
		}
	case "matches":
		pattern, ok := n.Right.(*ast.StringNode)
		if !ok {
			b.refuse(n.Right, "matches takes a pattern written out, not one from the item")
			break
		}
		size := patternSize(pattern.Value)
		if size > maxPattern {
			b.refuse(n.Right, "the pattern is too large")
		}
		all = multiply(all, 1+size/4)
	}
	return all
}

// builtin is the cost of a function; of a loop, that of its body for each
// element.
func (b *bounds) builtin(n *ast.BuiltinNode) int {
	if !whereBuiltins[n.Name] { // expr disables no function that takes a predicate
		b.refuse(n, "%s is not allowed in where:", n.Name)
	}
	all, length, element := 1, maxWhereList, 1
	for i, argument := range n.Arguments {
		predicate, ok := argument.(*ast.PredicateNode)
		if !ok {
			cost := b.cost(argument)
			all = add(all, cost)
			if i == 0 && cost >= scanCost {
				element = scanCost
			}
			if list, ok := argument.(*ast.ArrayNode); ok && i == 0 {
				length = len(list.Nodes)
			}
			continue
		}
		b.pointers = append(b.pointers, element)
		all = add(all, multiply(length, b.cost(predicate.Node)))
		b.pointers = b.pointers[:len(b.pointers)-1]
	}
	return all
}

// adds reports whether a node is a number or a time, which + does not make
// longer.
func adds(node ast.Node) bool {
	kind := node.Type().Kind()
	return kind >= reflect.Int && kind <= reflect.Float64 || kind == reflect.Struct // time.Time
}

// patternSize is how many instructions a pattern compiles to, 0 if it doesn't:
// that is reported elsewhere.
func patternSize(pattern string) int {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 0
	}
	compiled, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return 0
	}
	return len(compiled.Inst)
}

// children are the nodes right below a node.
func children(node ast.Node) []ast.Node {
	switch n := node.(type) {
	case *ast.UnaryNode:
		return []ast.Node{n.Node}
	case *ast.ChainNode:
		return []ast.Node{n.Node}
	case *ast.MemberNode:
		return []ast.Node{n.Node, n.Property}
	case *ast.SliceNode:
		return []ast.Node{n.Node, n.From, n.To}
	case *ast.CallNode:
		return append([]ast.Node{n.Callee}, n.Arguments...)
	case *ast.PredicateNode:
		return []ast.Node{n.Node}
	case *ast.SequenceNode:
		return n.Nodes
	case *ast.ConditionalNode:
		return []ast.Node{n.Cond, n.Exp1, n.Exp2}
	case *ast.ArrayNode:
		return n.Nodes
	case *ast.MapNode:
		return n.Pairs
	case *ast.PairNode:
		return []ast.Node{n.Key, n.Value}
	}
	return nil
}

// add and multiply stay at the most that matters.
func add(a, b int) int { return min(a+b, maxWhereCost+1) }

func multiply(a, b int) int { return min(a*b, maxWhereCost+1) }
