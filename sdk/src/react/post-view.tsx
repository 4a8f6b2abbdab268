/** A whole post. */

import type { ReactElement } from "react";

import type { Neighbour, Post, TaxonomyRef } from "../core/types.js";
import { cn } from "./cn.js";
import { lookOf, type PartProps } from "./look.js";
import { PostHtml } from "./post-html.js";
import { PostMeta } from "./post-meta.js";
import { TableOfContents } from "./table-of-contents.js";

type Part = "header" | "heading" | "meta" | "toc" | "html" | "tags" | "neighbours" | "related";

export type PostViewProps = PartProps<Part> & {
  post: Post;
  /** Whether its headings are listed before it. Default: false. */
  toc?: boolean | undefined;
  /** Whether the posts before and after it are linked. Default: false. */
  neighbours?: boolean | undefined;
  /** The posts that are linked as related. */
  related?: readonly Neighbour[] | undefined;
  /** A tag's address; without it tags are not links. */
  hrefForTag?: ((tag: TaxonomyRef) => string) | undefined;
};

export function PostView({
  post,
  toc,
  neighbours,
  related = [],
  hrefForTag,
  className,
  classNames = {},
  ...look
}: PostViewProps): ReactElement {
  const { labels, hrefFor, Link } = lookOf(look);
  const link = (to: Neighbour | null, rel?: string, label?: string): ReactElement | null =>
    to && (
      <li key={to.slug}>
        {label}
        <Link href={hrefFor(to)} rel={rel}>
          {to.title}
        </Link>
      </li>
    );
  return (
    <article className={cn("vlozi-post", className)} data-vlozi="post">
      <header className={classNames.header}>
        <h1 className={classNames.heading}>{post.title}</h1>
        <PostMeta post={post} className={classNames.meta} {...look} />
      </header>
      {toc ? <TableOfContents toc={post.toc} className={classNames.toc} {...look} /> : null}
      <PostHtml html={post.html} className={classNames.html} />
      {post.tags.length ? (
        <ul className={cn("vlozi-tags", classNames.tags)} aria-label={labels.tags}>
          {post.tags.map((tag) => (
            <li key={tag.id}>{hrefForTag ? <Link href={hrefForTag(tag)}>{tag.name}</Link> : tag.name}</li>
          ))}
        </ul>
      ) : null}
      {neighbours && (post.previous ?? post.next) ? (
        <nav className={cn("vlozi-neighbours", classNames.neighbours)} aria-label={labels.neighbours}>
          <ul>
            {link(post.previous, "prev", `${labels.previous}: `)}
            {link(post.next, "next", `${labels.next}: `)}
          </ul>
        </nav>
      ) : null}
      {related.length ? (
        <nav className={cn("vlozi-related", classNames.related)} aria-label={labels.related}>
          <p>{labels.related}</p>
          <ul>{related.map((one) => link(one))}</ul>
        </nav>
      ) : null}
    </article>
  );
}
