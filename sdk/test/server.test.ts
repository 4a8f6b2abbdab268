/** Webhooks, proxy, feeds and structured data, in every runtime. */

import { describe, expect, test, vi } from "vitest";

import type { VloziEvent } from "../src/core/index.js";
import {
  blogPostingJsonLd,
  createBlogProxy,
  createFeedHandler,
  createWebhookHandler,
  jsonLdScript,
  verifyWebhook,
} from "../src/server/index.js";
import { apiError, KEY, POST, rejection, script } from "./helpers/script.js";
import { EVENT, SECRET, signed } from "./helpers/webhook.js";

describe("a webhook", () => {
  test("is the event that was signed", async () => {
    expect(await verifyWebhook(await signed(EVENT), { secret: SECRET })).toEqual(EVENT);
  });

  test("signed as docs/webhooks.md shows it", async () => {
    const request = new Request("https://example.com", {
      method: "POST",
      headers: {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
      },
      body: '{"test": 2432232314}',
    });
    const now = vi.spyOn(Date, "now").mockReturnValue(1614265330_000);
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    expect(await verifyWebhook(request, { secret })).toEqual({ test: 2432232314 });
    now.mockRestore();
  });

  test("counts while its secret is being changed, with either", async () => {
    const other = `whsec_${btoa("another secret, long enough")}`;
    expect(await verifyWebhook(await signed(EVENT), { secret: [other, SECRET] })).toEqual(EVENT);
    const both = await signed(EVENT, { more: "v1,AAAA v2,BBBB" });
    expect(await verifyWebhook(both, { secret: SECRET })).toEqual(EVENT);
  });

  const refused = async (request: Request, reason: string): Promise<void> => {
    expect(await rejection(verifyWebhook(request, { secret: SECRET }))).toMatchObject({
      name: "WebhookVerificationError",
      reason,
    });
  };

  test("of another secret, or changed on its way, is refused", async () => {
    await refused(await signed(EVENT, { secret: `whsec_${btoa("somebody else's secret")}` }), "signature");
    await refused(await signed(EVENT, { sent: JSON.stringify({ ...EVENT, id: "evt_2" }) }), "signature");
    await refused(await signed(EVENT, { id: "evt_2", signedId: "evt_1" }), "signature");
  });

  test("from long ago or from the future is refused", async () => {
    await refused(await signed(EVENT, { ageSeconds: 400 }), "timestamp");
    await refused(await signed(EVENT, { ageSeconds: -400 }), "timestamp");
  });

  test("without its headers, too long, or without JSON is refused", async () => {
    await refused(new Request("https://example.com", { method: "POST", body: "{}" }), "headers");
    await refused(await signed("x".repeat(129 * 1024)), "size");
    await refused(await signed("no JSON"), "body");
  });

  test("is never accepted with an empty secret", async () => {
    for (const secret of ["", "whsec_", []]) {
      const error = await rejection(verifyWebhook(await signed(EVENT), { secret }));
      expect(error).toBeInstanceOf(Error);
    }
  });
});

describe("a handler of webhooks", () => {
  test("handles an event once, and again if it failed", async () => {
    const seen = new Set<string>();
    const handled: string[] = [];
    let broken = true;
    const handler = createWebhookHandler({
      secret: SECRET,
      seen,
      onEvent: (event: VloziEvent) => {
        if (broken) throw new Error("away");
        handled.push(event.type);
      },
    });
    const failed = await handler(await signed(EVENT));
    expect([failed.status, failed.headers.get("retry-after")]).toEqual([503, "30"]);
    broken = false;
    for (let time = 0; time < 3; time++) expect((await handler(await signed(EVENT))).status).toBe(204);
    expect(handled).toEqual(["blog.post.published"]);
  });

  test("answers 400 to a bad signature and 405 to a visitor", async () => {
    const handler = createWebhookHandler({ secret: SECRET, onEvent: () => undefined });
    expect((await handler(await signed(EVENT, { ageSeconds: 4000 }))).status).toBe(400);
    expect((await handler(new Request("https://example.com"))).status).toBe(405);
  });
});

describe("a proxy", () => {
  test("adds the key and passes answers on, also below a path of the site", async () => {
    const { client, seen } = await script([{ body: POST }]);
    const proxy = createBlogProxy(client, { maxAge: 5 });
    const response = await proxy(new Request("https://example.com/api/vlozi/blog/public/posts/hello?x=1"));
    expect(await response.json()).toEqual(POST);
    expect(response.headers.get("cache-control")).toBe("public, max-age=5");
    expect(await seen()).toMatchObject([
      { path: "/blog/public/posts/hello?x=1", headers: { authorization: `Bearer ${KEY}` } },
    ]);
  });

  test.each([
    "/blog/public/preview/token",
    "/blog/public/posts/%2e%2e/preview/token",
    "/blog/public/posts%2f..%2fpreview",
    "/blog/public//posts",
    "/blog/public/",
    "/blog/admin/posts",
    "/",
  ])("does not let through %s", async (path) => {
    const { client, seen } = await script([{ body: POST }]);
    const response = await createBlogProxy(client)(new Request(`https://example.com${path}`));
    expect(response.status).toBe(404);
    expect(await seen()).toEqual([]);
  });

  test("tells readers of a missing post, and nothing of a wrong key", async () => {
    const ask = async (status: number, code: string): Promise<Response> => {
      const { client } = await script([apiError(status, code, "Text")], { retries: 0 });
      return createBlogProxy(client)(new Request("https://example.com/blog/public/posts/hello"));
    };
    expect((await ask(404, "not_found")).status).toBe(404);
    expect((await ask(401, "invalid_api_key")).status).toBe(503);
    expect((await ask(503, "service_unavailable")).status).toBe(503);
  });
});

test("a feed keeps its type and its ETag, and is not sent again unchanged", async () => {
  const headers = { "content-type": "application/rss+xml", etag: '"1"' };
  const { client } = await script([{ headers, body: "<rss/>" }]);
  const handler = createFeedHandler(client, { kind: "rss", site: "https://example.com" });
  const first = await handler(new Request("https://example.com/feed.xml"));
  expect([await first.text(), first.headers.get("content-type")]).toEqual(["<rss/>", "application/rss+xml"]);
  const again = new Request("https://example.com/feed.xml", { headers: { "if-none-match": '"1"' } });
  expect((await handler(again)).status).toBe(304);
});

test("structured data cannot end its element", () => {
  const post = { ...POST, title: "</script><script>alert(1)</script>" };
  const text = jsonLdScript(blogPostingJsonLd(post, { site: "https://example.com", url: "/blog/hello" }));
  expect(text).not.toContain("<");
  expect(JSON.parse(text)).toMatchObject({
    "@type": "BlogPosting",
    headline: post.title,
    url: "https://example.com/blog/hello",
  });
});
