-- A search looks through the words of its tenant alone. In an index of (tenant, words) the lists of a word's posts are
-- those of all tenants, and a small tenant waits for what the others have written; so each word is kept there under a mark
-- of its tenant. The words of a post, `search`, stay as they are, with their places, by which answers are ranked.

-- Eight characters; two tenants may share them, and are told apart by their ids.
CREATE OR REPLACE FUNCTION app.tenant_mark(tenant text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT lpad(to_hex(hashtext(tenant)), 8, '0') $$;

-- The words without their places, each behind the mark. No word has white space or a quotation mark in it, so these
-- begin one. A word has eight characters for the three of its text form that it has not here; of more than a tsvector has
-- room for (1 MiB) there are none, and nobody's save fails for them: the service makes no post so many.
CREATE OR REPLACE FUNCTION app.marked_words(tenant text, words tsvector) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN octet_length(strip(words)::text) + 5 * length(words) < 1040000
    THEN replace(' ' || strip(words)::text, ' ''', ' ''' || app.tenant_mark(tenant))::tsvector
    ELSE ''
  END
$$;

-- The same of what is asked for, in which every word stands between quotation marks.
CREATE OR REPLACE FUNCTION app.marked_query(tenant text, words tsquery) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(words::text, '''([^'']*)''', '''' || app.tenant_mark(tenant) || '\1''', 'g')::tsquery
$$;
-- Posts of more words than that have theirs made anew, by the sweep.
ALTER TABLE posts NO FORCE ROW LEVEL SECURITY;
UPDATE posts SET search_version = 0 WHERE octet_length(strip(search)::text) + 5 * length(search) >= 1040000;
ALTER TABLE posts FORCE ROW LEVEL SECURITY;

-- Readers go on, and saves wait until it is built; or build it beforehand by this name, concurrently, with the functions
-- above. The list of what is new stays short, since every search looks through all of it.
CREATE INDEX IF NOT EXISTS posts_search_by_tenant ON posts USING gin (app.marked_words(tenant_id, search))
  WITH (gin_pending_list_limit = 256);

-- Posts of the announced tenant that have these words; without a tenant, none. The mark finds them, the tenant's id
-- decides: in this order, so that nothing is looked for in what the tenant has besides.
CREATE OR REPLACE FUNCTION app.posts_with_words(words tsquery) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT found.id
  FROM (
    SELECT tenant_id, id FROM posts
    WHERE app.marked_words(tenant_id, search) @@ app.marked_query(app.tenant_id(), words)
    OFFSET 0
  ) AS found
  WHERE found.tenant_id = app.tenant_id()
$$;
DROP INDEX posts_search;
