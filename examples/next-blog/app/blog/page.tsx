import type { Metadata } from "next";
import { BlogList } from "@vlozi/blog/react";

import { blog, POSTS_PER_PAGE } from "@/lib/blog";
import { look, words } from "@/lib/words";

// Whole at once: without scripts nothing would put a part that comes later into its place.
export const instant = false;

export const metadata: Metadata = { title: words.posts };

export default async function Posts({ searchParams }: { searchParams: Promise<{ page?: string }> }) {
  const page = Math.max(1, Number.parseInt((await searchParams).page ?? "1") || 1);
  const { data, meta } = await blog.list({ page, limit: POSTS_PER_PAGE });
  return (
    <>
      <h1>{words.posts}</h1>
      <BlogList posts={data} meta={meta} empty={<p>{words.nothing}</p>} {...look} />
    </>
  );
}
