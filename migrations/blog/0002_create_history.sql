-- What was: replaced versions of posts, former slugs, answers kept for repeated requests.

-- One row for each version of a post that an update replaced. The newest 50 are kept.
CREATE TABLE post_revisions (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  post_id text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  title text NOT NULL,
  content jsonb,
  excerpt text,
  featured_image_url text,
  seo_title text,
  seo_description text,
  category_id text COLLATE "C",
  tag_ids text[] NOT NULL,
  -- When this version was saved, and who replaced it when.
  saved_at timestamptz NOT NULL,
  replaced_at timestamptz NOT NULL,
  replaced_by text NOT NULL,
  PRIMARY KEY (tenant_id, post_id, version),
  CONSTRAINT post_revisions_post FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id) ON DELETE CASCADE
);

-- Slugs under which a post was once published. A post that has the slug now comes first.
CREATE TABLE slug_redirects (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  slug text COLLATE "C" NOT NULL,
  post_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, slug),
  CONSTRAINT slug_redirects_post FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX slug_redirects_by_post ON slug_redirects (tenant_id, post_id);

-- Answers to requests with an Idempotency-Key, kept for a day.
CREATE TABLE idempotency_keys (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  key text NOT NULL,
  -- SHA-256 of the request, so that the same key with another body is noticed.
  fingerprint text NOT NULL,
  response jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

ALTER TABLE post_revisions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE slug_redirects ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON post_revisions USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON slug_redirects USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON idempotency_keys USING (tenant_id = app.tenant_id());
GRANT SELECT, INSERT, UPDATE, DELETE ON post_revisions, slug_redirects, idempotency_keys TO logicspike_blog;
