-- The blog: posts, categories, tags, outbox. Ids, slugs, titles and names sort by code point (COLLATE "C"),
-- whatever the locale of the database: lists are the same everywhere, and prefix ranges use the indexes.
--
-- One role runs the Worker. It owns nothing, is no superuser and cannot bypass row-level security. It is
-- made here, by SQL, because roles made through a hosting console may be able to bypass it. It cannot log
-- in until an operator gives it a password:
--   ALTER ROLE logicspike_blog LOGIN PASSWORD '…';
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'logicspike_blog') THEN
    CREATE ROLE logicspike_blog NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOBYPASSRLS;
  END IF;
END
$$;

CREATE SCHEMA app;
GRANT USAGE ON SCHEMA app, public TO logicspike_blog;

-- Raises an error for a role that row-level security does not hold: a superuser, a role with BYPASSRLS,
-- or one that owns (or may become the owner of) a table. The Workers ask in their first batch.
CREATE FUNCTION app.assert_confined() RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)
    OR EXISTS (
      SELECT FROM pg_class AS c
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'MEMBER')
    )
  THEN
    RAISE EXCEPTION 'role % is not confined by row-level security', current_user
      USING ERRCODE = '42501', CONSTRAINT = 'role_is_confined';
  END IF;
  RETURN true;
END
$$;

-- The tenant that the current transaction acts for; null when none was announced.
CREATE FUNCTION app.tenant_id() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('app.tenant_id', true), '') $$;

CREATE TABLE categories (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
  slug text COLLATE "C" NOT NULL,
  description text CHECK (char_length(description) <= 500),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT categories_slug_unique UNIQUE (tenant_id, slug)
);

CREATE TABLE tags (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 50),
  slug text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT tags_slug_unique UNIQUE (tenant_id, slug)
);

-- Authors as events from the manager describe them; the blog never asks the manager.
CREATE TABLE authors (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  user_id text NOT NULL,
  name text,
  avatar_url text,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, user_id)
);

CREATE TABLE posts (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text COLLATE "C" NOT NULL,
  author_id text NOT NULL,
  title text COLLATE "C" NOT NULL CHECK (char_length(title) BETWEEN 1 AND 255),
  slug text COLLATE "C" NOT NULL,
  -- The TipTap document; HTML is made on every read and never stored.
  content jsonb,
  -- The document's words, for search and reading time.
  body_text text NOT NULL DEFAULT '',
  reading_time_minutes integer NOT NULL DEFAULT 1,
  excerpt text CHECK (char_length(excerpt) <= 1000),
  featured_image_url text,
  seo_title text CHECK (char_length(seo_title) <= 255),
  seo_description text CHECK (char_length(seo_description) <= 500),
  category_id text COLLATE "C",
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'scheduled', 'published')),
  scheduled_for timestamptz,
  published_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  search tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', title), 'A')
    || setweight(to_tsvector('simple', coalesce(excerpt, '')), 'B')
    || setweight(to_tsvector('simple', left(body_text, 200000)), 'C')
  ) STORED,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT posts_slug_unique UNIQUE (tenant_id, slug),
  CONSTRAINT posts_category FOREIGN KEY (tenant_id, category_id) REFERENCES categories (tenant_id, id)
    ON DELETE SET NULL (category_id),
  CONSTRAINT posts_scheduled CHECK ((status = 'scheduled') = (scheduled_for IS NOT NULL)),
  CONSTRAINT posts_published CHECK (status <> 'published' OR published_at IS NOT NULL)
);
CREATE INDEX posts_public ON posts (tenant_id, published_at DESC, id DESC) WHERE status = 'published';
CREATE INDEX posts_by_published ON posts (tenant_id, published_at, id);
CREATE INDEX posts_by_created ON posts (tenant_id, created_at, id);
CREATE INDEX posts_by_updated ON posts (tenant_id, updated_at, id);
CREATE INDEX posts_by_title ON posts (tenant_id, title, id);
CREATE INDEX posts_by_category ON posts (tenant_id, category_id) WHERE category_id IS NOT NULL;
CREATE INDEX posts_due ON posts (scheduled_for) WHERE status = 'scheduled';

CREATE TABLE post_tags (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  post_id text COLLATE "C" NOT NULL,
  tag_id text COLLATE "C" NOT NULL,
  position smallint NOT NULL,
  PRIMARY KEY (tenant_id, post_id, tag_id),
  CONSTRAINT post_tags_post FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT post_tags_tag FOREIGN KEY (tenant_id, tag_id) REFERENCES tags (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX post_tags_by_tag ON post_tags (tenant_id, tag_id, post_id);

-- Events, written in the statement that makes the change; a relay moves them to the queue.
CREATE TABLE outbox (
  -- Changes of one post wait for each other, so that their events have ascending positions.
  position bigint GENERATED ALWAYS AS IDENTITY,
  id text PRIMARY KEY,
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  type text NOT NULL,
  subject text NOT NULL,
  occurred_at timestamptz NOT NULL,
  data jsonb NOT NULL
);
CREATE INDEX outbox_order ON outbox (position);

ALTER TABLE categories ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE tags ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE authors ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE posts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE post_tags ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY tenant_rows ON categories USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON tags USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON authors USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON posts USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON post_tags USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON outbox USING (tenant_id = app.tenant_id());

GRANT SELECT, INSERT, UPDATE, DELETE ON categories, tags, authors, posts, post_tags, outbox TO logicspike_blog;

-- The words of a search, all of which must be there; the last one may be the beginning of a word.
CREATE FUNCTION app.prefix_query(search text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT plainto_tsquery('simple', coalesce(substring(search FROM '^(.*) [^ ]*$'), ''))
    && to_tsquery('simple', '''' || replace(replace(substring(search FROM '[^ ]*$'), '\', '\\'), '''', '''''') || ''':*')
$$;
