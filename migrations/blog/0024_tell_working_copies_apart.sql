-- The versions of a working copy count from 1 for each; which one it is of its post's tells two of the same version apart.
ALTER TABLE posts ADD COLUMN drafts_begun integer NOT NULL DEFAULT 0;
ALTER TABLE post_drafts ADD COLUMN ordinal integer NOT NULL DEFAULT 1;
