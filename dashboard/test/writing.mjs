// What the tests of saving share: posts as the API has them, the editor as a writer uses it, sessions as they end.

import { createHash } from "node:crypto";
import { decode, encode } from "next-auth/jwt";
import { ask, stack, url } from "./support.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").BrowserContext} Context */

const COOKIE = "next-auth.session-token";
// As local/start.mjs makes it.
const secret = createHash("sha256").update(`dashboard:${stack.gateway_secret}`).digest("base64url");

/** @param {...string} lines */
export const doc = (...lines) => ({
  type: "doc",
  content: lines.map((text) => ({ type: "paragraph", content: [{ type: "text", text }] })),
});

/** @param {Page} page @param {string} title @param {object} content */
export async function makePost(page, title, content) {
  const { id } = await ask(page, "blog/admin/posts", "POST", { title, content });
  return String(id);
}

/** @param {Page} page @param {string} id */
export async function edit(page, id) {
  await page.goto(`${url}/dashboard/blog/${id}`);
  await says(page, "Saved");
}

/** @param {Page} page */
export const textbox = (page) => page.getByRole("textbox", { name: "Text of the post" });

/**
 * Types at the end of the paragraph that holds these words.
 * @param {Page} page @param {string} words @param {string} more
 */
export async function typeAfter(page, words, more) {
  await textbox(page).getByText(words).click();
  await page.keyboard.press("End");
  await page.keyboard.type(more);
}

/**
 * Until the state line says so.
 * @param {Page} page @param {string} words
 */
export async function says(page, words, timeout = 60_000) {
  await page
    .getByRole("status")
    .filter({ hasText: new RegExp(`^${words}$`) })
    .first()
    .waitFor({ timeout });
}

/** What the server has: the lines of a post. @param {Page} page @param {string} id */
export async function linesOf(page, id) {
  const { content } = await ask(page, `blog/admin/posts/${id}`);
  return content.content.map((/** @type {{ content?: { text: string }[] }} */ block) =>
    (block.content ?? []).map(({ text }) => text).join(""),
  );
}

/** What the editor shows. @param {Page} page */
export const shownLines = (page) => textbox(page).locator("p").allInnerTexts();

/**
 * Ages the access token in the cookie, so that the next request has to renew it.
 * @param {Context} context @param {{ revoke?: boolean }} [how] also ends what it could be renewed with
 */
export async function age(context, { revoke = false } = {}) {
  const cookies = (await context.cookies(url)).filter(({ name }) => name.startsWith(COOKIE));
  const value = cookies
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }))
    .map((cookie) => cookie.value)
    .join("");
  const token = await decode({ token: value, secret });
  if (!token) throw new Error("there is no session in the cookie");
  if (revoke) {
    const body = JSON.stringify({ refresh_token: token["refresh_token"] });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${stack.gateway_url}/auth/logout`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`the session was not ended: ${answer.status}`);
  }
  const [head, payload, signature] = String(token["access_token"]).split(".");
  const claims = JSON.parse(Buffer.from(payload ?? "", "base64url").toString("utf8"));
  const old = Buffer.from(JSON.stringify({ ...claims, exp: 1 })).toString("base64url");
  const aged = await encode({
    token: { ...token, access_token: `${head}.${old}.${signature}` },
    secret,
    maxAge: 3600,
  });
  const names = cookies.map(({ name }) => ({ name, value: "", url, expires: 1 }));
  await context.addCookies(names);
  const parts = aged.match(/.{1,3900}/g) ?? [];
  await context.addCookies(
    parts.map((part, index) => ({
      name: parts.length === 1 ? COOKIE : `${COOKIE}.${index}`,
      ...{ value: part, url, httpOnly: true, sameSite: /** @type {const} */ ("Lax") },
    })),
  );
}

/** Counts what a page writes. @param {Page} page */
export function writesOf(page) {
  /** @type {string[]} */
  const writes = [];
  page.on("request", (request) => {
    if (!["GET", "HEAD"].includes(request.method()) && request.url().includes("/api/blog/admin/posts")) {
      writes.push(`${request.method()} ${request.url()}`);
    }
  });
  return writes;
}
