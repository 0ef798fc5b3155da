package parse

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

// TestUnquoteJSON holds unquoteJSON against the standard library, and reads what
// that refuses.
func TestUnquoteJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.OneOf(rapid.String(), rapid.StringMatching("[\\x00-\\x7f]*")).Draw(t, "text")
		quoted, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got, whole := unquoteJSON(string(quoted[1 : len(quoted)-1]))
		if err := json.Unmarshal(quoted, &want); err != nil || got != want || !whole {
			t.Fatalf("%s read as %q, %v", quoted, got, whole)
		}
	})
	for _, test := range []struct {
		quoted, want string
		whole        bool
	}{
		{`\ud83d\ude00`, "😀", true},
		{`\ud83dx\ude00`, "\ufffdx\ufffd", true},
		{`\ud83d\u0041`, "\ufffdA", true},
		{`a\'b\한`, "a'b한", false},
		{`\u12`, "u12", false},
		{`\uzzzz`, "uzzzz", false},
		{`a\`, "a", false},
		{"a\nb", "a\nb", true},
	} {
		if got, whole := unquoteJSON(test.quoted); got != test.want || whole != test.whole {
			t.Errorf("%s read as %q, %v", test.quoted, got, whole)
		}
	}
}

func TestMendJSON(t *testing.T) {
	for broken, want := range map[string]string{
		`{"a":1}`:                             `{"a":1}`,
		"{\"a\":\"x\ny\tz\"}":                 `{"a":"x y z"}`,
		`{"a":"it\'s","b":"\u00","c":"\n\\"}`: `{"a":"it's","b":"u00","c":"\n\\"}`,
		`{"a":[1,2 , ],"b":",}",` + "\n}":     `{"a":[1,2 ],"b":",}"}`,
		`{"a":"x`:                             `{"a":"x`,
	} {
		if got := mendJSON(broken); got != want {
			t.Errorf("%s mended to %s, want %s", broken, got, want)
		}
	}
}
