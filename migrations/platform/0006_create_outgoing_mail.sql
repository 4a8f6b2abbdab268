-- Mail that is to be sent, or was. An invitation's mail names the invitation, which holds the address: a mail whose
-- invitation was withdrawn meanwhile finds none, and is dropped. So there is no foreign key, and no address here.
CREATE TABLE outgoing_mail (
  tenant_id text NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  -- The event that asks for it, under which the provider knows it: a second try is no second mail.
  id text NOT NULL,
  invitation_id text NOT NULL,
  -- 'unsent': no provider is configured. 'dropped': there was nobody left to write to.
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'sent', 'failed', 'unsent', 'dropped')),
  attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  due_at timestamptz NOT NULL,
  -- Until then somebody is trying it.
  leased_until timestamptz,
  last_attempt_at timestamptz,
  last_error text,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX outgoing_mail_waiting ON outgoing_mail (tenant_id, due_at) WHERE status = 'pending';
CREATE INDEX outgoing_mail_due ON outgoing_mail (due_at) WHERE status = 'pending';
CREATE INDEX outgoing_mail_age ON outgoing_mail (created_at);

ALTER TABLE outgoing_mail ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON outgoing_mail USING (tenant_id = app.tenant_id());
GRANT SELECT, INSERT, UPDATE ON outgoing_mail TO logicspike_manager;

-- Questions over all tenants, as in 0004.
GRANT SELECT (tenant_id, status, due_at, leased_until, created_at), DELETE ON outgoing_mail
  TO logicspike_platform_finder;
CREATE POLICY finder_rows ON outgoing_mail FOR SELECT TO logicspike_platform_finder USING (true);
CREATE POLICY finder_sweeps ON outgoing_mail FOR DELETE TO logicspike_platform_finder
  USING (created_at < now() - interval '30 days');

-- Tenants with mail that is due at a time.
CREATE FUNCTION app.tenants_with_due_mail(most integer, at timestamptz) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT tenant_id FROM outgoing_mail
  WHERE status = 'pending' AND due_at <= at AND (leased_until IS NULL OR leased_until <= at)
  GROUP BY tenant_id
  ORDER BY min(due_at)
  LIMIT most
$$;

-- Forgets mail after 30 days, whoever's it is; gives the number.
CREATE FUNCTION app.forget_mail() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH forgotten AS (
    DELETE FROM outgoing_mail WHERE created_at < now() - interval '30 days' RETURNING 1
  )
  SELECT count(*) FROM forgotten
$$;

GRANT CREATE ON SCHEMA app TO logicspike_platform_finder;
ALTER FUNCTION app.tenants_with_due_mail(integer, timestamptz) OWNER TO logicspike_platform_finder;
ALTER FUNCTION app.forget_mail() OWNER TO logicspike_platform_finder;
REVOKE CREATE ON SCHEMA app FROM logicspike_platform_finder;
REVOKE EXECUTE ON FUNCTION app.tenants_with_due_mail(integer, timestamptz), app.forget_mail() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.tenants_with_due_mail(integer, timestamptz), app.forget_mail() TO logicspike_manager;
