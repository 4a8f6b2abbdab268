"use client";
/** A list of posts that asks for them itself, unless it is given them. */

import type { ReactElement } from "react";

import type { ListParams, PostSummary } from "../core/types.js";
import { usePosts } from "./hooks.js";
import { ListView, type ListViewProps } from "./list-view.js";
import { useLook } from "./provider.js";
import { QueryStatus } from "./query-status.js";

export type BlogListProps = Omit<ListViewProps, "posts"> & {
  posts?: PostSummary[] | undefined;
  params?: ListParams | undefined;
};

export function BlogList({ posts, params, ...view }: BlogListProps): ReactElement {
  const look = useLook(view);
  return posts ? (
    <ListView {...view} {...look} posts={posts} />
  ) : (
    <AskingList params={params} {...view} {...look} />
  );
}

function AskingList({ params, ...view }: Omit<BlogListProps, "posts">): ReactElement {
  const query = usePosts(params);
  return (
    <QueryStatus query={query} labels={view.labels}>
      {query.data ? <ListView {...view} posts={query.data.data} /> : null}
    </QueryStatus>
  );
}
