-- What a person works on beside a post, until it is applied: its fields, as a save has them. One for a post, never live.
CREATE TABLE post_drafts (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  post_id text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  -- The version of the post when this was begun.
  base_version integer NOT NULL,
  -- The fields that are to change, by the names of their columns; of the document only that it is there.
  body jsonb NOT NULL,
  content jsonb,
  -- What is derived from the document, and the words of each field that is searched, by its weight.
  body_text text NOT NULL,
  reading_time_minutes integer NOT NULL,
  words jsonb NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by text NOT NULL,
  PRIMARY KEY (tenant_id, post_id),
  CONSTRAINT post_drafts_post FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE post_drafts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON post_drafts USING (tenant_id = app.tenant_id());
GRANT SELECT, INSERT, UPDATE, DELETE ON post_drafts TO logicspike_blog;
