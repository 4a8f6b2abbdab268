/** A fetch that asks "has it changed?" instead of "give it to me again". */

import { decoded } from "./try.js";

/** An answer as it is kept. */
export interface ConditionalEntry {
  /** The server's name for this state. */
  etag: string;
  headers: [string, string][];
  body: string;
}

/** Where answers are kept: a `Map`, Workers KV, a file … Keys hold no secret. */
export interface ConditionalStore {
  get(key: string): ConditionalEntry | undefined | null | Promise<ConditionalEntry | undefined | null>;
  set(key: string, entry: ConditionalEntry): unknown;
}

/**
 * Wraps `fetch` so that what did not change is not sent again. It never answers without having asked the server.
 *
 * ```ts
 * const client = new VloziClient({ apiKey, fetch: conditional(new Map()) });
 * ```
 */
export function conditional(store: ConditionalStore, send?: typeof fetch): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { headers, method } = request;
    const forward = send ?? fetch;
    if (method !== "GET" || headers.has("if-none-match")) return forward(input, init);

    const key = await keyOf(request);
    let entry = await store.get(key);
    if (entry) headers.set("if-none-match", entry.etag);
    const response = await forward(input, { ...init, headers });
    const etag = response.headers.get("etag");
    if (!entry || response.status !== 304) {
      if (response.status !== 200 || !etag) return response;
      entry = { etag, headers: [...decoded(response.headers)], body: await response.text() };
      await store.set(key, entry);
    }
    return new Response(entry.body, entry);
  };
}

/** Two keys never share an answer; the credential itself is not in the store. */
async function keyOf({ url, headers }: Request): Promise<string> {
  const who = new TextEncoder().encode(`${headers.get("authorization")} ${headers.get("x-api-key")}`);
  return `${new Uint8Array(await crypto.subtle.digest("SHA-256", who))} ${url}`;
}
