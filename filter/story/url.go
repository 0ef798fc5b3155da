package story

import (
	"net/url"
	"slices"
	"strings"
)

// CanonicalURL returns the form in which two addresses are compared: lower-case
// scheme and host, http as https, no user, no fragment, no default port, no
// "www." or "m." before the host, no trailing slash, no keys that only follow a
// reader around, the other query keys sorted. What is no hierarchical web
// address is only trimmed. It is never fetched, and its own canonical form is
// itself. It is empty for an empty address.
func CanonicalURL(raw string) string {
	raw = strings.TrimSpace(strings.ToValidUTF8(raw, ""))
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Opaque != "" {
		return raw
	}
	scheme := strings.ToLower(u.Scheme)
	if scheme != "http" && scheme != "https" && scheme != "" {
		return raw
	}
	host := canonicalHost(u.Hostname())
	if host == "" {
		return raw
	}
	var b strings.Builder
	b.WriteString("https://")
	if strings.Contains(host, ":") { // an IPv6 literal (RFC 3986, 3.2.2)
		host = "[" + host + "]"
	}
	b.WriteString(host)
	// The scheme does not count, so neither default port does.
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		b.WriteString(":" + port)
	}
	b.WriteString(strings.TrimRight(canonicalEscapes(u.EscapedPath()), "/"))
	if query := canonicalQuery(u.RawQuery); query != "" {
		b.WriteString("?" + query)
	}
	return b.String()
}

// canonicalHost drops what leads to the same pages: a trailing dot, "www.",
// and the mobile forms "m." and "m-en." (a language after the hyphen stays).
func canonicalHost(host string) string {
	host = strings.TrimRight(strings.ToLower(host), ".")
	for {
		switch rest, label, found := cutLabel(host); {
		case found && (label == "www" || label == "m") && strings.Contains(rest, "."):
			host = rest
		case found && len(label) == 4 && strings.HasPrefix(label, "m-"):
			host = host[len("m-"):]
		default:
			return host
		}
	}
}

func cutLabel(host string) (rest, label string, found bool) {
	label, rest, found = strings.Cut(host, ".")
	return rest, label, found
}

// canonicalEscapes writes the digits of percent escapes in upper case (RFC
// 3986, 6.2.2.1).
func canonicalEscapes(path string) string {
	if !strings.Contains(path, "%") {
		return path
	}
	b := []byte(path)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			b[i+1], b[i+2] = upperByte(b[i+1]), upperByte(b[i+2])
		}
	}
	return string(b)
}

func upperByte(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

// canonicalQuery sorts the pairs that name the page and drops the others.
func canonicalQuery(query string) string {
	if query == "" {
		return ""
	}
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(pair, "=")
		if pair != "" && !isTracking(strings.ToLower(key), value) {
			kept = append(kept, pair)
		}
	}
	slices.Sort(kept)
	return strings.Join(kept, "&")
}

// isTracking knows the keys that say how a reader came, not what is read. "ref"
// names an article on some sites: only a value without digits is a referrer.
func isTracking(key, value string) bool {
	switch key {
	case "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "igshid", "mibextid",
		"mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "vero_id", "_ga", "_gl", "wt_mc", "wt.mc_id", "xtor", "spm",
		"ncid", "cmpid", "cmp", "ito", "outurl", "smid", "smtyp", "sref", "taid", "ref_src", "ref_url", "referrer",
		"guccounter", "guce_referrer", "guce_referrer_sig", "soc_src", "soc_trk", "__twitter_impression",
		"ns_campaign", "ns_mchannel", "ns_source", "ns_linkname", "ns_fee", "oc":
		return true
	case "ref":
		return !strings.ContainsAny(value, "0123456789%")
	}
	return strings.HasPrefix(key, "utm_") || strings.HasPrefix(key, "at_") || strings.HasPrefix(key, "gaa_")
}

// identifies reports whether a canonical address can stand for one page: a
// site's front page, which some feeds give as the link of every item, can not.
func identifies(canonical string) bool {
	_, rest, found := strings.Cut(canonical, "://")
	if !found {
		return false
	}
	slash := strings.IndexAny(rest, "/?")
	return slash >= 0 && len(rest) > slash+1
}

// serial is the number that a wire gives a report within its own address, and
// the number of the take: class, date, serial, take and desk, as in
// AEN20260617001552320 (report 0015, take 52, desk 320). Takes of one report
// differ only in the take.
type serial struct {
	report string // empty without a serial
	take   int
}

// firstTake is the number of the first further take; the report itself is 00.
const firstTake = 50

// serialOf finds the wire's serial at the end of an address.
func serialOf(canonical string) serial {
	name := canonical[strings.LastIndexByte(canonical, '/')+1:]
	name, _, _ = strings.Cut(name, "?")
	const classLength, length = 3, 20
	if len(name) != length {
		return serial{}
	}
	for i := range length {
		if c := name[i]; i < classLength && (c < 'A' || c > 'Z') || i >= classLength && (c < '0' || c > '9') {
			return serial{}
		}
	}
	take := int(name[15]-'0')*10 + int(name[16]-'0')
	if take != 0 && take < firstTake { // a longer serial of another kind
		return serial{}
	}
	return serial{report: name[:15] + name[17:], take: take}
}
