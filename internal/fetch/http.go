package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// visit is the state of one Get over its redirects.
type visit struct {
	client   *Client
	request  Request
	response Response
	origin   string        // scheme, host and port that may see auth and headers
	left     bool          // a redirect has left the origin; what it sends back to it is not ours to sign
	budget   time.Duration // time left for requests
	seen     []string      // addresses asked so far
	passing  bool          // every redirect so far was permanent
	own      http.Header   // custom headers and Authorization, in canonical form
}

func (c *Client) getHTTP(ctx context.Context, u *url.URL, r Request) (Response, error) {
	own, fault := ownHeader(u, r)
	if fault != nil {
		return Response{}, fault
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	switch address := u.String(); r.ValidatorURL {
	case "", address:
		r.ValidatorURL = address
	default:
		r.ValidatorURL = withoutUser(r.ValidatorURL)
	}
	v := &visit{
		client: c, request: r, own: own,
		origin: originOf(u), budget: c.config.Timeout, passing: true,
	}
	if r.Moved != "" {
		if u, fault = movedTo(u, r.Moved); fault != nil {
			return Response{}, fault
		}
	}
	for {
		next, fault := v.step(ctx, u)
		if fault != nil {
			fault.URL = u.String()
			if fault.Status == 0 {
				fault.Status = v.response.Status
			}
			if len(v.seen) > 1 {
				fault.Text += " (redirected from " + v.seen[0] + ")"
			}
			return v.response, fault
		}
		if next == nil {
			return v.response, nil
		}
		u = next
	}
}

// movedTo is where a Get begins that remembers a permanent redirect, held to
// what follow holds redirects to.
func movedTo(from *url.URL, address string) (*url.URL, *Fault) {
	to, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, invalid(address, "the address it moved to can't be read: "+parseReason(err))
	case to.Scheme != "https" && (to.Scheme != "http" || from.Scheme == "https"):
		return nil, invalid(address, "it can't have moved there: only http and https are followed, and never from https to http")
	}
	to.User, to.Fragment, to.RawFragment = nil, "", ""
	return to, nil
}

// step asks one address, in its turn, and returns where it redirects to; nil
// if the visit has ended.
func (v *visit) step(parent context.Context, u *url.URL) (next *url.URL, fault *Fault) {
	address := u.String()
	v.response.FinalURL, v.response.Status = address, 0
	v.seen = append(v.seen, address)
	release, fault := v.client.enter(parent, u)
	if fault != nil {
		return nil, fault
	}
	defer release()

	start := time.Now()
	defer func() { v.budget -= time.Since(start) }()
	ctx, cancel := context.WithTimeout(parent, v.budget)
	defer cancel()
	answer, err := v.client.transport.RoundTrip(v.newRequest(ctx, u, address))
	if err != nil {
		return nil, classify(parent, err, v.client.config.Timeout)
	}
	defer answer.Body.Close()
	v.response.Status = answer.StatusCode
	switch answer.StatusCode {
	case http.StatusOK, http.StatusNonAuthoritativeInfo:
		return nil, v.readBody(parent, answer)
	case http.StatusNotModified:
		return nil, v.notModified(answer)
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		drain(answer.Body)
		return v.follow(u, answer)
	}
	drain(answer.Body)
	wait := parseRetryAfter(answer.Header.Get("Retry-After"), serverTime(answer.Header, time.Now()))
	return nil, statusFault(answer.StatusCode, wait, v.left && len(v.own) > 0)
}

// enter judges the host of an address as it is written, and waits for a turn
// at it.
func (c *Client) enter(ctx context.Context, u *url.URL) (release func(), fault *Fault) {
	name := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if name == "" {
		return nil, &Fault{Kind: KindInvalid, Text: "the address names no host"}
	}
	if fault := c.guard.checkHost(name); fault != nil {
		return nil, fault
	}
	return c.turn(ctx, name)
}

// turn waits for the host: first in this process, then where the caller wants.
func (c *Client) turn(ctx context.Context, name string) (release func(), fault *Fault) {
	h, err := c.hosts.acquire(ctx, name)
	if err != nil {
		return nil, canceled(ctx)
	}
	if c.config.Admit == nil {
		return func() { c.hosts.release(h) }, nil
	}
	outer, err := c.config.Admit(ctx, name)
	if err != nil {
		c.hosts.release(h)
		return nil, &Fault{Kind: KindCanceled, Temporary: true, Text: "no turn at the host", Err: err}
	}
	return func() {
		if outer != nil {
			outer()
		}
		c.hosts.release(h)
	}, nil
}

// newRequest builds the request by hand: no cookies, no Referer, and nothing
// that belongs to another origin or address.
func (v *visit) newRequest(ctx context.Context, u *url.URL, address string) *http.Request {
	header := http.Header{
		"User-Agent":      {v.client.config.UserAgent},
		"Accept":          {v.client.config.Accept},
		"Accept-Encoding": {"gzip"},
	}
	if address == v.request.ValidatorURL {
		if v.request.ETag != "" {
			header["If-None-Match"] = []string{v.request.ETag}
		}
		if v.request.LastModified != "" {
			header["If-Modified-Since"] = []string{v.request.LastModified}
		}
	}
	if originOf(u) != v.origin {
		v.left = true
	}
	if !v.left {
		for name, values := range v.own {
			header[name] = values
		}
	}
	request := &http.Request{
		Method: http.MethodGet, URL: u, Host: u.Host, Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	return request.WithContext(ctx)
}

// follow judges a redirect and returns its target.
func (v *visit) follow(from *url.URL, answer *http.Response) (*url.URL, *Fault) {
	bad := func(kind Kind, text string) (*url.URL, *Fault) {
		return nil, &Fault{Kind: kind, Status: answer.StatusCode, Text: text}
	}
	location := answer.Header.Get("Location")
	if location == "" {
		return bad(KindRedirect, fmt.Sprintf("answered %d without saying where to", answer.StatusCode))
	}
	to, err := from.Parse(strings.TrimSpace(location))
	if err != nil {
		return bad(KindRedirect, "redirects to an address that can't be read: "+parseReason(err))
	}
	to.User, to.Fragment, to.RawFragment = nil, "", ""
	target := shorten(to.String())
	switch {
	case to.Scheme != "http" && to.Scheme != "https":
		return bad(KindRedirect, "redirects to "+target+"; only http and https are followed")
	case from.Scheme == "https" && to.Scheme == "http":
		return bad(KindDowngrade, "redirects from https to "+target+", which anyone on the way can change; if that is wanted, configure it")
	case slices.Contains(v.seen, to.String()):
		return bad(KindRedirectLoop, "redirects in a circle, back to "+target)
	case len(v.seen) > MaxRedirects:
		return bad(KindRedirectLoop, fmt.Sprintf("redirects more than %d times, lastly to %s", MaxRedirects, target))
	}
	permanent := answer.StatusCode == http.StatusMovedPermanently || answer.StatusCode == http.StatusPermanentRedirect
	if v.passing = v.passing && permanent; v.passing {
		v.response.Permanent = to.String()
	}
	return to, nil
}

// notModified keeps the request's validators: those of a 304 came without the
// body they would stand for.
func (v *visit) notModified(answer *http.Response) *Fault {
	if v.response.FinalURL != v.request.ValidatorURL || v.request.ETag == "" && v.request.LastModified == "" {
		return &Fault{
			Kind: KindProtocol, Status: answer.StatusCode, Temporary: true,
			Text: "answered 304 Not Modified although it was not asked whether anything changed",
		}
	}
	r := &v.response
	r.Unchanged = true
	r.ETag, r.LastModified, r.ValidatorURL = v.request.ETag, v.request.LastModified, v.request.ValidatorURL
	r.BodyHash = v.request.BodyHash
	r.Fresh = freshness(answer.Header, time.Now())
	return nil
}

// readBody reads the document. Hash and validators are set only when it was
// read to its end.
func (v *visit) readBody(parent context.Context, answer *http.Response) *Fault {
	limit := v.request.MaxSize
	encoding := strings.ToLower(strings.TrimSpace(answer.Header.Get("Content-Encoding")))
	switch encoding {
	case "br", "zstd", "deflate", "compress", "x-compress", "dcb", "dcz":
		return &Fault{Kind: KindEncoding, Status: answer.StatusCode, Text: "answered in the encoding " + encoding + ", although only gzip was asked for"}
	}
	if answer.ContentLength > limit {
		return tooLarge(limit)
	}
	r := &v.response
	r.ContentType = plainHeader(answer.Header, "Content-Type")
	r.Language = plainHeader(answer.Header, "Content-Language")
	d := v.client.readers.Get().(*decoder)
	r.release = func() { v.client.readers.Put(d) }
	body, zipped, err := d.read(answer.Body, answer.ContentLength, limit)
	if errors.Is(err, errTooLarge) {
		return tooLarge(limit)
	}
	r.Body = body
	if err != nil {
		if parent.Err() != nil || isTimeout(err) {
			return classify(parent, err, v.client.config.Timeout)
		}
		return truncated(err)
	}
	labelled := encoding == "gzip" || encoding == "x-gzip"
	if labelled != zipped && len(body) > 0 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("Content-Encoding %q does not fit the body, which was read as it is", shorten(encoding)))
	}
	var warnings [2]string
	r.ETag, warnings[0] = validator(answer.Header, "ETag")
	r.LastModified, warnings[1] = validator(answer.Header, "Last-Modified")
	for _, warning := range warnings {
		if warning != "" {
			r.Warnings = append(r.Warnings, warning)
		}
	}
	if r.ETag != "" || r.LastModified != "" {
		r.ValidatorURL = r.FinalURL
	}
	r.Fresh = freshness(answer.Header, time.Now())
	r.accept(v.request)
	return nil
}

// accept marks a body that was read to its end.
func (r *Response) accept(request Request) {
	sum := sha256.Sum256(r.Body)
	r.BodyHash = hex.EncodeToString(sum[:])
	r.Unchanged = r.BodyHash == request.BodyHash
}

// drain reads a little of a body nobody wants, so that the connection can be
// used again; a long one is not worth it.
func drain(body io.Reader) {
	// An error here only costs the connection.
	_, _ = io.CopyN(io.Discard, body, maxDrainBytes)
}

// originOf is scheme, host and port (RFC 6454, 4).
func originOf(u *url.URL) string {
	port := u.Port()
	switch {
	case port != "":
	case u.Scheme == "https":
		port = "443"
	default:
		port = "80"
	}
	return u.Scheme + "://" + strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")) + ":" + port
}

// withoutUser brings an address into the form in which requests name it.
func withoutUser(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	return u.String()
}

// ownHeader collects what only the source's own origin may see.
func ownHeader(u *url.URL, r Request) (http.Header, *Fault) {
	header := http.Header{}
	for name, value := range r.Headers {
		canonical := http.CanonicalHeaderKey(strings.TrimSpace(name))
		switch {
		case !token(canonical) || !sendable(value):
			return nil, invalid(r.URL, fmt.Sprintf("the header %q can't be sent: its name or value holds characters that may not stand there", shorten(name)))
		case slices.Contains(reserved, canonical):
			return nil, invalid(r.URL, "the header "+canonical+" is set by the program itself; take it out")
		}
		header[canonical] = []string{value}
	}
	auth := r.Auth
	if auth == "" && u.User != nil {
		password, _ := u.User.Password()
		auth = u.User.Username() + ":" + password
	}
	switch scheme, token, found := strings.Cut(auth, " "); {
	case auth == "":
		return header, nil
	case !sendable(auth):
		return nil, invalid(r.URL, "auth holds characters that can't be sent")
	case found && strings.EqualFold(scheme, "bearer"):
		header["Authorization"] = []string{"Bearer " + strings.TrimSpace(token)}
	case strings.Contains(auth, ":"):
		header["Authorization"] = []string{"Basic " + base64.StdEncoding.EncodeToString([]byte(auth))}
	default:
		return nil, invalid(r.URL, `auth is neither "user:password" nor "Bearer token"`)
	}
	return header, nil
}

// reserved headers decide what an answer means to the client, or how it is
// framed; a configured one would break a promise of this package.
var reserved = []string{
	"Accept-Encoding", "Connection", "Content-Length", "Expect", "Host", "If-Match", "If-Modified-Since", "If-None-Match",
	"If-Range", "If-Unmodified-Since", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "Range", "Te", "Trailer",
	"Transfer-Encoding", "Upgrade",
}
