-- The few that ended long after their ids were drawn, by when they ended: whoever goes through ids, which is through ages, would
-- not meet them. A saga that ends within the hour has no entry, and no other update than the last of a saga, which is in other
-- indexes anyhow, changes a column of it.
CREATE INDEX saga_ended_late ON saga (completed_at) WHERE completed_at - uuid_extract_timestamp(id) > interval '1 hour';
