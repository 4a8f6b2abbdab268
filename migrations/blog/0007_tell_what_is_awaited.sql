-- A wait that takes too long tells whether it was for the post: only then is it true that the post is being saved. Both
-- bounds can end it, that of one wait and, where others come first again and again, that of the statement.

-- Locks a post of the tenant until the end of the transaction; whether there is one.
CREATE FUNCTION app.lock_post(tenant text, post text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM posts WHERE tenant_id = tenant AND id = post FOR UPDATE;
  RETURN found;
EXCEPTION WHEN lock_not_available OR query_canceled THEN
  RAISE EXCEPTION 'the post is being saved' USING ERRCODE = 'lock_not_available', CONSTRAINT = 'post_is_free';
END
$$;
