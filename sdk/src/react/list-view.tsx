/** A list of posts. */

import type { ReactElement, ReactNode } from "react";

import type { PageMeta, PostSummary } from "../core/types.js";
import { BlogCard, type BlogCardProps, type HeadingLevel } from "./blog-card.js";
import { cn } from "./cn.js";
import { lookOf, type PartProps } from "./look.js";
import { Pagination, type PaginationProps } from "./pagination.js";

export type ListViewProps = PartProps<"item" | "card" | "empty" | "pagination"> & {
  posts: readonly PostSummary[];
  /** Of the page that the posts are; with it their pages are linked. */
  meta?: PageMeta | undefined;
  hrefForPage?: PaginationProps["hrefForPage"];
  renderItem?: ((post: PostSummary) => ReactNode) | undefined;
  /** Shown in the place of an empty list. */
  empty?: ReactNode;
  /** Of the cards. Default: 2. */
  headingLevel?: HeadingLevel | undefined;
  /** Of the parts of each card. */
  cardClassNames?: BlogCardProps["classNames"];
};

export function ListView({
  posts,
  meta,
  hrefForPage,
  renderItem,
  empty,
  headingLevel,
  cardClassNames,
  className,
  classNames = {},
  ...look
}: ListViewProps): ReactElement {
  if (!posts.length) {
    return (
      <div className={classNames.empty} data-vlozi="empty">
        {empty ?? lookOf(look).labels.empty}
      </div>
    );
  }
  const card = { headingLevel, className: classNames.card, classNames: cardClassNames, ...look };
  return (
    <>
      <ul className={cn("vlozi-list", className)} data-vlozi="list">
        {posts.map((post) => (
          <li key={post.id} className={classNames.item}>
            {renderItem?.(post) ?? <BlogCard post={post} {...card} />}
          </li>
        ))}
      </ul>
      {meta ? (
        <Pagination meta={meta} hrefForPage={hrefForPage} className={classNames.pagination} {...look} />
      ) : null}
    </>
  );
}
