// Package fetch gets a document over http, https or from a file: polite to the
// publisher (validators, per-host limits, Retry-After) and guarded against it
// (sizes, times, addresses, redirects). It knows nothing of feeds.
package fetch

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Defaults of Config, and limits that are not the operator's to move.
const (
	DefaultPerHost = 2
	DefaultSpacing = 250 * time.Millisecond
	DefaultTimeout = 30 * time.Second
	DefaultMaxSize = 8 << 20

	// MaxRedirects is how many redirects one Get follows.
	MaxRedirects = 5
	// MaxWait caps Retry-After and freshness: a source is looked at once a day
	// whatever it says.
	MaxWait = 24 * time.Hour

	maxHeaderBytes    = 64 << 10 // of one answer, all header lines together
	maxValidatorBytes = 4 << 10  // of one ETag or Last-Modified worth sending back
	maxDrainBytes     = 4 << 10  // of a body nobody reads, to keep the connection
	maxConnectTime    = 10 * time.Second
	maxIdle           = 512 // connections kept, of all hosts; some 20 KB each
	idleTime          = 90 * time.Second
)

// Config is what all requests of one client share. The zero value of a field
// means its default.
type Config struct {
	UserAgent    string         // "program/version (+contact)"; default "sitrep"
	Accept       string         // media types asked for; default "*/*"
	PerHost      int            // requests at one host at a time; default DefaultPerHost
	Spacing      time.Duration  // least time between the starts of two requests at one host; default none
	Timeout      time.Duration  // of one Get over all its redirects, not counting the wait for its turn at a host; default DefaultTimeout
	MaxSize      int64          // bytes of one body, compressed and decompressed each; default DefaultMaxSize
	AllowPrivate []netip.Prefix // networks opened although they are loopback, private or otherwise special

	// Admit, if set, is asked before each request, redirects included, after
	// the client's own limit let it through. It may wait (to space requests
	// over several processes) and its release is called when the answer has
	// been read. An error ends the Get as a Fault of kind KindCanceled.
	Admit func(ctx context.Context, host string) (release func(), err error)
}

// Request asks for one document.
type Request struct {
	URL          string            // http, https or file; userinfo is read as Auth
	Moved        string            // an earlier Response.Permanent, asked instead of URL; Headers and Auth stay URL's. Empty: ask URL
	ETag         string            // as the source sent it, byte for byte; empty if it sent none
	LastModified string            // as the source sent it, byte for byte; empty if it sent none
	ValidatorURL string            // the address that sent ETag and LastModified; empty means URL
	BodyHash     string            // Response.BodyHash of the last body read; empty if there is none
	Headers      map[string]string // sent to URL's own origin only
	Auth         string            // "user:password" or "Bearer token"; sent to URL's own origin only
	MaxSize      int64             // bytes; 0 means the client's
}

// Response is what came back. With an error it holds what is known: Status and
// FinalURL of the last answer, and where the body broke off (KindTruncated, or
// KindTimeout while reading) what was read of it in Body, without hash and
// validators, so that neither can be stored with half a document.
type Response struct {
	Status       int           // HTTP status of the last answer; 0 for a file
	Unchanged    bool          // 304, or a body with the hash of the request
	Body         []byte        // decompressed; nil on 304, and after Release
	BodyHash     string        // SHA-256 of Body in hex; on 304 the request's
	ETag         string        // of this body, byte for byte; on 304 the request's; empty: forget the old one
	LastModified string        // like ETag
	ValidatorURL string        // the address that sent them; empty without validators
	ContentType  string        // as sent; empty if unsaid, and for a file
	Language     string        // Content-Language as sent; empty if unsaid, and for a file
	FinalURL     string        // the address that answered, without userinfo and fragment
	Permanent    string        // where the unbroken run of 301 and 308 from URL, or from Moved, leads; empty without one
	Fresh        time.Duration // how long the answer says it is good for (RFC 9111, 4.2.1), at most MaxWait
	Warnings     []string      // what was repaired or ignored, in words

	release func() // nil if Body is its own
}

// Release gives the space of Body to documents to come. Nothing may hold on to
// a part of it. Who does not call it leaves that to the garbage collector.
func (r *Response) Release() {
	if r.release != nil {
		r.release()
	}
	r.Body, r.release = nil, nil
}

// Client gets documents. It is safe for use by many goroutines.
type Client struct {
	config    Config
	guard     *guard
	transport *http.Transport
	hosts     *hosts
	readers   sync.Pool // *decoder
}

// New returns a client. It opens nothing until the first Get. Proxies of the
// environment are not used: behind one the address guard would see the proxy's
// address only.
func New(c Config) *Client {
	if c.UserAgent == "" {
		c.UserAgent = "sitrep"
	}
	if c.Accept == "" {
		c.Accept = "*/*"
	}
	if c.PerHost <= 0 {
		c.PerHost = DefaultPerHost
	}
	if c.Timeout <= 0 {
		c.Timeout = DefaultTimeout
	}
	if c.MaxSize <= 0 {
		c.MaxSize = DefaultMaxSize
	}
	g := newGuard(c.AllowPrivate)
	return &Client{
		config:    c,
		guard:     g,
		transport: newTransport(c, g),
		hosts:     newHosts(c.PerHost, c.Spacing),
		readers:   sync.Pool{New: func() any { return newDecoder() }},
	}
}

// Renew returns a client with another configuration that knows what this one
// has under way at each host, so that a reload is no second beginning. Where
// the limits themselves have changed it begins anew. This client's requests go
// on.
func (c *Client) Renew(config Config) *Client {
	n := New(config)
	if n.config.PerHost == c.config.PerHost && n.config.Spacing == c.config.Spacing {
		n.hosts = c.hosts
	}
	c.Close()
	return n
}

// newTransport sets what net/http is to refuse by itself: headers over the
// limit, a first byte that takes more than half of the time, and addresses the
// guard refuses. It never decompresses: the body reader counts both sizes.
func newTransport(c Config, g *guard) *http.Transport {
	return &http.Transport{
		DialContext:            g.dialer(min(c.Timeout, maxConnectTime)).DialContext,
		TLSHandshakeTimeout:    min(c.Timeout, maxConnectTime),
		ResponseHeaderTimeout:  c.Timeout / 2,
		MaxResponseHeaderBytes: maxHeaderBytes,
		MaxIdleConnsPerHost:    c.PerHost,
		MaxIdleConns:           maxIdle,
		IdleConnTimeout:        idleTime,
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
	}
}

// Close closes idle connections. The client may be used again.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Get gets one document. Every error is a *Fault. It waits for its turn at the
// host as long as ctx lets it; Config.Timeout counts from then.
func (c *Client) Get(ctx context.Context, r Request) (Response, error) {
	u, err := url.Parse(strings.TrimSpace(r.URL))
	if err != nil {
		return Response{}, invalid(r.URL, "the address can't be read: "+parseReason(err))
	}
	if r.MaxSize <= 0 {
		r.MaxSize = c.config.MaxSize
	}
	switch u.Scheme {
	case "file":
		return c.getFile(ctx, u, r)
	case "http", "https":
		return c.getHTTP(ctx, u, r)
	case "":
		return Response{}, invalid(r.URL, "the address has no scheme; write http://, https:// or file:")
	}
	return Response{}, invalid(r.URL, "the scheme "+u.Scheme+": is not supported; write http://, https:// or file:")
}
