-- What a tenant keeps, counted when it changes and not when it is asked for. Who changes it need not know: triggers
-- count, once a statement, whatever the statement was.
--
-- Rows of `post_revisions` get their size. The table is written anew for it: saves wait until that is done.
ALTER TABLE post_revisions ADD COLUMN bytes integer NOT NULL GENERATED ALWAYS AS (
  octet_length(title)
  + coalesce(octet_length(content::text), 0)
  + coalesce(octet_length(excerpt), 0)
  + coalesce(octet_length(featured_image_url), 0)
  + coalesce(octet_length(seo_title), 0)
  + coalesce(octet_length(seo_description), 0)
) STORED;
CREATE INDEX post_revisions_by_age ON post_revisions (tenant_id, replaced_at, post_id, version);

-- One row for each tenant that ever kept something.
CREATE TABLE tenant_usage (
  tenant_id text PRIMARY KEY CHECK (tenant_id <> ''),
  posts bigint NOT NULL DEFAULT 0,
  categories bigint NOT NULL DEFAULT 0,
  tags bigint NOT NULL DEFAULT 0,
  revision_bytes bigint NOT NULL DEFAULT 0
-- Every change of a count is a new version of the row: there is room for it on the page, and no index is touched.
) WITH (fillfactor = 50);
ALTER TABLE tenant_usage ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON tenant_usage USING (tenant_id = app.tenant_id());
GRANT SELECT, INSERT, UPDATE ON tenant_usage TO logicspike_blog;

-- Counts rows of posts, categories and tags that came or went.
CREATE FUNCTION app.count_rows() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tenant_usage AS usage (tenant_id, posts, categories, tags)
  SELECT tenant_id,
    CASE TG_TABLE_NAME WHEN 'posts' THEN rows ELSE 0 END,
    CASE TG_TABLE_NAME WHEN 'categories' THEN rows ELSE 0 END,
    CASE TG_TABLE_NAME WHEN 'tags' THEN rows ELSE 0 END
  FROM (
    SELECT tenant_id, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END AS rows FROM changed GROUP BY tenant_id
  ) AS counted
  ON CONFLICT (tenant_id) DO UPDATE
  SET posts = usage.posts + excluded.posts,
    categories = usage.categories + excluded.categories,
    tags = usage.tags + excluded.tags;
  RETURN NULL;
END
$$;

-- Counts the bytes of revisions that came or went.
CREATE FUNCTION app.count_revision_bytes() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tenant_usage AS usage (tenant_id, revision_bytes)
  SELECT tenant_id, CASE TG_OP WHEN 'INSERT' THEN sum(bytes) ELSE -sum(bytes) END FROM changed GROUP BY tenant_id
  ON CONFLICT (tenant_id) DO UPDATE SET revision_bytes = usage.revision_bytes + excluded.revision_bytes;
  RETURN NULL;
END
$$;

CREATE TRIGGER count_made AFTER INSERT ON posts
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_rows();
CREATE TRIGGER count_deleted AFTER DELETE ON posts
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_rows();
CREATE TRIGGER count_made AFTER INSERT ON categories
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_rows();
CREATE TRIGGER count_deleted AFTER DELETE ON categories
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_rows();
CREATE TRIGGER count_made AFTER INSERT ON tags
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_rows();
CREATE TRIGGER count_deleted AFTER DELETE ON tags
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_rows();
CREATE TRIGGER count_made AFTER INSERT ON post_revisions
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_revision_bytes();
CREATE TRIGGER count_deleted AFTER DELETE ON post_revisions
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_revision_bytes();

-- Counts what is there, past the wall that holds the tables' owner too. Making the triggers locked the tables, so nothing
-- comes or goes meanwhile, and nobody else sees them without it.
ALTER TABLE posts NO FORCE ROW LEVEL SECURITY;
ALTER TABLE categories NO FORCE ROW LEVEL SECURITY;
ALTER TABLE tags NO FORCE ROW LEVEL SECURITY;
ALTER TABLE post_revisions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE tenant_usage NO FORCE ROW LEVEL SECURITY;
INSERT INTO tenant_usage (tenant_id, posts, categories, tags, revision_bytes)
SELECT tenant_id, sum(posts), sum(categories), sum(tags), sum(revision_bytes)
FROM (
  SELECT tenant_id, count(*) AS posts, 0 AS categories, 0 AS tags, 0 AS revision_bytes FROM posts GROUP BY tenant_id
  UNION ALL SELECT tenant_id, 0, count(*), 0, 0 FROM categories GROUP BY tenant_id
  UNION ALL SELECT tenant_id, 0, 0, count(*), 0 FROM tags GROUP BY tenant_id
  UNION ALL SELECT tenant_id, 0, 0, 0, sum(bytes) FROM post_revisions GROUP BY tenant_id
) AS kept
GROUP BY tenant_id;
ALTER TABLE posts FORCE ROW LEVEL SECURITY;
ALTER TABLE categories FORCE ROW LEVEL SECURITY;
ALTER TABLE tags FORCE ROW LEVEL SECURITY;
ALTER TABLE post_revisions FORCE ROW LEVEL SECURITY;
ALTER TABLE tenant_usage FORCE ROW LEVEL SECURITY;

-- Ends the transaction of whoever would keep more than they may.
CREATE FUNCTION app.refuse_over_quota(quota text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'over the quota of %', quota USING ERRCODE = 'check_violation', CONSTRAINT = 'quota_' || quota;
END
$$;
