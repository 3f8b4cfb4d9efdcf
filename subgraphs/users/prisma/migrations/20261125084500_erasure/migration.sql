-- People who were forgotten: their row stays, because sales and complaints point to its id, and says nothing of them.
ALTER TABLE account ADD COLUMN erased_at timestamptz;
ALTER TABLE account ADD CONSTRAINT account_erased_is_closed CHECK (erased_at IS NULL OR suspended_at IS NOT NULL);
