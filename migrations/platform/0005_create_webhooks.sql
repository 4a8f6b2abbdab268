-- Webhooks: where a tenant wants to be told, what is to be delivered there, and every try.

CREATE TABLE webhook_endpoints (
  tenant_id text NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id text NOT NULL,
  url text NOT NULL CHECK (octet_length(url) BETWEEN 1 AND 2048),
  description text CHECK (char_length(description) BETWEEN 1 AND 500),
  -- Event types, such as 'blog.post.published', 'blog.post.*' or '*'.
  events text[] NOT NULL CHECK (cardinality(events) BETWEEN 1 AND 50),
  -- What the signing secret is computed from, together with a key that only the manager has. No secret by itself.
  secret_seed text NOT NULL,
  -- The one before, which signs beside it until then.
  previous_seed text,
  previous_until timestamptz,
  -- A disabled endpoint is not called. Why: a person wanted it, it answered that it is gone, it failed for days.
  disabled_at timestamptz,
  disabled_reason text CHECK (disabled_reason IN ('manual', 'gone', 'failing')),
  -- Since when no try has succeeded; null after one that has.
  failing_since timestamptz,
  created_by text REFERENCES users (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT webhook_endpoints_previous CHECK (num_nulls(previous_seed, previous_until) IN (0, 2)),
  CONSTRAINT webhook_endpoints_disabled CHECK (num_nulls(disabled_at, disabled_reason) IN (0, 2))
);

-- One row for each event and endpoint, and one more for each replay.
CREATE TABLE webhook_deliveries (
  tenant_id text NOT NULL,
  id text NOT NULL DEFAULT 'dlv_' || substr(app.event_id(), 5),
  endpoint_id text NOT NULL,
  event_id text NOT NULL,
  event_type text NOT NULL,
  -- 0 for the delivery that the event caused, 1 for its first replay, and so on.
  replay integer NOT NULL DEFAULT 0 CHECK (replay >= 0),
  -- The event as it is sent, byte for byte the same on every try.
  body text NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
  attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  -- When it is to be tried, for the first time or again.
  due_at timestamptz NOT NULL,
  -- Until then somebody is trying it.
  leased_until timestamptz,
  last_attempt_at timestamptz,
  last_status integer,
  last_error text,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT webhook_deliveries_once UNIQUE (tenant_id, endpoint_id, event_id, replay),
  FOREIGN KEY (tenant_id, endpoint_id) REFERENCES webhook_endpoints (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_deliveries_order ON webhook_deliveries (tenant_id, endpoint_id, created_at DESC, id DESC);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (tenant_id, endpoint_id, due_at)
  WHERE status = 'pending';
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_age ON webhook_deliveries (created_at);

CREATE TABLE webhook_attempts (
  tenant_id text NOT NULL,
  delivery_id text NOT NULL,
  number integer NOT NULL CHECK (number >= 1),
  attempted_at timestamptz NOT NULL,
  duration_ms integer NOT NULL,
  -- What the receiver answered; null when it did not.
  status integer,
  -- Why the try failed.
  error text,
  -- The beginning of the answer's text.
  answer text,
  PRIMARY KEY (tenant_id, delivery_id, number),
  FOREIGN KEY (tenant_id, delivery_id) REFERENCES webhook_deliveries (tenant_id, id) ON DELETE CASCADE
);

ALTER TABLE webhook_endpoints ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE webhook_deliveries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE webhook_attempts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON webhook_endpoints USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON webhook_deliveries USING (tenant_id = app.tenant_id());
CREATE POLICY tenant_rows ON webhook_attempts USING (tenant_id = app.tenant_id());

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_endpoints TO logicspike_manager;
GRANT SELECT, INSERT, UPDATE ON webhook_deliveries TO logicspike_manager;
GRANT SELECT, INSERT ON webhook_attempts TO logicspike_manager;

-- Questions over all tenants, as in 0004.
GRANT SELECT (tenant_id, id, disabled_at) ON webhook_endpoints TO logicspike_platform_finder;
GRANT SELECT (tenant_id, endpoint_id, status, due_at, leased_until, created_at), DELETE ON webhook_deliveries
  TO logicspike_platform_finder;
CREATE POLICY finder_rows ON webhook_endpoints FOR SELECT TO logicspike_platform_finder USING (true);
CREATE POLICY finder_rows ON webhook_deliveries FOR SELECT TO logicspike_platform_finder USING (true);
CREATE POLICY finder_sweeps ON webhook_deliveries FOR DELETE TO logicspike_platform_finder
  USING (created_at < now() - interval '30 days');

-- Tenants with deliveries that are due at a time. Only their ids: what is done is done as each tenant.
CREATE FUNCTION app.tenants_with_due_deliveries(most integer, at timestamptz) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT d.tenant_id
  FROM webhook_deliveries AS d
  JOIN webhook_endpoints AS e ON e.tenant_id = d.tenant_id AND e.id = d.endpoint_id
  WHERE d.status = 'pending' AND d.due_at <= at AND (d.leased_until IS NULL OR d.leased_until <= at)
    AND e.disabled_at IS NULL
  GROUP BY d.tenant_id
  ORDER BY min(d.due_at)
  LIMIT most
$$;

-- Forgets deliveries, with their tries, after 30 days, whoever's they are; gives the number.
CREATE FUNCTION app.forget_webhooks() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH forgotten AS (
    DELETE FROM webhook_deliveries WHERE created_at < now() - interval '30 days' RETURNING 1
  )
  SELECT count(*) FROM forgotten
$$;

GRANT CREATE ON SCHEMA app TO logicspike_platform_finder;
ALTER FUNCTION app.tenants_with_due_deliveries(integer, timestamptz) OWNER TO logicspike_platform_finder;
ALTER FUNCTION app.forget_webhooks() OWNER TO logicspike_platform_finder;
REVOKE CREATE ON SCHEMA app FROM logicspike_platform_finder;
REVOKE EXECUTE ON FUNCTION app.tenants_with_due_deliveries(integer, timestamptz), app.forget_webhooks() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.tenants_with_due_deliveries(integer, timestamptz), app.forget_webhooks()
  TO logicspike_manager;
