-- Waiting is bounded, below the ten seconds that the Workers' driver has patience for: whoever waits longer for a row
-- waits for somebody who is stuck, and holds a session that others could use.
ALTER ROLE logicspike_blog SET lock_timeout = '1s';
ALTER ROLE logicspike_blog SET statement_timeout = '8s';
ALTER ROLE logicspike_blog SET idle_in_transaction_session_timeout = '10s';

-- A temporary table could stand in the place of a real one.
DO $$
BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END
$$;
