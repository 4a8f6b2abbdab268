/** A list of posts. */

import type { ReactElement, ReactNode } from "react";

import type { PostSummary } from "../core/types.js";
import { BlogCard, type HeadingLevel } from "./blog-card.js";
import { cn } from "./cn.js";
import { type Look, lookOf } from "./look.js";

export type ListViewProps = Look & {
  posts: PostSummary[];
  renderItem?: ((post: PostSummary) => ReactNode) | undefined;
  /** Shown in the place of an empty list. */
  empty?: ReactNode;
  /** Of the cards. Default: 2. */
  headingLevel?: HeadingLevel | undefined;
  className?: string | undefined;
};

export function ListView({
  posts,
  renderItem,
  empty,
  headingLevel,
  className,
  ...look
}: ListViewProps): ReactElement {
  if (!posts.length) return <div data-vlozi="empty">{empty ?? lookOf(look).labels.empty}</div>;
  return (
    <ul className={cn("vlozi-list", className)} data-vlozi="list">
      {posts.map((post) => (
        <li key={post.id}>
          {renderItem?.(post) ?? <BlogCard post={post} headingLevel={headingLevel} {...look} />}
        </li>
      ))}
    </ul>
  );
}
