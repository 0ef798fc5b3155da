-- Words in capitals that are no SQL (STRING, BYTES, COUNTED_KEY, NUMBER_KEY,
-- CLUSTERED) are written out by the dialect. All times are milliseconds since
-- 1970 in UTC, 0 for none; all flags 0 or 1; body columns hold JSON.

CREATE TABLE meta (
    name  STRING PRIMARY KEY,
    value STRING NOT NULL
);

-- version: moves with every commit that changes a feed. epoch: moves when what
-- was placed is rewritten or pruned. place, pass: the last numbers given.
CREATE TABLE counters (
    name  STRING PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('version', 0), ('epoch', 0), ('place', 0), ('pass', 0);

CREATE TABLE configs (
    generation NUMBER_KEY,
    hash       STRING NOT NULL,
    adopted    BIGINT NOT NULL
);

-- key: the first name a source was known by, for good. since: its first good
-- turn. good: its last good turn. present: its last turn with a document that
-- was read; until the next one its items are all still there. digest: of the
-- items of that document. touched: when their marks were last looked at.
-- token: fencing; moves with every claim, commit and release.
CREATE TABLE sources (
    key         STRING PRIMARY KEY,
    name        STRING NOT NULL,
    url         STRING NOT NULL,
    active      BIGINT NOT NULL,
    gone        BIGINT NOT NULL DEFAULT 0,
    since       BIGINT NOT NULL DEFAULT 0,
    good        BIGINT NOT NULL DEFAULT 0,
    present     BIGINT NOT NULL DEFAULT 0,
    digest      STRING NOT NULL DEFAULT '',
    touched     BIGINT NOT NULL DEFAULT 0,
    every       BIGINT NOT NULL DEFAULT 0,
    next_due    BIGINT NOT NULL,
    owner       STRING NOT NULL DEFAULT '',
    lease_until BIGINT NOT NULL DEFAULT 0,
    token       BIGINT NOT NULL DEFAULT 0,
    state       STRING NOT NULL DEFAULT '{}'
);
CREATE INDEX sources_due ON sources (next_due, key);

-- How a source described itself; named by its content, shared by items.
CREATE TABLE origins (
    id   STRING PRIMARY KEY,
    seen BIGINT NOT NULL,
    body STRING NOT NULL
);

-- The log. place is NULL while an item waits. sort_time is item_time, but never
-- before an earlier version of the same item. raw holds an identity too long
-- for an index.
CREATE TABLE received (
    seq       COUNTED_KEY,
    source    STRING NOT NULL REFERENCES sources (key),
    item      STRING NOT NULL,
    raw       STRING NOT NULL,
    url       STRING NOT NULL,
    url_key   STRING NOT NULL,
    hash      STRING NOT NULL,
    received  BIGINT NOT NULL,
    item_time BIGINT NOT NULL,
    sort_time BIGINT NOT NULL,
    origin    STRING NOT NULL,
    place     BIGINT,
    pass      BIGINT NOT NULL DEFAULT 0,
    body      STRING NOT NULL
);
CREATE INDEX received_waiting ON received (sort_time, source, item, seq) WHERE place IS NULL;
CREATE UNIQUE INDEX received_place ON received (place) WHERE place IS NOT NULL;
CREATE INDEX received_item ON received (source, item);
CREATE INDEX received_origin ON received (origin);

-- What is remembered of an item after its text is gone. kept: the report it
-- had when its log rows were pruned; report goes back to it before a replay.
CREATE TABLE marks (
    source     STRING NOT NULL,
    item       STRING NOT NULL,
    url_key    STRING NOT NULL,
    hash       STRING NOT NULL,
    report     STRING NOT NULL DEFAULT '',
    kept       STRING NOT NULL DEFAULT '',
    forgotten  BIGINT NOT NULL DEFAULT 0,
    first_seen BIGINT NOT NULL,
    last_seen  BIGINT NOT NULL,
    sort_time  BIGINT NOT NULL,
    PRIMARY KEY (source, item)
) CLUSTERED;
CREATE INDEX marks_url ON marks (source, url_key);

CREATE TABLE verdicts (
    place      NUMBER_KEY,
    seq        BIGINT NOT NULL UNIQUE REFERENCES received (seq) ON DELETE CASCADE,
    source     STRING NOT NULL,
    item       STRING NOT NULL,
    raw        STRING NOT NULL,
    url        STRING NOT NULL,
    url_key    STRING NOT NULL,
    story      STRING NOT NULL,
    report     STRING NOT NULL,
    relation   STRING NOT NULL,
    received   BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    fault      STRING NOT NULL,
    print      BYTES,
    body       STRING NOT NULL
);
CREATE INDEX verdicts_item ON verdicts (item, source, place);
CREATE INDEX verdicts_url ON verdicts (url);
CREATE INDEX verdicts_url_key ON verdicts (url_key);
CREATE INDEX verdicts_report ON verdicts (report);
CREATE INDEX verdicts_received ON verdicts (received);

-- place: of the item that made the report. kept: the body when its log rows
-- were pruned; body goes back to it before a replay. Empty while the log can
-- make the report anew.
CREATE TABLE reports (
    id       STRING PRIMARY KEY,
    story    STRING NOT NULL,
    place    BIGINT NOT NULL,
    received BIGINT NOT NULL,
    kept     STRING NOT NULL DEFAULT '',
    body     STRING NOT NULL
);
CREATE INDEX reports_story ON reports (story);
CREATE INDEX reports_received ON reports (received);

-- id is the id of the entry's report. body is empty where only a state is
-- known. forgotten: purged on request; nothing brings it back.
CREATE TABLE entries (
    feed      STRING NOT NULL,
    id        STRING NOT NULL,
    story     STRING NOT NULL,
    state     STRING NOT NULL,
    forgotten BIGINT NOT NULL DEFAULT 0,
    published BIGINT NOT NULL,
    updated   BIGINT NOT NULL,
    body      STRING NOT NULL,
    PRIMARY KEY (feed, id)
);
CREATE INDEX entries_shown ON entries (feed, state, published DESC, id);
CREATE INDEX entries_id ON entries (id);
CREATE INDEX entries_story ON entries (story);

CREATE TABLE feeds (
    name    STRING PRIMARY KEY,
    changed BIGINT NOT NULL
);
