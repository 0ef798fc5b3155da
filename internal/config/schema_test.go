package config

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// schemaObject is a part of the schema: what this test looks at.
type schemaObject struct {
	Properties map[string]json.RawMessage `json:"properties"`
	AnyOf      []schemaObject             `json:"anyOf"`
	Defs       map[string]schemaObject    `json:"$defs"`
}

func (o schemaObject) keys() []string {
	for _, alternative := range o.AnyOf {
		if len(alternative.Properties) > 0 {
			o = alternative
		}
	}
	return slices.Sorted(maps.Keys(o.Properties))
}

// TestSchemaKnowsEveryKey: the schema has the keys that loading takes, no more
// and no less. Loading lists them where it is given one that it does not know.
func TestSchemaKnowsEveryKey(t *testing.T) {
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	var schema schemaObject
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	for name, document := range map[string]string{
		"":         "zzzzzzzz: 1",
		"site":     "site: {zzzzzzzz: 1}",
		"reload":   "reload: {zzzzzzzz: 1}",
		"fetch":    "fetch: {zzzzzzzz: 1}",
		"defaults": "defaults: {zzzzzzzz: 1}",
		"source":   "sources: [{zzzzzzzz: 1}]",
		"topic":    "topics: {t: {zzzzzzzz: 1}}",
		"term":     "topics: {t: {terms: [{zzzzzzzz: 1}]}}",
		"cut":      "strip: {s: [{zzzzzzzz: 1}]}",
		"feed":     "feeds: [{zzzzzzzz: 1}]",
		"test":     "tests: [{zzzzzzzz: 1}]",
		"item":     "tests: [{item: {zzzzzzzz: 1}}]",
		"expect":   "tests: [{expect: {zzzzzzzz: 1}}]",
	} {
		object := schema
		if name != "" {
			object = schema.Defs[name]
		}
		_, findings := Parse("config.yaml", []byte(document), t.TempDir())
		var taken []string
		for _, f := range findings {
			if _, list, ok := strings.Cut(f.Text, "; it takes "); ok {
				taken = strings.Split(list, ", ")
			}
		}
		if name == "defaults" { // refused by name, since they are one source's
			taken = slices.DeleteFunc(taken, func(key string) bool { return slices.Contains([]string{"name", "was", "url"}, key) })
		}
		if diff := cmp.Diff(taken, object.keys()); diff != "" {
			t.Errorf("keys of %q (-loading +schema):\n%s", name, diff)
		}
	}
}

// schemaErrors validates a YAML document by the schema.
func schemaErrors(t *testing.T, document []byte) error {
	t.Helper()
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := validator.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := validator.NewCompiler()
	if err := compiler.AddResource("schema.json", parsed); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := yaml.Load(document, &value); err != nil {
		t.Fatal(err)
	}
	return schema.Validate(jsonOf(value))
}

// jsonOf is a value as an editor hands it to the schema: times are text.
func jsonOf(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key := range v {
			v[key] = jsonOf(v[key])
		}
	case []any:
		for i := range v {
			v[i] = jsonOf(v[i])
		}
	case time.Time:
		return v.Format(time.RFC3339)
	}
	return value
}

// TestSchemaAccepts: what loads is valid to an editor.
func TestSchemaAccepts(t *testing.T) {
	files, err := filepath.Glob("testdata/lint-*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, "../../config.yaml", "../../testdata/demo/config.yaml", "testdata/whole.yaml", "testdata/smallest.yaml")
	for _, file := range files {
		document, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := schemaErrors(t, document); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestSchemaRefuses: an editor marks what loading refuses, where one key tells.
func TestSchemaRefuses(t *testing.T) {
	for _, part := range []string{
		"sorces: [a.xml]",
		"sources: []",
		"sources: a.xml",
		"sources: [{name: a}]",
		"sources: [{url: a.xml, evry: 3m}]",
		"sources: [{url: a.xml, every: 30}]",
		"sources: [{url: a.xml, every: soon}]",
		"sources: [{url: a.xml, every: 1h, cron: '1 2 * * *'}]",
		"sources: [{url: a.xml, rank: high}]",
		"sources: [{url: a.xml, content: all}]",
		"sources: [{url: a.xml, license: cc}]",
		"sources: [{url: a.xml, disabled: maybe}]",
		"sources: [{url: a.xml, strip: [{at: middle, match: x, to: drop}]}]",
		"sources: [{url: a.xml, tags: wire}]",
		"defaults: {name: a}",
		"site: {base_url: 'ftp://x/'}",
		"site: {id: desk.example.org}",
		"reload: {max_loss: 50}",
		"fetch: {per_host: 0}",
		"fetch: {max_size: 8XB}",
		"topics: {t: {threshold: none}}",
		"topics: {t: {terms: [{weight: 1}]}}",
		"strip: {s: [{at: end, to: drop}]}",
		"strip: {s: [{at: end, match: x}]}",
		"strip: {s: [{at: end, match: x, to: nowhere}]}",
		"feeds: [{title: A}]",
		"feeds: [{name: a, coverage: merge}]",
		"feeds: [{name: a, limit: 0}]",
		"tests: [{name: a, expect: {entries: 1}}]",
		"tests: [{name: a, item: {title: x}, file: y, expect: {entries: 1}}]",
		"tests: [{name: a, item: {title: x}, expect: {relation: old}}]",
		"tests: [{name: a, item: {title: x}, expect: {dropped: maybe}}]",
	} {
		document := part
		if !strings.HasPrefix(part, "sources") {
			document = "sources: [a.xml]\n" + part
		}
		if schemaErrors(t, []byte(document)) == nil {
			t.Errorf("accepted: %s", part)
		}
		if cfg, _ := Parse("config.yaml", []byte(document), t.TempDir()); cfg != nil {
			t.Errorf("loading takes: %s", part)
		}
	}
}
