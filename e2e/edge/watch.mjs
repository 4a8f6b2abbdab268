// Runs the built gateway and blog in workerd with somebody between their JavaScript and their modules, and tells what was
// seen.
//
//   node e2e/edge/watch.mjs < plan.json
//
// The plan is `{ gateway, blog, token }`: what the two are bound to, their databases among it, and a token that may read
// posts.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/**
 * @typedef {{ modules: string[], compatibilityDate: string, compatibilityFlags: string[], vars: Record<string, string>,
 *   services: Record<string, string>, limiters: string[] }} Worker
 */

/** How long a service takes to answer, in milliseconds. */
const SERVICE_TAKES = 500;
const SERVICE = `export default { async fetch(request) {
  if (request.url.endsWith("/jwks.json")) await scheduler.wait(${SERVICE_TAKES});
  return Response.json({ error: "Forbidden" }, { status: 403 });
} };`;

// What wrangler runs Workers with.
const require = createRequire(createRequire(import.meta.url).resolve("wrangler"));
const { Miniflare } = require("miniflare");

/** @type {{ gateway: Worker, blog: Worker, token: string }} */
const plan = JSON.parse(await text(process.stdin));

/** @param {string} name @param {string} file */
async function moduleOf(name, file) {
  const isText = !name.endsWith(".wasm");
  const contents = isText ? await readFile(file, "utf8") : await readFile(file);
  return { type: isText ? "ESModule" : "CompiledWasm", path: name, contents };
}

const own = ["watched.mjs", "armed.mjs"].map((name) =>
  moduleOf(name, fileURLToPath(new URL(name, import.meta.url))),
);
/** @param {string} name @param {Worker} worker */
async function watched(name, worker) {
  const built = worker.modules.map((file) => moduleOf(file.slice(file.lastIndexOf("/") + 1), file));
  return {
    name,
    modules: await Promise.all([...own, ...built]),
    compatibilityDate: worker.compatibilityDate,
    compatibilityFlags: worker.compatibilityFlags,
    bindings: worker.vars,
    serviceBindings: Object.fromEntries(
      Object.entries(worker.services).map(([binding, to]) => [binding, to === "blog" ? to : "service"]),
    ),
    ratelimits: Object.fromEntries(
      worker.limiters.map((name) => [name, { simple: { limit: 1000, period: 60 } }]),
    ),
  };
}
const service = {
  name: "service",
  modules: true,
  script: SERVICE,
  compatibilityDate: plan.gateway.compatibilityDate,
};
const runtime = new Miniflare({
  workers: [await watched("gateway", plan.gateway), await watched("blog", plan.blog), service],
});
const blog = /** @type {any} */ (await runtime.getWorker("blog"));

/** @param {string} path @param {Record<string, string>} [headers] */
async function ask(path, headers = {}) {
  const answer = await runtime.dispatchFetch(`http://gateway.test${path}`, { headers });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

const ASKED = { headers: { "x-between": "crossings" } };

/** How often a boundary was crossed so far, in both directions. @param {{ json(): Promise<any> }} answer */
async function sum(answer) {
  const counts = /** @type {number[]} */ (Object.values(await answer.json()));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Those of the gateway and of the blog. */
async function crossings() {
  const ofGateway = await sum(await runtime.dispatchFetch("http://gateway.test/", ASKED));
  return { ofGateway, ofBlog: await sum(await blog.fetch("http://blog.test/", ASKED)) };
}

/** @param {string} path @param {Record<string, string>} [headers] */
async function counted(path, headers) {
  const before = await crossings();
  const { status } = await ask(path, headers);
  const after = await crossings();
  return { status, gateway: after.ofGateway - before.ofGateway, blog: after.ofBlog - before.ofBlog };
}

const guard = () => counted("/blog/admin/posts", { authorization: `Bearer ${plan.token}` });
const cold = await guard();
const warm = await guard();
const health = await counted("/health");

/** Bytes of both modules' memories. */
async function bytes() {
  const init = { headers: { "x-between": "bytes" } };
  const ofGateway = await (await runtime.dispatchFetch("http://gateway.test/", init)).json();
  return ofGateway + (await (await blog.fetch("http://blog.test/", init)).json());
}

/** Asks for a list so many times, eight at once. @param {number} times */
async function lists(times) {
  const headers = { authorization: `Bearer ${plan.token}` };
  for (let at = 0; at < times; at += 8) {
    await Promise.all(Array.from({ length: 8 }, () => ask("/blog/admin/posts", headers)));
  }
}

await lists(80);
const few = await bytes();
await lists(400);
const many = await bytes();

const underWay = ask("/.well-known/jwks.json", { "x-request-id": "under-way" });
await pause(SERVICE_TAKES / 3);
const trapped = await ask("/health", { "x-between": "trap", "x-request-id": "trapped" });
const lost = await underWay;
const after = await ask("/health");
const again = await ask("/.well-known/jwks.json");
await runtime.dispose();
process.stdout.write(
  JSON.stringify({ cold, warm, health, few, many, trapped, lost, after: after.status, again: again.status }),
);
