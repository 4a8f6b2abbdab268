/** A whole post. */

import type { ReactElement } from "react";

import type { Neighbour, Post } from "../core/types.js";
import { cn } from "./cn.js";
import { type Look, lookOf } from "./look.js";
import { PostHtml } from "./post-html.js";
import { PostMeta } from "./post-meta.js";
import { TableOfContents } from "./table-of-contents.js";

export type PostViewProps = Look & {
  post: Post;
  /** Whether its headings are listed before it. Default: false. */
  toc?: boolean | undefined;
  /** Whether the posts before and after it are linked. Default: false. */
  neighbours?: boolean | undefined;
  className?: string | undefined;
};

export function PostView({ post, toc, neighbours, className, ...look }: PostViewProps): ReactElement {
  const { labels, hrefFor, Link } = lookOf(look);
  const link = (post: Neighbour | null, rel: string, label: string): ReactElement | null =>
    post && (
      <li>
        {label}:{" "}
        <Link href={hrefFor(post)} rel={rel}>
          {post.title}
        </Link>
      </li>
    );
  return (
    <article className={cn("vlozi-post", className)} data-vlozi="post">
      <header>
        <h1>{post.title}</h1>
        <PostMeta post={post} {...look} />
      </header>
      {toc ? <TableOfContents toc={post.toc} {...look} /> : null}
      <PostHtml html={post.html} />
      {post.tags.length ? (
        <ul className="vlozi-tags" aria-label={labels.tags}>
          {post.tags.map((tag) => (
            <li key={tag.id}>{tag.name}</li>
          ))}
        </ul>
      ) : null}
      {neighbours && (post.previous ?? post.next) ? (
        <nav className="vlozi-neighbours" aria-label={labels.neighbours}>
          <ul>
            {link(post.previous, "prev", labels.previous)}
            {link(post.next, "next", labels.next)}
          </ul>
        </nav>
      ) : null}
    </article>
  );
}
