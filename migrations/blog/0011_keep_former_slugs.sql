-- Slugs under which posts were once published, each post's own: where two were published at one, readers are led to the
-- later one while it is there, and to the other when it is gone. In the place of slug_redirects, which knew one post for
-- a slug, and which goes in a later release.
CREATE TABLE former_slugs (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  slug text COLLATE "C" NOT NULL,
  post_id text COLLATE "C" NOT NULL,
  -- When the post gave it up.
  since timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, slug, post_id),
  CONSTRAINT former_slugs_post FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX former_slugs_by_post ON former_slugs (tenant_id, post_id);
ALTER TABLE former_slugs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON former_slugs USING (tenant_id = app.tenant_id());
GRANT SELECT, INSERT, UPDATE, DELETE ON former_slugs TO logicspike_blog;

-- What Workers from before write goes on to the new table.
CREATE FUNCTION app.keep_former_slug() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO former_slugs (tenant_id, slug, post_id) VALUES (NEW.tenant_id, NEW.slug, NEW.post_id)
  ON CONFLICT (tenant_id, slug, post_id) DO UPDATE SET since = excluded.since;
  RETURN NULL;
END
$$;
CREATE TRIGGER keep_former_slug AFTER INSERT OR UPDATE ON slug_redirects
  FOR EACH ROW EXECUTE FUNCTION app.keep_former_slug();

-- Takes over what is there, past the wall that holds the tables' owner too.
ALTER TABLE posts NO FORCE ROW LEVEL SECURITY;
ALTER TABLE slug_redirects NO FORCE ROW LEVEL SECURITY;
ALTER TABLE former_slugs NO FORCE ROW LEVEL SECURITY;
INSERT INTO former_slugs (tenant_id, slug, post_id) SELECT tenant_id, slug, post_id FROM slug_redirects;
ALTER TABLE posts FORCE ROW LEVEL SECURITY;
ALTER TABLE slug_redirects FORCE ROW LEVEL SECURITY;
ALTER TABLE former_slugs FORCE ROW LEVEL SECURITY;
