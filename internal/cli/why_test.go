package cli

import (
	"strings"
	"testing"
	"time"
)

// Why shows the text that a verdict left, also for a title asked in words; once
// the item is forgotten there is none.
func TestWhyHasTheText(t *testing.T) {
	j := &journey{dir: t.TempDir(), now: time.Date(2026, 6, 18, 0, 0, 0, 0, time.UTC)}
	j.write(t, "config.yaml", `site: {title: Desk, base_url: https://desk.example.org/}
sources: [{name: wire, url: wire.xml, strip: [generic-rights]}]
feeds: [{name: all}]
`)
	j.place(t, "wire", "a | 2026-06-17T10:00:00Z | Harbour crane topples | The crane fell at dawn.<br>Nobody was hurt.<br>© 2026 The Wire. All rights reserved.\n")
	j.poll(t)
	d, c := j.open(t)
	defer d.Close()
	for _, query := range []string{"https://wire.example/a", "TOPPLES crane"} {
		found, err := d.reader().Why(c.context, query, 9)
		if err != nil || len(found) != 1 {
			t.Fatalf("%s: %d verdicts, %v", query, len(found), err)
		}
		v := found[0]
		if !strings.Contains(v.Text, "fell at dawn") || strings.Contains(v.Text, "reserved") || len(v.Cuts) != 1 {
			t.Errorf("%s: text %q, cuts %+v", query, v.Text, v.Cuts)
		}
	}
	j.place(t, "wire", "b | 2026-06-17T11:00:00Z | Harbour crane topples again | The second crane fell at noon.\n")
	j.poll(t)
	for query, want := range map[string]int{"": 2, "wire": 2, "WIRE again": 1, "wire else": 0} {
		if found, err := d.reader().Why(c.context, query, 9); err != nil || len(found) != want {
			t.Errorf("%q: %d verdicts, %v", query, len(found), err)
		}
	}
	if found, err := d.reader().Why(c.context, "topples", 1); err != nil || len(found) != 1 || found[0].Item != "b" {
		t.Errorf("the newest of two: %+v, %v", found, err)
	}
	if err := (forgetCommand{ConfigFlag: ConfigFlag{Config: j.dir + "/config.yaml"}, What: "https://wire.example/a"}).Run(j.call()); err != nil {
		t.Fatal(err)
	}
	if found, err := d.reader().Why(c.context, "topples", 9); err != nil || len(found) != 1 || found[0].Item != "b" {
		t.Errorf("of what is not forgotten: %+v, %v", found, err)
	}
}
