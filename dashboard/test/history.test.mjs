// What a post was, what changed, and the way back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, ask, fitsNarrowScreen, launch, open } from "./support.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let page;
let id = "";
const WAIT = { timeout: 120_000 };

/** @param {string} text */
const paragraph = (text) => ({ type: "paragraph", content: [{ type: "text", text }] });
/** @param {...string} lines */
const doc = (...lines) => ({ type: "doc", content: lines.map(paragraph) });

before(async () => {
  browser = await launch();
  page = await (await browser.newContext()).newPage();
  await open(page, "/dashboard/blog");
  const first = { title: "A harbour", content: doc("The grey cat sat.", "Boats came in.") };
  ({ id } = await ask(page, "blog/admin/posts", "POST", first));
  const path = `blog/admin/posts/${id}`;
  await ask(page, path, "PUT", { content: doc("The black cat sat.", "Boats came in.", "It rained.") });
  await ask(page, path, "PUT", { title: "The harbour" });
  await ask(page, `${path}/publish`, "POST");
  await ask(page, `${path}/draft`, "PUT", { title: "The old harbour" });
});
after(() => browser.close());

const changes = () => page.getByRole("region", { name: "What changed" });
const versions = () => page.getByRole("navigation", { name: "Versions" }).getByRole("button");

test("the working copy stands beside the live post, and shows what differs", WAIT, async () => {
  await open(page, `/dashboard/blog/${id}/history`);
  await versions().nth(3).waitFor();
  assert.equal(await versions().count(), 4, "working copy, present version and two former ones");
  await versions().filter({ hasText: "Unpublished changes" }).click();
  assert.equal(await changes().locator("ins").first().textContent(), "old ");
  await accessible(page);
  await fitsNarrowScreen(page);
});

test("any version is compared with any other, by blocks and by words", WAIT, async () => {
  await open(page, `/dashboard/blog/${id}/history`);
  await versions().nth(3).waitFor();
  await versions().filter({ hasText: "Present version" }).click();
  await changes().getByLabel("Compare with").selectOption({ index: 3 });
  await changes().locator("del").filter({ hasText: "grey" }).waitFor();
  await changes().locator("ins").filter({ hasText: "black" }).waitFor();
  await changes().locator("ins").filter({ hasText: "It rained." }).waitFor();
  await page.reload();
  await changes().locator("del").filter({ hasText: "grey" }).waitFor();
});

test("a former version is restored, and what was there stays in the history", WAIT, async () => {
  await open(page, `/dashboard/blog/${id}/history`);
  await versions().nth(3).click();
  await page.getByRole("button", { name: "Restore this version" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
  await page.getByText("Restored.").waitFor();
  const post = await ask(page, `blog/admin/posts/${id}`);
  assert.match(JSON.stringify(post.content), /grey cat/);
  await versions().nth(4).waitFor();
});
