-- What is found by a search is no longer left to PostgreSQL's parser, which takes `client/server` for a file, `node.js`
-- for a host and a line of Chinese for one word. The Worker makes the words, of what is stored and of what is asked, by
-- the same rules; PostgreSQL keeps and compares them.
--
-- The column keeps what it holds, so that nothing is lost to a search meanwhile; the sweep makes the words of each post
-- anew. Yesterday's Workers go on: what they save is found once the sweep has seen it.
ALTER TABLE posts ALTER COLUMN search DROP EXPRESSION;
ALTER TABLE posts ALTER COLUMN search SET DEFAULT '';
ALTER TABLE posts ALTER COLUMN search SET NOT NULL;

-- The rules by which the words were made; 0 are those before, or none.
ALTER TABLE posts ADD COLUMN search_version integer NOT NULL DEFAULT 0;
CREATE INDEX posts_with_old_words ON posts (tenant_id, id) WHERE search_version < 1;

-- Whoever changes a text without its words leaves them to the sweep.
CREATE FUNCTION app.leave_words() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.search_version := 0;
  RETURN NEW;
END
$$;
CREATE TRIGGER leave_words BEFORE UPDATE OF title, excerpt, body_text ON posts FOR EACH ROW
  WHEN (
    NEW.search = OLD.search AND NEW.search_version = OLD.search_version
    AND (NEW.title, NEW.excerpt, NEW.body_text) IS DISTINCT FROM (OLD.title, OLD.excerpt, OLD.body_text)
  )
  EXECUTE FUNCTION app.leave_words();

-- Questions over all tenants, and one that row-level security would answer slowly, as those of the migrations before.
GRANT SELECT (search_version) ON posts TO logicspike_blog_finder;

-- Tenants with posts whose words are to be made anew. Only their ids: what is done is done as each tenant.
CREATE FUNCTION app.tenants_with_old_words(most integer) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT tenant_id FROM posts WHERE search_version < 1 LIMIT most
$$;

-- Posts of the announced tenant that have these words; without a tenant, none. `app.matching_posts` and
-- `app.prefix_query` stay for yesterday's Workers.
CREATE FUNCTION app.posts_with_words(words tsquery) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT id FROM posts WHERE tenant_id = app.tenant_id() AND search @@ words
$$;

GRANT CREATE ON SCHEMA app TO logicspike_blog_finder;
ALTER FUNCTION app.tenants_with_old_words(integer) OWNER TO logicspike_blog_finder;
ALTER FUNCTION app.posts_with_words(tsquery) OWNER TO logicspike_blog_finder;
REVOKE CREATE ON SCHEMA app FROM logicspike_blog_finder;
REVOKE EXECUTE ON FUNCTION app.tenants_with_old_words(integer), app.posts_with_words(tsquery) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.tenants_with_old_words(integer), app.posts_with_words(tsquery) TO logicspike_blog;
