-- What readers see in order is ordered by letters: case and accents decide among equal letters only. The collation is
-- the root of Unicode's, by ICU, and deterministic: what differs in anything is not equal. After an update of ICU that
-- PostgreSQL warns of, `REINDEX INDEX posts_by_letters` and `ALTER COLLATION app.by_letters REFRESH VERSION`.
CREATE COLLATION app.by_letters (provider = icu, locale = 'und');

-- In the place of posts_by_title, by which Workers from before it sort: they sort a tenant's titles without an index
-- until they are replaced.
CREATE INDEX posts_by_letters ON posts (tenant_id, title COLLATE app.by_letters, id);
DROP INDEX posts_by_title;

-- What two names have in common that are one to people. By way of capitals, which several small letters share.
CREATE FUNCTION app.name_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ 
  SELECT lower(upper(btrim(normalize(name, NFC)) COLLATE app.by_letters))
 $$;

-- No constraint: what was given one name twice before keeps it. Whoever gives a name holds a lock on it and looks.
ALTER TABLE categories ADD COLUMN name_key text COLLATE "C" GENERATED ALWAYS AS (app.name_key(name)) STORED;
ALTER TABLE tags ADD COLUMN name_key text COLLATE "C" GENERATED ALWAYS AS (app.name_key(name)) STORED;
CREATE INDEX categories_by_name ON categories (tenant_id, name_key);
CREATE INDEX tags_by_name ON tags (tenant_id, name_key);
