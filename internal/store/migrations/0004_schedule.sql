-- What moves at every turn, apart from state, so that a source which has not
-- changed has its schedule written and nothing else. reason: of next_due, in
-- words. Rows of before have these in state until their next turn.
ALTER TABLE sources ADD COLUMN last_turn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN last_good BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN reason STRING NOT NULL DEFAULT '';
