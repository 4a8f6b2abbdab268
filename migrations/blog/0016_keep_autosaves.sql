-- What is saved while somebody types is kept otherwise than what somebody saves: not every version of it, and few of those
-- for long. Yesterday's Workers know of none, and save as they did.
ALTER TABLE posts
  -- The present text was saved while typing, and nobody has saved or published it since.
  ADD COLUMN autosaved boolean NOT NULL DEFAULT false,
  -- When `blog.post.updated` was last told of it.
  ADD COLUMN told_at timestamptz;

-- Why a replaced version is kept. 'deliberate': somebody saved or published it. 'left': it was saved while typing, and then
-- left to somebody else, for an hour or longer, or for a deliberate save. 'interim': it is one of many of one person's writing.
ALTER TABLE post_revisions
  ADD COLUMN kind text NOT NULL DEFAULT 'deliberate' CHECK (kind IN ('deliberate', 'left', 'interim'));
