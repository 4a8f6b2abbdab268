-- Receivers that take their time are tried apart from the others.

ALTER TABLE webhook_endpoints
  -- Until then, and for as long as nothing succeeds, the endpoint counts as one that takes its time; null if none of
  -- its latest answers was late.
  ADD COLUMN slow_until timestamptz;

-- Whether an endpoint is tried apart at a time.
CREATE FUNCTION app.takes_its_time(slow_until timestamptz, failing_since timestamptz, at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT slow_until IS NOT NULL AND (slow_until > at OR failing_since IS NOT NULL)
$$;

GRANT SELECT (slow_until, failing_since) ON webhook_endpoints TO logicspike_platform_finder;

-- Tenants with deliveries that are due at a time, to receivers that take their time or to the others. Where something
-- fails comes last.
CREATE FUNCTION app.tenants_with_due_deliveries(most integer, at timestamptz, slow boolean) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT d.tenant_id
  FROM webhook_deliveries AS d
  JOIN webhook_endpoints AS e ON e.tenant_id = d.tenant_id AND e.id = d.endpoint_id
  WHERE d.status = 'pending' AND d.due_at <= at AND (d.leased_until IS NULL OR d.leased_until <= at)
    AND e.disabled_at IS NULL AND app.takes_its_time(e.slow_until, e.failing_since, at) = slow
  GROUP BY d.tenant_id
  ORDER BY bool_and(e.failing_since IS NOT NULL), min(d.due_at)
  LIMIT most
$$;

GRANT CREATE ON SCHEMA app TO logicspike_platform_finder;
ALTER FUNCTION app.tenants_with_due_deliveries(integer, timestamptz, boolean) OWNER TO logicspike_platform_finder;
REVOKE CREATE ON SCHEMA app FROM logicspike_platform_finder;
REVOKE EXECUTE ON FUNCTION app.tenants_with_due_deliveries(integer, timestamptz, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.tenants_with_due_deliveries(integer, timestamptz, boolean) TO logicspike_manager;
