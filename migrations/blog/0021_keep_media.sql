-- Pictures that tenants keep. The files are in a bucket, named by tenant and hash; what is known of them is here.
CREATE TABLE media (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  extension text NOT NULL CHECK (extension IN ('png', 'jpg', 'webp', 'gif', 'avif')),
  width integer NOT NULL CHECK (width > 0),
  height integer NOT NULL CHECK (height > 0),
  bytes integer NOT NULL CHECK (bytes > 0),
  name text NOT NULL CHECK (char_length(name) <= 255),
  alt text NOT NULL DEFAULT '' CHECK (char_length(alt) <= 1000),
  -- Whether the file is in the bucket by its name: the row comes first.
  stored boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT media_hash_unique UNIQUE (tenant_id, hash)
);
CREATE INDEX media_by_created ON media (tenant_id, created_at, id);
CREATE INDEX media_unstored ON media (created_at) WHERE NOT stored;

-- Files that are to go from the bucket. Who removes one says until when it is at it; until then nobody stores it anew.
CREATE TABLE media_removals (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  hash text COLLATE "C" NOT NULL,
  extension text NOT NULL,
  claimed_until timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, hash)
);
CREATE INDEX media_removals_due ON media_removals (claimed_until);

-- Which posts show which pictures: found by their addresses, whatever host stands before them.
CREATE TABLE post_media (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  hash text COLLATE "C" NOT NULL,
  post_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, hash, post_id),
  CONSTRAINT post_media_post FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX post_media_by_post ON post_media (tenant_id, post_id);

ALTER TABLE media ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE media_removals ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE post_media ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON media USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON media_removals USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON post_media USING (tenant_id = app.tenant_id());
GRANT SELECT, INSERT, UPDATE, DELETE ON media, media_removals TO logicspike_blog;
GRANT SELECT, INSERT, DELETE ON post_media TO logicspike_blog;

-- Whoever saves a post need not know of pictures.
CREATE FUNCTION app.note_media() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  shown text := coalesce(NEW.content::text, '') || ' ' || coalesce(NEW.featured_image_url, '');
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.content IS NOT DISTINCT FROM OLD.content
      AND NEW.featured_image_url IS NOT DISTINCT FROM OLD.featured_image_url
    THEN
      RETURN NULL;
    END IF;
    DELETE FROM post_media WHERE tenant_id = NEW.tenant_id AND post_id = NEW.id;
  END IF;
  IF strpos(shown, '/media/' || NEW.tenant_id || '/') > 0 THEN
    INSERT INTO post_media (tenant_id, hash, post_id)
    SELECT DISTINCT NEW.tenant_id, found.match[1], NEW.id
    FROM regexp_matches(shown, '/media/' || NEW.tenant_id || '/([0-9a-f]{64})\.', 'g') AS found (match);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_media AFTER INSERT OR UPDATE OF content, featured_image_url ON posts
  FOR EACH ROW EXECUTE FUNCTION app.note_media();

-- What pictures weigh counts against the plan.
ALTER TABLE tenant_usage ADD COLUMN media_bytes bigint NOT NULL DEFAULT 0;
CREATE FUNCTION app.count_media_bytes() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tenant_usage AS usage (tenant_id, media_bytes)
  SELECT tenant_id, CASE TG_OP WHEN 'INSERT' THEN sum(bytes) ELSE -sum(bytes) END FROM changed GROUP BY tenant_id
  ON CONFLICT (tenant_id) DO UPDATE SET media_bytes = usage.media_bytes + excluded.media_bytes;
  RETURN NULL;
END
$$;
CREATE TRIGGER count_made AFTER INSERT ON media
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_media_bytes();
CREATE TRIGGER count_deleted AFTER DELETE ON media
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_media_bytes();

-- Tenants with files to remove, or with rows whose file never came. Only their ids: what is done is done as each tenant.
GRANT SELECT (tenant_id, stored, created_at) ON media TO logicspike_blog_finder;
GRANT SELECT (tenant_id, claimed_until) ON media_removals TO logicspike_blog_finder;
CREATE POLICY finder_rows ON media FOR SELECT TO logicspike_blog_finder USING (true);
CREATE POLICY finder_rows ON media_removals FOR SELECT TO logicspike_blog_finder USING (true);
CREATE FUNCTION app.tenants_with_media_to_remove(at timestamptz, most integer) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT tenant_id FROM media_removals WHERE claimed_until <= at
  UNION SELECT tenant_id FROM media WHERE NOT stored AND created_at <= at - interval '1 hour'
  LIMIT most
$$;
GRANT CREATE ON SCHEMA app TO logicspike_blog_finder;
ALTER FUNCTION app.tenants_with_media_to_remove(timestamptz, integer) OWNER TO logicspike_blog_finder;
REVOKE CREATE ON SCHEMA app FROM logicspike_blog_finder;
REVOKE EXECUTE ON FUNCTION app.tenants_with_media_to_remove(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.tenants_with_media_to_remove(timestamptz, integer) TO logicspike_blog;
