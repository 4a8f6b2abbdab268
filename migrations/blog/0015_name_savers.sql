-- Who saved last: of what an editor may find changed under their hands, they are told by whom. Null is not known: of a post
-- the author stands in, of what came before this and of what yesterday's Workers make.
ALTER TABLE posts ADD COLUMN updated_by text;
ALTER TABLE categories ADD COLUMN updated_by text;
ALTER TABLE tags ADD COLUMN updated_by text;
-- Who saved the version that was replaced.
ALTER TABLE post_revisions ADD COLUMN saved_by text;
