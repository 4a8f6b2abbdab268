// Loads pages in headless Chromium, does to them what a reader may do, and tells what happened.
//
//   node e2e/canary/visit.mjs --browser /usr/bin/chromium BODY.html…
//
// Each file holds what stands in a page's body. The page around it has no Content-Security-Policy and a function
// `canary`, which hostile content is made to call. Nothing leaves this machine: every request is refused and written
// down. Prints one JSON array with a report for each file.

import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { provoke } from "./provoke.mjs";

const PAGE = "https://blog.example/post";
const SLOW_MACHINE_MS = 120_000;

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // What the interception below might miss finds no host.
  "--host-resolver-rules=MAP * ~NOTFOUND",
];

/**
 * @typedef {object} Report
 * @property {string[]} ran scripts that ran: calls of the canary, dialogs, errors thrown
 * @property {string[]} navigations where the page went, and windows it opened
 * @property {{ kind: string, url: string }[]} requests what it asked for
 * @property {number} elements how many elements its body has
 */

/**
 * @param {import("playwright-core").Browser} browser
 * @param {string} body
 * @returns {Promise<Report>}
 */
async function visit(browser, body) {
  /** @type {Report} */
  const report = { ran: [], navigations: [], requests: [], elements: 0 };
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  page.setDefaultTimeout(SLOW_MACHINE_MS);
  let arrived = false;

  context.on("page", (opened) => report.navigations.push(`window ${opened.url()}`));
  page.on("pageerror", (error) => report.ran.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    report.ran.push(`${dialog.type()}: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("framenavigated", (frame) => {
    if (frame !== page.mainFrame()) return;
    if (arrived) report.navigations.push(frame.url());
    arrived = true;
  });
  await page.exposeFunction("canary", (/** @type {unknown} */ song) => report.ran.push(`canary: ${song}`));
  await context.route("**/*", (route) => {
    const request = route.request();
    const isMain = request.isNavigationRequest() && request.frame() === page.mainFrame();
    if (isMain && !arrived && request.url() === PAGE) {
      const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Post</title></head><body>${body}</body></html>`;
      return route.fulfill({ contentType: "text/html; charset=utf-8", body: html });
    }
    if (isMain) report.navigations.push(request.url());
    else report.requests.push({ kind: request.resourceType(), url: request.url() });
    return route.abort();
  });

  await page.goto(PAGE, { waitUntil: "load", timeout: SLOW_MACHINE_MS });
  report.elements = await page.evaluate(provoke).catch((error) => {
    // A page that goes elsewhere while it is being visited takes the visitor's script along.
    report.navigations.push(`interrupted: ${error.message}`);
    return 0;
  });
  // What the events started ends, also what a `meta` refresh or a `javascript:` address does later.
  await page.waitForTimeout(500);
  await context.close();
  return report;
}

const { values, positionals } = parseArgs({
  options: { browser: { type: "string" } },
  allowPositionals: true,
});
if (!values.browser || positionals.length === 0) {
  throw new Error("usage: visit.mjs --browser PROGRAM BODY.html…");
}
// Its data folder is new, and removed at the end.
const browser = await chromium.launch({
  executablePath: values.browser,
  args: ARGUMENTS,
  timeout: SLOW_MACHINE_MS,
});
try {
  const reports = [];
  for (const file of positionals) reports.push(await visit(browser, await readFile(file, "utf8")));
  process.stdout.write(JSON.stringify(reports));
} finally {
  await browser.close();
}
