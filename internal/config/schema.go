package config

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"github.com/invopop/jsonschema"
)

// Schema is the configuration language as a JSON Schema (draft 2020-12), for
// editors that complete and check while one types. It knows keys, kinds and
// ranges; what takes more than one key to tell, only loading finds.
func Schema() ([]byte, error) {
	reflector := jsonschema.Reflector{Anonymous: true, RequiredFromJSONSchemaTags: true, ExpandedStruct: true, Namer: schemaName}
	schema := reflector.Reflect(schemaFile{})
	schema.Title = "sitrep configuration"
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode schema: %w", err)
	}
	return append(text, '\n'), nil
}

// schemaName is what a type of the language is called in the schema; types
// without a name of their own stay without.
func schemaName(t reflect.Type) string {
	name := []rune(strings.TrimPrefix(t.Name(), "schema"))
	if len(name) > 0 {
		name[0] = unicode.ToLower(name[0])
	}
	return string(name)
}

// Values that YAML has more than one kind for, or that have a form of their own.
type (
	schemaText        string
	schemaTextOrList  string
	schemaFlag        bool
	schemaCountOrFlag int
	schemaDuration    string
	schemaPercent     string
	schemaSize        string
)

// JSONSchema: numbers and words such as true are taken as they are written.
func (schemaText) JSONSchema() *jsonschema.Schema { return kinds("string", "number", "boolean") }

// JSONSchema: one value needs no list.
func (schemaTextOrList) JSONSchema() *jsonschema.Schema {
	either := kinds("string", "number", "boolean")
	either.AnyOf = append(either.AnyOf, &jsonschema.Schema{Type: "array", Items: kinds("string", "number", "boolean")})
	return either
}

// JSONSchema: yes and no are words to YAML 1.2, and meant.
func (schemaFlag) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Enum: []any{true, false, "yes", "no"}}
}

// JSONSchema: a number, true for all or false for none.
func (schemaCountOrFlag) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "integer", Minimum: "0", Maximum: "10000"}, {Type: "boolean"}}}
}

// JSONSchema is what parseDuration reads.
func (schemaDuration) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		{Type: "string", Pattern: `^([0-9.]+(ms|s|m|h|d|w))+$`, Examples: []any{"15m", "24h", "30d", "2w"}},
		{Const: 0},
	}}
}

// JSONSchema is what parsePercent reads.
func (schemaPercent) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: `^[0-9.]+ *%$`, Examples: []any{"50%"}}
}

// JSONSchema is what parseSize reads.
func (schemaSize) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		{Type: "string", Pattern: `^[0-9.]+ *([kKmMgG][iI]?)?[bB]$`, Examples: []any{"500KB", "8MB"}},
		{Type: "integer", Minimum: "1000"},
	}}
}

// JSONSchemaExtend says which keys of a rule go together.
func (schemaCut) JSONSchemaExtend(s *jsonschema.Schema) {
	s.AllOf = []*jsonschema.Schema{{AnyOf: given("match", "repeats")}, {AnyOf: given("to", "keep")}}
}

// JSONSchemaExtend says that a test has one kind of document.
func (schemaTest) JSONSchemaExtend(s *jsonschema.Schema) { s.OneOf = given("item", "items", "file") }

// JSONSchemaExtend lets a source be an address alone, and have one rhythm.
func (schemaSource) JSONSchemaExtend(s *jsonschema.Schema) {
	s.Not = &jsonschema.Schema{Required: []string{"every", "cron"}}
	orText(s)
}

// JSONSchemaExtend lets a term be a word alone.
func (schemaTerm) JSONSchemaExtend(s *jsonschema.Schema) { orText(s) }

// JSONSchemaExtend lets a rule set be named.
func (r schemaCutOrName) JSONSchemaExtend(s *jsonschema.Schema) {
	r.schemaCut.JSONSchemaExtend(s)
	orText(s)
}

// orText makes a schema take a plain value, too.
func orText(s *jsonschema.Schema) {
	either, mapping := kinds("string", "number"), *s
	either.AnyOf = append(either.AnyOf, &mapping)
	*s = *either
}

// kinds is a value of any of some kinds.
func kinds(names ...string) *jsonschema.Schema {
	either := &jsonschema.Schema{}
	for _, name := range names {
		either.AnyOf = append(either.AnyOf, &jsonschema.Schema{Type: name})
	}
	return either
}

// given is one schema for each key, which wants it to be there.
func given(names ...string) []*jsonschema.Schema {
	var each []*jsonschema.Schema
	for _, name := range names {
		each = append(each, &jsonschema.Schema{Required: []string{name}})
	}
	return each
}
