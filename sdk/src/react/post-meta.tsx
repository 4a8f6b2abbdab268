/** When a post appeared, who wrote it and how long it takes to read. */

import type { ReactElement } from "react";

import type { PostSummary } from "../core/types.js";
import { type Look, lookOf } from "./look.js";

export type PostMetaProps = Look & {
  post: Pick<PostSummary, "publishedAt" | "author" | "readingTimeMinutes">;
};

export function PostMeta({ post, ...look }: PostMetaProps): ReactElement {
  const { labels, locale, timeZone } = lookOf(look);
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone }).format(
    new Date(post.publishedAt),
  );
  return (
    <p className="vlozi-meta" data-vlozi="meta">
      <time dateTime={post.publishedAt}>{date}</time>
      {post.author?.name ? <span>{post.author.name}</span> : null}
      <span>{labels.minutes(post.readingTimeMinutes)}</span>
    </p>
  );
}
