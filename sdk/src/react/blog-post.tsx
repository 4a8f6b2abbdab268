"use client";
/** A post that asks for itself by its slug, unless it is given. */

import type { ReactElement } from "react";

import type { Neighbour, Post } from "../core/types.js";
import { usePost, useRelated } from "./hooks.js";
import { PostView, type PostViewProps } from "./post-view.js";
import { useLook } from "./provider.js";
import { QueryStatus } from "./query-status.js";

export type BlogPostProps = Omit<PostViewProps, "post" | "related"> & {
  /** The posts that are linked as related; `true`: asks for them. */
  related?: readonly Neighbour[] | boolean | undefined;
} & ({ post: Post; slug?: undefined } | { slug: string; post?: undefined });

export function BlogPost({ post, slug, related, ...view }: BlogPostProps): ReactElement {
  const all = { ...view, ...useLook(view) };
  if (!post) return <AskingPost {...all} slug={slug} related={related} />;
  if (related === true) return <RelatingPost {...all} post={post} />;
  return <PostView {...all} post={post} related={related || undefined} />;
}

type AskingProps = Omit<BlogPostProps, "post" | "slug"> & { slug: string };

function AskingPost({ slug, ...view }: AskingProps): ReactElement {
  const query = usePost(slug);
  return (
    <QueryStatus query={query} labels={view.labels}>
      {query.data ? <BlogPost {...view} post={query.data} /> : null}
    </QueryStatus>
  );
}

function RelatingPost(view: PostViewProps): ReactElement {
  return <PostView {...view} related={useRelated(view.post.slug).data} />;
}
