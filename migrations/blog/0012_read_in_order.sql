-- Lists are read in the order of an index, from whichever end, and not sorted; so a page of ten costs what ten cost.
--
-- Each is built while nobody saves. Where that would be too long, build it beforehand by the same name with
-- CREATE INDEX CONCURRENTLY: what is there is kept.

-- Readers' lists, feeds, the sitemap and the list of slugs; the last two find all that they tell in it.
CREATE INDEX IF NOT EXISTS posts_public_by_date
  ON posts (tenant_id, published_at DESC, id DESC) INCLUDE (slug, updated_at) WHERE status = 'published';
DROP INDEX posts_public;
CREATE INDEX IF NOT EXISTS posts_public_by_category
  ON posts (tenant_id, category_id, published_at DESC, id DESC)
  WHERE status = 'published' AND category_id IS NOT NULL;

-- Authors' lists. What was never published comes last in both directions, so there is one index for each. (Of coalesce
-- PostgreSQL does not know that it tells no row's value; below row-level security it would not look for one in the index.)
CREATE INDEX IF NOT EXISTS posts_first_published
  ON posts (tenant_id, (CASE WHEN published_at IS NULL THEN 'infinity'::timestamptz ELSE published_at END), id);
CREATE INDEX IF NOT EXISTS posts_last_published
  ON posts (tenant_id, (CASE WHEN published_at IS NULL THEN '-infinity'::timestamptz ELSE published_at END), id);
DROP INDEX posts_by_published;
CREATE INDEX IF NOT EXISTS posts_by_status ON posts (tenant_id, status, created_at, id);
CREATE INDEX IF NOT EXISTS posts_in_category
  ON posts (tenant_id, category_id, created_at, id) WHERE category_id IS NOT NULL;
DROP INDEX posts_by_category;
