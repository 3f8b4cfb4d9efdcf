-- Lists of what is about one thing, or of one urgency, in their orders: of what is rare a page would else be sought among all
-- complaints. On the table that is read and on one that is being built, which gets what is missing from the one that is read.
DO $$
DECLARE
  complaints text;
BEGIN
  FOR complaints IN
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname ~ '^complaint_v[0-9]+$'
  LOOP
    EXECUTE format('CREATE INDEX ON %I (category, created_at, id)', complaints);
    EXECUTE format('CREATE INDEX ON %I (category, updated_at, id)', complaints);
    EXECUTE format('CREATE INDEX ON %I (priority, created_at, id)', complaints);
    EXECUTE format('CREATE INDEX ON %I (priority, updated_at, id)', complaints);
  END LOOP;
END $$;
