-- A wait that is a deadlock is known after a second (`deadlock_timeout`), and what was rolled back for one is sent
-- again. With as short a bound on waiting, the bound came first, and the client heard of it instead.
ALTER ROLE logicspike_blog SET lock_timeout = '1500ms';

-- What is forgotten is forgotten in parts, each well below the time that a statement may take: a backlog that takes
-- longer than that would otherwise stay for good, and grow.
GRANT SELECT (id) ON outbox TO logicspike_blog_finder;
GRANT SELECT (tenant_id, key) ON idempotency_keys TO logicspike_blog_finder;

-- Forgets some of what is long done, whoever's it is; gives the number of rows, none when nothing is left.
CREATE OR REPLACE FUNCTION app.forget_the_past() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH events AS (
    DELETE FROM outbox WHERE id IN (
      SELECT id FROM outbox WHERE settled_at < now() - interval '7 days' ORDER BY settled_at LIMIT 5000
    )
    RETURNING 1
  ),
  keys AS (
    DELETE FROM idempotency_keys WHERE (tenant_id, key) IN (
      SELECT tenant_id, key FROM idempotency_keys
      WHERE created_at < now() - interval '2 days' ORDER BY created_at LIMIT 5000
    )
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM keys)
$$;
