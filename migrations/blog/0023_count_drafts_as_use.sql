-- A picture that a working copy shows is in use, too. Such a row is told from the post's own: each goes with what it is of.
ALTER TABLE post_media ADD COLUMN in_draft boolean NOT NULL DEFAULT false;
ALTER TABLE post_media DROP CONSTRAINT post_media_pkey, ADD PRIMARY KEY (tenant_id, hash, post_id, in_draft);

-- Notes the pictures of the tenant that a text shows, by their addresses, whatever host stands before them.
CREATE FUNCTION app.note_shown(tenant text, post text, of_draft boolean, shown text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  -- Most texts show none, and are not looked through twice for that.
  IF strpos(shown, '/media/' || tenant || '/') > 0 THEN
    INSERT INTO post_media (tenant_id, hash, post_id, in_draft)
    SELECT DISTINCT tenant, found.match[1], post, of_draft
    FROM regexp_matches(shown, '/media/' || tenant || '/([0-9a-f]{64})\.', 'g') AS found (match);
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION app.note_media() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.content IS NOT DISTINCT FROM OLD.content
      AND NEW.featured_image_url IS NOT DISTINCT FROM OLD.featured_image_url
    THEN
      RETURN NULL;
    END IF;
    DELETE FROM post_media WHERE tenant_id = NEW.tenant_id AND post_id = NEW.id AND NOT in_draft;
  END IF;
  PERFORM app.note_shown(
    NEW.tenant_id, NEW.id, false, coalesce(NEW.content::text, '') || ' ' || coalesce(NEW.featured_image_url, '')
  );
  RETURN NULL;
END
$$;

CREATE FUNCTION app.note_media_of_draft() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM post_media WHERE tenant_id = OLD.tenant_id AND post_id = OLD.post_id AND in_draft;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM app.note_shown(
      NEW.tenant_id, NEW.post_id, true,
      coalesce(NEW.content::text, '') || ' ' || coalesce(NEW.body ->> 'featured_image_url', '')
    );
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_media AFTER INSERT OR UPDATE OF body, content OR DELETE ON post_drafts
  FOR EACH ROW EXECUTE FUNCTION app.note_media_of_draft();

-- Those that were there before.
ALTER TABLE post_drafts NO FORCE ROW LEVEL SECURITY;
ALTER TABLE post_media NO FORCE ROW LEVEL SECURITY;
ALTER TABLE posts NO FORCE ROW LEVEL SECURITY;
SELECT app.note_shown(
  tenant_id, post_id, true, coalesce(content::text, '') || ' ' || coalesce(body ->> 'featured_image_url', '')
) FROM post_drafts;
ALTER TABLE posts FORCE ROW LEVEL SECURITY;
ALTER TABLE post_media FORCE ROW LEVEL SECURITY;
ALTER TABLE post_drafts FORCE ROW LEVEL SECURITY;
