package fetch

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"slices"
)

// errTooLarge ends the reading of a body at its cap, compressed or not.
var errTooLarge = errors.New("body over its limit")

// decoder reads one body at a time; it is kept for its buffers.
type decoder struct {
	wire     capped
	buffered *bufio.Reader
	inflate  *gzip.Reader // nil until the first compressed body
	scratch  []byte       // bodies grow here
}

// maxScratch is what a decoder keeps between two bodies; most feeds fit.
const maxScratch = 1 << 20

func newDecoder() *decoder {
	return &decoder{buffered: bufio.NewReaderSize(nil, 8<<10)}
}

// capped lets through at most left bytes, and says so when there are more. It
// keeps an error: bufio.Reader.Peek would swallow it.
type capped struct {
	from io.Reader
	left int64
	err  error
}

func (c *capped) Read(p []byte) (n int, err error) {
	if c.err != nil {
		return 0, c.err
	}
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, c.err = c.from.Read(p)
	if c.left -= int64(n); c.left < 0 {
		n, c.err = n-1, errTooLarge
	}
	return n, c.err
}

// read reads a body to its end, at most limit bytes as they come and limit
// bytes decompressed. The next call overwrites it. A body that begins like gzip is one, whatever its label
// says: no text begins with these bytes. With an error the body holds what was
// read before it; errTooLarge is the only one that is not a broken body.
// size is the expected length, below 0 if unknown.
func (d *decoder) read(from io.Reader, size, limit int64) (body []byte, zipped bool, err error) {
	d.wire = capped{from: from, left: limit}
	d.buffered.Reset(&d.wire)
	defer func() {
		d.wire = capped{err: io.EOF} // hold on to nothing of this body
		d.buffered.Reset(nil)
	}()
	if head, _ := d.buffered.Peek(2); len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b {
		body, err = d.gunzip(limit)
		return d.keep(body), true, err
	}
	if 0 < size && size <= limit {
		d.scratch = slices.Grow(d.scratch[:0], int(size)+1)
	}
	body, err = readAll(d.buffered, d.scratch[:0], limit)
	return d.keep(body), false, err
}

// keep keeps the space a body grew in for the next.
func (d *decoder) keep(grown []byte) []byte {
	if d.scratch = grown[:0]; cap(grown) > maxScratch {
		d.scratch = nil
	}
	return grown
}

// gunzip reads gzip members one after the other (RFC 1952, 2.2). Zeroes and
// other bytes after the last are padding and are read past, so that a
// connection that breaks in them is still noticed.
func (d *decoder) gunzip(limit int64) (body []byte, err error) {
	body = d.scratch[:0]
	if d.inflate == nil {
		d.inflate, err = gzip.NewReader(d.buffered)
	} else {
		err = d.inflate.Reset(d.buffered)
	}
	for err == nil {
		d.inflate.Multistream(false)
		if body, err = readAll(d.inflate, body, limit); err != nil {
			break
		}
		head, _ := d.buffered.Peek(2)
		if len(head) < 2 || head[0] != 0x1f || head[1] != 0x8b {
			_, err = io.Copy(io.Discard, d.buffered)
			return body, err
		}
		err = d.inflate.Reset(d.buffered)
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return body, err
}

// readAll appends all of r to body, up to limit bytes in all.
func readAll(r io.Reader, body []byte, limit int64) ([]byte, error) {
	for {
		if len(body) == cap(body) {
			body = slices.Grow(body, max(4<<10, len(body))) // doubling, for few copies
		}
		n, err := r.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch {
		case int64(len(body)) > limit:
			return body[:limit], errTooLarge
		case err == io.EOF:
			return body, nil
		case err != nil:
			return body, err
		}
	}
}

func isEOF(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }
