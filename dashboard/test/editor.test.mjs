// The editor: what a hand on the keyboard finds, and what a screen reader hears.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { accessible, ask, launch, open } from "./support.mjs";

const WAIT = { timeout: 180_000 };
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let page;
let postId = "";

before(async () => {
  browser = await launch();
  page = await (await browser.newContext()).newPage();
  await open(page, "/dashboard/blog");
});
after(() => browser.close());

beforeEach(async () => {
  const title = `Editor ${Date.now().toString(36)}`;
  postId = (await ask(page, "blog/admin/posts", "POST", { title })).id;
  await page.goto(new URL(`/dashboard/blog/${postId}`, page.url()).href);
  await text().waitFor();
  await page.waitForFunction(() => globalThis.document.querySelector('[contenteditable="true"]'));
  await text().click();
});

const text = () => page.getByRole("textbox", { name: "Text of the post" });
const bar = () => page.getByRole("toolbar", { name: "Formatting" });
const press = async (/** @type {string[]} */ ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** The document as the server has it, once everything is sent. */
async function saved() {
  await press("Control+s");
  await page
    .getByRole("status")
    .filter({ hasText: /^Saved$/ })
    .waitFor({ timeout: 30_000 });
  return (await ask(page, `blog/admin/posts/${postId}`)).content?.content ?? [];
}

/** @param {{ type: string, text?: string, content?: any[] }} node @returns {string} */
const plain = (node) => node.text ?? (node.content ?? []).map(plain).join("");
/** @param {any[]} content */
const kinds = (content) => content.map((/** @type {any} */ node) => node.type);

test("Markdown becomes what it means as it is typed", WAIT, async () => {
  await page.keyboard.type("## Second\n");
  await page.keyboard.type("A **bold** and `code` word\n");
  await page.keyboard.type("- one\ntwo\n\n");
  await page.keyboard.type("> said\n\n");
  await page.keyboard.type("[ ] do it\n\n");
  await page.keyboard.type("$$a^2$$ \n");
  const content = await saved();
  assert.deepEqual(kinds(content).slice(0, 5), [
    "heading",
    "paragraph",
    "bulletList",
    "blockquote",
    "taskList",
  ]);
  assert.match(JSON.stringify(content), /"inlineMath","attrs":\{"latex":"a\^2"\}|"latex":"a\^2"/);
  assert.match(JSON.stringify(content[1]), /"bold"[\s\S]*"code"|"code"[\s\S]*"bold"/);
});

test("the toolbar is one tab stop, reached by Alt+F10, left by Escape", WAIT, async () => {
  await page.keyboard.type("words");
  await press("Control+a", "Alt+F10");
  // The bar moves the focus in its own time.
  const focused = (/** @type {string} */ name) =>
    page.waitForFunction(
      (begin) => globalThis.document.activeElement?.getAttribute("aria-label")?.startsWith(begin),
      name,
    );
  await focused("Kind of block");
  await press("ArrowRight");
  await focused("Bold");
  await press("Enter");
  await bar().getByRole("button", { name: "Bold", pressed: true }).waitFor();
  await page.waitForFunction(
    () => globalThis.document.querySelectorAll('[data-toolbar] button[tabindex="0"]').length === 1,
  );
  await bar().getByRole("button", { name: "Bold" }).focus();
  await press("Escape");
  await page.waitForFunction(() => globalThis.document.activeElement?.getAttribute("role") === "textbox");
  assert.match(JSON.stringify(await saved()), /"bold"/);
});

test("what finds no room on the bar stands in its last menu", WAIT, async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await bar().getByRole("button", { name: "Numbered list" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "More tools" }).click();
  await page.getByRole("menuitemcheckbox", { name: /Numbered list/ }).click();
  await page.keyboard.type("first");
  await page.setViewportSize({ width: 1280, height: 800 });
  assert.deepEqual(kinds(await saved()), ["orderedList"]);
});

test("the menu behind / is a combobox, and Escape leaves what was typed", WAIT, async () => {
  await page.keyboard.type("/");
  const list = page.getByRole("listbox", { name: "Insert a block" });
  await list.waitFor();
  await page.keyboard.type("tab");
  await list.getByRole("option", { name: /Table/ }).waitFor();
  for (const [name, value] of [
    ["aria-autocomplete", "list"],
    ["aria-haspopup", "listbox"],
  ]) {
    assert.equal(await text().getAttribute(name ?? ""), value);
  }
  const active = await text().getAttribute("aria-activedescendant");
  assert.equal(await page.locator(`[id="${active}"]`).getAttribute("aria-selected"), "true");
  assert.equal(
    await page.locator(`[id="${await text().getAttribute("aria-controls")}"]`).getAttribute("role"),
    "listbox",
  );
  await page
    .getByRole("status")
    .filter({ hasText: /^1 of \d+: Table/ })
    .waitFor();
  await accessible(page);
  await press("Escape");
  await list.waitFor({ state: "detached" });
  assert.equal(await text().getAttribute("aria-activedescendant"), null);
  assert.equal((await text().textContent())?.trim(), "/tab");
  for (let letter = 0; letter < 4; letter += 1) await press("Backspace");
  await page.keyboard.type("/tab");
  await list.waitFor();
  await press("Enter");
  await page.getByRole("button", { name: "Table" }).waitFor();
  assert.deepEqual(kinds(await saved()), ["table"]);
});

test("emoji come by name, people by @", WAIT, async () => {
  await page.keyboard.type("Well :tada");
  await page.getByRole("listbox", { name: "Emoji" }).getByRole("option").first().waitFor();
  await press("Enter");
  await page.keyboard.type(" @wri");
  await page.getByRole("listbox", { name: "People" }).getByRole("option").first().waitFor();
  await accessible(page);
  await press("Enter");
  const content = JSON.stringify(await saved());
  assert.match(content, /"type":"emoji"/);
  assert.match(content, /"name":"tada"/);
  assert.match(content, /"type":"mention"/);
});

test("Alt and the arrows move a block, and undo moves it back", WAIT, async () => {
  await page.keyboard.type("one\ntwo\nthree");
  await press("Alt+ArrowUp", "Alt+ArrowUp");
  assert.deepEqual((await saved()).map(plain), ["three", "one", "two"]);
  await press("Control+z");
  assert.notDeepEqual((await saved()).map(plain), ["three", "one", "two"]);
});

test("a link leads to an address, or to one of the blog's own posts", WAIT, async () => {
  await page.keyboard.type("see this");
  await press("Control+Shift+ArrowLeft", "Control+Alt+k");
  await page.getByLabel(/^Address, or words/).fill("javascript:alert(1)");
  await press("Enter");
  await page.getByText(/^This is no address/).waitFor();
  await page.getByLabel(/^Address, or words/).fill("example.org/tea");
  await accessible(page);
  await press("Enter");
  assert.match(JSON.stringify(await saved()), /"href":"https:\/\/example\.org\/tea"/);
});

test("words are found and replaced, in one step of undo", WAIT, async () => {
  await page.keyboard.type("tea and Tea and TEA");
  await press("Control+Shift+f");
  await page.getByLabel("Find", { exact: true }).fill("tea");
  await page.getByText("3 of 3").or(page.getByText("1 of 3")).waitFor();
  await page.getByLabel("Replace with").fill("coffee");
  await accessible(page);
  await page.getByRole("button", { name: "Replace all" }).click();
  await page.getByRole("button", { name: "Close" }).click();
  assert.deepEqual((await saved()).map(plain), ["coffee and coffee and coffee"]);
  await text().click();
  await press("Control+z");
  assert.deepEqual((await saved()).map(plain), ["tea and Tea and TEA"]);
});

test("the preview is the renderer's page, in a frame without scripts", WAIT, async () => {
  await page.keyboard.type("## Heading\nSome **bold** words");
  await press("Control+Shift+p");
  const frame = page.locator('iframe[title="As readers see it"]');
  await frame.waitFor();
  const sandbox = (await frame.getAttribute("sandbox")) ?? "";
  assert.doesNotMatch(sandbox, /allow-scripts|allow-top|allow-forms|allow-popups/);
  const shown = frame.contentFrame();
  await shown.locator("h2#h-heading").waitFor();
  assert.equal(await shown.locator(".vlozi-html strong").textContent(), "bold");
  await page.keyboard.type(" more");
  await shown.getByText("words more").waitFor();
  for (const [name, width] of /** @type {const} */ ([
    ["Phone", 375],
    ["Desktop", 500],
  ])) {
    await page.getByText(name, { exact: true }).click();
    const box = await frame.boundingBox();
    assert.ok(
      name === "Phone" ? (box?.width ?? 0) <= width : (box?.width ?? 0) > width,
      `${name}: ${box?.width}`,
    );
  }
  await accessible(page);
});

test("details and publishing say what readers will get", WAIT, async () => {
  await page.keyboard.type("Some words");
  await page.getByRole("button", { name: "Details" }).click();
  await page.getByLabel("Title in search results").fill("w".repeat(60));
  await page.getByText("Search engines will cut it here.").waitFor();
  await accessible(page);
  await saved();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByText("It has no excerpt; lists show the beginning of the text.").waitFor();
  await accessible(page);
  await page.getByLabel("At a time").check();
  await page.getByText(/appears at .* by itself/).waitFor();
  await page.getByRole("button", { name: "Schedule" }).click();
  await page.getByText(/^It is scheduled for/).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  const post = await ask(page, `blog/admin/posts/${postId}`);
  assert.equal(post.status, "scheduled");
  assert.equal(post.seoTitle, "w".repeat(60));
});

test("? lists the keys, but types in the text", WAIT, async () => {
  await page.keyboard.type("why?");
  assert.equal(await page.getByRole("heading", { name: "Keyboard shortcuts" }).count(), 0);
  await press("Alt+F10");
  await page.keyboard.type("?");
  await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
  await accessible(page);
  await press("Escape");
  assert.deepEqual((await saved()).map(plain), ["why?"]);
});
