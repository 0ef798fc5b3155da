package fetch

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// onFakeTime gives a test a client and an origin on a clock that moves only
// when both wait, so that times can be told exactly however slow the machine
// is. They meet in memory, since a socket is nothing such a clock knows of: the
// name in an address does not matter.
func onFakeTime(t *testing.T, h http.HandlerFunc, test func(t *testing.T, c *Client), change ...func(*Config)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		wire := &pipes{calls: make(chan net.Conn), closed: make(chan struct{})}
		server := &http.Server{Handler: h, ErrorLog: discard}
		go func() { _ = server.Serve(wire) }()
		c := quick(t, change...)
		c.transport.DialContext = wire.dial
		defer func() {
			c.Close()
			_ = server.Close()
			time.Sleep(time.Minute) // handlers that sleep awake, and end
		}()
		test(t, c)
	})
}

// pipes is a listener whose connections are pipes.
type pipes struct {
	calls  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.calls <- far:
		return near, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.calls:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
