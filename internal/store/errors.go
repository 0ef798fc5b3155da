package store

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNotDatabase is wrapped by Open when the file is no SQLite database, or
// one of another program.
var ErrNotDatabase = errors.New("not a sitrep store")

// ErrNewerSchema is wrapped by Open when the store was written by a newer
// program; errors.As with *NewerSchemaError tells the versions.
var ErrNewerSchema = errors.New("the store was written by a newer program")

// ErrFenced is wrapped by CommitTurn and Release when a lease was lost:
// another has claimed the source since, or its address was changed.
var ErrFenced = errors.New("the lease was lost")

// ErrPlaced is wrapped by Placing.Write when an item waits no longer: another
// process has placed it.
var ErrPlaced = errors.New("the item is placed already")

// NewerSchemaError says which schema a store has and which is known.
type NewerSchemaError struct{ Have, Known int }

// Error names both versions and what to do.
func (e *NewerSchemaError) Error() string {
	return fmt.Sprintf("its schema is version %d and this program knows up to %d: update the program, or restore a backup made by it", e.Have, e.Known)
}

// Is makes errors.Is(err, ErrNewerSchema) true.
func (e *NewerSchemaError) Is(target error) bool { return target == ErrNewerSchema }

// wrap is fmt.Errorf("what: %w", err), and nil for nil.
func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// redacted is an error whose text holds none of the secrets.
type redacted struct {
	text string
	err  error
}

func (r *redacted) Error() string { return r.text }
func (r *redacted) Unwrap() error { return r.err }

// redact takes secrets out of an error's text and makes one line of it.
func redact(err error, secrets []string) error {
	if err == nil {
		return nil
	}
	text := onOneLine(err.Error())
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, "***")
		}
	}
	return &redacted{text: text, err: err}
}

// onOneLine puts the lines of an error behind one another, each once: pgx has one
// for every way in which it tried to connect, and all mostly failed alike.
func onOneLine(text string) string {
	var out string
	for line := range strings.Lines(text) {
		line = strings.Join(strings.Fields(line), " ")
		switch {
		case strings.Contains(out, line):
		case out == "":
			out = line
		case strings.HasSuffix(out, ":"):
			out += " " + line
		default:
			out += "; " + line
		}
	}
	return out
}
