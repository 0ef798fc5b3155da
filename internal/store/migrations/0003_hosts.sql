-- host: of the address the source is asked at, in lower case and without port;
-- empty for a file. rests: until when other processes leave that host in peace
-- after the source's last turn. owner stays after a turn, to say whose it was.
ALTER TABLE sources ADD COLUMN host STRING NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN rests BIGINT NOT NULL DEFAULT 0;

-- Hosts a process has come to otherwise than by a lease on one of their
-- sources: by a redirect. lease_until, rests: as above.
CREATE TABLE hosts (
    name        STRING PRIMARY KEY,
    owner       STRING NOT NULL,
    lease_until BIGINT NOT NULL,
    rests       BIGINT NOT NULL DEFAULT 0
);
