package cli

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const factsConfig = `site: {title: Desk, base_url: https://desk.example.org/}
backfill: 3650d
sources:
  - {name: harbour, url: harbour.atom, accept: all}
  - {name: tidings, url: tidings.rss, accept: all}
feeds: [{name: all}]
`

// facts lists what stands in an element or attribute of its own, entry by entry
// and by the entry's title: "author/name=Jane", "link[via]@href=https://…". Text
// that readers are shown, in which facts do not count, is left out.
func facts(t *testing.T, document []byte) map[string][]string {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(document))
	out := map[string][]string{}
	var path, found []string
	var text strings.Builder
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			for _, a := range token.Attr {
				if a.Name.Local == "rel" {
					name += "[" + a.Value + "]"
				}
			}
			path = append(path, name)
			for _, a := range token.Attr {
				found = append(found, strings.Join(path, "/")+"@"+a.Name.Local+"="+a.Value)
			}
			text.Reset()
		case xml.CharData:
			text.Write(token)
		case xml.EndElement:
			at := strings.Join(path, "/")
			if at != "feed/entry/summary" && at != "feed/entry/content" {
				found = append(found, at+"="+text.String())
			}
			text.Reset()
			if path = path[:len(path)-1]; token.Name.Local != "entry" {
				continue
			}
			title := ""
			for i, fact := range found {
				found[i] = strings.TrimPrefix(fact, "feed/entry/")
				if is, ok := strings.CutPrefix(found[i], "title="); ok {
					title = is
				}
			}
			out[title], found = found, nil
		}
	}
}

// Every fact of attribution that a source gives reaches the Atom entry, in an
// element or attribute of its own and word for word: from a source that
// republishes others' entries, and from RSS with the modules in use.
func TestAttributionReachesAtom(t *testing.T) {
	j := &journey{dir: t.TempDir(), now: time.Date(2026, 6, 18, 0, 0, 0, 0, time.UTC)}
	j.write(t, "config.yaml", factsConfig)
	for _, name := range []string{"harbour.atom", "tidings.rss"} {
		document, err := os.ReadFile(filepath.Join("testdata", "facts", name))
		if err != nil {
			t.Fatal(err)
		}
		j.write(t, name, string(document))
	}
	j.poll(t)
	document := j.site(t)("/all.atom").Body.Bytes()
	got := facts(t, document)
	for title, facts := range map[string][]string{
		"해군, 새 호위함 '한가람함' 진수": {
			"link[alternate]@href=https://wire.example.kr/view/0042?lang=ko",
			"identifier=urn:wire:2026-0617-0042?rev=3&x=Y",
			"author/name=김가람 기자", "author/name=Jane Q. Roe", "author/name=박다온 특파원", "contributor/name=이나래",
			"author/uri=https://wire.example.kr/reporter/garam", "author/uri=https://wire.example.kr/reporter/roe",
			"published=2026-06-16T10:00:00+09:00", "updated=2026-06-17T08:30:00+09:00",
			"accessRights=ⓒ 2026 가람통신. 무단 전재 금지", "accessRights=Pool copy: credit Garam Wire, no resale",
			"rights=ⓒ 2026 가람통신. 무단 전재 금지\nPool copy: credit Garam Wire, no resale\nⓒ 가람통신사\nDigest selection © 2026 Harbour Digest Ltd.",
			"category@term=naval", "category@scheme=https://wire.example.kr/desk", "category@label=해군",
			"source/title=가람통신 국방", "source/id=tag:wire.example.kr,2020:feed", "source/rights=ⓒ 가람통신사",
			"source/updated=2026-06-17T00:00:00Z",
			"source/link[self]@href=https://wire.example.kr/defence.atom", "source/link[alternate]@href=https://wire.example.kr/defence",
			"content@url=https://wire.example.kr/img/42.jpg", "content/credit=최라온", "content/copyright=© Garam Photo Pool",
			"link[via]@href=https://pool.example.net/item/9", "link[via]@title=Naval pool report",
			"link[via]@href=https://digest.example/", "link[via]@title=Harbour Digest", "accessRights=Digest selection © 2026 Harbour Digest Ltd.",
		},
		"Shipyard hands over third minehunter": {
			"link[alternate]@href=https://tidings.example/n/777", "identifier=NT-777/b",
			"author/name=Ruth Marlowe", "author/name=정미르", "author/name=Owen Pike", "author/name=Lena Storm",
			"author/uri=https://tidings.example/staff/lena",
			"published=2026-06-16T07:15:00+01:00", "updated=2026-06-16T09:45:00+01:00",
			"accessRights=Story rights held by Northern Tidings", "accessRights=Text: Baltic Press Agency. All rights reserved.",
			"category@term=Minehunters", "category@scheme=https://tidings.example/topics",
			"source/title=Baltic Press Agency", "source/id=https://baltic.example/feed.xml", "source/link[self]@href=https://baltic.example/feed.xml",
			"content@url=https://tidings.example/i/777.jpg", "content/credit=Photo: Olaf Berg", "content/copyright=(c) Berg 2026",
			"link[via]@href=https://baltic.example/story/31",
			"link[via]@href=https://tidings.example/", "link[via]@title=Northern Tidings", "accessRights=© Northern Tidings Group 2026",
		},
		"Customs cutter tows barge to Ostrava lock": {
			"link[alternate]@href=https://tidings.example/n/778", "identifier=https://tidings.example/n/778",
			"author/name=한소라 기자 (북방통신)", "published=2026-06-16T08:00:00+01:00", "category@term=Inland waters",
			"source/title=Northern Tidings", "source/link[alternate]@href=https://tidings.example/",
			"source/rights=© Northern Tidings Group 2026", "rights=© Northern Tidings Group 2026",
		},
	} {
		for _, fact := range facts {
			if !slices.Contains(got[title], fact) {
				t.Errorf("%s: lost %s", title, fact)
			}
		}
	}
	for title, lang := range map[string]string{
		"해군, 새 호위함 '한가람함' 진수": "ko", "Shipyard hands over third minehunter": "en-ie", "Customs cutter tows barge to Ostrava lock": "en-gb",
	} {
		if !slices.ContainsFunc(got[title], func(fact string) bool { return strings.HasSuffix(fact, "entry@lang="+lang) }) {
			t.Errorf("%s: lost its language %s", title, lang)
		}
	}
	if bytes.Contains(document, []byte("desk@tidings.example")) {
		t.Error("an e-mail address is republished")
	}
	if t.Failed() {
		t.Logf("\n%s", document)
	}
}
