package fetch

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Post sends a form to an http or https address, under the same guard, limits
// and User-Agent as a Get. Any 2xx is success, and what the answer says beyond
// that is not read. A redirect is followed only where it keeps the method (307
// and 308; RFC 9110, 15.4.8 and 15.4.9) and the origin. Userinfo in the
// address is sent as Authorization. Every error is a *Fault.
func (c *Client) Post(ctx context.Context, address string, form url.Values) error {
	u, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil:
		return posted(invalid(address, "the address can't be read: "+parseReason(err)))
	case u.Scheme != "http" && u.Scheme != "https":
		return posted(invalid(address, "a form is posted to http:// and https:// only"))
	}
	own, fault := ownHeader(u, Request{URL: address})
	if fault != nil {
		return posted(fault)
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	p := &posting{client: c, own: own, form: form.Encode(), budget: c.config.Timeout}
	for hops := 0; u != nil; hops++ {
		next, fault := p.step(ctx, u)
		if fault == nil && next != nil && hops == MaxRedirects {
			fault = &Fault{Kind: KindRedirectLoop, Text: "redirects again and again"}
		}
		if fault != nil {
			fault.URL = u.String()
			return posted(fault)
		}
		u = next
	}
	return nil
}

// posted marks a fault as one of a Post.
func posted(f *Fault) *Fault {
	f.posting = true
	return f
}

// posting is the state of one Post over its redirects.
type posting struct {
	client *Client
	own    http.Header   // Authorization, if any
	form   string        // encoded
	budget time.Duration // time left for requests
}

// step posts to one address and returns where that redirects to; nil if the
// form was taken.
func (p *posting) step(parent context.Context, u *url.URL) (next *url.URL, fault *Fault) {
	release, fault := p.client.enter(parent, u)
	if fault != nil {
		return nil, fault
	}
	defer release()
	start := time.Now()
	defer func() { p.budget -= time.Since(start) }()
	ctx, cancel := context.WithTimeout(parent, p.budget)
	defer cancel()
	answer, err := p.client.transport.RoundTrip(p.newRequest(ctx, u))
	if err != nil {
		return nil, classify(parent, err, p.client.config.Timeout)
	}
	defer answer.Body.Close() // unread: a body that hangs must not hold up what is decided already
	switch {
	case answer.StatusCode/100 == 2:
		return nil, nil
	case answer.StatusCode/100 == 3:
		return sameOrigin(u, answer)
	}
	fault = statusFault(answer.StatusCode, parseRetryAfter(answer.Header.Get("Retry-After"), serverTime(answer.Header, time.Now())), false)
	fault.Text = answeredWith(answer.StatusCode)
	return nil, fault
}

func (p *posting) newRequest(ctx context.Context, u *url.URL) *http.Request {
	header := http.Header{
		"User-Agent":   {p.client.config.UserAgent},
		"Accept":       {"*/*"},
		"Content-Type": {"application/x-www-form-urlencoded"},
	}
	for name, values := range p.own {
		header[name] = values
	}
	body := func() io.ReadCloser { return io.NopCloser(strings.NewReader(p.form)) }
	request := &http.Request{
		Method: http.MethodPost, URL: u, Host: u.Host, Header: header,
		Body: body(), ContentLength: int64(len(p.form)), GetBody: func() (io.ReadCloser, error) { return body(), nil },
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	return request.WithContext(ctx)
}

// sameOrigin returns where a redirect of a Post leads, if it may be followed.
func sameOrigin(from *url.URL, answer *http.Response) (*url.URL, *Fault) {
	fault := &Fault{Kind: KindRedirect, Status: answer.StatusCode}
	location := strings.TrimSpace(answer.Header.Get("Location"))
	to, err := from.Parse(location)
	if err != nil || location == "" {
		fault.Text = answeredWith(answer.StatusCode) + " without a readable address to go to"
		return nil, fault
	}
	to.User, to.Fragment, to.RawFragment = nil, "", ""
	keepsMethod := answer.StatusCode == http.StatusTemporaryRedirect || answer.StatusCode == http.StatusPermanentRedirect
	if !keepsMethod || originOf(to) != originOf(from) {
		fault.Text = answeredWith(answer.StatusCode) + ", to " + shorten(to.String()) + "; configure that address if it is right"
		return nil, fault
	}
	return to, nil
}
