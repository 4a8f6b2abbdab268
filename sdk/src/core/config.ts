/** What a client is made from, and the checks that need no server. */

import { isMistyped } from "./key.js";

/** What a {@link VloziClient} is made from. */
export interface VloziConfig {
  /**
   * A key with the scope `blog`. It is sent with every request and shown nowhere. An empty one is for
   * clients whose `baseUrl` is a proxy that adds the key (`createBlogProxy`).
   */
  apiKey: string;
  /**
   * The gateway, with or without a path or a slash at the end; in browsers also a path of the site. Default:
   * `https://api.vlozi.app`.
   */
  baseUrl?: string | undefined;
  /** Sends the requests in place of the global `fetch`. */
  fetch?: typeof fetch | undefined;
  /** Merged into every call of `fetch`: `cache`, `next`, `cf`, more headers … */
  init?: RequestInit | undefined;
  /** How long one try may take, its body included. Default: 10 000. */
  timeoutMs?: number | undefined;
  /** How long all tries of a call may take, the waits between them included. Default: 30 000. */
  deadlineMs?: number | undefined;
  /** How often a failed try is repeated. Default: 2. */
  retries?: number | undefined;
  /** How many requests of this client may be under way at once. Default: 6. */
  concurrency?: number | undefined;
  /** Told of every answer, also of those that are tried again. */
  onResponse?: ((info: ResponseInfo) => void) | undefined;
}

/** One answer, for logs and metrics. */
export interface ResponseInfo {
  method: string;
  /** The path below `baseUrl`, without query. */
  path: string;
  status: number;
  /** Which try it was, from 1. */
  attempt: number;
  /** From asking to the last byte. */
  ms: number;
  /** Names the request in the gateway's logs. */
  requestId: string | undefined;
  /** How the gateway's page cache took part: `HIT`, `MISS`, `STALE`, `REFRESH`. */
  cache: string | undefined;
}

/** What may differ from call to call. */
export interface CallOptions {
  /** Ends the call at once; it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Merged into this call of `fetch`, over the client's `init`. */
  init?: RequestInit | undefined;
  /** Asks the blog itself: no cache of the gateway's answers. */
  fresh?: boolean | undefined;
  /** Over the client's `timeoutMs`. */
  timeoutMs?: number | undefined;
  /** Over the client's `retries`. */
  retries?: number | undefined;
}

/** A configuration that was checked. */
export interface Settings extends VloziConfig {
  /** Without a slash at the end. */
  baseUrl: string;
}

declare const process: { env: { NODE_ENV?: string } } | undefined;

/** Checks a configuration. What it throws names the field and never its value: that may be a secret. */
export function settingsOf(config: VloziConfig): Settings {
  const baseUrl = (config.baseUrl ?? "https://api.vlozi.app").replace(/\/+$/, "");
  if (!/^(https?:\/)?\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(baseUrl))
    throw new TypeError("baseUrl is no plain http(s) address");
  return { ...config, baseUrl, apiKey: keyOf(config) };
}

function keyOf(config: VloziConfig): string {
  const key = typeof config.apiKey === "string" ? config.apiKey.trim() : undefined;
  // A header with other characters would be refused by fetch in a sentence that quotes it.
  if (key === undefined || !/^[!-~]*$/.test(key) || (key === "" && !config.baseUrl)) {
    throw new TypeError("apiKey is no API key: is the variable set?");
  }
  // Bundlers put a constant in place of NODE_ENV, and in production leave the check out.
  if (typeof process !== "undefined" && process.env.NODE_ENV !== "production" && isMistyped(key)) {
    console.warn(
      "@vlozi/blog: the API key is mistyped or cut off: its checksum is wrong. Copy it once more.",
    );
  }
  return key;
}
