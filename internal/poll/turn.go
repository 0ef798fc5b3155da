package poll

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sitrep/feed"
	"sitrep/feed/parse"
	"sitrep/filter"
	"sitrep/filter/story"
	"sitrep/internal/config"
	"sitrep/internal/fetch"
	"sitrep/internal/store"
)

// errEmptied is the fault of a source that answers well and has nothing where
// it had something.
var errEmptied = errors.New("the document has no items where there were some; keeping what was received")

// Turn is one visit to one source: fetch, parse, and one transaction with what
// was received, the validators and the next due time. A source that fails is
// a turn too: its fault is kept, and nothing it published before is lost.
func (c *Conductor) Turn(ctx context.Context, lease store.Lease) (store.TurnResult, error) {
	result, _, err := c.turn(ctx, lease)
	return result, err
}

// turn is Turn, and what the turn leaves for the next; nothing if it was not
// committed.
func (c *Conductor) turn(ctx context.Context, lease store.Lease) (result store.TurnResult, left store.State, err error) {
	ended := make(chan struct{})
	c.begin(ctx, &lease, func(r store.TurnResult, st store.State, fault error) {
		result, left, err = r, st, fault
		close(ended)
	})
	<-ended
	return result, left, err
}

// begin is turn for a caller who does not wait for the commit. ended is told
// what turn returns, once.
func (c *Conductor) begin(ctx context.Context, lease *store.Lease, ended func(store.TurnResult, store.State, error)) {
	ctx, visitor := c.admitted(ctx, lease)
	turn := &store.Turn{Lease: *lease, State: lease.State}
	fault := c.visit(ctx, turn)
	if ctx.Err() != nil { // stopped half-way: no fault of the source's
		visitor.leave()
		ended(store.TurnResult{}, store.State{}, ctx.Err())
		return
	}
	if turn.Present == nil { // no document waits
		visitor.leave()
	}
	done := func(result store.TurnResult, err error) {
		visitor.leave()
		if err != nil {
			ended(store.TurnResult{}, store.State{}, fmt.Errorf("commit turn of %s: %w", lease.Name, err))
			return
		}
		c.wakeFor(turn.State.NextDue)
		ended(result, turn.State, fault)
	}
	c.turns.add(ctx, c.Store.CommitTurn, pendingTurn{turn, done}, c.underWay.Load)
}

// visit fetches and parses, and writes into the turn what it will commit. The
// fault is already part of the turn; it is returned for the caller's report.
// Turns are handed on by address: they are large, and each goroutine's stack
// would grow by a copy of one for every call.
func (c *Conductor) visit(ctx context.Context, turn *store.Turn) error {
	force := c.current()
	lease := &turn.Lease
	src := force.source(lease.Name)
	now := c.Now()
	turn.At, turn.State.LastTurn = now, now
	request := requestFor(src, lease, now)
	response, fault := force.web.Get(ctx, request)
	defer response.Release() // a document holds copies
	turn.Rests = c.Now().Add(fetch.DefaultSpacing)
	moved(&turn.State, &request, &response, fault, now)
	switch {
	case fault != nil && len(response.Body) == 0:
		failed(turn, src, outcomeOf(fault, &request), fault)
		return fault
	case fault == nil && response.Unchanged:
		unchanged(turn, src, &response)
		return nil
	}
	document, err := parse.Document(response.Body, ParseOptions(*src, response, force.maxSize, now))
	if err == nil && len(document.Items) == 0 && lease.Items > 0 {
		err = errEmptied
	}
	if err != nil {
		if fault == nil {
			fault = fmt.Errorf("read %s: %w", src.URL, err)
		}
		failed(turn, src, outcomeOf(fault, &request), fault)
		return fault
	}
	document.Truncated = document.Truncated || fault != nil
	err = changed(turn, src, &response, &document)
	if err != nil || fault == nil {
		good(turn)
		return err
	}
	// The answer broke off: its complete items are taken in, its fault stands.
	failed(turn, src, outcomeOf(fault, &request), fault)
	return fault
}

// good ends a source's run of failures.
func good(turn *store.Turn) {
	turn.State.LastGood, turn.State.Fault, turn.State.Faults, turn.State.Gone = turn.At, "", 0, false
}

// askAgain is how often a source that moved is asked at its own address all
// the same, to see whether it is still so.
const askAgain = 7 * 24 * time.Hour

// requestFor asks with the validators that the same address sent, unless the
// source is to be read in another way now: then its document is wanted, changed
// or not.
func requestFor(src *config.Source, lease *store.Lease, now time.Time) fetch.Request {
	r := fetch.Request{URL: src.URL, Headers: src.Headers, Auth: src.Auth}
	if lease.ReadAs == readAs(src) {
		r.ETag, r.LastModified, r.ValidatorURL, r.BodyHash = lease.ETag, lease.LastModified, lease.ValidatorURL, lease.BodyHash
	}
	if address := lease.Address(); address != lease.URL && now.Sub(lease.MovedAt) < askAgain {
		r.Moved = address
	}
	return r
}

// ParseOptions is how the document of a source is read; `inspect` reads it the
// same way. maxSize is in octets, 0 for the parser's own limit. What the server
// says of the language is heard only where the operator does not say it.
func ParseOptions(src config.Source, response fetch.Response, maxSize int, now time.Time) parse.Options {
	options := parse.Options{
		URL: response.FinalURL, ContentType: response.ContentType, Charset: src.Charset, Location: src.Timezone, Now: now,
		Limits: parse.Limits{Body: maxSize},
	}
	if src.Language == "" {
		options.Language = response.Language
	}
	return options
}

// readAs names the settings that make another document of the same bytes.
func readAs(src *config.Source) string {
	zone := ""
	if src.Timezone != nil {
		zone = src.Timezone.String()
	}
	if src.Charset == "" && zone == "" && src.MaxItems == 0 && src.Language == "" {
		return ""
	}
	return fmt.Sprintf("%s %s %d %s", src.Charset, zone, src.MaxItems, src.Language)
}

// outcomeOf reads from a fetch fault when to come again. Only the source's own
// address can say that it is gone.
func outcomeOf(err error, request *fetch.Request) outcome {
	o := outcome{failed: true}
	var fault *fetch.Fault
	if errors.As(err, &fault) {
		o.gone = fault.Kind == fetch.KindGone && request.Moved == ""
		o.retryAfter = fault.RetryAfter
		o.refused = refusals[fault.Kind]
		o.local = fault.Kind == fetch.KindFile
	}
	return o
}

// refusals are faults that somebody has to act on, and what to call them.
var refusals = map[fetch.Kind]string{
	fetch.KindUnauthorized: "it wants credentials (401)",
	fetch.KindForbidden:    "it refuses this reader (403)",
	fetch.KindNotFound:     "it was not found (404)",
	fetch.KindGone:         "where it moved to it is gone (410)",
	fetch.KindPrivate:      "its address is not public",
	fetch.KindDowngrade:    "it leads from https to http",
	fetch.KindInvalid:      "its configuration can't be sent",
}

// failed is a turn that brought nothing: the fault is counted and told, the
// validators stay as they were.
func failed(turn *store.Turn, src *config.Source, o outcome, err error) {
	turn.State.Fault = err.Error()
	turn.State.Faults++
	turn.State.Gone = o.gone
	o.faults = turn.State.Faults
	schedule(turn, src, o)
}

// unchanged costs no more than its schedule.
func unchanged(turn *store.Turn, src *config.Source, response *fetch.Response) {
	turn.Good = true
	good(turn)
	turn.State.ETag, turn.State.LastModified, turn.State.ValidatorURL = response.ETag, response.LastModified, response.ValidatorURL
	schedule(turn, src, outcome{fresh: response.Fresh, schedule: turn.State.Schedule, quiet: quietFor(turn)})
}

// changed takes in a document. Validators are kept only with a body that was
// read to its end and parsed without loss.
func changed(turn *store.Turn, src *config.Source, response *fetch.Response, document *feed.Document) error {
	turn.Good = true
	turn.Origin = &document.Source
	st := &turn.State
	st.LastChange = turn.At
	st.ETag, st.LastModified, st.ValidatorURL, st.BodyHash = "", "", "", ""
	if !document.Lossy && !document.Truncated {
		st.ETag, st.LastModified, st.ValidatorURL, st.BodyHash = response.ETag, response.LastModified, response.ValidatorURL, response.BodyHash
	}
	st.Items, st.Format, st.Encoding, st.Hub = len(document.Items), document.Format, document.Encoding, document.Hub
	st.Warnings = document.Warnings
	for _, w := range response.Warnings {
		st.Warnings = append(st.Warnings, feed.Warning{At: "fetch", Text: w})
	}
	st.Repairs = len(st.Warnings)
	st.ReadAs, st.Schedule = readAs(src), document.Schedule
	items := document.Items
	if src.MaxItems > 0 && len(items) > src.MaxItems {
		st.Warnings = append(st.Warnings, feed.Warning{At: "items", Text: fmt.Sprintf("max_items: the first %d of %d are read", src.MaxItems, len(items))})
		items = items[:src.MaxItems]
		st.Items = len(items)
	}
	var err error
	turn.Present, err = receive(items, turn.At)
	if turn.Lease.Shown(turn.Present) { // other bytes, the same news
		st.LastChange = turn.Lease.LastChange
	}
	schedule(turn, src, outcome{fresh: response.Fresh, schedule: document.Schedule, quiet: quietFor(turn)})
	return err
}

// moved counts permanent redirects. Seen twice one is reported and taken, until
// the new address fails or the source's own says otherwise; the configuration
// is the operator's to change.
func moved(st *store.State, request *fetch.Request, response *fetch.Response, fault error, now time.Time) {
	switch {
	case fault != nil && request.Moved != "":
		st.MovedSeen = 1 // the next turn asks the source's own address
	case fault != nil:
	case response.Permanent == "" && request.Moved != "": // it answered where it moved to
	case response.Permanent == "":
		st.Moved, st.MovedSeen, st.MovedAt = "", 0, time.Time{}
	case response.Permanent == st.Moved:
		st.MovedSeen, st.MovedAt = st.MovedSeen+1, now
	default:
		st.Moved, st.MovedSeen, st.MovedAt = response.Permanent, 1, now
	}
}

// quietFor is how long a source that answers well has brought nothing new.
func quietFor(turn *store.Turn) time.Duration {
	if turn.State.LastChange.IsZero() {
		return 0
	}
	return turn.At.Sub(turn.State.LastChange)
}

// receive makes log records of the items of one document. Of two items with
// one identity the first stands, which in a feed is the newest.
func receive(items []feed.Item, at time.Time) ([]store.Received, error) {
	identities := filter.Identities(items)
	seen := make(map[string]bool, len(items))
	out := make([]store.Received, 0, len(items))
	for i, it := range items {
		if seen[identities[i]] {
			continue
		}
		seen[identities[i]] = true
		hash, err := filter.ContentHash(it)
		if err != nil {
			return nil, err
		}
		out = append(out, store.Received{
			Item: identities[i], URL: it.Link(), URLKey: story.CanonicalURL(it.Link()), Hash: hash,
			Time: filter.ItemTime(it, time.Time{}, at), Body: it,
		})
	}
	return out, nil
}

// schedule says when the source is due again, and why then.
func schedule(turn *store.Turn, src *config.Source, o outcome) {
	st := &turn.State
	st.NextDue, st.NextReason = nextDue(turn.Lease.Key, rhythmOf(src), o, turn.At)
	st.Interval, st.Rhythm = max(st.NextDue.Sub(turn.At), 0), src.Rhythm()
}

func rhythmOf(src *config.Source) rhythm {
	r := rhythm{every: src.Every}
	if src.Cron != "" {
		r.cron = src.NextCron
	}
	return r
}
