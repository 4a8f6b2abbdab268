/** The calls. */

import type { CallOptions } from "./config.js";
import { errorOf, isVloziError } from "./errors.js";
import { parseObject } from "./json.js";
import { listOf, type Page, type PostList } from "./list.js";
import { type Ask, type Question, requestIdOf } from "./loop.js";
import { decoded } from "./try.js";
import type {
  Category,
  ListParams,
  PaginatedResponse,
  Post,
  PostSummary,
  SearchHit,
  SlugEntry,
  Tag,
} from "./types.js";

/** A feed's format. */
export type FeedKind = "rss" | "atom" | "json" | "sitemap";

/** What a blog can be asked for. */
export interface BlogApi {
  /** The published posts, newest first. `await` gives one page, `for await` all of them. */
  list(params?: ListParams, options?: CallOptions): PostList<PostSummary>;
  /** A post by its slug, a former slug or its id; rejects with {@link VloziNotFoundError}. */
  get(slugOrId: string, options?: CallOptions): Promise<Post>;
  /** The same, or `null` where there is no such post. */
  find(slugOrId: string, options?: CallOptions): Promise<Post | null>;
  /** The posts that have these words, the best first. */
  search(text: string, params?: Omit<ListParams, "search">, options?: CallOptions): PostList<SearchHit>;
  /** The categories that have published posts. */
  categories(options?: CallOptions): Promise<Category[]>;
  /** The tags that have published posts. */
  tags(options?: CallOptions): Promise<Tag[]>;
  /** The addresses of all published posts. */
  slugs(options?: CallOptions): AsyncIterable<SlugEntry>;
  /** A feed or the sitemap, ready to be passed on. `site` is where the posts are read. */
  feed(
    kind: FeedKind,
    params?: { site?: string | undefined; title?: string | undefined },
    options?: CallOptions,
  ): Promise<Response>;
}

const method = "GET";
const PUBLIC = "/blog/public";
const FEED_FILES: Record<FeedKind, string> = {
  rss: "feed.xml",
  atom: "atom.xml",
  json: "feed.json",
  sitemap: "sitemap.xml",
};
const SLUGS_PER_PAGE = 1000;

export function blogOf(ask: Ask): BlogApi {
  async function object<T extends object>(question: Question, options?: CallOptions): Promise<T> {
    const { status, headers, body } = await ask(question, options);
    const value = parseObject<T>(body);
    if (value) return value;
    throw errorOf(undefined, { method, path: question.path, status, requestId: requestIdOf(headers) });
  }

  const list = (params: ListParams = {}, options?: CallOptions): PostList<PostSummary> => {
    // Titles and the ranks of a search have no cursor.
    const byCursor = params.sort ? params.sort !== "title" : !params.search;
    const load = (position?: object): Promise<PaginatedResponse<PostSummary>> => {
      const { page, ...others } = params;
      return object(question("/posts", { ...others, ...(position ?? { page }) }), options);
    };
    return listOf<PostSummary, PaginatedResponse<PostSummary>>(load, byCursor, params.page);
  };

  const get = async (slugOrId: string, options?: CallOptions): Promise<Post> =>
    object(question(`/posts/${segment(slugOrId)}`), options);

  const slugs = (options?: CallOptions): AsyncIterable<SlugEntry> => {
    const load = (position?: object): Promise<Page<SlugEntry>> =>
      object(question("/slugs", { limit: SLUGS_PER_PAGE, ...position }), options);
    return { [Symbol.asyncIterator]: listOf<SlugEntry, Page<SlugEntry>>(load, true)[Symbol.asyncIterator] };
  };

  return {
    list,
    get,
    find: async (slugOrId, options) => {
      try {
        return await get(slugOrId, options);
      } catch (error) {
        if (isVloziError(error, "not_found")) return null;
        throw error;
      }
    },
    search: (text, params, options) => list({ ...params, search: text }, options),
    categories: async (options) =>
      (await object<{ data: Category[] }>(question("/categories"), options)).data,
    tags: async (options) => (await object<{ data: Tag[] }>(question("/tags"), options)).data,
    slugs,
    feed: async (kind, params = {}, options) => {
      const { status, headers, body } = await ask(question(`/${FEED_FILES[kind]}`, params), options);
      return new Response(body, { status, headers: decoded(headers) });
    },
  };
}

function question(path: string, params: object = {}): Question {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  const text = query.size ? `?${query}` : "";
  return { target: `${PUBLIC}${path}${text}`, path: `${PUBLIC}${path}` };
}

/** A slug as one segment of a path. What an address would swallow (`..`) becomes what no slug is: it is not found. */
function segment(slug: string): string {
  return encodeURIComponent(slug.replace(/^\.*$/, "_"));
}
