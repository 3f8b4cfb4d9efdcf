-- A read model that is built anew gets its indexes when it is full: rows that are written many times would be in all of them each time.

-- Empty tables for its next generation, with their keys alone.
CREATE OR REPLACE FUNCTION projection_begin(which text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  live text;
  next text;
  options text[];
  key text;
BEGIN
  PERFORM projection_clean(which);
  FOR live, next IN
    SELECT t.name || '_v' || p.generation, t.name || '_v' || p.generation + 1
    FROM projection p CROSS JOIN unnest(p.tables) AS t (name) WHERE p.name = which
  LOOP
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL EXCLUDING INDEXES)', next, live);
    SELECT reloptions INTO options FROM pg_class WHERE oid = live::regclass;
    IF options IS NOT NULL THEN
      EXECUTE format('ALTER TABLE %I SET (%s)', next, array_to_string(options, ', '));
    END IF;
    SELECT pg_get_constraintdef(oid) INTO STRICT key FROM pg_constraint WHERE conrelid = live::regclass AND contype = 'p';
    EXECUTE format('ALTER TABLE %I ADD %s', next, key);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO %I', next, session_user);
  END LOOP;
END $$;

-- Makes one of the indexes that the next generation has not yet; answers whether there was one.
CREATE FUNCTION projection_index(which text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  missing record;
BEGIN
  SELECT t.next, i.is_unique, i.columns INTO missing
  FROM projection p
  CROSS JOIN LATERAL (
    SELECT name || '_v' || p.generation AS live, name || '_v' || p.generation + 1 AS next FROM unnest(p.tables) AS names (name)) t
  CROSS JOIN LATERAL (
    SELECT indisunique AS is_unique, regexp_replace(pg_get_indexdef(indexrelid), '^.* ON \S+ USING ', '') AS columns
    FROM pg_index WHERE indrelid = t.live::regclass
    EXCEPT
    SELECT indisunique, regexp_replace(pg_get_indexdef(indexrelid), '^.* ON \S+ USING ', '')
    FROM pg_index WHERE indrelid = t.next::regclass) i
  WHERE p.name = which LIMIT 1;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE %s INDEX ON %I USING %s', CASE WHEN missing.is_unique THEN 'UNIQUE' ELSE '' END, missing.next, missing.columns);
  RETURN true;
END $$;
