-- What is forgotten is forgotten in parts, each well below the time that a statement may take (0007): a backlog that
-- takes longer than that would otherwise stay for good, and grow. Each function gives the number of rows; none when
-- nothing is left.
CREATE INDEX refresh_tokens_age ON refresh_tokens (expires_at);
CREATE INDEX invitations_age ON invitations (expires_at);

GRANT SELECT (id) ON outbox TO logicspike_platform_finder;
GRANT SELECT (tenant_id, consumer, event_id) ON inbox TO logicspike_platform_finder;
GRANT SELECT (tenant_id, id) ON invitations TO logicspike_platform_finder;
GRANT SELECT (digest, session_id) ON refresh_tokens TO logicspike_platform_finder;
GRANT SELECT (digest) ON spent_id_tokens TO logicspike_platform_finder;
GRANT SELECT (id) ON webhook_deliveries, outgoing_mail TO logicspike_platform_finder;

CREATE OR REPLACE FUNCTION app.forget_the_past() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH events AS (
    DELETE FROM outbox WHERE id IN (
      SELECT id FROM outbox WHERE settled_at < now() - interval '7 days' ORDER BY settled_at LIMIT 5000
    )
    RETURNING 1
  ),
  -- Longer than an event can be under way.
  applied AS (
    DELETE FROM inbox WHERE (tenant_id, consumer, event_id) IN (
      SELECT tenant_id, consumer, event_id FROM inbox
      WHERE applied_at < now() - interval '90 days' ORDER BY applied_at LIMIT 5000
    )
    RETURNING 1
  ),
  invited AS (
    DELETE FROM invitations WHERE (tenant_id, id) IN (
      SELECT tenant_id, id FROM invitations
      WHERE expires_at < now() - interval '30 days' ORDER BY expires_at LIMIT 5000
    )
    RETURNING 1
  ),
  tokens AS (
    DELETE FROM refresh_tokens WHERE digest IN (
      SELECT digest FROM refresh_tokens
      WHERE expires_at < now() - interval '30 days' ORDER BY expires_at LIMIT 5000
    )
    RETURNING 1
  ),
  -- A session takes its tokens with it, which may be thousands: they go first, in parts of their own.
  over AS (
    DELETE FROM sessions WHERE id IN (
      SELECT s.id FROM sessions AS s
      WHERE s.ends_at < now() - interval '30 days'
        AND NOT EXISTS (SELECT FROM refresh_tokens AS t WHERE t.session_id = s.id)
      ORDER BY s.ends_at LIMIT 5000
    )
    RETURNING 1
  ),
  -- Longer than an access token lives.
  voided AS (
    DELETE FROM ended_access WHERE (tenant_id, user_id) IN (
      SELECT tenant_id, user_id FROM ended_access
      WHERE ended_at < now() - interval '2 days' ORDER BY ended_at LIMIT 5000
    )
    RETURNING 1
  ),
  spent AS (
    DELETE FROM spent_id_tokens WHERE digest IN (
      SELECT digest FROM spent_id_tokens
      WHERE expires_at < now() - interval '1 day' ORDER BY expires_at LIMIT 5000
    )
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM applied) + (SELECT count(*) FROM invited)
    + (SELECT count(*) FROM tokens) + (SELECT count(*) FROM over) + (SELECT count(*) FROM voided)
    + (SELECT count(*) FROM spent)
$$;

-- Deliveries, with their tries, after 30 days.
CREATE OR REPLACE FUNCTION app.forget_webhooks() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH forgotten AS (
    DELETE FROM webhook_deliveries WHERE (tenant_id, id) IN (
      SELECT tenant_id, id FROM webhook_deliveries
      WHERE created_at < now() - interval '30 days' ORDER BY created_at LIMIT 5000
    )
    RETURNING 1
  )
  SELECT count(*) FROM forgotten
$$;

-- Mail after 30 days, and who was mailed once no budget counts it any more; gives the number of mails.
CREATE OR REPLACE FUNCTION app.forget_mail() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH forgotten AS (
    DELETE FROM outgoing_mail WHERE (tenant_id, id) IN (
      SELECT tenant_id, id FROM outgoing_mail
      WHERE created_at < now() - interval '30 days' ORDER BY created_at LIMIT 5000
    )
    RETURNING 1
  ), uncounted AS (
    DELETE FROM mailed_addresses WHERE (tenant_id, day, address_digest) IN (
      SELECT tenant_id, day, address_digest FROM mailed_addresses
      WHERE day < (now() AT TIME ZONE 'UTC')::date - 1 ORDER BY day LIMIT 5000
    )
  )
  SELECT count(*) FROM forgotten
$$;
