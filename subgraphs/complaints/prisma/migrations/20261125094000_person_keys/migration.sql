-- Keys of free text, one a person. Without the key nobody can read what was sealed with it, here or in any copy of an event; a
-- person whose key was erased gets no other.
CREATE TABLE person_key (
  person_id uuid PRIMARY KEY,
  key bytea,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  erased_at timestamptz(3),
  CONSTRAINT person_key_erased CHECK ((key IS NULL) = (erased_at IS NOT NULL)),
  CONSTRAINT person_key_of_256_bits CHECK (octet_length(key) = 32)
);
