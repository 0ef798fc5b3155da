package markup

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// addressLimit is the longest link that is republished, in bytes.
const addressLimit = 4096

// base resolves the addresses of a text.
type base struct{ url *url.URL }

func parseBase(address string) base {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return base{}
	}
	return base{url: u}
}

// resolve returns an address as an absolute http or https one without tracking
// keys; ok is false for anything else.
func (b base) resolve(address string) (absolute string, ok bool) {
	address = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || isUnwanted(r) {
			return -1 // browsers drop tabs and line ends inside an address
		}
		return r
	}, address))
	if address == "" || len(address) > addressLimit {
		return "", false
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", false
	}
	switch {
	case u.Scheme == "" && u.Host != "":
		u.Scheme = "https"
		if b.url != nil {
			u.Scheme = b.url.Scheme
		}
	case u.Scheme == "":
		if b.url == nil {
			return "", false
		}
		u = b.url.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Opaque != "" {
		return "", false
	}
	u.User = nil
	u.RawQuery = withoutTracking(u.RawQuery)
	u.ForceQuery = false
	return u.String(), true
}

// withoutTracking returns a query without keys that only follow a reader
// around. The other keys keep their bytes and their order.
func withoutTracking(query string) string {
	if query == "" {
		return ""
	}
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		key, _, _ := strings.Cut(pair, "=")
		if !isTracking(strings.ToLower(key)) {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

func isTracking(key string) bool {
	switch key {
	case "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "igshid",
		"mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "ncid", "cmpid", "ito", "outurl":
		return true
	}
	return strings.HasPrefix(key, "utm_")
}

// labelLimit is how long the text of a share button may be, in characters; a
// longer one is a sentence, and only loses its link.
const labelLimit = 40

// link judges the link at token i: its address to publish, empty if only its
// text stays, and whether it is junk that goes with its text.
func (s *sanitiser) link(i int, attrs map[string]string) (address string, junk bool) {
	href := strings.TrimSpace(attrs["href"])
	if isShare(href) {
		return "", s.ownEnd(i) && s.isLabel(i+1, int(s.tokens[i].match))
	}
	address, ok := s.base.resolve(href)
	if !ok {
		return "", false
	}
	return address, false
}

// isLabel reports whether the tokens from up to to hold no more than the label
// of a button.
func (s *sanitiser) isLabel(from, to int) bool {
	length := 0
	for i := from; i < to && length <= labelLimit; i++ {
		switch t := s.tokens[i]; {
		case t.kind == visible:
			length += utf8.RuneCountInString(s.raw(i))
		case t.kind == start && isBlock(t.tag) && t.tag != atom.Div:
			return false
		}
	}
	return length <= labelLimit
}

// isShare reports whether a link offers to pass a story on, or is one that a
// feed wrapper put in for itself.
func isShare(href string) bool {
	u, err := url.Parse(href)
	if err != nil {
		return false
	}
	path := strings.ToLower(u.Path)
	switch strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") {
	case "facebook.com", "m.facebook.com":
		return strings.HasPrefix(path, "/sharer") || strings.HasPrefix(path, "/share.php") || strings.HasPrefix(path, "/dialog/")
	case "twitter.com", "x.com":
		return strings.HasPrefix(path, "/intent/") || path == "/share" || path == "/home" && u.Query().Has("status")
	case "linkedin.com":
		return strings.HasPrefix(path, "/sharearticle") || strings.HasPrefix(path, "/sharing/")
	case "pinterest.com":
		return strings.HasPrefix(path, "/pin/create")
	case "reddit.com":
		return path == "/submit"
	case "tumblr.com":
		return strings.HasPrefix(path, "/share") || strings.HasPrefix(path, "/widgets/share")
	case "t.me", "telegram.me":
		return path == "/share/url" || path == "/share"
	case "api.whatsapp.com", "wa.me":
		return u.Query().Has("text")
	case "story.kakao.com", "share.naver.com", "band.us", "social-plugins.line.me", "b.hatena.ne.jp":
		return strings.Contains(path, "share") || strings.Contains(path, "plugin") || strings.Contains(path, "/entry")
	case "addtoany.com", "addthis.com":
		return true
	}
	return isWrapper(u) && !strings.Contains(path, "/~r/")
}

// isWrapper reports whether an address belongs to the FeedBurner family.
// Its /~r/ links lead to the story and stay; /~ff/ and /~a/ share and sell.
func isWrapper(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	return strings.HasPrefix(host, "feeds.") && strings.Contains(u.Path, "/~") ||
		strings.HasSuffix(host, "feedburner.com") || host == "feedproxy.google.com" || host == "feedads.g.doubleclick.net"
}

// IsWrapped reports whether a link leads through a feed wrapper, which counts
// the reader before it passes on to the publisher's page.
func IsWrapped(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (isWrapper(u) || strings.Contains(u.Path, "/~r/"))
}

// isPixel reports whether an image is there to be fetched and not to be seen.
func isPixel(attrs map[string]string) bool {
	for _, key := range [...]string{"width", "height"} {
		switch strings.TrimSuffix(strings.TrimSpace(attrs[key]), "px") {
		case "0", "1":
			return true
		}
	}
	style := strings.ToLower(strings.ReplaceAll(attrs["style"], " ", ""))
	for _, sign := range [...]string{"display:none", "visibility:hidden", "width:1px", "width:0", "height:1px", "height:0"} {
		if strings.Contains(style, sign) {
			return true
		}
	}
	u, err := url.Parse(strings.TrimSpace(attrs["src"]))
	if err != nil {
		return true
	}
	if isWrapper(u) {
		return true
	}
	host := strings.ToLower(u.Hostname())
	for _, tracker := range [...]string{"pixel.wp.com", "stats.wordpress.com", "scorecardresearch.com",
		"doubleclick.net", "google-analytics.com", "quantserve.com", "pixel.facebook.com", "list-manage.com"} {
		if host == tracker || strings.HasSuffix(host, "."+tracker) {
			return true
		}
	}
	return false
}
