-- Refunds whose status changed long after their ids were drawn, by when it did: whoever goes through ids, which is through ages,
-- would not meet them. `updated_at` changes with the status only, which is in other indexes anyhow.
CREATE INDEX refund_changed_late ON refund (updated_at) WHERE updated_at - uuid_extract_timestamp(id) > interval '1 hour';
