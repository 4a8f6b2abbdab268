/** A blog for the App Router: Next's cache is the cache, and webhooks say what in it is old. */

import type { Metadata, MetadataRoute } from "next";
import { revalidateTag, unstable_cache } from "next/cache";
import { notFound, permanentRedirect } from "next/navigation";

import type { BlogApi, FeedKind } from "../core/blog.js";
import { VloziClient } from "../core/client.js";
import type { CallOptions, VloziConfig } from "../core/config.js";
import { createWebhookHandler } from "../server/webhook.js";
import type { Post } from "../core/types.js";
import { metadataOf } from "./metadata.js";
import { previewsOf } from "./preview.js";
import { type BlogTags, tagsOf } from "./tags.js";
import { expiredBy } from "./webhook.js";

/** What {@link createBlog} is made from; the key is `VLOZI_API_KEY`'s unless it is given. */
export interface NextBlogConfig extends Omit<VloziConfig, "apiKey"> {
  apiKey?: string | undefined;
  /** The site's address: `https://example.com`. */
  site?: string | undefined;
  /** Where posts are. Default: `/blog`. */
  basePath?: string | undefined;
  /** After how many seconds a page is looked after even if no webhook came. Default: 300. */
  revalidate?: number | false | undefined;
  /** Begins every tag; two blogs in one site need two. Default: `vlozi`. */
  tagPrefix?: string | undefined;
  /** `whsec_…`. Default: `VLOZI_WEBHOOK_SECRET`'s. */
  webhookSecret?: string | readonly string[] | undefined;
}

/** What a page for one post is given. */
export interface PostPageProps {
  params: Promise<{ slug: string }>;
}

/** A blog whose answers Next keeps. */
export interface NextBlog extends Pick<
  BlogApi,
  "list" | "get" | "find" | "search" | "related" | "categories" | "site"
> {
  /**
   * The post of a page: `notFound()` where there is none, a permanent redirect from a former slug; for who opened a
   * preview link the post as it would be published. Call it outside of `"use cache"`.
   */
  page(props: PostPageProps): Promise<Post>;
  /** The newest posts, to be made in advance; the others are made at their first visit. Default: 100. */
  generateStaticParams(options?: { limit?: number | undefined }): Promise<{ slug: string }[]>;
  /** What a post's page says of itself. */
  generateMetadata(props: PostPageProps): Promise<Metadata>;
  /** For `app/sitemap.ts`. */
  sitemap(): Promise<MetadataRoute.Sitemap>;
  /** For a route handler: `export const GET = blog.feed("rss")`. */
  feed(kind: FeedKind): () => Promise<Response>;
  /** For a route handler: `export const POST = blog.webhook`. */
  webhook(request: Request): Promise<Response>;
  /** For a route handler: `export const GET = blog.preview`. Opens preview links, `?token=…`. */
  preview(request: Request): Promise<Response>;
  /** For a route handler: `export const POST = blog.endPreview`. Leaves the preview of the post `?slug=…`. */
  endPreview(request: Request): Promise<Response>;
  /** The tags that have published posts, when called; and the names under which Next's cache keeps answers. */
  readonly tags: BlogApi["tags"] & BlogTags;
}

declare const process: {
  env: {
    VLOZI_API_KEY?: string;
    VLOZI_BASE_URL?: string;
    VLOZI_WEBHOOK_SECRET?: string;
    NEXT_PHASE?: string;
  };
};

const BUILD_DEADLINE_MS = 600_000;
const BUILD_RETRIES = 12;

/** A blog for the App Router. Make one, in a module that pages and routes import. */
export function createBlog(config: NextBlogConfig = {}): NextBlog {
  const { site, basePath = "/blog", revalidate = 300, tagPrefix = "vlozi", webhookSecret, ...own } = config;
  const isBuilding = process.env.NEXT_PHASE === "phase-production-build";
  const client = new VloziClient({
    // What is in Next's cache must be there at once, or a page is not static: it would wait behind other pages' requests.
    // Next itself says how many pages it makes at a time.
    concurrency: Infinity,
    ...own,
    apiKey: own.apiKey ?? process.env.VLOZI_API_KEY ?? missing("VLOZI_API_KEY"),
    baseUrl: own.baseUrl ?? (process.env.VLOZI_BASE_URL || undefined),
    // A build may be told to wait by the limit of its key, and waits rather than break.
    ...(isBuilding && { deadlineMs: BUILD_DEADLINE_MS, retries: BUILD_RETRIES }),
  });
  const tags = tagsOf(tagPrefix);
  const home = basePath.replace(/\/$/, "");
  const url = (slug: string): string => `${home}/${encodeURIComponent(slug)}`;
  const absolute = (slug: string): string => new URL(url(slug), site ?? missing("site")).href;

  /** Kept by Next under these tags. What Next asks anew must not come from the gateway's cache: it would be old once more. */
  const kept = (options: CallOptions | undefined, ...own: string[]): CallOptions => {
    const init: RequestInit & { next: object } = {
      cache: "force-cache",
      ...options?.init,
      next: { revalidate, tags: [tags.all, ...own] },
    };
    return { ...options, fresh: options?.fresh ?? !isBuilding, init };
  };

  const previews = previewsOf(client, `${tagPrefix}-preview`, home || "/", url);
  /**
   * For pages. The cache of `fetch` keeps nothing but 200, and a page whose answer is not kept is not static: "not found"
   * would come too late to be a status. So what is kept here is the post, or that there is none.
   */
  const postOf = (slug: string): Promise<Post | null> =>
    unstable_cache(
      () => client.blog.find(slug, { fresh: !isBuilding, init: { cache: "no-store" } }),
      [tagPrefix, own.baseUrl ?? "", slug],
      { tags: [tags.all, tags.post(slug)], revalidate },
    )();

  return {
    list: (params, options) => client.blog.list(params, kept(options, tags.posts)),
    search: (text, params, options) => client.blog.search(text, params, kept(options, tags.posts)),
    get: (slug, options) => client.blog.get(slug, kept(options, tags.post(slug))),
    find: (slug, options) => client.blog.find(slug, kept(options, tags.post(slug))),
    related: (slug, options) =>
      client.blog.related(slug, { limit: options?.limit, ...kept(options, tags.posts, tags.post(slug)) }),
    site: (options) => client.blog.site(kept(options)),
    categories: (options) => client.blog.categories(kept(options, tags.taxonomy)),
    tags: Object.assign((options?: CallOptions) => client.blog.tags(kept(options, tags.taxonomy)), tags),

    page: async ({ params }) => {
      const slug = decoded((await params).slug);
      const post = (await previews.current(slug)) ?? (await postOf(slug));
      if (!post) return notFound();
      return post.slug === slug ? post : permanentRedirect(url(post.slug));
    },

    generateStaticParams: async ({ limit = 100 } = {}) => {
      const slugs: { slug: string }[] = [];
      const newest =
        limit <= 100
          ? client.blog.list({ limit }, kept(undefined, tags.posts))
          : client.blog.slugs(kept(undefined, tags.posts));
      for await (const { slug } of newest) {
        if (slugs.length >= limit) break;
        slugs.push({ slug });
      }
      // A blog without posts is built too: with Cache Components, Next refuses to have nothing to try the page with.
      return slugs.length ? slugs : [{ slug: "_" }];
    },

    generateMetadata: async ({ params }) => {
      const slug = decoded((await params).slug);
      const preview = await previews.current(slug);
      const post = preview ?? (await postOf(slug));
      const robots = preview && { robots: { index: false } };
      return post ? { ...metadataOf(post, site && absolute(post.slug)), ...robots } : {};
    },

    sitemap: async () => {
      const entries: MetadataRoute.Sitemap = [];
      for await (const { slug, updatedAt } of client.blog.slugs(kept(undefined, tags.posts))) {
        entries.push({ url: absolute(slug), lastModified: updatedAt });
      }
      return entries;
    },

    feed: (kind) => async () => {
      // A site on a developer's machine is for the blog's settings to name: feeds link to https only.
      const where = site?.startsWith("https:") ? { site: new URL(home, site).href } : {};
      const feed = await client.blog.feed(kind, where, kept(undefined, tags.posts));
      const type = feed.headers.get("content-type") ?? "application/xml";
      return new Response(await feed.text(), { headers: { "content-type": type } });
    },

    preview: previews.begin,
    endPreview: previews.end,

    webhook: (request) =>
      createWebhookHandler({
        secret: webhookSecret ?? process.env.VLOZI_WEBHOOK_SECRET ?? missing("VLOZI_WEBHOOK_SECRET"),
        onEvent: async (event) => {
          // At once, not after the next visitor; Next 14 and 15 take one argument and mean the same.
          for (const tag of await expiredBy(event, client, tags)) revalidateTag(tag, { expire: 0 });
        },
      })(request),
  };
}

/** Next hands over a segment of the path as it stands in the address. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function missing(name: string): never {
  throw new Error(`createBlog: ${name} is not set`);
}
