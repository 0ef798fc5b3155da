package config

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// maxSecret is the longest secret read from a file, in bytes.
const maxSecret = 64 << 10

// secret is a value that may come from outside the file.
type secret struct {
	value   string
	outside bool // from a variable or a file, not written in the configuration
}

// secret decodes a value in which ${NAME} stands for a variable of the
// environment, or which is file:PATH, the content of a file. $${ stands for ${.
// Findings name the variable or the file, never what is in it.
func (r *reader) secret(dst *secret) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := r.oneLine(key, n)
		if !ok {
			return
		}
		if path, isFile := strings.CutPrefix(s, "file:"); isFile {
			content, err := readSecret(r.resolve(path))
			if err != nil {
				r.errorAt(n, "%s cannot read its secret from %s: %s", key, quote(path), err)
				return
			}
			*dst = secret{value: content, outside: true}
			return
		}
		value, outside, ok := r.expand(key, n, s)
		if ok {
			*dst = secret{value: value, outside: outside}
		}
	}
}

// expand replaces ${NAME}. A variable that is not set, or empty, is a mistake:
// an empty token would open a private feed.
func (r *reader) expand(key string, n *yaml.Node, s string) (value string, outside, ok bool) {
	var b strings.Builder
	ok = true
	for {
		before, rest, found := strings.Cut(s, "${")
		if !found {
			b.WriteString(s)
			return b.String(), outside, ok
		}
		if literal, escaped := strings.CutSuffix(before, "$"); escaped {
			b.WriteString(literal + "${")
			s = rest
			continue
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || !isVariable(name) {
			r.errorAt(n, "%s has a ${ that does not begin a ${NAME}; write $${ for the characters themselves", key)
			return "", false, false
		}
		content := os.Getenv(name)
		switch {
		case content == "":
			r.errorAt(n, "%s needs the variable %s, which is not set", key, name)
			ok = false
		case strings.ContainsFunc(content, unicode.IsControl):
			r.errorAt(n, "%s: the variable %s has control characters", key, name)
			ok = false
		}
		b.WriteString(before + content)
		outside, s = true, after
	}
}

// isVariable reports whether a name can be that of a variable.
func isVariable(name string) bool {
	for i, c := range name {
		letter := c == '_' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != "" && len(name) <= 128
}

var (
	errNotRegular = errors.New("not a regular file")
	errNoSecret   = errors.New("file is empty")
	errManyLines  = errors.New("not one line of text")
)

// readSecret reads one line from a file. Only a regular file will do: a pipe
// or a device would keep loading waiting. Errors do not repeat the path.
func readSecret(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", pathless(err)
	}
	if !info.Mode().IsRegular() {
		return "", errNotRegular
	}
	f, err := os.Open(path)
	if err != nil {
		return "", pathless(err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err != nil {
		return "", pathless(err)
	}
	line := strings.TrimSpace(string(content))
	switch {
	case line == "":
		return "", errNoSecret
	case len(content) > maxSecret || strings.ContainsFunc(line, unicode.IsControl):
		return "", errManyLines
	}
	return line, nil
}

// pathless takes the path out of an error whose reader knows it.
func pathless(err error) error {
	var withPath *fs.PathError
	if errors.As(err, &withPath) {
		return withPath.Err
	}
	return err
}

// resolve makes a path absolute, relative to the configuration's folder.
func (r *reader) resolve(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(r.dir, path)
}
