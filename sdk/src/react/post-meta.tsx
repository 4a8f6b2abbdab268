/** When a post appeared, who wrote it and how long it takes to read. */

import type { ReactElement } from "react";

import type { PostSummary } from "../core/types.js";
import { cn } from "./cn.js";
import { lookOf, type PartProps } from "./look.js";

export type PostMetaProps = PartProps<"date" | "author" | "minutes"> & {
  post: Pick<PostSummary, "publishedAt" | "author" | "readingTimeMinutes">;
};

export function PostMeta({ post, className, classNames = {}, ...look }: PostMetaProps): ReactElement {
  const { labels, locale, timeZone } = lookOf(look);
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone }).format(
    new Date(post.publishedAt),
  );
  return (
    <p className={cn("vlozi-meta", className)} data-vlozi="meta">
      <time className={classNames.date} dateTime={post.publishedAt}>
        {date}
      </time>
      {post.author?.name ? <span className={classNames.author}>{post.author.name}</span> : null}
      <span className={classNames.minutes}>{labels.minutes(post.readingTimeMinutes)}</span>
    </p>
  );
}
