-- Two questions that row-level security would answer badly: which tenants have a post to publish now (no tenant
-- is announced yet), and which posts have these words (a text match is not leakproof, so PostgreSQL would not use
-- its index below a policy). Each is one function with one answer, run as a role of its own that can log in
-- nowhere, sees a few columns, and owns nothing but these functions.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'logicspike_blog_finder') THEN
    CREATE ROLE logicspike_blog_finder NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOBYPASSRLS;
  END IF;
END
$$;

CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE INDEX posts_search ON posts USING gin (tenant_id, search);

GRANT USAGE ON SCHEMA app, public TO logicspike_blog_finder;
GRANT SELECT (tenant_id, id, status, scheduled_for, search) ON posts TO logicspike_blog_finder;
CREATE POLICY finder_rows ON posts FOR SELECT TO logicspike_blog_finder USING (true);

-- Tenants with a scheduled post whose time has come. Only their ids: what is done is done as each tenant.
CREATE FUNCTION app.tenants_with_due_posts(at timestamptz, most integer) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT tenant_id FROM posts WHERE status = 'scheduled' AND scheduled_for <= at LIMIT most
$$;

-- Posts of the announced tenant that match the search; without a tenant, none.
CREATE FUNCTION app.matching_posts(search text) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT id FROM posts WHERE tenant_id = app.tenant_id() AND posts.search @@ app.prefix_query($1)
$$;

-- A function is given away by a member of the role that gets it, which then may create in the schema.
DO $$
BEGIN
  IF NOT pg_has_role(current_user, 'logicspike_blog_finder', 'SET') THEN
    EXECUTE format('GRANT logicspike_blog_finder TO %I', current_user);
  END IF;
END
$$;
GRANT CREATE ON SCHEMA app TO logicspike_blog_finder;
ALTER FUNCTION app.tenants_with_due_posts(timestamptz, integer) OWNER TO logicspike_blog_finder;
ALTER FUNCTION app.matching_posts(text) OWNER TO logicspike_blog_finder;
REVOKE CREATE ON SCHEMA app FROM logicspike_blog_finder;
REVOKE EXECUTE ON FUNCTION app.tenants_with_due_posts(timestamptz, integer), app.matching_posts(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.tenants_with_due_posts(timestamptz, integer), app.matching_posts(text) TO logicspike_blog;
