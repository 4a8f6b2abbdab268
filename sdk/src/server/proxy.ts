/** The public routes under an address of the site's own, so that the key stays on the server. */

import { askFor, type VloziClient } from "../core/client.js";
import { unavailable } from "./answers.js";

/** What a proxy lets through. */
export interface ProxyOptions {
  /** First segments below `/blog/public/`. Default: posts, slugs, categories, tags and the site. */
  allow?: readonly string[] | undefined;
  /** Seconds that a browser may keep an answer. Default: 60. */
  maxAge?: number | undefined;
}

const ALLOWED = ["posts", "slugs", "categories", "tags", "site"];
const BELOW = "/blog/public/";

/**
 * Answers what a `VloziClient` asks whose `baseUrl` is the proxy's address and whose `apiKey` is empty. Put it where all
 * paths below that address lead to it.
 */
export function createBlogProxy(
  client: VloziClient,
  { allow = ALLOWED, maxAge = 60 }: ProxyOptions = {},
): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
    }
    const { pathname, search } = new URL(request.url);
    const rest = pathname.slice(pathname.indexOf(BELOW) + BELOW.length);
    const segments = rest.split("/");
    const plain = segments.every((segment) => segment !== "" && !/^\.+$|%2f|%5c|%2e/i.test(segment));
    if (!pathname.includes(BELOW) || !plain || !allow.includes(segments[0] ?? "")) {
      return Response.json({ error: "Not found", code: "not_found" }, { status: 404 });
    }
    try {
      const answer = await askFor(client, BELOW + rest + search, { signal: request.signal });
      const headers = { "content-type": "application/json", "cache-control": `public, max-age=${maxAge}` };
      return new Response(request.method === "HEAD" ? null : answer.body, { headers });
    } catch (error) {
      return unavailable(error);
    }
  };
}
