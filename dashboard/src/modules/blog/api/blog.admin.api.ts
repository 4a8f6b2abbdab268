// What the pages ask of the blog's admin API, through the proxy.

import type { PostPage } from "../store/blog.types";

/** An answer that is no success; `message` is the API's own sentence. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export async function fetchBlogPosts(query: string, signal?: AbortSignal): Promise<PostPage> {
  return call<PostPage>(`/api/blog/admin/posts?${query}`, { method: "GET", ...(signal ? { signal } : {}) });
}

export async function changePublication(
  postId: string,
  to: "publish" | "unpublish",
): Promise<{ status: string }> {
  return call<{ status: string }>(`/api/blog/admin/posts/${postId}/${to}`, { method: "POST" });
}

async function call<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, { ...init, cache: "no-store" });
  const body = await response.json();
  if (!response.ok)
    throw new ApiError(response.status, String(body?.code ?? ""), String(body?.error ?? response.status));
  return body;
}
