-- Identity: users, tenants, memberships, roles, plans, subscriptions, API keys, sessions.
--
-- Two roles run the Workers. Neither owns a table, is a superuser or can bypass row-level security.
-- They are made here, by SQL, because roles made through a hosting console may be able to bypass it.
-- They cannot log in until an operator gives each its own password:
--   ALTER ROLE logicspike_manager LOGIN PASSWORD '…';
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'logicspike_manager') THEN
    CREATE ROLE logicspike_manager NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'logicspike_gateway') THEN
    CREATE ROLE logicspike_gateway NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOBYPASSRLS;
  END IF;
END
$$;

CREATE SCHEMA app;
GRANT USAGE ON SCHEMA app, public TO logicspike_manager, logicspike_gateway;

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

-- The tenant, or the signed-in person, that the current transaction acts for; null when none was announced.
CREATE FUNCTION app.tenant_id() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('app.tenant_id', true), '') $$;

CREATE FUNCTION app.user_id() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('app.user_id', true), '') $$;

-- Reference data: no tenant's.
CREATE TABLE plans (
  id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9_]{0,31}$'),
  name text NOT NULL,
  -- The services that the plan opens, such as 'blog'.
  entitlements text[] NOT NULL
);
INSERT INTO plans (id, name, entitlements) VALUES
  ('free', 'Free', '{blog}'),
  ('pro', 'Pro', '{blog}'),
  ('store', 'Store without blog', '{}');

CREATE TABLE builtin_roles (
  id text PRIMARY KEY,
  position smallint NOT NULL UNIQUE,
  permissions text[] NOT NULL
);
INSERT INTO builtin_roles (id, position, permissions) VALUES
  ('owner', 1, '{system:owner}'),
  ('admin', 2, '{blog:posts.read,blog:posts.create,blog:posts.update,blog:posts.delete,blog:posts.publish,team:members.read,team:members.invite,team:members.update,team:members.remove,team:roles.read,team:roles.manage,tenant:read,tenant:update,apikeys:read,apikeys:manage,webhooks:read,webhooks:manage,audit:read}'),
  ('editor', 3, '{blog:posts.read,blog:posts.create,blog:posts.update,blog:posts.delete,blog:posts.publish,team:members.read,tenant:read}'),
  ('author', 4, '{blog:posts.read,blog:posts.create,blog:posts.update,tenant:read}'),
  ('viewer', 5, '{blog:posts.read,tenant:read}');

-- People. Not a tenant's: one person may belong to several.
CREATE TABLE users (
  id text PRIMARY KEY,
  google_subject text NOT NULL UNIQUE,
  email text NOT NULL,
  name text,
  avatar_url text,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_login_at timestamptz
);
CREATE INDEX users_email ON users (lower(email));

CREATE TABLE tenants (
  id text PRIMARY KEY CHECK (id <> ''),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE custom_roles (
  tenant_id text NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id text NOT NULL,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 64),
  permissions text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT custom_roles_name_unique UNIQUE (tenant_id, name)
);

CREATE TABLE memberships (
  tenant_id text NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  builtin_role text REFERENCES builtin_roles (id),
  custom_role_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, user_id),
  CONSTRAINT memberships_one_role CHECK (num_nonnulls(builtin_role, custom_role_id) = 1),
  CONSTRAINT memberships_custom_role FOREIGN KEY (tenant_id, custom_role_id) REFERENCES custom_roles (tenant_id, id)
);
CREATE INDEX memberships_user ON memberships (user_id);

CREATE TABLE subscriptions (
  tenant_id text PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
  plan_id text NOT NULL REFERENCES plans (id),
  status text NOT NULL CHECK (status IN ('trialing', 'active', 'past_due', 'canceled')),
  -- The subscription counts as active until then; null means until it is cancelled.
  current_period_end timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE api_keys (
  tenant_id text NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id text NOT NULL,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
  -- SHA-256 of the key, in lower-case hexadecimal. The key itself is shown once and kept nowhere.
  digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  -- The first characters, so that a person knows the key again.
  hint text NOT NULL,
  scopes text[] NOT NULL,
  created_by text REFERENCES users (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT api_keys_digest_unique UNIQUE (digest)
);

-- Refresh tokens, hashed. A family is one sign-in; its tokens succeed one another.
CREATE TABLE refresh_tokens (
  digest text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
  family_id text NOT NULL,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  tenant_id text NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  spent_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX refresh_tokens_family ON refresh_tokens (family_id);
CREATE INDEX refresh_tokens_user ON refresh_tokens (user_id);

-- Row-level security, forced, on every tenant-owned table.
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE custom_roles ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE memberships ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE subscriptions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY tenant_rows ON tenants USING (id = app.tenant_id());
CREATE POLICY tenant_rows ON custom_roles USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON memberships USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON subscriptions USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON api_keys USING (tenant_id = app.tenant_id());

-- A signed-in person sees their own memberships, and the tenants and roles these lead to.
CREATE POLICY own_rows ON memberships FOR SELECT USING (user_id = app.user_id());
CREATE POLICY own_tenants ON tenants FOR SELECT USING (
  EXISTS (SELECT FROM memberships AS m WHERE m.tenant_id = tenants.id AND m.user_id = app.user_id())
);
CREATE POLICY own_roles ON custom_roles FOR SELECT USING (
  EXISTS (
    SELECT FROM memberships AS m
    WHERE m.tenant_id = custom_roles.tenant_id AND m.custom_role_id = custom_roles.id AND m.user_id = app.user_id()
  )
);

-- The gateway finds an API key before its tenant is known: by digest, which only the key's holder has.
CREATE POLICY key_lookup ON api_keys FOR SELECT TO logicspike_gateway USING (true);

GRANT SELECT ON plans, builtin_roles TO logicspike_manager;
GRANT SELECT, INSERT, UPDATE ON users TO logicspike_manager;
GRANT SELECT, INSERT, UPDATE, DELETE ON tenants, custom_roles, memberships, subscriptions, api_keys, refresh_tokens
  TO logicspike_manager;

GRANT SELECT (id, entitlements) ON plans TO logicspike_gateway;
GRANT SELECT (tenant_id, plan_id, status, current_period_end) ON subscriptions TO logicspike_gateway;
GRANT SELECT (tenant_id, id, digest, scopes, expires_at, revoked_at) ON api_keys TO logicspike_gateway;
