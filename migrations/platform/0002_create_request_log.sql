-- The gateway's request log: failures, a sample of the rest, and the use of API keys. The gateway may
-- append and nothing else; a tenant's rows are read through the manager.
CREATE TABLE request_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  occurred_at timestamptz NOT NULL,
  request_id text NOT NULL,
  -- Null for requests without a verified credential; so are the next two.
  tenant_id text,
  user_id text,
  api_key_id text,
  door text,
  method text NOT NULL,
  -- The route's pattern, never the path.
  route text NOT NULL,
  status smallint NOT NULL,
  duration_ms integer NOT NULL,
  code text,
  -- Why the request is here. Counts are made from samples: one in a hundred.
  reason text NOT NULL CHECK (reason IN ('error', 'sample', 'key_use'))
);
CREATE INDEX request_log_tenant ON request_log (tenant_id, occurred_at);
CREATE INDEX request_log_time ON request_log (occurred_at);

ALTER TABLE request_log ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY append ON request_log FOR INSERT TO logicspike_gateway
  WITH CHECK (tenant_id IS NOT DISTINCT FROM app.tenant_id());
CREATE POLICY tenant_rows ON request_log FOR SELECT TO logicspike_manager USING (tenant_id = app.tenant_id());
-- What is older than 30 days may be swept away, whoever's it is.
CREATE POLICY expired_seen ON request_log FOR SELECT TO logicspike_manager
  USING (occurred_at < now() - interval '30 days');
CREATE POLICY expired_swept ON request_log FOR DELETE TO logicspike_manager
  USING (occurred_at < now() - interval '30 days');

GRANT INSERT (
  occurred_at, request_id, tenant_id, user_id, api_key_id, door, method, route, status, duration_ms, code, reason
) ON request_log TO logicspike_gateway;
GRANT SELECT, DELETE ON request_log TO logicspike_manager;

-- A row that names a key tells when the key was last used: the gateway itself cannot write to keys. The
-- function runs as the owner, whom row-level security holds to the announced tenant as well.
CREATE FUNCTION app.note_key_use() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE api_keys SET last_used_at = NEW.occurred_at
  WHERE tenant_id = NEW.tenant_id AND id = NEW.api_key_id
    -- Not more often than anyone looks.
    AND (last_used_at IS NULL OR last_used_at < NEW.occurred_at - interval '1 minute');
  RETURN NULL;
END
$$;
CREATE TRIGGER note_key_use AFTER INSERT ON request_log
  FOR EACH ROW WHEN (NEW.api_key_id IS NOT NULL) EXECUTE FUNCTION app.note_key_use();
