package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rogpeppe/go-internal/txtar"
)

// contractDesk is a polled desk whose every time is fixed.
func contractDesk(t *testing.T) *journey {
	t.Helper()
	archive := txtar.Parse([]byte(`
-- config.yaml --
site: {title: Desk, base_url: https://desk.example.org/, contact: desk@example.org, id: 'desk.example.org,2026'}
sources:
  - {name: wire, url: wire.xml, title: The Wire, strip: [tail], credits: [Wire]}
  - {name: missing, url: missing.xml}
topics:
  ships: {terms: [{any: [frigate], weight: 4}, corvette]}
strip:
  tail:
    - {at: end, match: '^\(END\)$', to: drop}
feeds: [{name: ships, topic: ships}]
-- 2026-06-17T01:00:00Z/wire --
w1 | 2026-06-17T00:30:00Z | (LEAD) Frigate returns from Gulf patrol | <p>The frigate returned to Busan on Wednesday from a six-month patrol in the Gulf.</p><p>(END)</p>
w2 | 2026-06-17T00:40:00Z | Bakery wins prize | A bakery in Busan won a prize for its bread on Wednesday, its owner said.
`))
	j := &journey{dir: t.TempDir(), archive: archive}
	j.travel(t)
	return j
}

// golden compares output with a file, with the folder's path taken out.
func golden(t *testing.T, j *journey, name, got string) {
	t.Helper()
	got = strings.ReplaceAll(got, j.dir, "DIR")
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// The JSON of explain and status is a contract with other programs.
func TestContracts(t *testing.T) {
	j := contractDesk(t)
	file := filepath.Join(j.dir, "config.yaml")
	run := func(command interface{ Run(call) error }) string {
		t.Helper()
		var out bytes.Buffer
		c := call{
			Surroundings: Surroundings{Stdout: &out, Stderr: &bytes.Buffer{}, Now: func() time.Time { return j.now.Add(time.Minute) }},
			context:      context.Background(),
		}
		if err := command.Run(c); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	explained := run(explainCommand{ConfigFlag: ConfigFlag{file}, FormatFlag: FormatFlag{"json"}, All: true})
	golden(t, j, "explain.jsonl", explained)
	golden(t, j, "explain.txt", run(explainCommand{ConfigFlag: ConfigFlag{file}, FormatFlag: FormatFlag{"text"}, What: "https://wire.example/w1"}))
	golden(t, j, "status.jsonl", run(statusCommand{ConfigFlag: ConfigFlag{file}, FormatFlag: FormatFlag{"json"}}))
	for line := range strings.Lines(explained) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"source", "item", "url", "title", "at", "story", "report", "relation", "scores", "hits", "cuts", "decisions"} {
			if fields[key] == nil {
				t.Errorf("key %q is absent or null in %s", key, line)
			}
		}
	}
}
