// No sentence is ever lost: what a writer, a second one, a train and a dead browser do to a post.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { ask, launch, open, url } from "./support.mjs";
import {
  age,
  doc,
  edit,
  linesOf,
  makePost,
  says,
  shownLines,
  textbox,
  typeAfter,
  writesOf,
} from "./writing.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
/** Two devices of one person: nothing of the browser is shared between them. */
/** @type {import("playwright-core").Page} */
let here;
/** @type {import("playwright-core").Page} */
let there;
const mark = `Saving ${Date.now().toString(36)}`;
const WAIT = { timeout: 180_000 };

before(async () => {
  browser = await launch();
  [here, there] = await Promise.all([0, 1].map(async () => (await browser.newContext()).newPage()));
  await open(here, "/dashboard/blog");
  await open(there, "/dashboard/blog");
});
after(() => browser.close());

test("two windows change different blocks: both texts are there, and nobody is asked", WAIT, async () => {
  const id = await makePost(here, `${mark} two`, doc("First block.", "Second block.", "Third block."));
  await Promise.all([edit(here, id), edit(there, id)]);
  await Promise.all([typeAfter(here, "First", " From here."), typeAfter(there, "Third", " From there.")]);
  await Promise.all([says(here, "Saved"), says(there, "Saved")]);
  // Whoever was first hears of the other when they go on.
  await typeAfter(here, "Second", " Once more.");
  await here.getByText("From there.").waitFor({ timeout: 60_000 });
  await says(here, "Saved");
  const all = ["First block. From here.", "Second block. Once more.", "Third block. From there."];
  assert.deepEqual(await linesOf(here, id), all);
  assert.deepEqual(await shownLines(here), all);
  for (const page of [here, there]) assert.equal(await page.getByRole("dialog").count(), 0);
});

test("two windows change one sentence: a question, and both texts are within reach", WAIT, async () => {
  const id = await makePost(here, `${mark} one`, doc("The house is red.", "The end."));
  await Promise.all([edit(here, id), edit(there, id)]);
  /** @param {import("playwright-core").Page} page @param {string} colour */
  const paint = async (page, colour) => {
    await textbox(page).getByText("house").click();
    await page.keyboard.press("End");
    for (let letter = 0; letter < "red.".length; letter += 1) await page.keyboard.press("Backspace");
    await page.keyboard.type(`${colour}.`);
  };
  await paint(here, "blue");
  await says(here, "Saved");
  await paint(there, "green");
  await says(there, "Needs your decision");
  const dialog = there.getByRole("dialog");
  await dialog.getByText("The house is blue.").first().waitFor();
  await dialog.getByText("The house is green.").first().waitFor();
  // Until it is answered theirs is untouched.
  assert.deepEqual(await linesOf(there, id), ["The house is blue.", "The end."]);
  await dialog.getByRole("radio", { name: "Mine" }).check();
  await dialog.getByRole("button", { name: "Use these" }).click();
  await says(there, "Saved");
  assert.deepEqual(await linesOf(there, id), ["The house is green.", "The end."]);
  // What was not chosen is a version, and a text on this device.
  const { data } = await ask(there, `blog/admin/posts/${id}/revisions`);
  const versions = await Promise.all(
    data.map((/** @type {{ version: number }} */ { version }) =>
      ask(there, `blog/admin/posts/${id}/revisions/${version}`),
    ),
  );
  assert.match(JSON.stringify(versions), /The house is blue\./);
  await there.getByRole("button", { name: /kept text/ }).click();
  await there.getByRole("dialog").getByText("The house is blue.").first().waitFor();
  await there.getByRole("dialog").getByText("The house is green.").first().waitFor();
});

test(
  "the network is cut for a minute, the tab dies, the browser restarts: nothing is lost",
  WAIT,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "logicspike-browser-"));
    const start = () =>
      chromium.launchPersistentContext(folder, {
        executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
        args: ["--no-sandbox"],
      });
    let context = await start();
    let page = await context.newPage();
    await open(page, "/dashboard/blog");
    const id = await makePost(page, `${mark} tunnel`, doc("Before the tunnel."));
    await edit(page, id);
    await context.setOffline(true);
    await typeAfter(page, "Before", " In the tunnel.");
    await says(page, "Saved on this device");
    await page.waitForTimeout(60_000);
    await page.keyboard.type(" Still in it.");
    await says(page, "Saved on this device");
    await page.waitForTimeout(600);
    // Neither tab nor browser has time to say good-bye.
    await Promise.race([page.goto("chrome://crash").catch(() => undefined), page.waitForEvent("crash")]);
    const session = await context.newCDPSession(await context.newPage());
    await session.send("Browser.crash").catch(() => undefined);
    await context.close().catch(() => undefined);

    context = await start();
    page = await context.newPage();
    await page.goto(`${url}/dashboard/blog/${id}`);
    await page.getByText("Before the tunnel. In the tunnel. Still in it.").waitFor({ timeout: 30_000 });
    await says(page, "Saved");
    assert.deepEqual(await linesOf(page, id), ["Before the tunnel. In the tunnel. Still in it."]);
    await context.close();
    await rm(folder, { recursive: true, force: true });
  },
);

test(
  "the session ends while somebody writes: the text stays, the sign-in is beside it, and it is saved",
  WAIT,
  async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await open(page, "/dashboard/blog");
    const id = await makePost(page, `${mark} session`, doc("Signed in."));
    await edit(page, id);
    await age(context, { revoke: true });
    await typeAfter(page, "Signed", " Written after the end.");
    await says(page, "Saved on this device");
    const dialog = page.getByRole("dialog", { name: "Sign in again" });
    const [beside] = await Promise.all([
      context.waitForEvent("page"),
      dialog.getByRole("link", { name: "Sign in in a new tab" }).click(),
    ]);
    await beside.getByRole("button", { name: "Sign in with Google" }).click();
    const login = beside.getByLabel("E-mail address");
    await Promise.race([login.waitFor().catch(() => undefined), beside.waitForEvent("close")]);
    if (!beside.isClosed() && (await login.isVisible())) {
      await login.fill("writer@acorn.example");
      await beside.getByRole("button", { name: "Sign in" }).click();
    }
    await says(page, "Saved");
    assert.equal(await dialog.count(), 0);
    assert.equal(new URL(page.url()).pathname, `/dashboard/blog/${id}`);
    assert.deepEqual(await linesOf(page, id), ["Signed in. Written after the end."]);
    await context.close();
  },
);

test("somebody else signs in beside it: the text stays whose it is", WAIT, async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, "/dashboard/blog");
  const id = await makePost(page, `${mark} other`, doc("Mine."));
  await edit(page, id);
  await age(context, { revoke: true });
  await typeAfter(page, "Mine", " Still mine.");
  await says(page, "Saved on this device");
  await context.clearCookies();
  await open(await context.newPage(), "/dashboard/blog", "somebody.else@acorn.example");
  await page.bringToFront();
  await page.evaluate(() => globalThis.dispatchEvent(new Event("focus")));
  await page.getByText(/somebody else is signed in/).waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: "Copy the text" }).waitFor();
  assert.match((await shownLines(page)).join(), /Still mine/);
  await context.close();
});

test(
  "every other save is answered by a dropped connection: one post, no question, the same text",
  { timeout: 300_000 },
  async () => {
    const page = await (await browser.newContext()).newPage();
    await open(page, "/dashboard/blog");
    const title = `${mark} dropped`;
    let count = 0;
    await page.route(/\/api\/blog\/admin\/posts/, async (route) => {
      if (route.request().method() === "GET") return route.continue();
      count += 1;
      if (count % 2 === 0) return route.continue();
      // It arrives, and the answer does not.
      await route.fetch().catch(() => undefined);
      return route.abort("connectionreset");
    });
    await page.goto(`${url}/dashboard/blog/new`);
    await page.getByRole("textbox", { name: "Title" }).fill(title);
    await textbox(page).click();
    for (let sentence = 1; sentence <= 6; sentence += 1) {
      await page.keyboard.type(`Sentence ${sentence} is written while the line is bad. `);
      await page.waitForTimeout(4_000);
      assert.deepEqual(await page.getByRole("dialog").allInnerTexts(), []);
    }
    await says(page, "Saved", 120_000);
    assert.ok(count >= 6, `${count} saves`);
    const { data } = await ask(page, `blog/admin/posts?search=${encodeURIComponent(title)}`);
    const found = data.filter((/** @type {{ title: string }} */ post) => post.title === title);
    assert.equal(found.length, 1);
    const shown = (await shownLines(page)).map((line) => line.trim());
    const saved = (await linesOf(page, found[0].id)).map((/** @type {string} */ line) => line.trim());
    assert.deepEqual(saved, shown);
    assert.match(shown.join(), /Sentence 1 .* Sentence 6 /);
    await page.context().close();
  },
);

test(
  "twenty requests at once when the token is old: one session, and nobody is signed out",
  WAIT,
  async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await open(page, "/dashboard/blog");
    const sessions = async () => (await ask(page, "account/sessions")).data.length;
    const earlier = await sessions();
    for (let round = 0; round < 3; round += 1) {
      await age(context);
      const statuses = await page.evaluate(async () =>
        Promise.all(
          Array.from({ length: 20 }, async (_, index) =>
            fetch(`/api/blog/admin/posts?limit=1&page=${index + 1}`).then(({ status }) => status),
          ),
        ),
      );
      assert.deepEqual([...new Set(statuses)], [200]);
    }
    assert.equal(await sessions(), earlier);
    // Reuse of a spent token would have ended the family.
    await age(context);
    assert.equal(await sessions(), earlier);
    await context.close();
  },
);

test(
  "a published post is written beside what readers see, until it is updated or given up",
  WAIT,
  async () => {
    const id = await makePost(here, `${mark} live`, doc("What readers see."));
    await ask(here, `blog/admin/posts/${id}/publish`, "POST");
    await edit(here, id);
    await typeAfter(here, "What readers", " Not yet.");
    await says(here, "Saved");
    await here.getByText("readers see the former text until you update").waitFor();
    assert.deepEqual(await linesOf(here, id), ["What readers see."]);
    // Another device goes on with it.
    await edit(there, id);
    assert.deepEqual(await shownLines(there), ["What readers see. Not yet."]);
    await typeAfter(there, "What readers", " From there.");
    await says(there, "Saved");
    await typeAfter(here, "What readers", " From here.");
    // Both went on at one place.
    await says(here, "Needs your decision");
    await here.getByRole("dialog").getByRole("radio", { name: "Both" }).check();
    await here.getByRole("dialog").getByRole("button", { name: "Use these" }).click();
    await textbox(here).getByText("From there.").waitFor();
    await says(here, "Saved");
    const whole = await shownLines(here);
    assert.match(whole.join(), /Not yet\..*From (t)?here\..*From (t)?here\./);
    await here.getByRole("button", { name: "Discard changes" }).click();
    await here.getByRole("dialog").getByRole("button", { name: "Discard changes" }).click();
    await textbox(here).getByText("Not yet.").first().waitFor({ state: "hidden" });
    await says(here, "Saved");
    assert.deepEqual(
      [await shownLines(here), await linesOf(here, id)],
      [["What readers see."], ["What readers see."]],
    );
    assert.equal((await ask(here, `blog/admin/posts/${id}`)).draft, null);
    await here.getByRole("button", { name: /kept text/ }).waitFor();

    await typeAfter(here, "What readers", " Now.");
    await says(here, "Saved");
    await update(here);
    await here.getByText("readers see the former text until you update").waitFor({ state: "hidden" });
    assert.deepEqual(await linesOf(here, id), ["What readers see. Now."]);
  },
);

/** @param {import("playwright-core").Page} page */
async function update(page) {
  await page.getByRole("button", { name: "Update" }).first().click();
  const dialog = page.getByRole("dialog");
  // Where a panel says first what will happen.
  if (await dialog.getByRole("button", { name: "Update" }).count()) {
    await dialog.getByRole("button", { name: "Update" }).click();
    await dialog.getByRole("button", { name: "Close" }).click();
  }
}

test("a draft that is published meanwhile goes on beside it, and loses nothing", WAIT, async () => {
  const id = await makePost(here, `${mark} meanwhile`, doc("A draft."));
  await edit(here, id);
  await ask(there, `blog/admin/posts/${id}/publish`, "POST");
  // Whoever comes back to the page hears of it.
  await here.waitForTimeout(6_000);
  await here.evaluate(() => globalThis.dispatchEvent(new Event("focus")));
  await here.getByRole("button", { name: "Update" }).first().waitFor({ timeout: 30_000 });
  await typeAfter(here, "A draft", " Half a sen");
  await says(here, "Saved");
  assert.deepEqual(await linesOf(here, id), ["A draft."]);
  assert.deepEqual(await shownLines(here), ["A draft. Half a sen"]);
});

test(
  "of two tabs of one person one writes and the other shows it, until it is edited there",
  WAIT,
  async () => {
    const context = here.context();
    const id = await makePost(here, `${mark} tabs`, doc("One text."));
    await edit(here, id);
    const second = await context.newPage();
    const writes = writesOf(second);
    await second.goto(`${url}/dashboard/blog/${id}`);
    await says(second, "Open for writing in another tab");
    await typeAfter(here, "One text", " Typed in the first.");
    await second.getByText("Typed in the first.").waitFor();
    assert.equal(await textbox(second).getAttribute("contenteditable"), "false");
    assert.deepEqual(writes, []);
    await here.keyboard.type(" At the last moment.");
    await second.getByRole("button", { name: "Edit here" }).click();
    await says(here, "Open for writing in another tab");
    await says(second, "Saved");
    await typeAfter(second, "One text", " Typed in the second.");
    await here.getByText("Typed in the second.").waitFor();
    await says(second, "Saved");
    const whole = ["One text. Typed in the first. At the last moment. Typed in the second."];
    assert.deepEqual(await linesOf(second, id), whole);
    // When it is closed the first one has its turn again.
    await second.close();
    await says(here, "Saved");
    assert.deepEqual(await shownLines(here), whole);
    assert.equal(await textbox(here).getAttribute("contenteditable"), "true");
  },
);

test("a device that keeps nothing says so, warns, and lets the text be copied", WAIT, async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    globalThis.IDBFactory.prototype.open = () => {
      throw new DOMException("refused", "SecurityError");
    };
  });
  const page = await context.newPage();
  await open(page, "/dashboard/blog");
  const id = await makePost(page, `${mark} refused`, doc("Kept on the server only."));
  await edit(page, id);
  await context.setOffline(true);
  await typeAfter(page, "Kept", " And this nowhere.");
  await says(page, "Not saved");
  await page.getByRole("button", { name: "Download the text" }).waitFor();
  const asked = page.waitForEvent("dialog");
  const closing = page.close({ runBeforeUnload: true });
  const dialog = await asked;
  assert.equal(dialog.type(), "beforeunload");
  await dialog.dismiss();
  await closing;
  await context.setOffline(false);
  await says(page, "Saved");
  assert.deepEqual(await linesOf(page, id), ["Kept on the server only. And this nowhere."]);
  await context.close();
});

test("what the server refuses is said where it is, and holds up nothing else", WAIT, async () => {
  const page = await (await browser.newContext()).newPage();
  await open(page, "/dashboard/blog");
  const id = await makePost(page, `${mark} refusals`, doc("A text."));
  await edit(page, id);
  /** @type {{ status: number, headers?: Record<string, string>, json: object } | undefined} */
  let answer;
  await page.route(/\/api\/blog\/admin\/posts\/post_[^/]+(\?|$)/, (route) =>
    answer && route.request().method() === "PUT" ? route.fulfill(answer) : route.continue(),
  );
  answer = {
    status: 403,
    json: { error: "Missing required permission: blog:posts.update", code: "missing_permission" },
  };
  await typeAfter(page, "A text", " One.");
  await page.getByText(/Missing required permission/).waitFor();
  await says(page, "Saved on this device");
  await page.getByRole("button", { name: "Copy the text" }).waitFor();
  answer = { status: 413, json: { error: "Payload too large", code: "payload_too_large" } };
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText(/the text is \d+ KB large/).waitFor();
  answer = {
    status: 429,
    headers: { "retry-after": "3" },
    json: { error: "Too many requests", code: "too_many_requests" },
  };
  const began = Date.now();
  await typeAfter(page, "A text", " Two.");
  await page.getByText(/the server is busy/).waitFor();
  answer = undefined;
  await says(page, "Saved");
  assert.ok(Date.now() - began >= 3_000);
  assert.deepEqual(await linesOf(page, id), ["A text. One. Two."]);
  // Deleted elsewhere: it can be saved as a post of its own.
  await ask(there, `blog/admin/posts/${id}`, "DELETE");
  await page.keyboard.type(" Three.");
  await page.getByRole("button", { name: "Save as a new post" }).click();
  await says(page, "Saved");
  await page.waitForURL((address) => address.pathname.includes("post_") && !address.pathname.endsWith(id));
  assert.deepEqual(await linesOf(page, String(page.url().split("/").at(-1))), ["A text. One. Two. Three."]);
  await page.context().close();
});

test("⌘S after it was saved while typing makes a version of it", WAIT, async () => {
  const id = await makePost(here, `${mark} deliberate`, doc("A text."));
  await edit(here, id);
  const versions = async () => (await ask(here, `blog/admin/posts/${id}/revisions`)).data.length;
  await typeAfter(here, "A text", " More.");
  await says(here, "Saved");
  const earlier = await versions();
  const [saved] = await Promise.all([
    here.waitForResponse((response) => response.request().method() === "PUT"),
    here.keyboard.press("Control+s"),
  ]);
  assert.doesNotMatch(saved.url(), /autosave/);
  assert.equal(await versions(), earlier + 1);
});

test("ten minutes of typing are two versions and three events at most", { timeout: 600_000 }, async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, "/dashboard/blog");
  const id = await makePost(page, `${mark} ten minutes`, doc("It begins."));
  await page.clock.install();
  await page.goto(`${url}/dashboard/blog/${id}`);
  await textbox(page).getByText("It begins").waitFor();
  await page.clock.runFor(1_000);
  await says(page, "Saved");
  const writes = writesOf(page);
  await textbox(page).getByText("It begins").click();
  await page.keyboard.press("End");
  for (let word = 1; word <= 3_000; word += 1) {
    await page.keyboard.insertText(word % 12 === 0 ? ` word ${word}.` : ` word${word}`);
    if (word % 100 === 0) await page.keyboard.press("Enter");
    await page.clock.runFor(200);
  }
  for (let turn = 0; turn < 50; turn += 1) await page.clock.runFor(1_000);
  await says(page, "Saved");
  const { data } = await ask(page, `blog/admin/posts/${id}/revisions`);
  const audit = await ask(page, "manager/audit?limit=100");
  const told = audit.data.filter(
    (/** @type {{ action: string, subject: string }} */ entry) =>
      entry.action === "blog.post.updated" && entry.subject === id,
  );
  assert.ok(writes.length >= 40, `${writes.length} saves`);
  assert.ok(data.length <= 2, `${data.length} versions`);
  assert.ok(told.length <= 3, `${told.length} events`);
  const saved = (await linesOf(page, id)).join(" ");
  for (const word of ["It begins.", "word1 ", "word1499", "word2999"]) assert.ok(saved.includes(word), word);
  await context.close();
});

test(
  "opening, looking and leaving writes nothing, and what is not known survives a letter",
  WAIT,
  async () => {
    const page = await (await browser.newContext()).newPage();
    await open(page, "/dashboard/blog");
    const writes = writesOf(page);
    const { fuzzed } = await import("./fuzz/documents.mjs");
    for (let seed = 1; seed <= 20; seed += 1) {
      const content = fuzzed(seed);
      const id = await makePost(page, `${mark} fuzzed ${seed}`, content);
      writes.length = 0;
      await edit(page, id);
      await page.getByRole("link", { name: /Posts/ }).first().click();
      await page.getByRole("heading", { name: "Posts", level: 1 }).waitFor();
      assert.deepEqual(writes, [], `document ${seed}`);
      assert.deepEqual((await ask(page, `blog/admin/posts/${id}`)).content, content, `document ${seed}`);
    }
    const strange = {
      type: "pollFromElsewhere",
      attrs: { answers: ["tea", "coffee"], deep: { a: [1, null] } },
    };
    const glowing = { type: "text", text: "glowing", marks: [{ type: "glow", attrs: { colour: "red" } }] };
    const content = {
      type: "doc",
      content: [
        { type: "paragraph", content: [{ type: "text", text: "A lette" }] },
        strange,
        {
          type: "paragraph",
          attrs: { tracking: "x" },
          content: [glowing, { type: "sticker", attrs: { id: 7 } }],
        },
      ],
    };
    const id = await makePost(page, `${mark} unknown`, content);
    await edit(page, id);
    await typeAfter(page, "A lette", "r");
    await says(page, "Saved");
    content.content[0] = { type: "paragraph", content: [{ type: "text", text: "A letter" }] };
    assert.deepEqual((await ask(page, `blog/admin/posts/${id}`)).content, content);
    await page.context().close();
  },
);
