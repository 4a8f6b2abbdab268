// What the pages ask of the blog's admin API, through the proxy.

import { call } from "@/api/call";
import type { Schemas } from "@/api/types";
import type { PostPage } from "../store/blog.types";

export { ApiError } from "@/api/call";

const POSTS = "/api/blog/admin/posts";

export async function fetchBlogPosts(query: string, signal?: AbortSignal): Promise<PostPage> {
  return call<PostPage>(`${POSTS}?${query}`, { signal });
}

export async function changePublication(
  postId: string,
  to: "publish" | "unpublish",
): Promise<Schemas["Transition"]> {
  return call<Schemas["Transition"]>(`${POSTS}/${postId}/${to}`, { method: "POST" });
}

export async function schedulePost(postId: string, scheduledFor: string): Promise<void> {
  return call(`${POSTS}/${postId}/schedule`, { method: "POST", body: { scheduledFor } });
}

export async function deletePost(postId: string): Promise<void> {
  return call(`${POSTS}/${postId}`, { method: "DELETE" });
}

export async function undeletePost(postId: string): Promise<void> {
  return call(`${POSTS}/${postId}/undelete`, { method: "POST" });
}
