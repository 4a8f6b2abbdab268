-- Links under which a tenant's readers see a post as it is now, or as its working copy would make it. Of the token, which
-- opens a link, only the digest is kept.
CREATE TABLE preview_links (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text COLLATE "C" NOT NULL,
  post_id text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT preview_links_digest UNIQUE (tenant_id, digest),
  CONSTRAINT preview_links_post FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX preview_links_by_post ON preview_links (tenant_id, post_id, created_at);
ALTER TABLE preview_links ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON preview_links USING (tenant_id = app.tenant_id());
GRANT SELECT, INSERT, DELETE ON preview_links TO logicspike_blog;
