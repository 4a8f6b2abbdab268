// The built example site before the whole platform: what readers see, and when.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { chromium } from "playwright";

import { admin, payloads, startSite, sweep, text, until, write } from "./support.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCREENSHOTS = process.env.SCREENSHOTS;
/** Names of this run, on a stack that may have those of others. */
const RUN = Date.now().toString(36);
const POSTS = 10;
const ROUNDS = 5;

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** @type {import("playwright").Browser} */
let browser;
/** @type {{ id: string, slug: string }[]} */
let posts;

const get = async (path) => {
  const response = await fetch(site.url + path, { redirect: "manual" });
  return { status: response.status, location: response.headers.get("location"), html: await response.text() };
};

before(async () => {
  site = await startSite();
  const tag = await admin("POST", "/blog/admin/tags", { name: `Tried ${RUN}`, slug: `tried-${RUN}` });
  posts = [];
  for (let number = 0; number < POSTS; number++) {
    posts.push(await write(`Tried post ${number}`, text(`First text of ${number}`), { tags: [tag.id] }));
  }
  await site.build();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

test(`published text is there at the next request: list and post, ${POSTS * ROUNDS} of ${POSTS * ROUNDS}`, async () => {
  let seen = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(
      posts.map(async ({ id, slug }, number) => {
        const [title, words] = [`Title ${round}.${number}.`, `Text ${round}.${number}.`];
        const from = site.told.length;
        await admin("PUT", `/blog/admin/posts/${id}`, { title, content: text(words) });
        await site.heard("blog.post.updated", id, from);
        const [post, list] = await Promise.all([get(`/blog/${slug}`), get("/blog")]);
        assert.deepEqual([post.status, list.status], [200, 200]);
        if (post.html.includes(words) && post.html.includes(title) && list.html.includes(title)) seen++;
      }),
    );
  }
  assert.equal(seen, POSTS * ROUNDS);
});

test("a new post is on the front page and in the list, an unpublished one is gone", async () => {
  const { id, slug } = await write("Here and gone", text("For a moment"));
  await site.heard("blog.post.published", id);
  assert.match((await get("/")).html, /Here and gone/);
  assert.match((await get("/blog")).html, /Here and gone/);
  assert.match((await get("/feed.xml")).html, /Here and gone/);
  assert.match((await get(`/blog/${slug}`)).html, /For a moment/);

  await admin("POST", `/blog/admin/posts/${id}/unpublish`);
  await site.heard("blog.post.unpublished", id);
  assert.equal((await get(`/blog/${slug}`)).status, 404);
  assert.doesNotMatch((await get("/blog")).html, /Here and gone/);

  await admin("POST", `/blog/admin/posts/${id}/publish`);
  const from = site.told.length;
  await site.heard("blog.post.published", id, from - 1);
  assert.equal((await get(`/blog/${slug}`)).status, 200, "its absence is forgotten");
});

test("a former slug leads on by 308", async () => {
  const { id, slug } = await write("Soon called otherwise", text("The same text"));
  await site.heard("blog.post.published", id);
  assert.equal((await get(`/blog/${slug}`)).status, 200);
  await admin("PUT", `/blog/admin/posts/${id}`, { slug: `otherwise-${RUN}` });
  await site.heard("blog.post.updated", id);
  const { status, location } = await get(`/blog/${slug}`);
  // Of a page that it keeps, Next writes the header twice.
  assert.deepEqual([status, location?.split(", ")[0]], [308, `/blog/otherwise-${RUN}`]);
  assert.match((await get(`/blog/otherwise-${RUN}`)).html, /The same text/);
});

test("a scheduled post appears by the clock", async () => {
  const { id, slug } = await write("By the clock", text("It is time"), { publish: false });
  const scheduledFor = new Date(Date.now() + 2_000).toISOString();
  await admin("POST", `/blog/admin/posts/${id}/schedule`, { scheduledFor });
  assert.equal((await get(`/blog/${slug}`)).status, 404);
  await site.heard("blog.post.published", id);
  assert.match((await get(`/blog/${slug}`)).html, /It is time/);
  assert.match((await get("/blog")).html, /By the clock/);
});

test("while the API is away everything that was there is there, and a webhook breaks nothing", async () => {
  const [{ id, slug }] = posts;
  const pages = [
    "/",
    "/blog",
    "/feed.xml",
    `/tag/tried-${RUN}`,
    ...posts.map((post) => `/blog/${post.slug}`),
  ];
  for (const page of pages) assert.equal((await get(page)).status, 200, page);

  site.cut(true);
  const from = site.told.length;
  await admin("PUT", `/blog/admin/posts/${id}`, { content: text("Written meanwhile") });
  const refused = await until("the webhook was refused", () =>
    site.told.slice(from).find(({ subject }) => subject === id),
  );
  assert.deepEqual([refused.status, refused.retryAfter], [503, "30"]);
  for (const page of pages) assert.equal((await get(page)).status, 200, `${page}, with the API away`);
  assert.doesNotMatch((await get(`/blog/${slug}`)).html, /Written meanwhile/);

  site.cut(false);
  await until("the webhook came again", async () => {
    await sweep();
    return site.told.slice(from).some((one) => one.subject === id && one.status === 204);
  });
  assert.match((await get(`/blog/${slug}`)).html, /Written meanwhile/);
});

test("a webhook of somebody else is refused", async () => {
  const body = JSON.stringify({ type: "blog.post.published", id: "evt_1" });
  const headers = {
    "webhook-id": "evt_1",
    "webhook-timestamp": String(Math.floor(Date.now() / 1000)),
    "webhook-signature": "v1,AAAA",
  };
  const response = await fetch(`${site.url}/api/vlozi/webhook`, { method: "POST", headers, body });
  assert.equal(response.status, 400);
});

test("a draft is seen by its preview link, and by nobody without it", async () => {
  const { id, slug } = await write("Not for readers", text("Still a draft"), { publish: false });
  const { token } = await admin("POST", `/blog/admin/posts/${id}/preview-links`, {});
  assert.equal((await get(`/blog/${slug}`)).status, 404);
  assert.equal((await get("/api/vlozi/preview?token=nobodys")).status, 404);

  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${site.url}/api/vlozi/preview?token=${token}`);
  assert.equal(new URL(page.url()).pathname, `/blog/${slug}`);
  await page.getByText("Still a draft").waitFor();
  await page.getByText("This is a preview").waitFor();
  assert.match((await page.locator("meta[name=robots]").getAttribute("content")) ?? "", /noindex/);
  const cookie = (await context.cookies()).find(({ name }) => name === "vlozi-preview");
  assert.deepEqual(
    [cookie?.httpOnly, cookie?.secure, cookie?.sameSite, cookie?.path],
    [true, true, "Lax", `/blog/${slug}`],
  );
  assert.equal((await get(`/blog/${slug}`)).status, 404, "for others it is not there");

  await admin("PUT", `/blog/admin/posts/${id}`, { content: text("A later draft") });
  await page.reload();
  await page.getByText("A later draft").waitFor();

  await page.getByRole("button", { name: "Leave the preview" }).click();
  await page.waitForURL(`${site.url}/blog`);
  assert.equal((await page.goto(`${site.url}/blog/${slug}`))?.status(), 404);
  await context.close();
});

test("hostile documents are inert", { timeout: 300_000 }, async () => {
  // A byte of zero no document may have: the API refuses it.
  const strings = (await payloads()).filter((payload) => !payload.includes("\0"));
  assert.ok(strings.length > 100, `${strings.length} strings`);
  const context = await browser.newContext();
  const page = await context.newPage();
  /** @type {string[]} */
  const alarms = [];
  page.on("dialog", (dialog) => {
    alarms.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("framenavigated", (frame) => {
    if (frame === page.mainFrame() && !frame.url().startsWith(site.url))
      alarms.push(`went to ${frame.url()}`);
  });
  await context.route(
    (address) => address.origin !== site.url,
    (route) => {
      const type = route.request().resourceType();
      if (type !== "image" && type !== "document")
        alarms.push(`asked for a ${type}: ${route.request().url()}`);
      return route.abort();
    },
  );
  for (let start = 0; start < strings.length; start += 40) {
    const some = strings.slice(start, start + 40);
    const content = { type: "doc", content: some.flatMap(hostile) };
    const title = `${some[0]} <script>alert(1)</script>`.slice(0, 200);
    const { id, slug } = await write(title, content, { excerpt: some[1] });
    await site.heard("blog.post.published", id);
    for (const path of [`/blog/${slug}`, "/blog"]) {
      await page.goto(site.url + path);
      const found = await page.evaluate(() => {
        const wrong = [];
        for (const element of document.querySelectorAll("main *")) {
          const names = element.getAttributeNames();
          if (/^(script|object|embed|base|meta|link|style|form)$/i.test(element.localName)) {
            if (element.type !== "application/ld+json") wrong.push(element.outerHTML.slice(0, 200));
          }
          if (names.some((name) => name.startsWith("on") || name === "srcdoc")) wrong.push(element.outerHTML);
          for (const name of ["href", "src", "action", "formaction"]) {
            if (/^(javascript|vbscript|data):/i.test(String(element[name] ?? "")))
              wrong.push(element.outerHTML);
          }
        }
        for (const script of document.querySelectorAll("script[type='application/ld+json']")) {
          if (JSON.parse(script.textContent)["@type"] !== "BlogPosting") wrong.push("structured data");
        }
        return wrong;
      });
      assert.deepEqual(found, [], path);
    }
  }
  assert.deepEqual(alarms, []);
  await context.close();
});

/** A string wherever a document has room for one. */
function hostile(payload) {
  const words = { type: "text", text: payload };
  const marked = (type, attrs) => ({ ...words, marks: [{ type, attrs }] });
  return [
    { type: "heading", attrs: { level: 2, id: payload, textAlign: payload }, content: [words] },
    {
      type: "paragraph",
      content: [
        marked("link", { href: payload, target: payload, rel: payload, class: payload }),
        marked("textStyle", { color: payload, fontFamily: payload }),
        marked("highlight", { color: payload }),
        { type: "mention", attrs: { id: payload, label: payload } },
      ],
    },
    { type: "image", attrs: { src: payload, alt: payload, title: payload } },
    { type: "codeBlock", attrs: { language: payload }, content: [words] },
    { type: "youtube", attrs: { src: payload } },
    { type: "blockMath", attrs: { latex: payload } },
  ];
}

test("axe objects to nothing on list, post and search, in light and dark", { timeout: 120_000 }, async () => {
  const long = await write("Everything a post can have", everything(), { excerpt: "For the eye." });
  await site.heard("blog.post.published", long.id);
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1024, height: 800 } });
    const page = await context.newPage();
    for (const [name, path] of [
      ["home", "/"],
      ["list", "/blog"],
      ["post", `/blog/${long.slug}`],
      ["search", "/search?q=tried"],
      ["not-found", "/blog/nope"],
    ]) {
      await page.goto(site.url + path);
      await page.evaluate(AXE);
      // TipTap's form of a task is a box whose label is beside it and has no words; the box does nothing on a site.
      const { violations } = await page.evaluate(() =>
        globalThis.axe.run({ exclude: [['[data-type="taskItem"] input']] }),
      );
      const said = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      assert.deepEqual(said, [], `${path}, ${colorScheme}`);
      await picture(page, `${name}-${colorScheme}`);
    }
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of ["/blog", `/blog/${long.slug}`, "/search?q=tried"]) {
      await page.goto(site.url + path);
      const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(isWide, false, `${path} is wider than a phone`);
      await picture(page, `phone${path.replaceAll(/\W+/g, "-")}-${colorScheme}`);
    }
    await context.close();
  }
});

async function picture(page, name) {
  if (!SCREENSHOTS) return;
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
}

test("without scripts everything is read, paged and found", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${site.url}/blog`);
  await page.getByRole("link", { name: "Page 2", exact: true }).click();
  await page.waitForURL(/page=2/);
  assert.ok((await page.locator("article h2").count()) > 0);
  await page.goto(`${site.url}/search`);
  await page.getByRole("searchbox").fill("Title");
  await page.getByRole("button", { name: "Search" }).click();
  await page.waitForURL(/q=Title/);
  assert.ok(await page.locator("article h2 mark").first().isVisible());
  await page.locator("article h2 a").first().click();
  assert.ok(await page.locator("article h1").isVisible());
  await context.close();
});

test("with scripts the search finds while one types, by keyboard alone, and the key is in nothing that a browser gets", async () => {
  const page = await browser.newPage();
  let seen = "";
  page.on("response", async (response) => (seen += await response.text().catch(() => "")));
  await page.goto(`${site.url}/search`);
  while ((await page.evaluate(() => document.activeElement?.getAttribute("type"))) !== "search") {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.type("Titl");
  await page.locator("article h2 mark").first().waitFor();
  assert.match((await page.getByRole("status").textContent()) ?? "", /\d+ found/);
  assert.ok(seen.length > 10_000);
  assert.doesNotMatch(seen, /ls_live_/);
  assert.equal(new URL(page.url()).search, "", "nobody was sent anywhere");
  await page.close();
});

test("feeds, sitemap and structured data say what they should", async () => {
  const [{ slug }] = posts;
  const page = await browser.newPage();
  await page.goto(`${site.url}/robots.txt`);
  for (const path of ["/feed.xml", "/atom.xml", "/sitemap.xml"]) {
    const { html } = await get(path);
    const [fault, links] = await page.evaluate((xml) => {
      const parsed = new DOMParser().parseFromString(xml, "text/xml");
      return [parsed.querySelector("parsererror")?.textContent, parsed.documentElement.textContent];
    }, html);
    assert.equal(fault, undefined, path);
    assert.ok(html.includes(`${site.url}/blog/${slug}`), `${path} leads to the site: ${links.slice(0, 300)}`);
  }
  const json = JSON.parse((await get("/feed.json")).html);
  assert.equal(json.version, "https://jsonfeed.org/version/1.1");
  assert.ok(json.items.length > 0);
  await page.goto(`${site.url}/blog/${slug}`);
  const data = JSON.parse(
    (await page.locator("script[type='application/ld+json']").first().textContent()) ?? "",
  );
  assert.equal(data["@type"], "BlogPosting");
  for (const name of ["headline", "datePublished", "dateModified", "url", "author"])
    assert.ok(data[name], name);
  assert.equal(await page.locator("link[rel=canonical]").getAttribute("href"), `${site.url}/blog/${slug}`);
  assert.equal(await page.locator("meta[property='og:type']").getAttribute("content"), "article");
  await page.close();
});

/** A document with all that the stylesheet has a look for. */
function everything() {
  const words = (value, ...types) => ({
    type: "text",
    text: value,
    ...(types.length && { marks: types.map((type) => ({ type })) }),
  });
  const paragraph = (...content) => ({ type: "paragraph", content });
  const heading = (level, value) => ({ type: "heading", attrs: { level }, content: [words(value)] });
  const item = (value) => ({ type: "listItem", content: [paragraph(words(value))] });
  const cell = (type, value) => ({ type, content: [paragraph(words(value))] });
  const task = (checked, value) => ({
    type: "taskItem",
    attrs: { checked },
    content: [paragraph(words(value))],
  });
  return {
    type: "doc",
    content: [
      paragraph(
        words("A post may have "),
        words("bold", "bold"),
        words(", "),
        words("italic", "italic"),
        words(", "),
        words("marked", "highlight"),
        words(" words, "),
        words("code", "code"),
        words(" and "),
        { ...words("links"), marks: [{ type: "link", attrs: { href: "https://example.com" } }] },
        words("."),
      ),
      heading(2, "Lists"),
      { type: "bulletList", content: [item("Apples"), item("Pears")] },
      { type: "orderedList", content: [item("Wash"), item("Cut")] },
      { type: "taskList", content: [task(true, "Done"), task(false, "To do")] },
      heading(2, "Words of others"),
      { type: "blockquote", content: [paragraph(words("Simplicity is prerequisite for reliability."))] },
      heading(2, "Code and tables"),
      { type: "codeBlock", attrs: { language: "ts" }, content: [words("const answer: number = 42;")] },
      {
        type: "table",
        content: [
          { type: "tableRow", content: [cell("tableHeader", "Fruit"), cell("tableHeader", "Price")] },
          { type: "tableRow", content: [cell("tableCell", "Apple"), cell("tableCell", "1.20")] },
        ],
      },
      { type: "horizontalRule" },
      {
        type: "details",
        content: [
          { type: "detailsSummary", content: [words("More about it")] },
          { type: "detailsContent", content: [paragraph(words("What is folded away."))] },
        ],
      },
      paragraph(words("The end.")),
    ],
  };
}
