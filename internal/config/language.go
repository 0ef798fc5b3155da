package config

// The configuration language as types: what a JSON Schema for editors is made
// of. Loading does not use them, since it reports places and reads what a type
// cannot say; TestSchemaKnowsEveryKey holds the two against each other.

type schemaFile struct {
	Site      schemaSite             `json:"site,omitempty" jsonschema_description:"Who publishes."`
	Listen    string                 `json:"listen,omitempty" jsonschema_description:"host:port of the feeds and public pages."`
	Admin     string                 `json:"admin,omitempty" jsonschema_description:"host:port of the operator's pages: sources, why, metrics, pprof. Off unless set."`
	Store     schemaText             `json:"store,omitempty" jsonschema_description:"A path relative to this file, or postgres://user:${PASSWORD}@host/db."`
	Retention schemaDuration         `json:"retention,omitempty" jsonschema_description:"How long received items that no feed shows are kept."`
	Backfill  schemaDuration         `json:"backfill,omitempty" jsonschema_description:"Of a source new to the store, items older than this are remembered, not published."`
	Reload    schemaReload           `json:"reload,omitempty" jsonschema_description:"What an edited configuration may do to what is published."`
	Fetch     schemaFetch            `json:"fetch,omitempty" jsonschema_description:"Limits on reading sources."`
	Defaults  schemaDefaults         `json:"defaults,omitempty" jsonschema_description:"What every source starts from; any key of a source but name, was and url."`
	Sources   []schemaSource         `json:"sources" jsonschema:"required,minItems=1" jsonschema_description:"The feeds to read: an address or path alone, or a mapping."`
	Topics    map[string]schemaTopic `json:"topics,omitempty" jsonschema_description:"What items are about, by name."`
	Strip     map[string][]schemaCut `json:"strip,omitempty" jsonschema_description:"Sets of strip rules, by name; sources list them under their strip."`
	Feeds     []schemaFeed           `json:"feeds,omitempty" jsonschema_description:"What is published."`
	Withhold  []schemaText           `json:"withhold,omitempty" jsonschema_description:"Addresses, hosts and entry ids: taken down now, kept out for good."`
	Tests     []schemaTest           `json:"tests,omitempty" jsonschema_description:"Run by sitrep test, and before an edited configuration takes effect."`
}

type schemaSite struct {
	Title   schemaText `json:"title,omitempty" jsonschema_description:"Of the index page and the feed list."`
	BaseURL string     `json:"base_url,omitempty" jsonschema:"pattern=^https?://" jsonschema_description:"Where feeds and pages are reached; a path prefix works."`
	Contact string     `json:"contact,omitempty" jsonschema_description:"An e-mail address or web page: in the User-Agent, in every feed, for takedown requests."`
	ID      string     `json:"id,omitempty" jsonschema:"pattern=\\,\\d{4}(-\\d\\d(-\\d\\d)?)?$" jsonschema_description:"Authority of entry ids (RFC 4151), such as desk.example.org,2026. By default made of base_url at the first run, then kept in the store."`
}

type schemaReload struct {
	MaxLoss schemaPercent `json:"max_loss,omitempty" jsonschema_description:"An edit that would withdraw more of the entries than this is refused unless forced."`
}

type schemaFetch struct {
	PerHost      int            `json:"per_host,omitempty" jsonschema:"minimum=1,maximum=64" jsonschema_description:"Requests to one host at a time."`
	Timeout      schemaDuration `json:"timeout,omitempty" jsonschema_description:"For one document, redirects included."`
	MaxSize      schemaSize     `json:"max_size,omitempty" jsonschema_description:"Of one document, before and after decompression."`
	AllowPrivate []string       `json:"allow_private,omitempty" jsonschema_description:"Networks (CIDR) that may be fetched from though they are private; by default none."`
}

// schemaDefaults is the keys that sources share.
type schemaDefaults struct {
	Title         schemaText            `json:"title,omitempty" jsonschema_description:"The source's name for readers; by default its feed's title."`
	Language      string                `json:"language,omitempty" jsonschema:"pattern=^[A-Za-z]{2\\,3}(-[A-Za-z0-9]{1\\,8})*$" jsonschema_description:"A language tag (BCP 47), such as en, ko or en-GB."`
	Tags          []schemaText          `json:"tags,omitempty" jsonschema_description:"For from: and where: of feeds."`
	Strip         []schemaCutOrName     `json:"strip,omitempty" jsonschema_description:"Presets, own rule sets, or rules written here, in order."`
	Credits       []schemaText          `json:"credits,omitempty" jsonschema_description:"Credits that are this source's own; any other agency's is a third party's."`
	Rank          int                   `json:"rank,omitempty" jsonschema_description:"Of two copies not yet published the higher wins."`
	Timezone      string                `json:"timezone,omitempty" jsonschema_description:"For dates without a zone: Asia/Seoul, or +09:00."`
	Accept        schemaTextOrList      `json:"accept,omitempty" jsonschema_description:"matching (default), all, or a list of topics the source is on by itself."`
	Content       string                `json:"content,omitempty" jsonschema:"enum=headline,enum=summary,enum=full" jsonschema_description:"How much is published; full needs a license that allows it."`
	SummaryLength int                   `json:"summary_length,omitempty" jsonschema:"minimum=1,maximum=100000" jsonschema_description:"Characters of a summary."`
	License       string                `json:"license,omitempty" jsonschema:"pattern=^(unknown|public-domain|ogl-3|cc0|cc-[a-z0-9.-]+|permission: *\\S.*)$" jsonschema_description:"unknown, public-domain, ogl-3, cc-by-4 or another cc-…, or \"permission: who, when\"."`
	Every         schemaDuration        `json:"every,omitempty" jsonschema_description:"Time between visits."`
	Cron          string                `json:"cron,omitempty" jsonschema_description:"Times of visits as five fields, such as */20 * * * *; instead of every."`
	Charset       string                `json:"charset,omitempty" jsonschema_description:"Used where a document does not say, such as euc-kr."`
	Headers       map[string]schemaText `json:"headers,omitempty" jsonschema_description:"Extra request headers; ${NAME} and file:PATH are read."`
	Auth          string                `json:"auth,omitempty" jsonschema_description:"\"user:${PASSWORD}\" or \"Bearer ${TOKEN}\"."`
	Disabled      schemaFlag            `json:"disabled,omitempty" jsonschema_description:"Not visited."`
	MaxItems      int                   `json:"max_items,omitempty" jsonschema:"minimum=1,maximum=100000" jsonschema_description:"Items read of one document."`
	Images        string                `json:"images,omitempty" jsonschema:"enum=none,enum=link" jsonschema_description:"Whether entries may link to images."`
}

type schemaSource struct {
	Name schemaText   `json:"name,omitempty" jsonschema_description:"Unique; by default host and path of the url."`
	Was  []schemaText `json:"was,omitempty" jsonschema_description:"Earlier names, so that ids and history stay."`
	URL  string       `json:"url" jsonschema:"required" jsonschema_description:"http(s), or a path or file: URL relative to this file."`
	schemaDefaults
}

type schemaTopic struct {
	Use         []string     `json:"use,omitempty" jsonschema_description:"Shipped word lists."`
	Threshold   float64      `json:"threshold,omitempty" jsonschema:"minimum=0.01,maximum=1000" jsonschema_description:"Score from which an item is on topic; 5.5 by default."`
	TitleFactor float64      `json:"title_factor,omitempty" jsonschema:"minimum=0.01,maximum=100" jsonschema_description:"How much more the title counts than the text; 2 by default."`
	Cap         float64      `json:"cap,omitempty" jsonschema:"minimum=0.01,maximum=1000" jsonschema_description:"Most that one field can score; 6 by default."`
	Terms       []schemaTerm `json:"terms,omitempty" jsonschema_description:"A bare word has weight 3; a term listed again replaces the shipped one."`
	Never       []schemaText `json:"never,omitempty" jsonschema_description:"Any of these in a title: off topic."`
}

type schemaTerm struct {
	Any    schemaTextOrList `json:"any" jsonschema:"required" jsonschema_description:"The words; =word counts in exactly this form."`
	Weight float64          `json:"weight,omitempty" jsonschema:"minimum=-1000,maximum=1000" jsonschema_description:"3 by default; below 0 counts against the topic."`
	Except schemaTextOrList `json:"except,omitempty" jsonschema_description:"Longer words in which these do not count."`
}

type schemaCut struct {
	At      string     `json:"at" jsonschema:"required,enum=start,enum=end" jsonschema_description:"The edge of the text at which the rule works."`
	Match   string     `json:"match,omitempty" jsonschema:"maxLength=4000" jsonschema_description:"An expression (RE2) for a whole block; groups author, agency and date are harvested."`
	Repeats string     `json:"repeats,omitempty" jsonschema:"enum=title,enum=head" jsonschema_description:"A block that repeats the title, or another of the first blocks."`
	Next    string     `json:"next,omitempty" jsonschema:"maxLength=4000" jsonschema_description:"An expression the block behind must match, too."`
	Until   string     `json:"until,omitempty" jsonschema:"enum=end" jsonschema_description:"The match and all after it go."`
	Inline  schemaFlag `json:"inline,omitempty" jsonschema_description:"Cuts only the matched run at the block's edge."`
	Keep    schemaFlag `json:"keep,omitempty" jsonschema_description:"Harvests, cuts nothing and ends the work at its edge."`
	To      string     `json:"to,omitempty" jsonschema:"enum=rights,enum=author,enum=credit,enum=caption,enum=mark,enum=contact,enum=drop" jsonschema_description:"Where the cut goes; a rights notice goes to rights whatever stands here."`
}

type schemaCutOrName struct{ schemaCut }

type schemaFeed struct {
	Name     schemaText       `json:"name" jsonschema:"required" jsonschema_description:"Part of its addresses: /NAME.atom, /NAME.rss, /NAME.json."`
	Title    schemaText       `json:"title,omitempty"`
	From     []schemaText     `json:"from,omitempty" jsonschema_description:"Names or tags of sources, or all; -name leaves out. By default all."`
	Topic    schemaTextOrList `json:"topic,omitempty" jsonschema_description:"One topic, a list, or none for everything."`
	Where    string           `json:"where,omitempty" jsonschema:"maxLength=4000" jsonschema_description:"An expression over source, tags, rank, language, title, text, authors, categories, url, published, take, marks, scores; of title and text the first 64 KiB."`
	Coverage string           `json:"coverage,omitempty" jsonschema:"enum=fold,enum=separate" jsonschema_description:"Other reports of a story: folded into its entry, or entries of their own."`
	Limit    int              `json:"limit,omitempty" jsonschema:"minimum=1,maximum=10000" jsonschema_description:"Entries shown; 100 by default."`
	MaxAge   schemaDuration   `json:"max_age,omitempty" jsonschema_description:"By the item's own date; 0 means no limit."`
	Hub      string           `json:"hub,omitempty" jsonschema:"pattern=^https?://" jsonschema_description:"A WebSub hub."`
	Token    string           `json:"token,omitempty" jsonschema_description:"Makes the feed private: Authorization: Bearer, or ?token=. Write ${NAME} or file:PATH."`
	Also     schemaFlag       `json:"also,omitempty" jsonschema_description:"A visible line names folded coverage."`
}

type schemaTest struct {
	Name   schemaText   `json:"name" jsonschema:"required"`
	Now    string       `json:"now,omitempty" jsonschema_description:"When the test takes place; 2026-01-01 by default."`
	Source schemaText   `json:"source,omitempty" jsonschema_description:"The source that the items or the file come from."`
	Item   *schemaItem  `json:"item,omitempty"`
	Items  []schemaItem `json:"items,omitempty" jsonschema_description:"In the order in which they arrive."`
	File   string       `json:"file,omitempty" jsonschema_description:"A saved document, relative to this file."`
	Expect schemaExpect `json:"expect" jsonschema:"required"`
}

type schemaItem struct {
	Source    schemaText       `json:"source,omitempty"`
	ID        schemaText       `json:"id,omitempty"`
	URL       string           `json:"url,omitempty" jsonschema:"pattern=^https?://"`
	Title     schemaText       `json:"title,omitempty"`
	Summary   schemaText       `json:"summary,omitempty"`
	Content   schemaText       `json:"content,omitempty"`
	Published string           `json:"published,omitempty"`
	Authors   schemaTextOrList `json:"authors,omitempty"`
	Rights    schemaText       `json:"rights,omitempty"`
}

type schemaExpect struct {
	Feeds     schemaTextOrList  `json:"feeds,omitempty" jsonschema_description:"Exactly these feeds show an entry."`
	Rights    schemaTextOrList  `json:"rights,omitempty" jsonschema_description:"Each is part of a rights statement."`
	NotInBody schemaTextOrList  `json:"not_in_body,omitempty" jsonschema_description:"None is part of the body."`
	BodyEnds  schemaText        `json:"body_ends,omitempty" jsonschema_description:"The body's last words."`
	Entries   int               `json:"entries,omitempty" jsonschema:"minimum=0,maximum=10000" jsonschema_description:"Reports published."`
	Title     schemaText        `json:"title,omitempty" jsonschema_description:"Of the entry, whole."`
	Body      schemaText        `json:"body,omitempty" jsonschema_description:"Of the entry, whole, as plain text."`
	Authors   schemaTextOrList  `json:"authors,omitempty" jsonschema_description:"Names, whole, in order."`
	Relation  string            `json:"relation,omitempty" jsonschema:"enum=new,enum=update,enum=take,enum=copy,enum=coverage" jsonschema_description:"Of the last item."`
	Reason    schemaText        `json:"reason,omitempty" jsonschema_description:"Part of a reason given for the last item."`
	Stories   int               `json:"stories,omitempty" jsonschema:"minimum=0,maximum=10000" jsonschema_description:"Different stories."`
	Dropped   schemaCountOrFlag `json:"dropped,omitempty" jsonschema_description:"Items that no feed takes: how many, or true for all."`
}
