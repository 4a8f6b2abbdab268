// The API knows no merging of tags: the posts change theirs one by one, and the empty tag goes last.

import { call } from "@/api/call";
import type { Taxonomy } from "@/api/types";
import type { PostPage, PostRow } from "../../store/blog.types";

const PER_PAGE = 100;

export async function mergeTag(
  from: Taxonomy,
  into: Taxonomy,
  onMoved: (count: number) => void,
): Promise<void> {
  const query = new URLSearchParams({ tag: from.slug, limit: String(PER_PAGE), sort: "createdAt" });
  let moved = 0;
  // What has changed is not in the list any more: its first page is always what is left.
  for (;;) {
    const { data } = await call<PostPage>(`/api/blog/admin/posts?${query.toString()}`);
    if (data.length === 0) break;
    for (const post of data) {
      await retag(post, from, into);
      moved += 1;
      onMoved(moved);
    }
  }
  await call(`/api/blog/admin/tags/${from.id}`, { method: "DELETE" });
}

async function retag({ id, tags }: PostRow, from: Taxonomy, into: Taxonomy): Promise<void> {
  const kept = tags.map((tag) => tag.id).filter((tag) => tag !== from.id && tag !== into.id);
  await call(`/api/blog/admin/posts/${id}`, { method: "PUT", body: { tags: [...kept, into.id] } });
}
