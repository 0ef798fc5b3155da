// Command sitrep reads news feeds, keeps the stories asked for, tells each
// story once, and republishes them as Atom with every byline and notice kept.
package main

import (
	"embed"
	"os"
	_ "time/tzdata" // time zones of sources, on machines that have no zone files

	"sitrep/internal/cli"
)

// shipped is what the program carries with it: the configuration to start
// from and the sample feeds of the demo.
//
//go:embed config.yaml testdata/demo
var shipped embed.FS

func main() {
	os.Exit(cli.Main(os.Args[1:], cli.Surroundings{
		Stdin:   os.Stdin,
		Stdout:  os.Stdout,
		Stderr:  os.Stderr,
		Shipped: shipped,
	}))
}
