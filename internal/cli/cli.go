// Package cli is the program's commands, one file each. Data goes to standard
// output, talk to standard error.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

// Exit statuses of every command.
const (
	exitDone     = 0 // done
	exitFailed   = 1 // could not
	exitUsage    = 2 // wrong usage
	exitFindings = 3 // done with findings
)

// Surroundings is what the program meets the world with.
type Surroundings struct {
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Shipped fs.FS            // config.yaml and testdata/demo
	Now     func() time.Time // nil means the clock
}

// now is the time by the surroundings' clock.
func (s Surroundings) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// errFindings ends a command that did its work and has findings to act on.
var errFindings = errors.New("done with findings")

// errTold ends a command that could not, and has said why already.
var errTold = errors.New("already told")

// ConfigFlag is the flag that nearly every command has.
type ConfigFlag struct {
	Config string `short:"c" default:"config.yaml" placeholder:"FILE" help:"The configuration file."`
}

// FormatFlag chooses between people and programs.
type FormatFlag struct {
	Format string `default:"text" enum:"text,json" help:"Output for people (text) or programs (json)."`
}

// lineEncoder writes one JSON value a line, as it is, for programs.
func lineEncoder(w io.Writer) *json.Encoder {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder
}

// commands is the command line; each command stands in a file of its own.
type commands struct {
	Demo    demoCommand    `cmd:"" help:"Show the whole road on bundled sample feeds, without a network."`
	Run     runCommand     `cmd:"" help:"Poll and serve until told to stop."`
	Poll    pollCommand    `cmd:"" help:"Give every due source one turn and exit (for cron)."`
	Check   checkCommand   `cmd:"" help:"Load the configuration and say all that is wrong with it."`
	Test    testCommand    `cmd:"" help:"Run the configuration's tests."`
	Inspect inspectCommand `cmd:"" help:"Show how a source document is read, with every repair."`
	Preview previewCommand `cmd:"" help:"Decide the stored items and print what would be published; write nothing."`
	Explain explainCommand `cmd:"" help:"Say why an item was published, folded or dropped."`
	Suggest suggestCommand `cmd:"" help:"Propose strip rules for heads and tails that repeat."`
	Export  exportCommand  `cmd:"" help:"Write every feed as static files."`
	Status  statusCommand  `cmd:"" help:"Show the sources: last turn, last change, fault, next due."`
	Forget  forgetCommand  `cmd:"" help:"Purge the text of an item, keep its mark, withdraw its entry."`
	Import  importCommand  `cmd:"" help:"Print the subscriptions of an OPML file as sources."`
	Presets presetsCommand `cmd:"" help:"Print the shipped strip rules and word lists."`
	Schema  schemaCommand  `cmd:"" help:"Print the configuration language as a JSON Schema, for editors."`
	DB      dbCommand      `cmd:"" name:"db" help:"Care for the store: migrate, backup, prune."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// call is what a command runs in.
type call struct {
	Surroundings
	context context.Context
}

const description = `sitrep reads news feeds, keeps the stories asked for, tells each story once, and
republishes them as Atom with every byline, source link and rights notice kept.

Exit status: 0 done; 1 could not; 2 wrong usage; 3 done with findings.`

// Main runs one command line and returns the exit status.
func Main(args []string, s Surroundings) int {
	exited := -1
	var root commands
	parser, err := kong.New(&root, kong.Name("sitrep"), kong.Description(description), kong.Writers(s.Stdout, s.Stderr),
		kong.Exit(func(status int) { exited = status }), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(s.Stderr, "sitrep:", err)
		return exitFailed
	}
	if len(args) == 0 {
		parser.Stdout = s.Stderr // wrong usage, and most likely a first look
		_, _ = parser.Parse([]string{"--help"})
		return exitUsage
	}
	parsed, err := parser.Parse(commandFirst(args))
	if exited >= 0 { // --help has printed itself
		return exited
	}
	if err != nil {
		fmt.Fprintf(s.Stderr, "sitrep: %v (see sitrep --help)\n", err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return status(parsed.Run(call{Surroundings: s, context: ctx}), s.Stderr)
}

// commandFirst puts a configuration named before the command behind it, where
// the commands' flags are: many programs take it in either place.
func commandFirst(args []string) []string {
	n := 0
	switch {
	case strings.HasPrefix(args[0], "--config="), len(args[0]) > 2 && strings.HasPrefix(args[0], "-c"):
		n = 1
	case args[0] == "--config", args[0] == "-c":
		n = 2
	}
	n = min(n, len(args))
	// Before a "--", behind which all is no flag.
	end := slices.Index(args, "--")
	if end < n {
		end = len(args)
	}
	if n == end { // and no command: that is what is wrong
		return nil
	}
	return slices.Concat(args[n:end], args[:n], args[end:])
}

// status turns a command's outcome into its exit status, telling an error that
// has not been told.
func status(err error, stderr io.Writer) int {
	var wrong usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.Is(err, errTold):
		return exitFailed
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "sitrep: stopped before it was done; what was committed stays")
		return exitFailed
	case errors.As(err, &wrong):
		fmt.Fprintf(stderr, "sitrep: %v\n", err)
		return exitUsage
	}
	fmt.Fprintf(stderr, "sitrep: %v\n", err)
	return exitFailed
}

// usageError is a command line that parses and makes no sense.
type usageError string

func (e usageError) Error() string { return string(e) }
