-- What a tenant says of the site that shows its posts: one row, once something was said.
CREATE TABLE site_settings (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  title text,
  description text,
  base_url text,
  post_path text,
  preview_path text,
  language text,
  time_zone text,
  default_image_url text,
  version integer NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by text NOT NULL,
  PRIMARY KEY (tenant_id)
);
ALTER TABLE site_settings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON site_settings USING (tenant_id = app.tenant_id());
GRANT SELECT, INSERT, UPDATE ON site_settings TO logicspike_blog;
