package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
	"unicode"

	"code.dny.dev/ssrf"
)

// Kind says what went wrong, for programs. The words are also what a person
// reads in a status table.
type Kind string

// The kinds of fault.
const (
	KindInvalid      Kind = "invalid request"   // the address, a header or auth can't be sent; fix the configuration
	KindCanceled     Kind = "canceled"          // the caller gave up; says nothing about the source
	KindTimeout      Kind = "timeout"           // connecting, first byte, or the whole took too long
	KindDNS          Kind = "dns"               // the host's name did not resolve
	KindRefused      Kind = "connection"        // no connection: refused, unreachable, reset before an answer
	KindTLS          Kind = "tls"               // handshake or certificate
	KindProtocol     Kind = "protocol"          // the answer is not HTTP, or is HTTP nobody asked for
	KindPrivate      Kind = "private address"   // the address guard refused to connect
	KindRedirectLoop Kind = "redirect loop"     // an address came twice, or more than MaxRedirects
	KindRedirect     Kind = "redirect"          // a redirect that leads nowhere one may go
	KindDowngrade    Kind = "downgrade"         // a redirect from https to http
	KindUnauthorized Kind = "unauthorized"      // 401
	KindForbidden    Kind = "forbidden"         // 403
	KindNotFound     Kind = "not found"         // 404
	KindGone         Kind = "gone"              // 410: stop asking
	KindTooMany      Kind = "too many requests" // 429: wait RetryAfter
	KindUnavailable  Kind = "server error"      // 5xx: wait RetryAfter, if given
	KindStatus       Kind = "status"            // any other status
	KindTooLarge     Kind = "too large"         // header or body over its limit
	KindTruncated    Kind = "truncated"         // the body broke off; what was read is in Response.Body
	KindEncoding     Kind = "encoding"          // a Content-Encoding that was not asked for
	KindFile         Kind = "file"              // a file that can't be read
)

// Fault is why a Get did not bring a whole document, or a Post was not taken.
// It is always returned as *Fault.
type Fault struct {
	Kind       Kind
	URL        string        // the address it happened at (after redirects), without userinfo
	Status     int           // HTTP status, 0 if there was no answer
	RetryAfter time.Duration // what the server asked for, at most MaxWait; 0 if it did not
	Temporary  bool          // the same request may succeed later with nobody changing anything
	Text       string        // what happened and what to do, in words
	Err        error         // the cause, nil where Text says all

	posting bool // of a Post, not a Get
}

// Error names the address and says what happened and what to do. It never
// holds userinfo, headers or auth.
func (f *Fault) Error() string {
	verb := "fetch "
	if f.posting {
		verb = "post to "
	}
	text := verb + f.URL + ": " + f.Text
	if f.Err != nil {
		text += ": " + shorten(f.Err.Error())
	}
	return text
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

// Redact returns the address without its userinfo, for logs and pages. Of an
// address that can't be read nothing but its scheme and host are kept.
func Redact(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		scheme, rest, ok := strings.Cut(strings.TrimSpace(address), "://")
		if !ok {
			return "(unreadable address)"
		}
		rest = rest[strings.LastIndexByte(rest, '@')+1:]
		host, _, _ := strings.Cut(rest, "/")
		return shorten(scheme + "://" + host + "/…")
	}
	u.User = nil
	return u.String()
}

// parseReason is the cause of a url.Parse error without the address, which may
// hold a password.
func parseReason(err error) string {
	var e *url.Error
	if errors.As(err, &e) {
		err = e.Err
	}
	var escape url.EscapeError
	if errors.As(err, &escape) {
		return "a % that is not followed by two hex digits"
	}
	reason := err.Error()
	if at := strings.IndexAny(reason, `"`); at > 0 {
		reason = strings.TrimSpace(reason[:at]) // what follows quotes the address
	}
	return reason
}

func invalid(address, text string) *Fault {
	if address = Redact(address); address == "" {
		address = "(no address)"
	}
	return &Fault{Kind: KindInvalid, URL: address, Text: text}
}

// shorten keeps hostile error text on one line of bounded length.
func shorten(text string) string {
	const most = 300
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}

// classify makes a Fault of a transport error. parent is the caller's context:
// if that has ended, the source is not to blame.
func classify(parent context.Context, err error, limit time.Duration) *Fault {
	f := &Fault{Err: err}
	var lookup *net.DNSError
	switch {
	case parent.Err() != nil:
		return canceled(parent)
	case isGuardError(err):
		f.Kind = KindPrivate
		f.Text = "the host's address is loopback, private or otherwise special; allow_private can open it"
	case errors.As(err, &lookup):
		f.Kind, f.Temporary = KindDNS, true
		f.Text = fmt.Sprintf("the name %s was not resolved (%s); check the address and the network", shorten(lookup.Name), shorten(lookup.Err))
		f.Err = nil
	case isTimeout(err):
		f.Kind, f.Temporary, f.Err = KindTimeout, true, nil
		f.Text = fmt.Sprintf("no complete answer within the time allowed (%v in all, half of it to the first byte); the server is slow or down", limit)
	case isTLS(err):
		f.Kind = KindTLS
		f.Text = "no trusted connection; check the address, the clock and the server's certificate"
	case isHeaderSize(err):
		f.Kind, f.Err = KindTooLarge, nil
		f.Text = fmt.Sprintf("the answer's header is over %d KB", maxHeaderBytes>>10)
	case isConnection(err):
		f.Kind, f.Temporary = KindRefused, true
		f.Text = "no connection, or one that closed before an answer; the server is down or unreachable"
	default:
		f.Kind, f.Temporary = KindProtocol, true
		f.Text = "the answer is not readable HTTP"
	}
	return f
}

func tooLarge(limit int64) *Fault {
	return &Fault{Kind: KindTooLarge, Text: fmt.Sprintf("the document is over %d bytes; if that is right for it, raise max_size", limit)}
}

func truncated(err error) *Fault {
	return &Fault{Kind: KindTruncated, Temporary: true, Text: "the document broke off before its end", Err: err}
}

// canceled is the Fault of a Get whose caller gave up.
func canceled(ctx context.Context) *Fault {
	return &Fault{Kind: KindCanceled, Temporary: true, Text: "given up before the answer was complete", Err: ctx.Err()}
}

func isGuardError(err error) bool {
	return errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedNetwork) ||
		errors.Is(err, ssrf.ErrProhibitedPort) || errors.Is(err, ssrf.ErrInvalidHostPort)
}

func isTimeout(err error) bool {
	var e net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &e) && e.Timeout()
}

func isTLS(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		record       tls.RecordHeaderError
		alert        tls.AlertError
		authority    x509.UnknownAuthorityError
		hostname     x509.HostnameError
		certificate  x509.CertificateInvalidError
		operation    *net.OpError
	)
	return errors.Is(err, http.ErrSchemeMismatch) ||
		errors.As(err, &verification) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.As(err, &authority) || errors.As(err, &hostname) || errors.As(err, &certificate) ||
		errors.As(err, &operation) && (operation.Op == "remote error" || operation.Op == "local error") ||
		strings.HasPrefix(err.Error(), "tls: ")
}

// isHeaderSize knows net/http's refusal by its words: it has no error value
// for HTTP/1 ("server response headers exceeded") nor for HTTP/2.
func isHeaderSize(err error) bool {
	text := err.Error()
	return strings.Contains(text, "headers exceeded") || strings.Contains(text, "header list larger")
}

func isConnection(err error) bool {
	var operation *net.OpError
	return errors.As(err, &operation) || errors.Is(err, syscall.ECONNRESET) || isEOF(err)
}

// statusFault makes a Fault of an answer that brings no document.
func statusFault(status int, retryAfter time.Duration, authWithheld bool) *Fault {
	f := &Fault{Status: status, RetryAfter: retryAfter}
	answered := answeredWith(status)
	switch {
	case status == http.StatusUnauthorized:
		f.Kind, f.Text = KindUnauthorized, answered+"; the source wants auth:, or other credentials"
	case status == http.StatusForbidden:
		f.Kind, f.Text = KindForbidden, answered+"; the publisher refuses this reader, ask them"
	case status == http.StatusNotFound:
		f.Kind, f.Text = KindNotFound, answered+"; the address may have moved, look for the new one"
	case status == http.StatusGone:
		f.Kind, f.Text = KindGone, answered+"; the source is closed for good, take it out"
	case status == http.StatusTooManyRequests:
		f.Kind, f.Temporary, f.Text = KindTooMany, true, answered+"; ask less often"
	case status >= 500:
		f.Kind, f.Temporary, f.Text = KindUnavailable, true, answered+"; the server is in trouble"
	case status == http.StatusRequestTimeout || status == http.StatusTooEarly:
		f.Kind, f.Temporary, f.Text = KindStatus, true, answered
	default:
		f.Kind, f.Text = KindStatus, answered+", which brings no document"
	}
	if retryAfter > 0 {
		f.Text += fmt.Sprintf("; it asks to wait %v", retryAfter.Round(time.Second))
	}
	if authWithheld && (f.Kind == KindUnauthorized || f.Kind == KindForbidden || f.Kind == KindNotFound) {
		f.Text += "; auth and headers were not sent to it, because a redirect left the configured origin: configure the address it leads to"
	}
	return f
}

// answeredWith is a status in words.
func answeredWith(status int) string {
	text := fmt.Sprintf("answered %d", status)
	if name := http.StatusText(status); name != "" {
		text += " " + name
	}
	return text
}
