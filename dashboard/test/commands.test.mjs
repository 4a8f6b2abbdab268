// ⌘K: commands, places and posts by a few letters, from wherever one is.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, ask, launch, open, url } from "./support.mjs";

const WAIT = { timeout: 120_000 };
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let page;
const title = `Marmalade ${Date.now().toString(36)}`;
let postId = "";

before(async () => {
  browser = await launch();
  page = await (await browser.newContext()).newPage();
  await open(page, "/dashboard/blog");
  postId = (await ask(page, "blog/admin/posts", "POST", { title })).id;
});
after(() => browser.close());

const field = () => page.getByRole("combobox", { name: "Command, or words of a post" });
const offer = (/** @type {string} */ name) => page.getByRole("option", { name, exact: true });

test("a place is two letters away, and Escape leaves everything as it was", WAIT, async () => {
  await page.keyboard.press("Control+k");
  await field().fill("webh");
  await offer("Webhooks").waitFor();
  await page.keyboard.press("ArrowDown");
  await accessible(page);
  await page.keyboard.press("Escape");
  await field().waitFor({ state: "detached" });
  assert.equal(new URL(page.url()).pathname, "/dashboard/blog");
  await page.keyboard.press("Control+k");
  await field().fill("webh");
  await offer("Webhooks").waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(`${url}/dashboard/webhooks`);
});

test("a post is found by its words, and what has no letters of it is said", WAIT, async () => {
  await page.keyboard.press("Control+k");
  await field().fill("xyzzyqq");
  await page.getByText("Nothing has these letters.").waitFor();
  await field().fill(title);
  await offer(title).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(`${url}/dashboard/blog/${postId}`);
  await page.getByRole("textbox", { name: "Text of the post" }).waitFor();
});

test("in the editor it has the page's commands", WAIT, async () => {
  await page.goto(`${url}/dashboard/blog/${postId}`);
  const text = page.getByRole("textbox", { name: "Text of the post" });
  // A post is opened before it can be written in.
  await page.waitForFunction(() => globalThis.document.querySelector('[contenteditable="true"]'));
  await text.click();
  await page.keyboard.type("Words.");
  await text.getByText("Words.").waitFor();
  await page.keyboard.press("Control+k");
  await field().fill("find");
  await offer("Find and replace").waitFor();
  await page.keyboard.press("Enter");
  await page.getByLabel("Find", { exact: true }).waitFor();
  assert.equal((await text.textContent())?.trim(), "Words.");
});

test("what a role does not open is not offered", WAIT, async () => {
  await page.route("**/api/account/me", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({
      response: answer,
      json: { ...(await answer.json()), permissions: ["blog:posts.read"] },
    });
  });
  await page.goto(`${url}/dashboard/blog`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.keyboard.press("Control+k");
  await offer("Posts").waitFor();
  for (const name of ["New post", "API keys", "Webhooks", "Team", "Audit log"]) {
    assert.equal(await offer(name).count(), 0, name);
  }
});
