-- version: counts the changes of a feed.
ALTER TABLE feeds ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
UPDATE feeds SET version = 1;

-- The outbox of pings: which version of a feed a hub was last told of at which
-- of its addresses (topic), and when. since: when the oldest change it has not
-- been told of was made. attempts, fault: failures in a row and the last of
-- them. token: fencing; moves with every claim. Rows of hubs that are no longer
-- configured stay, so that one that comes back is not told twice.
CREATE TABLE announcements (
    topic        STRING NOT NULL,
    hub          STRING NOT NULL,
    feed         STRING NOT NULL,
    announced    BIGINT NOT NULL DEFAULT 0,
    announced_at BIGINT NOT NULL DEFAULT 0,
    since        BIGINT NOT NULL DEFAULT 0,
    next_attempt BIGINT NOT NULL DEFAULT 0,
    attempts     BIGINT NOT NULL DEFAULT 0,
    fault        STRING NOT NULL DEFAULT '',
    lease_until  BIGINT NOT NULL DEFAULT 0,
    token        BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (topic, hub)
) CLUSTERED;
