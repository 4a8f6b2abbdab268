// What a post consisted of at different times, and how they are named in the address.

import type { Schemas } from "@/api/types";

export type Post = Schemas["AdminPost"];
export type Revision = Schemas["Revision"];
/** What any of them has. */
export type Text = Pick<
  Schemas["RevisionDetail"],
  "title" | "content" | "excerpt" | "seoTitle" | "seoDescription" | "featuredImageUrl" | "categoryId" | "tags"
>;

export interface Version {
  /** `live`, `draft`, or the number of a former version. */
  readonly id: string;
  readonly at: string;
  readonly by: string | null;
  readonly isAutosaved: boolean;
}

/** All versions, the newest first: what is written beside the post, the post, and what it was. */
export function versionsOf(post: Post, revisions: readonly Revision[]): readonly Version[] {
  const draft: readonly Version[] = post.draft
    ? [{ id: "draft", at: post.draft.updatedAt, by: post.draft.updatedBy?.name ?? null, isAutosaved: false }]
    : [];
  const live: Version = { id: "live", at: post.updatedAt, by: post.updatedBy.name, isAutosaved: false };
  const former = revisions.map(({ version, savedAt, savedBy, autosaved }): Version => ({
    id: String(version),
    at: savedAt,
    by: savedBy?.name ?? null,
    isAutosaved: autosaved,
  }));
  return [...draft, live, ...former];
}

export function addressOf(postId: string, version: string): string {
  const post = `/api/blog/admin/posts/${postId}`;
  if (version === "live") return post;
  return version === "draft" ? `${post}/draft` : `${post}/revisions/${version}`;
}

/** Versions by the day on which they were saved. */
export function byDay(
  versions: readonly Version[],
  dayOf: (at: string) => string,
): readonly (readonly [string, readonly Version[]])[] {
  const days = new Map<string, Version[]>();
  for (const version of versions) {
    const day = dayOf(version.at);
    days.set(day, [...(days.get(day) ?? []), version]);
  }
  return [...days];
}
