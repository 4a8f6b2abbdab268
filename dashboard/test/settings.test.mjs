// Keys, webhooks, people, the log and sessions: what the operator of a blog does.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, ask, fitsNarrowScreen, launch, open, stack, url } from "./support.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let page;
const mark = `S${Date.now().toString(36)}`;
const guest = `guest-${mark.toLowerCase()}@acorn.example`;
const WAIT = { timeout: 120_000 };

before(async () => {
  browser = await launch();
  page = await (await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] })).newPage();
});
after(() => browser.close());

const dialog = () => page.getByRole("dialog");
/** @param {string} words */
const row = (words) => page.getByRole("row").filter({ hasText: words });

test("a key is shown once, works, is rotated and revoked", WAIT, async () => {
  await open(page, "/dashboard/api-keys");
  await page.getByRole("button", { name: "New API key" }).click();
  await dialog().getByLabel("Name").fill(mark);
  await dialog()
    .getByRole("radio", { name: /^Publishable/ })
    .check();
  await dialog().getByLabel("Allowed origins").fill("no address");
  await dialog().getByRole("button", { name: "Create" }).click();
  const field = dialog().getByLabel("Allowed origins");
  await page.waitForFunction(
    () => globalThis.document.activeElement?.getAttribute("aria-invalid") === "true",
  );
  assert.equal(await field.getAttribute("aria-invalid"), "true", "the fault stands at its field");
  await field.fill("https://www.example.com");
  await dialog().getByRole("button", { name: "Create" }).click();
  const shown = page.getByRole("dialog", { name: "Your new key" });
  const key = await shown.locator("code").textContent();
  assert.match(key ?? "", /^ls_live_/);
  await shown.getByRole("button", { name: "Copy" }).click();
  assert.equal(await page.evaluate(() => globalThis.navigator.clipboard.readText()), key);
  await shown.getByRole("button", { name: "I have kept it" }).click();
  await row(mark).getByText("https://www.example.com").waitFor();
  assert.ok(!(await page.content()).includes(key ?? "–"), "the key is nowhere on the page any more");

  await row(mark).getByRole("button", { name: "Rotate" }).click();
  await dialog().getByLabel("The old one still works").selectOption({ label: "1 hour" });
  await dialog().getByRole("button", { name: "Rotate" }).click();
  await shown.getByRole("button", { name: "I have kept it" }).click();
  await row(mark).nth(1).waitFor();
  await row(mark).first().getByRole("button", { name: "Revoke" }).click();
  await dialog().getByRole("button", { name: "Revoke" }).click();
  await row(mark).filter({ hasText: "Revoked" }).waitFor();
});

test("a webhook shows its secret once, and what it was told can be told again", WAIT, async () => {
  await open(page, "/dashboard/webhooks");
  await page.getByRole("button", { name: "New webhook" }).click();
  await dialog().getByLabel("URL").fill(`https://hooks.example.com/${mark}`);
  await dialog().getByRole("checkbox", { name: "Posts" }).check();
  await dialog().getByRole("button", { name: "Create" }).click();
  const shown = page.getByRole("dialog", { name: "The webhook’s secret" });
  assert.match((await shown.locator("code").textContent()) ?? "", /^whsec_/);
  await shown.getByRole("button", { name: "I have kept it" }).click();
  await row(mark).getByText("blog.post.*").waitFor();
  await row(mark).getByRole("link").click();
  await page.getByRole("heading", { name: "Webhook", level: 1 }).waitFor();
  await page.getByRole("button", { name: "Send a test" }).click();
  await row("webhook.test").waitFor();
  await row("webhook.test").getByRole("button", { name: "Details" }).click();
  await page.getByRole("dialog", { name: "Delivery" }).getByText("webhook.test").first().waitFor();
  await dialog().getByRole("button", { name: "Close" }).click();
  await accessible(page);
  await fitsNarrowScreen(page);
});

test("a role is made of what one holds, and given away", WAIT, async () => {
  await open(page, "/dashboard/roles");
  await page.getByRole("button", { name: "New role" }).click();
  await dialog().getByLabel("Name").fill(mark);
  await dialog().getByRole("checkbox", { name: "Publish posts" }).check();
  await dialog().getByRole("button", { name: "Create" }).click();
  await row(mark).getByText("Publish posts").waitFor();
  await row(mark).getByRole("button", { name: "Delete" }).click();
  await dialog().getByRole("button", { name: "Delete" }).click();
  await row(mark).waitFor({ state: "detached" });
});

test("who is invited joins, and does not even see what their role does not open", WAIT, async () => {
  await open(page, "/dashboard/team");
  await page.getByRole("button", { name: "Invite" }).click();
  await dialog().getByLabel("E-mail").fill(guest);
  await dialog().getByLabel("Role").selectOption({ label: "Viewer" });
  await dialog().getByRole("button", { name: "Send invitation" }).click();
  const invitations = page.getByRole("table", { name: "Invitations" });
  await invitations.getByRole("row").filter({ hasText: guest }).waitFor();

  const other = await (await browser.newContext()).newPage();
  await other.goto(`${url}/dashboard/blog`);
  await other.getByRole("button", { name: "Sign in with Google" }).click();
  await other.getByLabel("E-mail address").fill(guest);
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.getByRole("heading", { name: "Choose a blog", level: 1 }).waitFor();
  await other.getByRole("button", { name: /^Accept the invitation to/ }).click();
  await other.getByRole("heading", { name: "Posts", level: 1 }).waitFor();
  await other.getByRole("row").nth(1).waitFor();
  const menu = other.getByRole("navigation", { name: "Main" });
  assert.deepEqual(await menu.getByRole("link").allTextContents(), [
    "Posts",
    "Categories",
    "Tags",
    "Media",
    "Site",
  ]);
  assert.equal(await other.getByRole("link", { name: "New post" }).count(), 0);
  assert.equal(await other.getByRole("checkbox").count(), 0);
  await other.goto(`${url}/dashboard/team`);
  await other.getByText("Your role does not open this page.").waitFor();
  // Back to their own blog, where they are the owner.
  await other.getByRole("link", { name: "Choose a blog" }).click();
  await other.getByRole("button", { name: /Owner/ }).click();
  await other.getByRole("link", { name: "New post" }).waitFor();
  await other.context().close();

  await page.reload();
  const member = page.getByRole("table", { name: "Team" }).getByRole("row").filter({ hasText: guest });
  await member.getByRole("button", { name: "Change role" }).click();
  await dialog().getByLabel("Role").selectOption({ label: "Editor" });
  await dialog().getByRole("button", { name: "Save" }).click();
  await member.getByText("Editor").waitFor();
  await member.getByRole("button", { name: "Remove" }).click();
  await dialog().getByRole("button", { name: "Remove" }).click();
  await member.waitFor({ state: "detached" });
});

test("the last owner stays, and is told why", WAIT, async () => {
  await open(page, "/dashboard/team");
  const own = row("writer@acorn.example");
  await own.getByRole("button", { name: "Remove" }).click();
  await dialog().getByRole("button", { name: "Remove" }).click();
  await dialog().getByRole("alert").getByText("the last one cannot go").waitFor();
  assert.match((await dialog().getByRole("alert").locator("code").textContent()) ?? "", /^[\w-]{8,}$/);
});

test("a session that is ended elsewhere is over there", WAIT, async () => {
  const other = await (await browser.newContext()).newPage();
  await open(other, "/dashboard/blog");
  await open(page, "/dashboard/sessions");
  await page.getByRole("row").filter({ hasText: "this one" }).waitFor();
  await page.getByRole("button", { name: "End all other sessions" }).click();
  await dialog().getByRole("button", { name: "End session" }).click();
  await page.getByText("Ended.").waitFor();
  const { data } = await ask(page, "account/sessions");
  assert.deepEqual(
    data.map((/** @type {{ current: boolean }} */ session) => session.current),
    [true],
  );
  await other.context().close();
});

test("the site is described, and sees that it is asked", WAIT, async () => {
  await open(page, "/dashboard/site");
  await page.getByLabel("Address").fill("not an address");
  await page.getByLabel("Address").evaluate((input) => input.setAttribute("type", "text"));
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForFunction(
    () => globalThis.document.activeElement?.getAttribute("aria-invalid") === "true",
  );
  await page.getByLabel("Address").fill("https://blog.example.com");
  await page.getByLabel("Time zone").selectOption("Europe/Berlin");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  assert.equal((await ask(page, "blog/admin/site")).baseUrl, "https://blog.example.com");
  await page.getByRole("button", { name: "Make a key" }).click();
  const line = page.locator("pre").filter({ hasText: "VLOZI_API_KEY=" });
  const key = ((await line.textContent()) ?? "").match(/ls_live_\w+/)?.[0] ?? "";
  await page.getByText("Your site has not asked yet.").waitFor();
  const answer = await fetch(`${stack.gateway_url}/blog/public/posts`, { headers: { "x-api-key": key } });
  assert.equal(answer.status, 200);
  await page.getByText(/Your site has asked/).waitFor({ timeout: 30_000 });
});

test("all these pages are accessible and fit a narrow screen", { timeout: 240_000 }, async () => {
  for (const path of ["api-keys", "webhooks", "team", "roles", "audit", "sessions", "site", "diagnose"]) {
    await open(page, `/dashboard/${path}`);
    await page.getByRole("row").nth(1).or(page.getByLabel("Address")).first().waitFor();
    await accessible(page);
    await fitsNarrowScreen(page);
  }
  await page.goto(`${url}/choose`);
  await page.getByRole("heading", { name: "Choose a blog", level: 1 }).waitFor();
  await accessible(page);
  await fitsNarrowScreen(page);
});
