package fetch

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"syscall"
)

// getFile reads a file: URL (RFC 8089). Only getHTTP follows redirects, and
// never to here.
func (c *Client) getFile(ctx context.Context, u *url.URL, r Request) (Response, error) {
	u.User = nil
	response := Response{FinalURL: u.String()}
	if fault := c.readFile(ctx, u, r, &response); fault != nil {
		fault.URL = response.FinalURL
		return response, fault
	}
	response.accept(r)
	return response, nil
}

// readFile sets the response's body.
func (c *Client) readFile(ctx context.Context, u *url.URL, r Request, response *Response) *Fault {
	if ctx.Err() != nil {
		return canceled(ctx)
	}
	path, fault := filePath(u)
	if fault != nil {
		return fault
	}
	// O_NONBLOCK, because opening a named pipe would wait for its writer.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return openFault(err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return openFault(err)
	case info.IsDir():
		return fileFault("it is a directory; name the file in it")
	case !info.Mode().IsRegular():
		return fileFault("it is a device or a pipe, not a file")
	case info.Size() > r.MaxSize:
		return tooLarge(r.MaxSize)
	}
	d := c.readers.Get().(*decoder)
	response.release = func() { c.readers.Put(d) }
	body, zipped, err := d.read(f, info.Size(), r.MaxSize)
	switch {
	case errors.Is(err, errTooLarge):
		return tooLarge(r.MaxSize)
	case err != nil && zipped:
		response.Body = body
		return truncated(err)
	case err != nil:
		return openFault(err)
	}
	response.Body = body
	return nil
}

// filePath returns the path in the file system.
func filePath(u *url.URL) (string, *Fault) {
	switch {
	case u.Host != "" && !strings.EqualFold(u.Host, "localhost"):
		return "", fileFault("it names the host " + shorten(u.Host) + "; a file is read on this machine only, write file:///path")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "", fileFault("a ? or # in a file's path is written %3F or %23")
	}
	path := u.Path
	if u.Opaque != "" { // file:relative/path
		var err error
		if path, err = url.PathUnescape(u.Opaque); err != nil {
			return "", fileFault("the path can't be read: " + parseReason(err))
		}
	}
	if path == "" {
		return "", fileFault("it names no file")
	}
	return path, nil
}

func fileFault(text string) *Fault { return &Fault{Kind: KindFile, Text: text} }

// openFault says what a file system error means, without the path, which the
// fault's URL names already.
func openFault(err error) *Fault {
	var e *fs.PathError
	if errors.As(err, &e) {
		err = e.Err
	}
	f := &Fault{Kind: KindFile, Err: err}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Text = "check the path"
	case errors.Is(err, fs.ErrPermission):
		f.Text = "this user may not read the file; check its permissions"
	default:
		f.Text = "the file can't be read"
	}
	return f
}
