-- What the identity service writes beside its own tables: events for others, the audit log, invitations.

-- An event's id: `evt_` and a UUIDv7 (RFC 9562 §5.7: 48 bits of milliseconds, version, variant, randomness),
-- so that one statement can write as many events as rows it changed.
CREATE FUNCTION app.event_id() RETURNS text
LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT 'evt_' || encode(
    set_bit(set_bit(
      overlay(
        uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6
      ), 52, 1), 53, 1),
    'hex')::uuid::text
$$;

-- Events that are still to be sent. A row is written in the transaction of the change it tells of.
CREATE TABLE outbox (
  id text PRIMARY KEY DEFAULT app.event_id(),
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  type text NOT NULL,
  subject text NOT NULL,
  occurred_at timestamptz NOT NULL,
  data jsonb NOT NULL
);
CREATE INDEX outbox_order ON outbox (tenant_id, occurred_at, id);

-- Who did what. The id is the event's where there is one, so that an event is logged once however often it
-- arrives. People are named by id without a foreign key: the log outlives them.
CREATE TABLE audit_log (
  tenant_id text NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id text NOT NULL DEFAULT app.event_id(),
  occurred_at timestamptz NOT NULL,
  -- The person; null when the platform itself acted.
  actor_id text,
  action text NOT NULL,
  subject text NOT NULL,
  data jsonb NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_log_order ON audit_log (tenant_id, occurred_at DESC, id DESC);

-- Open invitations. An accepted or withdrawn one is deleted. Whoever signs in with the address may accept.
CREATE TABLE invitations (
  tenant_id text NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id text NOT NULL,
  -- In lower case.
  email text NOT NULL CHECK (email = lower(email)),
  builtin_role text REFERENCES builtin_roles (id),
  custom_role_id text,
  invited_by text REFERENCES users (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT invitations_email_unique UNIQUE (tenant_id, email),
  CONSTRAINT invitations_one_role CHECK (num_nonnulls(builtin_role, custom_role_id) = 1),
  CONSTRAINT invitations_custom_role FOREIGN KEY (tenant_id, custom_role_id) REFERENCES custom_roles (tenant_id, id)
);
CREATE INDEX invitations_email ON invitations (email);

-- The tenant that the person chose last: where the next sign-in leads.
ALTER TABLE users ADD COLUMN last_tenant_id text REFERENCES tenants (id) ON DELETE SET NULL;

-- A role's name travels in tokens and headers.
ALTER TABLE custom_roles ADD CONSTRAINT custom_roles_name_plain CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$');
ALTER TABLE custom_roles ADD CONSTRAINT custom_roles_name_not_builtin
  CHECK (lower(name) NOT IN ('owner', 'admin', 'editor', 'author', 'viewer'));
-- Ownership is the built-in role alone, so that "the last owner" is one question.
ALTER TABLE custom_roles ADD CONSTRAINT custom_roles_not_owner CHECK (NOT permissions @> '{system:owner}');

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY tenant_rows ON outbox USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON audit_log USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON invitations USING (tenant_id = app.tenant_id());

-- A person's own change (a new name, a new picture) is told to each of their tenants.
CREATE POLICY own_events ON outbox FOR INSERT WITH CHECK (
  EXISTS (SELECT FROM memberships AS m WHERE m.tenant_id = outbox.tenant_id AND m.user_id = app.user_id())
);
-- A signed-in person sees the invitations to their address, and who invites.
CREATE POLICY own_invitations ON invitations FOR SELECT USING (
  email = (SELECT lower(u.email) FROM users AS u WHERE u.id = app.user_id())
);
CREATE POLICY inviting_tenants ON tenants FOR SELECT USING (
  EXISTS (
    SELECT FROM invitations AS i
    WHERE i.tenant_id = tenants.id
      AND i.email = (SELECT lower(u.email) FROM users AS u WHERE u.id = app.user_id())
  )
);

GRANT SELECT, INSERT, DELETE ON outbox TO logicspike_manager;
-- Nothing in the log is changed or removed by the service that writes it.
GRANT SELECT, INSERT ON audit_log TO logicspike_manager;
GRANT SELECT, INSERT, UPDATE, DELETE ON invitations TO logicspike_manager;
