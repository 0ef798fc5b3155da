package config

import (
	"net"
	"net/mail"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// webAddress reads an absolute http or https address; an empty problem means
// it is one.
func webAddress(s string) (u *url.URL, problem string) {
	u, err := url.Parse(s)
	switch {
	case strings.Contains(s, "${"):
		return nil, "cannot hold a ${VARIABLE}; those are read in headers, auth, token and store"
	case err != nil || strings.ContainsAny(s, " \"<>\\^`{|}"):
		return nil, "is not an address: " + quote(s)
	case u.Scheme == "" || u.Opaque != "":
		return nil, "must be absolute, such as https://desk.example.org/, not " + quote(s)
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, "must begin with http:// or https://, not " + quote(u.Scheme+":")
	case u.Hostname() == "":
		return nil, "has no host: " + quote(s)
	case u.User != nil:
		return nil, "must not hold a user or password, because addresses are published"
	}
	if port := u.Port(); port != "" {
		if number, err := strconv.Atoi(port); err != nil || number < 1 || number > 65535 {
			return nil, "has an impossible port: " + quote(s)
		}
	}
	u.Host = strings.ToLower(u.Host)
	return u, ""
}

// web decodes an absolute http or https address.
func (r *reader) web(dst *string) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := r.oneLine(key, n)
		if !ok {
			return
		}
		if _, problem := webAddress(s); problem != "" {
			r.errorAt(n, "%s %s", key, problem)
			return
		}
		*dst = s
	}
}

// listener decodes the host:port a server listens on.
func (r *reader) listener(dst *string) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := r.oneLine(key, n)
		if !ok {
			return
		}
		host, port, err := net.SplitHostPort(s)
		number, wrong := strconv.ParseUint(port, 10, 16)
		if err != nil || wrong != nil || strings.ContainsAny(host, " /") {
			r.errorAt(n, "%s must be host:port such as 127.0.0.1:8080, not %s", key, quote(s))
			return
		}
		*dst = net.JoinHostPort(host, strconv.FormatUint(number, 10))
	}
}

// contact decodes an e-mail or web address.
func (r *reader) contact(dst *string) decoder {
	return func(key string, n *yaml.Node) {
		s, ok := r.oneLine(key, n)
		if !ok {
			return
		}
		_, problem := webAddress(s)
		if parsed, err := mail.ParseAddress(s); problem != "" && (err != nil || parsed.Address != s) {
			r.errorAt(n, "%s must be an e-mail address or a web page, not %s", key, quote(s))
			return
		}
		*dst = s
	}
}

// sourceAddress reads the url of a source: http, https, or a file given by
// path or file: URL. It returns the absolute address and the name of a source
// that has no other: host and path, or the path of the file as written.
func (r *reader) sourceAddress(s string) (address, name, problem string) {
	scheme, rest, hasScheme := strings.Cut(s, ":")
	switch {
	case hasScheme && strings.EqualFold(scheme, "file"):
		path, problem := filePath(rest)
		if problem != "" {
			return "", "", problem
		}
		return r.fileAddress(path), path, ""
	case strings.Contains(s, "://") || hasScheme && strings.HasPrefix(strings.ToLower(scheme), "http"):
		u, problem := webAddress(s)
		if problem != "" {
			return "", "", problem
		}
		u.Fragment, u.RawFragment = "", ""
		return u.String(), u.Host + u.Path, ""
	case strings.Contains(s, "${"):
		_, problem := webAddress(s)
		return "", "", problem
	}
	return r.fileAddress(s), s, ""
}

// filePath reads what follows "file:": a path, relative or not, with or
// without an empty host (RFC 8089).
func filePath(rest string) (path, problem string) {
	if after, ok := strings.CutPrefix(rest, "//"); ok {
		host, below, _ := strings.Cut(after, "/")
		if host != "" && host != "localhost" {
			return "", "names a file on another machine: " + quote("file:"+rest)
		}
		rest = "/" + below
	}
	path, err := url.PathUnescape(rest)
	if err != nil || strings.Trim(path, "/") == "" || strings.ContainsRune(path, 0) {
		return "", "names no file: " + quote("file:"+rest)
	}
	return path, ""
}

// fileAddress is the file: URL of a path relative to the configuration.
func (r *reader) fileAddress(path string) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(r.resolve(path))}
	return u.String()
}
