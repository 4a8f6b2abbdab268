// Categories and tags: made, counted, renamed, merged, and deleted with open eyes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, ask, fitsNarrowScreen, launch, open } from "./support.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let page;
const mark = `T${Date.now().toString(36)}`;
const WAIT = { timeout: 120_000 };

before(async () => {
  browser = await launch();
  page = await (await browser.newContext()).newPage();
});
after(() => browser.close());

/** @param {string} name */
const row = (name) => page.getByRole("row").filter({ hasText: `${mark} ${name}` });

test(
  "a category is made, shows its posts, is renamed, and says what it touches when it goes",
  WAIT,
  async () => {
    await open(page, "/dashboard/blog/categories");
    await page.getByRole("button", { name: "New category" }).click();
    const dialog = page.getByRole("dialog", { name: "New category" });
    await dialog.getByLabel("Name").fill(`${mark} places`);
    await dialog.getByLabel("Description").fill("Where we went");
    await dialog.getByRole("button", { name: "Create" }).click();
    await row("places").waitFor();
    const { data } = await ask(page, "blog/admin/categories");
    const { id } = data.find((/** @type {{ name: string }} */ one) => one.name === `${mark} places`);
    await ask(page, "blog/admin/posts", "POST", { title: `${mark} post`, categoryId: id });
    await page.reload();
    await row("places").getByRole("link", { name: "1", exact: true }).waitFor();

    await row("places").getByRole("button", { name: "Edit" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill(`${mark} towns`);
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await row("towns").waitFor();
    await row("towns").getByRole("button", { name: "Delete" }).click();
    await page.getByText(`One post loses the category “${mark} towns” and stays.`).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await row("towns").waitFor({ state: "detached" });
  },
);

test("a name that is taken is said in the dialog, and nothing that was typed is lost", WAIT, async () => {
  await open(page, "/dashboard/blog/tags");
  for (const name of ["one", "one", "two"]) {
    await page.getByRole("button", { name: "New tag" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill(`${mark} ${name}`);
    await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
    if (
      (await page
        .getByRole("row")
        .filter({ hasText: `${mark} ${name}` })
        .count()) === 0
    ) {
      await row(name).waitFor();
    } else {
      await page.getByRole("alert").getByText("This name is already in use.").waitFor();
      assert.equal(await page.getByRole("dialog").getByLabel("Name").inputValue(), `${mark} one`);
      await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    }
  }
  await page.waitForFunction(() => !globalThis.document.querySelector("dialog[open]"));
  assert.equal(
    await page.evaluate(() => globalThis.document.activeElement?.textContent),
    "New tag",
    "the focus is where it came from",
  );
});

test("merging gives the posts the other tag and takes the empty one away", WAIT, async () => {
  const { data } = await ask(page, "blog/admin/tags");
  /** @param {string} name */
  const id = (name) => data.find((/** @type {{ name: string }} */ one) => one.name === `${mark} ${name}`).id;
  const [one, two] = [id("one"), id("two")];
  const first = await ask(page, "blog/admin/posts", "POST", { title: `${mark} a`, tags: [one] });
  const second = await ask(page, "blog/admin/posts", "POST", { title: `${mark} b`, tags: [one, two] });
  await open(page, "/dashboard/blog/tags");
  await row("one").getByRole("button", { name: "Merge" }).click();
  const dialog = page.getByRole("dialog", { name: "Merge tag" });
  await dialog.getByLabel("Merge into").selectOption({ label: `${mark} two` });
  await dialog.getByText("2 posts get the other tag").waitFor();
  await dialog.getByRole("button", { name: "Merge" }).click();
  await row("one").waitFor({ state: "detached" });
  for (const post of [first, second]) {
    assert.deepEqual((await ask(page, `blog/admin/posts/${post.id}`)).tags, [two]);
  }
  await row("two").getByRole("link", { name: "2", exact: true }).waitFor();
});

test("categories and tags are accessible and fit a narrow screen", WAIT, async () => {
  for (const path of ["categories", "tags"]) {
    await open(page, `/dashboard/blog/${path}`);
    await page
      .getByRole("row")
      .first()
      .or(page.getByText(/ yet\./))
      .first()
      .waitFor();
    await accessible(page);
    await fitsNarrowScreen(page);
  }
});
