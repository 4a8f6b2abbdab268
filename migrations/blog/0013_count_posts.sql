-- How many posts there are, in a category and with a tag, by status: counted when it changes and not when it is asked
-- for. Whoever changes it need not know: triggers count, once a statement, whatever the statement was.

-- What lists by tag are filtered by and sorted by stands beside the tag, as it is of the post.
ALTER TABLE post_tags ADD COLUMN status text NOT NULL DEFAULT 'draft';
ALTER TABLE post_tags ADD COLUMN published_at timestamptz;
ALTER TABLE post_tags ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();

-- The post is held, so that nobody publishes it meanwhile without seeing this tag.
CREATE FUNCTION app.copy_post_to_tag() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  post record;
BEGIN
  SELECT status, published_at, created_at INTO post FROM posts
  WHERE tenant_id = NEW.tenant_id AND id = NEW.post_id
  FOR SHARE;
  -- Without a post, the foreign key refuses the row.
  IF found THEN
    NEW.status := post.status;
    NEW.published_at := post.published_at;
    NEW.created_at := post.created_at;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER copy_post BEFORE INSERT ON post_tags FOR EACH ROW EXECUTE FUNCTION app.copy_post_to_tag();

-- For each row, so that it comes before anything is counted: whoever waits for a tag keeps nobody else waiting.
CREATE FUNCTION app.copy_post_to_tags() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE post_tags SET status = NEW.status, published_at = NEW.published_at, created_at = NEW.created_at
  WHERE tenant_id = NEW.tenant_id AND post_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER copy_to_tags AFTER UPDATE ON posts FOR EACH ROW
  WHEN (
    NEW.status <> OLD.status OR NEW.published_at IS DISTINCT FROM OLD.published_at OR NEW.created_at <> OLD.created_at
  )
  EXECUTE FUNCTION app.copy_post_to_tags();

-- The number of posts is the sum of its parts. Whoever counts adds to a part that nobody holds, and makes another one if
-- there is none: so nobody waits for anybody else who counts, and there are no more parts than ever counted at once.
CREATE TABLE post_counts (
  tenant_id text COLLATE "C" NOT NULL CHECK (tenant_id <> ''),
  -- Of all posts (with an empty id), of those in a category, of those with a tag.
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('all', 'category', 'tag')),
  id text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  part bigint GENERATED ALWAYS AS IDENTITY,
  posts bigint NOT NULL,
  PRIMARY KEY (tenant_id, kind, id, status, part)
-- Every change of a count is a new version of the row: there is room for it on the page, and no index is touched.
) WITH (fillfactor = 50);
ALTER TABLE post_counts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON post_counts USING (tenant_id = app.tenant_id());
GRANT SELECT, INSERT, UPDATE, DELETE ON post_counts TO logicspike_blog;

CREATE FUNCTION app.add_to_count(of_tenant text, of_kind text, of_id text, of_status text, number bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE post_counts SET posts = posts + number
  WHERE tenant_id = of_tenant AND kind = of_kind AND id = of_id AND status = of_status AND part = (
    SELECT part FROM post_counts
    WHERE tenant_id = of_tenant AND kind = of_kind AND id = of_id AND status = of_status
    LIMIT 1
    FOR NO KEY UPDATE SKIP LOCKED
  );
  IF NOT found THEN
    INSERT INTO post_counts (tenant_id, kind, id, status, posts)
    VALUES (of_tenant, of_kind, of_id, of_status, number);
  END IF;
END
$$;

-- Counts posts that came, went or changed: `made` and `gone` are how they are and how they were.
CREATE FUNCTION app.count_posts() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM app.add_to_count(tenant_id, kind, id, status, number)
    FROM (
      SELECT made.tenant_id, counted.kind, counted.id, made.status, count(*) AS number
      FROM made, LATERAL (VALUES ('all', ''), ('category', made.category_id)) AS counted (kind, id)
      WHERE counted.id IS NOT NULL
      GROUP BY made.tenant_id, counted.kind, counted.id, made.status
    ) AS change;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM app.add_to_count(tenant_id, kind, id, status, number)
    FROM (
      SELECT gone.tenant_id, counted.kind, counted.id, gone.status, -count(*) AS number
      FROM gone, LATERAL (VALUES ('all', ''), ('category', gone.category_id)) AS counted (kind, id)
      WHERE counted.id IS NOT NULL
      GROUP BY gone.tenant_id, counted.kind, counted.id, gone.status
    ) AS change;
  -- Most saves change neither.
  ELSIF EXISTS (
    SELECT FROM gone JOIN made USING (tenant_id, id)
    WHERE gone.status <> made.status OR gone.category_id IS DISTINCT FROM made.category_id
  ) THEN
    PERFORM app.add_to_count(tenant_id, kind, id, status, number)
    FROM (
      SELECT changed.tenant_id, counted.kind, counted.id, changed.status, sum(changed.number)::bigint AS number
      FROM (
        SELECT tenant_id, status, category_id, -1 AS number FROM gone
        UNION ALL SELECT tenant_id, status, category_id, 1 FROM made
      ) AS changed, LATERAL (VALUES ('all', ''), ('category', changed.category_id)) AS counted (kind, id)
      WHERE counted.id IS NOT NULL
      GROUP BY changed.tenant_id, counted.kind, counted.id, changed.status
      HAVING sum(changed.number) <> 0
    ) AS change;
  END IF;
  RETURN NULL;
END
$$;

-- The same of tags.
CREATE FUNCTION app.count_tagged() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM app.add_to_count(tenant_id, 'tag', tag_id, status, number)
    FROM (SELECT tenant_id, tag_id, status, count(*) AS number FROM made GROUP BY tenant_id, tag_id, status) AS change;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM app.add_to_count(tenant_id, 'tag', tag_id, status, number)
    FROM (SELECT tenant_id, tag_id, status, -count(*) AS number FROM gone GROUP BY tenant_id, tag_id, status) AS change;
  ELSE
    PERFORM app.add_to_count(tenant_id, 'tag', tag_id, status, number)
    FROM (
      SELECT tenant_id, tag_id, status, sum(number)::bigint AS number
      FROM (
        SELECT tenant_id, tag_id, status, -1 AS number FROM gone
        UNION ALL SELECT tenant_id, tag_id, status, 1 FROM made
      ) AS changed
      GROUP BY tenant_id, tag_id, status
      HAVING sum(number) <> 0
    ) AS change;
  END IF;
  RETURN NULL;
END
$$;

-- Of a category or tag that is gone nobody asks for a count. At the end of the transaction, when its posts are counted.
CREATE FUNCTION app.forget_count() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM post_counts WHERE tenant_id = OLD.tenant_id AND kind = TG_ARGV[0] AND id = OLD.id;
  RETURN NULL;
END
$$;

-- What is there is taken over past the wall that holds the tables' owner too. Changing the table and making the triggers
-- locks the tables, so nothing comes or goes meanwhile, and nobody else sees them without it.
ALTER TABLE posts NO FORCE ROW LEVEL SECURITY;
ALTER TABLE post_tags NO FORCE ROW LEVEL SECURITY;
ALTER TABLE post_counts NO FORCE ROW LEVEL SECURITY;
LOCK TABLE posts IN SHARE ROW EXCLUSIVE MODE;
UPDATE post_tags AS pt SET status = p.status, published_at = p.published_at, created_at = p.created_at
FROM posts AS p WHERE p.tenant_id = pt.tenant_id AND p.id = pt.post_id;
INSERT INTO post_counts (tenant_id, kind, id, status, posts)
SELECT tenant_id, 'all', '', status, count(*) FROM posts GROUP BY tenant_id, status
UNION ALL SELECT tenant_id, 'category', category_id, status, count(*) FROM posts
  WHERE category_id IS NOT NULL GROUP BY tenant_id, category_id, status
UNION ALL SELECT tenant_id, 'tag', tag_id, status, count(*) FROM post_tags GROUP BY tenant_id, tag_id, status;
ALTER TABLE posts FORCE ROW LEVEL SECURITY;
ALTER TABLE post_tags FORCE ROW LEVEL SECURITY;
ALTER TABLE post_counts FORCE ROW LEVEL SECURITY;

CREATE TRIGGER count_posts_made AFTER INSERT ON posts
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION app.count_posts();
CREATE TRIGGER count_posts_gone AFTER DELETE ON posts
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION app.count_posts();
CREATE TRIGGER count_posts_changed AFTER UPDATE ON posts
  REFERENCING OLD TABLE AS gone NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION app.count_posts();
CREATE TRIGGER count_tagged AFTER INSERT ON post_tags
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION app.count_tagged();
CREATE TRIGGER count_untagged AFTER DELETE ON post_tags
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION app.count_tagged();
CREATE TRIGGER count_changed AFTER UPDATE ON post_tags
  REFERENCING OLD TABLE AS gone NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION app.count_tagged();
CREATE CONSTRAINT TRIGGER forget_count AFTER DELETE ON categories
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.forget_count('category');
CREATE CONSTRAINT TRIGGER forget_count AFTER DELETE ON tags
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.forget_count('tag');

CREATE INDEX post_tags_public ON post_tags (tenant_id, tag_id, published_at DESC, post_id DESC)
  WHERE status = 'published';
CREATE INDEX post_tags_in_order ON post_tags (tenant_id, tag_id, created_at, post_id);
DROP INDEX post_tags_by_tag;

-- Proves the counts of the announced tenant and mends what is wrong, and tells it: none is told if all are right. Nobody
-- has to wait: whoever changes something at that moment changes what is there and what is counted at once, so the
-- difference of the two, seen at one instant, is the error.
CREATE FUNCTION app.mend_counts(OUT kind text, OUT id text, OUT status text, OUT counted bigint, OUT there bigint)
RETURNS SETOF record
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  UPDATE post_tags AS pt SET status = p.status, published_at = p.published_at, created_at = p.created_at
  FROM posts AS p
  WHERE pt.tenant_id = app.tenant_id() AND p.tenant_id = pt.tenant_id AND p.id = pt.post_id
    AND (pt.status, pt.published_at, pt.created_at) IS DISTINCT FROM (p.status, p.published_at, p.created_at);
  RETURN QUERY
  WITH there AS (
    SELECT 'all' AS kind, '' AS id, p.status, count(*) AS posts FROM posts AS p
    WHERE p.tenant_id = app.tenant_id() GROUP BY p.status
    UNION ALL SELECT 'category', p.category_id, p.status, count(*) FROM posts AS p
    WHERE p.tenant_id = app.tenant_id() AND p.category_id IS NOT NULL GROUP BY p.category_id, p.status
    UNION ALL SELECT 'tag', pt.tag_id, pt.status, count(*) FROM post_tags AS pt
    WHERE pt.tenant_id = app.tenant_id() GROUP BY pt.tag_id, pt.status
  ),
  counted AS (
    SELECT c.kind, c.id, c.status, sum(c.posts)::bigint AS posts FROM post_counts AS c
    WHERE c.tenant_id = app.tenant_id() GROUP BY c.kind, c.id, c.status
  ),
  wrong AS (
    SELECT kind, id, status, coalesce(counted.posts, 0) AS counted, coalesce(there.posts, 0) AS there
    FROM there FULL JOIN counted USING (kind, id, status)
    WHERE coalesce(counted.posts, 0) <> coalesce(there.posts, 0)
  ),
  mended AS (
    INSERT INTO post_counts (tenant_id, kind, id, status, posts)
    SELECT app.tenant_id(), wrong.kind, wrong.id, wrong.status, wrong.there - wrong.counted FROM wrong
  )
  SELECT wrong.kind, wrong.id, wrong.status, wrong.counted, wrong.there FROM wrong ORDER BY 1, 2, 3;
END
$$;

-- Whose counts there are to prove: an operator's question over all tenants, answered as those of migration 0003 are.
GRANT SELECT (tenant_id) ON post_counts TO logicspike_blog_finder;
CREATE POLICY finder_rows ON post_counts FOR SELECT TO logicspike_blog_finder USING (true);
CREATE FUNCTION app.tenants_with_posts() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT tenant_id FROM posts UNION SELECT tenant_id FROM post_counts ORDER BY 1
$$;
GRANT CREATE ON SCHEMA app TO logicspike_blog_finder;
ALTER FUNCTION app.tenants_with_posts() OWNER TO logicspike_blog_finder;
REVOKE CREATE ON SCHEMA app FROM logicspike_blog_finder;
REVOKE EXECUTE ON FUNCTION app.tenants_with_posts() FROM PUBLIC;
