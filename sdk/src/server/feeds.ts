/** Feeds and the sitemap under an address of the site's own. */

import type { FeedKind } from "../core/blog.js";
import type { VloziClient } from "../core/client.js";
import { unavailable } from "./answers.js";

/** What a feed is made from. */
export interface FeedOptions {
  kind: FeedKind;
  /** Where the posts are read: `https://example.com/blog`. */
  site: string;
  title?: string | undefined;
}

const PASSED_ON = ["content-type", "etag", "last-modified"];

/** Answers with a feed of the newest posts. */
export function createFeedHandler(
  client: VloziClient,
  { kind, site, title }: FeedOptions,
): (request: Request) => Promise<Response> {
  return async (request) => {
    let feed: Response;
    try {
      feed = await client.blog.feed(kind, { site, title }, { signal: request.signal });
    } catch (error) {
      return unavailable(error);
    }
    const headers = new Headers({ "cache-control": "public, max-age=300" });
    for (const name of PASSED_ON) {
      const value = feed.headers.get(name);
      if (value) headers.set(name, value);
    }
    const etag = headers.get("etag");
    const unchanged = etag && request.headers.get("if-none-match") === etag;
    return unchanged
      ? new Response(null, { status: 304, headers })
      : new Response(await feed.text(), { headers });
  };
}

/** Answers with the sitemap. */
export function createSitemapHandler(
  client: VloziClient,
  options: { site: string },
): (request: Request) => Promise<Response> {
  return createFeedHandler(client, { kind: "sitemap", ...options });
}
