-- Rights that end when they end: what a person may do is decided by their token and their membership together, in the
-- transaction that does it; sessions can be listed and ended; tenants and people can be suspended; and what ended
-- early is told to the gateway with the plan it asks for anyhow.

-- Whoever waits longer than this waits for somebody who is stuck. All below the patience of the Workers' driver, which
-- is 5 seconds in the gateway and 10 in the manager.
ALTER ROLE logicspike_gateway SET lock_timeout = '1500ms';
ALTER ROLE logicspike_gateway SET statement_timeout = '4s';
ALTER ROLE logicspike_gateway SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE logicspike_manager SET lock_timeout = '1500ms';
ALTER ROLE logicspike_manager SET statement_timeout = '8s';
ALTER ROLE logicspike_manager SET idle_in_transaction_session_timeout = '10s';

-- A temporary table could stand in the place of a real one.
DO $$
BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END
$$;

-- ---------------------------------------------------------------- suspension, quotas

ALTER TABLE tenants ADD COLUMN suspended_at timestamptz;
ALTER TABLE users ADD COLUMN suspended_at timestamptz;

-- How much a tenant may keep. A name that is absent has no bound.
ALTER TABLE plans ADD COLUMN quotas jsonb NOT NULL DEFAULT '{}';
UPDATE plans SET quotas = jsonb_build_object(
  'members', 500, 'invitations', 200, 'roles', 100, 'apiKeys', 1000, 'webhooks', 20,
  'posts', 20000, 'revisionBytes', 2000000000, 'mediaBytes', 2000000000
);
UPDATE plans SET quotas = quotas || jsonb_build_object(
  'members', 5000, 'posts', 1000000, 'revisionBytes', 50000000000, 'mediaBytes', 50000000000
) WHERE id = 'pro';

-- The bound of the announced tenant; null where there is none.
CREATE FUNCTION app.quota(wanted text) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT (p.quotas ->> wanted)::bigint
  FROM subscriptions AS s JOIN plans AS p ON p.id = s.plan_id
  WHERE s.tenant_id = app.tenant_id()
$$;

-- ---------------------------------------------------------------- authority

-- The permissions that the admitted member's token and membership both give; empty for everybody else.
CREATE FUNCTION app.held_permissions() RETURNS text[]
LANGUAGE sql STABLE AS $$ SELECT string_to_array(nullif(current_setting('app.held', true), ''), ' ') $$;

-- Whether the admitted member holds a permission now. An owner holds all.
CREATE FUNCTION app.holds(permission text) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT coalesce(app.held_permissions() && ARRAY['system:owner', permission], false)
$$;

-- What two sets of permissions both allow.
CREATE FUNCTION app.common_permissions(one text[], other text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN 'system:owner' = ANY (one) THEN other
    WHEN 'system:owner' = ANY (other) THEN one
    ELSE ARRAY(SELECT unnest(one) INTERSECT SELECT unnest(other))
  END
$$;

-- What a member's role gives now; null for whoever is no member.
CREATE FUNCTION app.membership_permissions(tenant text, person text) RETURNS text[]
LANGUAGE sql STABLE AS $$
  SELECT coalesce(b.permissions, c.permissions)
  FROM memberships AS m
  LEFT JOIN builtin_roles AS b ON b.id = m.builtin_role
  LEFT JOIN custom_roles AS c ON c.tenant_id = m.tenant_id AND c.id = m.custom_role_id
  WHERE m.tenant_id = tenant AND m.user_id = person
$$;

-- Lets a member's transaction go on, or raises an error: `caller_is_member` for whoever is none (any more) or is
-- suspended, `session_is_open` if the token's session was ended, `caller_is_permitted` if token and membership do not
-- both give the needed permission (in the detail).
-- A transaction that may write holds the tenant's row from here to its end: changes of a tenant's authority happen one
-- after the other, and the statements that follow see what the one before left.
CREATE FUNCTION app.admit(tenant text, person text, session text, needed text, token text[]) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  granted text[];
  held text[];
BEGIN
  PERFORM set_config('app.tenant_id', tenant, true), set_config('app.user_id', person, true);
  IF current_setting('transaction_read_only') = 'off' THEN
    PERFORM FROM tenants WHERE id = tenant FOR NO KEY UPDATE;
  END IF;
  SELECT app.membership_permissions(t.id, u.id) INTO granted
  FROM tenants AS t, users AS u
  WHERE t.id = tenant AND u.id = person AND t.suspended_at IS NULL AND u.suspended_at IS NULL;
  IF granted IS NULL THEN
    RAISE EXCEPTION 'the caller is no member' USING ERRCODE = '42501', CONSTRAINT = 'caller_is_member';
  END IF;
  IF EXISTS (SELECT FROM sessions WHERE id = session AND user_id = person AND ended_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the session was ended' USING ERRCODE = '42501', CONSTRAINT = 'session_is_open';
  END IF;
  held := app.common_permissions(token, granted);
  IF needed IS NOT NULL AND NOT held && ARRAY['system:owner', needed] THEN
    RAISE EXCEPTION 'the caller may not'
      USING ERRCODE = '42501', CONSTRAINT = 'caller_is_permitted', DETAIL = needed;
  END IF;
  PERFORM set_config('app.held', array_to_string(held, ' '), true);
  RETURN true;
END
$$;

-- ---------------------------------------------------------------- sessions

-- The digests that were shown: each opens its own rows. Whoever knows none, sees none.
CREATE FUNCTION app.shown() RETURNS text[]
LANGUAGE sql STABLE AS $$ SELECT string_to_array(nullif(current_setting('app.shown', true), ''), ' ') $$;

-- One sign-in. It acts for one tenant at a time, ends when it is ended, and at the latest when it is 90 days old.
CREATE TABLE sessions (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  tenant_id text NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  begun_at timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  ended_at timestamptz,
  -- What the browser said of itself at the sign-in.
  device text CHECK (char_length(device) BETWEEN 1 AND 200),
  -- The id of the key that signed the session's last access token: what was made under a leaked key can be ended.
  key_id text NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id, last_used_at DESC);
CREATE INDEX sessions_tenant ON sessions (tenant_id, user_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_age ON sessions (ends_at);

-- Until when access tokens of a session live, by tenant: one that was switched has had tokens of several.
CREATE TABLE session_access (
  tenant_id text NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  session_id text NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  user_id text NOT NULL,
  tokens_until timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, session_id)
);
CREATE INDEX session_access_session ON session_access (session_id);

-- Since when a person's access tokens for a tenant are void, because a right in them was taken away. It names both
-- without a foreign key: it is written while they may be deleted.
CREATE TABLE ended_access (
  tenant_id text NOT NULL,
  user_id text NOT NULL,
  ended_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, user_id)
);
CREATE INDEX ended_access_age ON ended_access (ended_at);

-- Google's ID tokens that have opened a session: each opens one.
CREATE TABLE spent_id_tokens (
  digest text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
  expires_at timestamptz NOT NULL
);
CREATE INDEX spent_id_tokens_age ON spent_id_tokens (expires_at);

-- The sessions that there are go on, as families of tokens did.
INSERT INTO sessions (id, user_id, tenant_id, begun_at, last_used_at, ends_at, ended_at, key_id)
SELECT family_id, min(user_id), min(tenant_id), min(created_at), max(created_at), min(created_at) + interval '90 days',
  max(revoked_at), 'unknown'
FROM refresh_tokens GROUP BY family_id;
ALTER TABLE refresh_tokens RENAME COLUMN family_id TO session_id;
ALTER TABLE refresh_tokens
  DROP COLUMN user_id, DROP COLUMN tenant_id, DROP COLUMN revoked_at,
  ADD CONSTRAINT refresh_tokens_session FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE;
ALTER INDEX refresh_tokens_family RENAME TO refresh_tokens_session;

ALTER TABLE refresh_tokens ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE session_access ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE ended_access ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE spent_id_tokens ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE dead_letters ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY shown_rows ON refresh_tokens TO logicspike_manager USING (digest = ANY (app.shown()));
CREATE POLICY shown_rows ON spent_id_tokens TO logicspike_manager USING (digest = ANY (app.shown()));
-- A session is its person's, and of whoever shows one of its tokens; a tenant may end those that act for it.
CREATE POLICY own_rows ON sessions TO logicspike_manager USING (user_id = app.user_id());
CREATE POLICY tenant_rows ON sessions TO logicspike_manager USING (tenant_id = app.tenant_id());
CREATE POLICY shown_rows ON sessions TO logicspike_manager USING (
  EXISTS (SELECT FROM refresh_tokens AS t WHERE t.session_id = sessions.id)
);
CREATE POLICY own_rows ON session_access TO logicspike_manager USING (user_id = app.user_id());
CREATE POLICY shown_rows ON session_access TO logicspike_manager USING (
  EXISTS (SELECT FROM sessions AS s WHERE s.id = session_access.session_id)
);
CREATE POLICY tenant_rows ON ended_access TO logicspike_manager USING (tenant_id = app.tenant_id());
-- A person sees themselves; a tenant its members; a sign-in whom Google's subject names.
CREATE POLICY own_rows ON users TO logicspike_manager USING (id = app.user_id());
CREATE POLICY shown_rows ON users TO logicspike_manager USING (google_subject = ANY (app.shown()));
CREATE POLICY member_rows ON users FOR SELECT TO logicspike_manager USING (
  EXISTS (SELECT FROM memberships AS m WHERE m.tenant_id = app.tenant_id() AND m.user_id = users.id)
);
-- Dead letters are the operators': nothing that is done for a tenant or a person sees one.
CREATE POLICY operators_rows ON dead_letters TO logicspike_manager
  USING (app.tenant_id() IS NULL AND app.user_id() IS NULL);

GRANT SELECT, INSERT, UPDATE ON sessions, session_access, ended_access TO logicspike_manager;
GRANT SELECT, INSERT ON spent_id_tokens TO logicspike_manager;
REVOKE DELETE ON refresh_tokens FROM logicspike_manager;

-- What happens to a session is in the audit log of the tenant that it acts for. The log of a tenant is otherwise
-- written for that tenant alone.
CREATE POLICY own_sessions ON audit_log FOR INSERT TO logicspike_manager WITH CHECK (
  action LIKE 'session.%' AND (
    EXISTS (SELECT FROM sessions AS s WHERE s.tenant_id = audit_log.tenant_id AND s.user_id = actor_id)
    OR EXISTS (
      SELECT FROM memberships AS m
      WHERE m.tenant_id = audit_log.tenant_id AND m.user_id = actor_id AND actor_id = app.user_id()
    )
  )
);

-- What operators do to a person is in the log of each tenant that the person belongs to.
CREATE POLICY own_suspension ON audit_log FOR INSERT TO logicspike_manager WITH CHECK (
  action IN ('team.member.suspended', 'team.member.resumed') AND actor_id IS NULL AND subject = app.user_id()
  AND EXISTS (SELECT FROM memberships AS m WHERE m.tenant_id = audit_log.tenant_id AND m.user_id = subject)
);

-- Addresses are ASCII, and lowered as ASCII: no other letter becomes one of theirs.
ALTER TABLE invitations DROP CONSTRAINT invitations_email_check;
ALTER TABLE invitations ADD CONSTRAINT invitations_email_check CHECK (email = lower(email COLLATE "C")) NOT VALID;
ALTER POLICY own_invitations ON invitations USING (
  email = (SELECT lower(u.email COLLATE "C") FROM users AS u WHERE u.id = app.user_id())
);
ALTER POLICY inviting_tenants ON tenants USING (
  EXISTS (
    SELECT FROM invitations AS i
    WHERE i.tenant_id = tenants.id
      AND i.email = (SELECT lower(u.email COLLATE "C") FROM users AS u WHERE u.id = app.user_id())
  )
);
DROP INDEX users_email;
CREATE INDEX users_email ON users (lower(email COLLATE "C"));

-- ---------------------------------------------------------------- what a lost right takes with it

-- Whether a person may give what an invitation gives: invite, and every permission of its role.
CREATE FUNCTION app.may_give(tenant text, person text, builtin text, custom text) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    granted && ARRAY['system:owner', 'team:members.invite']
      AND app.common_permissions(granted, wanted) @> wanted,
    false
  )
  FROM (
    SELECT app.membership_permissions(tenant, person) AS granted,
      coalesce(
        (SELECT permissions FROM builtin_roles WHERE id = builtin),
        (SELECT permissions FROM custom_roles WHERE tenant_id = tenant AND id = custom)
      ) AS wanted
  ) AS asked
$$;

-- A right of a person in a tenant was taken away: their tokens are void, and invitations that they could not give any
-- more are gone. Of the sessions that act for the tenant a member keeps the one used last, which gives tokens with what
-- is left; whoever is no member keeps none.
CREATE FUNCTION app.lose_rights(tenant text, person text) RETURNS void
LANGUAGE sql VOLATILE AS $$
  -- Clocks of Workers and database differ by a little: a token of the next second counts as made before.
  INSERT INTO ended_access (tenant_id, user_id, ended_at)
  VALUES (tenant, person, clock_timestamp() + interval '1 second')
  ON CONFLICT (tenant_id, user_id) DO UPDATE SET ended_at = EXCLUDED.ended_at;
  DELETE FROM invitations AS i
  WHERE i.tenant_id = tenant AND i.invited_by = person
    AND NOT app.may_give(tenant, person, i.builtin_role, i.custom_role_id);
  UPDATE sessions SET ended_at = clock_timestamp()
  WHERE tenant_id = tenant AND user_id = person AND ended_at IS NULL
    AND id IS DISTINCT FROM (
      SELECT kept.id FROM sessions AS kept
      WHERE kept.tenant_id = tenant AND kept.user_id = person AND kept.ended_at IS NULL
        AND EXISTS (SELECT FROM memberships AS m WHERE m.tenant_id = tenant AND m.user_id = person)
      ORDER BY kept.last_used_at DESC, kept.id DESC
      LIMIT 1
    );
$$;

-- The triggers see the row as it is after the change, so whatever takes a right away, by whatever statement, comes here.
CREATE FUNCTION app.membership_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  before text[];
  after text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT coalesce(
      (SELECT permissions FROM builtin_roles WHERE id = OLD.builtin_role),
      (SELECT permissions FROM custom_roles WHERE tenant_id = OLD.tenant_id AND id = OLD.custom_role_id)
    ) INTO before;
    after := app.membership_permissions(NEW.tenant_id, NEW.user_id);
    IF app.common_permissions(after, before) @> before THEN
      RETURN NULL;
    END IF;
  END IF;
  PERFORM app.lose_rights(OLD.tenant_id, OLD.user_id);
  RETURN NULL;
END
$$;
CREATE TRIGGER membership_changed AFTER UPDATE OF builtin_role, custom_role_id OR DELETE ON memberships
  FOR EACH ROW EXECUTE FUNCTION app.membership_changed();

CREATE FUNCTION app.role_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT NEW.permissions @> OLD.permissions THEN
    PERFORM app.lose_rights(m.tenant_id, m.user_id) FROM memberships AS m
    WHERE m.tenant_id = NEW.tenant_id AND m.custom_role_id = NEW.id;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER role_changed AFTER UPDATE OF permissions ON custom_roles
  FOR EACH ROW EXECUTE FUNCTION app.role_changed();

-- ---------------------------------------------------------------- what the gateway and operators ask

-- As in 0004: each a function with one narrow answer, run as the role that can log in nowhere.
GRANT SELECT (id, suspended_at) ON tenants TO logicspike_platform_finder;
GRANT SELECT (id, suspended_at) ON users TO logicspike_platform_finder;
GRANT SELECT (id, entitlements, quotas) ON plans TO logicspike_platform_finder;
GRANT SELECT (tenant_id, plan_id, status, current_period_end) ON subscriptions TO logicspike_platform_finder;
GRANT SELECT (tenant_id, user_id) ON memberships TO logicspike_platform_finder;
GRANT SELECT (tenant_id, id, digest, scopes, expires_at, revoked_at) ON api_keys TO logicspike_platform_finder;
GRANT SELECT (id, key_id, ended_at, ends_at), UPDATE (ended_at), DELETE ON sessions TO logicspike_platform_finder;
GRANT SELECT ON session_access TO logicspike_platform_finder;
GRANT SELECT, DELETE ON ended_access TO logicspike_platform_finder;
GRANT SELECT (expires_at), DELETE ON spent_id_tokens TO logicspike_platform_finder;
CREATE POLICY finder_rows ON tenants FOR SELECT TO logicspike_platform_finder USING (true);
CREATE POLICY finder_rows ON users FOR SELECT TO logicspike_platform_finder USING (true);
CREATE POLICY finder_rows ON memberships FOR SELECT TO logicspike_platform_finder USING (tenant_id = app.tenant_id());
CREATE POLICY finder_rows ON api_keys FOR SELECT TO logicspike_platform_finder USING (true);
CREATE POLICY finder_rows ON sessions FOR SELECT TO logicspike_platform_finder USING (true);
CREATE POLICY finder_ends ON sessions FOR UPDATE TO logicspike_platform_finder USING (true);
CREATE POLICY finder_sweeps ON sessions FOR DELETE TO logicspike_platform_finder
  USING (ends_at < now() - interval '30 days');
CREATE POLICY finder_rows ON session_access FOR SELECT TO logicspike_platform_finder USING (true);
CREATE POLICY finder_rows ON ended_access FOR SELECT TO logicspike_platform_finder USING (true);
CREATE POLICY finder_sweeps ON ended_access FOR DELETE TO logicspike_platform_finder
  USING (ended_at < now() - interval '2 days');
CREATE POLICY finder_sweeps ON spent_id_tokens TO logicspike_platform_finder USING (expires_at < now() - interval '1 day');
CREATE POLICY finder_sweeps ON refresh_tokens TO logicspike_platform_finder USING (expires_at < now() - interval '30 days');
-- The other policies on these tables are for those who announce a tenant.
ALTER POLICY own_rows ON memberships TO logicspike_manager;
ALTER POLICY own_tenants ON tenants TO logicspike_manager;
ALTER POLICY inviting_tenants ON tenants TO logicspike_manager;

-- What the doors need to know of the announced tenant: what it has bought, whether it is suspended, and what ended
-- early: people whose tokens are void if they were made up to an instant, sessions whose tokens are void, people who
-- are suspended. An access token lives a day at the most.
CREATE FUNCTION app.tenant_standing()
RETURNS TABLE (
  status text, current_period_end timestamptz, entitlements text[], suspended boolean,
  ended_users text[], ended_at_ms bigint[], ended_sessions text[], suspended_users text[], quotas jsonb
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT s.status, s.current_period_end, p.entitlements, t.suspended_at IS NOT NULL,
    ARRAY(SELECT e.user_id FROM ended_access AS e WHERE e.tenant_id = t.id ORDER BY e.user_id),
    ARRAY(
      SELECT (extract(epoch FROM e.ended_at) * 1000)::bigint FROM ended_access AS e
      WHERE e.tenant_id = t.id ORDER BY e.user_id
    ),
    ARRAY(
      SELECT a.session_id FROM session_access AS a JOIN sessions AS x ON x.id = a.session_id
      WHERE a.tenant_id = t.id AND a.tokens_until > now() AND x.ended_at IS NOT NULL
    ),
    ARRAY(
      SELECT u.id FROM memberships AS m JOIN users AS u ON u.id = m.user_id
      WHERE m.tenant_id = t.id AND u.suspended_at IS NOT NULL
    ),
    p.quotas
  FROM tenants AS t
  LEFT JOIN subscriptions AS s ON s.tenant_id = t.id
  LEFT JOIN plans AS p ON p.id = s.plan_id
  WHERE t.id = app.tenant_id()
$$;

-- A key that was not revoked, by its digest, which only the key's holder has.
CREATE FUNCTION app.api_key_by_digest(wanted text)
RETURNS TABLE (id text, tenant_id text, scopes text[], expires_at timestamptz, suspended boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT k.id, k.tenant_id, k.scopes, k.expires_at, t.suspended_at IS NOT NULL
  FROM api_keys AS k JOIN tenants AS t ON t.id = k.tenant_id
  WHERE k.digest = wanted AND k.revoked_at IS NULL
$$;

-- Ends every session, or those whose last access token was signed by one key; gives their number.
CREATE FUNCTION app.end_sessions(of_key text) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH ended AS (
    UPDATE sessions SET ended_at = clock_timestamp()
    WHERE ended_at IS NULL AND (of_key IS NULL OR key_id = of_key)
    RETURNING 1
  )
  SELECT count(*) FROM ended
$$;

CREATE OR REPLACE FUNCTION app.forget_the_past() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH events AS (DELETE FROM outbox WHERE settled_at < now() - interval '7 days' RETURNING 1),
  -- Longer than an event can be under way.
  applied AS (DELETE FROM inbox WHERE applied_at < now() - interval '90 days' RETURNING 1),
  invited AS (DELETE FROM invitations WHERE expires_at < now() - interval '30 days' RETURNING 1),
  tokens AS (DELETE FROM refresh_tokens WHERE expires_at < now() - interval '30 days' RETURNING 1),
  over AS (DELETE FROM sessions WHERE ends_at < now() - interval '30 days' RETURNING 1),
  -- Longer than an access token lives.
  voided AS (DELETE FROM ended_access WHERE ended_at < now() - interval '2 days' RETURNING 1),
  spent AS (DELETE FROM spent_id_tokens WHERE expires_at < now() - interval '1 day' RETURNING 1)
  SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM applied) + (SELECT count(*) FROM invited)
    + (SELECT count(*) FROM tokens) + (SELECT count(*) FROM over) + (SELECT count(*) FROM voided)
    + (SELECT count(*) FROM spent)
$$;

GRANT CREATE ON SCHEMA app TO logicspike_platform_finder;
ALTER FUNCTION app.tenant_standing() OWNER TO logicspike_platform_finder;
ALTER FUNCTION app.api_key_by_digest(text) OWNER TO logicspike_platform_finder;
ALTER FUNCTION app.end_sessions(text) OWNER TO logicspike_platform_finder;
REVOKE CREATE ON SCHEMA app FROM logicspike_platform_finder;
REVOKE EXECUTE ON FUNCTION app.tenant_standing(), app.api_key_by_digest(text), app.end_sessions(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.tenant_standing(), app.api_key_by_digest(text) TO logicspike_gateway;
GRANT EXECUTE ON FUNCTION app.end_sessions(text) TO logicspike_manager;

-- The gateway asks by these functions alone.
DROP POLICY key_lookup ON api_keys;
REVOKE SELECT ON plans, subscriptions, api_keys FROM logicspike_gateway;
REVOKE SELECT (id, entitlements) ON plans FROM logicspike_gateway;
REVOKE SELECT (tenant_id, plan_id, status, current_period_end) ON subscriptions FROM logicspike_gateway;
REVOKE SELECT (tenant_id, id, digest, scopes, expires_at, revoked_at) ON api_keys FROM logicspike_gateway;
