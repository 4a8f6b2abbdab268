/** A post in a list. */

import type { ReactElement } from "react";

import type { PostSummary } from "../core/types.js";
import { cn } from "./cn.js";
import { type Look, lookOf } from "./look.js";
import { PostMeta } from "./post-meta.js";

export type HeadingLevel = 1 | 2 | 3 | 4 | 5 | 6;

export type BlogCardProps = Look & {
  post: PostSummary;
  /** Default: 2. */
  headingLevel?: HeadingLevel | undefined;
  /** Whether the featured image is shown. Default: true. */
  image?: boolean | undefined;
  className?: string | undefined;
};

export function BlogCard({
  post,
  headingLevel = 2,
  image = true,
  className,
  ...look
}: BlogCardProps): ReactElement {
  const { hrefFor, Link } = lookOf(look);
  const Heading = `h${headingLevel}` as const;
  return (
    <article className={cn("vlozi-card", className)} data-vlozi="card">
      {image && post.featuredImageUrl ? (
        <img src={post.featuredImageUrl} alt="" loading="lazy" decoding="async" />
      ) : null}
      <Heading>
        <Link href={hrefFor(post)}>{post.title}</Link>
      </Heading>
      <PostMeta post={post} {...look} />
      <p>{post.summary}</p>
    </article>
  );
}
