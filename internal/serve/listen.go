package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/net/netutil"
)

// Limits on clients. A reader sends a few hundred octets and takes one answer;
// who needs longer than this holds a connection for nothing.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 15 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 120 * time.Second
	maxHeaderBytes    = 16 << 10
	maxConnections    = 8192
	stopTimeout       = 3 * time.Second // for answers under way when stopping: who stops us waits, and a reader asks again
)

// Listener is an address that is listened on, and what answers there.
type Listener struct {
	listener net.Listener
	server   *http.Server
	grace    time.Duration // for answers under way when stopping
	close    sync.Once
	closed   error
}

// Listen opens an address, host:port, for a handler. Connections are taken from
// then on and answered once Serve runs. Its error names the address and what is
// wrong with it.
func Listen(addr string, handler http.Handler) (*Listener, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) {
			err = op.Err
		}
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	return &Listener{
		listener: netutil.LimitListener(listener, maxConnections),
		grace:    stopTimeout,
		server: &http.Server{
			Handler:           handler,
			ReadHeaderTimeout: readHeaderTimeout,
			ReadTimeout:       readTimeout,
			WriteTimeout:      writeTimeout,
			IdleTimeout:       idleTimeout,
			MaxHeaderBytes:    maxHeaderBytes,
		},
	}, nil
}

// Addr is the address listened on, with the port that was given out.
func (l *Listener) Addr() net.Addr { return l.listener.Addr() }

// Serve answers until the context ends, then gives answers under way a moment
// to finish. It returns nil after such a stop, also where it cut some off.
func (l *Listener) Serve(ctx context.Context) error {
	failed := make(chan error, 1)
	go func() { failed <- l.server.Serve(l.listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.grace)
	defer cancel()
	if err := l.server.Shutdown(grace); err != nil { // some client is slower than we wait
		return l.Close()
	}
	return nil
}

// Close stops listening at once.
func (l *Listener) Close() error {
	l.close.Do(func() {
		l.closed = errors.Join(l.server.Close(), l.listener.Close())
		if errors.Is(l.closed, net.ErrClosed) {
			l.closed = nil
		}
	})
	return l.closed
}
