import { describe, expect, test, vi } from "vitest";

import {
  conditional,
  type ConditionalEntry,
  isVloziError,
  VloziClient,
  VloziNotFoundError,
} from "../src/core/index.js";
import { apiError, KEY, page, POST, rejection, script } from "./helpers/script.js";

describe("what is asked", () => {
  test("a page of the list, under the seeds' path and with the key as bearer", async () => {
    const { client, seen } = await script([page(["a", "b"])]);
    const { data, meta } = await client.blog.list({ page: 1, limit: 10 });
    expect(data.map((post) => post.slug)).toEqual(["a", "b"]);
    expect(meta.total).toBe(2);
    const [request] = await seen();
    const url = new URL(request?.path ?? "", "http://x");
    expect(url.pathname).toBe("/blog/public/posts");
    expect(Object.fromEntries(url.searchParams)).toEqual({ limit: "10", page: "1" });
    expect(request?.headers["authorization"]).toBe(`Bearer ${KEY}`);
  });

  test("nothing is sent that varies from call to call", async () => {
    const { client, seen } = await script([{ body: POST }]);
    await client.blog.get("hello");
    await client.blog.get("hello");
    const [first, second] = await seen();
    expect(first?.headers).toEqual(second?.headers);
  });

  test.each(["", "/", "//"])("an address that ends with %j", async (end) => {
    const { url, seen } = await script([{ body: POST }]);
    await new VloziClient({ apiKey: KEY, baseUrl: url + end }).blog.get("hello");
    expect((await seen())[0]?.path).toBe("/blog/public/posts/hello");
  });

  test.each([
    ["grüße & co", "/blog/public/posts/gr%C3%BC%C3%9Fe%20%26%20co"],
    ["a/../b?c#d", "/blog/public/posts/a%2F..%2Fb%3Fc%23d"],
    ["..", "/blog/public/posts/_"],
    [".", "/blog/public/posts/_"],
    ["", "/blog/public/posts/_"],
  ])("the slug %j stays one segment of the path", async (slug, path) => {
    const { client, seen } = await script([{ body: POST }]);
    await client.blog.get(slug);
    expect((await seen())[0]?.path).toBe(path);
  });

  test("a former slug is followed to the present one", async () => {
    const { client, url } = await script([{ status: 301, headers: { location: "hello" } }, { body: POST }]);
    expect(url).toBeTruthy();
    expect((await client.blog.get("old-hello")).slug).toBe("hello");
  });

  test("fresh asks past every cache of the gateway", async () => {
    const { client, seen } = await script([{ body: POST }]);
    await client.blog.get("hello", { fresh: true });
    expect((await seen())[0]?.headers["cache-control"]).toBe("no-cache");
  });

  test("init of client and call reaches fetch untouched, the call's over the client's", async () => {
    const send = vi.fn<typeof fetch>(async () => Response.json(POST));
    const client = new VloziClient({
      apiKey: KEY,
      fetch: send,
      init: { cache: "force-cache", headers: { "x-a": "1", "x-b": "1" } },
    });
    const next = { tags: ["vlozi"] };
    await client.blog.get("hello", { init: { next, headers: { "x-b": "2" } } });
    const [url, init] = send.mock.calls[0] ?? [];
    expect(url).toBe("https://api.vlozi.app/blog/public/posts/hello");
    expect(init).toMatchObject({ cache: "force-cache", next });
    expect(Object.fromEntries(new Headers(init?.headers))).toEqual({
      authorization: `Bearer ${KEY}`,
      "x-a": "1",
      "x-b": "2",
    });
  });

  test("a client with another configuration keeps the rest", async () => {
    const { client, seen } = await script([{ body: POST }]);
    await client.with({ init: { headers: { "x-a": "1" } } }).blog.get("hello");
    expect((await seen())[0]?.headers).toMatchObject({ "x-a": "1", authorization: `Bearer ${KEY}` });
  });

  test("an empty key for a proxy sends no authorization", async () => {
    const { url, seen } = await script([{ body: POST }]);
    await new VloziClient({ apiKey: "", baseUrl: url }).blog.get("hello");
    expect((await seen())[0]?.headers["authorization"]).toBeUndefined();
  });
});

describe("what is not there", () => {
  test("get throws, find gives null", async () => {
    const { client } = await script([apiError(404, "not_found", "Not found")]);
    const error = await rejection(client.blog.get("nope"));
    expect(error).toBeInstanceOf(VloziNotFoundError);
    expect(isVloziError(error, "not_found")).toBe(true);
    expect(String(error)).toBe(
      "VloziNotFoundError: GET /blog/public/posts/nope: 404 Not found (request 0190-request)",
    );
    expect(await client.blog.find("nope")).toBeNull();
  });

  test("another server's 404 is no answer to the question", async () => {
    const { client } = await script([{ status: 404, body: "<h1>Not Found</h1>" }]);
    const error = await rejection(client.blog.find("hello"));
    expect(isVloziError(error, "unexpected_response")).toBe(true);
    expect(error).not.toBeInstanceOf(VloziNotFoundError);
  });
});

describe("lists", () => {
  test("for await reads all pages, by cursor where the order has one", async () => {
    const { client, seen } = await script([
      page(["a", "b"], { totalPages: 2, nextCursor: "c1" }),
      page(["c"], { page: null, totalPages: 2 }),
    ]);
    const slugs: string[] = [];
    for await (const post of client.blog.list({ limit: 2, tag: "rust" })) slugs.push(post.slug);
    expect(slugs).toEqual(["a", "b", "c"]);
    expect((await seen()).map((request) => request.path)).toEqual([
      "/blog/public/posts?limit=2&tag=rust",
      "/blog/public/posts?limit=2&tag=rust&after=c1",
    ]);
  });

  test("sorted by title, pages are turned by their number", async () => {
    const { client, seen } = await script([page(["a"], { totalPages: 3 })]);
    const pages: number[] = [];
    for await (const { data } of client.blog.list({ sort: "title", page: 2 }).pages())
      pages.push(data.length);
    expect(pages).toEqual([1, 1]);
    expect((await seen()).map((request) => request.path)).toEqual([
      "/blog/public/posts?sort=title&page=2",
      "/blog/public/posts?sort=title&page=3",
    ]);
  });

  test("a break ends the asking", async () => {
    const { client, seen } = await script([page(["a", "b"], { nextCursor: "c1" })]);
    for await (const post of client.blog.list()) if (post.slug === "b") break;
    expect(await seen()).toHaveLength(1);
  });

  test("parallel calls of next never turn two pages", async () => {
    const { client, seen } = await script([page(["a"], { nextCursor: "c1" }), page(["b"])]);
    const iterator = client.blog.list()[Symbol.asyncIterator]();
    const results = await Promise.all([iterator.next(), iterator.next(), iterator.next()]);
    expect(results.map((result) => (result.done ? "end" : result.value.slug))).toEqual(["a", "b", "end"]);
    expect(await seen()).toHaveLength(2);
  });

  test("a list asks when it is used, once, and a page that failed is not kept", async () => {
    const { client, seen } = await script([
      apiError(400, "validation_failed", "Validation failed"),
      page(["a"]),
    ]);
    const list = client.blog.list();
    expect(await seen()).toHaveLength(0);
    await rejection(list);
    expect((await list).data).toHaveLength(1);
    expect((await list).data).toHaveLength(1);
    expect(await seen()).toHaveLength(2);
  });

  test("a search passes its words and has no cursor", async () => {
    const { client, seen } = await script([page(["a"], { totalPages: 2 }), page(["b"], { totalPages: 2 })]);
    const slugs: string[] = [];
    for await (const hit of client.blog.search("node.js & co", { category: "news" })) slugs.push(hit.slug);
    expect(slugs).toEqual(["a", "b"]);
    expect((await seen())[0]?.path).toContain("search=node.js+%26+co");
  });

  test("slugs come a thousand at a time", async () => {
    const entry = { id: "post_1", slug: "a", updatedAt: POST.updatedAt };
    const { client, seen } = await script([
      { body: { data: [entry], meta: { nextCursor: "c1" } } },
      { body: { data: [entry], meta: { nextCursor: null } } },
    ]);
    let count = 0;
    for await (const { slug } of client.blog.slugs()) count += slug.length;
    expect(count).toBe(2);
    expect((await seen()).map((request) => request.path)).toEqual([
      "/blog/public/slugs?limit=1000",
      "/blog/public/slugs?limit=1000&after=c1",
    ]);
  });
});

test("a feed is passed on as it came", async () => {
  const headers = { "content-type": "application/rss+xml; charset=utf-8", etag: '"1"' };
  const { client, seen } = await script([{ headers, body: "<rss/>" }]);
  const response = await client.blog.feed("rss", { site: "https://example.com", title: "News" });
  expect(await response.text()).toBe("<rss/>");
  expect(response.headers.get("content-type")).toBe(headers["content-type"]);
  expect((await seen())[0]?.path).toBe("/blog/public/feed.xml?site=https%3A%2F%2Fexample.com&title=News");
});

describe("conditional", () => {
  test("what did not change is not sent again, and nothing is answered unasked", async () => {
    const { url, seen } = await script([
      { body: POST, headers: { etag: '"1"' } },
      { status: 304 },
      { body: { ...POST, title: "New" }, headers: { etag: '"2"' } },
    ]);
    const store = new Map<string, ConditionalEntry>();
    const client = new VloziClient({ apiKey: KEY, baseUrl: url, fetch: conditional(store) });
    const titles = [];
    for (let count = 0; count < 3; count++) titles.push((await client.blog.get("hello")).title);
    expect(titles).toEqual(["Hello", "Hello", "New"]);
    expect((await seen()).map((request) => request.headers["if-none-match"])).toEqual([
      undefined,
      '"1"',
      '"1"',
    ]);
    expect(JSON.stringify([...store])).not.toContain(KEY);
  });

  test("two keys never share an answer", async () => {
    const { url, seen } = await script([{ body: POST, headers: { etag: '"1"' } }]);
    // A browser has a cache of its own, which is not what is tried here.
    const send = conditional(new Map(), (input, init) => fetch(input, { ...init, cache: "no-store" }));
    await new VloziClient({ apiKey: KEY, baseUrl: url, fetch: send }).blog.get("hello");
    await new VloziClient({ apiKey: "another", baseUrl: url, fetch: send }).blog.get("hello");
    expect((await seen())[1]?.headers["if-none-match"]).toBeUndefined();
  });
});

test("related posts, the site and a preview are asked for where they are", async () => {
  const preview = { ...POST, status: "draft" };
  const { client, seen } = await script([
    { body: { data: [POST] } },
    { body: { title: "A blog", language: "en" } },
    { body: preview },
  ]);
  expect(await client.blog.related("hello", { limit: 3 })).toEqual([POST]);
  expect(await client.blog.site()).toMatchObject({ title: "A blog", language: "en" });
  expect((await client.blog.preview("a/token")).status).toBe("draft");
  expect((await seen()).map(({ path }) => path)).toEqual([
    "/blog/public/posts/hello/related?limit=3",
    "/blog/public/site",
    "/blog/public/preview/a%2Ftoken",
  ]);
});
