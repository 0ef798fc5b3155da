-- What moves at every turn, one row a source, apart from what seldom does: of
-- these rows a page holds many, so that a transaction over many turns writes few
-- pages. There is no index beside the key, for the same reason: what is due is
-- found by reading all of it. good: the last good turn.
CREATE TABLE schedule (
    source      STRING PRIMARY KEY REFERENCES sources (key),
    owner       STRING NOT NULL DEFAULT '',
    lease_until BIGINT NOT NULL DEFAULT 0,
    token       BIGINT NOT NULL DEFAULT 0,
    rests       BIGINT NOT NULL DEFAULT 0,
    every       BIGINT NOT NULL DEFAULT 0,
    next_due    BIGINT NOT NULL,
    reason      STRING NOT NULL DEFAULT '',
    last_turn   BIGINT NOT NULL DEFAULT 0,
    last_good   BIGINT NOT NULL DEFAULT 0,
    good        BIGINT NOT NULL DEFAULT 0
) CLUSTERED;
INSERT INTO schedule (source, owner, lease_until, token, rests, every, next_due, reason, last_turn, last_good, good)
    SELECT key, owner, lease_until, token, rests, every, next_due, reason, last_turn, last_good, good FROM sources;
DROP INDEX sources_due;
ALTER TABLE sources DROP COLUMN owner;
ALTER TABLE sources DROP COLUMN lease_until;
ALTER TABLE sources DROP COLUMN token;
ALTER TABLE sources DROP COLUMN rests;
ALTER TABLE sources DROP COLUMN every;
ALTER TABLE sources DROP COLUMN next_due;
ALTER TABLE sources DROP COLUMN reason;
ALTER TABLE sources DROP COLUMN last_turn;
ALTER TABLE sources DROP COLUMN last_good;
ALTER TABLE sources DROP COLUMN good;
