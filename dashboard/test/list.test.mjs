// The list of posts: found, narrowed, changed and taken back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, ask, fitsNarrowScreen, launch, open } from "./support.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let page;
const mark = `List ${Date.now().toString(36)}`;
const WAIT = { timeout: 120_000 };

before(async () => {
  browser = await launch();
  page = await (await browser.newContext()).newPage();
  await open(page, "/dashboard/blog");
  const category = await ask(page, "blog/admin/categories", "POST", { name: `${mark} category` });
  for (const title of ["one", "two", "three"]) {
    const post = { title: `${mark} ${title}`, ...(title === "one" ? { categoryId: category.id } : {}) };
    await ask(page, "blog/admin/posts", "POST", post);
  }
});
after(() => browser.close());

/** @param {string} title */
const row = (title) => page.getByRole("row").filter({ hasText: `${mark} ${title}` });

test("what narrows the list is in the address and shown, and can be cleared", WAIT, async () => {
  await open(page, "/dashboard/blog");
  await page.getByRole("searchbox", { name: "Search posts" }).fill(mark);
  await page.keyboard.press("Enter");
  await page.waitForURL((address) => address.searchParams.get("search") === mark);
  // Three posts and the head.
  await page.waitForFunction(() => globalThis.document.querySelectorAll("tr").length === 4);
  await page.getByLabel("Category").selectOption({ label: `${mark} category` });
  await row("two").waitFor({ state: "detached" });
  assert.equal(await page.getByRole("row").count(), 2);
  await page.reload();
  await row("one").waitFor();
  const filters = page.getByRole("list", { name: "Active filters" });
  await filters.getByRole("button", { name: /^Remove filter Category/ }).click();
  await row("two").waitFor();
  await filters.getByRole("button", { name: "Clear filters" }).click();
  await filters.waitFor({ state: "detached" });
  await page.waitForURL((address) => address.search === "");
});

test("a deleted post can be taken back, published as it was", WAIT, async () => {
  await open(page, `/dashboard/blog?search=${encodeURIComponent(mark)}`);
  await row("one").getByRole("button", { name: "Publish" }).click();
  await row("one").getByText("Published").waitFor();
  await row("one").getByRole("button", { name: "Delete" }).click();
  await row("one").waitFor({ state: "detached" });
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await row("one").getByText("Published").waitFor();
});

test(
  "several posts are published and deleted at once, and restored where the deleted are",
  WAIT,
  async () => {
    await open(page, `/dashboard/blog?search=${encodeURIComponent(mark)}&status=draft`);
    await row("two").waitFor();
    await page.getByRole("checkbox", { name: "Select all" }).check();
    const bulk = page.getByRole("group", { name: "Selected posts" });
    await bulk.getByText("2 posts selected").waitFor();
    await bulk.getByRole("button", { name: "Delete" }).click();
    await page.getByText("No post matches.").waitFor();
    await page.getByRole("button", { name: /^Deleted/ }).click();
    await row("two").getByRole("button", { name: "Restore" }).click();
    await row("two").waitFor({ state: "detached" });
    await page.getByRole("button", { name: /^Drafts/ }).click();
    await row("two").waitFor();
  },
);

test("a list is one request, however many rows it has", WAIT, async () => {
  /** @type {string[]} */
  const asked = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/blog/admin/posts")) asked.push(request.url());
  });
  await open(page, "/dashboard/blog");
  await page.getByRole("row").nth(5).waitFor();
  await page.waitForLoadState("networkidle");
  assert.equal(asked.length, 1, asked.join("\n"));
});

test("the list is accessible, fits a narrow screen, and begins with a way past the menu", WAIT, async () => {
  await open(page, "/dashboard/blog");
  await page.getByRole("row").nth(5).waitFor();
  await accessible(page);
  await fitsNarrowScreen(page);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => globalThis.document.activeElement?.id), "main");
});
