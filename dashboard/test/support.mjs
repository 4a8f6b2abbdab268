// What the tests in a browser share: the stack, a browser, people who sign in, and axe.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

export const stack = JSON.parse(
  await readFile(process.env["LOGICSPIKE_STACK"] ?? "../.local/stack.json", "utf8"),
);
export const url = process.env["DASHBOARD_URL"] ?? stack.dashboard_url;
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export function launch() {
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}

/**
 * Goes to a page of the dashboard, as this person; signs in on the way if need be.
 * @param {import("playwright-core").Page} page @param {string} path @param {string} [email]
 */
export async function open(page, path, email = "writer@acorn.example") {
  await page.goto(`${url}${path}`);
  const enter = page.getByRole("button", { name: "Sign in with Google" });
  const login = page.getByLabel("E-mail address");
  const heading = page.getByRole("heading", { level: 1 });
  const inside = page
    .getByRole("button", { name: "Sign out" })
    .or(page.getByRole("button", { name: "Menu" }));
  await enter.or(inside).first().waitFor();
  if (await enter.isVisible()) {
    await enter.click();
    await login.or(inside).first().waitFor();
  }
  if (await login.isVisible()) {
    await login.fill(email);
    await page.getByRole("button", { name: "Sign in" }).click();
  }
  await inside.first().waitFor();
  await heading.first().waitFor();
}

/**
 * Asks the API as the page does.
 * @param {import("playwright-core").Page} page @param {string} path @param {string} [method] @param {unknown} [body]
 */
export async function ask(page, path, method = "GET", body) {
  const answer = await page.evaluate(
    async ([to, how, what]) => {
      const response = await fetch(to, {
        method: how,
        headers: what === undefined ? {} : { "content-type": "application/json" },
        ...(what === undefined ? {} : { body: what }),
      });
      const text = await response.text();
      return { status: response.status, body: text === "" ? null : JSON.parse(text) };
    },
    /** @type {[string, string, string | undefined]} */ ([
      `/api/${path}`,
      method,
      body === undefined ? undefined : JSON.stringify(body),
    ]),
  );
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/**
 * Finds nothing wrong, in both schemes, and nothing that a narrow screen cuts off.
 * @param {import("playwright-core").Page} page
 */
export async function accessible(page) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    if (!(await page.evaluate(() => "axe" in globalThis))) await page.addScriptTag({ path: AXE });
    const found = await page.evaluate(async (runOnly) => {
      /** @type {{ run: (where: Document, how: object) => Promise<{ violations: { id: string, nodes: { html: string }[] }[] }> }} */
      const axe = Reflect.get(globalThis, "axe");
      const { violations } = await axe.run(globalThis.document, { runOnly });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    }, RULES);
    assert.deepEqual(found, [], `${page.url()} in ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** @param {import("playwright-core").Page} page */
export async function fitsNarrowScreen(page) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const { over, widest } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = globalThis.document.documentElement;
    const beyond = [...globalThis.document.querySelectorAll("main *")].find(
      (element) =>
        element.getBoundingClientRect().right > clientWidth + 1 && element.scrollWidth <= clientWidth,
    );
    return { over: scrollWidth - clientWidth, widest: beyond?.outerHTML.slice(0, 200) };
  });
  assert.equal(over, 0, `${page.url()} is wider than 320 px: ${widest}`);
  if (before) await page.setViewportSize(before);
}
