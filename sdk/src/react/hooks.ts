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
import { type Query, type QueryOptions, useQuery } from "./use-query.js";

/** A page of posts. */
export function usePosts(
  params: ListParams = {},
  options?: QueryOptions<PaginatedResponse<PostSummary>>,
): Query<PaginatedResponse<PostSummary>> {
  return useQuery(["posts", params], (blog) => blog.list(params), options);
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

/** The posts that have these words; asked when the typing pauses. */
export function useSearch(
  text: string,
  { debounceMs = 200 }: { debounceMs?: number | undefined } = {},
): Query<PaginatedResponse<SearchHit>> {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), debounceMs);
    return () => clearTimeout(timer);
  }, [text, debounceMs]);
  const words = settled.trim();
  return useQuery(["search", words], (blog) => blog.search(words), { enabled: words !== "" });
}
