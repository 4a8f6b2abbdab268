/** What a hostile network does, in every runtime. */

import { describe, expect, test } from "vitest";

import {
  isVloziError,
  type ResponseInfo,
  VloziAuthenticationError,
  VloziConnectionError,
  VloziError,
  VloziPaymentError,
  VloziPermissionError,
  VloziRateLimitError,
  VloziServerError,
  VloziValidationError,
} from "../src/core/index.js";
import { apiError, POST, rejection, script } from "./helpers/script.js";

const TOO_MANY = apiError(429, "too_many_requests", "Too many requests");
const UNAVAILABLE = apiError(503, "service_unavailable", "Service unavailable");

describe("what is tried again", () => {
  test.each([
    ["a 500", apiError(500, "internal_error", "Internal error")],
    ["a 502 page", { status: 502, body: "<html>Bad gateway</html>" }],
    ["a 503", UNAVAILABLE],
    ["a 504 page", { status: 504, body: "" }],
    ["a 429", TOO_MANY],
    ["a reset", { fault: "reset" } as const],
    ["a reset in the body", { fault: "reset in body" } as const],
  ])("%s, until it succeeds", async (_, step) => {
    const { client, seen } = await script([step, step, { body: POST }]);
    expect((await client.blog.get("hello")).title).toBe("Hello");
    // A browser may repeat a reset request by itself.
    expect((await seen()).length).toBeGreaterThanOrEqual(2);
  });

  test("every try counts: a storm of 429 without Retry-After ends", async () => {
    const { client, seen } = await script([TOO_MANY]);
    const error = await rejection(client.blog.get("hello"));
    expect(error).toBeInstanceOf(VloziRateLimitError);
    expect(await seen()).toHaveLength(3);
  });

  test("a hanging body ends by the time limit of a try", async () => {
    const { client, seen } = await script([{ fault: "hang in body", body: POST }, { body: POST }], {
      timeoutMs: 250,
    });
    expect((await client.blog.get("hello")).title).toBe("Hello");
    expect(await seen()).toHaveLength(2);
  });

  test("a silent server ends as a timeout, also if fetch ignores its signal", async () => {
    const { client } = await script([{ fault: "hang" }], {
      timeoutMs: 100,
      retries: 1,
      fetch: (input, init) => fetch(input, { ...init, signal: null }),
    });
    const error = await rejection(client.blog.get("hello"));
    expect(error).toBeInstanceOf(VloziConnectionError);
    expect(isVloziError(error, "timeout")).toBe(true);
  });

  test("the deadline covers all tries", async () => {
    const { client } = await script([{ fault: "hang" }], { timeoutMs: 200, deadlineMs: 500, retries: 100 });
    const began = Date.now();
    expect(isVloziError(await rejection(client.blog.get("hello")), "timeout")).toBe(true);
    expect(Date.now() - began).toBeLessThan(1500);
  });
});

describe("Retry-After", () => {
  test("is obeyed to the second", async () => {
    const { client, seen } = await script([{ ...TOO_MANY, headers: { "retry-after": "1" } }, { body: POST }]);
    await client.blog.get("hello");
    const [first, second] = await seen();
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test("of a storm is waited out as often as there are tries", async () => {
    const { client, seen } = await script([{ ...TOO_MANY, headers: { "retry-after": "0" } }], { retries: 4 });
    await rejection(client.blog.get("hello"));
    expect(await seen()).toHaveLength(5);
  });

  test("beyond the deadline is told at once, with its length", async () => {
    const { client, seen } = await script([{ ...UNAVAILABLE, headers: { "retry-after": "60" } }]);
    const began = Date.now();
    const error = await rejection(client.blog.get("hello"));
    expect(error).toMatchObject({ name: "VloziServerError", status: 503, retryAfterMs: 60_000 });
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(await seen()).toHaveLength(1);
  });
});

describe("what is not tried again", () => {
  test.each([
    [400, "validation_failed", VloziValidationError],
    [401, "invalid_api_key", VloziAuthenticationError],
    [402, "subscription_required", VloziPaymentError],
    [403, "access_denied", VloziPermissionError],
    [405, "method_not_allowed", VloziError],
  ])("%s", async (status, code, Class) => {
    const details = [{ field: "limit", message: "1 to 100" }];
    const body = { error: "Text", code, requestId: "r", details };
    const { client, seen } = await script([{ status, body }]);
    const error = await rejection(client.blog.list());
    expect(error).toBeInstanceOf(Class);
    expect(error).toMatchObject({
      status,
      code,
      details,
      requestId: "r",
      path: "/blog/public/posts",
      method: "GET",
    });
    expect(await seen()).toHaveLength(1);
  });

  test.each([
    ["truncated JSON", { body: '{"id":"post_1","tit' }],
    [
      "a portal's page",
      { body: "<!doctype html><title>Wi-Fi</title>", headers: { "content-type": "text/html" } },
    ],
    ["nothing", { body: "" }],
    ["JSON of another kind", { body: "null" }],
  ])("%s instead of a post", async (_, step) => {
    const { client, seen } = await script([step]);
    const error = await rejection(client.blog.get("hello"));
    expect(isVloziError(error, "unexpected_response")).toBe(true);
    expect(error).toMatchObject({ status: 200, name: "VloziError" });
    expect(await seen()).toHaveLength(1);
  });

  test("a circle of redirects ends as a failed connection", async () => {
    const { client } = await script([{ fault: "circle" }], { retries: 0 });
    expect(isVloziError(await rejection(client.blog.get("hello")), "connection")).toBe(true);
  });
});

describe("an abort", () => {
  test("ends a request with the signal's reason", async () => {
    const { client } = await script([{ fault: "hang" }]);
    const controller = new AbortController();
    setTimeout(() => controller.abort("enough"), 50);
    expect(await rejection(client.blog.get("hello", { signal: controller.signal }))).toBe("enough");
  });

  test("ends a wait at once", async () => {
    const { client } = await script([{ ...TOO_MANY, headers: { "retry-after": "20" } }]);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    const began = Date.now();
    const error = await rejection(client.blog.get("hello", { signal: controller.signal }));
    expect(error).toBe(controller.signal.reason);
    expect(Date.now() - began).toBeLessThan(2_000);
  });

  test("before the call sends nothing", async () => {
    const { client, seen } = await script([{ body: POST }]);
    const error = await rejection(client.blog.get("hello", { signal: AbortSignal.abort("never") }));
    expect(error).toBe("never");
    expect(await seen()).toHaveLength(0);
  });

  test("while waiting for a slot takes none", async () => {
    const { client } = await script([{ afterMs: 150, body: POST }], { concurrency: 1 });
    const controller = new AbortController();
    const first = client.blog.get("a");
    const second = rejection(client.blog.get("b", { signal: controller.signal }));
    const third = client.blog.get("c");
    controller.abort("enough");
    expect(await second).toBe("enough");
    expect((await Promise.all([first, third])).map((post) => post.title)).toEqual(["Hello", "Hello"]);
  });
});

test("at most so many requests are under way at once", async () => {
  const { client, most, seen } = await script([{ afterMs: 30, body: POST }], { concurrency: 3 });
  await Promise.all(Array.from({ length: 12 }, (_, index) => client.blog.get(`post-${index}`)));
  expect(await seen()).toHaveLength(12);
  expect(await most()).toBeLessThanOrEqual(3);
});

test("onResponse is told of every answer, with the gateway's own names for it", async () => {
  const told: ResponseInfo[] = [];
  const { client } = await script(
    [UNAVAILABLE, { body: POST, headers: { "x-request-id": "0190", "x-cache": "HIT" } }],
    { onResponse: (info) => told.push(info) },
  );
  await client.blog.get("hello");
  expect(told).toMatchObject([
    { method: "GET", path: "/blog/public/posts/hello", status: 503, attempt: 1, requestId: undefined },
    { status: 200, attempt: 2, requestId: "0190", cache: "HIT" },
  ]);
});

test("a server error keeps its class when the page is a proxy's", async () => {
  const { client } = await script([{ status: 502, body: "<html>" }], { retries: 0 });
  const error = await rejection(client.blog.get("hello"));
  expect(error).toBeInstanceOf(VloziServerError);
  expect(error).toMatchObject({ code: "unexpected_response", status: 502 });
});
