/** Lists that are read page by page. */

import type { PaginatedResponse } from "./types.js";

/**
 * A list that was asked for. `await` gives one page, `for await` everything, and `pages()` everything in pages. Nothing
 * is requested before one of them is used.
 */
export interface PostList<T> extends PromiseLike<PaginatedResponse<T>>, AsyncIterable<T> {
  /** All pages from the one that was asked for. A `break` ends the asking. */
  pages(): AsyncIterable<PaginatedResponse<T>>;
}

/** Where the next page is: after a cursor, or by its number. */
export type Position = { after: string } | { page: number } | undefined;

/** What turning pages needs of one. */
export interface Page<T> {
  data: T[];
  meta: { nextCursor?: string | null; totalPages?: number };
}

/** What {@link listOf} makes of pages. */
interface List<T, P extends Page<T>> extends PromiseLike<P>, AsyncIterable<T> {
  pages(): AsyncIterable<P>;
}

/**
 * The list whose pages `load` asks for; without a position the first. With `byCursor` nothing is skipped or doubled
 * while somebody publishes.
 */
export function listOf<T, P extends Page<T>>(
  load: (position: Position) => Promise<P>,
  byCursor: boolean,
  firstPage = 1,
): List<T, P> {
  let first: Promise<P> | undefined;

  async function* pages(): AsyncGenerator<P, void, undefined> {
    let position: Position;
    for (let number = firstPage; ; number++) {
      const page = await load(position);
      yield page;
      const { nextCursor, totalPages = 0 } = page.meta;
      if (byCursor ? !nextCursor : number >= totalPages) return;
      position = byCursor && nextCursor ? { after: nextCursor } : { page: number + 1 };
    }
  }

  async function* items(): AsyncGenerator<T, void, undefined> {
    for await (const page of pages()) yield* page.data;
  }

  return {
    pages,
    [Symbol.asyncIterator]: items,
    then: (onPage, onError) => {
      // Awaited twice is asked once; a page that failed is not kept.
      first ??= load(undefined).catch((error: unknown) => {
        first = undefined;
        throw error;
      });
      return first.then(onPage, onError);
    },
  };
}
