"use client";

import type { PaginatedResponse, SearchHit } from "@vlozi/blog";
import { BlogSearch, VloziProvider } from "@vlozi/blog/react";

import { look } from "@/lib/words";

/** Asks through this site, which keeps the key to itself. */
export function SearchBox(props: { text: string; results: PaginatedResponse<SearchHit> | undefined }) {
  return (
    <VloziProvider apiKey="" baseUrl="/api/vlozi" {...look}>
      <BlogSearch action="/search" {...props} />
    </VloziProvider>
  );
}
