-- From which sites a key may be shown, where it names any; and whether it may be seen: such a key opens the blog alone.
ALTER TABLE api_keys ADD COLUMN kind text NOT NULL DEFAULT 'secret' CHECK (kind IN ('secret', 'publishable'));
ALTER TABLE api_keys ADD COLUMN allowed_origins text[] NOT NULL DEFAULT '{}';
ALTER TABLE api_keys ADD CONSTRAINT api_keys_publishable CHECK (kind <> 'publishable' OR scopes = '{blog}');
GRANT SELECT (kind, allowed_origins) ON api_keys TO logicspike_platform_finder;

-- Whose a key is and what it opens, for the gateway. Yesterday's reads the columns that it knows.
DROP FUNCTION app.api_key_by_digest(text);
CREATE FUNCTION app.api_key_by_digest(wanted text)
RETURNS TABLE (
  id text, tenant_id text, scopes text[], expires_at timestamptz, suspended boolean, publishable boolean,
  allowed_origins text[]
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT k.id, k.tenant_id, k.scopes, k.expires_at, t.suspended_at IS NOT NULL, k.kind = 'publishable', k.allowed_origins
  FROM api_keys AS k JOIN tenants AS t ON t.id = k.tenant_id
  WHERE k.digest = wanted AND k.revoked_at IS NULL
$$;
GRANT CREATE ON SCHEMA app TO logicspike_platform_finder;
ALTER FUNCTION app.api_key_by_digest(text) OWNER TO logicspike_platform_finder;
REVOKE CREATE ON SCHEMA app FROM logicspike_platform_finder;
REVOKE EXECUTE ON FUNCTION app.api_key_by_digest(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.api_key_by_digest(text) TO logicspike_gateway;
