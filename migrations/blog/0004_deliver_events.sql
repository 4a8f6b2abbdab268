-- The way of an event: it waits, is sent to the queue, and is settled once its consumer has said that it was
-- applied. What is not settled is sent again, so that nothing is lost wherever the way breaks off.
ALTER TABLE outbox
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

-- Questions over all tenants, as those of the migration before.
GRANT SELECT (tenant_id, occurred_at, due_at, leased_until, settled_at), DELETE ON outbox TO logicspike_blog_finder;
GRANT SELECT (created_at), DELETE ON idempotency_keys TO logicspike_blog_finder;
CREATE POLICY finder_rows ON outbox FOR SELECT TO logicspike_blog_finder USING (true);
CREATE POLICY finder_sweeps ON outbox FOR DELETE TO logicspike_blog_finder
  USING (settled_at < now() - interval '7 days');
CREATE POLICY finder_sweeps ON idempotency_keys TO logicspike_blog_finder
  USING (created_at < now() - interval '2 days');

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

-- How many posts should have been published by now, and since when the oldest should.
CREATE FUNCTION app.schedule_figures(at timestamptz, OUT overdue bigint, OUT oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT count(*), min(scheduled_for) FROM posts WHERE status = 'scheduled' AND scheduled_for <= at
$$;

-- Forgets what is long done, whoever's it is; gives the number of rows.
CREATE FUNCTION app.forget_the_past() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH events AS (DELETE FROM outbox WHERE settled_at < now() - interval '7 days' RETURNING 1),
  keys AS (DELETE FROM idempotency_keys WHERE created_at < now() - interval '2 days' RETURNING 1)
  SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM keys)
$$;

GRANT CREATE ON SCHEMA app TO logicspike_blog_finder;
ALTER FUNCTION app.tenants_with_waiting_events(integer) OWNER TO logicspike_blog_finder;
ALTER FUNCTION app.outbox_figures() OWNER TO logicspike_blog_finder;
ALTER FUNCTION app.forget_the_past() OWNER TO logicspike_blog_finder;
ALTER FUNCTION app.schedule_figures(timestamptz) OWNER TO logicspike_blog_finder;
REVOKE CREATE ON SCHEMA app FROM logicspike_blog_finder;
REVOKE EXECUTE ON FUNCTION app.tenants_with_waiting_events(integer), app.outbox_figures(),
  app.schedule_figures(timestamptz), app.forget_the_past() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.tenants_with_waiting_events(integer), app.outbox_figures(),
  app.schedule_figures(timestamptz), app.forget_the_past() TO logicspike_blog;
