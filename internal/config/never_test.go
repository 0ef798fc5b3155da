package config

import "testing"

func TestNeverMatches(t *testing.T) {
	for source, want := range map[string]bool{
		"a^b": true, "^a^b$": true, "a$b": true, "(?:a|b)^c": true, "x(a$b|c$d)": true, "a+^": true, "(a)$(b)": true, "(?:x$y){2}": true,
		"^a$": false, "": false, "^$": false, "a*^b": false, "a$b*": false, "(?:^|a)b$": false, "(a$b|c)": false, "(?m)a$\\nb": false,
		"(?:a^b)?c": false, "[^$]a^?": false, `\$a`: false, "(a$b)*": false, "(?:x$y){0,2}": false,
	} {
		if got := neverMatches(source); got != want {
			t.Errorf("%q: %v", source, got)
		}
	}
}
