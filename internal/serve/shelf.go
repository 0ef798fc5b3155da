package serve

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"sitrep/feed"
	"sitrep/feed/render"
)

// shelf is everything that is served at one moment. It is not changed once it
// is in place, but for the pages of archives and entries that it makes when they
// are asked for.
type shelf struct {
	site       Site
	store      Store
	prefix     string
	renderings []*rendering
	points     map[string]*point     // by path, without prefix
	entries    map[string]shownEntry // by slug; in public feeds only
	archive    archiveCache
	own        entryCache
	missing    map[int][]byte // pages that say there is nothing, by status
}

// point is a document at a path, with what guards and counts it.
type point struct {
	document *document
	private  bool
	token    [sha256.Size]byte // digest of the token; of a private document
	full     prometheus.Counter
	same     prometheus.Counter // 304
	other    prometheus.Counter
}

// guard puts the token of a private feed before a document.
func (p *point) guard(info FeedInfo) {
	if info.Token != "" {
		p.private, p.token = true, digest(info.Token)
	}
}

// shownEntry is an entry with the public feeds that show it.
type shownEntry struct {
	entry feed.Entry
	feeds []FeedInfo
}

func newShelf(site Site, store Store) *shelf {
	return &shelf{site: site, store: store, prefix: prefixOf(site.BaseURL), points: map[string]*point{}, entries: map[string]shownEntry{}, missing: map[int][]byte{}}
}

// prefixOf is the path of a site's base without the slash at its end; empty if
// the site is all of its host.
func prefixOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(u.Path, "/")
}

// rendering is the rendering of a feed; nil if there is none, also on a shelf
// that is nil.
func (s *shelf) rendering(name string) *rendering {
	if s == nil {
		return nil
	}
	for _, r := range s.renderings {
		if r.info.Name == name {
			return r
		}
	}
	return nil
}

// arrange puts the renderings at their paths, with the desk page and the list
// of feeds.
func (s *shelf) arrange(before *shelf, m *metrics) error {
	for _, r := range s.renderings {
		for i, ending := range formEndings {
			p := m.point(r.forms[i], r.info.Name, strings.TrimPrefix(ending, "."))
			p.guard(r.info)
			s.points["/"+r.info.Name+ending] = p
		}
		if r.info.Token == "" {
			for _, e := range r.entries {
				slug := Slug(e.ID)
				shown, known := s.entries[slug]
				if !known {
					shown.entry = e
				}
				shown.feeds = append(slices.Clip(shown.feeds), r.info)
				s.entries[slug] = shown
			}
		}
	}
	for _, status := range []int{http.StatusNotFound, http.StatusGone, http.StatusInternalServerError} {
		page, err := missingPage(pageContext{site: s.site, served: true}, status)
		if err != nil {
			return err
		}
		s.missing[status] = page
	}
	desk, err := deskPage(pageContext{site: s.site, served: true}, s.public())
	if err != nil {
		return err
	}
	list, err := render.OPML(s.site.Title, s.site.Contact, feedsOf(s.public()))
	if err != nil {
		return err
	}
	modified := newest(s.renderings)
	s.put(before, m, "/", desk, documentOptions{mediaType: pageType, policy: pagePolicy(desk), modified: modified})
	s.put(before, m, "/"+iconName, []byte(icon), documentOptions{mediaType: iconType, policy: "default-src 'none'"})
	s.put(before, m, "/feeds.opml", list, documentOptions{mediaType: render.OPMLType + "; charset=utf-8", modified: modified})
	return nil
}

// put places a document that belongs to no feed.
func (s *shelf) put(before *shelf, m *metrics, path string, body []byte, o documentOptions) {
	var was *document
	if before != nil && before.points[path] != nil {
		was = before.points[path].document
	}
	s.points[path] = m.point(renewDocument(was, body, o), "", strings.TrimPrefix(path, "/"))
}

// public are the renderings that need no token.
func (s *shelf) public() []*rendering {
	return slices.DeleteFunc(slices.Clone(s.renderings), func(r *rendering) bool { return r.info.Token != "" })
}

func feedsOf(renderings []*rendering) []feed.Feed {
	out := make([]feed.Feed, len(renderings))
	for i, r := range renderings {
		out[i] = r.feed
	}
	return out
}

// Slug is what an entry's page is called: the part of its id that is its own,
// else a hash of the id. A page is at /entry/SLUG.
func Slug(id string) string {
	own := id[strings.LastIndexByte(id, ':')+1:]
	if strings.HasPrefix(id, "tag:") && len(own) >= 16 && len(own) <= 64 && strings.Trim(own, "0123456789abcdef") == "" {
		return own
	}
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:12])
}
