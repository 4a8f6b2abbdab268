"use client";
/** A post that asks for itself by its slug, unless it is given. */

import type { ReactElement } from "react";

import type { Post } from "../core/types.js";
import { usePost } from "./hooks.js";
import { PostView, type PostViewProps } from "./post-view.js";
import { useLook } from "./provider.js";
import { QueryStatus } from "./query-status.js";

export type BlogPostProps = Omit<PostViewProps, "post"> &
  ({ post: Post; slug?: undefined } | { slug: string; post?: undefined });

export function BlogPost({ post, slug, ...view }: BlogPostProps): ReactElement {
  const look = useLook(view);
  return post ? <PostView {...view} {...look} post={post} /> : <AskingPost slug={slug} {...view} {...look} />;
}

function AskingPost({ slug, ...view }: Omit<PostViewProps, "post"> & { slug: string }): ReactElement {
  const query = usePost(slug);
  return (
    <QueryStatus query={query} labels={view.labels}>
      {query.data ? <PostView {...view} post={query.data} /> : null}
    </QueryStatus>
  );
}
