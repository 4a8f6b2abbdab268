// What comes from the clipboard, in a real browser: the corpus, pictures, Markdown, plain text.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { ask, launch, open } from "./support.mjs";

const WAIT = { timeout: 240_000 };
const CORPUS = new URL("../src/modules/blog/editor/paste/corpus/", import.meta.url);
/** A picture of one red dot. */
const DOT =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
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

const text = () => page.getByRole("textbox", { name: "Text of the post" });

async function fresh() {
  const title = `Paste ${Date.now().toString(36)}`;
  postId = (await ask(page, "blog/admin/posts", "POST", { title })).id;
  await page.goto(new URL(`/dashboard/blog/${postId}`, page.url()).href);
  await page.waitForFunction(() => globalThis.document.querySelector('[contenteditable="true"]'));
  await text().click();
}

/** @param {Record<string, string>} data @param {string} [picture] a PNG, in base 64 */
async function paste(data, picture) {
  await text().evaluate((element, [kinds, png]) => {
    const clipboard = new globalThis.DataTransfer();
    for (const [kind, value] of Object.entries(kinds)) clipboard.setData(kind, value);
    if (png) {
      const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
      clipboard.items.add(new File([bytes], "dot.png", { type: "image/png" }));
    }
    element.dispatchEvent(
      new globalThis.ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }),
    );
  }, /** @type {const} */ ([data, picture]));
}

/** The document as the server has it, without the line that waits at the end. */
async function saved() {
  await page.keyboard.press("Control+s");
  await page
    .getByRole("status")
    .filter({ hasText: /^Saved$/ })
    .waitFor({ timeout: 30_000 });
  const content = (await ask(page, `blog/admin/posts/${postId}`)).content?.content ?? [];
  return written(content);
}

/** @param {any[]} content */
function written(content) {
  const isEmpty = (/** @type {any} */ node) => node?.type === "paragraph" && !node.content;
  return content.filter((node) => !isEmpty(node));
}

const names = (await readdir(CORPUS)).filter((name) => name.endsWith(".html"));
test("the clipboards of the corpus become the expected documents", WAIT, async () => {
  for (const name of names) {
    await fresh();
    await paste({ "text/html": await readFile(new URL(name, CORPUS), "utf8"), "text/plain": "plain" });
    const expected = JSON.parse(await readFile(new URL(name.replace(".html", ".json"), CORPUS), "utf8"));
    assert.deepEqual(await saved(), written(expected.content), name);
  }
  assert.ok(names.length >= 8);
});

test("a picture in the text or on the clipboard is uploaded", WAIT, async () => {
  await fresh();
  await paste({
    "text/html": `<p>before</p><img alt="A dot" src="data:image/png;base64,${DOT}"><p>after</p>`,
  });
  await page.locator(".ProseMirror img").first().waitFor();
  await page.keyboard.press("Control+End");
  await paste({}, DOT);
  await page.locator(".ProseMirror img").nth(1).waitFor();
  const content = await saved();
  const images = content.filter((/** @type {any} */ node) => node.type === "image");
  assert.equal(images.length, 2);
  assert.match(images[0].attrs.src, /^https?:\/\/.+\/media\//);
  assert.equal(images[0].attrs.alt, "A dot");
  assert.doesNotMatch(JSON.stringify(content), /data:|blob:|lsPicture/);
});

test("a picture that cannot be reached is seen to be missing, and is not saved", WAIT, async () => {
  await fresh();
  await paste({ "text/html": `<p>before</p><p><img src="file:///C:/Temp/clip.png" alt="x"></p>` });
  await page.getByText("it lies on the computer it was copied from").waitFor();
  await page.getByRole("button", { name: "Choose the file" }).waitFor();
  assert.doesNotMatch(JSON.stringify(await saved()), /file:|lsPicture/);
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByText(/not uploaded yet and will be missing: 1/).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByText("it lies on the computer").waitFor({ state: "detached" });
});

test("Markdown is read, and undo brings the plain text back", WAIT, async () => {
  await fresh();
  const words = "# One\n\nA **bold** word\n\n- a\n- b";
  await paste({ "text/plain": words });
  await page.getByText("Pasted as Markdown.").waitFor();
  const kinds = (await saved()).map((/** @type {any} */ node) => node.type);
  assert.deepEqual(kinds, ["heading", "paragraph", "bulletList"]);
  await text().focus();
  await page.keyboard.press("Control+z");
  await page.getByText("# One").waitFor();
  assert.match(JSON.stringify(await saved()), /\*\*bold\*\*/);
});

test("with Shift it stays plain", WAIT, async () => {
  await fresh();
  await page.keyboard.down("Shift");
  await paste({ "text/plain": "# One\n\n**two**", "text/html": "<h1>One</h1>" });
  await page.keyboard.up("Shift");
  const content = await saved();
  assert.match(JSON.stringify(content), /# One/);
  assert.doesNotMatch(JSON.stringify(content), /"heading"|"bold"/);
});
