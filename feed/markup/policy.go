package markup

import (
	"regexp"

	"github.com/microcosm-cc/bluemonday"
)

// The policies that every published text passes last. They know nothing of the
// filter in sanitise.go and would keep a reader safe without it. A policy is
// read-only once it is built.
var (
	withoutImages = newPolicy(false)
	withImages    = newPolicy(true)
)

func newPolicy(images bool) *bluemonday.Policy {
	number := regexp.MustCompile(`^[0-9]{1,4}$`)
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "div", "br", "hr", "span", "wbr",
		"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "li", "dl", "dt", "dd",
		"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "figure", "figcaption",
		"em", "strong", "b", "i", "u", "s", "small", "sub", "sup", "mark", "del", "ins", "q",
		"abbr", "cite", "code", "kbd", "samp", "var", "dfn", "bdi", "ruby", "rb", "rt", "rp", "time")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("title").Matching(regexp.MustCompile(`^[^<>]{0,300}$`)).OnElements("a", "abbr", "img")
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[A-Za-z0-9-]{1,35}$`)).Globally()
	p.AllowAttrs("dir").Matching(regexp.MustCompile(`^(?:ltr|rtl|auto)$`)).Globally()
	p.AllowAttrs("colspan", "rowspan").Matching(number).OnElements("td", "th")
	p.AllowAttrs("start").Matching(number).OnElements("ol")
	p.AllowURLSchemes("http", "https")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	p.RequireNoFollowOnLinks(false)
	if images {
		p.AllowAttrs("src").OnElements("img")
		p.AllowAttrs("alt").Matching(regexp.MustCompile(`^[^<>]{0,1000}$`)).OnElements("img")
		p.AllowAttrs("width", "height").Matching(number).OnElements("img")
	}
	return p
}
