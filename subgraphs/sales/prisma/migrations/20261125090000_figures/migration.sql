-- Figures: what each store and product sold a day (UTC), kept by a projection of the events of sales.

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

-- Sales of a store, each counted once. Money is in the smallest unit of the currency; a replacement has none.
CREATE TABLE store_day_v1 (
  day date NOT NULL,
  store_id uuid NOT NULL,
  currency text NOT NULL,
  sales int NOT NULL,
  sold_minor bigint NOT NULL,
  sold_units int NOT NULL,
  replacements int NOT NULL,
  replaced_units int NOT NULL,
  refunds int NOT NULL,
  refunded_units int NOT NULL,
  refunded_minor bigint NOT NULL,
  cancellations int NOT NULL,
  cancelled_units int NOT NULL,
  cancelled_minor bigint NOT NULL,
  PRIMARY KEY (store_id, day, currency)
) WITH (fillfactor = 70);
CREATE INDEX store_day_by_day ON store_day_v1 (day);
CREATE VIEW store_day AS SELECT * FROM store_day_v1;

-- The same by what was in the carts.
CREATE TABLE product_day_v1 (
  day date NOT NULL,
  store_id uuid NOT NULL,
  product_id uuid NOT NULL,
  currency text NOT NULL,
  sold_units int NOT NULL,
  sold_minor bigint NOT NULL,
  replaced_units int NOT NULL,
  refunded_units int NOT NULL,
  refunded_minor bigint NOT NULL,
  cancelled_units int NOT NULL,
  cancelled_minor bigint NOT NULL,
  PRIMARY KEY (store_id, day, product_id, currency)
) WITH (fillfactor = 70);
CREATE INDEX product_day_by_day ON product_day_v1 (day);
CREATE VIEW product_day AS SELECT * FROM product_day_v1;

INSERT INTO projection (name, version, tables) VALUES ('sales-figures', 1, ARRAY['store_day', 'product_day']);
