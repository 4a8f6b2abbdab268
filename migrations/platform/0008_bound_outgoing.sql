-- What leaves the platform: receivers that take their time are tried apart from the others, mail has budgets, and nothing
-- is sent for a suspended tenant.

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
-- fails comes last. Suspended tenants have nothing sent.
CREATE FUNCTION app.tenants_with_due_deliveries(most integer, at timestamptz, slow boolean) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT d.tenant_id
  FROM webhook_deliveries AS d
  JOIN webhook_endpoints AS e ON e.tenant_id = d.tenant_id AND e.id = d.endpoint_id
  JOIN tenants AS t ON t.id = d.tenant_id AND t.suspended_at IS NULL
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

-- Whether one of these patterns names a type of event: '*', 'blog.post.*', or the type itself.
CREATE FUNCTION app.wants(patterns text[], type text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT EXISTS (
    SELECT FROM unnest(patterns) AS pattern
    WHERE pattern IN ('*', type) OR (right(pattern, 2) = '.*' AND starts_with(type, left(pattern, -1)))
  )
$$;

-- ---------------------------------------------------------------- mail has budgets

ALTER TABLE outgoing_mail
  -- Why it was dropped: nobody is invited any more, or the day's budgets are used up.
  ADD COLUMN reason text CHECK (reason IN ('withdrawn', 'over_budget')),
  ADD CONSTRAINT outgoing_mail_reason CHECK (reason IS NULL OR status = 'dropped');
CREATE INDEX outgoing_mail_over_budget ON outgoing_mail (created_at) WHERE reason = 'over_budget';

-- Who was mailed on a day (UTC), by SHA-256 of the address: the budgets are counted here, across tenants too. Only the
-- function below writes and reads it.
CREATE TABLE mailed_addresses (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  day date NOT NULL,
  address_digest text NOT NULL CHECK (address_digest ~ '^[0-9a-f]{64}$'),
  -- The same of the address without what follows a plus sign, which many providers deliver alike.
  mailbox_digest text NOT NULL CHECK (mailbox_digest ~ '^[0-9a-f]{64}$'),
  PRIMARY KEY (tenant_id, day, address_digest)
);
CREATE INDEX mailed_addresses_mailbox ON mailed_addresses (mailbox_digest, day);
CREATE INDEX mailed_addresses_age ON mailed_addresses (day);
ALTER TABLE mailed_addresses ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY finder_rows ON mailed_addresses TO logicspike_platform_finder USING (true);
GRANT SELECT, INSERT, DELETE ON mailed_addresses TO logicspike_platform_finder;
GRANT SELECT (reason) ON outgoing_mail TO logicspike_platform_finder;

-- Charges a mail of the announced tenant to an address to the day's budgets: one to the address, so many of the tenant
-- and so many to the mailbox from everybody. False if one is used up; then nothing is charged.
CREATE FUNCTION app.charge_mail(address text, most_of_tenant integer, most_to_mailbox integer) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  today constant date := (now() AT TIME ZONE 'UTC')::date;
  lowered constant text := lower(address COLLATE "C");
  of_address constant text := encode(sha256(convert_to(lowered, 'UTF8')), 'hex');
  of_mailbox constant text := encode(sha256(convert_to(regexp_replace(lowered, '\+[^@]*@', '@'), 'UTF8')), 'hex');
BEGIN
  -- Charges to the same budget wait for one another; each statement after that sees what the one before has committed.
  PERFORM pg_advisory_xact_lock(hashtextextended('mail/' || app.tenant_id(), 0));
  PERFORM pg_advisory_xact_lock(hashtextextended('mail/' || of_mailbox, 0));
  IF (SELECT count(*) FROM mailed_addresses WHERE tenant_id = app.tenant_id() AND day = today) >= most_of_tenant
    OR (SELECT count(*) FROM mailed_addresses WHERE mailbox_digest = of_mailbox AND day = today) >= most_to_mailbox
  THEN
    RETURN false;
  END IF;
  INSERT INTO mailed_addresses (tenant_id, day, address_digest, mailbox_digest)
  VALUES (app.tenant_id(), today, of_address, of_mailbox)
  ON CONFLICT DO NOTHING;
  RETURN FOUND;
END
$$;

-- Tenants with mail that is due at a time. Suspended tenants have nothing sent.
CREATE OR REPLACE FUNCTION app.tenants_with_due_mail(most integer, at timestamptz) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT m.tenant_id
  FROM outgoing_mail AS m JOIN tenants AS t ON t.id = m.tenant_id AND t.suspended_at IS NULL
  WHERE m.status = 'pending' AND m.due_at <= at AND (m.leased_until IS NULL OR m.leased_until <= at)
  GROUP BY m.tenant_id
  ORDER BY min(m.due_at)
  LIMIT most
$$;

-- How the mail of all tenants stands: what waits, since when the oldest has been due, what was dropped within a day
-- because budgets were used up.
CREATE FUNCTION app.mail_figures(OUT waiting bigint, OUT oldest timestamptz, OUT over_budget bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT
    (SELECT count(*) FROM outgoing_mail WHERE status = 'pending'),
    (SELECT min(due_at) FROM outgoing_mail WHERE status = 'pending'),
    (SELECT count(*) FROM outgoing_mail WHERE reason = 'over_budget' AND created_at > now() - interval '1 day')
$$;

-- Forgets mail after 30 days, and who was mailed once no budget counts it any more; gives the number of mails.
CREATE OR REPLACE FUNCTION app.forget_mail() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH forgotten AS (
    DELETE FROM outgoing_mail WHERE created_at < now() - interval '30 days' RETURNING 1
  ), uncounted AS (
    DELETE FROM mailed_addresses WHERE day < (now() AT TIME ZONE 'UTC')::date - 1
  )
  SELECT count(*) FROM forgotten
$$;

GRANT CREATE ON SCHEMA app TO logicspike_platform_finder;
ALTER FUNCTION app.charge_mail(text, integer, integer) OWNER TO logicspike_platform_finder;
ALTER FUNCTION app.mail_figures() OWNER TO logicspike_platform_finder;
REVOKE CREATE ON SCHEMA app FROM logicspike_platform_finder;
REVOKE EXECUTE ON FUNCTION app.charge_mail(text, integer, integer), app.mail_figures() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.charge_mail(text, integer, integer), app.mail_figures() TO logicspike_manager;
