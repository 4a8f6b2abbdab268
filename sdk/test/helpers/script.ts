/** The tests' side of the scripted server. */

import { inject } from "vitest";

import { VloziClient, type VloziConfig } from "../../src/core/index.js";

/** What the server does with one request. */
export interface Step {
  afterMs?: number;
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: unknown;
  fault?: "reset" | "hang" | "hang in body" | "reset in body" | "circle";
}

/** A request as the server saw it. */
export interface Seen {
  /** Below the address of the script, with the query. */
  path: string;
  headers: Record<string, string>;
  at: number;
}

export interface Script {
  url: string;
  client: VloziClient;
  seen(): Promise<Seen[]>;
  /** How many requests were under way at once. */
  most(): Promise<number>;
}

declare module "vitest" {
  interface ProvidedContext {
    scriptServer: string;
  }
}

/** Of the right form, with the right checksum; opens nothing. */
export const KEY = "ls_live_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA2Td0lm";

/** A client of a server that answers by these steps; the last one repeats. */
export async function script(steps: Step[], config: Partial<VloziConfig> = {}): Promise<Script> {
  const server = inject("scriptServer");
  const created = await fetch(`${server}/script`, { method: "POST", body: JSON.stringify(steps) });
  const id = await created.text();
  const url = `${server}/run/${id}`;
  const told = async (): Promise<{ seen: Seen[]; most: number }> => {
    const response = await fetch(`${server}/seen/${id}`);
    return (await response.json()) as { seen: Seen[]; most: number };
  };
  return {
    url,
    client: new VloziClient({ apiKey: KEY, baseUrl: url, ...config }),
    seen: async () => (await told()).seen,
    most: async () => (await told()).most,
  };
}

/** An error as the API writes it. */
export function apiError(status: number, code: string, error: string, more: Partial<Step> = {}): Step {
  return { status, body: { error, code, requestId: "0190-request" }, ...more };
}

/** What a promise is rejected with. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it succeeded");
}

export const POST = {
  id: "post_1",
  title: "Hello",
  slug: "hello",
  excerpt: null,
  summary: "Hello there",
  featuredImageUrl: null,
  category: { id: "cat_1", name: "News", slug: "news" },
  tags: [{ id: "tag_1", name: "Rust", slug: "rust" }],
  author: { name: "Ana", avatarUrl: null },
  seoTitle: null,
  seoDescription: null,
  publishedAt: "2026-06-01T10:00:00.000Z",
  updatedAt: "2026-06-02T10:00:00.000Z",
  readingTimeMinutes: 2,
  html: '<h2 id="a">A</h2><p>Hello there</p>',
  toc: [{ level: 2, id: "a", text: "A" }],
  previous: { title: "Earlier", slug: "earlier" },
  next: null,
};

/** A page of a list with the posts of these slugs. */
export function page(slugs: string[], meta: object = {}): Step {
  const data = slugs.map((slug) => ({ ...POST, id: `post_${slug}`, slug, title: slug }));
  return {
    body: {
      data,
      meta: { page: 1, limit: 10, total: slugs.length, totalPages: 1, nextCursor: null, ...meta },
    },
  };
}
