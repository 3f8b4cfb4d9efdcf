-- The list of complaints and their figures follow from the events: read models that can be built anew while they are read.

-- Read models that follow from the events. Each table `<name>_v<generation>` lies behind a view of its name, through which it is
-- read and written, so that it can be built anew beside itself and take the place of the old one.
CREATE TABLE projection (
  name text PRIMARY KEY,
  -- Of the code that the tables were built by.
  version int NOT NULL,
  -- Which of its tables are read.
  generation int NOT NULL DEFAULT 1,
  -- Names of its views.
  tables text[] NOT NULL
);
CREATE TABLE projection_rebuild (
  id uuid PRIMARY KEY,
  projection text NOT NULL REFERENCES projection (name),
  version int NOT NULL,
  state text NOT NULL DEFAULT 'RUNNING' CHECK (state IN ('RUNNING', 'DONE', 'FAILED')),
  started_by uuid,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  upto bigint NOT NULL DEFAULT 0,
  target bigint NOT NULL,
  error text,
  CONSTRAINT projection_rebuild_ended CHECK ((state = 'RUNNING') = (finished_at IS NULL))
);
CREATE UNIQUE INDEX projection_rebuild_running ON projection_rebuild (projection) WHERE state = 'RUNNING';
CREATE INDEX projection_rebuild_newest ON projection_rebuild (projection, id);

-- The processes of the context may not make or drop tables. These may, for them: tables of a projection and nothing else.

-- Drops the tables of a projection that are not read.
CREATE FUNCTION projection_clean(which text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  old text;
BEGIN
  SET LOCAL lock_timeout = '300ms';
  FOR old IN
    SELECT c.relname FROM projection p CROSS JOIN unnest(p.tables) AS t (name)
    JOIN pg_class c ON c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND c.relname ~ ('^' || t.name || '_v[0-9]+$') AND c.relname <> t.name || '_v' || p.generation
    WHERE p.name = which
  LOOP
    EXECUTE format('DROP TABLE %I', old);
  END LOOP;
END $$;

-- Empty tables for its next generation.
CREATE FUNCTION projection_begin(which text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  live text;
  next text;
  options text[];
BEGIN
  PERFORM projection_clean(which);
  FOR live, next IN
    SELECT t.name || '_v' || p.generation, t.name || '_v' || p.generation + 1
    FROM projection p CROSS JOIN unnest(p.tables) AS t (name) WHERE p.name = which
  LOOP
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', next, live);
    SELECT reloptions INTO options FROM pg_class WHERE oid = live::regclass;
    IF options IS NOT NULL THEN
      EXECUTE format('ALTER TABLE %I SET (%s)', next, array_to_string(options, ', '));
    END IF;
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO %I', next, session_user);
  END LOOP;
END $$;

-- What the planner knows of tables that were just filled.
CREATE FUNCTION projection_analyze(which text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  next text;
BEGIN
  FOR next IN
    SELECT t.name || '_v' || p.generation + 1 FROM projection p CROSS JOIN unnest(p.tables) AS t (name) WHERE p.name = which
  LOOP
    EXECUTE format('ANALYZE %I', next);
  END LOOP;
END $$;

-- The views show the next generation.
CREATE FUNCTION projection_swap(which text, built_by int) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  view text;
  next text;
BEGIN
  FOR view, next IN
    SELECT t.name, t.name || '_v' || p.generation + 1 FROM projection p CROSS JOIN unnest(p.tables) AS t (name) WHERE p.name = which
  LOOP
    EXECUTE format('CREATE OR REPLACE VIEW %I AS SELECT * FROM %I', view, next);
  END LOOP;
  UPDATE projection SET generation = generation + 1, version = built_by WHERE name = which;
END $$;

-- What the events add up to. Nobody but the projection writes it.
ALTER TABLE complaint
  ADD COLUMN settling_saga_id uuid,
  ADD COLUMN resolved_at timestamptz(3),
  ADD COLUMN closed_at timestamptz(3);
ALTER TABLE complaint RENAME TO complaint_v1;
CREATE INDEX complaint_by_status_and_change ON complaint_v1 (status, updated_at, id);
CREATE INDEX complaint_of_assignee_by_change ON complaint_v1 (assignee_id, updated_at, id);
CREATE INDEX complaint_of_store_by_change ON complaint_v1 (store_id, updated_at, id);
ALTER TABLE complaint_v1 SET (fillfactor = 70);
-- Drawn when a complaint is filed, whatever becomes of the tables.
ALTER SEQUENCE complaint_number OWNED BY NONE;
CREATE VIEW complaint AS SELECT * FROM complaint_v1;

-- What was filed, settled and closed a day (UTC), told apart by how the complaints stand now. Each complaint counts on the day of
-- its filing, and once it is resolved or closed on that day too. The store is the nil id where a complaint is about no sale.
CREATE TABLE complaint_day_v1 (
  day date NOT NULL,
  fact text NOT NULL CHECK (fact IN ('FILED', 'RESOLVED', 'CLOSED')),
  store_id uuid NOT NULL,
  category text NOT NULL,
  priority text NOT NULL,
  status text NOT NULL,
  complaints int NOT NULL,
  -- RESOLVED: from filing to resolution, in milliseconds.
  duration_ms bigint NOT NULL,
  -- CLOSED: how many said how content they are, and the sum of it.
  rated int NOT NULL,
  satisfaction int NOT NULL,
  PRIMARY KEY (day, fact, store_id, category, priority, status)
) WITH (fillfactor = 70);
CREATE VIEW complaint_day AS SELECT * FROM complaint_day_v1;

INSERT INTO projection (name, version, tables) VALUES ('complaints', 1, ARRAY['complaint', 'complaint_day']);
