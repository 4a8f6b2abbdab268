/** A post in a list. */

import type { ReactElement } from "react";

import type { PostSummary, Segment } from "../core/types.js";
import { cn } from "./cn.js";
import { lookOf, type PartProps } from "./look.js";
import { PostMeta } from "./post-meta.js";

export type HeadingLevel = 1 | 2 | 3 | 4 | 5 | 6;

export type BlogCardProps = PartProps<"image" | "heading" | "link" | "meta" | "summary"> & {
  post: PostSummary;
  /** Default: 2. */
  headingLevel?: HeadingLevel | undefined;
  /** Whether the featured image is shown. Default: true. */
  image?: boolean | undefined;
};

export function BlogCard({
  post,
  headingLevel = 2,
  image = true,
  className,
  classNames = {},
  ...look
}: BlogCardProps): ReactElement {
  const { hrefFor, Link } = lookOf(look);
  const Heading = `h${headingLevel}` as const;
  return (
    <article className={cn("vlozi-card", className)} data-vlozi="card">
      {image && post.featuredImageUrl ? (
        <img
          className={classNames.image}
          src={post.featuredImageUrl}
          alt=""
          loading="lazy"
          decoding="async"
        />
      ) : null}
      <Heading className={classNames.heading}>
        <Link href={hrefFor(post)} className={classNames.link}>
          {post.match ? <Hits of={post.match.title} /> : post.title}
        </Link>
      </Heading>
      <PostMeta post={post} className={classNames.meta} {...look} />
      <p className={classNames.summary}>{post.match ? <Hits of={post.match.text} /> : post.summary}</p>
    </article>
  );
}

/** A text with what was searched for marked in it. */
function Hits({ of }: { of: readonly Segment[] }): ReactElement {
  return <>{of.map(({ text, hit }, index) => (hit ? <mark key={index}>{text}</mark> : text))}</>;
}
