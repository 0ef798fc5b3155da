package serve

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"time"
)

// document is one answer, prepared: its bytes plain and compressed with the
// headers of either. It is never changed after it was made. The header values
// are kept as the slices that http.Header wants, so that answering allocates
// nothing for them.
type document struct {
	body     []byte    // plain
	modified time.Time // in whole seconds; zero if unknown
	private  bool
	plain    representation
	zipped   representation // zero where compressing does not pay
	common   []headerField  // the same for both, and on a 304
	content  []headerField  // of a full answer only
}

// representation is a document in one content coding.
type representation struct {
	body   []byte
	etag   string
	tag    []string // ETag
	length []string // Content-Length
}

type headerField struct {
	name  string // in canonical form
	value []string
}

// Cache times. A reader that asks more often than this is answered by a cache
// in front, if there is one.
const (
	publicCaching  = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
	hubCaching     = "public, max-age=1, stale-if-error=86400" // a hub that was told of a change must not be given what was before
	privateCaching = "private, max-age=60"
)

// gzipSuffix tells the entity tag of the compressed form from that of the
// plain one: they are different representations (RFC 9110, section 8.8.3.3).
const gzipSuffix = "-gzip"

// documentOptions say how a document is answered.
type documentOptions struct {
	mediaType string
	private   bool   // behind a token
	policy    string // Content-Security-Policy; empty for feeds
	link      string // Link; empty if there is nothing to find
	modified  time.Time
}

func newDocument(body []byte, o documentOptions) *document {
	sum := sha256.Sum256(body)
	etag := base64.RawURLEncoding.EncodeToString(sum[:15])
	d := &document{body: body, private: o.private, modified: o.modified.UTC().Truncate(time.Second)}
	d.plain = newRepresentation(body, `"`+etag+`"`)
	if zipped := compress(body); len(zipped) < len(body) {
		d.zipped = newRepresentation(zipped, `"`+etag+gzipSuffix+`"`)
	}
	vary, caching := "Accept-Encoding", publicCaching
	switch {
	case o.private:
		vary, caching = "Accept-Encoding, Authorization", privateCaching
	case o.link != "":
		caching = hubCaching
	}
	d.common = []headerField{
		{"Vary", []string{vary}},
		{"Cache-Control", []string{caching}},
		{"Access-Control-Allow-Origin", []string{"*"}},
		{"Access-Control-Expose-Headers", []string{"ETag, Last-Modified, Link"}},
		{"X-Content-Type-Options", []string{"nosniff"}},
	}
	if !d.modified.IsZero() {
		d.common = append(d.common, headerField{"Last-Modified", []string{d.modified.Format(http.TimeFormat)}})
	}
	d.content = []headerField{{"Content-Type", []string{o.mediaType}}}
	if o.policy != "" {
		d.content = append(d.content, headerField{"Content-Security-Policy", []string{o.policy}}, headerField{"Referrer-Policy", []string{"no-referrer"}})
	}
	if o.link != "" {
		d.content = append(d.content, headerField{"Link", []string{o.link}})
	}
	return d
}

func newRepresentation(body []byte, etag string) representation {
	return representation{body: body, etag: etag, tag: []string{etag}, length: []string{strconv.Itoa(len(body))}}
}

// compress makes the same bytes of the same body on every machine: the header
// of the stream holds no time.
func compress(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // fails for an unknown level only
	_, _ = w.Write(body)                                  // a bytes.Buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// gzipValue is the Content-Encoding of compressed answers.
var gzipValue = []string{"gzip"}

// answer answers GET and HEAD, with 304 where the client has what it asks for,
// and 412 where it asks for what it has not. It returns the status.
func (d *document) answer(w http.ResponseWriter, r *http.Request) int {
	chosen := &d.plain
	if d.zipped.body != nil && acceptsGzip(r.Header["Accept-Encoding"]) {
		chosen = &d.zipped
	}
	header := w.Header()
	for i := range d.common {
		header[d.common[i].name] = d.common[i].value
	}
	header["Etag"] = chosen.tag
	if status := evaluate(r.Header, chosen.etag, d.modified); status != 0 {
		w.WriteHeader(status)
		return status
	}
	for i := range d.content {
		header[d.content[i].name] = d.content[i].value
	}
	if chosen == &d.zipped {
		header["Content-Encoding"] = gzipValue
	}
	header["Content-Length"] = chosen.length
	if r.Method != http.MethodHead {
		_, _ = w.Write(chosen.body) // a client that went away is no fault of ours
	}
	return http.StatusOK
}
