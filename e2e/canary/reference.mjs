// Opens the reference page in headless Chromium, with scripts and without, and tells what was wrong.
//
//   node e2e/canary/reference.mjs --browser /usr/bin/chromium --url http://127.0.0.1:8787/docs [--picture FILE.png]
//
// Redoc's headings skip levels, which is good practice and no rule of WCAG: that alone is let pass.
// Wrong is: anything in the console, a script's error, a request to another host, and what axe-core finds. Prints a JSON
// array with a report of each visit.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const SLOW_MACHINE_MS = 120_000;
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"];
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/**
 * @param {import("playwright-core").Browser} browser
 * @param {{ url: string, scripts: boolean, picture?: string | undefined }} visit
 */
async function open(browser, { url, scripts, picture }) {
  /** @type {string[]} */
  const faults = [];
  const context = await browser.newContext({
    javaScriptEnabled: scripts,
    viewport: { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(SLOW_MACHINE_MS);
  page.on("console", (message) => faults.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => faults.push(`failed: ${request.url()}`));
  page.on("request", (request) => {
    const asked = new URL(request.url());
    if (asked.protocol.startsWith("http") && asked.origin !== new URL(url).origin) {
      faults.push(`outside: ${asked}`);
    }
  });
  await page.goto(url, { waitUntil: "load" });
  if (scripts) {
    await page.waitForSelector("#operations[hidden]", { state: "attached" });
    if (picture) await page.screenshot({ path: picture });
    // As a tool of the developer, past the page's policy, which forbids scripts from elsewhere.
    await page.evaluate(await readFile(AXE, "utf8"));
    const found = await page.evaluate(async () => {
      // @ts-expect-error axe-core put it there
      const { violations } = await globalThis.axe.run({ rules: { "heading-order": { enabled: false } } });
      return violations.map(
        (/** @type {{ id: string, nodes: { html: string }[] }} */ { id, nodes }) =>
          `axe ${id}: ${nodes.length}, such as ${nodes[0]?.html.slice(0, 200)}`,
      );
    });
    faults.push(...found);
  }
  const text = await page.innerText("body");
  const rows = await page.locator("#operations tbody tr:visible").count();
  await context.close();
  return { faults, text, rows };
}

const { values } = parseArgs({
  options: { browser: { type: "string" }, url: { type: "string" }, picture: { type: "string" } },
});
const { browser: executablePath, url, picture } = values;
if (!executablePath || !url) {
  throw new Error("usage: reference.mjs --browser PROGRAM --url URL [--picture FILE.png]");
}
const browser = await chromium.launch({ executablePath, args: ARGUMENTS, timeout: SLOW_MACHINE_MS });
try {
  const drawn = await open(browser, { url, scripts: true, picture });
  const plain = await open(browser, { url, scripts: false });
  process.stdout.write(JSON.stringify([drawn, plain]));
} finally {
  await browser.close();
}
