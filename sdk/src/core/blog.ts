/** The calls. */

import type { CallOptions } from "./config.js";
import { isVloziError } from "./errors.js";
import { parseObject } from "./json.js";
import { listOf, type Page, type PostList } from "./list.js";
import { type Ask, refusal } from "./loop.js";
import { decoded } from "./try.js";
import type {
  Category,
  ListParams,
  PaginatedResponse,
  Post,
  PostSummary,
  PreviewPost,
  SearchHit,
  Site,
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
  /** The posts that are nearest to this one: by tags, then by category, then the newest. `limit`: 1 to 10. */
  related(slug: string, options?: CallOptions & { limit?: number | undefined }): Promise<PostSummary[]>;
  /** The categories that have published posts. */
  categories(options?: CallOptions): Promise<Category[]>;
  /** The tags that have published posts. */
  tags(options?: CallOptions): Promise<Tag[]>;
  /** What is said of the site: its title, address, language … */
  site(options?: CallOptions): Promise<Site>;
  /** The post that a preview link leads to, as it would be published now; never from a cache. */
  preview(token: string, options?: CallOptions): Promise<PreviewPost>;
  /** The addresses of all published posts. */
  slugs(options?: CallOptions): AsyncIterable<SlugEntry>;
  /** A feed or the sitemap, ready to be passed on. `site` is where the posts are read. */
  feed(
    kind: FeedKind,
    params?: { site?: string | undefined; title?: string | undefined },
    options?: CallOptions,
  ): Promise<Response>;
}

const PUBLIC = "/blog/public";
const FEED_FILES: Record<FeedKind, string> = {
  rss: "feed.xml",
  atom: "atom.xml",
  json: "feed.json",
  sitemap: "sitemap.xml",
};
const SLUGS_PER_PAGE = 1000;

export function blogOf(ask: Ask): BlogApi {
  async function object<T extends object>(target: string, options?: CallOptions): Promise<T> {
    const answer = await ask(target, options);
    const value = parseObject<T>(answer.body);
    if (value) return value;
    throw refusal(target, answer);
  }

  const whole = async <T>(target: string, options?: CallOptions): Promise<T[]> =>
    (await object<{ data: T[] }>(target, options)).data;

  const list = (params: ListParams = {}, options?: CallOptions): PostList<PostSummary> => {
    // Titles and the ranks of a search have no cursor.
    const byCursor = params.sort ? params.sort !== "title" : !params.search;
    const load = (position?: object): Promise<PaginatedResponse<PostSummary>> => {
      const { page, ...others } = params;
      return object(target("/posts", { ...others, ...(position ?? { page }) }), options);
    };
    return listOf<PostSummary, PaginatedResponse<PostSummary>>(load, byCursor, params.page);
  };

  const get = async (slugOrId: string, options?: CallOptions): Promise<Post> =>
    object(target(`/posts/${segment(slugOrId)}`), options);

  const slugs = (options?: CallOptions): AsyncIterable<SlugEntry> => {
    const load = (position?: object): Promise<Page<SlugEntry>> =>
      object(target("/slugs", { limit: SLUGS_PER_PAGE, ...position }), options);
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
    related: (slug, { limit, ...options } = {}) =>
      whole(target(`/posts/${segment(slug)}/related`, { limit }), options),
    categories: (options) => whole(target("/categories"), options),
    tags: (options) => whole(target("/tags"), options),
    site: (options) => object(target("/site"), options),
    preview: (token, options) => object(target(`/preview/${segment(token)}`), options),
    slugs,
    feed: async (kind, params = {}, options) => {
      const { status, headers, body } = await ask(target(`/${FEED_FILES[kind]}`, params), options);
      return new Response(body, { status, headers: decoded(headers) });
    },
  };
}

function target(path: string, params: object = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  return PUBLIC + path + (query.size ? `?${query}` : "");
}

/** A slug or a token as one segment of a path. What an address would swallow (`..`) becomes what no slug is: it is not found. */
function segment(slug: string): string {
  return encodeURIComponent(slug.replace(/^\.*$/, "_"));
}
