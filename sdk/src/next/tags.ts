/** The tags of Next's cache; nobody else spells them. */

/** Under which tags answers are kept. */
export interface BlogTags {
  /** On everything. */
  readonly all: string;
  /** On lists, feeds, the sitemap and slugs. */
  readonly posts: string;
  /** On categories and tags. */
  readonly taxonomy: string;
  /** The same, under the name that reads better beside lists of categories. */
  readonly categories: string;
  /** On one post, and on its absence. */
  post(slug: string): string;
}

const LONGEST_TAG = 256;

export function tagsOf(prefix: string): BlogTags {
  const taxonomy = `${prefix}:taxonomy`;
  return {
    all: prefix,
    posts: `${prefix}:posts`,
    taxonomy,
    categories: taxonomy,
    // Next drops a tag that is longer; a slug of ours is never.
    post: (slug) => `${prefix}:post:${slug}`.slice(0, LONGEST_TAG),
  };
}
