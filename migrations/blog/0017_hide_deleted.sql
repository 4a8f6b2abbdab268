-- A deleted post is hidden, and stays for 30 days: its row has the status 'deleted' until then. Its slug is free, and it is
-- counted apart. Yesterday's Workers delete as they did, and do not know what to say of those that today's have hidden:
-- replace all of them before anybody looks for what was deleted.
ALTER TABLE posts ADD COLUMN deleted_at timestamptz;
ALTER TABLE posts DROP CONSTRAINT posts_status_check;
ALTER TABLE posts ADD CONSTRAINT posts_status_check
  CHECK (status IN ('draft', 'scheduled', 'published', 'deleted'));
ALTER TABLE posts ADD CONSTRAINT posts_deleted CHECK ((status = 'deleted') = (deleted_at IS NOT NULL));

ALTER TABLE posts DROP CONSTRAINT posts_slug_unique;
CREATE UNIQUE INDEX posts_slug_unique ON posts (tenant_id, slug) WHERE status <> 'deleted';
CREATE INDEX posts_hidden ON posts (tenant_id, deleted_at) WHERE status = 'deleted';
CREATE INDEX posts_expired ON posts (deleted_at, tenant_id) WHERE status = 'deleted';

-- What a tenant keeps is what is not deleted: neither such posts nor their revisions count. In the place of `app.count_rows`.
CREATE FUNCTION app.count_kept_posts() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO tenant_usage AS usage (tenant_id, posts)
    SELECT tenant_id, count(*) FROM made WHERE status <> 'deleted' GROUP BY tenant_id
    ON CONFLICT (tenant_id) DO UPDATE SET posts = usage.posts + excluded.posts;
  ELSE
    INSERT INTO tenant_usage AS usage (tenant_id, posts)
    SELECT tenant_id, -count(*) FROM gone WHERE status <> 'deleted' GROUP BY tenant_id
    ON CONFLICT (tenant_id) DO UPDATE SET posts = usage.posts + excluded.posts;
  END IF;
  RETURN NULL;
END
$$;
CREATE FUNCTION app.count_hidden_post() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  sign integer := CASE NEW.status WHEN 'deleted' THEN -1 ELSE 1 END;
BEGIN
  UPDATE tenant_usage SET posts = posts + sign, revision_bytes = revision_bytes + sign * (
    SELECT coalesce(sum(bytes), 0) FROM post_revisions WHERE tenant_id = NEW.tenant_id AND post_id = NEW.id
  )
  WHERE tenant_id = NEW.tenant_id;
  RETURN NULL;
END
$$;
DROP TRIGGER count_made ON posts;
DROP TRIGGER count_deleted ON posts;
CREATE TRIGGER count_made AFTER INSERT ON posts
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION app.count_kept_posts();
CREATE TRIGGER count_deleted AFTER DELETE ON posts
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION app.count_kept_posts();
CREATE TRIGGER count_hidden AFTER UPDATE OF status ON posts FOR EACH ROW
  WHEN ((OLD.status = 'deleted') <> (NEW.status = 'deleted'))
  EXECUTE FUNCTION app.count_hidden_post();

-- The revisions that go with a deleted post are counted when they go, and did not count any more.
CREATE FUNCTION app.count_revisions_of_deleted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE tenant_usage SET revision_bytes = revision_bytes + (
    SELECT coalesce(sum(bytes), 0) FROM post_revisions WHERE tenant_id = OLD.tenant_id AND post_id = OLD.id
  )
  WHERE tenant_id = OLD.tenant_id;
  RETURN OLD;
END
$$;
CREATE TRIGGER count_revisions BEFORE DELETE ON posts FOR EACH ROW WHEN (OLD.status = 'deleted')
  EXECUTE FUNCTION app.count_revisions_of_deleted();

-- Tenants that have posts which were deleted before a time. Only their ids, as those of the migrations before.
GRANT SELECT (deleted_at) ON posts TO logicspike_blog_finder;
CREATE FUNCTION app.tenants_with_posts_deleted_before(at timestamptz, most integer) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT tenant_id FROM posts WHERE status = 'deleted' AND deleted_at < at LIMIT most
$$;
GRANT CREATE ON SCHEMA app TO logicspike_blog_finder;
ALTER FUNCTION app.tenants_with_posts_deleted_before(timestamptz, integer) OWNER TO logicspike_blog_finder;
REVOKE CREATE ON SCHEMA app FROM logicspike_blog_finder;
REVOKE EXECUTE ON FUNCTION app.tenants_with_posts_deleted_before(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.tenants_with_posts_deleted_before(timestamptz, integer) TO logicspike_blog;
