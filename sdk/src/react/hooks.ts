"use client";
/** The blog's questions as hooks. */

import { useEffect, useState } from "react";

import type {
  Category,
  ListParams,
  PaginatedResponse,
  Post,
  PostSummary,
  SearchHit,
  Tag,
} from "../core/types.js";
import { useProvided } from "./provider.js";
import { keyOf, type Query, type QueryOptions, useQuery } from "./use-query.js";

/** A page of posts. */
export function usePosts(
  params: ListParams = {},
  options?: QueryOptions<PaginatedResponse<PostSummary>>,
): Query<PaginatedResponse<PostSummary>> {
  return useQuery(["posts", params], (blog) => blog.list(params), options);
}

/** The posts of all pages that were asked for, as one list that grows. */
export interface InfiniteQuery<T> extends Query<T[]> {
  hasNextPage: boolean;
  /** Asks for the next page, unless a request is under way or there is none. */
  fetchNextPage(): Promise<void>;
}

interface Pages {
  posts: PostSummary[];
  /** How many were read. */
  read: number;
  total: number;
}

const NO_PAGES: Pages = { posts: [], read: 0, total: 1 };

/** Posts, page after page. */
export function useInfinitePosts(params: ListParams = {}): InfiniteQuery<PostSummary> {
  const { client, store } = useProvided();
  const question = ["all posts", params];
  const key = keyOf(question);
  const known = (): Pages => (store.read(key).data as Pages | undefined) ?? NO_PAGES;
  const turn = async (pages: Pages): Promise<Pages> => {
    const { data, meta } = await client.blog.list({ ...params, page: pages.read + 1 });
    // Somebody may have published meanwhile, which moves posts on to the next page.
    const others = data.filter(({ id }) => !pages.posts.some((post) => post.id === id));
    return { posts: [...pages.posts, ...others], read: pages.read + 1, total: meta.totalPages };
  };
  const query = useQuery(question, async () => {
    const wanted = known().read;
    let pages = await turn(NO_PAGES);
    while (pages.read < Math.min(wanted, pages.total)) pages = await turn(pages);
    return pages;
  });
  const { read, total, posts } = query.data ?? NO_PAGES;
  const hasNextPage = read > 0 && read < total;
  return {
    ...query,
    data: query.data && posts,
    hasNextPage,
    fetchNextPage: async () => {
      if (hasNextPage) await store.ask(key, () => turn(known()));
    },
  };
}

/** A post. */
export function usePost(slug: string, options?: Omit<QueryOptions<Post>, "keepPreviousData">): Query<Post> {
  return useQuery(["post", slug], (blog) => blog.get(slug), { ...options, keepPreviousData: false });
}

/** The categories that have published posts. */
export function useCategories(): Query<Category[]> {
  return useQuery(["categories"], (blog) => blog.categories());
}

/** The tags that have published posts. */
export function useTags(): Query<Tag[]> {
  return useQuery(["tags"], (blog) => blog.tags());
}

/** The posts that are nearest to this one. */
export function useRelated(
  slug: string,
  options?: QueryOptions<PostSummary[]> & { limit?: number | undefined },
): Query<PostSummary[]> {
  const limit = options?.limit;
  return useQuery(["related", slug, limit], (blog) => blog.related(slug, { limit }), options);
}

/** The posts that have these words; asked when the typing pauses. */
export function useSearch(
  text: string,
  {
    debounceMs = 200,
    initialData,
  }: { debounceMs?: number | undefined; initialData?: PaginatedResponse<SearchHit> | undefined } = {},
): Query<PaginatedResponse<SearchHit>> {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), debounceMs);
    return () => clearTimeout(timer);
  }, [text, debounceMs]);
  const words = settled.trim();
  return useQuery(["search", words], (blog) => blog.search(words), { initialData, enabled: words !== "" });
}
