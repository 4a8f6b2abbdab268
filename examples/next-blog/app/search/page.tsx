import type { Metadata } from "next";

import { blog } from "@/lib/blog";
import { words } from "@/lib/words";
import { SearchBox } from "./search-box";

// Whole at once: without scripts the form leads here, and this is the answer.
export const instant = false;

export const metadata: Metadata = { title: words.search, robots: { index: false } };

export default async function Search({ searchParams }: { searchParams: Promise<{ q?: string | string[] }> }) {
  const text = String((await searchParams).q ?? "").slice(0, 200);
  // What nobody else will ask for is not kept.
  const options = { init: { cache: "no-store" } } as const;
  const results = text.trim() ? await blog.search(text, {}, options) : undefined;
  return (
    <>
      <h1>{words.search}</h1>
      <SearchBox text={text} results={results} />
    </>
  );
}
