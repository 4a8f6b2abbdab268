// Every text comes from the catalogue: in a language of other letters nothing is left in plain ones.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, launch, open, url } from "./support.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").BrowserContext} */
let context;
/** @type {import("playwright-core").Page} */
let page;
let postId = "";

before(async () => {
  browser = await launch();
  context = await browser.newContext();
  page = await context.newPage();
  await open(page, "/dashboard/blog");
  const { data } = await ask(page, "blog/admin/posts?limit=1");
  postId = data[0].id;
  const tag = await ask(page, "blog/admin/tags", "POST", { name: `Language ${Date.now()}` });
  await ask(page, "blog/admin/posts", "POST", { title: "Language", tags: [tag.id] });
});
after(() => browser.close());

/** @param {string} language */
async function speak(language) {
  await context.addCookies([{ name: "logicspike-language", value: language, url }]);
}

/** Words that are neither from the catalogue nor what people or programs wrote. */
function strangers() {
  const foreign =
    "bdi, code, data, time, pre, script, style, title, [dir=auto], option[dir=ltr], [lang]:not(html), [aria-hidden=true]";
  const found = [];
  const walker = globalThis.document.createTreeWalker(globalThis.document.body, 4);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.textContent ?? "";
    const parent = node.parentElement;
    if (!/\p{L}{2}/u.test(words) || !parent || parent.closest(foreign)) continue;
    const { display } = globalThis.getComputedStyle(parent);
    if (display !== "none" && !/[⟦⟧]/.test(parent.textContent ?? "")) found.push(words.trim());
  }
  for (const element of globalThis.document.querySelectorAll(
    "[aria-label], [placeholder], [title], img[alt]",
  )) {
    for (const name of ["aria-label", "placeholder", "title", "alt"]) {
      const words = element.getAttribute(name) ?? "";
      const isExample = /^(?:https:\/\/|\/)|^en$/.test(words);
      if (
        /\p{L}{2}/u.test(words) &&
        !words.includes("⟦") &&
        !isExample &&
        !element.closest("[data-content]")
      ) {
        if (!(name === "title" && element.tagName === "TIME") && !(name === "alt")) {
          found.push(`${name}: ${words}`);
        }
      }
    }
  }
  return found;
}

const PAGES = [
  "blog",
  "media",
  "site",
  "api-keys",
  "webhooks",
  "team",
  "roles",
  "audit",
  "sessions",
  "diagnose",
];

test("no text is outside the catalogue", { timeout: 300_000 }, async () => {
  await speak("en-XA");
  const paths = [
    ...PAGES.map((name) => `/dashboard/${name}`),
    `/dashboard/blog/${postId}/history`,
    "/choose",
  ];
  for (const path of [...paths, "/dashboard/blog/categories", "/dashboard/blog/tags"]) {
    await page.goto(`${url}${path}`);
    await page.getByRole("heading", { level: 1 }).filter({ hasText: "⟦" }).first().waitFor();
    await page.waitForLoadState("networkidle");
    assert.deepEqual(await page.evaluate(strangers), [], path);
    assert.match(await page.title(), /⟦/, path);
    const opens = page.locator("main header button").first();
    if ((await opens.count()) > 0 && !path.includes("media")) {
      await opens.click();
      assert.deepEqual(await page.evaluate(strangers), [], `${path}, with a dialog`);
    }
  }
});

test("from right to left the page is mirrored, and nothing hangs over", { timeout: 120_000 }, async () => {
  await speak("ar-XB");
  for (const path of PAGES) {
    await page.goto(`${url}/dashboard/${path}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const { direction, menu, content, over } = await page.evaluate(() => {
      const side = (/** @type {string} */ name) =>
        globalThis.document.querySelector(name)?.getBoundingClientRect().left ?? 0;
      const root = globalThis.document.documentElement;
      return {
        direction: root.dir,
        menu: side("nav"),
        content: side("main"),
        over: root.scrollWidth - root.clientWidth,
      };
    });
    assert.equal(direction, "rtl");
    assert.ok(menu > content, `the menu of ${path} is on the right`);
    assert.equal(over, 0, path);
  }
});

test("who chooses German gets German, here and after a reload", { timeout: 60_000 }, async () => {
  await speak("en");
  await page.goto(`${url}/dashboard/roles`);
  await page.getByLabel("Language").selectOption("de");
  await page.getByRole("heading", { name: "Rollen", level: 1 }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Rollen", level: 1 }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.document.documentElement.lang), "de");
});
