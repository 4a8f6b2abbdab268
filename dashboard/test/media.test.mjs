// Pictures: prepared before they leave the browser, kept while there is no connection, found, described and deleted.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, ask, fitsNarrowScreen, launch, open } from "./support.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let page;
const mark = `M${Date.now().toString(36)}`;
const WAIT = { timeout: 120_000 };

before(async () => {
  browser = await launch();
  page = await (await browser.newContext()).newPage();
  await open(page, "/dashboard/media");
});
after(() => browser.close());

/**
 * A photograph that lies on its side and says where it was taken.
 * @param {number} width @param {number} height @param {number} hue
 */
async function photograph(width, height, hue) {
  const base64 = await page.evaluate(
    async ([w, h, colour]) => {
      const canvas = globalThis.document.createElement("canvas");
      Object.assign(canvas, { width: w, height: h });
      const context = canvas.getContext("2d");
      if (!context) return "";
      const gradient = context.createLinearGradient(0, 0, w ?? 1, h ?? 1);
      gradient.addColorStop(0, `hsl(${colour} 70% 60%)`);
      gradient.addColorStop(1, `hsl(${(colour ?? 0) + 90} 60% 30%)`);
      context.fillStyle = gradient;
      context.fillRect(0, 0, canvas.width, canvas.height);
      return canvas.toDataURL("image/jpeg", 0.95).split(",")[1] ?? "";
    },
    [width, height, hue],
  );
  const jpeg = Buffer.from(base64, "base64");
  // Orientation 6: turn it a quarter to the right. And a place.
  const tiff = Buffer.from([
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 2],
    ...[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0],
    ...[0x01, 0x0e, 0, 2, 0, 0, 0, 20, 0, 0, 0, 38, 0, 0, 0, 0],
    ...Buffer.from("GPS 52.5163 13.3777\0"),
  ]);
  const body = Buffer.concat([Buffer.from("Exif\0\0"), tiff]);
  const head = Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

/** @param {string} name @param {Buffer} buffer */
async function upload(name, buffer) {
  await page.getByLabel("Choose pictures").setInputFiles({ name, mimeType: "image/jpeg", buffer });
}
/** @param {string} name */
const tile = (name) =>
  page.getByRole("list", { name: "Media" }).getByRole("button").filter({ hasText: name });

test("a picture is turned, made smaller, and says nothing of where it was taken", WAIT, async () => {
  await upload(`${mark} sea.jpg`, await photograph(3000, 2000, 200));
  await tile("sea.jpg").waitFor({ timeout: 60_000 });
  const { data } = await ask(page, `blog/admin/media?search=${encodeURIComponent(mark)}`);
  const [picture] = data;
  assert.deepEqual([picture.width, picture.height], [1707, 2560], "upright, and no side over 2560");
  assert.equal(picture.contentType, "image/webp", "the smaller of the two");
  const file = Buffer.from(await (await fetch(picture.url)).arrayBuffer());
  assert.ok(!file.includes("GPS") && !file.includes("Exif"), "no metadata is left");
  const loaded = await tile("sea.jpg")
    .locator("img")
    .evaluate((image) => Reflect.get(image, "naturalWidth"));
  assert.ok(loaded > 0, "it is shown");
});

test(
  "without a connection it waits on this device, also over a reload, and goes on by itself",
  WAIT,
  async () => {
    const buffer = await photograph(60, 40, 20);
    await page.context().setOffline(true);
    await upload(`${mark} tunnel.jpg`, buffer);
    await page.getByText("it waits on this device").waitFor();
    await page.context().setOffline(false);
    await tile("tunnel.jpg").waitFor();
    await page.getByRole("list", { name: "Uploads" }).waitFor({ state: "detached" });
  },
);

test("what is no picture stays here, and says so", WAIT, async () => {
  await upload("notes.jpg", Buffer.from("this is no picture"));
  await page.getByText("This is no picture that this browser can read.").waitFor();
  await page.getByRole("button", { name: "Cancel the upload of notes.jpg" }).click();
  await page.getByRole("list", { name: "Uploads" }).waitFor({ state: "detached" });
});

test(
  "a picture is described, shows where it is used, and is deleted knowing what that breaks",
  WAIT,
  async () => {
    const { data } = await ask(page, `blog/admin/media?search=${encodeURIComponent(`${mark} sea`)}`);
    const image = { type: "image", attrs: { src: data[0].url, alt: "" } };
    const content = { type: "doc", content: [image] };
    await ask(page, "blog/admin/posts", "POST", { title: `${mark} shows it`, content });
    await tile("sea.jpg").getByText("No alt text").waitFor();
    await tile("sea.jpg").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("link", { name: `${mark} shows it` }).waitFor();
    await dialog.getByLabel("Alt text").fill("The sea at six");
    await accessible(page);
    await dialog.getByRole("button", { name: "Save" }).click();
    await tile("sea.jpg").getByText("No alt text").waitFor({ state: "detached" });
    await tile("sea.jpg").click();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await dialog.getByText("One post shows it and will have a gap").waitFor();
    await dialog.getByText(`${mark} shows it`).waitFor();
    await dialog.getByText("caches that have it may show it for longer").waitFor();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await tile("sea.jpg").waitFor({ state: "detached" });
  },
);

test("the pictures are accessible, searched, and fit a narrow screen", WAIT, async () => {
  await page.getByRole("searchbox", { name: "Search pictures" }).fill(`${mark} tunnel`);
  await page.keyboard.press("Enter");
  await page.waitForURL(/search=/);
  await tile("tunnel.jpg").waitFor();
  await accessible(page);
  await fitsNarrowScreen(page);
});
