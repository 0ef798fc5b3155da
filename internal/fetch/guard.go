package fetch

import (
	"net"
	"net/netip"
	"strings"
	"time"

	"code.dny.dev/ssrf"
)

// guard refuses addresses that are not plainly public: loopback, private,
// link-local, multicast, documentation, 6to4, NAT64 and the rest of IANA's
// special-purpose registries, less the networks the operator opened. It is
// asked at dial time with the address that was resolved, so neither a name
// nor a rebinding can slip by, and once before with an address written as
// such, for a clear refusal without a dial.
type guard struct {
	guardian *ssrf.Guardian
}

func newGuard(allow []netip.Prefix) *guard {
	var v4, v6 []netip.Prefix
	for _, p := range allow {
		p = unmapPrefix(p)
		switch {
		case !p.IsValid():
		case p.Addr().Is4():
			v4 = append(v4, p)
		default:
			v6 = append(v6, p)
		}
	}
	return &guard{guardian: ssrf.New(
		ssrf.WithAnyPort(),
		ssrf.WithAllowedV4Prefixes(v4...),
		ssrf.WithAllowedV6Prefixes(v6...),
	)}
}

// unmapPrefix turns ::ffff:10.0.0.0/104 into 10.0.0.0/8, the form in which
// such an address is dialled. A wider prefix than the mapped range stays.
func unmapPrefix(p netip.Prefix) netip.Prefix {
	if p.Addr().Is4In6() && p.Bits() >= 96 {
		return netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96).Masked()
	}
	return p.Masked()
}

func (g *guard) dialer(timeout time.Duration) *net.Dialer {
	return &net.Dialer{Timeout: timeout, KeepAlive: 30 * time.Second, Control: g.guardian.Safe}
}

// checkHost refuses what can be judged by the host as written: an address the
// dial would refuse, and numbers that only some resolvers take for an address
// (2130706433, 0x7f.1, 0177.0.0.1; "ends in a number", WHATWG URL 3.5).
// It returns nil for every name.
func (g *guard) checkHost(host string) *Fault {
	if address, err := netip.ParseAddr(host); err == nil {
		if err := g.guardian.SafeAddr(address.Unmap()); err != nil {
			return &Fault{
				Kind: KindPrivate, Err: err,
				Text: "the address is loopback, private or otherwise special; allow_private can open it",
			}
		}
		return nil
	}
	if endsInNumber(host) {
		return &Fault{
			Kind: KindPrivate,
			Text: "the host is a number that some programs read as an address; write it as four decimal numbers",
		}
	}
	return nil
}

// endsInNumber reports whether the last label is decimal, octal or hex digits.
func endsInNumber(host string) bool {
	host = strings.TrimSuffix(host, ".")
	last := host[strings.LastIndexByte(host, '.')+1:]
	if hex, ok := strings.CutPrefix(strings.ToLower(last), "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}
