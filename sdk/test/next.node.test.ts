/** What `createBlog` asks and what a webhook makes old. Next itself is tried by the example site. */

import { beforeEach, describe, expect, test, vi } from "vitest";

import { createBlog, type NextBlog } from "../src/next/index.js";
import { apiError, KEY, page, POST, rejection, type Script, script, type Step } from "./helpers/script.js";
import { EVENT, SECRET, signed } from "./helpers/webhook.js";

// These three need a running Next; what is told to them is what is tried here.
const told = vi.hoisted(() => ({
  expired: [] as string[],
  kept: [] as object[],
  draft: false,
  cookies: new Map<string, { value: string; how: object }>(),
}));
vi.mock("next/headers", () => ({
  draftMode: async () => ({
    isEnabled: told.draft,
    enable: () => (told.draft = true),
    disable: () => (told.draft = false),
  }),
  cookies: async () => ({
    get: (name: string) => told.cookies.get(name),
    set: (name: string, value: string, how: object) => told.cookies.set(name, { value, how }),
  }),
}));
vi.mock("next/cache", () => ({
  unstable_cache: (load: () => Promise<unknown>, _: string[], how: object) => {
    told.kept.push(how);
    return load;
  },
  revalidateTag: (tag: string, profile: unknown) => told.expired.push(`${tag} ${JSON.stringify(profile)}`),
}));
vi.mock("next/navigation", () => ({
  notFound: () => {
    throw new Error("notFound");
  },
  permanentRedirect: (url: string) => {
    throw new Error(`redirect ${url}`);
  },
}));

beforeEach(() => {
  told.expired = [];
  told.kept = [];
  told.draft = false;
  told.cookies.clear();
});

async function blogOf(steps: Step[], config: object = {}): Promise<{ blog: NextBlog; seen: Script["seen"] }> {
  const { url, seen } = await script(steps);
  const own = { apiKey: KEY, baseUrl: url, site: "https://example.com", webhookSecret: SECRET, retries: 0 };
  return { blog: createBlog({ ...own, ...config }), seen };
}

const at = (slug: string): { params: Promise<{ slug: string }> } => ({ params: Promise.resolve({ slug }) });

describe("a page", () => {
  test("is the post, kept under its tag and asked for past the gateway's cache", async () => {
    const send = vi.fn<typeof fetch>(async () => Response.json(POST));
    const { blog } = await blogOf([{}], { fetch: send });
    expect((await blog.page(at("hello"))).title).toBe("Hello");
    expect(told.kept).toEqual([{ revalidate: 300, tags: ["vlozi", "vlozi:post:hello"] }]);
    expect(new Headers(send.mock.calls[0]?.[1]?.headers).get("cache-control")).toBe("no-cache");
  });

  test("of one's own making keeps what it asks for likewise", async () => {
    const send = vi.fn<typeof fetch>(async () => Response.json(POST));
    const { blog } = await blogOf([{}], { fetch: send });
    expect([(await blog.get("hello")).title, (await blog.find("hello"))?.title]).toEqual(["Hello", "Hello"]);
    for (const [, init] of send.mock.calls) {
      expect(init).toMatchObject({
        cache: "force-cache",
        next: { revalidate: 300, tags: ["vlozi", "vlozi:post:hello"] },
      });
      expect(new Headers(init?.headers).get("cache-control")).toBe("no-cache");
    }
  });

  test("keeps that there is no post, so that it is known before the first byte", async () => {
    const { blog } = await blogOf([apiError(404, "not_found", "Not found")]);
    await rejection(blog.page(at("nope")));
    expect(told.kept).toEqual([{ revalidate: 300, tags: ["vlozi", "vlozi:post:nope"] }]);
  });

  test("of nothing is not found, of a former slug leads to the present one", async () => {
    const { blog } = await blogOf([apiError(404, "not_found", "Not found"), { body: POST }]);
    expect(String(await rejection(blog.page(at("nope"))))).toContain("notFound");
    expect(String(await rejection(blog.page(at("old"))))).toContain("redirect /blog/hello");
  });

  test("says what it is about", async () => {
    const { blog } = await blogOf([{ body: POST }]);
    expect(await blog.generateMetadata(at("hello"))).toMatchObject({
      title: "Hello",
      description: "Hello there",
      alternates: { canonical: "https://example.com/blog/hello" },
      openGraph: { type: "article", publishedTime: POST.publishedAt, authors: ["Ana"] },
    });
  });
});

describe("a preview link", () => {
  const DRAFT = { ...POST, title: "Not yet", slug: "not-yet", status: "draft" };
  const open = (token: string): Request =>
    new Request(`https://example.com/api/vlozi/preview?token=${token}`);

  test("shows the draft to who opened it, never from a cache, and to search engines not at all", async () => {
    const send = vi.fn<typeof fetch>(async () => Response.json(DRAFT));
    const { blog } = await blogOf([{}], { fetch: send });
    const response = await blog.preview(open("secret"));
    expect([response.status, response.headers.get("location")]).toEqual([303, "/blog/not-yet"]);
    expect(told.cookies.get("vlozi-preview")).toEqual({
      value: "secret",
      how: { httpOnly: true, secure: true, sameSite: "lax", maxAge: 3600, path: "/blog/not-yet" },
    });
    expect((await blog.page(at("not-yet"))).title).toBe("Not yet");
    expect(await blog.generateMetadata(at("not-yet"))).toMatchObject({ robots: { index: false } });
    for (const [address, init] of send.mock.calls) {
      expect(String(address)).toMatch(/\/blog\/public\/preview\/secret$/);
      expect(init).toMatchObject({ cache: "no-store" });
    }
  });

  test("that ended is not found, and opens nothing", async () => {
    const { blog } = await blogOf([apiError(404, "not_found", "Not found")]);
    expect((await blog.preview(open("old"))).status).toBe(404);
    expect((await blog.preview(new Request("https://example.com/api/vlozi/preview"))).status).toBe(404);
    expect([told.draft, told.cookies.size]).toEqual([false, 0]);
  });

  test("says to come again while the API is away", async () => {
    const { blog } = await blogOf([apiError(503, "service_unavailable", "Service unavailable")]);
    expect((await blog.preview(open("secret"))).status).toBe(503);
    expect(told.draft).toBe(false);
  });

  test("is of one post: the others are as everybody sees them", async () => {
    const { blog } = await blogOf([{ body: DRAFT }, { body: DRAFT }, { body: POST }]);
    await blog.preview(open("secret"));
    expect((await blog.page(at("hello"))).title).toBe("Hello");
  });

  test("can be left", async () => {
    const { blog } = await blogOf([{ body: DRAFT }]);
    await blog.preview(open("secret"));
    const response = await blog.endPreview(
      new Request("https://example.com/api/vlozi/preview?slug=not-yet", { method: "POST" }),
    );
    expect([response.status, response.headers.get("location")]).toEqual([303, "/blog"]);
    expect(told.draft).toBe(false);
    expect(told.cookies.get("vlozi-preview")).toMatchObject({
      value: "",
      how: { maxAge: 0, path: "/blog/not-yet" },
    });
  });

  test("has its token in no error", async () => {
    const { client } = await script([apiError(403, "forbidden", "Access denied")]);
    const error = await rejection(client.blog.preview("secret-token"));
    expect(String(error)).toContain("GET /blog/public/preview/:");
    expect(JSON.stringify(error)).not.toContain("secret-token");
  });
});

describe("a webhook", () => {
  const change = (type: string, data: object): object => ({
    ...EVENT,
    type,
    data: { ...EVENT.data, ...data },
  });
  const NOW = ' {"expire":0}';

  test("of a published post makes old the lists, the post, its former slug and its neighbours", async () => {
    const { blog, seen } = await blogOf([{ body: POST }]);
    const event = change("blog.post.updated", { previousSlug: "old", version: 2 });
    expect((await blog.webhook(await signed(event))).status).toBe(204);
    expect(told.expired.sort()).toEqual(
      ["vlozi:post:earlier", "vlozi:post:hello", "vlozi:post:old", "vlozi:posts", "vlozi:taxonomy"].map(
        (tag) => tag + NOW,
      ),
    );
    expect((await seen())[0]?.headers["cache-control"]).toBe("no-cache");
  });

  test("of what no reader sees asks for nothing and makes nothing old", async () => {
    const { blog, seen } = await blogOf([{ body: POST }]);
    for (const type of ["blog.post.created", "blog.post.updated", "blog.post.scheduled"]) {
      await blog.webhook(await signed(change(type, { status: "draft" })));
    }
    expect(told.expired).toEqual([]);
    expect(await seen()).toEqual([]);
  });

  test.each([
    "blog.post.unpublished",
    "blog.post.deleted",
    "blog.category.updated",
    "blog.tag.deleted",
    "blog.site.updated",
  ])("%s makes everything old", async (type) => {
    const { blog } = await blogOf([page(["a"])]);
    await blog.webhook(await signed(change(type, { status: "draft" })));
    expect(told.expired).toEqual([`vlozi${NOW}`]);
  });

  test.each(["blog.post.published", "blog.post.deleted"])(
    "%s while the API is away comes again, and makes nothing old",
    async (type) => {
      const { blog } = await blogOf([apiError(503, "service_unavailable", "Service unavailable")]);
      const response = await blog.webhook(await signed(change(type, {})));
      expect([response.status, response.headers.get("retry-after")]).toEqual([503, "30"]);
      expect(told.expired).toEqual([]);
    },
  );

  test("of somebody else is refused", async () => {
    const { blog } = await blogOf([{ body: POST }]);
    const response = await blog.webhook(
      await signed(EVENT, { secret: `whsec_${btoa("somebody else's secret")}` }),
    );
    expect(response.status).toBe(400);
    expect(told.expired).toEqual([]);
  });
});

test("during a build no-cache is left out, and as many posts are made as were asked for", async () => {
  vi.stubEnv("NEXT_PHASE", "phase-production-build");
  const { blog, seen } = await blogOf([page(["a", "b", "c"], { nextCursor: "c1", limit: 3 })]);
  expect(await blog.generateStaticParams({ limit: 2 })).toEqual([{ slug: "a" }, { slug: "b" }]);
  expect((await seen())[0]?.headers["cache-control"]).toBeUndefined();
  vi.unstubAllEnvs();
});

test("a blog without posts can be built: there is always one page to try", async () => {
  const { blog } = await blogOf([page([])]);
  expect(await blog.generateStaticParams()).toEqual([{ slug: "_" }]);
});

test("related posts and the site are kept as everything is", async () => {
  const send = vi.fn<typeof fetch>(async (input) =>
    Response.json(String(input).includes("related") ? { data: [POST] } : { title: "A blog" }),
  );
  const { blog } = await blogOf([{}], { fetch: send });
  expect((await blog.related("hello", { limit: 3 }))[0]?.slug).toBe("hello");
  expect((await blog.site()).title).toBe("A blog");
  const [related, site] = send.mock.calls;
  expect(String(related?.[0])).toMatch(/\/posts\/hello\/related\?limit=3$/);
  expect(related?.[1]).toMatchObject({ next: { tags: ["vlozi", "vlozi:posts", "vlozi:post:hello"] } });
  expect(site?.[1]).toMatchObject({ cache: "force-cache", next: { tags: ["vlozi"] } });
});

test("the tags' names stand beside the call", async () => {
  const { blog } = await blogOf([{ body: { data: [] } }]);
  expect(await blog.tags()).toEqual([]);
  expect([blog.tags.all, blog.tags.post("x")]).toEqual(["vlozi", "vlozi:post:x"]);
});

test("what is missing is named", () => {
  vi.stubEnv("VLOZI_API_KEY", undefined);
  expect(() => createBlog()).toThrow("VLOZI_API_KEY");
  vi.unstubAllEnvs();
});
