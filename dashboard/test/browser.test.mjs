// The built dashboard before the whole stack, in a real browser: what a writer does first.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const stack = JSON.parse(await readFile(process.env["LOGICSPIKE_STACK"] ?? "../.local/stack.json", "utf8"));
const url = process.env["DASHBOARD_URL"] ?? stack.dashboard_url;
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
/** Everything that the browser got to see: answers, storage, what the console said. */
let seen = "";
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").BrowserContext} */
let context;

before(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  context = await browser.newContext();
  context.on("response", async (response) => {
    if (!response.url().startsWith(url)) return;
    seen += `${response.url()}\n${await response.text().catch(() => "")}\n`;
  });
  context.on("console", (message) => (seen += `${message.text()}\n`));
});

after(async () => browser.close());

async function signIn() {
  const page = await context.newPage();
  await page.goto(`${url}/dashboard/blog`);
  const enter = page.getByRole("button", { name: "Sign in with Google" });
  const login = page.getByLabel("E-mail address");
  const list = page.getByRole("heading", { name: "Posts", level: 1 });
  await enter.or(list).first().waitFor();
  if (await enter.isVisible()) {
    await enter.click();
    await login.or(list).first().waitFor();
  }
  if (await login.isVisible()) {
    await login.fill("writer@acorn.example");
    await page.getByRole("button", { name: "Sign in" }).click();
  }
  await list.waitFor();
  return page;
}

/** @param {import("playwright-core").Page} page @param {string} words */
async function state(page, words) {
  await page
    .getByRole("status")
    .filter({ hasText: new RegExp(`^${words}$`) })
    .waitFor({ timeout: 30_000 });
}

test("sign in, write, publish: the public API shows it", { timeout: 120_000 }, async () => {
  const page = await signIn();
  await page.getByRole("link", { name: "New post" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill("Written in a browser");
  await page.getByRole("textbox", { name: "Text of the post" }).click();
  await page.keyboard.type("Every word of this is kept.");
  await state(page, "Saved");
  await page.waitForURL(/\/dashboard\/blog\/post_/);
  await page.getByRole("button", { name: "Publish" }).click();
  // It says what will happen before it does.
  await page.getByText(/as soon as you confirm, for everybody/).waitFor();
  await page.getByRole("button", { name: "Publish now" }).click();
  await page.getByText("It is published.").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Update" }).click();
  await page.getByRole("button", { name: "Unpublish" }).waitFor();
  await page.keyboard.press("Escape");

  const id = page.url().split("/").at(-1);
  const answer = await page.evaluate(
    async (post) => (await fetch(`/api/blog/admin/posts/${post}`)).json(),
    id,
  );
  assert.equal(answer.status, "published");
  assert.match(JSON.stringify(answer.content), /Every word of this is kept\./);
  const key = await page.evaluate(async () => {
    const body = JSON.stringify({ name: "browser test", scopes: ["blog"] });
    const headers = { "content-type": "application/json" };
    return (await fetch("/api/manager/api-keys", { method: "POST", headers, body })).json();
  });
  const secret = key.key ?? key.apiKey ?? key.api_key ?? key.secret;
  const shown = await fetch(`${stack.gateway_url}/blog/public/posts/${answer.slug}`, {
    headers: { "x-api-key": secret },
  });
  assert.equal(shown.status, 200, `the public API says ${shown.status}`);
  assert.match((await shown.json()).html, /Every word of this is kept\./);
  await page.close();
});

test(
  "the tab is killed offline: what was saved on the device is there again, and goes to the server",
  { timeout: 120_000 },
  async () => {
    const page = await signIn();
    await page.getByRole("link", { name: "New post" }).click();
    await page.getByRole("textbox", { name: "Title" }).fill("In the tunnel");
    await state(page, "Saved");
    await page.waitForURL(/\/dashboard\/blog\/post_/);
    const address = page.url();
    await context.setOffline(true);
    await page.getByRole("textbox", { name: "Text of the post" }).click();
    await page.keyboard.type("Written without a connection.");
    await state(page, "Saved on this device");
    await page.close();
    await context.setOffline(false);

    const again = await context.newPage();
    await again.goto(address);
    await again.getByText("Written without a connection.").waitFor();
    await state(again, "Saved");
    const id = address.split("/").at(-1);
    const post = await again.evaluate(async (it) => (await fetch(`/api/blog/admin/posts/${it}`)).json(), id);
    assert.match(JSON.stringify(post.content), /Written without a connection\./);
    await again.close();
  },
);

test("opening and closing a post sends nothing, whatever is in it", { timeout: 120_000 }, async () => {
  const page = await signIn();
  /** @type {string[]} */
  const writes = [];
  page.on("request", (request) => {
    if (request.method() !== "GET" && request.url().includes("/api/blog/")) writes.push(request.url());
  });
  const links = page.getByRole("table").getByRole("link");
  await links.first().waitFor();
  const titles = await links.allTextContents();
  for (const title of titles.slice(0, 12)) {
    await page.getByRole("link", { name: title, exact: true }).first().click();
    await state(page, "Saved");
    await page.getByRole("link", { name: "Posts" }).click();
    await page.getByRole("heading", { name: "Posts", level: 1 }).waitFor();
  }
  assert.ok(titles.length >= 10, `${titles.length} posts`);
  assert.deepEqual(writes, []);
  await page.close();
});

test(
  "no token is in any answer, script, storage or log that a page can see",
  { timeout: 60_000 },
  async () => {
    const page = await signIn();
    seen += await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, globalThis.document.cookie]),
    );
    seen += await page.content();
    const session = await page.evaluate(async () => (await fetch("/api/auth/session")).json());
    assert.equal(session.access_token, true);
    assert.ok(seen.length > 10_000);
    // A JSON Web Token, signed or encrypted.
    const tokens = seen.match(/eyJ[\w-]{10,}\.[\w-]*\.[\w-]+/g) ?? [];
    assert.deepEqual(
      tokens.map((token) => token.slice(0, 20)),
      [],
    );
    assert.doesNotMatch(seen, /refresh_token/);
    await page.close();
  },
);

test("who signs out leaves nothing behind that could be renewed", { timeout: 60_000 }, async () => {
  const page = await signIn();
  // As if somebody had copied the cookie before.
  const copied = await context.cookies();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in with Google" }).waitFor();
  await context.addCookies(copied);
  const answer = await page.evaluate(async () => {
    const response = await fetch("/api/manager/tenant");
    return { status: response.status, code: (await response.json()).code };
  });
  assert.deepEqual(answer, { status: 401, code: "session_ended" });
  await page.close();
});
