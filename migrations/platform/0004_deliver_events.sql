-- The way of an event: it waits, is sent to the queue, and is settled once its consumer has applied it. What is
-- not settled is sent again, so that nothing is lost wherever the way breaks off.
ALTER TABLE outbox
  -- The order of sending. Changes of one thing wait for each other, so that their events have ascending positions.
  ADD COLUMN position bigint GENERATED ALWAYS AS IDENTITY,
  -- When it is to be sent, for the first time or again.
  ADD COLUMN due_at timestamptz NOT NULL DEFAULT now(),
  -- Until then a relay is sending it: no other one sends events of the tenant, which keeps their order.
  ADD COLUMN leased_until timestamptz,
  ADD COLUMN sends smallint NOT NULL DEFAULT 0,
  ADD COLUMN settled_at timestamptz;
DROP INDEX outbox_order;
CREATE INDEX outbox_waiting ON outbox (tenant_id, position) WHERE settled_at IS NULL;
CREATE INDEX outbox_due ON outbox (due_at, tenant_id) WHERE settled_at IS NULL;
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;

-- Which consumer has applied which event: written in the transaction of the effect, so that an event that arrives
-- twice has it once.
CREATE TABLE inbox (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  consumer text NOT NULL,
  event_id text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, consumer, event_id)
);
CREATE INDEX inbox_age ON inbox (applied_at);

-- Messages that no consumer could apply. Nobody's: a message may be so broken that it names no tenant.
CREATE TABLE dead_letters (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The queue's id of the message: it may be handed over twice.
  message_id text NOT NULL UNIQUE,
  received_at timestamptz NOT NULL,
  body text NOT NULL,
  replayed_at timestamptz
);

ALTER TABLE inbox ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON inbox USING (tenant_id = app.tenant_id());

GRANT UPDATE (due_at, leased_until, sends, settled_at) ON outbox TO logicspike_manager;
GRANT SELECT, INSERT ON inbox TO logicspike_manager;
GRANT SELECT, INSERT, UPDATE (replayed_at), DELETE ON dead_letters TO logicspike_manager;

-- Questions over all tenants, each a function with one narrow answer, run as a role of its own that can log in
-- nowhere and sees a few columns.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'logicspike_platform_finder') THEN
    CREATE ROLE logicspike_platform_finder NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOBYPASSRLS;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA app, public TO logicspike_platform_finder;
GRANT SELECT (tenant_id, occurred_at, due_at, leased_until, settled_at), DELETE ON outbox TO logicspike_platform_finder;
GRANT SELECT (applied_at), DELETE ON inbox TO logicspike_platform_finder;
GRANT SELECT (expires_at), DELETE ON invitations, refresh_tokens TO logicspike_platform_finder;
-- This one asks another table, which the finder does not see.
ALTER POLICY own_invitations ON invitations TO logicspike_manager;
CREATE POLICY finder_rows ON outbox FOR SELECT TO logicspike_platform_finder USING (true);
CREATE POLICY finder_sweeps ON outbox FOR DELETE TO logicspike_platform_finder
  USING (settled_at < now() - interval '7 days');
CREATE POLICY finder_sweeps ON inbox TO logicspike_platform_finder USING (applied_at < now() - interval '90 days');
CREATE POLICY finder_sweeps ON invitations TO logicspike_platform_finder USING (expires_at < now() - interval '30 days');

-- Tenants with events to be sent. Only their ids: what is done is done as each tenant.
CREATE FUNCTION app.tenants_with_waiting_events(most integer) RETURNS SETOF text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT tenant_id FROM outbox
  WHERE settled_at IS NULL AND due_at <= clock_timestamp()
    AND (leased_until IS NULL OR leased_until <= clock_timestamp())
  GROUP BY tenant_id
  ORDER BY min(due_at)
  LIMIT most
$$;

-- How many events wait to be settled, and since when the oldest does.
CREATE FUNCTION app.outbox_figures(OUT waiting bigint, OUT oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT count(*), min(occurred_at) FROM outbox WHERE settled_at IS NULL
$$;

-- Forgets what is long done, whoever's it is; gives the number of rows.
CREATE FUNCTION app.forget_the_past() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH events AS (DELETE FROM outbox WHERE settled_at < now() - interval '7 days' RETURNING 1),
  -- Longer than an event can be under way.
  applied AS (DELETE FROM inbox WHERE applied_at < now() - interval '90 days' RETURNING 1),
  invited AS (DELETE FROM invitations WHERE expires_at < now() - interval '30 days' RETURNING 1),
  sessions AS (DELETE FROM refresh_tokens WHERE expires_at < now() - interval '30 days' RETURNING 1)
  SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM applied) + (SELECT count(*) FROM invited)
    + (SELECT count(*) FROM sessions)
$$;

-- A function is given away by a member of the role that gets it, which then may create in the schema.
DO $$
BEGIN
  IF NOT pg_has_role(current_user, 'logicspike_platform_finder', 'SET') THEN
    EXECUTE format('GRANT logicspike_platform_finder TO %I', current_user);
  END IF;
END
$$;
GRANT CREATE ON SCHEMA app TO logicspike_platform_finder;
ALTER FUNCTION app.tenants_with_waiting_events(integer) OWNER TO logicspike_platform_finder;
ALTER FUNCTION app.outbox_figures() OWNER TO logicspike_platform_finder;
ALTER FUNCTION app.forget_the_past() OWNER TO logicspike_platform_finder;
REVOKE CREATE ON SCHEMA app FROM logicspike_platform_finder;
REVOKE EXECUTE ON FUNCTION app.tenants_with_waiting_events(integer), app.outbox_figures(), app.forget_the_past()
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.tenants_with_waiting_events(integer), app.outbox_figures(), app.forget_the_past()
  TO logicspike_manager;
